package remote

import (
	"bytes"
	"crypto/rand"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// file is the one file of a form.
type file struct {
	field, name, media string
	size               int64 // bytes; -1 is unknown
	open               func() (io.ReadCloser, error)
}

// form is a multipart form that streams its file: what stands before and after
// the file is made here, so that the length is known.
func form(fields [][2]string, f file) payload {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	// A buffer takes all that is written, so that no error can come.
	_ = w.SetBoundary("tenon-" + rand.Text())
	for _, kv := range fields {
		_ = w.WriteField(kv[0], kv[1])
	}
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "")
	_, _ = w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + f.field + `"; filename="` + quote.Replace(f.name) + `"`},
		"Content-Type":        {f.media},
	})
	before := bytes.Clone(head.Bytes())
	_ = w.Close()
	after := head.Bytes()[len(before):]
	p := payload{media: w.FormDataContentType(), size: -1}
	if f.size >= 0 {
		p.size = int64(len(before)) + f.size + int64(len(after))
	}
	p.open = func() (io.ReadCloser, error) {
		r, err := f.open()
		if err != nil {
			return nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(before), r, bytes.NewReader(after)), r}, nil
	}
	return p
}
