package tokenizer_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
)

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// files are the tokenizers, among the models that have them.
var files = map[string]string{"wordpiece": "sentiment/tokenizer.json", "bytelevel": "several/tokenizer.json", "unigram": "first/tokenizer.json"}

func TestTextsAreCutAsTheOriginalDoes(t *testing.T) {
	t.Parallel()
	var want map[string][]struct {
		Text, Pair string
		IDs        []int64
		Types      []int64
		Texts      []int
		Spans      [][2]int
	}
	if err := json.Unmarshal(read(t, "tokens.json"), &want); err != nil || len(want) != 3 {
		t.Fatal(err)
	}
	for name, cases := range want {
		k, err := tokenizer.Read(read(t, files[name]))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, c := range cases {
			texts := [][]tokenizer.Token{cut(t, k, c.Text)}
			if c.Pair != "" {
				texts = append(texts, cut(t, k, c.Pair))
			}
			var ids, types []int64
			var of []int
			var spans [][2]int
			for _, i := range k.Put(texts...) {
				ids, types, of = append(ids, i.ID), append(types, i.Type), append(of, i.Text)
				s := c.Text
				if i.Text == 1 {
					s = c.Pair
				}
				spans = append(spans, [2]int{utf8.RuneCountInString(s[:i.Start]), utf8.RuneCountInString(s[:i.End])})
			}
			if !slices.Equal(ids, c.IDs) || !slices.Equal(types, c.Types) || !slices.Equal(of, c.Texts) {
				t.Errorf("%s, %q %q:\n%v\n%v want", name, c.Text, c.Pair, ids, c.IDs)
			}
			if !slices.Equal(spans, c.Spans) {
				t.Errorf("%s, %q %q:\n%v\n%v want", name, c.Text, c.Pair, spans, c.Spans)
			}
		}
	}
}

func TestWhatIsNotKnownIsRefusedByName(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`{`:  "unexpected end",
		`{}`: "its model",
		`{"model":{"type":"WordPiece","vocab":{"a":1},"unk_token":"?"}}`:                                                         `"?"`,
		`{"model":{"type":"Magic","vocab":{"a":1}}}`:                                                                             `"Magic"`,
		`{"model":{"type":"BPE","vocab":{"a":1},"merges":["a"]}}`:                                                                "no pair",
		`{"model":{"type":"Unigram","vocab":[["a","b"]]}}`:                                                                       "not a text and a score",
		`{"normalizer":{"type":"Fancy"}}`:                                                                                        `"Fancy"`,
		`{"normalizer":{"type":"Precompiled","precompiled_charsmap":"/////w=="}}`:                                                "damaged",
		`{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"a(?!b)"},"behavior":"Isolated"}}`:                                  "a(?!b)",
		`{"normalizer":` + strings.Repeat(`{"type":"Sequence","normalizers":[`, 30) + strings.Repeat(`]}`, 30) + `}`:             "cannot be read",
		`{"model":{"type":"WordLevel","vocab":{"a":1}},"post_processor":{"type":"TemplateProcessing","single":[{"Nothing":1}]}}`: "names what there is not",
	} {
		if _, err := tokenizer.Read([]byte(file)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v", file, err)
		}
	}
}

func cut(t *testing.T, k *tokenizer.Tokenizer, text string) []tokenizer.Token {
	t.Helper()
	l, err := k.Cut(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestCuttingEndsWithItsContext: texts that take long, with one word or with many.
func TestCuttingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for file, text := range map[string]string{
		`{"model":{"type":"BPE","vocab":{"a":0,"aa":1},"merges":["a a"]}}`:                                            "aaaaaaaa",
		`{"model":{"type":"Unigram","vocab":[["` + strings.Repeat("b", 1000) + `",-1],["a",-1]]}}`:                    "aaaaaaaa",
		`{"pre_tokenizer":{"type":"WhitespaceSplit"},"model":{"type":"BPE","vocab":{"a":0,"aa":1},"merges":["a a"]}}`: strings.Repeat("a", 2000) + " ",
		`{"added_tokens":[{"id":2,"content":"[M]"}],"model":{"type":"BPE","vocab":{"a":0,"aa":1},"merges":["a a"]}}`:  strings.Repeat("a", 2000) + "[M]",
	} {
		k, err := tokenizer.Read([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		began := time.Now()
		l, err := k.Cut(ctx, strings.Repeat(text, 4<<20/len(text)))
		if !fault.Is(err, fault.Canceled) || l != nil || time.Since(began) > time.Minute {
			t.Errorf("%.100s: %d tokens after %v, %v", file, len(l), time.Since(began), err)
		}
		cancel()
	}
}

func FuzzRead(f *testing.F) {
	for _, file := range []string{ // small ones: large ones are hardly changed
		`{"added_tokens":[{"id":2,"content":"[M]","lstrip":true}],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"lowercase":true},
		"pre_tokenizer":{"type":"BertPreTokenizer"},"model":{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","vocab":{"u":0,"a":1,"##d":3}}}`,
		`{"pre_tokenizer":{"type":"ByteLevel"},"post_processor":{"type":"RobertaProcessing","sep":["s",2],"cls":["c",0]},"model":{"type":"BPE","vocab":{"a":0,"d":1,"ad":2},"merges":["a d"]}}`,
		`{"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" +"},"content":"_"}]},
		"pre_tokenizer":{"type":"Metaspace"},"model":{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["u",0],["a",-1.5],["da",-2]]}}`,
		`{"normalizer":{"type":"Precompiled","precompiled_charsmap":"CAAAAAAAAAAAAAAAYQA="},"model":{"type":"WordLevel","vocab":{"a":1},"unk_token":"a"}}`,
	} {
		if _, err := tokenizer.Read([]byte(file)); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(file), "Ada wrote the ﬁrst program in 1843.")
	}
	f.Fuzz(func(t *testing.T, file []byte, text string) {
		k, err := tokenizer.Read(file)
		if err != nil || !utf8.ValidString(text) || len(text) > 1000 {
			return
		}
		for _, i := range cut(t, k, text) {
			if i.Start < 0 || i.Start > i.End || i.End > len(text) {
				t.Fatalf("%+v of %d bytes", i, len(text))
			}
		}
	})
}
