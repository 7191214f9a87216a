package speech

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

// Diarize has a model that says who speaks take windows of so many samples.
func Diarize(m *Model, samples int) { m.work.(*diarizer).most = samples }

// CheckFST judges a rule of a voice.
func CheckFST(b []byte) error { return checkFST("rule.fst", b) }

// WholeTables judges tables of phonemes.
func WholeTables(b []byte) bool { return wholeTables(b) }

// Judge looks through the files of a model, and loads nothing of sherpa-onnx.
func Judge(o Options) error {
	_, err := judge(kinds[o.Kind], o)
	return err
}

// Vocabulary is what is wrong with a vocabulary, as each kind of model that has one
// reads it, and with words that are listened for.
func Vocabulary(t *testing.T, dir, tokens, keywords string) []error {
	t.Helper()
	f := files{dir: dir, sizes: map[string]int64{tokensName: int64(len(tokens))}}
	for name, s := range map[string]string{tokensName: tokens, keywordsName: keywords} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []error{f.covers(3), f.characters(), f.words()}
}

// Spoken are the words of a text with their times, between two times.
func Spoken(text string, from, to float64, tokens []string, times []float64) (l []string) {
	for _, w := range wordsOf(text, from, to, runtime.Heard{Tokens: tokens, Timestamps: times}) {
		l = append(l, fmt.Sprintf("%s %.1f-%.1f", w.text, w.from, w.to))
	}
	return l
}
