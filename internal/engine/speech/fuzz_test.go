package speech_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech"
	"github.com/tenonhub/tenon/internal/fault"
)

// FuzzVocabulary reads vocabularies: of recognisers, of voices, and the words that
// are listened for.
func FuzzVocabulary(f *testing.F) {
	f.Add("<blk> 0\na 1\n", "a @A\n")
	f.Add(" 3\n\xff 99999999999999999999\n", ":1 #2 @\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, tokens, keywords string) {
		for _, err := range speech.Vocabulary(t, dir, tokens, keywords) {
			if err != nil && !fault.Is(err, fault.Invalid) {
				t.Errorf("%v", err)
			}
		}
	})
}
