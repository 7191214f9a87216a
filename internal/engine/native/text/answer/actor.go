package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// actor is who does what the question asks about, and who does not since it is
// done to them: “must the tenant give notice”, “do I have to give my landlord notice”.
func (q *question) actor() (is, not string) {
	norm := func(i int) string {
		if i < 0 || i >= len(q.tokens) {
			return ""
		}
		return q.tokens[i].Norm
	}
	aux, role := cues()["aux"], cues()["role"]
	for i, t := range q.tokens {
		switch {
		case q.chinese:
			if role[t.Norm] && (i == 0 || q.tokens[i-1].Kind == words.Mark || norm(i-1) == "如果" || norm(i-1) == "请问") {
				return t.Norm, ""
			}
		case norm(i-1) == "the" && (aux[norm(i-2)] || aux[norm(i+1)]):
			return stem(t), ""
		case role["the "+t.Norm] && (q.has("i") || q.has("we")) && (norm(i-1) == "my" || norm(i-1) == "our" || norm(i-1) == "the"):
			not = stem(t)
		}
	}
	return "", not
}

// actor is who p begins with, if that is a party: “The Tenant may end the lease”.
func (p *passage) actor() string {
	aux, role := cues()["aux"], cues()["role"]
	for i, t := range p.tokens[:min(3, len(p.tokens))] {
		switch {
		case t.Kind == words.Han && role[t.Norm]:
			return t.Norm
		case t.Norm == "the" && i+2 < len(p.tokens) && (role["the "+p.tokens[i+1].Norm] || aux[p.tokens[i+2].Norm]):
			return p.stems[i+1]
		}
	}
	return ""
}

// anotherActs reports whether p says what another party does than the one that is
// asked about, while a passage that speaks of the same says it of that one.
func (q *question) anotherActs(text string, p *passage, others []*passage) bool {
	is, not := q.actor()
	other := func(a string) bool {
		return is != "" && a != is && (synonyms()[a] == 0 || synonyms()[a] != synonyms()[is]) || a == not
	}
	a := p.actor()
	return a != "" && other(a) && slices.ContainsFunc(others, func(o *passage) bool {
		b := o.actor()
		return b != "" && !other(b) && o.cover >= p.cover-0.15 && len(q.candidates(text, o)) > 0
	})
}

var wished = expression.New(`(?i)\b(?:if|when|in case) (?:i|we) (?:want|wish|decide|plan|choose|would like|'d like) to\b`)

// occasion is where the question only says on which occasion it is asked: “if I
// want to move out”. Its length is that there is none.
func (q *question) occasion() int {
	if at := wished.FindStringIndex(q.text); at != nil && strings.TrimSpace(q.text[:at[0]]) != "" {
		return at[0]
	}
	return len(q.text)
}
