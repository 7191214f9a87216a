package text

import (
	"context"
	"strings"
	"sync"

	"github.com/pemistahl/lingua-go"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// enough is how many bytes of a text tell its language; the rest is not read.
const enough = 4 << 10

// languages identifies languages with lingua's trigrams only: its full models
// take 850 MB and eight seconds to load, these 45 MB and half a second.
type languages struct {
	detector func() lingua.LanguageDetector
}

func newLanguages() *languages {
	return &languages{sync.OnceValue(func() lingua.LanguageDetector {
		return lingua.NewLanguageDetectorBuilder().FromAllLanguages().WithLowAccuracyMode().Build()
	})}
}

func (l *languages) identify(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	var out []port.Label
	for _, c := range l.detector().ComputeLanguageConfidenceValues(sample(s)) {
		if c.Value() < 0.005 || len(out) == 5 {
			break
		}
		out = append(out, port.Label{
			Name:  strings.ToLower(c.Language().IsoCode639_1().String()),
			Score: c.Value(), Text: c.Language().String(),
		})
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "the text has no letters to tell a language by; give a few words")
	}
	return labels(out), nil
}

// sample takes the head of a long text and a piece of its middle.
func sample(s string) string {
	if len(s) <= 2*enough {
		return s
	}
	middle := len(s) / 2
	return strings.ToValidUTF8(s[:enough], "") + " " + strings.ToValidUTF8(s[middle:middle+enough], "")
}
