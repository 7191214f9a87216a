package tongue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/task"
)

// languages are what a request says about languages: of the material, and to
// translate into.
type languages struct {
	source  string
	targets []string
}

// readLanguages gives every language named in the request its part: the
// longest phrase round it decides.
func (r *reading) readLanguages() languages {
	var l languages
	var sources []string
	for i, t := range r.text.Tokens {
		if t.Kind != phrase.Language || r.inContent(i) {
			continue
		}
		source, target := longest(r.sources, i, "source"), max(longest(r.matches, i, "target"), longest(r.matches, i, "target2"))
		source = max(source, longest(r.matches, i, "source"))
		switch {
		case !r.lone() && source == 0 && r.writing(i):
		case source > target || source > 0 && source == target && !r.led(i):
			sources = append(sources, t.Code)
			if l.source == "" || corrected.MatchString(r.req.Text) {
				l.source = t.Code
			}
		case target > 1 && !r.led(i) && !r.listed(i) && r.ledElsewhere(i):
			l.source = t.Code
		case target > 1 || target == 1 && len(l.targets) > 0 || target == 1 && r.lone():
			if !slices.Contains(l.targets, t.Code) {
				l.targets = append(l.targets, t.Code)
			}
		}
	}
	if len(sources) > 1 && len(l.targets) == 0 && !corrected.MatchString(r.req.Text) && sources[0] != sources[1] {
		return languages{targets: sources}
	}
	if len(l.targets) > 1 {
		l.targets = slices.DeleteFunc(l.targets, func(code string) bool { return code == l.source })
	}
	return l
}

// led reports whether a language stands behind a word that leads into it.
func (r *reading) led(i int) bool {
	if r.text.Tokens[i].Kind != phrase.Language || i == 0 {
		return false
	}
	return slices.Contains([]string{"成", "为", "into", "to", "in", "用", "到", "作", "翻", "译"}, r.text.Tokens[i-1].Word) ||
		i+1 < len(r.text.Tokens) && slices.Contains([]string{"翻", "版", "译", "please", "version", "translat"}, r.text.Tokens[i+1].Word)
}

// listed reports whether a language stands in a list of languages.
func (r *reading) listed(i int) bool {
	tokens := r.text.Tokens
	joint := []string{"和", "、", "and", ",", "，", "跟", "与", "or", "及"}
	return i > 1 && tokens[i-2].Kind == phrase.Language && slices.Contains(joint, tokens[i-1].Word) ||
		i+2 < len(tokens) && tokens[i+2].Kind == phrase.Language && slices.Contains(joint, tokens[i+1].Word)
}

// writing reports whether a language is that of a text to be written: “draft
// an answer in English”.
func (r *reading) writing(i int) bool {
	tokens := r.text.Tokens
	last := phrase.Match{From: -1}
	for _, m := range r.matches {
		if m.Entry.Weight >= 3 && m.Entry.Set["noun"] == "" && m.From < i && tokens[m.From].Clause == tokens[i].Clause && m.From >= last.From && (m.Entry.Section == "text-generation" || m.Entry.Section == "translation" && m.To <= i) {
			last = m
		}
	}
	return last.From >= 0 && last.Entry.Section == "text-generation" && !slices.ContainsFunc(tokens[min(last.To, i):i], func(t phrase.Token) bool { return slices.Contains(joints, t.Word) })
}

func (r *reading) ledElsewhere(i int) bool {
	for k := range r.text.Tokens {
		if k != i && r.led(k) && r.text.Tokens[k].Code != r.text.Tokens[i].Code {
			return true
		}
	}
	return false
}

// lone reports whether the request names one language only.
func (r *reading) lone() bool {
	n := 0
	for i, t := range r.text.Tokens {
		if t.Kind == phrase.Language && !r.inContent(i) {
			n++
		}
	}
	return n == 1
}

func longest(l []phrase.Match, token int, name string) int {
	n := 0
	for _, m := range l {
		if at, ok := m.Caught[name]; ok && at == token {
			n = max(n, m.To-m.From)
		}
	}
	return n
}

var corrected = regexp.MustCompile(`(?i)不对|说错|记错|\b(sorry|i mean|no wait|actually)\b`)

// spoken sets the language of speech that is not translated first: the
// passage is in that language already.
func (r *reading) spoken(l []*step) []*step {
	speech := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == "text-to-speech" })
	translation := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == "translation" })
	if speech < 0 || len(r.tongues.targets) != 1 || len(r.content) == 0 || len(r.req.Given) > 0 {
		return l
	}
	if code := r.tongues.targets[0]; r.planner.lexicon.WrittenIn(r.words(r.content[0])) == code {
		l[speech].set["language"] = code
		if translation >= 0 {
			l = slices.Delete(l, translation, translation+1)
		}
	}
	return l
}

// sayable are the tasks whose text may be asked for in another language.
var sayable = []task.ID{"summarization", "image-to-text", "video-to-text", "automatic-speech-recognition", "optical-character-recognition", "question-answering", "visual-question-answering"}

// translateAfter moves a translation named by its language alone (“tell me in
// Hindi what …”) behind the step whose text it is.
func (r *reading) translateAfter(l []*step) {
	for i, s := range l {
		if s.task.ID != "translation" || !strings.HasPrefix(s.line, "in {") && !strings.HasPrefix(s.line, "用{") && !strings.HasPrefix(s.line, "{target:lang} (summary") && s.plain || i+1 == len(l) {
			continue
		}
		next := l[i+1]
		if slices.Contains(sayable, next.task.ID) && r.text.Tokens[next.from].Clause == r.text.Tokens[s.from].Clause {
			l[i], l[i+1] = l[i+1], l[i]
			return
		}
	}
}

// targetParams are the parameters of each translation.
func (b *builder) targetParams(p task.Params) []task.Params {
	to, source := b.r.tongues.targets, b.r.tongues.source
	if len(to) == 0 && (source != "" && source != b.r.lang || b.own()) {
		to = []string{b.r.lang}
	}
	if len(to) == 0 {
		b.miss("target")
	}
	var l []task.Params
	for _, code := range to {
		q := task.Params{"target": code}
		for k, v := range p {
			q[k] = v
		}
		l = append(l, q)
	}
	return l
}

// own reports whether the request only asks what its material means, which is
// in another language.
func (b *builder) own() bool {
	asks := slices.ContainsFunc(b.r.matches, func(m phrase.Match) bool { return m.Entry.Set["own"] != "" })
	if !asks || len(b.r.content) == 0 {
		return asks && len(b.r.content) > 0
	}
	return b.r.planner.lexicon.WrittenIn(b.r.words(b.r.content[0])) != b.r.lang
}

// heard reports whether a value comes through a recognition, which has been
// told the language.
func (b *builder) heard(v value) bool {
	for id := v.src.Node; id != ""; {
		next := ""
		for _, n := range b.nodes {
			if n.ID != id {
				continue
			}
			if n.Task == "automatic-speech-recognition" || n.Task == "optical-character-recognition" {
				return true
			}
			if needs := n.Needs(); len(needs) > 0 {
				next = needs[0]
			}
		}
		id = next
	}
	return false
}
