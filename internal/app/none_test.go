package app_test

import (
	"io"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// TestNoAnswerIsToldAsNone: programs tell an answer from the words that say that there is none.
func TestNoAnswerIsToldAsNone(t *testing.T) {
	t.Parallel()
	m := start(t)
	fair := sdk.File{Name: "fair.txt", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("The fair opens on 3 May 2027. Tea is free.")), nil
	}}
	for question, none := range map[string]bool{"When does the fair open?": false, "Who repairs the clock?": true} {
		run := m.ask(t, sdk.Ask{Text: question, Files: []sdk.File{fair}})
		if got := run.Nodes[0].Out["answer"][0]; got.None != none {
			t.Errorf("%s: %+v", question, got)
		}
	}
}
