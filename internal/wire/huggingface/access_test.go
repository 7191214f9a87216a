package huggingface_test

import (
	"encoding/json"
	"testing"

	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

func FuzzGate(f *testing.F) {
	for _, s := range []string{"false", "null", `"auto"`, `"manual"`, `"often"`, "true", "{}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var g, again wire.Gate
		if json.Unmarshal(b, &g) != nil {
			return
		}
		text, err := json.Marshal(g)
		if err == nil {
			err = json.Unmarshal(text, &again)
		}
		if err != nil || again != g || g != "" && g != "auto" && g != "manual" {
			t.Errorf("%q is read as %q, then as %q, %v", b, g, again, err)
		}
	})
}
