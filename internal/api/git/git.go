// Package git is how git and git-lfs talk to the hub: the smart HTTP protocol,
// the LFS API, and the addresses that large files are sent to and read from.
package git

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// Parts are what the handler is made of.
type Parts struct {
	Hub     *hub.Hub
	Uploads Uploads
	Room    func(bytes int64) error // fails when the disk has no room for so many more
	Xet     Xet                     // nil is none
	Secret  []byte                  // signs the addresses of large files
	Log     *slog.Logger
}

// Uploads keeps large files that come in parts until they are whole.
type Uploads interface {
	Save(ctx context.Context, upload string, n int, size int64, r io.Reader) (tag string, err error)
	Size(upload string, n int) int64 // of a part; -1 if it has not come
	Join(upload string, n int) (io.ReadCloser, error)
	Drop(upload string) error
}

// Xet lets clients send large files chunk by chunk, on behalf of the actor of
// the context.
type Xet interface {
	Token(ctx context.Context, scope string, write bool) (token string, until time.Time, err error)
}

// Options are the optional parts of a handler.
type Options struct {
	PartSize int64 // bytes of a part of an upload in parts; 0 is 1 GiB
}

const defaultPartSize = 1 << 30

type handler struct {
	Parts
	partSize int64
	now      func() time.Time
}

// Server answers git and git-lfs on behalf of the actor of the context.
type Server struct{ h *handler }

// New returns a server of its parts.
func New(p Parts, o Options) *Server {
	return &Server{&handler{Parts: p, partSize: cmp.Or(o.PartSize, defaultPartSize), now: time.Now}}
}

// Routes adds what the server answers.
func (s *Server) Routes(mux api.Mux) {
	for pattern, f := range map[string]answer{
		"/{place}/info/refs":                         s.h.advertise,
		"/{place}/git-upload-pack":                   s.h.fetch,
		"/{place}/git-receive-pack":                  s.h.push,
		"/{place}/info/lfs/":                         nothing,
		"POST /{place}/info/lfs/objects/batch":       s.h.batch,
		"POST /{place}/info/lfs/locks":               s.h.lock,
		"GET /{place}/info/lfs/locks":                s.h.listLocks,
		"POST /{place}/info/lfs/locks/verify":        s.h.verifyLocks,
		"POST /{place}/info/lfs/locks/{lock}/unlock": s.h.unlock,
		"/lfs/":                                  s.h.transfer,
		"/lfs/{repository}/{digest}/{verb}":      s.h.transfer,
		"/lfs/{repository}/{digest}/part/{part}": s.h.transfer,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := f(w, r, api.At(r)); err != nil {
				s.h.fail(w, r, err)
			}
		})
	}
}

// answer answers about a repository, or fails before anything was written.
type answer func(w http.ResponseWriter, r *http.Request, p api.Place) error

func nothing(http.ResponseWriter, *http.Request, api.Place) error {
	return fault.New(fault.NotFound, "the LFS API has nothing at this address")
}

// Upload is an address to which whoever has it can send a large file of a
// repository, by PUT, for a time. It is on the host that r was sent to.
func (s *Server) Upload(r *http.Request, repo hub.ID, p hub.Pointer) string {
	return s.h.sign(r, target{repo: repo, Pointer: p, verb: "put"})
}

// Room fails when the disk has no room for so many bytes more. Fault: Exhausted.
func (s *Server) Room(bytes int64) error { return s.h.Room(bytes) }

// fail is the one place where failures become replies to git and git-lfs. Git
// asks for a name and password after a 401, so that is what nobody is told
// about a repository that may not be there.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, msg := fault.Of(err)
	status := map[fault.Kind]int{
		fault.Invalid: http.StatusUnprocessableEntity, fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
		fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.Stale: http.StatusConflict, fault.TooLarge: http.StatusRequestEntityTooLarge,
		fault.Exhausted: http.StatusInsufficientStorage, fault.Unavailable: http.StatusServiceUnavailable, fault.Canceled: 499,
	}[kind]
	if status == 0 {
		h.Log.ErrorContext(r.Context(), "git request failed", "path", r.URL.Path, "err", err)
		status, msg = http.StatusInternalServerError, "internal error: the server's log says more"
	}
	status = api.Gateway(err, status)
	if kind == fault.NotFound && account.From(r.Context()).Anonymous() {
		status = http.StatusUnauthorized
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="Tenon", charset="UTF-8"`)
		w.Header().Set("LFS-Authenticate", `Basic realm="Tenon", charset="UTF-8"`)
	}
	w.Header().Set("X-Error-Message", api.HeaderText(msg)) // which huggingface_hub reads
	h.say(w, r, status, msg)
}

func (h *handler) advertise(w http.ResponseWriter, r *http.Request, p api.Place) error {
	service := r.URL.Query().Get("service")
	receive := service == "git-receive-pack"
	if !receive && service != "git-upload-pack" {
		return fault.New(fault.Forbidden, "this server speaks git's smart protocol only: use git 1.6.6 or later")
	}
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, access(receive))
	if err != nil {
		return err
	}
	protocol := r.Header.Get("Git-Protocol")
	var out bytes.Buffer // some bytes a ref; with version 2 a few hundred in all
	if receive || protocol != "version=2" {
		line := fmt.Sprintf("# service=%s\n", service)
		fmt.Fprintf(&out, "%04x%s0000", len(line)+4, line)
	}
	if err := repo.Advertise(r.Context(), receive, version(receive, protocol), &out); err != nil {
		return err
	}
	head(w, service, "advertisement")
	_, _ = out.WriteTo(w) // the client may be gone
	return nil
}

// access is what it takes to fetch or push: what it may push is a matter of the
// refs, which are not known yet.
func access(receive bool) hub.Access {
	if receive {
		return hub.Propose
	}
	return hub.Read
}

// version is the protocol to speak: there is no version 2 of pushing, and
// nothing that a client writes there reaches git but what is known.
func version(receive bool, protocol string) string {
	if protocol == "version=2" && !receive || protocol == "version=1" {
		return protocol
	}
	return ""
}

func head(w http.ResponseWriter, service, what string) {
	w.Header().Set("Content-Type", "application/x-"+service+"-"+what)
	w.Header().Set("Cache-Control", "no-cache, max-age=0, must-revalidate")
}

func (h *handler) fetch(w http.ResponseWriter, r *http.Request, p api.Place) error {
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, hub.Read)
	if err != nil {
		return err
	}
	in, out, err := duplex(w, r, "git-upload-pack")
	if err != nil {
		return err
	}
	h.ended(r, out, repo.Fetch(r.Context(), version(false, r.Header.Get("Git-Protocol")), in, out))
	return nil
}

func (h *handler) push(w http.ResponseWriter, r *http.Request, p api.Place) error {
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, access(true))
	if err != nil {
		return err
	}
	in, out, err := duplex(w, r, "git-receive-pack")
	if err != nil {
		return err
	}
	h.ended(r, out, repo.Push(r.Context(), version(true, r.Header.Get("Git-Protocol")), in, out))
	return nil
}

// duplex lets a conversation begin: git answers while the client still speaks.
func duplex(w http.ResponseWriter, r *http.Request, service string) (in io.Reader, out *stream, err error) {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-"+service+"-request" {
		return nil, nil, fault.New(fault.Invalid, "%s is spoken by POST, as application/x-%s-request", service, service)
	}
	in = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		if in, err = gzip.NewReader(r.Body); err != nil {
			return nil, nil, fault.Wrap(err, fault.Invalid, "the request is not compressed as it says")
		}
	}
	c := http.NewResponseController(w)
	_ = c.EnableFullDuplex() // without it a client that speaks long is cut off
	head(w, service, "result")
	return in, &stream{w: w, flush: c.Flush}, nil
}

// stream passes on what git says as soon as it says it.
type stream struct {
	w     io.Writer
	flush func() error
	wrote bool
}

func (s *stream) Write(p []byte) (int, error) {
	s.wrote = true
	n, err := s.w.Write(p)
	if err == nil {
		_ = s.flush() // the client may be gone; the next write tells
	}
	return n, err
}

// ended notes a conversation that broke off: the client has its status already,
// and git has told it what it could.
func (h *handler) ended(r *http.Request, out *stream, err error) {
	if err == nil || r.Context().Err() != nil {
		return
	}
	if w, ok := out.w.(http.ResponseWriter); ok && !out.wrote {
		h.fail(w, r, err)
		return
	}
	h.Log.WarnContext(r.Context(), "a conversation with git broke off", "path", r.URL.Path, "err", err)
}
