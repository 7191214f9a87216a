package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// refusal is an answer other than success. It unwraps to the fault that
// callers see.
type refusal struct {
	code  int
	wait  time.Duration // what the server asks to wait
	told  openai.Error
	fault error
	broke bool // there is no credit left: waiting does not help
}

func (r *refusal) Error() string   { return r.fault.Error() }
func (r *refusal) Unwrap() error   { return r.fault }
func (r *refusal) temporary() bool { return isBusy(r.code) && !r.broke }

// refused makes a refusal of an answer.
func (c *call) refused(res *http.Response, body []byte) error {
	r := &refusal{code: res.StatusCode, wait: retryAfter(res.Header)}
	told, ok := openai.ReadFailure(body)
	if !ok {
		told.Message = res.Status
	}
	r.told = told
	low := strings.ToLower(told.Message + " " + told.Code + " " + told.Type)
	r.broke = res.StatusCode == http.StatusPaymentRequired || strings.Contains(low, "insufficient_quota") || strings.Contains(low, "insufficient balance")
	say := func(k fault.Kind, format string, args ...any) error { return c.fail(k, nil, format, args...) }
	name := c.conn.Name
	switch code := res.StatusCode; {
	case r.broke:
		r.fault = say(fault.Exhausted, "the account has no credit left: %s", c.quote(told.Message))
	case code == http.StatusUnauthorized && c.conn.Key == "":
		r.fault = say(fault.Unavailable, "it wants a key; give it one: tenon connect %s --key …", name)
	case code == http.StatusUnauthorized:
		r.fault = say(fault.Unavailable, "it refused its key; give it another: tenon connect %s --key …", name)
	case code == http.StatusForbidden:
		r.fault = say(fault.Unavailable, "its key may not use %s: %s", c.model.ID, c.quote(told.Message))
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		r.fault = say(fault.Unavailable, "it has no %s, or does not do %s with it; `tenon connect %s` looks again what it has: %s", c.model.ID, c.req.Task, name, c.quote(told.Message))
	case code == http.StatusRequestEntityTooLarge || strings.Contains(low, "context_length") || strings.Contains(low, "context length") || strings.Contains(low, "maximum context"):
		r.fault = say(fault.TooLarge, "the input is too large for %s; give it less: %s", c.model.ID, c.quote(told.Message))
	case code == http.StatusTooManyRequests:
		r.fault = &fault.Error{
			Kind: fault.Exhausted, Subject: "connection " + name, After: r.wait,
			Msg: fmt.Sprintf("it takes no more requests for now%s: %s", waitWords(r.wait), c.quote(told.Message)),
		}
	case code >= 500 || isBusy(code):
		r.fault = say(fault.Unavailable, "it failed (%s): %s", res.Status, c.quote(told.Message))
	default:
		r.fault = say(fault.Invalid, "it refused the request: %s", c.quote(told.Message))
	}
	return r
}

func waitWords(d time.Duration) string {
	if d <= 0 {
		return "; try later"
	}
	return "; try again in " + d.Round(time.Second).String()
}

// broken makes a fault of a failure on the way to or from the server.
func (c *call) broken(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // without the address, which the message has
	}
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errStalled):
		return c.fail(fault.Unavailable, err, "it sent nothing for %s; try later", c.opts.Stall)
	}
	if told, ok := errors.AsType[*openai.Error](err); ok {
		return c.fail(fault.Unavailable, err, "it failed on the way: %s", c.quote(told.Message))
	}
	return c.fail(fault.Unavailable, err, "it cannot be reached at %s (%s); is it running?", c.conn.BaseURL, c.quote(last(err).Error()))
}

// last is the innermost error: the cause without the story.
func last(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}

// fail is a fault about the connection.
func (c *call) fail(k fault.Kind, err error, format string, args ...any) error {
	return &fault.Error{Kind: k, Subject: "connection " + c.conn.Name, Msg: fmt.Sprintf(format, args...), Err: c.hide(err)}
}

// quote makes what a server says fit to be shown: short, on one line, and
// without the key, which some servers repeat.
func (c *call) quote(s string) string {
	s = strings.Join(strings.Fields(c.hideIn(s)), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}

func (c *call) hideIn(s string) string {
	if len(c.conn.Key) < 4 {
		return s
	}
	return strings.ReplaceAll(s, string(c.conn.Key), "(hidden)")
}

// hide keeps an error whose words hold the key out of the log.
func (c *call) hide(err error) error {
	if err == nil || c.hideIn(err.Error()) == err.Error() {
		return err
	}
	return errors.New(c.hideIn(err.Error()))
}
