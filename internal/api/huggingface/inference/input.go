package inference

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

// input is what a request gives to a model.
type input struct {
	values port.Values
	params task.Params
	list   []string       // of texts, where there are many
	raw    map[string]any // the parameters as they came
	node   bool           // the client is that of JavaScript, which wants no list where others do
	more   struct {
		Stream bool `json:"stream"`
	}
}

// ports are the names that clients have for those of tasks.
var ports = map[string]string{"context": "text", "query": "question", "source_sentence": "text", "sentences": "others", "inputs": "text"}

// read reads a request: JSON, or the bytes of a file.
func (s server) read(w http.ResponseWriter, r *http.Request, t task.Task) (in input, err error) {
	in = input{values: port.Values{}, params: task.Params{}, node: strings.HasPrefix(r.UserAgent(), "@huggingface/inference/")}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return in, s.file(w, r, t, &in)
	}
	var body map[string]json.RawMessage
	if err := api.ReadJSON(w, r, maxJSON, &body); err != nil {
		return in, err
	}
	inputs, err := in.take(body)
	if err == nil {
		err = in.heed(t)
	}
	if err != nil {
		return in, err
	}
	return in, s.inputs(r, t, inputs, &in)
}

// take takes a body apart. Some tasks have their parameters beside the inputs.
func (in *input) take(body map[string]json.RawMessage) (inputs json.RawMessage, err error) {
	in.raw = map[string]any{}
	for name, raw := range body {
		switch name {
		case "inputs":
			inputs = raw
		case "parameters":
			err = shape.In(name, shape.Read(raw, &in.raw))
		case "stream":
			err = shape.In(name, shape.Read(raw, &in.more.Stream))
		}
		if err != nil {
			return nil, api.Misread(err)
		}
	}
	if in.raw == nil {
		in.raw = map[string]any{} // parameters was null
	}
	for name, raw := range body {
		if _, there := in.raw[name]; there || slices.Contains([]string{"inputs", "parameters", "stream", "model", "options"}, name) {
			continue
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, api.Misread(err)
		}
		in.raw[name] = v
	}
	return inputs, nil
}

// value is a parameter as tasks have it: lists are of texts.
func value(v any) any {
	l, ok := v.([]any)
	if !ok {
		return v
	}
	out := []string{}
	for _, one := range l {
		out = append(out, fmt.Sprint(one))
	}
	return out
}

// first is the port that inputs alone are for: the first that is not given.
func (in input) first(t task.Task) (port.Spec, bool) {
	for _, spec := range t.In {
		if _, given := in.values[spec.Name]; !given {
			return spec, true
		}
	}
	return port.Spec{}, false
}

func (s server) inputs(r *http.Request, t task.Task, raw json.RawMessage, in *input) error {
	spec, open := in.first(t)
	var text string
	var list []string
	var object map[string]json.RawMessage
	switch {
	case len(raw) == 0 || !open:
		return fault.New(fault.Invalid, "there are no inputs; send {\"inputs\": …} or the bytes of a file")
	case json.Unmarshal(raw, &text) == nil:
		return s.put(r, spec, raw, in)
	case json.Unmarshal(raw, &list) == nil && spec.Type == port.Text && !spec.Many:
		in.list = append([]string{}, list...)
		return nil
	case json.Unmarshal(raw, &object) == nil:
		for name, one := range object {
			spec, ok := takes(t, name)
			if !ok {
				return fault.New(fault.Invalid, "%s has no input %q", t.ID, name)
			}
			if err := s.put(r, spec, one, in); err != nil {
				return err
			}
		}
		return nil
	}
	return fault.New(fault.Invalid, "inputs is neither a text, nor an object of the inputs of %s", t.ID)
}

// takes finds the port of a task that has the name, or for which clients have it.
// A model of vectors compares texts too, by theirs.
func takes(t task.Task, name string) (port.Spec, bool) {
	if t.ID == callee.Embeds {
		t, _ = task.Lookup(string(callee.Compares)) // it has the text of the other as well
	}
	if spec, ok := t.Input(name); ok {
		return spec, true
	}
	return t.Input(ports[name])
}

// put puts a value on a port: a text, a table, or a file in base64.
func (s server) put(r *http.Request, spec port.Spec, raw json.RawMessage, in *input) error {
	var text string
	var list []string
	switch {
	case spec.Type == port.Table:
		v, err := table(raw)
		in.values[spec.Name] = []port.Value{v}
		return err
	case json.Unmarshal(raw, &text) == nil:
		list = []string{text}
	case json.Unmarshal(raw, &list) != nil || !spec.Many:
		return fault.New(fault.Invalid, "the input %q is not %s", spec.Name, form(spec.Type))
	}
	for _, one := range list {
		if spec.Type == port.Text {
			in.values[spec.Name] = append(in.values[spec.Name], port.NewText(one))
			continue
		}
		if !strings.HasPrefix(one, "data:") {
			if _, err := base64.StdEncoding.DecodeString(one); err != nil {
				return fault.New(fault.Invalid, "the input %q is %s; it is not in base64", spec.Name, form(spec.Type))
			}
			one = "data:;base64," + one
		}
		if err := s.take(r, spec, one, in); err != nil {
			return err
		}
	}
	return nil
}

// take keeps the file at an address, which holds it.
func (s server) take(r *http.Request, spec port.Spec, address string, in *input) error {
	g, err := s.Files.At(r.Context(), string(spec.Type), address, nil)
	if err != nil {
		return err
	}
	return s.on(r, spec, g.Value, in)
}

func (s server) on(r *http.Request, spec port.Spec, v port.Value, in *input) error {
	if !port.Fits(v.Type, spec.Type) && (spec.Type != port.Audio || v.Type != port.Video) {
		return fault.New(fault.Invalid, "the input %q is %s (%s), not %s", spec.Name, v.Type, v.Media, spec.Type)
	}
	v.Body = func() (io.ReadCloser, error) { return s.Files.Store.Seek(r.Context(), v.Digest) }
	in.values[spec.Name] = append(in.values[spec.Name], v)
	return nil
}

// file takes the body of a request as the first input that is no text.
func (s server) file(w http.ResponseWriter, r *http.Request, t task.Task, in *input) error {
	for _, spec := range t.In {
		if spec.Type == port.Text || spec.Type == port.Table {
			continue
		}
		g, err := s.Files.Take(r.Context(), string(spec.Type), http.MaxBytesReader(w, r.Body, s.Files.MaxBytes()), nil)
		if err != nil {
			return err
		}
		return s.on(r, spec, g.Value, in)
	}
	return fault.New(fault.Invalid, "%s takes no file; send {\"inputs\": …} as application/json", t.ID)
}

// table makes a table of an object of columns, whose order counts.
func table(raw json.RawMessage) (port.Value, error) {
	bad := fault.New(fault.Invalid, "the table is no object of columns that are lists of equal length")
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return port.Value{}, bad
	}
	var rows [][]string
	for width := 0; dec.More(); width++ {
		name, err := dec.Token()
		var cells []any
		if err != nil || dec.Decode(&cells) != nil || width > 0 && len(cells)+1 != len(rows) {
			return port.Value{}, bad
		}
		if width == 0 {
			rows = make([][]string, len(cells)+1)
		}
		rows[0] = append(rows[0], fmt.Sprint(name))
		for i, c := range cells {
			rows[i+1] = append(rows[i+1], cell(c))
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('}') || len(rows) == 0 {
		return port.Value{}, bad
	}
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return port.Value{}, fmt.Errorf("write a table: %w", err)
	}
	return port.NewTable(b.String()), nil
}

// cell is a value as a table has it; none is empty.
func cell(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
