package answer

import (
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/moment"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
)

// whenever reports whether days and hours that say together when something is answer q.
func (q *question) whenever(w want.Kind) bool {
	return !q.chinese && (w == want.Date && q.has("when") && q.edge() != edge.Ends || w == want.Time)
}

// moments are what the days and hours of p are together.
func (p *passage) moments(text string) []moment.Span {
	var named []moment.Span
	for _, e := range p.entities {
		if e.Kind == entity.Date || e.Kind == entity.Time {
			named = append(named, moment.Span{Start: e.Start - p.start, End: e.End - p.start, Hour: e.Kind == entity.Time})
		}
	}
	out := moment.Find(text[p.start:p.end], named)
	for i := range out {
		out[i].Start += p.start
		out[i].End += p.start
	}
	return out
}

// whole extends a day or hour of p over those that it is named with.
func (p *passage) whole(text string, start, end int) (from, to int) {
	for _, m := range p.moments(text) {
		if m.Start <= start && end <= m.End {
			return m.Start, m.End
		}
	}
	return start, end
}

// usual are the days of p that have no date: on weekdays between 9:00 and 15:30.
func (q *question) usual(text string, p *passage) (out []Answer) {
	for _, m := range p.moments(text) {
		if moment.Usual(text[m.Start:m.End]) && !p.inEntity(m.Start) && !q.mentions(text[m.Start:m.End]) {
			out = append(out, Answer{text[m.Start:m.End], m.Start, m.End, q.near(p, m.Start, m.End), "usual"})
		}
	}
	return out
}
