// Package reply reads what a model says, while it says it: where it stops, what of it is
// reasoning, and which functions it calls, in the forms of Qwen and Hermes,
// Llama, and Mistral.
package reply

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Options say what to look for.
type Options struct {
	Stops    []string // texts that end the answer, and are not part of it
	Tools    bool     // functions may be called
	Forced   bool     // … and one must be: nothing else is an answer
	Thinking bool     // the answer begins within reasoning
	Plain    bool     // all of it is words
}

// A Part is a piece of an answer: words, reasoning, or a call.
type Part struct {
	Text      string
	Reasoning string
	Call      *Call
}

// Call is a call of a function; Arguments are JSON.
type Call struct {
	Name      string
	Arguments string
}

// Control are the words that count where a model has them as control words.
var Control = []string{
	"<think>", "</think>", "[THINK]", "[/THINK]", "<tool_call>", "</tool_call>", "[TOOL_CALLS]", "[ARGS]", "<|python_tag|>",
}

// The places that a reader can be in.
type place int

const (
	start     place = iota // nothing was said yet
	words                  // in the answer
	reasoning              // before the answer
	call                   // in a call
	bare                   // in what may be a call: JSON from the beginning on
)

// Reader reads one answer.
type Reader struct {
	o       Options
	raw     []byte // bytes that are no whole character yet, or may begin a stop
	text    string // what is not told yet
	at      place
	closer  string // what ends the call or the reasoning
	after   bool   // line breaks that come next are between parts, and belong to none
	stopped bool
	cut     bool // the answer was cut off
}

// NewReader returns a reader.
func NewReader(o Options) *Reader {
	r := &Reader{o: o}
	switch {
	case o.Plain:
		r.at = words
	case o.Thinking:
		r.at, r.closer = reasoning, "</think>"
	}
	return r
}

// Reasons reports whether what comes next is reasoning.
func (r *Reader) Reasons() bool { return r.at == reasoning }

// Closer is what ends the reasoning.
func (r *Reader) Closer() string { return r.closer }

// Add reads the next piece. stopped says that the answer ends here.
func (r *Reader) Add(piece []byte) (parts []Part, stopped bool) {
	if r.stopped {
		return nil, true
	}
	r.raw = append(r.raw, piece...)
	n := whole(r.raw)
	for _, s := range r.o.Stops {
		if i := bytes.Index(r.raw, []byte(s)); i >= 0 && s != "" {
			n, r.stopped = min(n, i), true
		}
	}
	if !r.stopped {
		n = min(n, len(r.raw)-r.held(string(r.raw)))
	}
	r.text += valid(r.raw[:n])
	r.raw = append(r.raw[:0], r.raw[n:]...)
	parts = r.read(false)
	if r.stopped {
		r.raw = nil
		parts = append(parts, r.read(true)...)
	}
	return parts, r.stopped
}

// End gives what was held back. Of an answer that was cut off, a call that is not whole
// is told as far as it was said.
func (r *Reader) End(cut bool) []Part {
	r.text += valid(r.raw)
	r.raw, r.cut = nil, cut
	return r.read(true)
}

// held is how many bytes at the end of s may begin a stop.
func (r *Reader) held(s string) (n int) {
	for _, stop := range r.o.Stops {
		n = max(n, overlap(s, stop))
	}
	return n
}

// overlap is how many bytes at the end of s are the beginning of word.
func overlap(s, word string) int {
	for n := min(len(s), len(word)-1); n > 0; n-- {
		if strings.HasSuffix(s, word[:n]) {
			return n
		}
	}
	return 0
}

// valid makes U+FFFD of each byte that is no text.
func valid(b []byte) string { return string([]rune(string(b))) }

// whole is how many bytes of b are whole characters.
func whole(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return len(b) - n
			}
			break
		}
	}
	return len(b)
}

// read tells as much of the text as is sure; all of it at the end.
func (r *Reader) read(end bool) (parts []Part) {
	for {
		before, was := len(r.text), r.at
		if r.after {
			r.text = strings.TrimLeft(r.text, "\n")
			r.after = r.text == ""
		}
		switch r.at {
		case start:
			r.begin(end)
		case words:
			parts = r.words(parts, end)
		case reasoning:
			parts = r.reasoning(parts, end)
		case call, bare:
			parts = r.call(parts, end)
		}
		if len(r.text) == before && r.at == was || r.text == "" && r.at != start {
			return parts
		}
	}
}

// begin finds out how the answer begins.
func (r *Reader) begin(end bool) {
	s := strings.TrimLeft(r.text, " \n\r\t")
	for open, closer := range thoughts {
		if strings.HasPrefix(s, open) {
			r.at, r.closer, r.text = reasoning, closer, s[len(open):]
			return
		}
		if !end && overlap(s, open) == len(s) {
			return // not sure yet
		}
	}
	if r.o.Tools && strings.HasPrefix(s, "{") {
		r.at, r.closer = bare, ""
		return
	}
	r.at = words
}

// thoughts are what reasoning stands between.
var thoughts = map[string]string{"<think>": "</think>", "[THINK]": "[/THINK]"}

// calls are what calls stand between; "" is the end of the answer.
var calls = map[string]string{"<tool_call>": "</tool_call>", "[TOOL_CALLS]": "", "<|python_tag|>": ""}

func (r *Reader) words(parts []Part, end bool) []Part {
	n := len(r.text)
	if r.o.Forced && r.cut {
		r.text = "" // the beginning of a call
		return parts
	}
	if r.o.Tools {
		at, open := n, ""
		for o := range calls {
			if i := strings.Index(r.text, o); i >= 0 && i < at {
				at, open = i, o
			}
			if !end {
				n = min(n, len(r.text)-overlap(r.text, o))
			}
		}
		if !end {
			n = len(strings.TrimRight(r.text[:n], "\n")) // they would be before a call
		}
		if open != "" {
			parts = tell(parts, Part{Text: strings.TrimRight(r.text[:at], "\n")})
			r.at, r.closer, r.text = call, calls[open], r.text[at+len(open):]
			return parts
		}
	}
	parts = tell(parts, Part{Text: r.text[:n]})
	r.text = r.text[n:]
	return parts
}

func (r *Reader) reasoning(parts []Part, end bool) []Part {
	if before, after, ok := strings.Cut(r.text, r.closer); ok {
		r.at, r.text, r.after = words, after, true
		return tell(parts, Part{Reasoning: strings.TrimRight(before, "\n")})
	}
	n := len(r.text)
	if !end {
		n -= overlap(r.text, r.closer)
		n = len(strings.TrimRight(r.text[:n], "\n"))
	}
	parts = tell(parts, Part{Reasoning: r.text[:n]})
	r.text = r.text[n:]
	return parts
}

// call waits for the end of a call; what is none is told as words.
func (r *Reader) call(parts []Part, end bool) []Part {
	body, rest, ok, half := r.text, "", end, r.cut
	if r.closer != "" {
		if before, after, found := strings.Cut(r.text, r.closer); found {
			body, rest, ok, half = before, after, true, false
		}
	}
	if !ok {
		return parts
	}
	if half {
		body = body[:len(body)-overlap(body, r.closer)]
	}
	explicit := r.at == call
	r.at, r.text, r.after = words, rest, true
	found := parse(body)
	if len(found) == 0 && half {
		found = begun(body)
	}
	if len(found) == 0 && half && (explicit || r.o.Forced) {
		return parts // it has no name yet, and is no words either
	}
	if len(found) == 0 {
		return tell(parts, Part{Text: body})
	}
	for i := range found {
		parts = append(parts, Part{Call: &found[i]})
	}
	return parts
}

func tell(parts []Part, p Part) []Part {
	if p == (Part{}) {
		return parts
	}
	return append(parts, p)
}
