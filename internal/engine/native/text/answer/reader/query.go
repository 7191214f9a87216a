package reader

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/dimension"
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

// query is a question.
type query struct {
	text      string
	chinese   bool
	tokens    []words.Token
	stems     map[string]bool
	terms     []term
	total     float64
	class     string   // what kind of thing is asked for, as far as the words of the question tell
	traits    []string // the words that it asks by
	head      vector.Vector
	dimension string // of the quantity that is asked for
	vec       vector.Vector
	pairs     map[string]bool // of neighbouring characters, of a Chinese question
}

// kinds are the lists of cues, the narrow before the wide.
var kinds = []string{"percent", "frequency", "time", "duration", "measure", "money", "organisation", "why", "date", "place", "person", "count", "phone", "email", "url"}

// ask reads a question.
func ask(p *page, s string) *query {
	q := &query{text: strings.ToLower(s), chinese: words.Chinese(s), tokens: words.Tokens(s), stems: map[string]bool{}, pairs: map[string]bool{}}
	used := map[int]bool{}
	if q.chinese {
		q.asksChinese(used)
	} else {
		q.asksEnglish(used)
	}
	if q.class == "" {
		q.class = "other"
	}
	q.trait("class:" + q.class)
	q.dimension = dimension.Asked(q.text)
	if old.MatchString(q.text) {
		q.dimension = "age"
	}
	if q.dimension != "" {
		q.trait("d:" + q.dimension)
	}
	q.findTerms(p, used)
	var content []words.Token
	for i, t := range q.tokens {
		if !used[i] {
			content = append(content, t)
		}
	}
	q.vec = p.sense(content)
	return q
}

func (q *query) trait(s string) {
	if !slices.Contains(q.traits, s) {
		q.traits = append(q.traits, s)
	}
}

// cued adds what the lists of cues say, and keeps the first as the class.
func (q *query) cued(prefix string, used map[int]bool) {
	l := cue.Lists()
	for _, kind := range kinds {
		list := l[prefix+kind]
		if list == nil {
			continue
		}
		for i := range q.tokens {
			n := q.longestIn(list, i)
			if n == 0 {
				continue
			}
			q.trait(prefix + kind)
			if q.class == "" {
				q.class = kind
			}
			for k := i; prefix == "" && k < i+n; k++ {
				used[k] = true
			}
		}
	}
}

// longestIn is how many tokens from i on are one entry of a list.
func (q *query) longestIn(list map[string]bool, i int) int {
	var b strings.Builder
	n := 0
	for k := i; k < len(q.tokens) && k < i+5; k++ {
		if b.Len() > 0 && q.tokens[k].Kind != words.Han {
			b.WriteByte(' ')
		}
		b.WriteString(q.tokens[k].Norm)
		if list[b.String()] {
			n = k - i + 1
		}
	}
	return n
}

var (
	// asked are the words that a Chinese question asks by.
	asked = expression.New(`多少钱|多少\p{Han}?|几\p{Han}|[多][久远长大高重宽深快早晚]|什么时候|啥时候|什么\p{Han}{0,2}|啥\p{Han}?|哪\p{Han}|谁|为什么|为何|为啥|怎么办|怎么\p{Han}?|咋\p{Han}?|如何|吗|能不能|可不可以|有没有|是不是|要不要|会不会|是否|何时|何地`)
	old   = expression.New(`\bhow old\b|\bwhat age\b|多大年[纪龄]|几岁|多少岁`)
	yesNo = expression.New(`吗|能不能|可不可以|有没有|是不是|要不要|会不会|用不用|行不行|是否|能否|可否|么[？?]?$`)
)

func (q *query) asksChinese(used map[int]bool) {
	q.cued("", used)
	for _, m := range asked.FindAllStringIndex(q.text, -1) {
		said := q.text[m[0]:m[1]]
		q.trait("w:" + said)
		q.trait("w2:" + firstRunes(said, 2))
		for i, t := range q.tokens {
			if t.Start >= m[0] && t.End <= m[1] && t.Start < m[0]+len(firstRunes(said, 2)) {
				used[i] = true
			}
		}
		q.trait("end:" + q.text[m[1]:min(len(q.text), m[1]+3)])
	}
	if yesNo.MatchString(q.text) {
		q.trait("yesno")
		if q.class == "" || q.class == "count" {
			q.class = "yesno"
		}
	}
	q.cued("noun:", used)
	for i, t := range q.tokens {
		if t.Kind == words.Han && !used[i] && len(t.Norm) > 3 {
			q.trait("has:" + t.Norm)
		}
		if strings.HasPrefix(t.Tag, "n") && !used[i] {
			q.head = vector.Known(q.tokens[i : i+1])
		}
	}
	runes := []rune(q.text)
	for i := 0; i+1 < len(runes); i++ {
		q.pairs[string(runes[i:i+2])] = true
	}
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func (q *query) asksEnglish(used map[int]bool) {
	q.cued("", used)
	aux := cue.Lists()["aux"]
	first := true
	for i, t := range q.tokens {
		next := ""
		if i+1 < len(q.tokens) {
			next = q.tokens[i+1].Norm
		}
		switch t.Norm {
		case "who", "whom", "whose", "what", "which", "when", "where", "why", "how":
			used[i] = true
			q.trait("w:" + t.Norm)
			q.trait("w2:" + t.Norm + " " + next)
			if q.class == "" && t.Norm != "what" && t.Norm != "which" {
				q.class = t.Norm
			}
			if first && (t.Norm == "what" || t.Norm == "which" || t.Norm == "how") {
				q.heads(i)
			}
			first = false
		}
		if words.Function(t) || used[i] {
			continue
		}
		q.trait("has:" + stem(t))
	}
	if first && len(q.tokens) > 0 && aux[q.tokens[0].Norm] {
		q.trait("yesno")
		q.class = "yesno"
	}
	if first && q.class == "" {
		q.trait("bare")
	}
	q.cued("noun:", used)
}

// heads finds the noun after token i, which what or how asks for.
func (q *query) heads(i int) {
	for k := i + 1; k < len(q.tokens); k++ {
		t := q.tokens[k]
		if words.Function(t) || t.Kind != words.Word {
			continue
		}
		q.trait("head:" + stem(t))
		q.head = vector.Known(q.tokens[k : k+1])
		return
	}
}

// findTerms weighs the words of the question.
func (q *query) findTerms(p *page, used map[int]bool) {
	l := cue.Lists()
	for i, t := range q.tokens {
		if t.Kind != words.Mark {
			q.stems[stem(t)] = true
		}
		if used[i] || !t.IsWord() && t.Kind != words.Number || l["aux"][t.Norm] {
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
		x := term{norm: t.Norm, stem: stem(t), weight: 0.25 + words.Rarity(t), vec: p.vec(t), senses: thesaurus.Senses(stem(t))}
		if t.Kind == words.Han {
			x.verb = strings.HasPrefix(t.Tag, "v")
			x.name = strings.HasPrefix(t.Tag, "nr") || t.Tag == "ns" || t.Tag == "nt"
			x.weight *= 0.5 + 0.25*float64(min(4, len([]rune(t.Norm))))
		} else {
			_, tag := words.Rank(words.Lemma(t.Norm))
			x.verb = tag == 'v'
			x.name = i > 0 && t.Kind == words.Word && t.Text != t.Norm || t.Kind == words.Number
		}
		if l["empty"][t.Norm] {
			x.weight *= 0.4
		}
		q.terms = append(q.terms, x)
		q.total += x.weight
	}
}
