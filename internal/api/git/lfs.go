package git

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/lfs"
)

const maxBatch = 10_000 // objects

func (h *handler) batch(w http.ResponseWriter, r *http.Request, p api.Place) error {
	var b lfs.Batch
	if err := decode(r, &b); err != nil {
		return err
	}
	upload := b.Operation == "upload"
	switch {
	case !upload && b.Operation != "download":
		return fault.New(fault.Invalid, "operation %q is neither upload nor download", b.Operation)
	case b.HashAlgo != "" && b.HashAlgo != "sha256" && b.HashAlgo != "sha_256":
		return fault.New(fault.Conflict, "objects are named by their SHA-256 here, not by %q", b.HashAlgo)
	case len(b.Objects) > maxBatch:
		return fault.New(fault.TooLarge, "a batch has at most %d objects: ask in several", maxBatch)
	}
	need := hub.Read
	if upload {
		need = sending(b.Ref)
	}
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, need)
	if err != nil {
		return err
	}
	reply := lfs.BatchReply{Transfer: "basic", Objects: []lfs.Object{}, HashAlgo: "sha256"}
	var wanted []hub.Pointer
	for _, o := range b.Objects {
		if ptr, err := pointer(o); err == nil {
			wanted = append(wanted, ptr)
		}
	}
	inParts := upload && h.inParts(r, b.Transfers, wanted)
	var held map[blob.Digest]hub.Pointer
	if upload {
		held, err = repo.Claim(r.Context(), wanted...)
	} else {
		held, err = repo.Held(r.Context(), digests(wanted)...)
	}
	if err != nil {
		return err
	}
	byXet := upload && h.Xet != nil && slices.Contains(b.Transfers, "xet")
	if upload {
		more := missing(wanted, held)
		err := repo.Admit(r.Context(), more)
		if err == nil && more > 0 && !byXet { // of what goes that way much may be here
			err = h.Room(more)
		}
		if err != nil {
			return err
		}
	}
	if inParts {
		reply.Transfer = "multipart"
	}
	for _, o := range b.Objects {
		reply.Objects = append(reply.Objects, h.answer(r, repo, o, held, upload, inParts))
	}
	if byXet {
		if err := h.byXet(r, repo, sending(b.Ref), &reply); err != nil {
			return err
		}
	}
	write(w, http.StatusOK, reply)
	return nil
}

// byXet has the objects that are to be uploaded sent by Xet: the header of each
// has a token, and its address gives others. Package huggingface answers there.
func (h *handler) byXet(r *http.Request, repo *hub.Handle, need hub.Access, reply *lfs.BatchReply) error {
	token, until, err := h.Xet.Token(r.Context(), repo.Subject()+"@"+string(hub.Main), true)
	if err != nil {
		return err
	}
	reply.Transfer = "xet"
	upload := lfs.Action{
		Href: fmt.Sprintf("%s/api/%ss/%s/xet-write-token/%s", api.Base(r), repo.Kind, repo.Name, hub.Main), ExpiresIn: int(time.Until(until).Seconds()),
		Header: map[string]string{"X-Xet-Cas-Url": api.Base(r) + api.XetPath, "X-Xet-Access-Token": token, "X-Xet-Token-Expiration": strconv.FormatInt(until.Unix(), 10)},
	}
	if need == hub.Propose {
		upload.Href += "?create_pr=1"
	}
	for i, o := range reply.Objects {
		if _, wanted := o.Actions["upload"]; wanted {
			reply.Objects[i].Actions = map[string]lfs.Action{"upload": upload}
		}
	}
	return nil
}

// sending is what it takes to send objects for a ref: those of pull requests, and
// those of clients that do not say, may be others'.
func sending(r *lfs.Ref) hub.Access {
	if r == nil || r.Name == "" || hub.IsPull(ref.Rev(r.Name)) {
		return hub.Propose
	}
	return hub.Write
}

// missing is how many bytes a batch brings: what does not fit is refused before
// anything is sent.
func missing(wanted []hub.Pointer, held map[blob.Digest]hub.Pointer) (more int64) {
	for _, p := range wanted {
		if _, ok := held[p.Digest]; !ok {
			more += min(p.Size, math.MaxInt64-more)
		}
	}
	return more
}

func digests(l []hub.Pointer) (d []blob.Digest) {
	for _, p := range l {
		d = append(d, p.Digest)
	}
	return d
}

// answer says what is to be done for one object.
func (h *handler) answer(r *http.Request, repo *hub.Handle, o lfs.Object, held map[blob.Digest]hub.Pointer, upload, inParts bool) lfs.Object {
	out := lfs.Object{OID: o.OID, Size: o.Size}
	p, err := pointer(o)
	if err != nil {
		_, msg := fault.Of(err)
		out.Error = &lfs.ObjectError{Code: http.StatusUnprocessableEntity, Message: msg}
		return out
	}
	there, ok := held[p.Digest]
	t := target{repo: repo.ID, Pointer: p}
	switch {
	case ok && there.Size != p.Size:
		out.Error = &lfs.ObjectError{Code: http.StatusUnprocessableEntity, Message: fmt.Sprintf("it has %d bytes, not %d", there.Size, p.Size)}
	case !ok && !upload:
		out.Error = &lfs.ObjectError{Code: http.StatusNotFound, Message: "it is not in this repository"}
	case !upload:
		out.Authenticated, out.Actions = true, map[string]lfs.Action{"download": h.action(r, t, "get")}
	case !ok:
		out.Authenticated, out.Actions = true, map[string]lfs.Action{"upload": h.uploadAction(r, t, inParts), "verify": h.action(r, t, "verify")}
	}
	return out
}

func (h *handler) action(r *http.Request, t target, verb string) lfs.Action {
	t.verb = verb
	return lfs.Action{Href: h.sign(r, t), ExpiresIn: int(lifetime.Seconds())}
}

// inParts reports whether the client can send large files in parts. Git LFS
// does so by a program that takes them in no other way: then all must be large.
func (h *handler) inParts(r *http.Request, transfers []string, l []hub.Pointer) bool {
	if !slices.Contains(transfers, "multipart") {
		return false
	}
	large := func(p hub.Pointer) bool { return p.Size > h.partSize }
	if strings.HasPrefix(r.UserAgent(), "git-lfs/") {
		return len(l) > 0 && !slices.ContainsFunc(l, func(p hub.Pointer) bool { return !large(p) })
	}
	return slices.ContainsFunc(l, large)
}

// uploadAction is one request, or, for a large file and a client that can, one
// for each part and one that joins them. The header then has the addresses of
// the parts under their numbers, which are of one length: some clients take them
// in the order of these words.
func (h *handler) uploadAction(r *http.Request, t target, inParts bool) lfs.Action {
	if t.Size <= h.partSize || !inParts {
		return h.action(r, t, "put")
	}
	a := h.action(r, t, "join")
	a.Header = map[string]string{"chunk_size": strconv.FormatInt(h.partSize, 10)}
	count := int((t.Size + h.partSize - 1) / h.partSize)
	for n := range count {
		t.verb, t.part = "part", n+1
		a.Header[fmt.Sprintf("%0*d", len(strconv.Itoa(count)), t.part)] = h.sign(r, t)
	}
	return a
}

func (h *handler) lock(w http.ResponseWriter, r *http.Request, p api.Place) error {
	var q lfs.LockRequest
	if err := decode(r, &q); err != nil {
		return err
	}
	path, err := ref.ParsePath(q.Path)
	if err != nil {
		return err
	}
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, hub.Write)
	if err != nil {
		return err
	}
	l, err := repo.Lock(r.Context(), path)
	if fault.Is(err, fault.Conflict) {
		_, msg := fault.Of(err)
		write(w, http.StatusConflict, lfs.LockReply{Lock: wire(l), Message: msg})
		return nil
	}
	if err == nil {
		write(w, http.StatusCreated, lfs.LockReply{Lock: wire(l)})
	}
	return err
}

func (h *handler) unlock(w http.ResponseWriter, r *http.Request, p api.Place) error {
	var q lfs.UnlockRequest
	if err := decode(r, &q); err != nil {
		return err
	}
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, hub.Write)
	if err != nil {
		return err
	}
	l, err := repo.Unlock(r.Context(), r.PathValue("lock"), q.Force)
	if err == nil {
		write(w, http.StatusOK, lfs.LockReply{Lock: wire(l)})
	}
	return err
}

const maxLocks = 1000 // of a page

func (h *handler) listLocks(w http.ResponseWriter, r *http.Request, p api.Place) error {
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, hub.Read)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	n, _ := strconv.Atoi(q.Get("limit"))
	l, next, err := page(r, repo, ref.Path(q.Get("path")), q.Get("cursor"), n)
	if err != nil {
		return err
	}
	reply := lfs.LockList{Locks: []lfs.Lock{}, NextCursor: next}
	for _, lock := range l {
		if id := q.Get("id"); id == "" || id == lock.ID {
			reply.Locks = append(reply.Locks, *wire(lock))
		}
	}
	write(w, http.StatusOK, reply)
	return nil
}

func (h *handler) verifyLocks(w http.ResponseWriter, r *http.Request, p api.Place) error {
	var q lfs.VerifyRequest
	if err := decode(r, &q); err != nil {
		return err
	}
	repo, err := h.Hub.Open(r.Context(), p.Kind, p.Repo, sending(q.Ref))
	if err != nil {
		return err
	}
	l, next, err := page(r, repo, "", q.Cursor, q.Limit)
	if err != nil {
		return err
	}
	reply := lfs.VerifyReply{Ours: []lfs.Lock{}, Theirs: []lfs.Lock{}, NextCursor: next}
	me := account.From(r.Context()).User.Key()
	for _, lock := range l {
		if lock.Owner.Key() == me {
			reply.Ours = append(reply.Ours, *wire(lock))
		} else {
			reply.Theirs = append(reply.Theirs, *wire(lock))
		}
	}
	write(w, http.StatusOK, reply)
	return nil
}

// page lists locks, and says from where on there may be more.
func page(r *http.Request, repo *hub.Handle, path ref.Path, after string, n int) (l []hub.Lock, next string, err error) {
	if n < 1 || n > maxLocks {
		n = maxLocks
	}
	if l, err = repo.Locks(r.Context(), path, after, n); err == nil && len(l) == n {
		next = l[n-1].ID
	}
	return l, next, err
}

func wire(l hub.Lock) *lfs.Lock {
	return &lfs.Lock{ID: l.ID, Path: string(l.Path), LockedAt: l.Since, Owner: &lfs.Owner{Name: string(l.Owner)}}
}
