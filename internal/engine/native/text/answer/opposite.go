package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/verdict"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// opposed answers a question of yes or no from the clause that has most of it,
// when that says the opposite of one of its words: 周末开吗 – 周末闭馆.
func (q *question) opposed(text string, passages []*passage) Answer {
	if q.wants[0] != want.YesNo || q.total == 0 {
		return Answer{}
	}
	best, says := Answer{Score: 0.7}, verdict.Open
	for _, p := range passages {
		if a, v := q.clause(text, p); a.Score > best.Score {
			best, says = a, v
		}
	}
	if says != verdict.No {
		return Answer{}
	}
	stop := "."
	if q.chinese {
		stop = "。"
	}
	best.Text, best.Score = says.Say(best.Text, q.chinese)+stop, 0.9
	return best
}

// clause is the clause of p that has most of a question of yes or no, scored by its share
// of that, and what it says to it.
func (q *question) clause(text string, p *passage) (best Answer, says verdict.Verdict) {
	for i := 0; i < len(p.tokens); {
		end := p.clauseEnd(text, i)
		for strings.HasPrefix(text[end:], ":") || strings.HasPrefix(text[end:], "：") || strings.HasSuffix(text[:end], "的") && strings.HasPrefix(text[end:], "，") {
			end = p.clauseEnd(text, p.tokenAt(end)) // “Absent: Ann” says one thing, so does 超过一半的，不退
		}
		k := i + 1
		for k < len(p.tokens) && p.tokens[k].Start < end {
			k++
		}
		start := p.tokens[i].Start
		share, opposed := q.clauseMeets(text, p, i, k)
		if share > best.Score && verdict.OfDay(q.text, text[start:end]) {
			best = Answer{strings.TrimSpace(text[start:end]), start, end, share, "opposite"}
			says = verdict.Of(q.text, best.Text, text[p.start:p.end], opposed)
		}
		for k < len(p.tokens) && p.tokens[k].Kind == words.Mark {
			k++
		}
		i = k
	}
	return best, says
}

// clauseMeets is the share of the question that the tokens of p from i to k have
// or deny, and whether one of them says the opposite of one of its words.
func (q *question) clauseMeets(text string, p *passage, i, k int) (share float64, opposed bool) {
	for n, x := range q.terms {
		m := 0.0
		for j := i; j < k; j++ {
			t := p.tokens[j]
			switch {
			case inquiry.Denied(x.norm, t.Norm):
				m, opposed = 0.95, true
			case p.stems[j] == x.stem || x.group.Has(t.Norm) || t.Kind == words.Han && (strings.HasPrefix(t.Norm, x.norm) || strings.HasSuffix(t.Norm, x.norm)):
				m = max(m, 1)
			case j == p.where[n]:
				m = max(m, p.match[n])
			}
		}
		if m == 0 && q.chinese && strings.Contains(text[p.tokens[i].Start:p.tokens[k-1].End], "不"+x.norm) {
			m = 1 // 不停水, which is cut into 不停 and 水
		}
		if !x.name { // whom it is said of stands in the clause itself
			m = max(m, 0.9*p.before[n])
		}
		share += x.weight * m
	}
	return share / q.total, opposed
}
