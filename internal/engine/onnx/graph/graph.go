// Package graph looks through an ONNX file before a native library does: whether
// every part is where it says, whether tensors have the numbers that they claim,
// and whether what stands in other files stands in the model's folder. It
// computes nothing.
package graph

import (
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// What a file may have at the most.
const (
	maxDepth = 16 // graphs within graphs
	maxList  = 64 // dimensions
	maxCount = 1 << 40
)

// Port is an input or output of a model.
type Port struct {
	Name  string
	Type  int      // of its numbers, as ONNX counts them; 0 is no tensor
	Shape []string // a number, a name, or ? for each dimension; nil is not said
}

// Model is what a file says.
type Model struct {
	Inputs, Outputs []Port // inputs without those that the file has values for
	External        []string
	Opset           int64 // of ONNX's own operators
	Measures        bool  // it quantises what it computes by the range of all of it, a batch's rows together

	Metadata map[string]string // what whoever made the file says of the model
}

// sizes are the bytes of numbers by their type.
var sizes = map[int64]int64{1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2, 17: 1, 18: 1, 19: 1, 20: 1, 24: 1}

// domains are those whose operators ONNX Runtime has.
var domains = []string{"", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training", "com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc", "com.microsoft.experimental", "org.pytorch.aten"}

// reader looks through a file.
type reader struct {
	beside map[string]int64 // sizes of the files beside it
	own    []string         // domains of functions that the file brings
	m      Model
	values map[string]bool // that the file has, by name
}

// Read looks through a model; beside are the sizes of the files in its folder, by
// name. Faults: Invalid.
func Read(b []byte, beside map[string]int64) (Model, error) {
	r := &reader{beside: beside, values: map[string]bool{}}
	if len(b) == 0 {
		return r.m, damaged("it is empty")
	}
	var graph []byte
	version := uint64(0)
	err := each(b, func(e field) error {
		switch {
		case e.number == 1 && e.kind == varint:
			version = e.value
		case e.number == 7 && e.kind == sized:
			graph = e.body
		case e.number == 8 && e.kind == sized:
			return r.opset(e.body)
		case e.number == 14 && e.kind == sized:
			return r.metadata(e.body)
		case e.number == 25 && e.kind == sized:
			return r.function(e.body)
		}
		return nil
	})
	if err != nil {
		return r.m, err
	}
	if version == 0 || version > 100 || graph == nil {
		return r.m, fault.New(fault.Invalid, "the file is no ONNX model: it has no graph")
	}
	if err := r.graph(graph, 0); err != nil {
		return r.m, err
	}
	r.m.Inputs = slices.DeleteFunc(r.m.Inputs, func(p Port) bool { return r.values[p.Name] })
	if len(r.m.Outputs) == 0 {
		return r.m, damaged("its graph gives nothing")
	}
	slices.Sort(r.m.External)
	r.m.External = slices.Compact(r.m.External)
	return r.m, nil
}

func (r *reader) metadata(b []byte) error {
	key, value := "", ""
	err := each(b, func(e field) error {
		switch e.number {
		case 1:
			key = string(e.body)
		case 2:
			value = string(e.body)
		}
		return nil
	})
	if r.m.Metadata == nil {
		r.m.Metadata = map[string]string{}
	}
	r.m.Metadata[key] = value
	return err
}

func (r *reader) opset(b []byte) error {
	domain, version := "", int64(0)
	err := each(b, func(e field) error {
		switch e.number {
		case 1:
			domain = string(e.body)
		case 2:
			version = int64(e.value) //nolint:gosec // as it is written
		}
		return nil
	})
	if domain == "" || domain == "ai.onnx" {
		r.m.Opset = version
	}
	return err
}

// function notes the domain of a function that the file brings, and looks through it.
func (r *reader) function(b []byte) error {
	return each(b, func(e field) error {
		switch {
		case e.number == 10:
			r.own = append(r.own, string(e.body))
		case e.number == 7 && e.kind == sized:
			return r.node(e.body, 1)
		}
		return nil
	})
}

func (r *reader) graph(b []byte, depth int) error {
	if depth > maxDepth {
		return damaged("it has more than %d graphs within graphs", maxDepth)
	}
	return each(b, func(e field) error {
		if e.kind != sized {
			return nil
		}
		switch e.number {
		case 1:
			return r.node(e.body, depth)
		case 5:
			name, err := r.tensor(e.body)
			r.values[name] = r.values[name] || depth == 0
			return err
		case 15:
			return each(e.body, func(e field) error {
				if e.kind != sized {
					return nil
				}
				_, err := r.tensor(e.body)
				return err
			})
		case 11, 12:
			p, err := port(e.body)
			if err == nil && depth == 0 && e.number == 11 {
				r.m.Inputs = append(r.m.Inputs, p)
			} else if err == nil && depth == 0 {
				r.m.Outputs = append(r.m.Outputs, p)
			}
			return err
		}
		return nil
	})
}

func (r *reader) node(b []byte, depth int) error {
	kind, domain := "", ""
	err := each(b, func(e field) error {
		switch {
		case e.number == 4:
			kind = string(e.body)
		case e.number == 7:
			domain = string(e.body)
		case e.number == 5 && e.kind == sized:
			return r.attribute(e.body, depth)
		}
		return nil
	})
	r.m.Measures = r.m.Measures || kind == "DynamicQuantizeLinear"
	if err == nil && !slices.Contains(domains, domain) && !slices.Contains(r.own, domain) {
		err = fault.New(fault.Invalid, "the model needs the operator %.80q of %.80q, which ONNX Runtime does not have", kind, domain)
	}
	return err
}

func (r *reader) attribute(b []byte, depth int) error {
	return each(b, func(e field) error {
		if e.kind != sized {
			return nil
		}
		switch e.number {
		case 5, 10:
			_, err := r.tensor(e.body)
			return err
		case 6, 11:
			return r.graph(e.body, depth+1)
		}
		return nil
	})
}

// port reads what an input or output is.
func port(b []byte) (p Port, err error) {
	err = each(b, func(e field) error {
		if e.number == 1 {
			p.Name = strings.ToValidUTF8(string(e.body), "\ufffd")
		}
		if e.number != 2 || e.kind != sized {
			return nil
		}
		return each(e.body, func(e field) error { // its type
			if e.number != 1 || e.kind != sized {
				return nil
			}
			return each(e.body, func(e field) error { // a tensor's
				switch {
				case e.number == 1:
					p.Type = int(min(e.value, 1<<16)) //nolint:gosec // small
				case e.number == 2 && e.kind == sized:
					p.Shape, err = shape(e.body)
					return err
				}
				return nil
			})
		})
	})
	return p, err
}

func shape(b []byte) ([]string, error) {
	l := []string{}
	err := each(b, func(e field) error {
		if e.number != 1 || e.kind != sized {
			return nil
		}
		d := "?"
		err := each(e.body, func(e field) error {
			switch e.number {
			case 1:
				d = decimal(e.value)
			case 2:
				d = strings.ToValidUTF8(string(e.body), "\ufffd")
			}
			return nil
		})
		if l = append(l, d); len(l) > maxList {
			return damaged("a tensor has more than %d dimensions", maxList)
		}
		return err
	})
	return l, err
}

// local says whether a file is beside the model, whatever the system.
func local(name string) bool {
	return name != "" && !path.IsAbs(name) && path.Clean(name) == strings.TrimPrefix(name, "./") && !strings.HasPrefix(path.Clean(name), "..") &&
		!strings.ContainsAny(name, "\\\x00:") && !strings.Contains(strings.TrimPrefix(name, "./"), "/")
}
