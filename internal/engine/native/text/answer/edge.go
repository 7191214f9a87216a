package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// edge finds the end of time that is asked for, if it is a date that is.
func (q *question) edge() edge.Edge {
	if q.wants[0] != want.Date {
		return edge.Neither
	}
	return edge.Asked(q.text)
}

// edge is the end of a stretch of time that an entity of p is said to be.
func (p *passage) edge(text string, e entity.Entity) edge.Edge {
	return edge.Said(text[max(p.start, e.Start-32):e.Start], text[e.End:p.end])
}

// onTheEdge is what it is worth that a date is the end of time that q asks for,
// or costs that it is the other.
func (q *question) onTheEdge(text string, p *passage, e entity.Entity) float64 {
	asked, said := q.edge(), p.edge(text, e)
	switch {
	case asked == edge.Neither || said == edge.Neither:
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
	if asked == edge.Neither {
		return
	}
	for i, e := range p.entities {
		if e.Kind != entity.Date || p.edge(text, p.entities[i]) != asked {
			continue
		}
		for k, x := range q.terms {
			if x.verb && p.match[k] < 0.9 && edge.Speaks(x.norm) {
				p.match[k], p.where[k] = 0.9, p.tokenAt(e.Start)
			}
		}
	}
}

func (p *passage) tokenAt(at int) int {
	for i, t := range p.tokens {
		if t.End > at {
			return i
		}
	}
	return len(p.tokens) - 1
}

// names reports whether a noun begins at a place of p.
func (p *passage) names(at int) bool {
	t := p.tokens[p.tokenAt(at)]
	return t.Start == at && t.Kind == words.Han && strings.HasPrefix(t.Tag, "n") && t.Tag != "ns" && t.Tag != "nr"
}

// hours extends a date over the hours right behind it: 六月十八日上午九点至下午五点.
func (p *passage) hours(text string, end int) int {
	for _, e := range p.entities {
		if e.Kind != entity.Time || e.Start < end {
			continue
		}
		switch strings.TrimSpace(text[end:e.Start]) {
		case "", "至", "到", "-", "—", "~":
			end = e.End
		default:
			return end
		}
	}
	return end
}

// wholeDate is entity i of p with the dates that stand right beside it: 今年10月1日.
func (p *passage) wholeDate(text string, i int) [2]int {
	first, last := i, i
	dated := func(k int) bool { return p.entities[k].Kind == entity.Date }
	for first > 0 && dated(i) && dated(first-1) && strings.TrimSpace(text[p.entities[first-1].End:p.entities[first].Start]) == "" {
		first--
	}
	for last+1 < len(p.entities) && dated(i) && dated(last+1) && strings.TrimSpace(text[p.entities[last].End:p.entities[last+1].Start]) == "" {
		last++
	}
	return [2]int{p.entities[first].Start, p.entities[last].End}
}
