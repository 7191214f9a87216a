package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ardanlabs/jinja"
)

// maxDepth is how deeply values may lie within each other.
const maxDepth = 64

// decode reads JSON as values whose keys stay in order.
func decode(data []byte) (map[string]jinja.Value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := next(d, 0)
	if err != nil {
		return nil, err
	}
	if !v.IsDict() {
		return nil, errors.New("the values of a template are not an object")
	}
	return v.AsDict().Data, nil
}

func next(d *json.Decoder, depth int) (jinja.Value, error) {
	t, err := d.Token()
	if err != nil {
		return jinja.None(), fmt.Errorf("read the values of a template: %w", err)
	}
	if depth > maxDepth {
		return jinja.None(), errors.New("the values of a template lie too deeply within each other")
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return list(d, depth)
		}
		return dict(d, depth)
	case json.Number:
		if n, err := t.Int64(); err == nil {
			return jinja.NewInt(n), nil
		}
		f, err := t.Float64()
		if err != nil {
			return jinja.None(), fmt.Errorf("read a number: %w", err)
		}
		return jinja.NewFloat(f), nil
	case string:
		return jinja.NewString(t), nil
	case bool:
		return jinja.NewBool(t), nil
	default:
		return jinja.None(), nil
	}
}

func list(d *json.Decoder, depth int) (jinja.Value, error) {
	var items []jinja.Value
	for d.More() {
		v, err := next(d, depth+1)
		if err != nil {
			return jinja.None(), err
		}
		items = append(items, v)
	}
	_, err := d.Token()
	return jinja.NewList(items), err
}

func dict(d *json.Decoder, depth int) (jinja.Value, error) {
	out := jinja.NewDict()
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return jinja.None(), fmt.Errorf("read the values of a template: %w", err)
		}
		v, err := next(d, depth+1)
		if err != nil {
			return jinja.None(), err
		}
		out.AsDict().Set(fmt.Sprint(k), v)
	}
	_, err := d.Token()
	return out, err
}

// pythonJSON is the filter tojson: in order, with blanks after signs, and
// letters as they are.
func pythonJSON(args []jinja.Value, named map[string]jinja.Value) (jinja.Value, error) {
	if len(args) == 0 {
		return jinja.Undefined(), errors.New("tojson needs a value")
	}
	w := jsonWriter{indent: -1}
	if v, ok := named["indent"]; ok && v.IsInt() {
		w.indent = int(max(0, min(v.AsInt(), 16)))
	}
	if err := w.value(args[0], 0); err != nil {
		return jinja.Undefined(), err
	}
	return jinja.NewString(w.String()), nil
}

type jsonWriter struct {
	strings.Builder
	indent int // blanks; -1 is all on one line
}

func (w *jsonWriter) value(v jinja.Value, depth int) error {
	switch {
	case depth > maxDepth:
		return errors.New("tojson: values lie too deeply within each other")
	case v.IsNone(), v.IsUndefined():
		w.WriteString("null")
	case v.IsBool():
		w.WriteString(strconv.FormatBool(v.AsBool()))
	case v.IsInt():
		w.WriteString(strconv.FormatInt(v.AsInt(), 10))
	case v.IsFloat():
		b, err := json.Marshal(v.AsFloat())
		if err != nil {
			return fmt.Errorf("tojson: %w", err)
		}
		w.Write(b)
	case v.IsString():
		w.text(v.AsString())
	case v.IsList():
		return w.items('[', ']', v.AsList().Len(), depth, func(i int) error { return w.value(v.AsList().Items[i], depth+1) })
	case v.IsDict():
		keys := v.AsDict().OrderedKeys()
		return w.items('{', '}', len(keys), depth, func(i int) error {
			w.text(keys[i])
			w.WriteString(": ")
			item, _ := v.AsDict().Get(keys[i])
			return w.value(item, depth+1)
		})
	default:
		return errors.New("tojson: a function is no value")
	}
	return nil
}

func (w *jsonWriter) text(s string) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text cannot fail
	w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func (w *jsonWriter) items(open, closing byte, n, depth int, item func(int) error) error {
	w.WriteByte(open)
	for i := range n {
		if i > 0 {
			w.WriteByte(',')
			if w.indent < 0 {
				w.WriteByte(' ')
			}
		}
		w.line(depth + 1)
		if err := item(i); err != nil {
			return err
		}
	}
	if n > 0 {
		w.line(depth)
	}
	w.WriteByte(closing)
	return nil
}

func (w *jsonWriter) line(depth int) {
	if w.indent >= 0 {
		w.WriteByte('\n')
		w.WriteString(strings.Repeat(" ", w.indent*depth))
	}
}
