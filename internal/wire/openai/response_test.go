package openai_test

import (
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

func TestItemsInAllTheirForms(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"hi"`: `[{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}]`,
		`[{"type":"function_call_output","call_id":"c","output":"sunny"}]`: `[{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"sunny"}]}]`,
		`[{"type":"message","role":"assistant"}]`:                          `[{"type":"message","role":"assistant","content":[]}]`,
	} {
		var l openai.Items
		if err := json.Unmarshal([]byte(in), &l); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got, err := json.Marshal(l); err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v", in, got, err)
		}
	}
	var l openai.Items
	if json.Unmarshal([]byte(`7`), &l) == nil {
		t.Error("a number is an input")
	}
}

func FuzzItems(f *testing.F) {
	f.Add(`"hi"`)
	f.Add(`[{"type":"message","content":[{"type":"input_image","image_url":"x"}]},{"type":"reasoning","summary":[]}]`)
	f.Fuzz(func(t *testing.T, s string) {
		var l, again openai.Items
		if json.Unmarshal([]byte(s), &l) != nil {
			return
		}
		b, err := json.Marshal(l)
		if err != nil || json.Unmarshal(b, &again) != nil || len(again) != len(l) {
			t.Errorf("%s became %s, %v", s, b, err)
		}
	})
}
