package text

import (
	"cmp"
	"context"
	_ "embed" // the small words
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/pemistahl/lingua-go"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// enough is how many bytes of a text tell its language; the rest is not read.
const enough = 4 << 10

// languages identifies languages with lingua's trigrams only: its full models
// take 850 MB and eight seconds to load, these 45 MB and half a second. What that
// costs short texts is made up for by the small words of each language.
type languages struct {
	detector func() lingua.LanguageDetector
	small    func() map[string]map[string]bool // languages by word
}

//go:embed data/small-words.txt
var smallWords string

func newLanguages() *languages {
	return &languages{
		detector: sync.OnceValue(func() lingua.LanguageDetector {
			return lingua.NewLanguageDetectorBuilder().FromAllLanguages().WithLowAccuracyMode().Build()
		}),
		small: sync.OnceValue(func() map[string]map[string]bool {
			m := map[string]map[string]bool{}
			for line := range strings.Lines(smallWords) {
				f := strings.Fields(line)
				if len(f) == 0 || f[0] == "#" {
					continue
				}
				for _, w := range f[1:] {
					if m[w] == nil {
						m[w] = map[string]bool{}
					}
					m[w][f[0]] = true
				}
			}
			return m
		}),
	}
}

func (l *languages) identify(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	s = sample(s)
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return nil, fault.New(fault.Invalid, "the text has no letters to tell a language by; give a few words")
	}
	var out []port.Label
	for _, c := range l.weigh(s) {
		if len(out) > 0 && c.Score < 0.005 || len(out) == 5 {
			break
		}
		out = append(out, c)
	}
	return labels(out), nil
}

// weigh returns all languages that s may be in, the likeliest first; the scores
// add up to 1.
func (l *languages) weigh(s string) []port.Label {
	found := l.detector().ComputeLanguageConfidenceValues(s)
	tokens := words.Tokens(s)
	out := make([]port.Label, len(found))
	most := math.Inf(-1)
	for i, c := range found {
		code := strings.ToLower(c.Language().IsoCode639_1().String())
		out[i] = port.Label{Name: code, Text: c.Language().String(), Score: math.Log(c.Value() + 1e-4)}
		if len(tokens) <= wordy {
			out[i].Score += l.hits(tokens, code)
			if strings.Contains(spoken, " "+code+" ") {
				out[i].Score += 0.8
			}
			if code == "en" {
				out[i].Score += 0.5
			}
		}
		most = max(most, out[i].Score)
	}
	sum := 0.0
	for i := range out {
		out[i].Score = math.Exp(out[i].Score - most)
		sum += out[i].Score
	}
	for i := range out {
		out[i].Score /= sum
	}
	slices.SortStableFunc(out, func(a, b port.Label) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// wordy is how many tokens a text has whose trigrams suffice.
const wordy = 40

// spoken are the languages that most texts are in: of two that fit a short
// text alike, it is likelier one of these.
const spoken = " en zh es fr de ru pt ja ko it nl tr pl ar hi bn id vi uk sv ro cs el hu th fa ur "

// hits is the evidence of the small words of a language: more for a word that
// few languages have.
func (l *languages) hits(tokens []words.Token, code string) (sum float64) {
	for _, t := range tokens {
		word := t.Norm
		if i := strings.IndexByte(word, '\''); i >= 0 && i <= 2 {
			word = word[:i+1] // l'acqua
		}
		if in := l.small()[word]; in[code] {
			sum += 1.5 + 2/float64(len(in))
		}
	}
	return sum
}

// sample takes the head of a long text and a piece of its middle.
func sample(s string) string {
	if len(s) <= 2*enough {
		return s
	}
	middle := len(s) / 2
	return strings.ToValidUTF8(s[:enough], "") + " " + strings.ToValidUTF8(s[middle:middle+enough], "")
}
