package reader

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

type item struct {
	file, title, text, question string
	wants                       []string
}

// items reads "= title", a text, and "? question" with "! answer | answer"; "-" is none.
func items(t *testing.T, name, lang string) (out []item) {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name + "." + lang + ".txt")
	if os.IsNotExist(err) && name == "second" {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	it := item{file: name}
	for line := range bytes.Lines(b) {
		switch rest := string(bytes.TrimSpace(line[1:])); line[0] {
		case '=':
			text.Reset()
			it.title = name + rest
		case '?':
			it.question = rest
		case '!':
			it.text, it.wants = text.String(), nil
			if rest != "-" {
				for w := range strings.SplitSeq(rest, "|") {
					w = strings.TrimSpace(w)
					it.wants = append(it.wants, w)
				}
			}
			out = append(out, it)
		default:
			text.Write(line)
		}
	}
	return out
}

// right is the F1 of words of an answer, without the yes or no at its beginning.
func (it item) right(got string) float64 {
	if len(it.wants) == 0 {
		if got == "" {
			return 1
		}
		return 0
	}
	most := 0.0
	g := pieces(bare(got))
	for _, w := range it.wants {
		most = max(most, common(g, pieces(bare(w))))
	}
	return most
}

// ruled are what the rules answer.
var ruled sync.Map

func rules(t *testing.T, it item) answer.Answer {
	t.Helper()
	key := it.text + "\x00" + it.question
	if a, ok := ruled.Load(key); ok {
		return a.(answer.Answer)
	}
	a, err := answer.Find(t.Context(), it.text, it.question)
	if err != nil {
		t.Fatal(err)
	}
	ruled.Store(key, a)
	return a
}

// TestQuality measures what the rules and, where they have nothing, the reader
// answer to questions on texts that neither was made with, and how often they
// answer what the text does not say.
func TestQuality(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, lang string
		least      float64 // F1
		most       int     // answers to what the text does not say
	}{
		{"heldout", "en", 0.85, 2}, {"heldout", "zh", 0.9, 2}, {"later", "en", 0.79, 1}, {"later", "zh", 0.85, 2}, {"fresh", "en", 0.44, 9}, {"fresh", "zh", 0.53, 4},
	} {
		var before, after float64
		said, none, wrongly := 0, 0, 0
		l := items(t, c.name, c.lang)
		for _, it := range l {
			a := rules(t, it)
			before += it.right(a.Text)
			if a.Text != "" && len(it.wants) == 0 {
				wrongly++
			}
			if a.Score >= Doubtful {
				after += it.right(a.Text)
				continue
			}
			got, err := Find(t.Context(), it.text, it.question)
			if err != nil {
				t.Fatal(err)
			}
			if a.Text != "" && !got.Outweighs(a.Text, a.Score) {
				after += it.right(a.Text)
				continue
			}
			if got.Score < Enough {
				got.Text = ""
			}
			if got.Text != "" {
				said++
				if len(it.wants) == 0 {
					none++
				}
			}
			after += it.right(got.Text)
		}
		n := float64(len(l))
		t.Logf("%s %s: F1 of the rules %.3f, with the reader %.3f, of %.0f questions; the reader answered %d; of what the text does not say the rules answered %d, the reader %d", c.name, c.lang, before/n, after/n, n, said, wrongly, none)
		if after/n < c.least || none > c.most {
			t.Errorf("%s.%s: F1 %.3f, want %.2f; answered %d of what is not said, want %d at most", c.name, c.lang, after/n, c.least, none, c.most)
		}
	}
}
