package wicket

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what a handler writes to. Trailers are not sent: nothing that the wicket is for
// has any.
type answer struct {
	conn     *conn
	cancel   context.CancelFunc // the request, when its client is gone
	header   http.Header
	status   int   // 0 is not written
	declared int64 // bytes of the body, as the handler says; -1 it does not
	written  int64
	unsure   bool // what it said was no number
	typed    bool // what the body is was said
	dated    bool // or is not to be
	begun    bool // the head is sent
	chunked  bool
	last     bool // the connection ends with it
	err      error
}

const (
	held  = 2 << 10 // bytes of a body that wait for more
	usual = 14      // headers, for which a map has room
)

func newAnswer(c *conn, cancel context.CancelFunc) *answer {
	c.head, c.text = c.head[:0], c.text[:0]
	if c.said == nil || len(c.said) > usual {
		c.said = make(http.Header, usual)
	}
	clear(c.said)
	return &answer{conn: c, cancel: cancel, header: c.said, declared: -1}
}

// Header is what is said before the body.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader fixes the head.
func (a *answer) WriteHeader(status int) {
	switch {
	case status < 100 || status > 999:
		panic(fmt.Sprintf("wicket: the status %d", status)) // a programmer's mistake
	case a.status != 0:
		a.conn.logf("http: superfluous response.WriteHeader call")
		return
	case status < http.StatusOK && status != http.StatusSwitchingProtocols:
		a.start(status)
		a.send(append(append(a.conn.out[:0], a.conn.head...), "\r\n"...))
		a.typed, a.dated, a.last = false, false, false
		return
	}
	a.status = status
	a.measure()
	a.start(status)
}

func (a *answer) start(status int) {
	h := append(a.conn.head[:0], "HTTP/1.1 "...)
	h = append(strconv.AppendInt(h, int64(status), 10), ' ')
	if text := http.StatusText(status); text != "" {
		h = append(h, text...)
	} else {
		h = strconv.AppendInt(append(h, "status code "...), int64(status), 10)
	}
	a.conn.head = a.fields(append(h, "\r\n"...))
}

// fields appends the headers.
func (a *answer) fields(b []byte) []byte {
	for name, values := range a.header {
		switch name {
		case "Content-Length", "Transfer-Encoding":
			continue
		case "Connection":
			a.last = a.last || len(values) > 0 && strings.EqualFold(values[0], "close")
			continue
		case "Content-Type", "Content-Encoding":
			if a.typed = true; a.status == http.StatusNotModified && name == "Content-Type" {
				continue
			}
		case "Date":
			a.dated = true
		}
		for _, v := range values {
			b = append(append(append(b, name...), ": "...), clean(v)...)
			b = append(b, "\r\n"...)
		}
	}
	return b
}

// clean keeps a value on its line.
func clean(v string) string {
	if strings.ContainsAny(v, "\r\n") {
		v = strings.NewReplacer("\n", " ", "\r", " ").Replace(v)
	}
	return strings.Trim(v, " \t")
}

// measure reads how long the handler says that the body is.
func (a *answer) measure() {
	said := a.header["Content-Length"]
	if len(said) == 0 || !allowsBody(a.status) {
		return
	}
	n, err := strconv.ParseInt(said[0], 10, 64)
	if err != nil || n < 0 {
		a.conn.logf("http: invalid Content-Length of %q", said[0])
		a.unsure = true
		return
	}
	a.declared = n
}

func allowsBody(status int) bool {
	return status >= http.StatusOK && status != http.StatusNoContent && status != http.StatusNotModified
}

// Write sends a part of the body, at once or with what comes after it.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	switch {
	case a.err != nil:
		return 0, a.err
	case len(p) == 0:
		return 0, nil
	case !allowsBody(a.status):
		return 0, http.ErrBodyNotAllowed
	}
	if a.written += int64(len(p)); a.declared >= 0 && a.written > a.declared {
		return 0, http.ErrContentLength
	}
	if len(a.conn.text)+len(p) <= held {
		a.conn.text = append(a.conn.text, p...)
		return len(p), nil
	}
	a.pass(p, false)
	return len(p), a.err
}

// Flush sends what was written.
func (a *answer) Flush() { _ = a.FlushError() }

// FlushError sends what was written.
func (a *answer) FlushError() error {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if !a.begun || len(a.conn.text) > 0 {
		a.pass(nil, false)
	}
	return a.err
}

// finish sends what is left. It reports whether the connection may go on.
func (a *answer) finish() bool {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if !a.begun || a.chunked || len(a.conn.text) > 0 {
		a.pass(nil, true)
	}
	return a.err == nil && !a.last && (a.declared < 0 || a.written == a.declared)
}

// pass sends the head, if it is not sent, what was held, and more.
func (a *answer) pass(more []byte, end bool) {
	out := a.conn.out[:0]
	size := len(a.conn.text) + len(more)
	if !a.begun {
		a.begun = true
		out = a.complete(out, more, size, end)
	}
	if a.chunked && size > 0 {
		out = append(strconv.AppendInt(out, int64(size), 16), "\r\n"...)
	}
	out = append(append(out, a.conn.text...), more...)
	a.conn.text = a.conn.text[:0]
	if a.chunked && size > 0 {
		out = append(out, "\r\n"...)
	}
	if a.chunked && end {
		out = append(out, "0\r\n\r\n"...)
	}
	a.send(out)
}

// complete appends the head with what could not be known before.
func (a *answer) complete(out, more []byte, size int, end bool) []byte {
	a.last = a.last || a.conn.of.ending.Load()
	out = append(out, a.conn.head...)
	switch {
	case !allowsBody(a.status):
	case a.declared >= 0:
		out = strconv.AppendInt(append(out, "Content-Length: "...), a.declared, 10)
		out = append(out, "\r\n"...)
	case end && !a.unsure:
		out = strconv.AppendInt(append(out, "Content-Length: "...), int64(size), 10)
		out = append(out, "\r\n"...)
	default:
		a.chunked = true
		out = append(out, "Transfer-Encoding: chunked\r\n"...)
	}
	if first := a.conn.text; !a.typed && size > 0 {
		if len(first) == 0 {
			first = more
		}
		out = append(append(append(out, "Content-Type: "...), http.DetectContentType(first)...), "\r\n"...)
	}
	if !a.dated {
		out = append(append(append(out, "Date: "...), a.conn.of.date()...), "\r\n"...)
	}
	if a.last {
		out = append(out, "Connection: close\r\n"...)
	}
	return append(out, "\r\n"...)
}

const keptOut = 16 << 10 // bytes that a connection keeps for its next answer

func (a *answer) send(b []byte) {
	if a.err == nil {
		if a.err = a.conn.lift(); a.err == nil {
			_, a.err = a.conn.Write(b)
		}
		if a.err != nil {
			a.cancel()
		}
	}
	if cap(b) <= keptOut {
		a.conn.out = b[:0]
	}
}

// SetReadDeadline is for http.ResponseController, as are those below.
func (a *answer) SetReadDeadline(t time.Time) error { return a.conn.until(t) }

// SetWriteDeadline ends writing. Each answer sets it, and takes it back, which takes time: so
// it ends up to a tenth late, and that it does not end counts from the next write on.
func (a *answer) SetWriteDeadline(t time.Time) error {
	c := a.conn
	if c.endless.Store(t.IsZero()); t.IsZero() {
		return nil
	}
	late := max(0, min(slack, time.Until(t)/10))
	if set := time.Duration(c.sends.Load() - t.UnixNano()); set >= 0 && set <= late {
		return nil
	}
	c.sends.Store(t.Add(late).UnixNano())
	return c.SetWriteDeadline(t.Add(late))
}

// lift takes the end of writing back, if that was asked for.
func (c *conn) lift() error {
	if !c.endless.Load() || c.sends.Swap(0) == 0 {
		return nil
	}
	return c.SetWriteDeadline(time.Time{})
}

// EnableFullDuplex does nothing: the request was read whole.
func (*answer) EnableFullDuplex() error { return nil }

// second is the time of answers, as it is written.
type second struct {
	unix int64
	text string
}

func (s *Server) date() string {
	now := time.Now()
	if d := s.now.Load(); d != nil && d.unix == now.Unix() {
		return d.text
	}
	d := &second{now.Unix(), now.UTC().Format(http.TimeFormat)}
	s.now.Store(d)
	return d.text
}
