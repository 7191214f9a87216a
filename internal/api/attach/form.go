package attach

import (
	"errors"
	"net/http"

	"github.com/tenonhub/tenon/internal/fault"
)

const maxForm = 8 << 20 // bytes of a form in memory; the rest is on the disk

// Form reads a form; what is large of it lies on the disk until done is called.
func (d Desk) Form(w http.ResponseWriter, r *http.Request) (done func(), err error) {
	most := d.MaxBytes()
	r.Body = http.MaxBytesReader(w, r.Body, most+maxForm)
	err = r.ParseMultipartForm(maxForm)
	done = func() {
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll() // they are temporary
		}
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return done, fault.New(fault.TooLarge, "the request is over %d MiB", most>>20)
	}
	if err != nil {
		return done, fault.Wrap(err, fault.Invalid, "the body is not a whole form (multipart/form-data)")
	}
	return done, nil
}
