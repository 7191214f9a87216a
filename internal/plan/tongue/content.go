package tongue

import (
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// clauses returns the words of the clauses from one token to another.
func (r *reading) clauses(from, to int) string {
	tokens := r.text.Tokens
	a, z := from, to
	for a > 0 && tokens[a-1].Clause == tokens[from].Clause {
		a--
	}
	for z < len(tokens) && tokens[z].Clause == tokens[max(to-1, from)].Clause {
		z++
	}
	return strings.Trim(r.said(a, z), " ,.;:，。；：")
}

// asked is the question of a step: the clause that asks.
func (r *reading) asked(s *step) string {
	for _, m := range r.asks {
		if m.From >= s.from {
			return r.clauses(m.From, m.To)
		}
	}
	for _, m := range r.asks {
		return r.clauses(m.From, m.To)
	}
	return r.clauses(s.from, s.to)
}

// prompt is the clause that says what to make.
func (r *reading) prompt(s *step) string {
	for _, c := range r.content {
		return r.words(c)
	}
	tokens := r.text.Tokens
	from := s.from
	for from > 0 && tokens[from-1].Clause == tokens[s.from].Clause && tokens[from-1].Kind != phrase.Mark {
		from--
	}
	to := s.to
	for to < len(tokens) && (tokens[to].Kind != phrase.Mark || strings.Contains(",，:：、'", tokens[to].Word)) {
		to++
	}
	return strings.Trim(r.said(from, to), " ,.;:，。；：")
}

// labels are the classes of a request: words between commas and “or”.
func (r *reading) labels() []string { return nil }

// impossible reports whether the request wants what no task does.
func (r *reading) impossible() bool { return len(r.cannot) > 0 && len(r.req.Given) == 0 }

// question says what is missing, in the language of the request.
func (r *reading) question(b *builder) string {
	what := "wish"
	switch {
	case len(b.missing) > 0:
		what = b.missing[0]
	case len(b.nodes) > 0:
		return ""
	case len(r.req.Given) == 0:
		what = "file"
	}
	return ask(what, r.lang)
}

func ask(what, lang string) string {
	zh := map[string]string{"wish": "想让我做什么？", "file": "请附上要处理的文件。", "target": "要翻译成哪种语言？", "style": "要哪种风格？", "labels": "要分成哪些类别？", "part": "要哪一段？"}
	en := map[string]string{"wish": "What should be done?", "file": "Please attach the file.", "target": "Into which language?", "style": "Which style?", "labels": "Which classes?", "part": "Which part, from when to when?"}
	if lang == "zh" {
		return zh[what]
	}
	return en[what]
}
