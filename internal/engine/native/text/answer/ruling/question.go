package ruling

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// term is a word of the question that the text may have.
type term struct {
	norm, stem string
	weight     float64
	vec        vector.Vector
	senses     []uint16
	verb, name bool
}

// question is one of yes or no.
type question struct {
	text       string // in simplified characters and lower case
	chinese    bool
	tokens     []words.Token
	terms      []term
	total      float64
	vec        vector.Vector
	poles      []hit
	no         int // how often it denies
	quantities []quantity
	days       uint16
	months     uint16
	form       string  // the words it begins or ends with
	ruled      string  // what rules answered
	how        string  // what kind of rule
	ruling     float64 // their yes or no
	kind       string  // what it asks about: leave, need, cost or fact
}

var (
	whZh    = expression.New(`什么|啥|多少|几[点个天号岁日月年次人位折成种块层楼时米斤度家元]|谁|哪|怎么|咋|怎样|如何|何时|何地|为何|多[久长远大高重宽深]|第几`)
	yesZh   = expression.New(`吗|能不能|可不可以|可不可|有没有|是不是|要不要|会不会|用不用|行不行|是否|能否|可否|[么吧不没][？?。！ ]*$|没有[？?。 ]*$|[不没](?:啊|呀|呢)[？?。 ]*$`)
	whEn    = expression.New(`(?i)(?:^|[,.;:] |\b(?:and|so|but|by|until|from|for|to|at|in|on|with|of) )(?:who|whom|whose|what|when|where|which|why|how)\b`)
	auxEn   = expression.New(`(?i)(?:^|[,.;:–-] ?)(?:(?:and|so|but|or|well|hi|hello|please|sorry|ok|then|also|still) )*(?:is|isn't|isnt|are|aren't|was|wasn't|were|weren't|do|don't|dont|does|doesn't|did|didn't|can|can't|cant|cannot|could|couldn't|may|might|must|mustn't|shall|should|shouldn't|will|won't|would|wouldn't|has|hasn't|have|haven't|had|hadn't|need|needn't|am)\s+(?:\S)`)
	stateEn = expression.New(`(?i)^(?:so |and |but )?(?:i|we|he|she|it|they|you|there|the|my|our|this|that|nobody|everyone|everybody) .*\?\s*$`)
	tailZh  = expression.New(`(?:了没有|没有|了没|吗|么|吧|没|不行|行不|好不|不|呢|呀|啊|是吧|对吧|是不是|可以不|了不)[？?。！ ]*$`)
)

// kinds are what questions ask about, the narrow before the wide.
var kinds = []struct {
	name string
	of   expression.Lazy
}{
	{"cost", expression.New(`\b(?:pay|cost|costs|charged?|fee|free|extra|for nothing|money|cheaper|dearer|included|covered)\b|钱|免费|收费|费|付|便宜|贵|元|块`)},
	{"need", expression.New(`\b(?:must|need|needs|have to|has to|required|compulsory|got to|should)\b|要|必须|得(?:先|自己|提前|去|带)|用(?:得着)?|需`)},
	{"leave", expression.New(`^(?:\S+ ){0,6}(?:can|could|may|can't|couldn't|able|allowed|ok|okay|fine|alright|would|are we|am i)\b|\b(?:allowed|permitted|ok|okay|alright|fine|possible)\b|可以|能|行|准|许|成`)},
}

// Asked reports whether a question wants yes or no.
func Asked(s string) bool {
	s = strings.TrimSpace(s)
	if words.Chinese(s) {
		s = inquiry.Direct(words.Simplify(s))
		if yesZh.MatchString(s) {
			return !whZh.MatchString(s) || strings.Contains(s, "吗")
		}
		return !whZh.MatchString(s) && (strings.HasSuffix(s, "？") || strings.HasSuffix(s, "?"))
	}
	s = strings.ReplaceAll(s, "’", "'")
	if m := auxEn.FindStringIndex(s); m != nil {
		w := whEn.FindStringIndex(s)
		return w == nil || w[0] >= m[0]
	}
	return stateEn.MatchString(s) && !whEn.MatchString(s)
}

func ask(p *page, s string) *question {
	s = words.Simplify(strings.ReplaceAll(s, "’", "'"))
	q := &question{chinese: words.Chinese(s)}
	if q.chinese {
		s = inquiry.Direct(strings.TrimSpace(s))
		t := tailZh.ReplaceAllString(s, "")
		q.form = strings.TrimRight(s[len(t):], "？?。！ ")
		if t != "" {
			s = t
		}
	}
	q.text = lower(s)
	q.tokens = words.Tokens(s)
	if !q.chinese && len(q.tokens) > 0 {
		q.form = q.tokens[0].Norm
	}
	q.quantities = quantities(q.text, q.chinese)
	q.days = week(q.text, q.chinese)
	if !q.chinese {
		q.months = months(q.text)
	}
	no := denials(q.text, q.chinese)
	q.no = len(no)
	q.poles = poles(q.text, q.tokens, q.chinese)
	flip(q.text, q.poles, no, q.chinese)
	q.kind = "fact"
	for _, k := range kinds {
		if k.of.MatchString(q.text) {
			q.kind = k.name
			break
		}
	}
	l := cue.Lists()
	var content []words.Token
	for i, t := range q.tokens {
		if !t.IsWord() && t.Kind != words.Number || l["aux"][t.Norm] {
			continue
		}
		if t.Kind == words.Han {
			switch t.Tag {
			case "u", "uj", "ul", "ug", "uz", "ud", "p", "c", "y", "r", "rr", "d", "e", "o":
				continue
			}
			if len(t.Norm) == 3 && words.Stop(t.Norm) {
				continue
			}
		} else if words.Stop(t.Norm) {
			continue
		}
		content = append(content, t)
		x := term{norm: t.Norm, stem: stem(t), weight: 0.25 + words.Rarity(t), vec: p.vec(t)}
		x.senses = thesaurus.Senses(x.stem)
		if t.Kind == words.Han {
			x.verb = strings.HasPrefix(t.Tag, "v")
			x.name = strings.HasPrefix(t.Tag, "nr") || t.Tag == "ns" || t.Tag == "nt"
			x.weight *= 0.5 + 0.25*float64(min(4, len([]rune(t.Norm))))
		} else {
			_, tag := words.Rank(words.Lemma(t.Norm))
			x.verb = tag == 'v'
			x.name = i > 0 && t.Kind == words.Word && t.Text != t.Norm || t.Kind == words.Number
		}
		q.terms = append(q.terms, x)
		q.total += x.weight
	}
	q.vec = p.sense(content)
	return q
}

// vec is the vector of a token.
func (p *page) vec(t words.Token) vector.Vector {
	v, ok := p.vecs[t.Norm]
	if !ok {
		v = vector.Known([]words.Token{t})
		p.vecs[t.Norm] = v
	}
	return v
}

// sense is the vector of the words of tokens that carry meaning.
func (p *page) sense(tokens []words.Token) vector.Vector {
	sum := vector.Known(nil)
	for _, t := range tokens {
		if !words.Function(t) {
			sum.Add(p.vec(t), 0.2+words.Rarity(t))
		}
	}
	return sum.Unit()
}

// judge fills in how each unit and clause meets the question.
func (p *page) judge(q *question) {
	known := make([]map[string]float64, len(q.terms))
	for k := range known {
		known[k] = map[string]float64{}
	}
	for _, u := range p.units {
		u.best = make([]float64, len(q.terms))
		for c := range u.clauses {
			cl := &u.clauses[c]
			cl.best = make([]float64, len(q.terms))
			for i := cl.from; i < cl.to; i++ {
				t := u.tokens[i]
				if !t.IsWord() && t.Kind != words.Number {
					continue
				}
				for k := range q.terms {
					by, ok := known[k][t.Norm]
					if !ok {
						by = p.meets(q.terms[k], t, u.stems[i])
						known[k][t.Norm] = by
					}
					cl.best[k] = max(cl.best[k], by)
					u.best[k] = max(u.best[k], by)
				}
			}
		}
		u.sense = p.sense(u.tokens)
	}
	p.discount(q)
	for _, u := range p.units {
		u.met = q.share(u.best)
		for c := range u.clauses {
			u.clauses[c].met = q.share(u.clauses[c].best)
		}
	}
}

// discount takes weight from the words that much of the text has.
func (p *page) discount(q *question) {
	q.total = 0
	for k := range q.terms {
		n := 0
		for _, u := range p.units {
			if u.best[k] >= 0.85 {
				n++
			}
		}
		if len(p.units) > 3 {
			q.terms[k].weight *= 1 - 0.7*min(1, 1.5*float64(n)/float64(len(p.units)))
		}
		q.total += q.terms[k].weight
	}
}

// share is the part of the question's weight that is met.
func (q *question) share(met []float64) float64 {
	if q.total == 0 {
		return 0
	}
	sum := 0.0
	for k, m := range met {
		sum += q.terms[k].weight * m
	}
	return sum / q.total
}

// meets is how well a token meets a term, in [0, 1].
func (p *page) meets(x term, t words.Token, stem string) float64 {
	if stem == x.stem {
		return 1
	}
	if thesaurus.Meet(x.senses, thesaurus.Senses(stem)) {
		return 0.9
	}
	if t.Kind == words.Number || x.vec == nil {
		return 0
	}
	by := 0.0
	if t.Kind == words.Han {
		by = characters(x.norm, t.Norm)
	} else if n := min(len(x.norm), len(t.Norm)); n > 4 && x.norm[:5] == t.Norm[:5] {
		by = 0.7
	}
	if words.Function(t) || x.name {
		return by
	}
	if c := vector.Cosine(x.vec, p.vec(t)); c > 0.35 {
		by = max(by, min(0.9, (c-0.3)/0.6))
	}
	return by
}

// characters is how much of their characters two Chinese words share.
func characters(a, b string) float64 {
	if len(a) > 3 && len(b) > 3 && (strings.Contains(a, b) || strings.Contains(b, a)) {
		return 0.85
	}
	same := 0
	for _, r := range a {
		if strings.ContainsRune(b, r) {
			same++
		}
	}
	return 0.8 * float64(same*3) / float64(max(len(a), len(b), 3))
}
