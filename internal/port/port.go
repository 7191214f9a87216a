// Package port holds the types of values that models take and give, and the
// values themselves. Types are what makes a plan checkable.
package port

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Type is the type of a port.
type Type string

// The types. Labels, Boxes and Embedding are JSON, Table is CSV (a table that
// a person attached may be XLSX), Masks are PNG, Chat is a JSON list of turns.
const (
	Text      Type = "text"
	Image     Type = "image"
	Audio     Type = "audio"
	Video     Type = "video"
	Document  Type = "document"
	Table     Type = "table"
	Labels    Type = "labels"
	Boxes     Type = "boxes"
	Masks     Type = "masks"
	Embedding Type = "embedding"
	Chat      Type = "chat"
)

// Types are all of them.
func Types() []Type {
	return []Type{Text, Image, Audio, Video, Document, Table, Labels, Boxes, Masks, Embedding, Chat}
}

// Fits reports whether a value of type from can be put on a port of type to as
// it is: the types are equal, or to is text and from is written in words.
func Fits(from, to Type) bool {
	if from == to {
		return true
	}
	switch to {
	case Text:
		return slices.Contains([]Type{Labels, Boxes, Table, Chat}, from)
	case Document:
		return from == Text
	case Labels:
		return from == Boxes
	default:
		return false
	}
}

// Spec describes one port of a task. A port of Many takes or gives a list.
type Spec struct {
	Name     string `json:"name"`
	Type     Type   `json:"type"`
	Many     bool   `json:"many,omitempty"`
	Optional bool   `json:"optional,omitempty"`
}

// Value is a value on a port: words in Text, or bytes that Body opens. A value
// in a store has the digest of its bytes. The zero Value is the empty text.
type Value struct {
	Type   Type   `json:"type"`
	Media  string `json:"media,omitempty"`  // media type, such as image/png
	Name   string `json:"name,omitempty"`   // a file name without folders, for people
	Text   string `json:"text,omitempty"`   // the whole value, when Body is nil and Digest is empty
	Digest string `json:"digest,omitempty"` // SHA-256 of the bytes in lower-case hex, when they are stored
	Size   int64  `json:"size,omitempty"`   // bytes

	// Sure is how far a model that read or heard the value trusts it, in (0, 1]:
	// the mean over its words. 0 is unknown.
	Sure float64 `json:"sure,omitempty"`

	// Kept is what a model has read of the words that it was given, where those were
	// too many for it. Empty is all of them.
	Kept string `json:"kept,omitempty"`

	// None says that the words are no answer, but why there is none: nothing works on them.
	None bool `json:"none,omitempty"`

	Body func() (io.ReadCloser, error) `json:"-"` // opens the bytes; may be called more than once
}

// Label is one entry of a Labels or Boxes value. Score is in [0, 1]. Start and
// End are in runes of the text (end exclusive), From and To in seconds, Box is
// x, y, width, height in pixels. Apart is what sets a text apart from the one that
// it was compared with, “60 days / 90 days; 1 May / 3 May”. What does not apply is
// left out.
type Label struct {
	Name  string  `json:"label"`
	Score float64 `json:"score"`
	Text  string  `json:"text,omitempty"`
	Start int     `json:"start,omitempty"`
	End   int     `json:"end,omitempty"`
	From  float64 `json:"from,omitempty"`
	To    float64 `json:"to,omitempty"`
	Box   []int   `json:"box,omitempty"`
	Apart string  `json:"apart,omitempty"`
}

// NewText returns a text value.
func NewText(s string) Value {
	return Value{Type: Text, Media: "text/plain; charset=utf-8", Text: s, Size: int64(len(s))}
}

// NewTable returns a table value of CSV with a header line.
func NewTable(csv string) Value {
	return Value{Type: Table, Media: "text/csv; charset=utf-8", Text: csv, Size: int64(len(csv))}
}

// NewLabels returns a labels value.
func NewLabels(l []Label) Value { return newJSON(Labels, nonNil(l)) }

// NewEmbedding returns an embedding value.
func NewEmbedding(v []float32) Value { return newJSON(Embedding, v) }

func nonNil(l []Label) []Label {
	if l == nil {
		return []Label{}
	}
	return l
}

func newJSON(t Type, v any) Value {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("port: write %s: %v", t, err)) // NaN: a programmer's mistake
	}
	return Value{Type: t, Media: "application/json", Text: string(b), Size: int64(len(b))}
}

// Open opens the bytes of v.
func (v Value) Open() (io.ReadCloser, error) {
	if v.Body != nil {
		return v.Body()
	}
	if v.Digest != "" && v.Text == "" {
		return nil, fmt.Errorf("open %s %s: its bytes are in a store", v.Type, v.Digest)
	}
	return io.NopCloser(strings.NewReader(v.Text)), nil
}

// Read returns the bytes of v, at most limit of them; a longer value is an error.
func (v Value) Read(limit int64) ([]byte, error) {
	r, err := v.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("%s is over %d bytes", v.Type, limit)
	}
	return b, err
}

// ReadLabels returns the labels of v.
func (v Value) ReadLabels() ([]Label, error) {
	b, err := v.Read(64 << 20)
	if err != nil {
		return nil, err
	}
	var l []Label
	if err := json.Unmarshal(b, &l); err != nil {
		return nil, fmt.Errorf("read %s: %w", v.Type, err)
	}
	return l, nil
}

// Values are the values on the ports of a node, by port name.
type Values map[string][]Value

// First returns the first value of a port, and whether there is one.
func (vs Values) First(name string) (Value, bool) {
	if l := vs[name]; len(l) > 0 {
		return l[0], true
	}
	return Value{}, false
}
