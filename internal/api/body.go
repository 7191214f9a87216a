package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/tenonhub/tenon/internal/fault"
)

// ReadJSON reads the JSON of a request of at most so many bytes. Fields that
// nobody here knows are ignored, as clients send new ones before servers know
// them; a request without a body says nothing.
func ReadJSON(w http.ResponseWriter, r *http.Request, most int64, v any) error {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, most)).Decode(v)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.TooLarge, "the request has more than %d MiB: send it in several", most>>20)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(err, fault.Invalid, "the request is not the JSON that is expected here")
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
