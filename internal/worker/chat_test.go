package worker_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

var weather = object{"type": "function", "function": object{
	"name": "weather", "parameters": object{
		"type": "object", "properties": object{"city": object{"enum": []string{"Paris", "London"}}}, "required": []string{"city"},
	},
}}

func TestWhatRequestsOfChatsMaySay(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil), "--slots", "4")
	t.Run("a function that must be called", func(t *testing.T) {
		t.Parallel()
		for _, choice := range []any{"required", object{"type": "function", "function": object{"name": "weather"}}} {
			a := p.ask(wire.ChatPath, object{"messages": says("Hello"), "tools": []any{weather}, "tool_choice": choice, "temperature": 0})
			c := a.Choices[0]
			if len(c.Message.Calls) != 1 || c.Finish != "tool_calls" || c.Message.Content != "" {
				t.Fatalf("it answers %+v", a)
			}
			var args struct{ City string }
			if f := c.Message.Calls[0].Function; f.Name != "weather" || json.Unmarshal([]byte(f.Arguments), &args) != nil || args.City == "" {
				t.Errorf("it calls %+v", f)
			}
		}
	})
	t.Run("a schema", func(t *testing.T) {
		t.Parallel()
		a := p.ask(wire.ChatPath, object{"messages": says("Hello"), "response_format": object{"type": "json_schema", "json_schema": object{
			"name": "n", "schema": object{"type": "object", "properties": object{"n": object{"type": "integer", "minimum": 3, "maximum": 5}}, "required": []string{"n"}},
		}}})
		var v struct{ N int }
		if err := json.Unmarshal([]byte(a.Choices[0].Message.Content), &v); err != nil || v.N < 3 || v.N > 5 {
			t.Errorf("it answers %+v (%v)", a, err)
		}
	})
	t.Run("probabilities", func(t *testing.T) {
		t.Parallel()
		a := p.ask(wire.ChatPath, object{"messages": says("Hello"), "max_tokens": 4, "temperature": 0, "ignore_eos": true, "logprobs": true, "top_logprobs": 3})
		l := a.Choices[0].Logprobs
		if l == nil || len(l.Content) != 4 || len(l.Content[0].Top) != 3 || l.Content[0].Logprob != l.Content[0].Top[0].Logprob || l.Content[0].Logprob >= 0 {
			t.Errorf("it answers %+v", a)
		}
	})
	t.Run("several answers, and seeds", func(t *testing.T) {
		t.Parallel()
		r := object{"messages": says("Hello"), "n": 3, "max_tokens": 8, "seed": 4, "temperature": 1.5, "ignore_eos": true}
		a := p.ask(wire.ChatPath, r)
		if len(a.Choices) != 3 || a.Usage.Answer != 24 || a.Choices[0].Message.Content == a.Choices[1].Message.Content {
			t.Errorf("it answers %+v", a)
		}
	})
	t.Run("a text that stops it", func(t *testing.T) {
		t.Parallel()
		r := object{"messages": says("Hello"), "max_tokens": 30, "temperature": 0, "ignore_eos": true}
		whole := p.ask(wire.ChatPath, r).Choices[0].Message.Content
		r["stop"] = string([]rune(whole)[len([]rune(whole))/2:][:3])
		a := p.ask(wire.ChatPath, r).Choices[0]
		if want, _, _ := strings.Cut(whole, r["stop"].(string)); a.Message.Content != want || a.Finish != "stop" {
			t.Errorf("it answers %+v, not %q", a, want)
		}
	})
	t.Run("a text that has no tools in it", func(t *testing.T) {
		t.Parallel()
		a := p.ask(wire.ChatPath, object{
			"messages": []object{
				{"role": "developer", "content": []object{{"type": "text", "text": "Be brief."}}},
				{"role": "user", "content": "Hello"},
				{"role": "assistant", "content": nil, "tool_calls": []object{{"id": "1", "type": "function", "function": object{"name": "weather", "arguments": `{"city": "Paris"}`}}}},
				{"role": "tool", "tool_call_id": "1", "content": "sunny"},
			}, "tools": []any{weather}, "max_tokens": 5,
		})
		if a.Usage.Prompt < 60 {
			t.Errorf("it answers %+v", a)
		}
	})
}

func TestWhatAWorkerRefuses(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil), "--context", "1024")
	for _, c := range []struct {
		path string
		body any
		want int
		says string
	}{
		{wire.ChatPath, "{", http.StatusBadRequest, "not the JSON"},
		{wire.ChatPath, object{}, http.StatusBadRequest, "messages is empty"},
		{wire.ChatPath, object{"messages": []object{{"content": "x"}}}, http.StatusBadRequest, "no role"},
		{wire.ChatPath, object{"messages": []object{{"role": "user", "content": []object{{"type": "image_url"}}}}}, http.StatusBadRequest, "image_url"},
		{wire.ChatPath, object{"messages": says(strings.Repeat("ten megabytes ", 10<<20/14))}, http.StatusRequestEntityTooLarge, "1024 tokens"},
		{wire.ChatPath, object{"messages": says("x"), "temperature": -1}, http.StatusBadRequest, "temperature"},
		{wire.ChatPath, object{"messages": says("x"), "n": 99}, http.StatusBadRequest, "n is 99"},
		{wire.ChatPath, object{"messages": says("x"), "lora": "none"}, http.StatusNotFound, "no adapter"},
		{wire.ChatPath, object{"messages": says("x"), "logit_bias": object{"99999": 1}}, http.StatusBadRequest, "logit_bias"},
		{wire.ChatPath, object{"messages": says("x"), "response_format": object{"type": "json_schema", "json_schema": object{"schema": object{"enum": []int{}}}}}, http.StatusBadRequest, "nothing fits it"},
		{wire.ChatPath, object{"messages": says("x"), "tool_choice": "required"}, http.StatusBadRequest, "none of the tools"},
		{wire.ChatPath, object{"messages": says("x"), "grammar": "root ::= ("}, http.StatusBadRequest, "grammar"},
		{wire.ChatPath, object{"messages": says("x"), "stream": true, "grammar": "root ::= ("}, http.StatusBadRequest, "grammar"},
		{wire.ChatPath, object{"messages": says("x"), "grammar": "root ::= " + strings.Repeat("(", 30000)}, http.StatusBadRequest, "within each other"},
		{wire.CompletionPath, object{"prompt": "x", "grammar": "root ::= " + strings.Repeat("(", 30000)}, http.StatusBadRequest, "within each other"},
		{wire.CompletionPath, object{"prompt": "x", "grammar": "root ::= " + strings.Repeat("(", 900000)}, http.StatusRequestEntityTooLarge, "the grammar has"},
		{wire.CompletionPath, object{"prompt": ""}, http.StatusBadRequest, "empty"},
		{wire.CompletionPath, object{"prompt": []int{-1}}, http.StatusBadRequest, "token -1"},
		{wire.CompletionPath, object{"prompt": 5}, http.StatusBadRequest, "prompt must be"},
		{wire.EmbeddingPath, object{"input": "x"}, http.StatusBadRequest, "makes no vectors"},
		{wire.RerankPath, object{"query": "x", "documents": []string{"y"}}, http.StatusBadRequest, "not made to rank"},
	} {
		status, body := p.post(c.path, c.body)
		var a answer
		if err := json.Unmarshal([]byte(body), &a); err != nil || a.Error == nil || status != c.want || !strings.Contains(a.Error.Message, c.says) {
			t.Errorf("%s %.100v: %d %s, it must say %q", c.path, c.body, status, body, c.says)
		}
	}
	for n := 0; ; n++ { // the counters are written after the answer
		c := p.health().Counters
		if c.Running == 0 && c.Queued == 0 {
			return
		}
		if n > 1000 {
			t.Fatalf("somebody is left: %+v", c)
		}
	}
}

func TestTextsAndTokens(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, nil))
	_, body := p.post(wire.TokenizePath, object{"content": "the fox<|im_end|>", "parse_special": true, "with_pieces": true})
	var tokens wire.TokenizeResponse
	if err := json.Unmarshal([]byte(body), &tokens); err != nil || strings.Join(tokens.Pieces, "") != "the fox<|im_end|>" || tokens.Tokens[len(tokens.Tokens)-1] != 508 {
		t.Errorf("the tokens are %s (%v)", body, err)
	}
	r := object{"prompt": "the quick brown", "max_tokens": 12, "temperature": 0, "ignore_eos": true}
	a := p.ask(wire.CompletionPath, r)
	if a.Object != "text_completion" || a.Choices[0].Text == "" || a.Usage.Answer != 12 {
		t.Errorf("it answers %+v", a)
	}
	r["stream"] = true
	if text, _ := p.stream(wire.CompletionPath, r); text != a.Choices[0].Text {
		t.Errorf("as a stream: %q, not %q", text, a.Choices[0].Text)
	}
	between := object{"max_tokens": 5, "ignore_eos": true, "temperature": 0}
	with := func(more object) object { maps.Copy(more, between); return more }
	fill := p.ask(wire.InfillPath, with(object{"input_prefix": "the quick", "input_suffix": "fox"}))
	if fill.Usage.Answer != 5 || fill.Usage.Prompt < 5 || fill.Choices[0].Text == "" {
		t.Errorf("a gap is filled with %+v", fill)
	}
	_, body = p.post(wire.TokenizePath, object{"content": "<|fim_prefix|>the quick<|fim_suffix|>fox<|fim_middle|>", "parse_special": true})
	if err := json.Unmarshal([]byte(body), &tokens); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]object{"by its tokens": {"prompt": tokens.Tokens}, "by prompt and suffix": {"prompt": "the quick", "suffix": "fox"}} {
		if a := p.ask(wire.CompletionPath, with(r)); a.Choices[0].Text != fill.Choices[0].Text || a.Usage.Prompt != fill.Usage.Prompt {
			t.Errorf("%s a gap is filled with %+v, not %+v", name, a, fill)
		}
	}
	if status, body := p.post(wire.CompletionPath, with(object{"prompt": []int{1, 2}, "suffix": "fox"})); status != http.StatusBadRequest || !strings.Contains(body, "must be a text") {
		t.Errorf("tokens before a gap: %d %s", status, body)
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, func(s *ggufgen.Shape) { s.Pooling = 1 }))
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			_, body := p.post(wire.EmbeddingPath, object{"input": []string{"one", fmt.Sprint("text ", i)}, "dimensions": 16})
			var v struct {
				Data []struct {
					Index     int
					Embedding []float64
				}
				Usage wire.Tokens
			}
			if err := json.Unmarshal([]byte(body), &v); err != nil || len(v.Data) != 2 || len(v.Data[1].Embedding) != 16 || v.Data[1].Index != 1 || v.Usage.Prompt < 2 {
				t.Errorf("it answers %s (%v)", body, err)
			}
		})
	}
	all.Wait()
	var words wire.TokenizeResponse
	_, told := p.post(wire.TokenizePath, object{"content": "one"})
	if err := json.Unmarshal([]byte(told), &words); err != nil || len(words.Tokens) == 0 {
		t.Fatalf("the tokens are %s (%v)", told, err)
	}
	for _, input := range []any{words.Tokens, [][]int32{words.Tokens}} {
		if status, body := p.post(wire.EmbeddingPath, object{"input": input}); status != http.StatusOK || !strings.Contains(body, `"embedding":[`) {
			t.Errorf("of the tokens %v: %d %s", input, status, body)
		}
	}
	for _, input := range []any{[]int32{99999}, []any{"one", 1}, []int32{}} {
		if status, body := p.post(wire.EmbeddingPath, object{"input": input}); status != http.StatusBadRequest {
			t.Errorf("of %v: %d %s", input, status, body)
		}
	}
	_, packed := p.post(wire.EmbeddingPath, object{"input": "one", "encoding_format": "base64"})
	if !strings.Contains(packed, `"embedding":"`) {
		t.Errorf("packed it is %s", packed)
	}
	if status, body := p.post(wire.ChatPath, object{"messages": says("x")}); status != http.StatusBadRequest || !strings.Contains(body, "ask for embeddings") {
		t.Errorf("asked for words it says %d %s", status, body)
	}
}

func TestRanks(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 2, func(s *ggufgen.Shape) { s.Ranks = true }))
	ranked := func(query string, documents ...string) (r wire.RerankResponse) {
		_, body := p.post(wire.RerankPath, object{"query": query, "documents": documents, "return_documents": true})
		if err := json.Unmarshal([]byte(body), &r); err != nil || len(r.Results) != len(documents) || !r.Shares {
			t.Fatalf("it answers %s (%v)", body, err)
		}
		return r
	}
	all := ranked("the weather", "it is sunny in Paris", "a fox", "the dog sleeps")
	for i, r := range all.Results {
		if r.Score <= 0 || r.Score >= 1 || i > 0 && r.Score > all.Results[i-1].Score {
			t.Errorf("at %d it is %+v", i, r)
		}
		one := ranked("the weather", r.Document).Results[0]
		if d := one.Score - r.Score; d > 1e-2 || d < -1e-2 {
			t.Errorf("%q has %g among others and %g alone", r.Document, r.Score, one.Score)
		}
	}
	if status, body := p.post(wire.EmbeddingPath, object{"input": "x"}); status != http.StatusBadRequest || !strings.Contains(body, "rerank") {
		t.Errorf("asked for vectors it says %d %s", status, body)
	}
}
