package tokenizer_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
)

func painter(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "diffusion", "testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// TestPromptsAreCutAsCLIPDoes: of the two older files, and of tokenizer.json.
func TestPromptsAreCutAsCLIPDoes(t *testing.T) {
	t.Parallel()
	older, err := tokenizer.CLIP(painter(t, "parts/tokenizer/vocab.json"), painter(t, "parts/tokenizer/merges.txt"))
	if err != nil {
		t.Fatal(err)
	}
	newer, err := tokenizer.Read(painter(t, "parts/tokenizer_2/tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Text        string
		IDs, Second []int64
	}
	if err := json.Unmarshal(painter(t, "tokens.json"), &want); err != nil || len(want) < 5 {
		t.Fatal(err)
	}
	for _, w := range want {
		for name, k := range map[string]*tokenizer.Tokenizer{"vocab.json": older, "tokenizer.json": newer} {
			ids, fill := w.IDs, "<|endoftext|>"
			if k == newer {
				ids, fill = w.Second, "!"
			}
			pad, ok := k.Find(fill)
			l := cut(t, k, w.Text)
			var got []int64
			for _, i := range k.Put(l[:min(len(l), 75)]) {
				got = append(got, i.ID)
			}
			for len(got) < 77 {
				got = append(got, pad)
			}
			if !ok || !slices.Equal(got, ids) {
				t.Errorf("%s, %q:\n%v\n%v want", name, w.Text, got, ids)
			}
		}
	}
}

func TestVocabulariesOfCLIPThatAreNone(t *testing.T) {
	t.Parallel()
	marks := `{"<|startoftext|>":0,"<|endoftext|>":1,"a":2}`
	for want, files := range map[string][2]string{
		"has no vocabulary": {"[]", ""}, "has no <|startoftext|>": {`{"a":1}`, ""}, "is no pair": {marks, "#version: 0.2\nab\n"}, "merges.txt: ": {marks, strings.Repeat("a", 1<<20)},
	} {
		if _, err := tokenizer.CLIP([]byte(files[0]), []byte(files[1])); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s: %v", want, err)
		}
	}
}

func FuzzCLIP(f *testing.F) {
	f.Add([]byte(`{"<|startoftext|>":0,"<|endoftext|>":1,"a":2,"a</w>":3,"aa</w>":4}`), []byte("#version: 0.2\na a</w>\n"), "aa it's  A\u3000b")
	f.Fuzz(func(t *testing.T, vocab, merges []byte, text string) {
		k, err := tokenizer.CLIP(vocab, merges)
		if err != nil || len(text) > 1000 {
			return
		}
		for _, i := range cut(t, k, strings.ToValidUTF8(text, "")) {
			if i.Start < 0 || i.Start > i.End || i.End > len(text) {
				t.Fatalf("%+v of %q", i, text)
			}
		}
	})
}
