package reply_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/reply"
)

// told is all parts in one line.
func told(parts []reply.Part) string {
	var b strings.Builder
	kind := ""
	for _, p := range parts {
		next := "text"
		switch {
		case p.Call != nil:
			next = "call " + p.Call.Name + p.Call.Arguments
		case p.Reasoning != "":
			next = "thought"
		}
		if next != kind || p.Call != nil {
			if b.Len() > 0 {
				b.WriteString("|")
			}
			b.WriteString(next + ":")
		}
		kind = next
		b.WriteString(p.Text + p.Reasoning)
	}
	return b.String()
}

func readAll(o reply.Options, answer string, size int) string { return read(o, answer, size, false) }

func read(o reply.Options, answer string, size int, cut bool) string {
	r := reply.NewReader(o)
	var parts []reply.Part
	for len(answer) > 0 {
		n := min(size, len(answer))
		more, stopped := r.Add([]byte(answer[:n]))
		parts = append(parts, more...)
		if stopped {
			return told(parts)
		}
		answer = answer[n:]
	}
	return told(append(parts, r.End(cut)...))
}

func TestAnswersAreRead(t *testing.T) {
	t.Parallel()
	tools := reply.Options{Tools: true}
	for name, c := range map[string]struct {
		o            reply.Options
		answer, want string
	}{
		"words":             {reply.Options{}, "Hello, 世界!", "text:Hello, 世界!"},
		"reasoning":         {reply.Options{}, "<think>\nHm, so.\n</think>\n\nYes.", "thought:\nHm, so.|text:Yes."},
		"begun reasoning":   {reply.Options{Thinking: true}, "Hm.\n</think>\nYes.", "thought:Hm.|text:Yes."},
		"Mistral's":         {reply.Options{}, "[THINK]Hm.[/THINK]Yes.", "thought:Hm.|text:Yes."},
		"no reasoning":      {reply.Options{}, "a <think> b", "text:a <think> b"},
		"plain":             {reply.Options{Plain: true}, "<think>a", "text:<think>a"},
		"a stop":            {reply.Options{Stops: []string{"END", "\n\n"}}, "one ENtwo EN\nEND three", "text:one ENtwo EN\n"},
		"the first stop":    {reply.Options{Stops: []string{"c", "bc"}}, "abcd", "text:a"},
		"Qwen calls":        {tools, "Let me see.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>", `text:Let me see.|call f{"a":1}:`},
		"two calls":         {tools, "<tool_call>{\"name\":\"f\"}</tool_call>\n<tool_call>{\"name\":\"g\",\"arguments\":\"{\\\"b\\\":2}\"}</tool_call>", `call f{}:|call g{"b":2}:`},
		"after reasoning":   {tools, "<think>x</think>\n\n<tool_call>{\"name\":\"f\"}</tool_call>", `thought:x|call f{}:`},
		"a broken call":     {tools, "<tool_call>nonsense</tool_call>", "text:nonsense"},
		"a call cut off":    {tools, "<tool_call>{\"name\": \"f\"", "text:{\"name\": \"f\""},
		"Llama calls":       {tools, `{"name": "f", "parameters": {"a": "}"}}`, `call f{"a":"}"}:`},
		"Llama's several":   {tools, `<|python_tag|>{"name": "f", "parameters": {}}; {"name": "g", "parameters": {}}`, `call f{}:|call g{}:`},
		"Mistral calls":     {tools, `[TOOL_CALLS][{"name": "f", "arguments": {"a": [1]}}]`, `call f{"a":[1]}:`},
		"Mistral's newer":   {tools, `[TOOL_CALLS]f[ARGS]{"a": 1}`, `call f{"a":1}:`},
		"JSON that is none": {tools, `{"answer": 42}`, `text:{"answer": 42}`},
		"no tools":          {reply.Options{}, `{"name": "f", "parameters": {}}`, `text:{"name": "f", "parameters": {}}`},
		"no text":           {reply.Options{}, "a\xff\xfeb\xe4\xb8", "text:a��b��"},
	} {
		for _, size := range []int{1, 2, 3, 7, 1000} {
			if got := readAll(c.o, c.answer, size); got != c.want {
				t.Errorf("%s, %d bytes at a time: %q, not %q", name, size, got, c.want)
			}
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add("<think>a</think><tool_call>{\"name\":\"f\"}</tool_call>END", uint8(3))
	f.Add("[TOOL_CALLS]f[ARGS]{}", uint8(1))
	f.Add("{\"name\":", uint8(2))
	f.Fuzz(func(t *testing.T, answer string, size uint8) {
		o := reply.Options{Tools: true, Stops: []string{"END", "<"}}
		if a, b := readAll(o, answer, int(size%16)+1), readAll(o, answer, 1000); a != b {
			t.Errorf("in pieces of %d: %q; at once: %q", size%16+1, a, b)
		}
	})
}

// TestACallThatIsCutOffIsTold: as far as it was said, and never as words.
func TestACallThatIsCutOffIsTold(t *testing.T) {
	t.Parallel()
	tools, forced := reply.Options{Tools: true}, reply.Options{Tools: true, Forced: true}
	for answer, want := range map[string]string{
		"<tool_call>\n{\"name\": \"f\", \"arguments\": {\"city\": \"Par":                 `call f{"city": "Par:`,
		"<tool_call>\n{\"name\": \"f\", \"argum":                                         "call f:",
		"<tool_call>\n{\"name\": \"f":                                                    "",
		"<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_":             `call f{"a":1}:`,
		"Wait.\n<tool_call>{\"na":                                                        "text:Wait.",
		`{"name": "f", "parameters": {"a": [1, `:                                         `call f{"a": [1,:`,
		`[TOOL_CALLS][{"name": "f", "arguments": {}}, {"name": "g", "arguments": {"b": `: `call f{}:|call g{"b"::`,
		`[TOOL_CALLS]f[ARGS]{"a`:                                                         `call f{"a:`,
		"<tool_call>nonsense</tool_call>":                                                "text:nonsense",
	} {
		for _, size := range []int{1, 3, 1000} {
			if got := read(tools, answer, size, true); got != want {
				t.Errorf("%q, %d bytes at a time: %q, not %q", answer, size, got, want)
			}
		}
	}
	for answer, want := range map[string]string{"<tool": "", `{"name": "f`: "", `{"na`: "", `{"name": "f", "parameters": {"a`: `call f{"a:`, "[TOOL_": ""} {
		if got := read(forced, answer, 1, true); got != want {
			t.Errorf("forced, %q: %q, not %q", answer, got, want)
		}
	}
	if got := read(tools, `{"answer": 4`, 1, true); got != `text:{"answer": 4` {
		t.Errorf("JSON that is no call: %q", got)
	}
}
