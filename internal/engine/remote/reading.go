package remote

import (
	"bufio"
	"io"
	"strings"
	"unicode"
)

// thought takes out the thinking that some models write before their answer,
// between <think> and </think>.
type thought struct {
	held  string
	state int
}

const (
	undecided = iota
	thinking
	speaking
)

const (
	thinkBegins = "<think>"
	thinkEnds   = "</think>"
)

// pass returns what of s is for the reader.
func (t *thought) pass(s string) string {
	if t.state == speaking {
		return s
	}
	t.held += s
	if t.state == undecided {
		start := strings.TrimLeftFunc(t.held, unicode.IsSpace)
		switch {
		case strings.HasPrefix(start, thinkBegins):
			t.state, t.held = thinking, start[len(thinkBegins):]
		case strings.HasPrefix(thinkBegins, start):
			return ""
		default:
			t.state = speaking
			return t.held
		}
	}
	_, after, ended := strings.Cut(t.held, thinkEnds)
	if !ended {
		t.held = t.held[max(0, len(t.held)-len(thinkEnds)):]
		return ""
	}
	if after = strings.TrimLeftFunc(after, unicode.IsSpace); after == "" {
		t.held = thinkEnds // white space may go on
		return ""
	}
	t.state = speaking
	return after
}

// end returns what was still held.
func (t *thought) end() string {
	if t.state == undecided {
		return t.held
	}
	return ""
}

// peeker looks at the first character of an answer that is no white space.
type peeker struct{ *bufio.Reader }

func newPeeker(r io.Reader) peeker { return peeker{bufio.NewReader(r)} }

func (p peeker) next() byte {
	for {
		b, err := p.Peek(1)
		if err != nil {
			return 0
		}
		if !unicode.IsSpace(rune(b[0])) {
			return b[0]
		}
		if _, err := p.Discard(1); err != nil {
			return 0
		}
	}
}
