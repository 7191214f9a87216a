// Package terminal writes for people who read at a terminal: words that do no
// harm there, the progress of runs, and plans.
package terminal

import (
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Clean is a writer for words that come from files, models and servers: what a
// terminal would take for a command is left out. Each Write has whole characters.
type Clean struct{ W io.Writer }

// Write writes words without their commands.
func (c Clean) Write(p []byte) (int, error) {
	if _, err := io.WriteString(c.W, Plain(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Plain drops control characters (C0, C1 and DEL) but ends of lines and tabs.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// columns is how much room s takes on a terminal.
func columns(s string) (n int) {
	for _, r := range s {
		n += room(r)
	}
	return n
}

func room(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// Clip cuts s to so many columns.
func Clip(s string, most int) string {
	if columns(s) <= most {
		return s
	}
	taken := 0
	for i, r := range s {
		if taken += room(r); taken > most-1 { // one is for the mark
			return s[:i] + "…"
		}
	}
	return s
}

// Say picks the words in the language of a run.
func Say(lang, en, zh string) string {
	if lang == "zh" {
		return zh
	}
	return en
}
