package keepalive_test

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/remote/keepalive"
)

const whole = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-A: 1\r\nx-a:2 \r\nContent-Length: 2\r\n\r\nok"

// What is read here is read as net/http does; the rest is left to it.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		whole, strings.Replace(whole, "2\r\n\r\n", "0\r\n\r\n", 1), strings.Replace(whole, "200 OK", "429 ", 1), strings.Replace(whole, "200 OK", "200", 1),
		strings.Replace(whole, "X-A:", "X A:", 1), strings.Replace(whole, "X-A: 1", "X-A: 1\r\n folded", 1), strings.Replace(whole, "X-A: 1", "X-A: \x01", 1),
		strings.Replace(whole, "X-A: 1", "Content-Length: 2", 1), strings.Replace(whole, "X-A: 1", "Transfer-Encoding: chunked", 1),
		strings.Replace(whole, "X-A: 1", "Connection: close", 1), strings.Replace(whole, ": 2\r\n\r\n", ": +2\r\n\r\n", 1),
		"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\n\nHTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 103 Early Hints\r\n\r\n" + whole, "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said string) {
		req := &http.Request{Method: http.MethodPost}
		in := bufio.NewReaderSize(strings.NewReader(said), 2<<10)
		got, ok := keepalive.Read(in, req)
		if !ok {
			if left, err := io.ReadAll(in); err != nil || string(left) != said {
				t.Fatalf("of %q it has taken what it did not read", said)
			}
			return
		}
		want, err := http.ReadResponse(bufio.NewReader(strings.NewReader(said)), req)
		if err != nil {
			t.Fatalf("it reads %q: %v", said, err)
		}
		b, short := io.ReadAll(got.Body)
		wanted, alsoShort := io.ReadAll(want.Body)
		if !bytes.Equal(b, wanted) || (short == nil) != (alsoShort == nil) {
			t.Fatalf("%q has the body %q, %v; want %q, %v", said, b, short, wanted, alsoShort)
		}
		got.Body, want.Body = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is %+v, want %+v", said, got, want)
		}
	})
}

// What is written here means what net/http writes.
func FuzzRequests(f *testing.F) {
	f.Add("http://127.0.0.1:1/v1/chat/completions", "X-Request-Id", "req_1", "{}")
	f.Add("http://a_b/c%20d?e=f", "Content-Type", "", "x")
	f.Add("http://[::1]:2/", "User-Agent", "a\r\nB: c", "")
	f.Add("http://exämple/ü?\x7f", "Host", " a ", "")
	f.Add("http://a/?a b", "Tränsfer", "\tä\t", "x")
	f.Fuzz(func(t *testing.T, url, name, value, body string) {
		asked := func() *http.Request {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
			if err != nil {
				t.Skipf("net/http makes no request of it: %v", err)
			}
			r.Header = http.Header{"User-Agent": {"Tenon"}, name: {value}}
			return r
		}
		var got, want bytes.Buffer
		if asked().URL.Host == "" || asked().Write(&want) != nil {
			return
		}
		if err := keepalive.Write(&got, asked()); err != nil {
			t.Fatal(err)
		}
		if lines(got.String()) != lines(want.String()) {
			t.Fatalf("it writes %q, want %q", got.String(), want.String())
		}
	})
}

// lines are those of a request with its headers in order.
func lines(s string) string {
	head, body, _ := strings.Cut(s, "\r\n\r\n")
	l := strings.Split(head, "\r\n")
	slices.Sort(l[1:])
	return strings.Join(l, "\n") + "\n\n" + body
}

func TestABodyOfAnotherLengthIsRefused(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"short", "far too long"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a/", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = 7
		maps.Copy(r.Header, http.Header{"User-Agent": {"Tenon"}})
		if err := keepalive.Write(new(bytes.Buffer), r); err == nil {
			t.Errorf("%q is sent as seven bytes", body)
		}
	}
}
