// Package fault names the kinds of failure that the system distinguishes.
//
// Inner packages say what went wrong; each dialect decides, in one function,
// how its callers hear about it.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is a class of failure that a caller can act on.
type Kind string

// The kinds. An error without one is Internal: logged in full, shown to nobody.
const (
	Internal        Kind = "internal"
	Invalid         Kind = "invalid"         // the request is wrong; the message says how to put it right
	Unauthenticated Kind = "unauthenticated" // nobody is named
	Forbidden       Kind = "forbidden"       // the one named may not
	NotFound        Kind = "not found"
	Conflict        Kind = "conflict"    // it is there already, or in another state
	Stale           Kind = "stale"       // somebody else was first; read again
	TooLarge        Kind = "too large"   // over a limit that the message names
	Exhausted       Kind = "exhausted"   // no quota, slot, memory, time or disk left
	Unavailable     Kind = "unavailable" // a part that is needed is not there now
	Canceled        Kind = "canceled"
)

// Error is a failure of a known kind. Subject is what it is about (a file, a
// node, a model), Msg is safe to show to the caller. After is when it may help
// to ask again; 0 is not known.
type Error struct {
	Kind    Kind
	Subject string
	Msg     string
	After   time.Duration
	Err     error
}

func (e *Error) Error() string {
	msg := e.Msg
	if e.Subject != "" {
		msg = e.Subject + ": " + msg
	}
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg
}

func (e *Error) Unwrap() error { return e.Err }

// New returns an error of kind k whose message is safe to show.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Msg: fmt.Sprintf(format, args...)}
}

// About is New with the subject that the failure is about.
func About(subject string, k Kind, format string, args ...any) error {
	return &Error{Kind: k, Subject: subject, Msg: fmt.Sprintf(format, args...)}
}

// Wrap gives err a kind and a message that is safe to show; err itself is
// only logged.
func Wrap(err error, k Kind, format string, args ...any) error {
	return &Error{Kind: k, Msg: fmt.Sprintf(format, args...), Err: err}
}

// Later is New for what may go well after a time.
func Later(k Kind, after time.Duration, format string, args ...any) error {
	return &Error{Kind: k, Msg: fmt.Sprintf(format, args...), After: after}
}

// After is when it may help to ask again; 0 if err does not say so.
func After(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.After
	}
	return 0
}

// Of reports the kind of err and the message that the caller may see.
func Of(err error) (Kind, string) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return Internal, "internal error"
	}
	if e.Subject != "" {
		return e.Kind, e.Subject + ": " + e.Msg
	}
	return e.Kind, e.Msg
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == k
}
