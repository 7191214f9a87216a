package native

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
)

const (
	maxHead  = 4 << 20 // bytes of the request without its files
	maxFiles = 64
)

// head is the first part of a form: sdk.Ask.
type head struct {
	assistant.Request
	URLs []string `json:"urls"`
}

// ask takes a form: a part "request" with the JSON of sdk.Ask, then files.
// They are kept while they come, so none is ever whole in memory.
func (s server) ask(w http.ResponseWriter, r *http.Request) {
	if err := s.count(r.Context()); err != nil {
		s.refuse(w, r, err)
		return
	}
	req, err := s.read(w, r)
	if err != nil {
		s.refuse(w, r, assistant.Told(err, req))
		return
	}
	run, err := s.Desk.Ask(r.Context(), owner(r), req)
	if err != nil {
		s.fail(w, r, assistant.Told(err, req))
		return
	}
	w.Header().Set("Location", "/api/tenon/v1/runs/"+run.ID)
	api.WriteJSON(w, http.StatusCreated, listed(run))
}

func (s server) count(ctx context.Context) error {
	if s.Count == nil {
		return nil
	}
	return s.Count(ctx)
}

const (
	drainBytes = 1 << 30
	drainTime  = 10 * time.Second
)

// refuse answers while the files still come, and takes them in for a while: a
// client that sends on into a closed connection would not see the answer.
func (s server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	conn := http.NewResponseController(w)
	ready := errors.Join(conn.EnableFullDuplex(), conn.SetReadDeadline(time.Now().Add(drainTime)))
	w.Header().Set("Connection", "close")
	s.fail(w, r, err)
	if ready == nil && conn.Flush() == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drainBytes)) // how it ends does not matter
	}
}

func (s server) read(w http.ResponseWriter, r *http.Request) (assistant.Request, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return assistant.Request{}, fault.New(fault.Invalid, "the body is not a form (multipart/form-data) with a part “request” and files")
	}
	part, err := form.NextPart()
	if err != nil || part.FormName() != "request" {
		return assistant.Request{}, fault.New(fault.Invalid, "the first part of the form is not “request”")
	}
	h, err := readHead(w, part)
	if err != nil {
		return h.Request, err
	}
	if err := s.checkGiven(r.Context(), &h); err != nil {
		return h.Request, err
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return h.Request, fault.Wrap(err, fault.Invalid, "the upload broke off; send it again")
		}
		if len(h.Given) >= maxFiles {
			return h.Request, fault.New(fault.TooLarge, "over %d files came with the request", maxFiles)
		}
		g, err := s.Files.Take(r.Context(), fileName(part), part, taken(h.Given))
		if err != nil {
			return h.Request, err
		}
		h.Given = append(h.Given, g)
	}
	return s.follow(r.Context(), h)
}

// fileName keeps the folders out, and names that are not ASCII whole.
func fileName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil || params["filename"] == "" {
		return "file"
	}
	return params["filename"]
}

func readHead(w http.ResponseWriter, part io.ReadCloser) (head, error) {
	var h head
	dec := json.NewDecoder(http.MaxBytesReader(w, part, maxHead))
	dec.DisallowUnknownFields()
	err := dec.Decode(&h)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return h, fault.New(fault.TooLarge, "the request has over %d MB of text: put the long text in a file and attach it", maxHead>>20)
	case err != nil:
		return h, fault.New(fault.Invalid, "the part “request” is not the JSON of a request: %v", err)
	case !slices.Contains([]assistant.Leave{assistant.Asked, assistant.Yes, assistant.Local}, h.Leave):
		return h, fault.New(fault.Invalid, "consent %q is not yes or local", h.Leave)
	}
	return h, nil
}

func taken(given []assistant.Given) []string {
	var names []string
	for _, g := range given {
		names = append(names, g.Name)
	}
	return names
}

// artefact serves bytes by their digest, with the media type and name that
// the address asks for. Nothing that it serves may run as a page of ours.
func (s server) artefact(w http.ResponseWriter, r *http.Request) {
	f, err := s.Files.Store.Seek(r.Context(), r.PathValue("digest"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer f.Close()
	q := r.URL.Query()
	media, disposition := "application/octet-stream", "attachment"
	if m := q.Get("media"); shown(m) {
		media, disposition = m, "inline"
	}
	if q.Has("download") {
		disposition = "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("ETag", `"`+r.PathValue("digest")+`"`)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": intake.Name(q.Get("name"))}))
	http.ServeContent(w, r, "", time.Time{}, f)
}
