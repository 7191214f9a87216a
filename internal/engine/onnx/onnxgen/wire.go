package onnxgen

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// mark begins a doc_string that is a recipe.
const mark = "seed: "

// The messages of an ONNX file in which tensors stand.
const (
	whole = iota
	graph
	function
	node
	attribute
	sparse
	tensor
)

// inside says by their fields which messages are in which.
var inside = map[int]map[protowire.Number]int{
	whole:     {7: graph, 25: function},
	graph:     {1: node, 5: tensor, 15: sparse},
	function:  {7: node},
	node:      {5: attribute},
	attribute: {5: tensor, 6: graph, 10: tensor, 11: graph, 22: sparse, 23: sparse},
	sparse:    {1: tensor},
}

// field is one field of a message.
type field struct {
	number protowire.Number
	value  uint64 // of a number
	body   []byte // of what has a size; nil of a number
	all    []byte // as it stands
}

// each calls f with the fields of a message in their order.
func each(b []byte, f func(field) error) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeField(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		e := field{number: number, all: b[:n]}
		_, _, key := protowire.ConsumeTag(b)
		switch kind {
		case protowire.VarintType:
			e.value, _ = protowire.ConsumeVarint(b[key:n])
		case protowire.BytesType:
			e.body, _ = protowire.ConsumeBytes(b[key:n])
		default: // it stays as it stands
		}
		if err := f(e); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// rewrite replaces the tensors of a message, at any depth, by what f makes of them.
func rewrite(b []byte, kind int, f func([]byte) ([]byte, error)) ([]byte, error) {
	if kind == tensor {
		return f(b)
	}
	var out []byte
	err := each(b, func(e field) error {
		in, ok := inside[kind][e.number]
		if !ok {
			out = append(out, e.all...)
			return nil
		}
		body, err := rewrite(e.body, in, f)
		out = sized(out, e.number, body)
		return err
	})
	return out, err
}

func sized(b []byte, number protowire.Number, body []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, number, protowire.BytesType), body)
}

// values is a tensor that may have to be made.
type values struct {
	whole  []byte
	name   string
	shape  []int
	kind   int
	recipe string
	file   string // that has its numbers, from offset on
	offset int
}

func read(b []byte) (t values, err error) {
	t.whole = b
	where := map[string]string{}
	err = each(b, func(e field) error {
		switch e.number {
		case 1:
			return dimensions(&t.shape, e)
		case 2:
			t.kind = int(e.value) //nolint:gosec // small
		case 8:
			t.name = string(e.body)
		case 12:
			if s, ok := strings.CutPrefix(string(e.body), mark); ok {
				t.recipe = s
			}
		case 13:
			pair := map[protowire.Number]string{}
			err := each(e.body, func(e field) error { pair[e.number] = string(e.body); return nil })
			where[pair[1]] = pair[2]
			return err
		default:
		}
		return nil
	})
	if t.file = where["location"]; err == nil && where["offset"] != "" {
		if t.offset, err = strconv.Atoi(where["offset"]); err != nil {
			err = fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return t, err
}

// dimensions adds those of a field: one, or several in a row.
func dimensions(shape *[]int, e field) error {
	if e.body == nil {
		*shape = append(*shape, int(e.value)) //nolint:gosec // small
		return nil
	}
	for b := e.body; len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		*shape, b = append(*shape, int(v)), b[n:] //nolint:gosec // small
	}
	return nil
}

// with puts data where the recipe is, which goes; without data it only goes.
func (t values) with(data []byte) (out []byte, err error) {
	err = each(t.whole, func(e field) error {
		if e.number != 12 {
			out = append(out, e.all...)
		} else if data != nil {
			out = sized(out, 9, data)
		}
		return nil
	})
	return out, err
}
