package xet_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	api "github.com/tenonhub/tenon/internal/api/xet"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/internal/sqlstore"
	tables "github.com/tenonhub/tenon/internal/sqlstore/xetstore"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

var mib = flag.Int("mib", 64, "size of the file that gets a second version, in MiB")

// everybody lets all askers read all that is public, and nobody the rest.
type everybody struct{ public atomic.Bool }

func (e *everybody) MayRead(context.Context, string, blob.Digest) (bool, error) {
	return e.public.Load(), nil
}

// server is a Xet server on a socket.
type server struct {
	*httptest.Server
	keys    *api.Keys
	store   *xetstore.Store
	blobs   blob.Store
	readers everybody
	sent    atomic.Int64 // bytes of xorbs that clients sent
	served  atomic.Int64 // requests for data
}

func start(t *testing.T) *server {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := &server{}
	if s.blobs, err = disk.Open(t.TempDir(), disk.Options{}); err != nil {
		t.Fatal(err)
	}
	if s.keys, err = api.NewKeys(bytes.Repeat([]byte{7}, 32)); err != nil {
		t.Fatal(err)
	}
	s.store = xetstore.New(s.blobs, tables.New(db), tables.New(db), &s.readers)
	h := http.NewServeMux()
	api.New(s.store, s.keys, api.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil))}).Routes(h, "")
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/v1/xorbs/"):
			s.sent.Add(r.ContentLength)
		case strings.HasPrefix(r.URL.Path, "/v1/data/"):
			s.served.Add(1)
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) token(t *testing.T, g api.Grant) string {
	t.Helper()
	g.Expires = time.Now().Add(time.Hour)
	token, err := s.keys.Mint(g)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

type stored struct {
	Path string `json:"path"`
	Hash string `json:"hash"`
	Size int64  `json:"size"`
}

// client runs hf_xet with an empty cache.
func (s *server) client(t *testing.T, ask map[string]any, answer any) {
	t.Helper()
	python := pythontest.Interpreter(t, "clients")
	ask["endpoint"] = s.URL
	in, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/client.py")
	cmd.Env = append(os.Environ(), "HF_HOME="+t.TempDir())
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, answer)
	}
	if err != nil {
		t.Fatalf("%v: %s%s", err, out, stderr.Bytes())
	}
}

func (s *server) upload(t *testing.T, asker string, content []byte) stored {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var found []stored
	s.client(t, map[string]any{"do": "upload", "files": []string{path}, "token": s.token(t, api.Grant{Asker: asker, Write: true})}, &found)
	if len(found) != 1 || found[0].Size != int64(len(content)) {
		t.Fatalf("uploaded %+v", found)
	}
	return found[0]
}

func (s *server) download(t *testing.T, asker string, f stored) []byte {
	t.Helper()
	f.Path = filepath.Join(t.TempDir(), "back")
	var paths []string
	s.client(t, map[string]any{"do": "download", "files": []stored{f}, "token": s.token(t, api.Grant{Asker: asker})}, &paths)
	b, err := os.ReadFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func random(seed uint64, size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(seed)}).Read(b)
	return b
}

// changed is content with a share of it changed, in that many places.
func changed(content []byte, places int, share float64) []byte {
	b := bytes.Clone(content)
	size := int(share * float64(len(b)) / float64(places))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range places {
		stripe := len(b) / places
		at := i*stripe + r.IntN(stripe-size)
		copy(b[at:at+size], random(uint64(i)+100, size))
	}
	return b
}

// fresh is how many bytes the chunks of second have that are not in first.
func fresh(t *testing.T, first, second []byte) (n int64) {
	t.Helper()
	known, h := map[xet.Hash]bool{}, xet.NewHasher()
	err := xet.Split(bytes.NewReader(first), func(b []byte) error { known[h.Chunk(b).Hash] = true; return nil })
	if err == nil {
		err = xet.Split(bytes.NewReader(second), func(b []byte) error {
			if c := h.Chunk(b); !known[c.Hash] {
				n += int64(c.Size)
			}
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheSecondVersionOfAFileSendsWhatChanged(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.readers.public.Store(true)
	first := random(1, *mib<<20)
	one := s.upload(t, "ann", first)
	whole := s.sent.Swap(0)
	second := changed(first, 20, 0.05)
	two := s.upload(t, "bob", second)
	sent, fresh := s.sent.Load(), fresh(t, first, second)
	share := 100 * float64(sent) / float64(len(second))
	t.Logf("the first version sent %d bytes, the second %d, %.2f %%; its new chunks have %d", whole, sent, share, fresh)
	if sent > fresh+fresh/100 {
		t.Errorf("the second version sent %d bytes, and its new chunks have %d", sent, fresh)
	}
	if *mib >= 256 && share > 7 { // in a smaller file more of each new chunk is old
		t.Errorf("the second version sent %.2f %% of its bytes, want 7 at most", share)
	}
	for _, f := range []struct {
		stored
		content []byte
	}{{one, first}, {two, second}} {
		if !bytes.Equal(s.download(t, "carl", f.stored), f.content) {
			t.Errorf("file %s came back changed", f.Hash)
		}
		h, err := xet.ParseHash(f.Hash)
		if err != nil {
			t.Fatal(err)
		}
		r, _, err := s.store.Open(t.Context(), h)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, f.content) {
			t.Errorf("file %s read as a stream: %d bytes, %v", f.Hash, len(b), err)
		}
		_ = r.Close()
	}
}

func TestNobodyHearsOfWhatTheyMayNotRead(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := random(2, 3<<20)
	s.upload(t, "ann", content)
	first := s.sent.Swap(0)
	again := s.upload(t, "bob", content)
	if n := s.sent.Load(); n != first {
		t.Errorf("bob sent %d bytes of what ann sent in %d: bob was told that it is stored", n, first)
	}
	if !bytes.Equal(s.download(t, "bob", again), content) {
		t.Error("bob cannot read what bob sent")
	}
	for _, version := range []string{"v1", "v2"} {
		if r := s.get(t, "/"+version+"/reconstructions/"+again.Hash, "eve", nil); r.code != http.StatusNotFound {
			t.Errorf("eve asks for the reconstruction: %d", r.code)
		}
	}
}

func TestAFileThatIsStoredWholeIsReadByXet(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.readers.public.Store(true)
	content := append(random(3, 3<<20), bytes.Repeat([]byte("a text that repeats\n"), 50_000)...)
	info, err := s.blobs.Put(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.store.View(t.Context(), info.Digest)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(s.download(t, "ann", stored{Hash: f.Hash.String(), Size: f.Size}), content) {
		t.Error("it came back changed")
	}
	if again := s.upload(t, "bob", content); again.Hash != f.Hash.String() || s.sent.Load() != 0 {
		t.Errorf("the client's hash is %s, ours %v; it sent %d bytes of what is stored", again.Hash, f.Hash, s.sent.Load())
	}
}

// reply is a response, with its body read.
type reply struct {
	code   int
	header http.Header
	body   []byte
}

// get asks for a path, with headers of name and value.
func (s *server) get(t *testing.T, path, asker string, header map[string]string) reply {
	t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.URL + path
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if asker != "" {
		req.Header.Set("Authorization", "Bearer "+s.token(t, api.Grant{Asker: asker}))
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	r, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{r.StatusCode, r.Header, body}
}
