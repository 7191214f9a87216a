package chatplan

import (
	_ "embed" // the instructions
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// What a model is shown of a request is bounded, whatever the request holds.
const (
	maxRequest = 4000 // characters that are shown whole
	maxLine    = 600  // characters of the lines around a long text
	maxFiles   = 60
	maxAnswer  = 8000 // characters of an answer that is sent back
)

// material is the alias of the long text in a request.
const material = "material"

// brief is a request as a model is shown it. Files have aliases, so that no
// name is ever more than data.
type brief struct {
	shown    string
	material string // the long text that was taken out of the request; mostly empty
	lang     string
	files    []plan.Given
	given    graph.Given
	request  string
}

func newBrief(req plan.Request) *brief {
	b := &brief{lang: req.Lang, given: graph.Given{}, request: req.Text, files: req.Given[:min(len(req.Given), maxFiles)]}
	for _, g := range req.Given {
		b.given[g.Name] = g.Type
	}
	b.shown, b.material = divide(strings.ToValidUTF8(req.Text, "\ufffd"))
	return b
}

// divide takes a long text out of a request: what stands between its first
// line and its last, as far as those are short.
func divide(text string) (shown, long string) {
	if utf8.RuneCountInString(text) <= maxRequest {
		return text, ""
	}
	text = strings.TrimSpace(text)
	first := head(text)
	long = text[len(first):]
	last := ""
	if i := strings.LastIndexByte(long, '\n'); i > 0 && utf8.RuneCountInString(long[i:]) <= maxLine {
		last, long = long[i+1:], long[:i]
	}
	long = strings.TrimSpace(long)
	r := []rune(long)
	shown = fmt.Sprintf("%s\n[material: a text of %d characters; it begins: %s … and ends: … %s]\n%s", strings.TrimSpace(first), len(r),
		string(r[:min(300, len(r))]), string(r[max(0, len(r)-300):]), last)
	return shown, long
}

// head is the first line, or if that is long, what comes before a colon or the
// end of a sentence in its beginning.
func head(text string) string {
	start := text
	if r := []rune(text); len(r) > maxLine {
		start = string(r[:maxLine])
	}
	for _, marks := range []string{"\n", ":：", ".!?。！？", " "} {
		if i := strings.IndexAny(start, marks); i >= 0 {
			_, n := utf8.DecodeRuneInString(start[i:])
			return start[:i+n]
		}
	}
	return start
}

//go:embed instructions.txt
var instructions string

func (b *brief) messages() ([]Message, error) {
	type file struct {
		Alias string    `json:"given"`
		Name  string    `json:"name"`
		Type  port.Type `json:"type"`
	}
	data := struct {
		Request string `json:"request"`
		Files   []file `json:"files"`
		Answer  string `json:"answer_language,omitempty"`
	}{b.shown, []file{}, b.lang}
	for i, f := range b.files {
		data.Files = append(data.Files, file{alias(i), clip(f.Name, 150), f.Type})
	}
	user, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("write request for a language model: %w", err)
	}
	return []Message{{"system", instructions + vocabulary()}, {"user", string(user)}}, nil
}

func alias(i int) string { return fmt.Sprintf("file%d", i+1) }

// vocabulary is one line for each task.
func vocabulary() string {
	var b strings.Builder
	for _, t := range task.All() {
		fmt.Fprintf(&b, "%s(%s) -> %s%s: %s\n", t.ID, ports(t.In), ports(t.Out), params(t), t.Doc)
	}
	return b.String()
}

func ports(specs []port.Spec) string {
	var l []string
	for _, s := range specs {
		text := s.Name + ":" + string(s.Type)
		if s.Many {
			text += "*"
		}
		if s.Optional {
			text += "?"
		}
		l = append(l, text)
	}
	return strings.Join(l, ", ")
}

func params(t task.Task) string {
	var l []string
	for _, p := range t.Params {
		if p.Name == unplanned {
			continue
		}
		text := p.Name
		switch {
		case len(p.Choices) > 0:
			text += "=" + strings.Join(p.Choices, "|")
		case p.Kind != task.String:
			text += "=" + string(p.Kind)
		}
		if p.Required {
			text += "!"
		}
		l = append(l, text)
	}
	if len(l) == 0 {
		return ""
	}
	return " [" + strings.Join(l, ", ") + "]"
}

// unplanned is a parameter for programs, not for plans.
const unplanned = "schema"

// clip cuts a text to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// sorted is a list without what stands in it twice, in order.
func sorted(l []string) []string {
	slices.Sort(l)
	return slices.Compact(l)
}
