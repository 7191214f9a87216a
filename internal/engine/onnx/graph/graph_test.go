package graph_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/graph"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

// field writes a part of a message: a number, or bytes with their size.
func field(number int, v any) []byte {
	switch v := v.(type) {
	case int:
		return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3), uint64(v)) //nolint:gosec // the tests' own
	case string:
		return field(number, []byte(v))
	case []byte:
		return append(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3|2), uint64(len(v))), v...)
	}
	panic("neither a number nor bytes")
}

func all(l ...[]byte) []byte { return slices.Concat(l...) }

// model is a file with a graph of these parts, and an output.
func model(parts ...[]byte) []byte {
	return all(field(1, 8), field(7, all(all(parts...), field(12, field(1, "out")))))
}

// outside is a tensor of two numbers in another file.
func outside(facts ...string) []byte {
	t := all(field(1, 2), field(2, 1), field(8, "w"), field(14, 1))
	for i := 0; i < len(facts); i += 2 {
		t = append(t, field(13, all(field(1, facts[i]), field(2, facts[i+1])))...)
	}
	return field(5, t)
}

func TestWhatLiesIsFoundBeforeItIsLoaded(t *testing.T) {
	t.Parallel()
	beside := map[string]int64{"data": 100}
	nested := field(4, "If")
	for range 30 {
		nested = field(5, field(6, field(1, nested)))
	}
	tensor := func(parts ...[]byte) []byte { return model(field(5, all(parts...))) }
	for want, b := range map[string][]byte{
		"it is empty":                    nil,
		"has no graph":                   field(1, 8),
		"gives nothing":                  all(field(1, 8), field(7, field(2, "g"))),
		"says that it has 4611686018427": {0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f},
		"middle of a number":             {0x08, 0xff},
		"in a way that there is not":     {0x0b},
		"no number":                      {0x02, 0x00},
		"has the shape":                  tensor(field(1, 1<<40), field(1, 1<<40), field(2, 1), field(9, "1234")),
		"it must have 8":                 tensor(field(1, 2), field(2, 1), field(9, "1234")),
		"unknown type 99":                tensor(field(1, 2), field(2, 99)),
		"graphs within graphs":           model(field(1, nested)),
		`needs the operator "Leak"`:      model(field(1, all(field(4, "Leak"), field(7, "my.own")))),
		"not a file beside it":           model(outside("location", "../../etc/passwd")),
		`read "/etc/passwd"`:             model(outside("location", "/etc/passwd")),
		`read ""`:                        model(outside()),
		"is not beside it":               model(outside("location", "absent")),
		"at 96 of":                       model(outside("location", "data", "offset", "96")),
		"with 4 bytes":                   model(outside("location", "data", "length", "4")),
		"at -1 of":                       model(outside("location", "data", "offset", "99999999999999999999")),
	} {
		if _, err := graph.Read(b, beside); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s: %v", want, err)
		}
	}
	m, err := graph.Read(model(outside("location", "./data", "offset", "92"), field(11, field(1, "w")), field(11, field(1, "x"))), beside)
	if err != nil || !slices.Equal(m.External, []string{"data"}) || len(m.Inputs) != 1 || m.Inputs[0].Name != "x" {
		t.Errorf("one that is right: %+v, %v", m, err)
	}
}

func TestARealFileIsRead(t *testing.T) {
	t.Parallel()
	b := librarytest.Files(t, "sentiment")["onnx/model.onnx"]
	m, err := graph.Read(b, nil)
	if err != nil || len(m.Inputs) != 3 || m.Inputs[0].Name != "input_ids" || m.Inputs[0].Type != 7 || !slices.Equal(m.Inputs[0].Shape, []string{"batch", "tokens"}) || m.Opset != 17 || m.Measures {
		t.Fatalf("%+v, %v", m, err)
	}
	if len(m.Outputs) != 1 || m.Outputs[0].Name != "logits" || !slices.Equal(m.Outputs[0].Shape, []string{"batch", "3"}) {
		t.Errorf("%+v", m.Outputs)
	}
	for n := 1; n < len(b); n += 7 {
		if _, err := graph.Read(b[:n], nil); err == nil {
			t.Fatalf("its first %d of %d bytes are a model", n, len(b))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(model(outside("location", "data", "offset", "4")))
	f.Add(model(field(1, all(field(4, "Add"), field(5, field(5, all(field(1, 2), field(2, 1), field(9, "12345678"))))))))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := graph.Read(b, map[string]int64{"data": 16})
		if err == nil && len(m.Outputs) == 0 {
			t.Error("a model that gives nothing")
		}
	})
}
