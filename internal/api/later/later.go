// Package later has requests answered that wait in jobs: by the handlers that
// answer them at once, with nobody at the other end.
package later

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/trace"
)

// Request is what somebody asked for, as a job keeps it.
type Request struct {
	Base   string            `json:"base"` // the address under which the server was asked
	Path   string            `json:"path"`
	Header map[string]string `json:"header,omitempty"`
	Body   []byte            `json:"body,omitempty"`
}

// Answer is what a handler answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do has h answer a POST on behalf of the actor of ctx.
func Do(ctx context.Context, h http.Handler, req Request) (a Answer, err error) {
	id := trace.New()
	ctx = trace.With(ctx, id)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, req.Base+req.Path, bytes.NewReader(req.Body))
	if err != nil {
		return a, fmt.Errorf("make a request again: %w", err)
	}
	u, err := url.Parse(req.Base)
	if err != nil {
		return a, fmt.Errorf("make a request again: %w", err)
	}
	r.Host, r.RequestURI = u.Host, req.Path
	if u.Scheme == "https" {
		r.Header.Set("X-Forwarded-Proto", "https") // whoever came before did
	}
	if strings.HasPrefix(strings.TrimSpace(string(req.Body)), "{") {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range req.Header {
		r.Header.Set(k, v)
	}
	w := &writer{header: http.Header{trace.Header: {id}}}
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler { //nolint:errorlint // it is compared as net/http does
				panic(p)
			}
			err = fmt.Errorf("the answer to %s broke off", req.Path)
		}
	}()
	h.ServeHTTP(w, r)
	if err := ctx.Err(); err != nil {
		return a, err
	}
	return Answer{Status: w.code(), Header: w.header, Body: w.body.Bytes()}, nil
}

// writer keeps an answer.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *writer) Write(b []byte) (int, error) { return w.body.Write(b) }

// Flush does nothing: all is kept.
func (w *writer) Flush() {}

func (w *writer) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
