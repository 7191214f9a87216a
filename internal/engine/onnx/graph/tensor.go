package graph

import (
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

func decimal(n uint64) string { return strconv.FormatInt(int64(n), 10) } //nolint:gosec // as it is written

// values are numbers that a file has.
type values struct {
	name     string
	kind     int64
	shape    []int64
	raw      int64 // bytes; -1 is none
	outside  bool
	external map[string]string
}

// tensor checks numbers, and returns the name that they have.
func (r *reader) tensor(b []byte) (string, error) {
	v := values{raw: -1, external: map[string]string{}}
	err := each(b, func(e field) (err error) {
		switch {
		case e.number == 1:
			v.shape, err = numbers(v.shape, e)
		case e.number == 2:
			v.kind = int64(e.value) //nolint:gosec // checked below
		case e.number == 8:
			v.name = string(e.body)
		case e.number == 9:
			v.raw = int64(len(e.body))
		case e.number == 13 && e.kind == sized:
			key, value := "", ""
			err = each(e.body, func(e field) error {
				switch e.number {
				case 1:
					key = string(e.body)
				case 2:
					value = string(e.body)
				}
				return nil
			})
			v.external[key] = value
		case e.number == 14:
			v.outside = e.value == 1
		}
		return err
	})
	if err == nil {
		err = r.holds(v)
	}
	return v.name, err
}

// holds checks that a tensor has as many bytes as its shape says.
func (r *reader) holds(v values) error {
	n := int64(1)
	for _, d := range v.shape {
		if d < 0 || d > 0 && n > maxCount/d {
			return damaged("the tensor %.80q has the shape %v", v.name, v.shape)
		}
		n *= d
	}
	size := sizes[v.kind]
	switch {
	case size == 0 && v.kind != 8 && v.kind != 21 && v.kind != 22 && v.kind != 23 && v.kind != 25 && v.kind != 26:
		return damaged("the tensor %.80q has numbers of the unknown type %d", v.name, v.kind)
	case v.outside && size == 0:
		return damaged("the tensor %.80q is in another file, and its numbers are of type %d", v.name, v.kind)
	case v.outside:
		return r.elsewhere(v, n*size)
	case v.raw >= 0 && size > 0 && v.raw != n*size:
		return damaged("the tensor %.80q of shape %v has %d bytes, it must have %d", v.name, v.shape, v.raw, n*size)
	}
	return nil
}

// elsewhere checks numbers that stand in a file beside the model.
func (r *reader) elsewhere(v values, need int64) error {
	name := v.external["location"]
	if !local(name) {
		return fault.New(fault.Invalid, "the model wants to read %.200q, which is not a file beside it", name)
	}
	name = strings.TrimPrefix(name, "./")
	have, ok := r.beside[name]
	if !ok {
		return fault.New(fault.Invalid, "the model's numbers are in %.200q, which is not beside it", name)
	}
	number := func(key string, or int64) int64 {
		if v.external[key] == "" {
			return or
		}
		n, err := strconv.ParseInt(v.external[key], 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	offset, length := number("offset", 0), number("length", need)
	if offset < 0 || length != need || offset > have || need > have-offset {
		return damaged("the tensor %.80q of %d bytes is said to be at %d of %.200q with %d bytes, which has %d", v.name, need, offset, name, length, have)
	}
	r.m.External = append(r.m.External, name)
	return nil
}
