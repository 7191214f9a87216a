package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/span"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// billed answers what something costs, or what all does, from the lines of a
// bill. Of several totals the last counts: what comes before it are parts.
func (q *question) billed(text string) Answer {
	asked := bill.Asked(q.text)
	if len(asked) == 0 && q.wants[0] != want.Money {
		return Answer{}
	}
	lines := bill.Read(text)
	for _, part := range asked {
		for _, e := range slices.Backward(lines) {
			if e.Part == part {
				return Answer{text[e.Start:e.End], e.Start, e.End, 0.95, "bill"}
			}
		}
	}
	best, score := bill.Entry{}, 0.6
	for _, e := range lines {
		if s := q.speaksOf(e.Label); e.Part == bill.Item && len(asked) == 0 && s >= score && (s > score || best.End == 0) {
			best, score = e, s
		}
	}
	if best.End == 0 {
		return Answer{}
	}
	return Answer{text[best.Start:best.End], best.Start, best.End, 0.95, "bill"}
}

// payday answers by when a bill must be paid.
func (q *question) payday(text string, found []entity.Entity) Answer {
	if !bill.AsksDay(q.text) {
		return Answer{}
	}
	for _, e := range found {
		if e.Kind == entity.Date && bill.Payday(text[max(0, e.Start-48):e.Start], text[e.End:]) {
			start := span.WholeDay(text, e.Start, e.End)
			return Answer{text[start:e.End], start, e.End, 0.9, "payday"}
		}
	}
	return Answer{}
}

// speaksOf says how well the words of the question, all but those for prices,
// meet a label, in [0, 1].
func (q *question) speaksOf(label string) float64 {
	least, n := 1.0, 0
	tokens := words.Tokens(label)
	for _, x := range q.terms {
		if x.noun || x.generic || x.verb || x.group.Has("cost") {
			continue
		}
		n++
		met := 0.0
		for i, t := range tokens {
			if stem(t) == x.stem {
				met = 1
			} else {
				met = max(met, vector.Cosine(x.vec, vector.Of(tokens[i:i+1]))-0.05)
			}
		}
		least = min(least, met)
	}
	if n == 0 {
		return 0
	}
	return least
}

// priced is what it is worth that the word before a place of p says that an
// amount of money follows: 单价460元.
func (q *question) priced(p *passage, at int) float64 {
	i := p.tokenAt(at) - 1
	for i > 0 && (p.tokens[i].Norm == "为" || p.tokens[i].Norm == "是" || p.tokens[i].Kind == words.Mark && strings.ContainsAny(p.tokens[i].Text, ":：")) {
		i--
	}
	if !q.chinese || i < 0 {
		return 0
	}
	noun := strings.TrimPrefix(p.tokens[i].Norm, "月")
	if !cues()["noun:money"][noun] {
		return 0
	}
	if bill.Held(noun) && !strings.Contains(q.text, noun) {
		return -0.2
	}
	for _, x := range q.terms {
		if x.noun && cues()["noun:money"][x.norm] && !bill.AnyPrice(x.norm) && noun != strings.TrimPrefix(x.norm, "月") && !x.group.Has(noun) {
			return -0.2 // 押金8400元 where 租金 is asked for
		}
	}
	return 0.3
}

// ofSubject is what it costs that an amount is said to be the price of something that an English
// question does not ask about: “a new lamp costs £260”, of the price of a projector.
func (q *question) ofSubject(text string, p *passage, at int) float64 {
	m := costing.FindStringSubmatch(text[p.start:at])
	if q.chinese || m == nil {
		return 0
	}
	thing := words.Tokens(m[1])
	things := 0
	for _, x := range q.terms {
		switch {
		case x.stem == stem(thing[0]) || x.group.Has(thing[0].Norm) || slices.Contains(x.also, stem(thing[0])):
			return 0
		case !x.verb && !x.generic && !x.noun:
			things++
		}
	}
	if things == 0 || words.Stop(thing[0].Norm) || vector.Cosine(vector.Of(thing), q.vec) > 0.5 {
		return 0
	}
	return -1
}

var costing = expression.New(`(?i)(?:^|[.,;:(] ?|\b(?:and|but|so|that) )(?:an?|the|each|every|one|our|your)? ?(?:[\pL-]+ ){0,2}?([\pL-]+) (?:now |only |still |then )?(?:costs?|will cost|would cost|was|is) (?:about |around |only |at least |up to )?$`)

// unpaid reports whether a question for money of one kind, 押金, finds nothing of that kind at p.
func (q *question) unpaid(p *passage) bool {
	if !q.chinese || q.wants[0] != want.Money {
		return false
	}
	for k, x := range q.terms {
		if x.noun && !bill.AnyPrice(x.norm) && max(p.match[k], p.before[k]) < 0.5 {
			return true
		}
	}
	return false
}
