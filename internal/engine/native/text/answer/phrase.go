package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// phrases answers "what" with what p says beside the words of the question:
// after its verb or a copula, or in a line "key: value".
func (q *question) phrases(text string, p *passage) []Answer {
	last, verb := -1, -1
	for k, x := range q.terms {
		if p.match[k] < 0.5 {
			continue
		}
		last = max(last, p.where[k])
		if x.verb {
			verb = p.where[k]
		}
	}
	if last < 0 {
		return nil
	}
	var out []Answer
	add := func(from int, score float64) {
		if a, ok := q.stretch(text, p, from, score); ok {
			out = append(out, a)
		}
	}
	for i := range p.tokens {
		switch {
		case copula(p.tokens[i].Norm) && i >= last && i <= last+4:
			add(i+1, 0.7)
		case copula(p.tokens[i].Norm) && i > 0 && i < last:
			add(i+1, 0.3)
		case (p.tokens[i].Text == ":" || p.tokens[i].Text == "：") && i > 0 && i-last <= 3 && i >= last:
			add(i+1, 0.8)
		case p.tokens[i].Norm == "called" || p.tokens[i].Norm == "named" || p.tokens[i].Norm == "叫" || p.tokens[i].Norm == "名为":
			add(i+1, 0.65)
		}
	}
	if verb >= 0 {
		add(verb+1, 0.6)
	}
	add(last+1, 0.3)
	return out
}

func copula(norm string) bool {
	switch norm {
	case "is", "are", "was", "were", "means", "为", "是", "指", "即", "became":
		return true
	}
	return false
}

// stretch is the text from a token on to the end of its clause, without the
// little words at its start, when the question does not say it already.
func (q *question) stretch(text string, p *passage, from int, score float64) (Answer, bool) {
	for from < len(p.tokens) && (skipped(p.tokens[from]) || p.tokens[from].Kind == words.Mark && !opening(p.tokens[from].Text)) {
		from++
	}
	if from >= len(p.tokens) {
		return Answer{}, false
	}
	start, end := p.tokens[from].Start, p.clauseEnd(text, from)
	if end <= start || q.mentions(text[start:end]) {
		return Answer{}, false
	}
	if n := len(strings.Fields(text[start:end])); n > 25 {
		score -= 0.3
	}
	return Answer{text[start:end], start, end, score}, true
}

func opening(s string) bool { return strings.ContainsAny(s, "\"“‘「《$€£") }

func skipped(t words.Token) bool {
	switch t.Norm {
	case "了", "过", "着", "到", "一名", "一位", "的", "于", "called", "named", "that":
		return true
	}
	return false
}
