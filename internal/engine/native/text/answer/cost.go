package answer

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var asksCost = expression.New(`\bwhat (?:do|does|did|will|would|is|was)\b.*\b(?:cost|costs|costing)\s*[?.!]*$`)

// billed answers what something costs, or what all does, from the lines of a
// bill. Of several totals the last counts: what comes before it are parts.
func (q *question) billed(text string) Answer {
	asked := bill.Asked(q.text)
	if len(asked) == 0 && q.wants[0] != wantMoney {
		return Answer{}
	}
	lines := bill.Read(text)
	for _, want := range asked {
		for _, e := range slices.Backward(lines) {
			if e.Part == want {
				return Answer{text[e.Start:e.End], e.Start, e.End, 0.95}
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
	return Answer{text[best.Start:best.End], best.Start, best.End, 0.95}
}

// payday answers by when a bill must be paid.
func (q *question) payday(text string, found []entity.Entity) Answer {
	if !bill.AsksDay(q.text) {
		return Answer{}
	}
	for _, e := range found {
		if e.Kind == entity.Date && bill.Payday(text[max(0, e.Start-48):e.Start], text[e.End:]) {
			start := wholeDay(text, e.Start, e.End)
			return Answer{text[start:e.End], start, e.End, 0.9}
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
		if x.noun || x.generic || x.verb || synonyms()["cost"] == x.group {
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
