package openai

import (
	"io"
	"mime/multipart"
	"net/http"

	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
)

// file is a file of a form, recognised by what is in it.
func (s server) file(r *http.Request, field string, want port.Type) (port.Value, error) {
	list := r.MultipartForm.File[field]
	if len(list) == 0 {
		list = r.MultipartForm.File[field+"[]"]
	}
	if len(list) != 1 {
		return port.Value{}, dialogue.Wrong(field, "the form has %d files named %q; attach one", len(list), field)
	}
	return s.recognise(list[0], want)
}

func (s server) recognise(head *multipart.FileHeader, want port.Type) (port.Value, error) {
	f, err := head.Open()
	if err != nil {
		return port.Value{}, fault.Wrap(err, fault.Invalid, "%s cannot be read", intake.Name(head.Filename))
	}
	defer f.Close()
	known, err := intake.Recognise(head.Filename, f, s.Files.Limits)
	if err != nil {
		return port.Value{}, err
	}
	if known.Type != want && (want != port.Audio || known.Type != port.Video) {
		return port.Value{}, fault.About(known.Name, fault.Invalid, "it is %s (%s), not %s", known.Type, known.Media, want)
	}
	return port.Value{
		Type: known.Type, Media: known.Media, Name: known.Name, Size: known.Size,
		Body: func() (io.ReadCloser, error) { return head.Open() },
	}, nil
}
