package sendfile_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/sendfile"
)

const size = 24<<20 + 7 // more than a socket holds

func file(t *testing.T) (path string, body []byte) {
	t.Helper()
	body = make([]byte, size)
	_, _ = rand.NewChaCha8(sha256.Sum256([]byte("sendfile"))).Read(body)
	path = filepath.Join(t.TempDir(), "weights")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, body
}

// serve answers by h, and tells what each sending of a file came to.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(sendfile.Listener(ln)) }()
	t.Cleanup(func() {
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

func get(ctx context.Context, t *testing.T, url, part string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if part != "" {
		req.Header.Set("Range", part)
	}
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

func TestFilesComeWhole(t *testing.T) {
	t.Parallel()
	path, body := file(t)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) })
	for name, c := range map[string]struct {
		part     string
		from, to int
	}{
		"whole":  {"", 0, size},
		"a part": {fmt.Sprintf("bytes=%d-%d", 12345, 20<<20-1), 12345, 20 << 20},
		"a byte": {"bytes=-1", size - 1, size},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := io.ReadAll(get(t.Context(), t, url, c.part).Body)
			if err != nil || !bytes.Equal(got, body[c.from:c.to]) {
				t.Errorf("%d bytes came of %d, or others: %v", len(got), c.to-c.from, err)
			}
		})
	}
}

func TestASlowReaderGetsAllAndTheNextFileOnTheSameConnection(t *testing.T) {
	t.Parallel()
	path, body := file(t)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) })
	for range 2 {
		resp, got := get(t.Context(), t, url, ""), bytes.Buffer{}
		for buf := make([]byte, 3<<20); ; <-time.After(30 * time.Millisecond) { // longer than a thread waits
			n, err := io.ReadFull(resp.Body, buf)
			got.Write(buf[:n])
			if err != nil {
				break
			}
		}
		if !bytes.Equal(got.Bytes(), body) {
			t.Fatalf("%d bytes came, or others", got.Len())
		}
	}
}

func TestWhatIsNoFileComesToo(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("no file ", 1<<18)
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, strings.NewReader(text)) })
	if got, err := io.ReadAll(get(t.Context(), t, url, "").Body); err != nil || string(got) != text {
		t.Errorf("%d bytes came of %d, or others: %v", len(got), len(text), err)
	}
}

// A reader that goes away, and one that takes nothing until the deadline, end
// the sending.
func TestSendingEnds(t *testing.T) {
	t.Parallel()
	path, _ := file(t)
	for name, deadline := range map[string]time.Duration{"gone": 0, "too slow": 100 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended := make(chan error, 1)
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				c := http.NewResponseController(w)
				w.Header().Set("Content-Length", fmt.Sprint(size))
				err := c.Flush() // the head comes, however slow the machine is
				if deadline > 0 {
					err = errors.Join(err, c.SetWriteDeadline(time.Now().Add(deadline)))
				}
				f, e := os.Open(path)
				if err = errors.Join(err, e); err == nil {
					defer f.Close()
					_, err = io.CopyN(w, f, size)
				}
				ended <- err
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			get(ctx, t, url, "")
			if deadline == 0 {
				cancel()
			}
			if err := <-ended; err == nil {
				t.Error("a file was sent that nobody read")
			}
		})
	}
}

func TestAFileThatShrinksEndsTheAnswer(t *testing.T) {
	t.Parallel()
	path, _ := file(t)
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		f, err := os.Open(path)
		if err != nil {
			return
		}
		defer f.Close()
		w.Header().Set("Content-Length", fmt.Sprint(2*size))
		_, _ = io.CopyN(w, f, 2*size)
	})
	if n, err := io.Copy(io.Discard, get(t.Context(), t, url, "").Body); err == nil || n != size {
		t.Errorf("%d bytes came of a file of %d that is said to have more: %v", n, size, err)
	}
}
