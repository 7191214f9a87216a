package app_test

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// TestThePagesExamplesAreFulfilled asks for what the page proposes to who
// comes for the first time, with the files that it brings along.
func TestThePagesExamplesAreFulfilled(t *testing.T) {
	t.Parallel()
	m := start(t)
	const page = "../web/page"
	list, example := regexp.MustCompile(`(?s)export const examples = \[(.*?)\];\n`), regexp.MustCompile(`\['([^']+)'(?:, '([^']+)')?\]`)
	for _, words := range []string{"en.js", "zh.js"} {
		b, err := os.ReadFile(filepath.Join(page, "js", "words", words))
		if err != nil {
			t.Fatal(err)
		}
		found := example.FindAllStringSubmatch(list.FindString(string(b)), -1)
		if len(found) < 4 {
			t.Fatalf("%s has %d examples", words, len(found))
		}
		for _, f := range found {
			ask := sdk.Ask{Text: f[1]}
			if f[2] != "" {
				ask.Files = []sdk.File{{Name: f[2], Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(page, "samples", f[2])) }}}
			}
			if run := m.ask(t, ask); run.State != sdk.Done || run.Confidence < 0.8 {
				t.Errorf("%q with %q ends as %s (%.2f sure): %s", f[1], f[2], run.State, run.Confidence, run.Error)
			}
		}
	}
}
