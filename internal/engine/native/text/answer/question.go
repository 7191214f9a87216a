// Package answer finds the answer to a question in a text: the sentence that
// speaks of it, and in that the words that the question asks for. It quotes;
// what the text does not say it does not answer.
package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/dimension"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/party"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

var cues = cue.Lists

// term is a word of the question that the text should speak of.
type term struct {
	stem    string
	norm    string
	weight  float64
	vec     vector.Vector
	group   cue.Groups // of synonyms
	senses  []uint16
	name    bool // of a person, place or thing: nothing else will do
	verb    bool
	noun    bool     // says what is asked for: rent, date
	generic bool     // a word for what the text has a name for: company, contract
	head    bool     // the noun after what or which
	also    []string // stems that name the same in this text
}

type question struct {
	text      string
	chinese   bool
	tokens    []words.Token
	wants     []want.Kind // the likeliest first
	terms     []term
	total     float64
	counted   string       // the noun after "how many", the measure word after 几
	asked     map[int]bool // tokens that say what is asked for
	vec       vector.Vector
	dimension string          // what kind of quantity a measure is: weight, length, area, speed, heat; or ""
	known     map[string]bool // the words of the names of persons in the text, in lower case
	bearers   []string        // what bears the names that the text defines and the question has
}

// ask reads a question.
func ask(s string) question {
	s = inquiry.Reword(s)
	q := question{text: s, chinese: words.Chinese(s), tokens: words.Tokens(s), vec: vector.Text(s)}
	w := want.Read(s, q.tokens, q.chinese)
	q.wants, q.counted, q.asked = w.Kinds, w.Counted, w.Asked
	q.findTerms(w.Used)
	q.dimension = dimension.Asked(strings.ToLower(q.text))
	q.ofPerson()
	return q
}

func (q *question) has(word string) bool { return want.Has(q.tokens, word) }

// findTerms weighs the words of the question that the text should have.
func (q *question) findTerms(used map[int]bool) {
	l, occasion := cues(), party.Occasion(q.text)
	for i, t := range q.tokens {
		if used[i] || !t.IsWord() && t.Kind != words.Number || q.empty(i) {
			continue
		}
		x := term{stem: stem(t), norm: t.Norm, weight: 0.3 + words.Rarity(t), vec: vector.Of([]words.Token{t})}
		x.noun = q.asked[i]
		x.head = q.afterWhat(i)
		x.group, x.senses = cue.Of(t.Norm), thesaurus.Senses(x.stem)
		if t.Kind == words.Han {
			x.verb = strings.HasPrefix(t.Tag, "v")
			x.name = strings.HasPrefix(t.Tag, "nr") || t.Tag == "ns" || t.Tag == "nt"
			x.weight *= 0.5 + 0.25*float64(min(4, len([]rune(t.Norm))))
		} else {
			x.verb = q.verb(i)
			x.name = i > 0 && t.Kind == words.Word && t.Text != t.Norm || t.Kind == words.Number
		}
		switch {
		case x.noun && q.addressed():
			continue
		case x.noun:
			x.weight *= 0.6
		case q.wants[0] == want.Money && (x.group.Has("cost") || bill.Takes(x.norm)):
			x.generic = true // an amount says that it is a cost
			x.weight *= 0.3
		case x.verb && l["light"][t.Norm] && !q.chinese:
			x.weight *= 0.4
		case l["generic"][t.Norm], t.Start >= occasion && len(q.terms) > 0:
			x.generic = true
			x.weight *= 0.3
		}
		q.terms = append(q.terms, x)
		q.total += x.weight
	}
}

// empty reports whether token i is a word of the question that the text need not have.
func (q *question) empty(i int) bool {
	t, l := q.tokens[i], cues()
	if t.Norm == "called" && i > 0 && q.tokens[i-1].Norm == "be" {
		return false // who has to be called, not what it is called
	}
	if l["aux"][t.Norm] || l["empty"][t.Norm] || q.light(i) {
		return true
	}
	if (t.Norm == "back" || t.Norm == "off") && i > 0 && (q.tokens[i-1].Norm == "be" || q.tokens[0].Norm == "when") {
		return false // when they will be back
	}
	if t.Kind != words.Han {
		return words.Stop(t.Norm) && (!l["plainverb"][t.Norm] || i <= 0)
	}
	if q.wants[0] == want.Money && bill.Per(t.Norm) {
		return false
	}
	switch t.Tag {
	case "u", "uj", "ul", "ug", "uz", "ud", "p", "c", "y", "r", "rr", "d", "e", "o":
		return true
	}
	return len(t.Norm) == 3 && words.Stop(t.Norm) && t.Norm != "下" && t.Norm != "上" && t.Norm != "前" && t.Norm != "后"
}

// light reports whether token i ends a question for a number with a verb that says
// nothing of what is counted: how many days do you get, how many are required.
func (q *question) light(i int) bool {
	last := i == len(q.tokens)-1 || i == len(q.tokens)-2 && q.tokens[i+1].Kind == words.Mark
	return last && i > 2 && q.tokens[0].Norm == "how" && cues()["light"][q.tokens[i].Norm]
}

// verb reports whether token i is a verb here: its usual part of speech is, and
// no article stands before it; or it ends a question with "does".
func (q *question) verb(i int) bool {
	before := ""
	if i > 0 {
		before = q.tokens[i-1].Norm
	}
	switch before {
	case "the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "your", "of":
		return false
	}
	_, tag := words.Rank(words.Lemma(q.tokens[i].Norm))
	ends := i == len(q.tokens)-1 || i == len(q.tokens)-2 && q.tokens[i+1].Kind == words.Mark
	return tag == 'v' || ends && i > 2 && (q.has("does") || q.has("do") || q.has("did") || q.has("will"))
}

// addressed reports whether a number or address is asked for, whose form says
// what it is, so that the text need not.
func (q *question) addressed() bool {
	w := q.wants[0]
	return w == want.Phone || w == want.Email || w == want.URL
}

// afterWhat reports whether token i is the noun that what, which or 什么 asks for.
func (q *question) afterWhat(i int) bool {
	if q.chinese && i > 0 && q.tokens[i-1].Norm == "的" && i+1 < len(q.tokens) {
		switch q.tokens[i+1].Norm {
		case "是", "叫", "有", "为", "在":
			return true // 大熊猫的父亲叫什么
		}
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		switch n := q.tokens[k].Norm; n {
		case "what", "which", "什么", "哪", "哪个", "哪种":
			return true
		default:
			_, tag := words.Rank(n)
			if q.tokens[k].Kind != words.Word || tag != 'a' {
				return false
			}
		}
	}
	return false
}

func stem(t words.Token) string {
	if t.Kind == words.Han {
		return t.Norm
	}
	return words.Stem(t.Norm)
}
