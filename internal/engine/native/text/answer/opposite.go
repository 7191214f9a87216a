package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// opposed answers a question of yes or no from the clause that has most of it,
// when that says the opposite of one of its words: 周末开吗 – 周末闭馆.
func (q *question) opposed(text string, passages []*passage) Answer {
	if q.wants[0] != wantYesNo || q.total == 0 {
		return Answer{}
	}
	best, against := Answer{Score: 0.7}, false
	for _, p := range passages {
		for i := 0; i < len(p.tokens); {
			end := p.clauseEnd(text, i)
			for strings.HasPrefix(text[end:], ":") || strings.HasPrefix(text[end:], "：") {
				end = p.clauseEnd(text, p.tokenAt(end)) // “Absent: Ann” says one thing
			}
			k := i + 1
			for k < len(p.tokens) && p.tokens[k].Start < end {
				k++
			}
			share, denied := q.clauseMeets(text, p, i, k)
			if share > best.Score {
				start := p.tokens[i].Start
				best, against = Answer{strings.TrimSpace(text[start:end]), start, end, share}, denied
			}
			for k < len(p.tokens) && p.tokens[k].Kind == words.Mark {
				k++
			}
			i = k
		}
	}
	if !against {
		return Answer{}
	}
	verdict, stop := "No. ", "."
	if q.chinese {
		verdict, stop = "否。", "。"
	}
	best.Text, best.Score = verdict+best.Text+stop, 0.9
	return best
}

// clauseMeets is the share of the question that the tokens of p from i to k have
// or deny, and whether they deny an odd number of its words.
func (q *question) clauseMeets(text string, p *passage, i, k int) (share float64, denied bool) {
	for n, x := range q.terms {
		m := 0.0
		for j := i; j < k; j++ {
			t := p.tokens[j]
			switch {
			case inquiry.Denied(x.norm, t.Norm):
				m, denied = 0.95, !denied
			case p.stems[j] == x.stem || x.group > 0 && synonyms()[t.Norm] == x.group || t.Kind == words.Han && (strings.HasPrefix(t.Norm, x.norm) || strings.HasSuffix(t.Norm, x.norm)):
				m = max(m, 1)
			}
		}
		if m == 0 && q.chinese && strings.Contains(text[p.tokens[i].Start:p.tokens[k-1].End], "不"+x.norm) {
			m, denied = 1, !denied // 不停水, which is cut into 不停 and 水
		}
		if !x.name { // whom it is said of stands in the clause itself
			m = max(m, 0.9*p.before[n])
		}
		share += x.weight * m
	}
	for _, t := range p.tokens[i:k] {
		if cues()["negative"][t.Norm] || strings.HasSuffix(t.Norm, "n't") {
			denied = !denied
		}
	}
	return share / q.total, denied
}
