package answer

import (
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/way"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// heading finds the end that is asked for: said by the question's own "to" or
// "from", or by a verb that leads somewhere.
func (q *question) heading() way.End {
	for i, t := range q.tokens {
		ends := i+1 == len(q.tokens) || q.tokens[i+1].Kind == words.Mark
		asks := i+1 < len(q.tokens) && (q.tokens[i+1].Norm == "where" || q.tokens[i+1].Norm == "which" || q.tokens[i+1].Norm == "what")
		switch leads := way.Of(t.Norm); {
		case leads == way.Anywhere:
		case q.chinese, ends, asks:
			return leads
		}
	}
	for _, x := range q.terms {
		if x.verb && way.Moving(x.norm) {
			return way.Whither
		}
	}
	return way.Anywhere
}

// leads is the end of a way that the token of p at or just before i names: "from
// Lisbon", 迁往上海, "to the old town of Porto".
func (p *passage) leads(at int) way.End {
	for i := len(p.tokens) - 1; i >= 0; i-- {
		if p.tokens[i].Start >= at {
			continue
		}
		if h := way.Of(p.tokens[i].Norm); h != way.Anywhere || p.tokens[i].Norm != "the" {
			return h
		}
	}
	return way.Anywhere
}

// onTheWay is what it is worth that the place at an offset of p is the end of
// the way that q asks for, or costs that it is the other.
func (q *question) onTheWay(p *passage, at int) float64 {
	asked, named := q.heading(), p.leads(at)
	switch {
	case asked == way.Anywhere || named == way.Anywhere:
		return 0
	case asked == named:
		return 0.5
	}
	return -0.6
}
