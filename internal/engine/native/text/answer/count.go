package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// numbers are the tokens of p that count something.
func numbers(p *passage) []int {
	var out []int
	for i, t := range p.tokens {
		if t.Kind == words.Number && len(t.Text) < 16 || t.Kind == words.Word && numeral.Word(t.Norm) || t.Kind == words.Han && numeral.Han(t.Norm) && (i == 0 || !strings.HasSuffix(p.tokens[i-1].Norm, "第")) {
			out = append(out, i)
		}
	}
	return out
}

// counts are numbers of p with the noun that the question counts.
func (q *question) counts(text string, p *passage) []Answer {
	var out []Answer
	for _, i := range numbers(p) {
		if p.dated(p.tokens[i].Start) || q.counted == "" && p.inEntity(p.tokens[i].Start) || i > 0 && numeral.Han(p.tokens[i-1].Norm) && p.tokens[i-1].End == p.tokens[i].Start {
			continue
		}
		first, last := i, i
		for last+1 < len(p.tokens) && (numeral.Part(p.tokens[last+1].Norm) || numeral.Han(p.tokens[last].Norm) && numeral.Han(p.tokens[last+1].Norm)) {
			last++
		}
		noun := q.countedAfter(p, first, last+1)
		if noun < 0 {
			continue
		}
		start, end := p.tokens[first].Start, p.tokens[noun].End
		score := 0.2 + 0.8*q.near(p, start, end) + numeral.Whole(q.text, text[p.start:start])
		if numeral.Outgrown(text[p.start:start], text[end:p.end]) {
			score -= 0.3
		}
		out = append(out, Answer{text[start:end], start, end, score, "count"})
	}
	return out
}

// countedAfter finds the end of what is counted from token i of p on: the noun
// of the question within four words, or for Chinese the measure word and noun.
// It is -1 when something else is counted.
func (q *question) countedAfter(p *passage, number, i int) int {
	if q.chinese {
		return q.measured(p, number, i)
	}
	want := words.Stem(q.counted)
	near := -1
	for k := i; k < len(p.tokens) && k < i+4; k++ {
		t := p.tokens[k]
		if t.Kind == words.Mark {
			break
		}
		if p.stems[k] == want {
			return k
		}
		_, tag := words.Rank(t.Norm)
		if near < 0 && tag == 'n' && t.Kind == words.Word && !p.inEntity(t.Start) && vector.Cosine(vector.Text(q.counted), vector.Text(t.Norm)) > 0.45 {
			near = k
		}
	}
	return near
}

// measured finds the measure word from token i of p on, if it is the one that
// is asked for, or is followed by the noun that is.
func (q *question) measured(p *passage, number, i int) int {
	if i >= len(p.tokens) || p.tokens[i].Kind != words.Han {
		return -1
	}
	w := p.tokens[i].Norm
	noun := func(k int) bool {
		if k >= len(p.tokens) {
			return false
		}
		for _, x := range q.terms {
			if !x.verb && (p.stems[k] == x.stem || x.group.Has(p.stems[k])) {
				return true
			}
		}
		return false
	}
	before := number - 1 // the noun may stand before: 设车站21座
	for before > 0 && numeral.About[p.tokens[before].Norm] {
		before--
	}
	switch {
	case noun(i + 1), before >= 0 && noun(before) && p.tokens[i].Tag != "v":
		return i
	case q.counted != "" && (strings.HasPrefix(w, q.counted) || strings.HasPrefix(q.counted, w)):
		return i
	case w == "人次" || w == "人" || w == "名":
		if q.has("人") || q.has("游客") || q.has("观众") || q.has("员工") || q.has("学生") {
			return i
		}
	}
	return -1
}

// dated reports whether a place in p is inside a date or time.
func (p *passage) dated(at int) bool {
	for _, e := range p.entities {
		if at >= e.Start && at < e.End && (e.Kind == entity.Date || e.Kind == entity.Time) {
			return true
		}
	}
	return false
}
