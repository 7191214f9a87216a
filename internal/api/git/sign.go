package git

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Large files go to and come from addresses that let in whoever has them, for
// a time: clients send no token there.
//
//	/lfs/<repository>/<digest>/<verb>?size=…&until=…&sig=…
//	/lfs/<repository>/<digest>/part/<number>?…
//
// The signature is over all of it.

const lifetime = 24 * time.Hour // of an address: the time that the largest upload takes

// target is what a signed address is for.
type target struct {
	repo hub.ID
	hub.Pointer
	verb string // get, put, verify, join or part
	part int
	user ref.Owner // who was given the address, for the audit log; it lets nobody do more
}

func (t target) path() string {
	p := fmt.Sprintf("/lfs/%s/%v/%s", t.repo, t.Digest, t.verb)
	if t.verb == "part" {
		p += "/" + strconv.Itoa(t.part)
	}
	return p
}

func (h *handler) mac(t target, until int64) string {
	m := hmac.New(sha256.New, h.Secret)
	fmt.Fprintf(m, "%s?size=%d&until=%d&for=%s", t.path(), t.Size, until, t.user)
	return hex.EncodeToString(m.Sum(nil))
}

// sign makes the address of a target on the host that the client knows.
func (h *handler) sign(r *http.Request, t target) string {
	until := h.now().Add(lifetime).Unix()
	t.user = account.From(r.Context()).User
	q := url.Values{"size": {fmt.Sprint(t.Size)}, "until": {fmt.Sprint(until)}, "sig": {h.mac(t, until)}}
	if t.user != "" {
		q.Set("for", string(t.user))
	}
	return api.Base(r) + t.path() + "?" + q.Encode()
}

// admit reads a signed address.
func (h *handler) admit(r *http.Request) (t target, err error) {
	bad := fault.New(fault.Forbidden, "this address of a large file is not one that the server gave, or has expired: ask for another")
	if t.repo, err = hub.ParseID(r.PathValue("repository")); err != nil {
		return t, bad
	}
	if t.Digest, err = blob.ParseDigest(r.PathValue("digest")); err != nil {
		return t, bad
	}
	t.verb = r.PathValue("verb")
	if part := r.PathValue("part"); part != "" {
		t.verb = "part"
		if t.part, err = strconv.Atoi(part); err != nil {
			return t, bad
		}
	}
	q := r.URL.Query()
	size, e1 := strconv.ParseInt(q.Get("size"), 10, 64)
	until, e2 := strconv.ParseInt(q.Get("until"), 10, 64)
	t.Size, t.user = size, ref.Owner(q.Get("for"))
	if e1 != nil || e2 != nil || until < h.now().Unix() || !hmac.Equal([]byte(q.Get("sig")), []byte(h.mac(t, until))) {
		return t, bad
	}
	return t, nil
}
