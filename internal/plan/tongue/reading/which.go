package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	// Nth is a file spoken of by its number.
	Nth = regexp.MustCompile(`(?i)\b(first|second|third|fourth|last)\s+(one|file|recording|photo|picture|pic|clip|video|document|text|audio|image|track|letter|page|pdf|memo)\b|第\s*([一二三四五六七八1-8])\s*(?:个文件|个录音|个视频|个音频|个|张|段|份|条|篇|封)|(左边|右边|左面|右面|头一|前一|后一)(?:那|的那|[^，。；、]{0,5}的那)?(?:个|张|段|份|条|篇|封|幅)|(左|右)(?:图|边那|侧)|(?i:\bthe (left|right)(?:-hand)? (?:one|photo|picture|image))|最后一?(?:个|张|段|份|条|篇|封)|(?i:\bthe (first|second|third|fourth|last)(?: (?:in|into|as|to|is|gets?|becomes?)\b|$))`)
	// Counted are the numbers that the words of Nth stand for; -1 is the last.
	Counted = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "左边": 1, "左面": 1, "左": 1, "右": -1, "头一": 1, "前一": 1, "右边": -1, "右面": -1, "后一": -1, "left": 1, "right": -1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8}
)

// Alike reports whether several files of one type came with the request.
func (r *Reading) Alike() bool {
	if len(r.Req.Given) < 2 {
		return false
	}
	for _, n := range r.Types {
		if n == len(r.Req.Given) {
			return true
		}
	}
	return false
}

// Mentioned is the token where the name of a file stands without its ending,
// or -1.
func (r *Reading) Mentioned(name string) int {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	if len(base) < 3 || base[0] >= 0x80 && len(base) < 6 {
		return -1
	}
	for i, t := range r.Text.Tokens {
		end := t.Start + len(base)
		if t.Kind == phrase.File || end > len(r.Text.Source) || !strings.EqualFold(r.Text.Source[t.Start:end], base) {
			continue
		}
		if base[0] >= 0x80 || end == len(r.Text.Source) || !letter(r.Text.Source[end]|0x20) {
			return i
		}
	}
	return -1
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// Unclear reports whether one of several like files is meant, and nothing says
// which.
func (r *Reading) Unclear() bool {
	which := slices.ContainsFunc(r.Vague, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "which" })
	if !which || !r.Alike() || Nth.MatchString(r.Req.Text) {
		return false
	}
	return !slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool { return r.Mentioned(g.Name) >= 0 }) &&
		!slices.ContainsFunc(r.Text.Tokens, func(t phrase.Token) bool { return t.Kind == phrase.File })
}

// OfMatter reports whether the words speak of a file or text that should have
// come with them: “turn the recording into minutes”.
func (r *Reading) OfMatter() bool { return matter.MatchString(r.Req.Text) }

var matter = regexp.MustCompile(`(?i)录音|录像|视频|照片|图片|截图|文件|附件|文档|表格|这(篇|封|份|段|张|幅|个|些|首)|那(篇|封|份|段|张)|\b(recording|video|photo|picture|screenshot|scan|file|attachment|attached|document|pdf|spreadsheet|table|(this|these|those|my|the|her|his|their|our) (letter|e?mail|article|text|report|review|contract|notes?|minutes|paper|essay|message|clip|song|speech|call|meeting|lecture|interview)s?)\b`)

// Promises reports whether a request ends where its material was to follow:
// “read this aloud:”.
func (r *Reading) Promises() bool {
	n := len(r.Text.Tokens)
	return n > 0 && len(r.Req.Given)+len(r.Content) == 0 && (r.Text.Tokens[n-1].Word == ":" || r.Text.Tokens[n-1].Word == "：")
}

// Lacks is the type of what the words speak of, where only texts and tables came
// with the request: a picture, for “watercolour” with a text.
func (r *Reading) Lacks() port.Type {
	if len(r.Req.Given) == 0 || r.Types[port.Image]+r.Types[port.Audio]+r.Types[port.Video] > 0 {
		return ""
	}
	need, long, at := port.Type(""), 0, 0
	for _, m := range slices.Concat(r.Matches, r.waiting) {
		t := r.Reader.Tasks[m.Entry.Section]
		if m.Entry.Weight >= 4 && t.ID != "" && t.In[0].Name != "prompt" && t.In[0].Type != port.Document && !r.ofMaterial(m) && r.fit(t) <= -2.5 && (m.To-m.From > long || m.To-m.From == long && m.From < at) {
			need, long, at = InputType(t), m.To-m.From, m.From
		}
	}
	return need
}
