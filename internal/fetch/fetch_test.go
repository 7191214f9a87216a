package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fetch"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// site answers like the servers that people name.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	say := func(pattern, media, body string, header ...string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			_, _ = io.WriteString(w, body)
		})
	}
	say("/report.pdf", "application/pdf", "%PDF-1.7")
	say("/watch", "text/html; charset=utf-8", "<html>")
	say("/{$}", "text/html", "<html>")
	say("/a%2Fb/%E5%90%88%E5%90%8C.txt", "text/plain", "hi")
	say("/get", "application/octet-stream", "hi", "Content-Disposition", `attachment; filename="../../x/photo 1.jpg"`)
	say("/star", "image/png", "hi", "Content-Disposition", `attachment; filename="x.png"; filename*=UTF-8''%E7%85%A7%E7%89%87.png`)
	say("/mime", "image/png", "hi", "Content-Disposition", `attachment; filename="=?utf-8?B?54Wn54mHLnBuZw==?="`)
	say("/brotli", "text/plain", "hi", "Content-Encoding", "br")
	say("/big", "text/plain", strings.Repeat("a", 3000), "Content-Length", "3000")
	mux.HandleFunc("/gzip.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed("hello"))
	})
	mux.HandleFunc("/bomb.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed(strings.Repeat("a", 1<<20)))
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 500)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/stalls", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "begin")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/breaks", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "begin")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	for code := range map[int]bool{401: true, 403: true, 404: true, 500: true, 503: true} {
		mux.HandleFunc(fmt.Sprintf("/%d", code), func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("u"), http.StatusFound)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func packed(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.Bytes()
}

func fetchAll(ctx context.Context, c *fetch.Client, address string) (fetch.File, string, error) {
	f, err := c.Open(ctx, address)
	if err != nil {
		return f, "", err
	}
	defer f.Body.Close()
	b, err := io.ReadAll(f.Body)
	return f, string(b), err
}

func TestFetch(t *testing.T) {
	t.Parallel()
	s := site(t)
	c := fetch.New(fetch.Options{Allow: loopback})
	for path, want := range map[string]struct{ name, media, body string }{
		"/report.pdf":                   {"report.pdf", "application/pdf", "%PDF-1.7"},
		"/report.pdf?token=secret#p=2":  {"report.pdf", "application/pdf", "%PDF-1.7"},
		"/watch":                        {"watch.html", "text/html; charset=utf-8", "<html>"},
		"/":                             {"127.0.0.1.html", "text/html", "<html>"},
		"/a%2Fb/%E5%90%88%E5%90%8C.txt": {"合同.txt", "text/plain", "hi"},
		"/get":                          {"photo 1.jpg", "application/octet-stream", "hi"},
		"/star":                         {"照片.png", "image/png", "hi"},
		"/mime":                         {"照片.png", "image/png", "hi"},
		"/gzip.txt":                     {"gzip.txt", "text/plain; charset=utf-8", "hello"},
		"/to?u=/to?u=/report.pdf":       {"report.pdf", "application/pdf", "%PDF-1.7"},
	} {
		f, body, err := fetchAll(t.Context(), c, " "+s.URL+path+"\n")
		if path == "/gzip.txt" {
			f.Media = want.media // what the server guesses of packed bytes does not matter
		}
		if err != nil || f.Name != want.name || f.Media != want.media || body != want.body {
			t.Errorf("%s: got %q %q %q, %v", path, f.Name, f.Media, body, err)
		}
	}
}

func TestWhatAServerDoesWrong(t *testing.T) {
	t.Parallel()
	s := site(t)
	limits := fetch.Options{Allow: loopback, MaxBytes: 2000, Redirects: 3}
	c := fetch.New(limits)
	limits.Stall = 100 * time.Millisecond
	impatient := fetch.New(limits)
	for path, want := range map[string]struct {
		kind fault.Kind
		says string
	}{
		"/404":            {fault.NotFound, "no such file (404 Not Found)"},
		"/401":            {fault.Forbidden, "does not give this file to everybody"},
		"/403":            {fault.Forbidden, "download it and attach it"},
		"/500":            {fault.Unavailable, "500 Internal Server Error"},
		"/503":            {fault.Unavailable, "try later"},
		"/brotli":         {fault.Unavailable, "(br)"},
		"/big":            {fault.TooLarge, "3000 bytes, and at most 2000 bytes"},
		"/endless":        {fault.TooLarge, "the most that is fetched"},
		"/bomb.txt":       {fault.TooLarge, "the most that is fetched"},
		"/stalls":         {fault.Unavailable, "sent nothing for 100ms"},
		"/breaks":         {fault.Unavailable, "broke off"},
		"/loop":           {fault.Invalid, "redirects more than 3 times"},
		"/to?u=ftp://x/y": {fault.Invalid, "only http:// and https://"},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			client := c
			if path == "/stalls" {
				client = impatient
			}
			_, _, err := fetchAll(t.Context(), client, s.URL+path)
			address, _, _ := strings.Cut(s.URL+path, "?")
			if kind, msg := fault.Of(err); kind != want.kind || !strings.Contains(msg, want.says) || !strings.HasPrefix(msg, address) {
				t.Errorf("got %s %q, want %s, naming the address and saying %q", kind, msg, want.kind, want.says)
			}
		})
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	c := fetch.New(fetch.Options{Allow: loopback, Stall: 5 * time.Second})
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refuses := "http://" + ln.Addr().String() + "/x"
	_ = ln.Close()
	for address, says := range map[string]string{refuses: "cannot be reached", "http://nothing.invalid/x": "check the address"} {
		_, _, err := fetchAll(t.Context(), c, address)
		kind, msg := fault.Of(err)
		if kind != fault.Unavailable && kind != fault.NotFound || !strings.Contains(msg, says) || !strings.HasPrefix(msg, address) {
			t.Errorf("%s: got %s %q", address, kind, msg)
		}
	}
}

func TestAFileOfJustTheLimitComes(t *testing.T) {
	t.Parallel()
	s := site(t)
	_, body, err := fetchAll(t.Context(), fetch.New(fetch.Options{Allow: loopback, MaxBytes: 3000}), s.URL+"/big")
	if err != nil || len(body) != 3000 {
		t.Errorf("got %d bytes, %v", len(body), err)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	s := site(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	strict := fetch.New(fetch.Options{Stall: 3 * time.Second})
	loose := fetch.New(fetch.Options{Allow: loopback, Stall: 3 * time.Second})
	private := []string{
		"http://127.0.0.1:" + port + "/", "http://127.1.2.3:" + port + "/", "http://localhost:" + port + "/", "http://[::1]:" + port + "/",
		"http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://172.16.0.1/", "https://192.168.1.1/", "http://100.64.0.1/",
		"http://0.0.0.0:" + port + "/", "http://[::]:" + port + "/", "http://[::ffff:127.0.0.1]:" + port + "/", "http://[::ffff:7f00:1]:" + port + "/",
		"http://[64:ff9b::7f00:1]:" + port + "/", "http://[64:ff9b::a9fe:a9fe]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/",
		"http://[2002:7f00:1::]/", "http://224.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/",
	}
	for _, address := range private {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			_, _, err := fetchAll(t.Context(), strict, address)
			if kind, msg := fault.Of(err); kind != fault.Forbidden || !strings.Contains(msg, "this is a private address") || !strings.HasPrefix(msg, "http") {
				t.Errorf("got %s %q", kind, msg)
			}
		})
	}
	for _, to := range append(private[4:9:9], "http://[::1]:"+port+"/", "http://[64:ff9b::7f00:1]/") {
		t.Run("redirect to "+to, func(t *testing.T) {
			t.Parallel()
			_, _, err := fetchAll(t.Context(), loose, s.URL+"/to?u="+to)
			if kind, msg := fault.Of(err); kind != fault.Forbidden || !strings.Contains(msg, "private address") {
				t.Errorf("got %s %q", kind, msg)
			}
		})
	}
}

func TestWhatIsNoAddressIsInvalid(t *testing.T) {
	t.Parallel()
	c := fetch.New(fetch.Options{})
	for _, address := range []string{
		"", "photo.jpg", "ftp://host/file", "file:///etc/passwd", "gopher://h:70/_x", "http://", "http:///x", "http://user:pass@example.com/",
		"http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://1.2.3.4.5/", "http://127.0.0.1./",
		"http://exa mple.com/", "http://[::1/", "http://x:y/", "https://\x00/", "javascript:alert(1)", "data:text/plain,hi",
	} {
		_, _, err := fetchAll(t.Context(), c, address)
		if kind, msg := fault.Of(err); kind != fault.Invalid {
			t.Errorf("%q: got %s %q", address, kind, msg)
		}
	}
	for _, address := range []string{"http://example.com:22/", "http://example.com:25/", "http://example.com:1023/"} {
		_, _, err := fetchAll(t.Context(), c, address)
		if kind, msg := fault.Of(err); kind != fault.Forbidden || !strings.Contains(msg, "port") {
			t.Errorf("%q: got %s %q", address, kind, msg)
		}
	}
}

func TestAnythingSecretInAnAddressIsLeftOutOfErrors(t *testing.T) {
	t.Parallel()
	s := site(t)
	c := fetch.New(fetch.Options{Allow: loopback})
	for _, address := range []string{s.URL + "/404?sig=hush", "http://u:hush@example.com/x"} {
		if _, _, err := fetchAll(t.Context(), c, address); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("got %v", err)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	s := site(t)
	c := fetch.New(fetch.Options{Allow: loopback})
	ctx, cancel := context.WithCancel(t.Context())
	f, err := c.Open(ctx, s.URL+"/stalls")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Body.Close()
	cancel()
	if _, err = io.ReadAll(f.Body); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err = c.Open(ctx, s.URL+"/report.pdf"); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v", err)
	}
}
