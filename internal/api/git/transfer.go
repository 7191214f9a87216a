package git

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/wire/lfs"
)

// transfer answers at a signed address.
func (h *handler) transfer(w http.ResponseWriter, r *http.Request, _ api.Place) error {
	t, err := h.admit(r)
	if err != nil {
		return err
	}
	if account.From(r.Context()).Anonymous() { // the address says whose doing it is, and nothing about what else that user may
		r = r.WithContext(account.With(r.Context(), account.Actor{User: t.user, Via: "signed address", Addr: r.RemoteAddr}))
	}
	repo, err := h.Hub.Admit(r.Context(), t.repo)
	if err != nil {
		return err
	}
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case t.verb == "get" && read:
		return h.download(w, r, repo, t)
	case t.verb == "put" && r.Method == http.MethodPut:
		err = repo.Receive(r.Context(), t.Pointer, r.Body)
	case t.verb == "part" && r.Method == http.MethodPut:
		return h.savePart(w, r, t)
	case t.verb == "part" && r.Method == http.MethodHead:
		return h.hasPart(w, t)
	case t.verb == "join" && r.Method == http.MethodPost:
		err = h.join(r, repo, t)
	case t.verb == "verify" && r.Method == http.MethodPost:
		err = verify(r, repo, t)
	default:
		return fault.New(fault.Invalid, "%s is not what this address is for", r.Method)
	}
	if err == nil {
		write(w, http.StatusOK, received) // ModelScope's clients look into it
	}
	return err
}

var received = map[string]any{"Code": http.StatusOK, "Success": true, "Message": "success"}

// download sends an object, or a range of it, straight from its file.
func (h *handler) download(w http.ResponseWriter, r *http.Request, repo *hub.Handle, t target) error {
	f, _, err := repo.Object(r.Context(), t.Digest)
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("ETag", `"`+t.Digest.String()+`"`)
	return api.Send(w, r, f)
}

// upload is the name under which the parts of a target are kept.
func (t target) upload() string { return fmt.Sprintf("%s-%v", t.repo, t.Digest) }

// partSize is the size of part n, of which all but the last are equal.
func (h *handler) sizeOf(t target) int64 {
	return min(h.partSize, t.Size-int64(t.part-1)*h.partSize)
}

func (h *handler) savePart(w http.ResponseWriter, r *http.Request, t target) error {
	if err := h.Room(h.sizeOf(t)); err != nil {
		return err
	}
	tag, err := h.Uploads.Save(r.Context(), t.upload(), t.part, h.sizeOf(t), r.Body)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", `"`+tag+`"`)
	return nil
}

// hasPart tells who goes on with an upload whether a part has come.
func (h *handler) hasPart(w http.ResponseWriter, t target) error {
	if size := h.Uploads.Size(t.upload(), t.part); size != h.sizeOf(t) {
		return fault.New(fault.NotFound, "part %d has not come", t.part)
	}
	w.Header().Set("Content-Length", strconv.FormatInt(h.sizeOf(t), 10))
	return nil
}

// join makes one object of the parts that have come. Its digest is computed.
func (h *handler) join(r *http.Request, repo *hub.Handle, t target) (err error) {
	var c lfs.Completion
	if err := decode(r, &c); err != nil {
		return err
	}
	n := int((t.Size + h.partSize - 1) / h.partSize)
	if len(c.Parts) != n || c.OID != t.Digest.String() {
		return fault.New(fault.Invalid, "%d parts of %v are named, and it has %d", len(c.Parts), t.Digest, n)
	}
	whole, err := h.Uploads.Join(t.upload(), n)
	if err != nil {
		return err
	}
	err = repo.Receive(r.Context(), t.Pointer, whole)
	err = errors.Join(err, whole.Close())
	if err == nil || fault.Is(err, fault.Invalid) { // wrong bytes do not become right
		err = errors.Join(err, h.Uploads.Drop(t.upload()))
	}
	return err
}

// verify tells whether an object has come.
func verify(r *http.Request, repo *hub.Handle, t target) error {
	var o lfs.Object
	if err := decode(r, &o); err != nil {
		return err
	}
	held, err := repo.Held(r.Context(), t.Digest)
	if err != nil {
		return err
	}
	if p, ok := held[t.Digest]; !ok || p != t.Pointer || o.OID != t.Digest.String() || o.Size != t.Size {
		return hub.Missing(hub.ErrNoEntry, "the large file %v of %d bytes has not come", t.Digest, t.Size)
	}
	return nil
}

const maxJSON = 8 << 20 // bytes of a request; a batch of 50,000 objects

// decode reads the JSON of a request.
func decode(r *http.Request, v any) error {
	err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxJSON)).Decode(v)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.TooLarge, "the request has more than %d bytes: ask for fewer objects at once", tooLarge.Limit)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(err, fault.Invalid, "the request is not JSON as the LFS API has it")
	}
	return nil
}

// say writes a message as the LFS API has it, which git shows too.
func (h *handler) say(w http.ResponseWriter, _ *http.Request, status int, msg string) {
	write(w, status, lfs.Error{Message: msg})
}

func write(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("git: write %T: %v", v, err)) // a programmer's mistake
	}
	w.Header().Set("Content-Type", lfs.MediaType)
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // the client may be gone
}

// pointer reads the name of an object.
func pointer(o lfs.Object) (hub.Pointer, error) {
	d, err := blob.ParseDigest(o.OID)
	if err != nil {
		return hub.Pointer{}, err
	}
	if o.Size < 0 {
		return hub.Pointer{}, fault.New(fault.Invalid, "no file has %d bytes", o.Size)
	}
	return hub.Pointer{Digest: d, Size: o.Size}, nil
}
