package wicket

import (
	"bytes"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

const (
	longestHead = 8 << 10  // bytes
	longestBody = 64 << 10 // bytes
	mostFields  = 64
)

// form is what a head may turn out to be.
type form int

const (
	unread form = iota // it is not whole yet
	simple             // it was read
	odd                // it is net/http's to read
)

var (
	post     = []byte("POST ")
	headEnds = []byte("\r\n\r\n")
)

// parse reads the head of a request that b begins with into r, and how long it is.
func (s *Server) parse(b []byte, r *http.Request) (size int, is form) {
	if !bytes.HasPrefix(b, post[:min(len(b), len(post))]) {
		return 0, odd
	}
	end := bytes.Index(b, headEnds)
	switch {
	case end > longestHead, end < 0 && len(b) > longestHead:
		return 0, odd
	case end < 0:
		return 0, unread
	}
	text := string(b[:end+len("\r\n")])
	first, rest, _ := strings.Cut(text, "\r\n")
	path, ok := strings.CutSuffix(first[len(post):], " HTTP/1.1")
	if !ok || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || !only(path, isPath) || !s.Takes(path) {
		return 0, odd
	}
	*r = http.Request{
		Method: http.MethodPost, URL: &url.URL{Path: path}, RequestURI: path, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
	}
	if !fields(r, rest) || r.Host == "" || r.ContentLength < 0 {
		return 0, odd
	}
	return end + len(headEnds), simple
}

// fields reads the lines of a head after the first.
func fields(r *http.Request, s string) bool {
	n := strings.Count(s, "\r\n")
	if n > mostFields {
		return false
	}
	r.Header = make(http.Header, n)
	values := make([]string, 0, n)
	for s != "" {
		one, rest, _ := strings.Cut(s, "\r\n")
		name, value, ok := strings.Cut(one, ":")
		if value = strings.Trim(value, " \t"); !ok || name == "" || !only(name, isName) || !only(value, isText) {
			return false
		}
		s = rest
		switch name = textproto.CanonicalMIMEHeaderKey(name); name {
		case "Host":
			if r.Host != "" || value == "" || !only(value, isHost) {
				return false
			}
			r.Host = value
			continue
		case "Content-Length":
			if r.ContentLength >= 0 || !length(r, value) {
				return false
			}
		case "Connection":
			if !strings.EqualFold(value, "keep-alive") {
				return false
			}
		case "Transfer-Encoding", "Expect", "Upgrade", "Trailer", "Te", "Pragma", "Proxy-Connection", "Http2-Settings":
			return false
		}
		if had := r.Header[name]; had != nil {
			r.Header[name] = append(had, value)
			continue
		}
		values = append(values, value)
		r.Header[name] = values[len(values)-1 : len(values) : len(values)]
	}
	return true
}

func length(r *http.Request, value string) bool {
	if value == "" || !only(value, isDigit) {
		return false
	}
	n, err := strconv.ParseInt(value, 10, 64)
	r.ContentLength = n
	return err == nil && n <= longestBody
}

func only(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isName(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-'
}

func isPath(b byte) bool { return isName(b) || b == '/' || b == '_' || b == '.' }
func isHost(b byte) bool {
	return isName(b) || b == '.' || b == ':' || b == '_' || b == '[' || b == ']'
}
func isText(b byte) bool { return b >= ' ' && b != 0x7f || b == '\t' }
