package gateway

import (
	"bytes"
	"encoding/json"

	"github.com/tenonhub/tenon/internal/engine"
)

// counter reads what an answer in the form of OpenAI's API says that it has used,
// while it passes by: an object, or a stream of events that are objects. It keeps
// nothing but the value of the member "usage".
type counter struct {
	used    engine.Usage
	told    bool  // used is known
	events  int64 // that have an object
	passed  int64 // bytes
	lines   bool  // each event is a line: a broken one does not spoil the next
	started bool  // the line
	data    bool  // the line is one of data
	object  bool  // it has an object
	depth   int
	text    bool // within a string
	escaped bool
	member  []byte // the last string of the object itself, as far as it may be "usage"
	taking  bool   // the value of "usage"
	value   []byte
}

const (
	usageMember = "usage"
	longestSum  = 8 << 10 // bytes of a usage
)

func (c *counter) add(p []byte) {
	c.passed += int64(len(p))
	for i := 0; i < len(p); i++ {
		switch { // what does not count
		case c.taking || c.escaped || c.depth == 1:
		case c.text:
			i += skip(p[i:])
		case c.depth > 1:
			i += pass(p[i:])
		}
		if i == len(p) {
			return
		}
		b := p[i]
		if c.lines && b == '\n' {
			if c.object {
				c.events++
			}
			*c = counter{used: c.used, told: c.told, events: c.events, passed: c.passed, lines: true, member: c.member[:0], value: c.value[:0]}
			continue
		}
		if !c.started {
			c.started, c.data = true, b == 'd'
		}
		if c.text {
			c.within(b)
		} else {
			c.between(b)
		}
		if c.taking && len(c.value) < longestSum {
			c.value = append(c.value, b)
		}
	}
}

// skip is how many bytes of a string go before one that means something: a quote, a
// backslash, or the end of the line.
func skip(p []byte) int {
	for i, b := range p {
		if b == '"' || b == '\\' || b == '\n' {
			return i
		}
	}
	return len(p)
}

// pass is how many bytes between strings go before one that means something, where it does
// not matter which member a value is of.
func pass(p []byte) int {
	for i, b := range p {
		switch b {
		case '"', '{', '}', '[', ']', '\n':
			return i
		}
	}
	return len(p)
}

// within reads a byte of a string.
func (c *counter) within(b byte) {
	switch {
	case c.escaped:
		c.escaped = false
	case b == '\\':
		c.escaped = true
	case b == '"':
		c.text = false
	}
	if c.text && c.depth == 1 && !c.taking && len(c.member) <= len(usageMember) {
		c.member = append(c.member, b)
	}
}

// between reads a byte outside of strings.
func (c *counter) between(b byte) {
	if c.depth == 1 && c.taking && (b == ',' || b == '}') {
		c.taken()
	}
	switch b {
	case '{', '[':
		c.object = c.object || c.data && c.depth == 0 && b == '{'
		c.depth++
	case '}', ']':
		c.depth = max(0, c.depth-1)
	case '"':
		if c.depth > 0 {
			c.text = true
		}
		if c.depth == 1 && !c.taking {
			c.member = c.member[:0]
		}
	case ':':
		if c.depth == 1 && !c.taking && string(c.member) == usageMember {
			c.taking, c.value = true, c.value[:0]
		}
	}
}

// taken reads the value, which begins with a colon. One of null says nothing.
func (c *counter) taken() {
	c.taking, c.member = false, c.member[:0]
	if in, out, ok := plainUsage(bytes.TrimPrefix(c.value, []byte(":"))); ok {
		c.used.TokensIn, c.used.TokensOut, c.told = in, out, true
		return
	}
	var told *struct {
		In  int64 `json:"prompt_tokens"`
		Out int64 `json:"completion_tokens"`
	}
	if json.Unmarshal(bytes.TrimPrefix(c.value, []byte(":")), &told) == nil && told != nil {
		c.used.TokensIn, c.used.TokensOut, c.told = max(0, told.In), max(0, told.Out), true
	}
}

// total is the usage as it was told, which comes last. Whoever leaves before that,
// or asks a server that does not tell it, has used about as many tokens as events
// came, or as the answer and what was asked, with so many tokens more, are long.
func (c *counter) total(asked []byte, more int64) engine.Usage {
	switch {
	case c.told || c.passed == 0:
		return c.used
	case c.lines:
		return engine.Usage{TokensIn: tokensOf(asked) + more, TokensOut: c.events}
	}
	return engine.Usage{TokensIn: tokensOf(asked) + more, TokensOut: c.passed / engine.BytesOfToken}
}

// stripper takes the event with the usage alone out of a stream whose caller did
// not ask for it. It holds back what is not a whole line, which no client can
// read yet.
type stripper struct {
	held []byte
	out  []byte
	took bool // the last line; the empty one after it goes too
}

const longestHeld = 1 << 20 // bytes of a line that is held back

// clean reports whether p may pass as it is.
func (s *stripper) clean(p []byte) bool {
	return len(s.held) == 0 && !s.took && (len(p) == 0 || p[len(p)-1] == '\n') && !bytes.Contains(p, usageQuoted)
}

var usageQuoted = []byte(`"` + usageMember + `"`)

func (s *stripper) add(p []byte) {
	s.held = append(s.held, p...)
	for {
		line, rest, ok := bytes.Cut(s.held, []byte("\n"))
		if !ok {
			break
		}
		if drop := s.usageAlone(line) || s.took && len(bytes.TrimSpace(line)) == 0; !drop {
			s.out = append(append(s.out, line...), '\n')
			s.took = false
		} else {
			s.took = len(bytes.TrimSpace(line)) > 0
		}
		s.held = rest
	}
	if len(s.held) > longestHeld {
		s.end()
	}
}

// end lets what was held go.
func (s *stripper) end() { s.out, s.held = append(s.out, s.held...), nil }

func (s *stripper) usageAlone(line []byte) bool {
	data, ok := bytes.CutPrefix(line, []byte("data:"))
	if !ok || !bytes.Contains(data, usageQuoted) {
		return false
	}
	var event struct {
		Choices []json.RawMessage `json:"choices"`
		Usage   *json.RawMessage  `json:"usage"`
	}
	return json.Unmarshal(data, &event) == nil && len(event.Choices) == 0 && event.Usage != nil
}
