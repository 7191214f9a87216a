package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var caseSaid = expression.New(`(?i)\b(?:if|when|where|in case(?: of| that)?|should|once|whenever|unless)\s`)

// refused is a case in which something is not done.
var refused = expression.New(`不|没|未`)

// thin reports whether a case is said in one word.
func (q *question) thin() bool { return len(q.terms) < 2 }

// consequence answers what happens in the case that q is: what the sentence
// says beside the clause that has it.
func (q *question) consequence(text string, passages []*passage) Answer {
	best := Answer{Score: 0.7}
	for _, p := range passages {
		body := text[p.start:p.end]
		denied := q.chinese && refused.MatchString(q.text)
		if denied != (q.chinese && refused.MatchString(body)) && (denied || q.thin()) {
			continue
		}
		from := []int{0, 0}
		if !q.chinese {
			if from = caseSaid.FindStringIndex(body); from == nil {
				continue
			}
		}
		comma := strings.IndexAny(body[from[1]:], ",，")
		start, end := p.start, p.start+from[0] // the case comes last
		last := p.end
		if comma >= 0 && from[0] == 0 {
			last = p.start + from[1] + comma
			start, end = last+len(","), p.end
			if q.chinese {
				start = last + len("，")
			}
		}
		if denied && (comma < 0 || 2*(last-p.start) > 3*len(q.text)+18) {
			start, end = p.start, p.end // 不参加的学生到校自习
		}
		start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], " \n"))
		end = start + len(strings.TrimRight(text[start:end], " \n.。;；,"))
		if share := q.within(p, p.start+from[0], last); share > best.Score && end > start {
			best = Answer{text[start:end], start, end, share, "case"}
		}
	}
	if best.Text != "" {
		best.Score = 0.9
	}
	return best
}

// within is the share of the question's terms that p has from one byte to another.
func (q *question) within(p *passage, from, to int) float64 {
	var met, all float64
	for k, x := range q.terms {
		all += x.weight
		first, last := p.tokenAt(from), p.tokenAt(max(from, to-1))
		if at := p.nearest(x, k, first, last); at >= first && at <= last {
			met += x.weight * p.match[k]
		}
	}
	if all == 0 {
		return 0
	}
	return met / all
}
