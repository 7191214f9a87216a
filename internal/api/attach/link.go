package attach

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
)

// Links makes addresses under which anybody may read one stored value for a
// time: for clients that fetch results without showing who they are.
type Links struct {
	Secret []byte
	Seek   func(ctx context.Context, digest string) (io.ReadSeekCloser, error) // of any value
}

// Shared is where such values are served.
const Shared = "/api/tenon/v1/shared/"

// Make is the address of a value that is stored, for so long, under base.
func (l Links) Make(base string, v port.Value, name string, valid time.Duration) string {
	media, _, err := mime.ParseMediaType(v.Media)
	if err != nil {
		media = "application/octet-stream"
	}
	until := strconv.FormatInt(time.Now().Add(valid).Unix(), 10)
	return base + Shared + until + "/" + l.sign(until, v.Digest, media) + "/" + v.Digest + "/" + url.PathEscape(intake.Name(name)) + "?media=" + url.QueryEscape(media)
}

func (l Links) sign(until, digest, media string) string {
	h := hmac.New(sha256.New, l.Secret)
	_, _ = fmt.Fprintf(h, "shared value\n%s\n%s\n%s", until, digest, media) // it never fails
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// check reports whether an address was made here and is still valid.
func (l Links) check(until, sign, digest, media string) error {
	at, err := strconv.ParseInt(until, 10, 64)
	if err != nil || !hmac.Equal([]byte(sign), []byte(l.sign(until, digest, media))) {
		return fault.New(fault.Forbidden, "this address was not made here, or was changed")
	}
	if time.Now().Unix() > at {
		return fault.New(fault.NotFound, "this address is no longer valid; ask for the result again")
	}
	return nil
}

// Open opens the value of an address that was made here. ours is false of others,
// and of those whose host is not the one of base.
func (l Links) Open(ctx context.Context, base, address string) (name string, f io.ReadSeekCloser, ours bool, err error) {
	rest, ok := strings.CutPrefix(address, base+Shared)
	if !ok {
		return "", nil, false, nil
	}
	u, err := url.Parse(rest)
	if err != nil {
		return "", nil, true, fault.New(fault.Invalid, "the address of a shared value cannot be read: %v", err)
	}
	parts := strings.Split(u.Path, "/")
	if len(parts) != 4 {
		return "", nil, false, nil
	}
	if err := l.check(parts[0], parts[1], parts[2], u.Query().Get("media")); err != nil {
		return "", nil, true, err
	}
	f, err = l.Seek(ctx, parts[2])
	return parts[3], f, true, err
}

// Serve answers at Shared{until}/{sign}/{digest}/{file}. Nothing that it serves
// may run as a page of ours.
func (l Links) Serve(fail func(http.ResponseWriter, *http.Request, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		media, digest := r.FormValue("media"), r.PathValue("digest")
		err := l.check(r.PathValue("until"), r.PathValue("sign"), digest, media)
		var f io.ReadSeekCloser
		if err == nil {
			f, err = l.Seek(r.Context(), digest)
		}
		if err != nil {
			fail(w, r, err)
			return
		}
		defer f.Close()
		h := w.Header()
		h.Set("Content-Type", media)
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'")
		h.Set("Cache-Control", "private, max-age=3600, immutable")
		if !strings.HasPrefix(media, "image/") && !strings.HasPrefix(media, "audio/") && !strings.HasPrefix(media, "video/") {
			h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": intake.Name(r.PathValue("file"))}))
		}
		http.ServeContent(w, r, "", time.Time{}, f)
	}
}
