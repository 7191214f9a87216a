package ocr

import (
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
)

// maxCharacters is how many a list may have: those of all Chinese ones are some tens of
// thousands.
const maxCharacters = 1 << 17

// Characters are those that a model tells apart.
type Characters []string

// ReadCharacters reads a list with one on each line. Fault: Invalid.
func ReadCharacters(b []byte) (Characters, error) {
	if !utf8.Valid(b) {
		return nil, fault.New(fault.Invalid, "the list of characters beside the model is no text in UTF-8")
	}
	text := strings.TrimSuffix(strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n"), "\n")
	l := strings.Split(text, "\n")
	if text == "" || len(l) > maxCharacters {
		return nil, fault.New(fault.Invalid, "the list of characters beside the model has %d lines, it must have 1 to %d", len(l), maxCharacters)
	}
	return l, nil
}

// Check checks that a model tells apart as many: one more is nothing, and another one
// may be the space.
func (c Characters) Check(classes int) error {
	if classes != len(c)+1 && classes != len(c)+2 {
		return fault.New(fault.Invalid, "the model tells %d characters apart, and the list beside it has %d", classes-1, len(c))
	}
	return nil
}

// Line is what a line of text says, and how sure that is.
type Line struct {
	Text string
	Sure float64
}

// Read reads a line from the shares of characters at each of its places, row by row:
// what is the same at two places in a row is one character, and the first class is
// none.
func (c Characters) Read(shares []float32, classes int) Line {
	var text strings.Builder
	sum, n, last := 0.0, 0, 0
	for at := 0; at+classes <= len(shares); at += classes {
		best := 0
		for k, v := range shares[at : at+classes] {
			if v > shares[at+best] {
				best = k
			}
		}
		if best != last && best > 0 {
			if best <= len(c) {
				text.WriteString(c[best-1])
			} else {
				text.WriteByte(' ')
			}
			sum, n = sum+float64(shares[at+best]), n+1
		}
		last = best
	}
	return Line{text.String(), sum / float64(max(n, 1))}
}
