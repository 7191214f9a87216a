package shape_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

func TestWhatIsOfTheWrongKindIsNamed(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`[]`:                 "the whole must be an object",
		`{"messages":5}`:     "messages must be an array",
		`{"messages":{}}`:    "messages must be an array",
		`{"messages":["x"]}`: "messages[0] must be an object",
		`{"model":null,"messages":[{"role":"user"},{"role":"user","content":5}]}`: "messages[1].content must be a string or an array",
		`{"messages":[{"content":[{"type":"text","text":["x"]}]}]}`:               "messages[0].content[0].text must be a string",
		`{"messages":[{"content":["x"]}]}`:                                        "messages[0].content[0] must be an object",
		`{"messages":[{"content":[{"image_url":"http://x"}]}]}`:                   "messages[0].content[0].image_url must be an object",
		`{"model":5}`:                          "model must be a string",
		`{"MODEL":5}`:                          "model must be a string",
		`{"temperature":"hot"}`:                "temperature must be a number",
		`{"temperature":1e999}`:                "temperature must be a number of 64 bits",
		`{"max_tokens":1.5}`:                   "max_tokens must be an integer",
		`{"max_tokens":1e20}`:                  "max_tokens must be an integer",
		`{"max_tokens":99999999999999999999}`:  "max_tokens must be an integer of 64 bits",
		`{"stream":"yes"}`:                     "stream must be a boolean",
		`{"stop":{"x":1}}`:                     "stop must be a string or an array",
		`{"stop":["x",5]}`:                     "stop[1] must be a string",
		`{"tools":[{"function":{"name":{}}}]}`: "tools[0].function.name must be a string",
		`{"response_format":"json"}`:           "response_format must be an object",
		`{"n":"x","n":1}`:                      "n must be an integer",
	} {
		var req openai.ChatRequest
		err := shape.Read([]byte(said), &req)
		m, ok := errors.AsType[*shape.Misfit](err)
		if !ok || m.Error() != want {
			t.Errorf("%s: %v, want %q", said, err, want)
		}
	}
	for _, said := range []string{`{}`, `{"messages":null,"stop":null,"n":null,"tools":null}`, `{"tool_choice":5,"unknown":{"x":[]},"messages":[{"content":"x"}]}`} {
		if err := shape.Read([]byte(said), &openai.ChatRequest{}); err != nil {
			t.Errorf("%s: %v", said, err)
		}
	}
	if err := shape.Read([]byte(`{"messages":`), &openai.ChatRequest{}); err == nil || strings.Contains(err.Error(), "must be") {
		t.Errorf("no JSON: %v", err)
	}
	var small struct {
		Count uint8          `json:"count"`
		Many  map[string]int `json:"many"`
	}
	for said, want := range map[string]string{`{"count":-1}`: "count must be an integer that is not below 0", `{"count":256}`: "count must be an integer of 8 bits", `{"many":{"x":1,"y":"2"}}`: "many.y must be an integer"} {
		if err := shape.Read([]byte(said), &small); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %q", said, err, want)
		}
	}
}

// FuzzRead: whatever is refused for its kinds is named without a word of Go, and what
// is taken has no misfit.
func FuzzRead(f *testing.F) {
	f.Add(`{"messages":[{"role":"user","content":[{"type":"text","text":5}]}],"stop":["x"]}`)
	f.Add(`{"max_tokens":1.0,"n":-1,"temperature":1e400,"tools":[{}]}`)
	f.Add(`[null,{"":[]}]`)
	f.Fuzz(func(t *testing.T, said string) {
		var req openai.ChatRequest
		err := shape.Read([]byte(said), &req)
		if err == nil {
			if m := shape.Find([]byte(said), &req); m != nil {
				t.Errorf("%q was read, and yet %v", said, m)
			}
			return
		}
		if json.Valid([]byte(said)) && strings.Contains(err.Error(), "Go ") {
			t.Errorf("%q: %v", said, err)
		}
	})
}

// Who is told of a misfit may have sent any number of members that nobody knows. They are put
// in order once, and not for each member that is known.
func TestManyUnknownMembersCostLittle(t *testing.T) { //nolint:paralleltest // it measures what is allocated
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, `"x%d":0,`, i)
	}
	said := []byte("{" + b.String() + `"z":"a text"}`)
	cost := func(v any) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if m := shape.Find(said, v); m == nil || m.Path != "z" {
			t.Fatalf("the misfit is %v", m)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	few := cost(&struct {
		Z int `json:"z"`
	}{})
	many := cost(&struct {
		A int `json:"a"`
		B int `json:"b"`
		C int `json:"c"`
		D int `json:"d"`
		E int `json:"e"`
		F int `json:"f"`
		G int `json:"g"`
		Z int `json:"z"`
	}{})
	if many > few+1<<20 {
		t.Errorf("with eight known members %d bytes are allocated, with one %d", many, few)
	}
}
