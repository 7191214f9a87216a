package ruling

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// view is how a question sees a unit: the clause that has most of it, and what that, what leads in and the rest say.
type view struct {
	u          *unit
	focus      int
	zone       []string // of each clause
	poles      map[string]map[string]float64
	no         map[string]int
	denials    [][]int
	quantities []quantity
	days       uint16
	months     uint16
}

// zoneAt is the zone of a place in the text.
func (v *view) zoneAt(at int) string {
	for c := len(v.u.clauses) - 1; c >= 0; c-- {
		if at >= v.u.clauses[c].start {
			return v.zone[c]
		}
	}
	return "by"
}

// saying is what a unit says by itself, whatever is asked.
type saying struct {
	no         [][]int
	poles      []hit
	leadNo     int
	leadPoles  []hit
	lead       vector.Vector
	quantities []quantity
	days       uint16
	months     uint16
}

func (p *page) saying(u *unit) *saying {
	if u.said != nil {
		return u.said
	}
	said := p.text[u.start:u.end]
	tokens := make([]words.Token, len(u.tokens))
	for i, t := range u.tokens {
		t.Start, t.End = t.Start-u.start, t.End-u.start
		tokens[i] = t
	}
	s := &saying{no: denials(said, p.chinese), poles: poles(said, tokens, p.chinese), quantities: quantities(said, p.chinese), days: week(said, p.chinese)}
	flip(said, s.poles, s.no, p.chinese)
	if !p.chinese {
		s.months = months(said)
	}
	for lead := range strings.Lines(u.lead) {
		lead = strings.TrimSpace(lead)
		no := denials(lead, p.chinese)
		hits := poles(lead, words.Tokens(lead), p.chinese)
		flip(lead, hits, no, p.chinese)
		s.leadNo += len(no)
		s.leadPoles = append(s.leadPoles, hits...)
	}
	s.lead = p.sense(words.Tokens(u.lead))
	u.said = s
	return s
}

// view sees a unit by one of its clauses.
func (p *page) view(u *unit, focus int) *view {
	s := p.saying(u)
	v := &view{u: u, focus: focus, denials: s.no, quantities: s.quantities, days: s.days, months: s.months, poles: map[string]map[string]float64{"in": {}, "by": {}, "lead": {}}, no: map[string]int{}}
	label := func(c int) bool {
		s := p.text[u.clauses[c].start:u.clauses[c].end]
		return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：")
	}
	v.zone = make([]string, len(u.clauses))
	for c := range u.clauses {
		switch {
		case c == v.focus, c > v.focus && label(v.focus):
			v.zone[c] = "in"
		case c < v.focus && label(c):
			v.zone[c] = "lead"
		default:
			v.zone[c] = "by"
		}
	}
	for _, n := range s.no {
		v.no[v.zoneAt(n[0]+u.start)]++
	}
	v.no["lead"] += s.leadNo
	for _, h := range s.poles {
		v.poles[v.zoneAt(h.start+u.start)][h.axis] += h.sign
	}
	for _, h := range s.leadPoles {
		v.poles["lead"][h.axis] += h.sign
	}
	return v
}
