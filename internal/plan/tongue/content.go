package tongue

import (
	"regexp"
	"slices"
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

// prompt is what the request says about what to make: the clause of the step,
// from the end of the step before to the beginning of the next one.
func (r *reading) prompt(s *step) string {
	if s.task.ID != "text-generation" {
		for _, c := range r.content {
			return strings.TrimSpace(sized.ReplaceAllString(r.words(c), ""))
		}
	}
	tokens := r.text.Tokens
	low, high := 0, len(tokens)
	for _, o := range r.order {
		if o == s {
			continue
		}
		if o.to <= s.from {
			low = max(low, o.to)
		}
		if o.from >= s.to {
			high = min(high, o.from)
		}
	}
	from, to := s.from, s.to
	for from > low && !stopsPrompt(tokens[from-1]) && tokens[from-1].Clause == tokens[s.from].Clause {
		from--
	}
	if from == low && low > 0 {
		from = r.afterJoint(from, s.from)
	}
	for to < high && !stopsPrompt(tokens[to]) {
		to++
	}
	if to == high && high < len(tokens) {
		to = r.beforeJoint(s.to, to)
	}
	if to-from <= s.to-s.from+2 && s.task.ID != "text-generation" {
		from = low
	}
	return strings.Trim(r.said(from, to), " ,.;:，。；：")
}

var sized = regexp.MustCompile(`[,，]?\s*\d+\s*[x×*]\s*\d+\s*(像素|px|pixels)?\s*$`)

func stopsPrompt(t phrase.Token) bool {
	return t.Kind == phrase.Mark && strings.Contains(".?!。？！;；\n→", t.Word)
}

// afterJoint is the place after the last “and” or comma of a range.
func (r *reading) afterJoint(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if t := r.text.Tokens[i]; t.Kind == phrase.Mark || slices.Contains([]string{"and", "then", "再", "然后"}, t.Word) {
			return i + 1
		}
	}
	return from
}

// beforeJoint is the place of the last “and” or comma of a range.
func (r *reading) beforeJoint(from, to int) int {
	for i := to - 1; i > from; i-- {
		if t := r.text.Tokens[i]; t.Kind == phrase.Mark || slices.Contains([]string{"and", "then", "再", "然后"}, t.Word) {
			return i
		}
	}
	return to
}

var serial = regexp.MustCompile(`(?i)(https?://[^\s，。、“”]+|www\.[^\s，。、“”]+|\b[A-Za-z]*-?\d[A-Za-z0-9-]{3,}\b)`)

// serialNumber is an address or a number that a code is to be made of.
func (r *reading) serialNumber() (string, bool) {
	if find(r.order, "barcode-generation") < 0 {
		return "", false
	}
	for _, w := range serial.FindAllString(r.req.Text, -1) {
		if low := strings.ToLower(w); !strings.HasPrefix(low, "ean") && !strings.HasPrefix(low, "code") {
			return w, true
		}
	}
	return "", false
}

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
	case slices.ContainsFunc(r.vague, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "question" }):
		what = "question"
	}
	return ask(what, r.lang)
}

func ask(what, lang string) string {
	zh := map[string]string{
		"wish": "您想让我做什么？比如总结、翻译、转成文字，或者修改图片、声音、视频。", "file": "要处理的文件没有附上。请附上文件，或把内容写在引号里。",
		"target": "要翻译成哪种语言？比如英文、中文、日文。", "style": "要哪种风格？可以是水彩、油画、水墨、素描、扁平插画、像素或卡通。",
		"labels": "要分成哪些类别？请列出来，比如“投诉、咨询、表扬”。", "part": "要哪一段？请给出从几分几秒到几分几秒。", "question": "您想问什么问题？",
	}
	en := map[string]string{
		"wish": "What should be done with it? For example: summarise, translate, transcribe, or change the picture, sound or video.", "file": "What it should work on is missing. Please attach the file, or put the text in quotes.",
		"target": "Into which language? For example English, Chinese or Spanish.", "style": "Which style: watercolour, oil, ink, sketch, flat illustration, pixel or cartoon?",
		"labels": "Which classes? Please list them, for example “complaint, question or praise”.", "part": "Which part, from when to when? For example 0:10 to 1:30.", "question": "What is your question?",
	}
	if lang == "zh" {
		return zh[what]
	}
	return en[what]
}
