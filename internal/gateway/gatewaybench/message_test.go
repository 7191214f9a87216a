package main

import (
	"bufio"
	"bytes"
	"net/http"
	"net/http/httputil"
	"strings"
	"testing"
)

// What net/http writes is read as it was meant, one message after another.
func TestMessages(t *testing.T) {
	t.Parallel()
	var wire bytes.Buffer
	long := strings.Repeat("word ", 5000)
	write := func(r *http.Request, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		b, err := httputil.DumpRequestOut(r, true)
		if err != nil {
			t.Fatal(err)
		}
		wire.Write(b)
	}
	write(http.NewRequestWithContext(t.Context(), http.MethodGet, "http://a/models", nil))
	write(http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a/x", strings.NewReader("{}")))
	write(http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a/x", struct{ *strings.Reader }{strings.NewReader(long)}))
	in := bufio.NewReaderSize(&wire, 2<<10)
	var m message
	for _, want := range []struct{ start, body string }{{"GET /models HTTP/1.1", ""}, {"POST /x HTTP/1.1", "{}"}, {"POST /x HTTP/1.1", long}} {
		if err := m.read(in); err != nil || string(m.start) != want.start || string(m.body) != want.body {
			t.Errorf("%q with %d bytes, %v; want %q with %d", m.start, len(m.body), err, want.start, len(want.body))
		}
	}
}

func TestBrokenMessages(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\nno length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfour",
		"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
	} {
		if err := new(message).read(bufio.NewReader(strings.NewReader(said))); err == nil {
			t.Errorf("%q is read", said)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
	f.Fuzz(func(t *testing.T, said string) {
		m := &message{}
		if err := m.read(bufio.NewReader(strings.NewReader(said))); err == nil && len(m.body) > len(said) {
			t.Errorf("%d bytes are read from %d", len(m.body), len(said))
		}
	})
}
