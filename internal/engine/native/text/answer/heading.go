package answer

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/way"
)

// onTheWay is what it is worth that the place at an offset of p is the end of
// the way that q asks for, or costs that it is the other.
func (q *question) onTheWay(p *passage, at int) float64 {
	asked := way.Asked(q.tokens, q.chinese)
	if asked == way.Anywhere && slices.ContainsFunc(q.terms, func(x term) bool { return x.verb && way.Moving(x.norm) }) {
		asked = way.Whither
	}
	return way.Fit(asked, way.Named(p.tokens, at))
}
