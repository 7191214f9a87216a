package task

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Kind is the type of a parameter.
type Kind string

// The kinds, with the Go type of their checked values.
const (
	String   Kind = "string"   // string
	Strings  Kind = "strings"  // []string
	Number   Kind = "number"   // float64
	Integer  Kind = "integer"  // float64 without a fraction
	Seconds  Kind = "seconds"  // float64
	Boolean  Kind = "boolean"  // bool
	Choice   Kind = "choice"   // string, one of Choices
	Language Kind = "language" // string, an ISO 639 code, such as "en" or "zh"
)

// Param is a parameter of a task: a value fixed in the graph, not an input.
type Param struct {
	Name     string   `json:"name"`
	Kind     Kind     `json:"kind"`
	Doc      string   `json:"doc"`
	Default  any      `json:"default,omitempty"`
	Choices  []string `json:"choices,omitempty"`
	Min      *float64 `json:"min,omitempty"`
	Max      *float64 `json:"max,omitempty"`
	Required bool     `json:"required,omitempty"`
}

// Params are values of parameters by name, as JSON has them.
type Params map[string]any

// Text returns a string parameter, or "".
func (p Params) Text(name string) string { s, _ := p[name].(string); return s }

// Number returns a number, or 0.
func (p Params) Number(name string) float64 { n, _ := p[name].(float64); return n }

// Bool returns a truth value, or false.
func (p Params) Bool(name string) bool { b, _ := p[name].(bool); return b }

// List returns a list of strings, or nil.
func (p Params) List(name string) []string { l, _ := p[name].([]string); return l }

// UnmarshalJSON reads lists as []string, so that a stored graph equals a checked one.
func (p *Params) UnmarshalJSON(b []byte) error {
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	for k, v := range m {
		if l, ok := v.([]any); ok {
			m[k] = texts(l)
		}
	}
	*p = m
	return nil
}

// Complete checks p against the parameters of t and returns a copy with the
// defaults filled in.
func (t Task) Complete(p Params) (Params, error) {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if !slices.ContainsFunc(t.Params, func(d Param) bool { return d.Name == name }) {
			return nil, fault.New(fault.Invalid, "%s has no parameter %q; it has %s", t.ID, name, t.paramNames())
		}
	}
	full := Params{}
	for _, d := range t.Params {
		v, given := p[d.Name]
		if !given || v == nil {
			if v = d.Default; v == nil {
				if d.Required {
					return nil, fault.New(fault.Invalid, "%s needs the parameter %q: %s", t.ID, d.Name, d.doc())
				}
				continue
			}
		}
		v, err := d.check(v)
		if err != nil {
			return nil, fault.New(fault.Invalid, "parameter %q of %s %v", d.Name, t.ID, err)
		}
		full[d.Name] = v
	}
	return full, nil
}

func (t Task) paramNames() string {
	if len(t.Params) == 0 {
		return "none"
	}
	var names []string
	for _, d := range t.Params {
		names = append(names, d.Name)
	}
	return strings.Join(names, ", ")
}

func (d Param) doc() string {
	if len(d.Choices) > 0 {
		return d.Doc + ", one of " + strings.Join(d.Choices, ", ")
	}
	return d.Doc
}

var language = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (d Param) check(v any) (any, error) {
	switch d.Kind {
	case Number, Integer, Seconds:
		return d.checkNumber(v)
	case Boolean:
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, fmt.Errorf("is %v, not true or false", v)
	case Strings:
		return d.checkList(v)
	case String, Choice, Language:
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return nil, fmt.Errorf("is %v, not a string", v)
	case d.Kind == Choice && !slices.Contains(d.Choices, s):
		return nil, fmt.Errorf("is %q, not one of %s", s, strings.Join(d.Choices, ", "))
	case d.Kind == Language && !language.MatchString(s):
		return nil, fmt.Errorf("is %q, not a language code such as en or zh", s)
	}
	return s, nil
}

func (d Param) checkNumber(v any) (any, error) {
	n, ok := v.(float64)
	if i, isInt := v.(int); isInt {
		n, ok = float64(i), true
	}
	switch {
	case !ok || math.IsNaN(n) || math.IsInf(n, 0):
		return nil, fmt.Errorf("is %v, not a number", v)
	case d.Kind == Integer && n != math.Trunc(n):
		return nil, fmt.Errorf("is %v, not a whole number", n)
	case d.Min != nil && n < *d.Min:
		return nil, fmt.Errorf("is %v, at least %v", n, *d.Min)
	case d.Max != nil && n > *d.Max:
		return nil, fmt.Errorf("is %v, at most %v", n, *d.Max)
	}
	return n, nil
}

func (d Param) checkList(v any) (any, error) {
	l, ok := v.([]string)
	if raw, isRaw := v.([]any); isRaw {
		l, ok = texts(raw), true
	}
	if !ok || slices.Contains(l, "") || d.Required && len(l) == 0 {
		return nil, fmt.Errorf("is %v, not a list of words", v)
	}
	return l, nil
}

// texts keeps what is no string as "", which no check lets through.
func texts(raw []any) []string {
	l := make([]string, len(raw))
	for i, v := range raw {
		l[i], _ = v.(string)
	}
	return l
}
