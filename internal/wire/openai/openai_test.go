package openai_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

func TestAChatRequestOnTheWire(t *testing.T) {
	t.Parallel()
	req := openai.ChatRequest{
		Model: "m",
		Messages: []openai.Message{
			{Role: openai.System, Content: openai.Text("Be <brief>.")},
			{Role: openai.User, Content: openai.Content{{Type: "text", Text: "What is it?"}, openai.Picture("data:image/png;base64,AA==")}},
		},
		Stream: true, StreamOptions: &openai.StreamOptions{IncludeUsage: true},
		ResponseFormat: openai.Strictly("answer", json.RawMessage(`{"type":"object"}`)),
	}
	got, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"model":"m","messages":[{"role":"system","content":"Be \u003cbrief\u003e."},{"role":"user","content":[{"type":"text","text":"What is it?"},` +
		`{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}],"stream":true,"stream_options":{"include_usage":true},` +
		`"response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var back openai.ChatRequest
	if err := json.Unmarshal(got, &back); err != nil || back.Messages[0].Content.String() != "Be <brief>." || back.Messages[1].Content[1].ImageURL.URL != "data:image/png;base64,AA==" {
		t.Errorf("read back %+v, %v", back, err)
	}
}

func TestContentInAllItsForms(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{`"hi"`: "hi", `null`: "", `""`: "", `[]`: "", `[{"type":"text","text":"a"},{"type":"text","text":"b"}]`: "ab"} {
		var c openai.Content
		if err := json.Unmarshal([]byte(in), &c); err != nil || c.String() != want {
			t.Errorf("%s: got %q, %v", in, c, err)
		}
	}
	var c openai.Content
	if json.Unmarshal([]byte(`7`), &c) == nil {
		t.Error("a number is content")
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, text, err string }{
		"as it should be": {": hello\n\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n" +
			"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n\n" +
			"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\ndata: [DONE]\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"no\"}}]}\n\n", "ab", ""},
		"carriage returns, no spaces, no last line": {"event: x\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\r\n\r\ndata:[DONE]", "a", ""},
		"no DONE, but finished":                     {"data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\"}]}\n\n", "a", ""},
		"data over two lines":                       {"data: {\"choices\":\ndata: [{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n", "a", ""},
		"cut off":                                   {"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "a", "ended before it was done"},
		"empty":                                     {"", "", "ended before it was done"},
		"a failure on the way":                      {"data: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n", "", "out of memory"},
		"a failure as vLLM tells it":                {"data: {\"object\":\"error\",\"message\":\"too long\",\"code\":400}\n\n", "", "too long"},
		"no JSON":                                   {"data: <html>\n\n", "", "read event of a stream"},
		"an endless line":                           {"data: " + strings.Repeat("a", 5<<20), "", "token too long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, failure := "", ""
			for chunk, err := range openai.ReadStream(strings.NewReader(c.in)) {
				if err != nil {
					failure = err.Error()
					continue
				}
				for _, ch := range chunk.Choices {
					text += ch.Delta.Content.String()
				}
			}
			if text != c.text || !strings.Contains(failure, c.err) || (failure == "") != (c.err == "") {
				t.Errorf("got %q and %q", text, failure)
			}
		})
	}
}

func TestAFailureOnTheWayIsTold(t *testing.T) {
	t.Parallel()
	for _, err := range openai.ReadStream(strings.NewReader("data: {\"error\":{\"message\":\"no\",\"code\":\"quota\"}}\n\n")) {
		if e, ok := errors.AsType[*openai.Error](err); !ok || e.Code != "quota" {
			t.Errorf("got %#v", err)
		}
	}
}

func TestReadFailure(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]openai.Error{
		`{"error":{"message":"m","type":"t","param":null,"code":"c"}}`: {Message: "m", Type: "t", Code: "c"},
		`{"error":{"message":"m","code":400}}`:                         {Message: "m", Code: "400"},
		`{"error":"m"}`:                                                {Message: "m"},
		`{"object":"error","message":"m","code":40301}`:                {Message: "m", Code: "40301"},
		`{"detail":"Not Found"}`:                                       {Message: "Not Found"},
		`{"detail":[{"loc":["body"],"msg":"extra"}]}`:                  {Message: `[{"loc":["body"],"msg":"extra"}]`},
	} {
		if got, ok := openai.ReadFailure([]byte(in)); !ok || got != want {
			t.Errorf("%s: got %+v", in, got)
		}
	}
	for _, in := range []string{"", "<html>", "{}", "[]", `"x"`} {
		if got, ok := openai.ReadFailure([]byte(in)); ok {
			t.Errorf("%q: got %+v", in, got)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n")
	f.Add("data: {\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\"}]}}]}\n\n: x\n")
	f.Fuzz(func(t *testing.T, s string) {
		failures := 0
		for _, err := range openai.ReadStream(strings.NewReader(s)) {
			if err != nil {
				failures++
			}
		}
		if failures > 1 {
			t.Errorf("%d errors", failures)
		}
	})
}
