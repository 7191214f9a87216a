package digest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/digest"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// document is a text, what a person took for its keywords, and the beginnings
// of the sentences that say the most.
type document struct {
	title, text string
	keywords    []string
	sentences   []string
}

func documents(t *testing.T, file string) (out []document) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		rest := strings.TrimSpace(strings.TrimLeft(line, "=!*"))
		switch line[0] {
		case '=':
			out = append(out, document{title: rest})
		case '!':
			out[len(out)-1].keywords = strings.Split(rest, " | ")
		case '*':
			out[len(out)-1].sentences = strings.Split(rest, " | ")
		default:
			out[len(out)-1].text += line
		}
	}
	return out
}

// TestKeywords counts which keywords of a person are among the first eight.
func TestKeywords(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"en.txt", "zh.txt"} {
		found, all := 0, 0
		for _, d := range documents(t, file) {
			got, err := digest.Keywords(t.Context(), d.text, 8)
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, k := range got {
				if d.text[k.Start:k.End] != k.Text && !strings.Contains(d.text[k.Start:k.End], "\n") {
					t.Errorf("%q stands at %q", k.Text, d.text[k.Start:k.End])
				}
				list = append(list, k.Text)
			}
			for _, want := range d.keywords {
				all++
				for _, k := range list {
					if near(k, want) {
						found++
						break
					}
				}
			}
			t.Logf("%s: %s", d.title, strings.Join(list, ", "))
		}
		t.Logf("%s: %d of %d keywords among the first eight (%.0f %%)", file, found, all, 100*float64(found)/float64(all))
		if found*5 < all*2 {
			t.Errorf("%s: %d of %d keywords, want two fifths", file, found, all)
		}
	}
}

func near(got, want string) bool {
	g, w := strings.ToLower(got), strings.ToLower(want)
	return g == w || strings.Contains(g, w) && len(g) < 2*len(w) || strings.Contains(w, g) && len(w) < 2*len(g)
}

// TestSummary counts how many of the sentences that a summary of two keeps are
// among the four that a person would have kept.
func TestSummary(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"en.txt", "zh.txt"} {
		right, lead, all := 0, 0, 0
		for _, d := range documents(t, file) {
			kept, err := digest.Summary(t.Context(), d.text, digest.Length{Sentences: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(kept) != 2 || kept[0].Start >= kept[1].Start {
				t.Fatalf("%s: kept %v, want two sentences in their order", d.title, kept)
			}
			all += 2
			right += picked(kept, d.sentences)
			lead += picked(words.Sentences(d.text)[:2], d.sentences)
			t.Logf("%s: %s / %s", d.title, kept[0].Text, kept[1].Text)
		}
		t.Logf("%s: %d of %d sentences right; the first two would be %d", file, right, all, lead)
		if right*2 < all {
			t.Errorf("%s: %d of %d sentences right, want half", file, right, all)
		}
	}
}

func picked(kept []words.Sentence, want []string) (n int) {
	for _, s := range kept {
		for _, w := range want {
			if strings.HasPrefix(s.Text, w) {
				n++
			}
		}
	}
	return n
}

// TestAPhraseComesBeforeItsWord: “heat pump” is what a text is about that heats with one,
// and a word is written as the text mostly writes it.
func TestAPhraseComesBeforeItsWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"The barn heats itself. A heat pump takes warmth from the river. Nobody heats with oil since the heat pump came, and heat is cheap.":                          "heat pump",
		"She paints boats. The paint shop opened in May. A paint shop needs air, and the paint dries slowly. The paint shop has two doors.":                           "paint shop",
		"Orchards need water. The orchard was planted in 1950, and an orchard of that age gives little. The old orchard stands by the road. The orchard is for sale.": "orchard",
	} {
		got, err := digest.Keywords(t.Context(), text, 3)
		if err != nil || len(got) == 0 || got[0].Text != want {
			t.Errorf("%v, %v, want %s first", got, err, want)
		}
	}
}

// A summary is as long as it may be, in words, in Chinese characters or in letters; where
// no sentence is as short it is the shortest.
func TestSummaryOfALength(t *testing.T) {
	t.Parallel()
	size := func(kept []words.Sentence) (n, letters int) {
		for i, s := range kept {
			if i > 0 {
				letters++
			}
			letters += len([]rune(s.Text))
			if words.Chinese(s.Text) {
				n += len([]rune(s.Text))
			} else {
				n += len(strings.Fields(s.Text))
			}
		}
		return n, letters
	}
	for _, file := range []string{"en.txt", "zh.txt"} {
		for _, d := range documents(t, file) {
			for _, most := range []digest.Length{{Words: 40}, {Words: 100}, {Sentences: 2, Words: 100}, {Characters: 280}} {
				kept, err := digest.Summary(t.Context(), d.text, most)
				if err != nil {
					t.Fatal(err)
				}
				n, letters := size(kept)
				if len(kept) == 0 || most.Words > 0 && n > most.Words || most.Characters > 0 && letters > most.Characters || most.Sentences > 0 && len(kept) > most.Sentences {
					t.Errorf("%s, %+v: %d sentences, %d words, %d letters", d.title, most, len(kept), n, letters)
				}
				if most.Words == 100 && most.Sentences == 0 && n < 50 {
					t.Errorf("%s: only %d words of 100", d.title, n)
				}
			}
			if kept, err := digest.Summary(t.Context(), d.text, digest.Length{Words: 1}); err != nil || len(kept) != 1 {
				t.Errorf("%s: %v, %v, want the shortest sentence", d.title, kept, err)
			}
		}
	}
}
