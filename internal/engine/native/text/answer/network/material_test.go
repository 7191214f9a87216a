package network

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

var out = flag.String("out", "", "write what the network is trained with into this folder")

// said is a word as make/train.py reads it.
type said struct {
	Norm   string   `json:"n"`
	Stem   string   `json:"s"`
	Kind   int      `json:"k"`
	Tag    string   `json:"t"`
	Rarity float32  `json:"r"`
	Start  int      `json:"a"`
	End    int      `json:"z"`
	Entity string   `json:"e"`
	Begins int      `json:"b"` // the entity
	Line   int      `json:"l"` // the first of one
	First  int      `json:"f"` // of a sentence
	Upper  int      `json:"c"`
	Senses []uint16 `json:"g"`
}

func material(t *testing.T, s string) []said {
	t.Helper()
	found, err := entity.Find(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tokens(t.Context(), s, found)
	if err != nil {
		t.Fatal(err)
	}
	_, sentences := words.Flat(s)
	first := map[int]bool{}
	for _, x := range sentences {
		first[x.Start] = true
	}
	flag := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	var out []said
	end := 0
	for _, k := range l {
		r, _ := utf8.DecodeRuneInString(k.Text)
		x := said{
			Norm: k.Norm, Stem: k.stem, Kind: int(k.Kind), Tag: k.tag, Rarity: k.rarity, Start: k.Start, End: k.End, Senses: k.senses,
			Line: flag(strings.Contains(s[end:k.Start], "\n")), First: flag(first[k.Start]), Upper: flag(unicode.IsUpper(r)),
		}
		for _, e := range found {
			if k.Start >= e.Start && k.End <= e.End {
				x.Entity, x.Begins = string(e.Kind), flag(k.Start == e.Start)
			}
		}
		end = k.End
		out = append(out, x)
	}
	return out
}

// TestMaterial writes what make/train.py reads, where it is asked to; else it checks that the questions can be read.
func TestMaterial(t *testing.T) {
	files, err := filepath.Glob("../testdata/*.??.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no questions in ../testdata")
	}
	if *out == "" {
		files = files[:1]
	}
	dir := *out
	if dir == "" {
		dir = t.TempDir()
	}
	vectors := map[string]vector.Vector{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, strings.TrimSuffix(filepath.Base(file), ".txt")+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		var read []said
		question := ""
		n := 0
		for line := range strings.Lines(string(b)) {
			switch rest := strings.TrimSpace(line[1:]); line[0] {
			case '=':
				text.Reset()
				read = nil
			case '?':
				question = words.Simplify(rest)
			case '!':
				s := words.Simplify(text.String())
				if read == nil {
					read = material(t, s)
				}
				asked := material(t, question)
				for _, l := range [][]said{read, asked} {
					for _, x := range l {
						if vectors[x.Norm] == nil {
							vectors[x.Norm] = vector.Of(words.Tokens(x.Norm))
						}
					}
				}
				n++
				if err := json.NewEncoder(f).Encode(map[string]any{"text": s, "tt": read, "q": question, "qt": asked, "a": words.Simplify(rest)}); err != nil {
					t.Fatal(err)
				}
			default:
				text.WriteString(line)
			}
		}
		if err := f.Close(); err != nil || n == 0 {
			t.Errorf("%s: %d questions, %v", file, n, err)
		}
	}
	b, err := json.Marshal(vectors)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "vectors.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
}
