// Package once answers a request that is sent again under its idempotency key as
// it was answered before: nothing is run, or paid for, twice.
package once

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// Header is where a client says that a request is the same as one before.
const Header = "Idempotency-Key"

// Memo keeps answers, each for its owner alone.
type Memo interface {
	Lookup(ctx context.Context, owner, key string) (json.RawMessage, bool, error)
	Save(ctx context.Context, owner, key string, value json.RawMessage) error
}

// Desk answers once.
type Desk struct {
	Memo Memo
	Log  *slog.Logger

	mu    sync.Mutex
	going map[string]chan struct{} // closed when the first of equal requests has been answered
}

const (
	longestKey = 255
	maxBody    = 64 << 20 // bytes of a request that is compared
	maxKept    = 8 << 20  // bytes of an answer that is kept
)

// kept is an answer as it is kept.
type kept struct {
	Request string `json:"request"` // as digestOf has it
	Status  int    `json:"status"`
	Media   string `json:"media"`
	Body    []byte `json:"body"`
}

// Handler lets requests without a key through to next, and those with one once; what
// it refuses itself it tells by fail. Answers that broke off or ask to try again, and
// very long ones, are not kept.
func (d *Desk) Handler(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(Header)
		owner := account.From(r.Context()).Owner()
		if key == "" || r.Method != http.MethodPost || owner == "" {
			next.ServeHTTP(w, r)
			return
		}
		if err := d.serve(w, r, next, owner, key); err != nil {
			fail(w, r, err)
		}
	})
}

func (d *Desk) serve(w http.ResponseWriter, r *http.Request, next http.Handler, owner, key string) error {
	if len(key) > longestKey {
		return fault.New(fault.Invalid, "the header %s has over %d characters", Header, longestKey)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return fault.New(fault.TooLarge, "a request of over %d MiB cannot be sent again under a key; leave the header %s out", maxBody>>20, Header)
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "the request broke off; send it again")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	name := sha256.Sum256([]byte(r.URL.Path + "\n" + key))
	id, digest := "once "+hex.EncodeToString(name[:]), digestOf(r.Header.Get("Content-Type"), body)
	leave, err := d.turn(r.Context(), owner+" "+id)
	if err != nil {
		return err
	}
	defer leave()
	raw, again, err := d.Memo.Lookup(r.Context(), owner, id)
	if err != nil {
		return err
	}
	if again {
		return replay(w, raw, digest)
	}
	c := &copied{ResponseWriter: w, kept: kept{Request: digest}}
	next.ServeHTTP(c, r)
	if !c.worth() || r.Context().Err() != nil {
		return nil
	}
	c.Media = w.Header().Get("Content-Type")
	value, err := json.Marshal(c.kept)
	if err == nil {
		err = d.Memo.Save(context.WithoutCancel(r.Context()), owner, id, value)
	}
	if err != nil {
		d.Log.ErrorContext(r.Context(), "keep an answer under its key", "err", err)
	}
	return nil
}

// digestOf is the SHA-256 of a body. Clients make up the boundary of a form anew
// each time they send it, so that is left out.
func digestOf(contentType string, body []byte) string {
	media, params, err := mime.ParseMediaType(contentType)
	if boundary := params["boundary"]; err == nil && strings.HasPrefix(media, "multipart/") && boundary != "" {
		body = bytes.ReplaceAll(body, []byte("--"+boundary), []byte("--"))
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// turn waits until no other request of the key is being answered.
func (d *Desk) turn(ctx context.Context, key string) (leave func(), err error) {
	for {
		d.mu.Lock()
		if d.going == nil {
			d.going = map[string]chan struct{}{}
		}
		other, taken := d.going[key]
		mine := make(chan struct{})
		if !taken {
			d.going[key] = mine
		}
		d.mu.Unlock()
		if !taken {
			return func() {
				d.mu.Lock()
				delete(d.going, key)
				d.mu.Unlock()
				close(mine)
			}, nil
		}
		select {
		case <-other:
		case <-ctx.Done():
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled while an equal request was answered")
		}
	}
}

// Replayed marks an answer that was given before.
const Replayed = "Idempotent-Replayed"

func replay(w http.ResponseWriter, raw json.RawMessage, digest string) error {
	var k kept
	if err := json.Unmarshal(raw, &k); err != nil {
		return fmt.Errorf("read an answer that was kept: %w", err)
	}
	if k.Request != digest {
		return fault.New(fault.Conflict, "another request was sent under this %s; take a new key for a new request", Header)
	}
	w.Header().Set("Content-Type", k.Media)
	w.Header().Set(Replayed, "true")
	w.WriteHeader(k.Status)
	_, _ = w.Write(k.Body) // the client may be gone
	return nil
}

// copied is an answer that is kept while it is written.
type copied struct {
	http.ResponseWriter
	kept
	long, broken bool
}

func (c *copied) WriteHeader(status int) {
	if c.Status == 0 {
		c.Status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *copied) Write(b []byte) (int, error) {
	if c.Status == 0 {
		c.Status = http.StatusOK
	}
	if c.long = c.long || len(c.Body)+len(b) > maxKept; !c.long {
		c.Body = append(c.Body, b...)
	}
	return c.ResponseWriter.Write(b)
}

// BrokeOff says that the answer ends before its end.
func (c *copied) BrokeOff() { c.broken = true }

// Unwrap lets http.ResponseController reach the connection.
func (c *copied) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// worth reports whether an answer is kept: one that is not whole, or tells
// to try again, is not.
func (c *copied) worth() bool {
	return !c.long && !c.broken && c.Status != 0 && c.Status < http.StatusInternalServerError && c.Status != http.StatusTooManyRequests &&
		c.Status != http.StatusUnauthorized && c.Status != http.StatusForbidden && c.Status != http.StatusRequestTimeout
}
