package keepalive

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// Most requests and answers are of a simple form, which is written and read here: net/http,
// which knows all forms, takes several times as long. What is not surely of that form is its.

// write writes a request as it goes over the wire.
func write(out *bytes.Buffer, req *http.Request) error {
	host, uri := req.Host, req.URL.RequestURI()
	if host == "" {
		host = req.URL.Host
	}
	if !isSimple(req, host, uri) {
		return req.Write(out)
	}
	out.WriteString(req.Method)
	out.WriteByte(' ')
	out.WriteString(uri)
	out.WriteString(" HTTP/1.1\r\n")
	line(out, "Host", host)
	for name, values := range req.Header {
		if name == "Host" || name == "Content-Length" || name == "Transfer-Encoding" || name == "Trailer" { // as net/http does
			continue
		}
		for _, v := range values {
			line(out, name, v)
		}
	}
	if req.Body == nil || req.Body == http.NoBody {
		out.WriteString("\r\n")
		return nil
	}
	line(out, "Content-Length", strconv.FormatInt(req.ContentLength, 10))
	out.WriteString("\r\n")
	return text(out, req)
}

func line(out *bytes.Buffer, name, value string) {
	out.WriteString(name)
	out.WriteString(": ")
	out.WriteString(value)
	out.WriteString("\r\n")
}

// text writes the body, which must be as long as it is said to be.
func text(out *bytes.Buffer, req *http.Request) error {
	defer req.Body.Close()
	n, err := out.ReadFrom(req.Body)
	if err == nil && n != req.ContentLength {
		err = fmt.Errorf("the body of a request has %d bytes and not %d", n, req.ContentLength)
	}
	return err
}

// isSimple reports whether a request can be written as it is.
func isSimple(req *http.Request, host, uri string) bool {
	hasBody := req.Body != nil && req.Body != http.NoBody
	switch {
	case req.Close, !hasBody && req.Method != http.MethodGet, hasBody && req.Method != http.MethodPost:
		return false
	case host == "" || !only(host, isHost), !only(uri, isVisible), len(req.Header["User-Agent"]) != 1 || req.Header["User-Agent"][0] == "":
		return false
	}
	for name, values := range req.Header {
		if name == "" || !only(name, isName) {
			return false
		}
		for _, v := range values {
			if !isValue(v) {
				return false
			}
		}
	}
	return true
}

func only(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isName(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-'
}

func isHost(b byte) bool {
	return isName(b) || b == '.' || b == ':' || b == '_' || b == '[' || b == ']'
}
func isVisible(b byte) bool { return b > ' ' && b != 0x7f }

// isValue reports whether s is the value of a header, without space around it.
func isValue(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' && b != '\t' || b == 0x7f {
			return false
		}
	}
	return s == "" || isVisible(s[0]) && isVisible(s[len(s)-1])
}

// read reads an answer whose body is as long as it says. ok is false for another one, and
// for what is broken: nothing of it was taken.
func read(in *bufio.Reader, req *http.Request) (res *http.Response, ok bool) {
	if req.Method == http.MethodHead {
		return nil, false
	}
	raw := whole(in)
	if raw == nil {
		return nil, false
	}
	if res, ok = parse(string(raw)); !ok {
		return nil, false
	}
	if _, err := in.Discard(len(raw)); err != nil {
		return nil, false // it is there: it was looked at
	}
	res.Request, res.Body = req, http.NoBody
	if res.ContentLength > 0 {
		res.Body = &sized{in, res.ContentLength}
	}
	return res, true
}

var headEnds = []byte("\r\n\r\n")

// whole waits for a head, and returns it if it is short enough; nil if it is not, or the
// connection ends before it.
func whole(in *bufio.Reader) []byte {
	for want := 1; want <= in.Size(); want = in.Buffered() + 1 {
		if _, err := in.Peek(want); err != nil {
			return nil
		}
		b, err := in.Peek(in.Buffered())
		if err != nil {
			return nil
		}
		if end := bytes.Index(b, headEnds); end >= 0 {
			return b[:end+len(headEnds)]
		}
	}
	return nil
}

const (
	version    = "HTTP/1.1 "
	longestSum = 18 // digits of a length
)

// parse reads a head of a simple form.
func parse(s string) (*http.Response, bool) {
	first, rest, _ := strings.Cut(s, "\r\n")
	status, ok := strings.CutPrefix(first, version)
	if !ok || len(status) < len("200 ") || status[3] != ' ' || !isValue(status) {
		return nil, false
	}
	code, err := strconv.ParseUint(status[:3], 10, 16)
	if err != nil || code < http.StatusOK || code == http.StatusNoContent || code == http.StatusNotModified {
		return nil, false
	}
	res := &http.Response{Status: status, StatusCode: int(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1}
	return res, fields(res, rest)
}

// fields reads the lines of a head after the first, up to the empty one.
func fields(res *http.Response, s string) bool {
	n := strings.Count(s, "\r\n") - 1
	res.Header = make(http.Header, n)
	values := make([]string, 0, n)
	for {
		one, rest, _ := strings.Cut(s, "\r\n")
		if one == "" {
			return res.ContentLength >= 0
		}
		name, value, ok := strings.Cut(one, ":")
		if value = strings.Trim(value, " \t"); !ok || name == "" || !only(name, isName) || !isValue(value) {
			return false
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		switch name {
		case "Transfer-Encoding", "Trailer", "Connection", "Pragma": // they change what the rest means
			return false
		case "Content-Length":
			if res.ContentLength >= 0 || !length(res, value) {
				return false
			}
		}
		if had := res.Header[name]; had != nil {
			res.Header[name] = append(had, value)
		} else {
			values = append(values, value)
			res.Header[name] = values[len(values)-1 : len(values) : len(values)]
		}
		s = rest
	}
}

func length(res *http.Response, value string) bool {
	n, err := strconv.ParseUint(value, 10, 63)
	res.ContentLength = int64(n) //nolint:gosec // of 63 bits
	return err == nil && len(value) <= longestSum && value[0] != '+'
}

// sized is a body of a known length.
type sized struct {
	in   *bufio.Reader
	left int64 // bytes; from 1 on until it has been read
}

func (s *sized) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n, err := s.in.Read(p[:min(int64(len(p)), s.left)])
	switch s.left -= int64(n); {
	case s.left == 0:
		err = io.EOF // at once: the connection is free for the next request
	case err == io.EOF: // of the connection itself
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Close does nothing: what is left unread ends the connection.
func (s *sized) Close() error { return nil }
