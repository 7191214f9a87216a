package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

// ReadJSON reads the JSON of a request of at most so many bytes. Fields that
// nobody here knows are ignored, as clients send new ones before servers know
// them; a request without a body says nothing.
func ReadJSON(w http.ResponseWriter, r *http.Request, most int64, v any) error {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.TooLarge, "the request has more than %d MiB: send it in several", most>>20)
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "the request broke off; send it again")
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil
	}
	return Misread(shape.Read(b, v))
}

// Misread is the fault of a request whose JSON could not be read. It keeps err, if that
// is a shape.Misfit, which tells the parameter that is wrong.
func Misread(err error) error {
	if _, ok := errors.AsType[*shape.Misfit](err); ok {
		return fault.Wrap(err, fault.Invalid, "%v", err)
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "the request is not the JSON that is expected here: %v", err)
	}
	return nil
}

const maxStrict = 64 << 10 // bytes of a request that ReadStrict reads

// ReadStrict reads the JSON of a small request of Tenon's own dialect, in which
// each field is known.
func ReadStrict(w http.ResponseWriter, r *http.Request, v any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxStrict))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fault.New(fault.Invalid, "the body is not the JSON that %s %s takes: %v", r.Method, r.URL.Path, err)
	}
	return nil
}
