// Package post sends messages of webhooks over HTTP.
package post

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/webhook"
)

// Options are the optional parts of a Sender.
type Options struct {
	Timeout time.Duration // for all of a message and its answer; 0 is 10 seconds
}

// Sender sends messages by POST.
type Sender struct {
	guarded, open *http.Client
	private       func(error) bool
}

var _ webhook.Sender = (*Sender)(nil)

// New returns a sender. Addresses that administrators have named are reached by
// open, others by guarded, whose errors private knows for those of addresses inside.
func New(guarded, open http.RoundTripper, private func(error) bool, o Options) *Sender {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	client := func(t http.RoundTripper) *http.Client {
		return &http.Client{Transport: t, Timeout: o.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return &Sender{client(guarded), client(open), private}
}

// Send sends a message, and returns the status of the answer, of which it reads
// no more. An address may have keys in it, so that no error names it.
func (s *Sender) Send(ctx context.Context, m webhook.Message) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return 0, fault.New(fault.Invalid, "the address of the webhook cannot be used")
	}
	req.Header.Set("User-Agent", "Tenon")
	for name, v := range m.Header {
		req.Header.Set(name, v)
	}
	client := s.guarded
	if m.Trusted {
		client = s.open
	}
	resp, err := client.Do(req)
	if err == nil {
		return resp.StatusCode, resp.Body.Close()
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		if err = e.Err; e.Timeout() {
			return 0, fault.Wrap(err, fault.Unavailable, "the address did not answer within %v", client.Timeout)
		}
	}
	switch {
	case ctx.Err() != nil:
		return 0, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	case s.private(err):
		return 0, fault.New(fault.Forbidden, "the address is not a public one: only webhooks of administrators reach those inside")
	}
	return 0, fault.Wrap(err, fault.Unavailable, "the address cannot be reached")
}
