package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/expression"
)

// edge is the end of a stretch of time that a question asks for, or that a date
// is: until when does it run, since when.
type edge int

const (
	neither edge = iota
	begins
	ends
)

var (
	asksEnd   = expression.New(`\b(?:until|till|ends?|ended|expires?|expiry|expired|finish(?:es|ed)?|runs? out|lapses?|last day)\b|到期|截止|截至|终止|届满|结束|为止|(?:到|至)(?:什么时候|何时|哪天|哪一天|哪年|哪一年|几号|几月)`)
	asksBegin = expression.New(`\b(?:begins?|began|starts?|started|commences?|commenced|since when|from when|take effect|effective|in force)\b|开始|生效|起算|(?:从|自)(?:什么时候|何时|哪天|哪一天|哪年|几号)|(?:什么时候|何时|哪天|哪年)起`)

	endBefore   = expression.New(`(?i)(?:\b(?:until|till|through|to|up to|by|end(?:s|ing|ed)?|expir(?:es?|ing|ed)|terminat(?:es?|ing|ed)|finish(?:es|ed)?|no later than)(?:\son)?(?:\sthe)?\s|[0-9]\s?[-–—]\s?|至|到|截至|截止到?|止于)$`)
	endAfter    = expression.New(`^\s*(?:止|为止|前|到期|届满|结束|终止|截止)`)
	beginBefore = expression.New(`(?i)(?:\b(?:from|since|begin(?:s|ning)?|began|commenc(?:es?|ing|ed)|start(?:s|ing|ed)?|as of|effective(?: as of| from)?)(?:\son)?(?:\sthe)?\s|自|从|始于)$`)
	beginAfter  = expression.New(`^\s*(?:起|开始|生效|以来|始)`)
)

// edge finds the end of time that is asked for, if it is a date that is.
func (q *question) edge() edge {
	if q.wants[0] != wantDate {
		return neither
	}
	low := strings.ToLower(q.text)
	switch e, b := asksEnd.MatchString(low), asksBegin.MatchString(low); {
	case e && !b:
		return ends
	case b && !e:
		return begins
	}
	return neither
}

// edge is the end of a stretch of time that an entity of p is said to be.
func (p *passage) edge(text string, e entity.Entity) edge {
	before, after := text[max(p.start, e.Start-32):e.Start], text[e.End:p.end]
	switch {
	case endBefore.MatchString(before), endAfter.MatchString(after):
		return ends
	case beginBefore.MatchString(before), beginAfter.MatchString(after):
		return begins
	}
	return neither
}

// onTheEdge is what it is worth that a date is the end of time that q asks for,
// or costs that it is the other.
func (q *question) onTheEdge(text string, p *passage, e entity.Entity) float64 {
	asked, said := q.edge(), p.edge(text, e)
	switch {
	case asked == neither || said == neither:
		return 0
	case asked == said:
		return 0.5
	}
	return -0.6
}

// meetEdge has the verbs of a question for one end of time met by a date that
// is said to be that end: 至2025年4月30日止 speaks of the end without its word.
func (q *question) meetEdge(text string, p *passage) {
	asked := q.edge()
	if asked == neither {
		return
	}
	for i, e := range p.entities {
		if e.Kind != entity.Date || p.edge(text, p.entities[i]) != asked {
			continue
		}
		for k, x := range q.terms {
			if x.verb && p.match[k] < 0.9 && (asksEnd.MatchString(x.norm) || asksBegin.MatchString(x.norm) || lasting[x.norm]) {
				p.match[k], p.where[k] = 0.9, p.tokenAt(e.Start)
			}
		}
	}
}

// lasting are verbs of what goes on for a time.
var lasting = map[string]bool{"run": true, "last": true, "apply": true, "stay": true, "hold": true, "valid": true, "continue": true, "remain": true, "有效": true, "持续": true}

func (p *passage) tokenAt(at int) int {
	for i, t := range p.tokens {
		if t.End > at {
			return i
		}
	}
	return len(p.tokens) - 1
}
