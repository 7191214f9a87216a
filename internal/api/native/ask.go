package native

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	"github.com/tenonhub/tenon/internal/port"
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
		g, err := s.take(r.Context(), fileName(part), part, h.Given)
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

// take keeps a file and recognises what it is. Text comes out as UTF-8.
func (s server) take(ctx context.Context, name string, r io.Reader, given []assistant.Given) (assistant.Given, error) {
	name = intake.Unique(name, taken(given))
	from := &upload{r: io.LimitReader(r, s.maxBytes()+1)}
	digest, _, err := s.Store.Keep(ctx, from)
	if err != nil {
		return assistant.Given{}, about(name, cmp.Or(from.broken(), err))
	}
	return s.recognise(ctx, name, digest)
}

// upload remembers why the bytes of a file stopped coming.
type upload struct {
	r   io.Reader
	err error
}

func (u *upload) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		u.err = err
	}
	return n, err
}

// broken is a fault if the bytes broke off where they came from.
func (u *upload) broken() error {
	if _, known := errors.AsType[*fault.Error](u.err); known || u.err == nil {
		return nil
	}
	return fault.Wrap(u.err, fault.Invalid, "the upload broke off; send it again")
}

// recognise says what the bytes under a digest are. Text that is not UTF-8 is
// kept again as that.
func (s server) recognise(ctx context.Context, name, digest string) (assistant.Given, error) {
	file, err := s.Store.Seek(ctx, digest)
	if err != nil {
		return assistant.Given{}, err
	}
	defer file.Close()
	known, err := intake.Recognise(name, file, s.Limits)
	if err != nil {
		return assistant.Given{}, err
	}
	size := known.Size
	if !known.Plain() {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return assistant.Given{}, fmt.Errorf("read %s: %w", name, err)
		}
		if digest, size, err = s.Store.Keep(ctx, known.UTF8(file)); err != nil {
			return assistant.Given{}, about(name, err)
		}
	}
	v := port.Value{Type: known.Type, Media: known.Media, Name: name, Digest: digest, Size: size}
	return assistant.Given{Value: v, Notice: known.Notice}, nil
}

// about makes a failure to keep a file name that file.
func about(name string, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Subject != "" {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	named := *f
	named.Subject = name
	return &named
}

func (s server) maxBytes() int64 {
	if s.Limits.Bytes > 0 {
		return s.Limits.Bytes
	}
	return 2 << 30
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
	f, err := s.Store.Seek(r.Context(), r.PathValue("digest"))
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
