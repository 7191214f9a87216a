package clause

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Target is the column whose value answers the question, or -1; named are the columns of
// words that the question names.
func (q *Clause) Target(named []int, counted bool) int {
	if q.Who() {
		if c := q.Persons(counted); c >= 0 {
			return c
		}
	}
	for j := range q.Tokens {
		if !q.Asked(j) && !q.FollowedByWhich(j) {
			continue
		}
		for _, k := range q.Tokens[j].Cols {
			if slices.Contains(named, k.Col) {
				return k.Col
			}
		}
	}
	if len(named) > 0 {
		return named[0]
	}
	for _, t := range q.Tokens {
		if c := q.Schema.WithConcept("city", "country", "store", "region", "community", "place", "room", "warehouse"); t.Has("wh", "place") && c < 0 && q.Schema.WithConcept("amount") >= 0 {
			return q.Schema.WithConcept("category") // where the money went
		}
		if t.Has("wh", "place") {
			return q.Schema.WithConcept("city", "country", "store", "region", "community", "place", "room", "warehouse")
		}
		for end, concepts := range Kinds {
			if c := q.Schema.WithConcept(concepts...); t.Is("wh") && strings.HasSuffix(t.Key, end) && c >= 0 {
				return c
			}
		}
	}
	if last := q.Tokens[len(q.Tokens)-1]; last.Key == "on" || last.Key == "?" && len(q.Tokens) > 1 && q.Tokens[len(q.Tokens)-2].Key == "on" { // what was most spent on
		return q.Schema.WithConcept("category", "product")
	}
	return q.bestSeller()
}

// bestSeller is the column of what is sold, of which several rows may be of one, where a
// question asks what sells best.
func (q *Clause) bestSeller() int {
	for _, t := range q.Tokens {
		if w := t.Word("sup"); w.Arg(1) != "sold" && w.Arg(1) != "earned" {
			continue
		}
		if c := q.likeNamed(); c >= 0 {
			return c
		}
		for _, concept := range []string{"product", "category", "brand"} {
			if c := q.Schema.WithConcept(concept); c >= 0 && !q.Schema.Fields[c].Unique && q.Schema.Fields[c].Kind == sheet.Text {
				return c
			}
		}
	}
	return -1
}

// likeNamed is the column of words of whose name the question says a part: 哪种花 of 花种.
func (q *Clause) likeNamed() int {
	for j, t := range q.Tokens {
		if !q.Asked(j) && !q.FollowedByWhich(j) || !lexicon.Chinese(t.Key) || len([]rune(t.Key)) != 1 {
			continue
		}
		for i, f := range q.Schema.Fields {
			if f.Kind == sheet.Text && !f.Unique && strings.Contains(f.Name, t.Key) {
				return i
			}
		}
	}
	return -1
}

// Persons is the column of persons, or -1.
func (q *Clause) Persons(counted bool) int {
	if q.Schema.Label >= 0 && !counted && q.Schema.Fields[q.Schema.Label].Concept == "person" {
		return q.Schema.Label
	}
	if c := q.Schema.WithConcept("person", "seller", "customer", "vendor"); c >= 0 {
		return c
	}
	for i, f := range q.Schema.Fields {
		if f.Kind == sheet.Text && !f.Unique && agent.MatchString(f.Name) && !thing.MatchString(f.Name) {
			return i
		}
	}
	return q.Schema.Label
}

var (
	// agent are the names of columns that tell who does something: gardener, 维修员.
	agent = regexp.MustCompile(`(?i)(?:er|or|ist|ian|mechanic|man|woman|guest|patient|tenant|nurse|cook|chef|guide|coach|assistant)s?$|[员师工手]$|客人|住客|来宾`)
	thing = regexp.MustCompile(`(?i)(?:order|number|colou?r|floor|door|sensor|letter|paper|power|quarter|layer|chapter|answer|error|cent(?:er|re)|computer|printer|monitor|container|flavor|flower|weather|semester|tower|(?:^|[^d])river|other|paper|super|charger|trailer|scooter|meter|door|factor|sector|motor|minor|major)s?$|施工|[加手]工$`)
)
