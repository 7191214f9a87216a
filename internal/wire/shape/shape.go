// Package shape reads JSON into Go values and says, where a value of another kind
// stands than is read, which one it is and what must stand there, in the words of who
// sent it. It judges kinds alone: what a value means is the reader's business.
package shape

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Misfit is a value of another kind than is read. Path is where it stands, as
// messages[0].content, and empty for the whole; Want is what must stand there.
type Misfit struct{ Path, Want string }

func (m *Misfit) Error() string {
	path := m.Path
	if path == "" {
		path = "the whole"
	}
	return path + " must be " + m.Want
}

// In tells of a misfit within what stands at a path; other errors stay as they are.
func In(path string, err error) error {
	m, ok := errors.AsType[*Misfit](err)
	switch {
	case !ok:
		return err
	case m.Path == "" || strings.HasPrefix(m.Path, "["):
		return &Misfit{path + m.Path, m.Want}
	}
	return &Misfit{path + "." + m.Path, m.Want}
}

// Formed is a type that reads values of several forms: Forms has a Go value for each.
type Formed interface{ Forms() []any }

// Read is json.Unmarshal, whose error is a *Misfit where a value is of the wrong kind.
func Read(b []byte, v any) error {
	err := json.Unmarshal(b, v)
	if err == nil || !json.Valid(b) {
		return err
	}
	if m := Find(b, v); m != nil {
		return m
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok { // of a member that is there twice
		return &Misfit{e.Field, cmp.Or(wanted(e.Type), "of another kind")}
	}
	return err
}

// Find is the first value in JSON that is of another kind than v reads; nil where
// each is as it must be, or b is no JSON.
func Find(b []byte, v any) *Misfit {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var said any
	if d.Decode(&said) != nil {
		return nil //nolint:nilerr // no JSON has no kinds
	}
	return find(said, reflect.TypeOf(v), "")
}

// The kinds of JSON.
const (
	text    = "a string"
	number  = "a number"
	integer = "an integer"
	boolean = "a boolean"
	list    = "an array"
	object  = "an object"
)

// find is the first misfit in what was said where t is read.
func find(said any, t reflect.Type, path string) *Misfit {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if said == nil || t == nil {
		return nil // null is nothing said
	}
	fresh := reflect.New(t).Interface()
	if f, ok := fresh.(Formed); ok {
		return formed(said, f, path)
	}
	if _, ok := fresh.(json.Unmarshaler); ok {
		return nil // it judges itself
	}
	want := wanted(t)
	if want == "" {
		return nil
	}
	if !is(said, want) {
		return &Misfit{path, want}
	}
	switch said := said.(type) {
	case json.Number:
		return within(said, t, path)
	case []any:
		return each(said, t, path)
	case map[string]any:
		return members(said, t, path)
	}
	return nil
}

// formed finds the form that a value has among those that are read.
func formed(said any, f Formed, path string) *Misfit {
	var wants []string
	for _, form := range f.Forms() {
		t := reflect.TypeOf(form)
		want := wanted(t)
		if want == "" {
			return nil
		}
		if is(said, want) {
			return find(said, t, path)
		}
		wants = append(wants, want)
	}
	return &Misfit{path, strings.Join(wants, " or ")}
}

// wanted is the kind of JSON that a type reads; empty is any.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Bool:
		return boolean
	case reflect.Float32, reflect.Float64:
		return number
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return integer
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return text // in base64
		}
		return list
	case reflect.Array:
		return list
	case reflect.Map, reflect.Struct:
		return object
	default:
		return ""
	}
}

func is(said any, want string) bool {
	switch said := said.(type) {
	case string:
		return want == text
	case bool:
		return want == boolean
	case json.Number:
		return want == number || want == integer && !strings.ContainsAny(said.String(), ".eE")
	case []any:
		return want == list
	case map[string]any:
		return want == object
	}
	return false
}

// within says whether a number is one that t can hold.
func within(n json.Number, t reflect.Type, path string) *Misfit {
	at := reflect.New(t).Elem()
	var fits bool
	switch {
	case at.CanInt():
		i, err := strconv.ParseInt(n.String(), 10, 64)
		fits = err == nil && !at.OverflowInt(i)
	case at.CanUint():
		i, err := strconv.ParseUint(n.String(), 10, 64)
		fits = err == nil && !at.OverflowUint(i)
	default:
		f, err := n.Float64()
		fits = err == nil && !at.OverflowFloat(f)
	}
	if fits {
		return nil
	}
	if at.CanUint() && strings.HasPrefix(n.String(), "-") {
		return &Misfit{path, integer + " that is not below 0"}
	}
	return &Misfit{path, wanted(t) + fmt.Sprintf(" of %d bits", t.Bits())}
}

func each(said []any, t reflect.Type, path string) *Misfit {
	for i, one := range said {
		if m := find(one, t.Elem(), path+"["+strconv.Itoa(i)+"]"); m != nil {
			return m
		}
	}
	return nil
}

// members finds the first misfit among those that t has names for.
func members(said map[string]any, t reflect.Type, path string) *Misfit {
	if path != "" {
		path += "."
	}
	names := slices.Sorted(maps.Keys(said))
	if t.Kind() == reflect.Map {
		for _, name := range names {
			if m := find(said[name], t.Elem(), path+name); m != nil {
				return m
			}
		}
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		for _, key := range names {
			if !strings.EqualFold(key, name) { // as json reads them
				continue
			}
			if m := find(said[key], f.Type, path+name); m != nil {
				return m
			}
		}
	}
	return nil
}
