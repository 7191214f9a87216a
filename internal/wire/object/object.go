// Package object takes a JSON object apart into its members, and does not read what
// is in them: a request that is passed on may be long, and most of it is nobody's
// business on the way.
package object

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Object is a JSON object. It shares its memory with what it was split from.
type Object []Member

// Member is a name, as it is written with its quotes, and a value.
type Member struct{ name, value []byte }

var errNoObject = errors.New("it is no JSON object")

// Split takes an object apart. Where b is JSON that is a whole object it never fails;
// of other bytes it may split what only looks like one, as it does not read the values.
func Split(b []byte) (Object, error) {
	i := space(b, 0)
	if i == len(b) || b[i] != '{' {
		return nil, errNoObject
	}
	if i = space(b, i+1); i < len(b) && b[i] == '}' {
		return nil, after(b, i+1)
	}
	o := make(Object, 0, 8)
	for {
		name := text(b, i)
		colon := space(b, name)
		if name < 0 || colon == len(b) || b[colon] != ':' {
			return nil, errNoObject
		}
		start := space(b, colon+1)
		end := value(b, start)
		if end <= start {
			return nil, errNoObject
		}
		o = append(o, Member{b[i:name:name], b[start:end:end]})
		i = space(b, end)
		switch {
		case i == len(b):
			return nil, errNoObject
		case b[i] == '}':
			return o, after(b, i+1)
		case b[i] != ',':
			return nil, errNoObject
		}
		i = space(b, i+1)
	}
}

// after is an error if anything but space follows.
func after(b []byte, i int) error {
	if space(b, i) < len(b) {
		return errNoObject
	}
	return nil
}

func space(b []byte, i int) int {
	for i >= 0 && i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return max(i, 0)
}

// text is where the string ends that begins at i; -1 where there is none.
func text(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	for begin := i + 1; ; {
		quote := bytes.IndexByte(b[i+1:], '"')
		if quote < 0 {
			return -1
		}
		i += 1 + quote
		escapes := 0
		for i-escapes > begin && b[i-escapes-1] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

// value is where the value ends that begins at i; -1 where there is none.
func value(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			if i = text(b, i); i < 0 {
				return -1
			}
			if depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i // of what is around it: the end of a number, or a word
			}
			if depth == 0 {
				return i + 1
			}
		case ',', ' ', '\n', '\r', '\t':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return -1
}

// is reports whether the member has a name.
func (m Member) is(name string) bool {
	if plain := m.name[1 : len(m.name)-1]; bytes.IndexByte(plain, '\\') < 0 {
		return string(plain) == name
	}
	var plain string
	return json.Unmarshal(m.name, &plain) == nil && plain == name
}

// Get is the value of a member, the last one of that name; nil is none.
func (o Object) Get(name string) json.RawMessage {
	for i := len(o) - 1; i >= 0; i-- {
		if o[i].is(name) {
			return o[i].value
		}
	}
	return nil
}

// With returns the object with a member of a name, in place of those that it had.
func (o Object) With(name string, value json.RawMessage) Object {
	return append(o.Without(name), Member{quote(name), value})
}

// quote writes a name.
func quote(name string) []byte {
	plain := func(r rune) bool { return r >= 'a' && r <= 'z' || r == '_' }
	if strings.TrimFunc(name, plain) == "" {
		return []byte(`"` + name + `"`)
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		panic("object: a name: " + err.Error()) // it is a string
	}
	return quoted
}

// Without returns the object without members of a name.
func (o Object) Without(name string) Object {
	n := make(Object, 0, len(o)+1)
	for _, m := range o {
		if !m.is(name) {
			n = append(n, m)
		}
	}
	return n
}

// WithoutAlike returns the object without members whose names are a name but for the case of
// its letters: encoding/json takes them for it.
func (o Object) WithoutAlike(name string) Object {
	n := make(Object, 0, len(o)+1)
	for _, m := range o {
		var plain string
		if json.Unmarshal(m.name, &plain) != nil || !strings.EqualFold(plain, name) {
			n = append(n, m)
		}
	}
	return n
}

// Bytes writes the object.
func (o Object) Bytes() []byte {
	size := len("{}")
	for _, m := range o {
		size += len(m.name) + len(m.value) + len(`:,`)
	}
	b := append(make([]byte, 0, size), '{')
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, m.name...), ':'), m.value...)
	}
	return append(b, '}')
}

// Reader reads what is passed on, and lets go of it at its end: the answer to it may take long.
type Reader struct{ left []byte }

// NewReader returns a reader of b.
func NewReader(b []byte) *Reader { return &Reader{b} }

func (r *Reader) Read(p []byte) (n int, err error) {
	if len(r.left) == 0 {
		return 0, io.EOF
	}
	n = copy(p, r.left)
	if r.left = r.left[n:]; len(r.left) == 0 {
		r.left = nil
	}
	return n, nil
}
