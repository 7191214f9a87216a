package gateway_test

import (
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/gateway"
)

// What is read here is what encoding/json reads.
func FuzzPlainUsage(f *testing.F) {
	for _, s := range []string{
		`{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}`, ` { "prompt_tokens" : 0 } `, `{"prompt_tokens":1,"prompt_tokens":2}`, `{"Prompt_Tokens":4}`,
		`{"prompt_tokens":-1}`, `{"prompt_tokens":01}`, `{"prompt_tokens":1e2}`, `{"a":{"prompt_tokens":1}}`, `{}`, `null`, `{"prompt_tokens":1,}`, `{"a,b":1}`, `{"\u0070rompt_tokens":5}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said string) {
		in, out, ok := gateway.PlainUsage([]byte(said))
		if !ok {
			return
		}
		var want *struct {
			In  int64 `json:"prompt_tokens"`
			Out int64 `json:"completion_tokens"`
		}
		if err := json.Unmarshal([]byte(said), &want); err != nil || want == nil || want.In != in || want.Out != out {
			t.Fatalf("%q is %d and %d, want %v, %v", said, in, out, want, err)
		}
	})
}
