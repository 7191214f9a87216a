package question_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// asked is a question with the rows that a right answer has: Want lists for
// each row the cells that must be in it. Said are words that the table cannot
// answer: the answer or the refusal must name them.
type asked struct {
	Table, Lang, Q string
	Want           [][]string
	Ordered        bool // the rows stand in the order of Want
	Said           []string
}

// right judges an answer. A refusal is right only when it names what was not
// understood.
func (a asked) right(got query.Answer, err error) bool {
	text := got.Text
	if err != nil {
		text = err.Error()
	}
	for _, w := range a.Said {
		if !strings.Contains(text, w) {
			return false
		}
	}
	switch {
	case err != nil:
		return len(a.Said) > 0
	case a.Want == nil:
		return true
	case a.Ordered:
		for i, w := range a.Want {
			if len(got.Result) != len(a.Want) || !holds(got.Result[i], w) {
				return false
			}
		}
		return true
	}
	return same(got.Result, a.Want)
}

func questions(t *testing.T, file string) (out []asked) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	for sc := bufio.NewScanner(bytes.NewReader(b)); sc.Scan(); {
		var a asked
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func open(t *testing.T, name string) *sheet.Table {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	tab, err := sheet.Read(t.Context(), name, b, "")
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// measure answers all questions of a file and returns the share of right ones
// by language. It names the wrong ones when tell is set.
func measure(t *testing.T, file string, tell bool) map[string]float64 {
	t.Helper()
	tables := map[string]*sheet.Table{}
	right, all := map[string]float64{}, map[string]float64{}
	for _, a := range questions(t, file) {
		if tables[a.Table] == nil {
			tables[a.Table] = open(t, a.Table)
		}
		all[a.Lang]++
		got, err := question.Ask(t.Context(), tables[a.Table], a.Q)
		if a.right(got, err) {
			right[a.Lang]++
		} else if tell {
			t.Logf("%s: %s\n\tgot  %v %v\n\t%s %v\n\twant %v", a.Table, a.Q, got.Header, clip(got.Result), got.Text, err, clip(a.Want))
		}
	}
	for lang := range all {
		t.Logf("%s, %s: %.0f of %.0f right, %.1f %%", file, lang, right[lang], all[lang], 100*right[lang]/all[lang])
		right[lang] /= all[lang]
	}
	return right
}

func clip(rows [][]string) [][]string { return rows[:min(len(rows), 8)] }

// same matches every wanted row with a row of its own.
func same(got, want [][]string) bool {
	if len(got) != len(want) {
		return false
	}
	taken := make([]bool, len(got))
	for _, w := range want {
		found := false
		for i, g := range got {
			if !taken[i] && holds(g, w) {
				taken[i], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func holds(row, want []string) bool {
	for _, w := range want {
		found := false
		for _, cell := range row {
			found = found || equal(cell, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// equal compares figures to the cent, without their units and signs, and
// dates as days.
func equal(got, want string) bool {
	if got == want {
		return true
	}
	a, ok := sheet.ParseNumber(got, false)
	if !ok {
		a, ok = sheet.ParseNumber(got, true)
	}
	b, isNumber := sheet.ParseNumber(want, false)
	if ok && isNumber {
		return math.Abs(math.Abs(a.Value)-math.Abs(b.Value)) < 0.0051
	}
	x, ok := sheet.ParseDate(got, sheet.DayFirst)
	y, isDate := sheet.ParseDate(want, sheet.DayFirst)
	return ok && isDate && x.Seconds == y.Seconds
}

// TestAccuracy measures on questions that were looked at while the reader was
// made, and on those that were not: heldout.jsonl was written before the
// reader, everyday-heldout.jsonl with everyday-dev.jsonl and split off by lot,
// compared-heldout.jsonl before comparisons of two figures and first rows were read.
func TestAccuracy(t *testing.T) {
	t.Parallel()
	for file, c := range map[string]struct {
		least  float64
		looked bool
	}{
		"dev.jsonl":              {0.95, true},
		"everyday-dev.jsonl":     {0.95, true},
		"heldout.jsonl":          {0.9, false},
		"everyday-heldout.jsonl": {0.85, false},
		"compared-dev.jsonl":     {0.95, true},
		"compared-heldout.jsonl": {0.8, false},
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			for lang, share := range measure(t, file, c.looked) {
				if share < c.least {
					t.Errorf("%s: %.3f right", lang, share)
				}
			}
		})
	}
}
