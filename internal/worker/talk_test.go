package worker_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// forms are templates, by what their models write calls in.
var forms = map[string]string{
	"Llama":   "{% if tools %}Answer with {\"name\": …, \"parameters\": …} of {{ tools | tojson }}{% endif %}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}",
	"Mistral": "{% if tools %}[AVAILABLE_TOOLS]{{ tools | tojson }}[/AVAILABLE_TOOLS]{% endif %}{% for m in messages %}[INST]{{ m.content }}[/INST]{% if m.tool_calls %}[TOOL_CALLS]{% endif %}{% endfor %}",
	"Qwen":    ggufgen.ChatML,
}

// TestCallsInTheFormsOfModels: a call that is forced comes in the form that the model's
// template has for it, and is told as a call.
func TestCallsInTheFormsOfModels(t *testing.T) {
	t.Parallel()
	for name, template := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, librarytest.Tiny(t, 3, func(s *ggufgen.Shape) { s.Template = template }))
			r := object{"messages": says("Hello"), "tools": []any{weather}, "tool_choice": "required", "temperature": 0, "max_tokens": 200}
			c := p.ask(wire.ChatPath, r).Choices[0]
			var args struct{ City string }
			if len(c.Message.Calls) != 1 || c.Finish != "tool_calls" || c.Message.Content != "" {
				t.Fatalf("it answers %+v", c)
			}
			if f := c.Message.Calls[0].Function; f.Name != "weather" || json.Unmarshal([]byte(f.Arguments), &args) != nil || args.City == "" {
				t.Errorf("it calls %+v", f)
			}
		})
	}
}

// TestReasoningIsToldApart: at once and in a stream, without the words about it.
func TestReasoningIsToldApart(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil))
	r := object{"messages": says("Hello"), "seed": 1, "max_tokens": 60, "grammar": `root ::= "<think>\n" [a-c]{3} "\n</think>\n\n" [d-f]{3}`}
	type said struct {
		Content   string
		Reasoning string `json:"reasoning_content"`
	}
	ok := func(s said) bool {
		return regexp.MustCompile("^[a-c]{3}$").MatchString(strings.TrimSpace(s.Reasoning)) && regexp.MustCompile("^[d-f]{3}$").MatchString(s.Content)
	}
	_, body := p.post(wire.ChatPath, r)
	var whole struct{ Choices []struct{ Message said } }
	if err := json.Unmarshal([]byte(body), &whole); err != nil || len(whole.Choices) != 1 || !ok(whole.Choices[0].Message) {
		t.Fatalf("it answers %s (%v)", body, err)
	}
	r["stream"] = true
	_, body = p.post(wire.ChatPath, r)
	var all said
	for line := range strings.SplitSeq(body, "\n") {
		data, is := strings.CutPrefix(line, "data: {")
		var piece struct{ Choices []struct{ Delta said } }
		if !is {
			continue
		}
		if err := json.Unmarshal([]byte("{"+data), &piece); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, c := range piece.Choices {
			all.Content += c.Delta.Content
			all.Reasoning += c.Delta.Reasoning
		}
	}
	if all != whole.Choices[0].Message {
		t.Errorf("as a stream it says %+v, at once %+v", all, whole.Choices[0].Message)
	}
}

// TestATemplateThatLoopsTakesNoSlot: it is refused, and others are answered.
func TestATemplateThatLoopsTakesNoSlot(t *testing.T) {
	t.Parallel()
	loop := strings.Repeat("{% for x in range(99999) %}", 6) + strings.Repeat("{% endfor %}", 6)
	p := start(t, librarytest.Tiny(t, 2, func(s *ggufgen.Shape) { s.Template = loop }), "--slots", "1")
	status, body := p.post(wire.ChatPath, object{"messages": says("Hello")})
	var a answer
	if err := json.Unmarshal([]byte(body), &a); err != nil || status != http.StatusBadRequest || a.Error == nil || !strings.Contains(a.Error.Message, "template") {
		t.Errorf("it answers %d %s (%v)", status, body, err)
	}
	if a := p.ask(wire.CompletionPath, object{"prompt": "Hello", "max_tokens": 3, "ignore_eos": true}); a.Usage.Answer != 3 {
		t.Errorf("the next is answered with %+v", a)
	}
	if c := p.health().Counters; c.Running != 0 || c.Queued != 0 || c.Requests != 1 {
		t.Errorf("counted: %+v", c)
	}
}

// TestAnswersThatAreForetold has OpenAI's predictions, of which is told what came.
func TestAnswersThatAreForetold(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil))
	r := object{"messages": says("Hello"), "max_tokens": 60, "temperature": 0, "ignore_eos": true}
	whole := p.ask(wire.ChatPath, r).Choices[0].Message.Content
	for name, content := range map[string]any{"a text": whole, "parts": []object{{"type": "text", "text": whole[:len(whole)/2]}, {"type": "text", "text": whole[len(whole)/2:]}}, "nothing": ""} {
		r["prediction"] = object{"type": "content", "content": content}
		_, body := p.post(wire.ChatPath, r)
		var a struct {
			answer
			Usage struct {
				Answer  int `json:"completion_tokens"`
				Details *struct {
					Accepted *int `json:"accepted_prediction_tokens"`
					Rejected *int `json:"rejected_prediction_tokens"`
				} `json:"completion_tokens_details"`
			}
		}
		if err := json.Unmarshal([]byte(body), &a); err != nil || len(a.Choices) != 1 || a.Choices[0].Message.Content != whole || a.Usage.Answer != 60 {
			t.Fatalf("%s: it answers %s (%v)", name, body, err)
		}
		if d := a.Usage.Details; d == nil || d.Accepted == nil || d.Rejected == nil || (*d.Accepted+*d.Rejected > 0) != (content != "") {
			t.Errorf("%s: it has used %s", name, body)
		}
	}
	for says, prediction := range map[string]any{"it must be content": object{"type": "words", "content": "x"}, "it must be text": object{"type": "content", "content": []object{{"type": "image_url"}}}} {
		r["prediction"] = prediction
		if status, body := p.post(wire.ChatPath, r); status != http.StatusBadRequest || !strings.Contains(body, says) {
			t.Errorf("%v: %d %s", prediction, status, body)
		}
	}
	if c := p.health().Counters; c.DraftedTokens == 0 || c.AcceptedTokens == 0 {
		t.Errorf("counted: %+v", c)
	}
}

// TestAWorkerIsGivenAdapters: by name and place those that it was started with, by
// name those that come later.
func TestAWorkerIsGivenAdapters(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lora.gguf")
	if err := ggufgen.LoRA(file, 9, ggufgen.Tiny, 4); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, librarytest.Tiny(t, 2, nil), "--lora", "odd="+file)
	ask := func(lora any) string {
		t.Helper()
		return p.ask(wire.ChatPath, object{"messages": says("Hello"), "max_tokens": 20, "temperature": 0, "ignore_eos": true, "lora": lora}).Choices[0].Message.Content
	}
	plain, odd := ask([]object{}), ask("odd")
	if plain == odd {
		t.Errorf("it changes nothing: %q", plain)
	}
	give := func(name string, body string) (int, string) {
		return p.post(wire.AdapterPath+"?"+url.Values{wire.AdapterName: {name}}.Encode(), body)
	}
	if status, body := p.post(wire.ChatPath, object{"messages": says("Hello"), "lora": "late"}); status != http.StatusNotFound {
		t.Errorf("before it came: %d %s", status, body)
	}
	for range 2 {
		if status, body := give("late", string(b)); status != http.StatusOK {
			t.Fatalf("it is given: %d %s", status, body)
		}
	}
	for name, lora := range map[string]any{"by place": []object{{"id": 0}}, "with a scale": []object{{"name": "odd", "scale": 1.0}}, "that came": "late"} {
		if got := ask(lora); got != odd {
			t.Errorf("one %s says %q, not %q", name, got, odd)
		}
	}
	for name, c := range map[string]struct {
		name, body string
		status     int
	}{
		"no name": {"", string(b), http.StatusBadRequest}, "cut off": {"cut", string(b[:len(b)/2]), http.StatusBadRequest}, "a picture": {"picture", "\x89PNG\r\n\x1a\n", http.StatusBadRequest}, "nothing": {"none", "", http.StatusBadRequest},
	} {
		if status, body := give(c.name, c.body); status != c.status {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for _, lora := range []any{[]object{{"id": 5}}, []object{{"scale": 1}}, 7} {
		if status, body := p.post(wire.ChatPath, object{"messages": says("Hello"), "lora": lora}); status/100 != 4 {
			t.Errorf("lora %v: %d %s", lora, status, body)
		}
	}
}

// TestParametersThatAreWrongAreNamed: in OpenAI's form, in words that are not Go's.
func TestParametersThatAreWrongAreNamed(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil), "--context", "1024")
	for _, c := range []struct {
		path              string
		body              any
		param, code, says string
	}{
		{wire.ChatPath, object{"messages": says("x"), "max_tokens": 0}, "max_tokens", "integer_below_min_value", "max_tokens is 0, it must be at least 1"},
		{wire.ChatPath, object{"messages": says("x"), "max_completion_tokens": 0}, "max_completion_tokens", "integer_below_min_value", "it must be at least 1"},
		{wire.CompletionPath, object{"prompt": "x", "max_tokens": -1}, "max_tokens", "integer_below_min_value", "it must be at least 1"},
		{wire.ChatPath, object{"messages": []object{{"role": "user", "content": 5}}}, "messages[0].content", "invalid_type", "messages[0].content must be a string or an array"},
		{wire.ChatPath, object{"messages": []object{{"role": "user", "content": []object{{"type": "text", "text": 5}}}}}, "messages[0].content[0].text", "invalid_type", "messages[0].content[0].text must be a string"},
		{wire.ChatPath, object{"messages": "x"}, "messages", "invalid_type", "messages must be an array"},
		{wire.ChatPath, object{"messages": says("x"), "temperature": "hot"}, "temperature", "invalid_type", "temperature must be a number"},
		{wire.ChatPath, object{"messages": says("x"), "lora": 5}, "lora", "invalid_type", "lora must be a string or an array"},
		{wire.ChatPath, []int{1}, "", "invalid_type", "the whole must be an object"},
		{wire.ChatPath, object{"messages": []object{{"content": "x"}}}, "messages[0].role", "", "messages[0] has no role"},
		{wire.ChatPath, object{"messages": says(strings.Repeat("long ", 2000))}, "", "context_length_exceeded", "this model's context has 1024"},
	} {
		_, body := p.post(c.path, c.body)
		var a answer
		if err := json.Unmarshal([]byte(body), &a); err != nil || a.Error == nil || a.Error.Param != c.param || a.Error.Code != c.code || !strings.Contains(a.Error.Message, c.says) || strings.Contains(a.Error.Message, "Go ") {
			t.Errorf("%.100v: %s, it must say %q of %q", c.body, body, c.says, c.param)
		}
	}
}

// TestACallThatMustBeMadeIsACallAlsoWhenItIsCutOff: wherever that is, it is never words.
func TestACallThatMustBeMadeIsACallAlsoWhenItIsCutOff(t *testing.T) {
	t.Parallel()
	for name, template := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, librarytest.Tiny(t, 3, func(s *ggufgen.Shape) { s.Template = template }))
			ask := func(n int) object {
				return object{"messages": says("Hello"), "tools": []any{weather}, "tool_choice": "required", "temperature": 0, "max_tokens": n}
			}
			whole, begun := p.ask(wire.ChatPath, ask(200)), 0
			for n := 1; n < whole.Usage.Answer; n++ {
				c := p.ask(wire.ChatPath, ask(n)).Choices[0]
				if c.Finish != "length" || c.Message.Content != "" || len(c.Message.Calls) > 1 {
					t.Fatalf("of %d tokens it answers %+v", n, c)
				}
				if len(c.Message.Calls) == 0 {
					continue
				}
				begun++
				f, all := c.Message.Calls[0].Function, whole.Choices[0].Message.Calls[0].Function
				if said := strings.Join(strings.Fields(f.Arguments), ""); f.Name != all.Name || !strings.HasPrefix(all.Arguments, said) {
					t.Errorf("of %d tokens it calls %+v, not the beginning of %+v", n, f, all)
				}
			}
			if begun == 0 {
				t.Error("no call was cut off")
			}
			r := ask(whole.Usage.Answer - 1)
			r["stream"] = true
			if text, last := p.stream(wire.ChatPath, r); text != "" || last.Choices[0].Finish != "length" {
				t.Errorf("as a stream it says %q, and ends with %+v", text, last)
			}
		})
	}
}

// TestOneCallAtMost: where several are not wanted at once, the first is told.
func TestOneCallAtMost(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil))
	call := `"<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>" `
	r := object{"messages": says("Hello"), "tools": []any{weather}, "max_tokens": 200, "grammar": "root ::= " + call + `"\n" ` + call}
	for parallel, want := range map[bool]int{true: 2, false: 1} {
		r["parallel_tool_calls"] = parallel
		if c := p.ask(wire.ChatPath, r).Choices[0]; len(c.Message.Calls) != want || c.Finish != "tool_calls" {
			t.Errorf("with parallel calls %v it answers %+v", parallel, c)
		}
	}
}

// TestAFormOfTheAnswerIsNotThought: a model whose template has it think first answers in
// the form that is asked for, and does not think in it.
func TestAFormOfTheAnswerIsNotThought(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, func(s *ggufgen.Shape) {
		s.Template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if tools %}{{ tools | tojson }}{% endif %}assistant: <think>\n"
	}))
	for name, more := range map[string]object{
		"a schema": {"response_format": object{"type": "json_schema", "json_schema": object{"name": "n", "schema": object{"enum": []string{"yes"}}}}},
		"a call":   {"tools": []any{weather}, "tool_choice": "required"},
	} {
		more["messages"], more["max_tokens"] = says("Hello"), 200
		_, body := p.post(wire.ChatPath, more)
		if strings.Contains(body, "reasoning_content") || name == "a schema" && !strings.Contains(body, `"content":"\"yes\""`) || name == "a call" && !strings.Contains(body, `"tool_calls":[`) {
			t.Errorf("%s: it answers %s", name, body)
		}
	}
}

// TestThoughtsAreNoLongerThanTheyMayBe: after so many tokens of reasoning the answer
// comes, the same each time, and what was thought is counted.
func TestThoughtsAreNoLongerThanTheyMayBe(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 3, func(s *ggufgen.Shape) {
		s.Template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant: <think>\n"
	}))
	type told struct {
		Choices []struct {
			Message struct {
				Content   string
				Reasoning string `json:"reasoning_content"`
			}
			Finish string `json:"finish_reason"`
		}
		Usage struct {
			Answer  int `json:"completion_tokens"`
			Details struct {
				Reasoning int `json:"reasoning_tokens"`
			} `json:"completion_tokens_details"`
		}
	}
	ask := func(budget any, more object) (a told) {
		t.Helper()
		r := object{"messages": says("Hello"), "temperature": 0, "max_tokens": 30, "ignore_eos": true}
		if budget != nil {
			r["thinking_budget"] = budget
		}
		for k, v := range more {
			r[k] = v
		}
		status, body := p.post(wire.ChatPath, r)
		if err := json.Unmarshal([]byte(body), &a); err != nil || status != http.StatusOK || len(a.Choices) == 0 {
			t.Fatalf("%v: %d %s (%v)", budget, status, body, err)
		}
		return a
	}
	free := ask(nil, nil)
	if c := free.Choices[0]; c.Message.Content != "" || free.Usage.Details.Reasoning != 30 {
		t.Fatalf("without a budget it answers %+v", free)
	}
	for _, budget := range []int{0, 1, 7} {
		a := ask(budget, nil)
		c := a.Choices[0].Message
		if c.Content == "" || (c.Reasoning == "") != (budget == 0) || a.Usage.Details.Reasoning != budget || a.Usage.Answer != 30 || a.Choices[0].Finish != "length" {
			t.Errorf("%d: it answers %+v", budget, a)
		}
		if !strings.HasPrefix(free.Choices[0].Message.Reasoning, strings.TrimRight(c.Reasoning, "\n\ufffd")) || strings.Contains(c.Content+c.Reasoning, "think>") {
			t.Errorf("%d: it thinks %q, not the beginning of %q, and says %q", budget, c.Reasoning, free.Choices[0].Message.Reasoning, c.Content)
		}
		if again := ask(budget, nil); again.Choices[0] != a.Choices[0] {
			t.Errorf("%d: again it answers %+v, not %+v", budget, again, a)
		}
	}
	if a := ask(100, nil); a.Choices[0] != free.Choices[0] {
		t.Errorf("a budget that is not used up changes %+v to %+v", free, a)
	}
	if a := ask(5, object{"n": 2, "logprobs": true}); len(a.Choices) != 2 || a.Usage.Details.Reasoning != 10 || a.Usage.Answer != 60 || a.Choices[1].Message.Content == "" {
		t.Errorf("two answers: %+v", a)
	}
	if _, body := p.post(wire.ChatPath, object{"messages": says("Hello"), "seed": 3, "max_tokens": 30, "ignore_eos": true, "thinking_budget": 7, "stream": true}); !strings.Contains(body, `"content":`) || !strings.Contains(body, `"reasoning_content":`) {
		t.Errorf("as a stream: %s", body)
	}
	if status, body := p.post(wire.ChatPath, object{"messages": says("Hello"), "thinking_budget": -1}); status != http.StatusBadRequest || !strings.Contains(body, "at least 0") {
		t.Errorf("below nothing: %d %s", status, body)
	}
}

// TestAnAnswerBeginsWithWhatWasBegun: with the last message, if that is partial.
func TestAnAnswerBeginsWithWhatWasBegun(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, func(s *ggufgen.Shape) {
		s.Template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
	}))
	r := object{"messages": append(says("Hello"), object{"role": "assistant", "content": "Good morn", "partial": true}), "temperature": 0, "max_tokens": 12, "ignore_eos": true}
	got := p.ask(wire.ChatPath, r).Choices[0].Message.Content
	want := p.ask(wire.CompletionPath, object{"prompt": "user: Hello\nassistant: Good morn", "temperature": 0, "max_tokens": 12, "ignore_eos": true}).Choices[0].Text
	if got == "" || got != want {
		t.Errorf("it goes on with %q, not %q", got, want)
	}
	for _, last := range []object{{"role": "user", "content": "x", "partial": true}, {"role": "assistant", "content": []object{{"type": "image_url", "image_url": object{"url": "data:,"}}}, "partial": true}} {
		if status, body := p.post(wire.ChatPath, object{"messages": append(says("Hello"), last)}); status != http.StatusBadRequest || !strings.Contains(body, "partial") {
			t.Errorf("%v: %d %s", last, status, body)
		}
	}
}
