package git_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/lfs"
)

// cut begins a PUT of content and breaks the connection after n bytes of it.
func cut(t *testing.T, address string, content string, n int) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s", u.RequestURI(), u.Host, len(content), content[:n])
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}

// until waits for something that happens without anybody telling.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%s: it does not come about", what)
		}
	}
}

func count(t *testing.T, pattern ...string) int {
	t.Helper()
	l, err := filepath.Glob(filepath.Join(pattern...))
	if err != nil {
		t.Fatal(err)
	}
	return len(l)
}

func TestAnUploadIsCutAtEveryTenth(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	content := string(noise(1<<20, 3))
	for tenth := range 10 {
		_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content)
		cut(t, o.Actions["upload"].Href, content, len(content)*tenth/10)
	}
	until(t, "nothing is left of the cut uploads", func() bool { return count(t, s.Data, "blobs", "tmp", "*") == 0 })
	if n := count(t, s.Data, "blobs", "??", "*"); n != 0 {
		t.Errorf("%d values are stored", n)
	}
	if _, o := ask(t, s, s.Ada, "/lab/voice", "download", content); o.Error == nil || o.Error.Code != 404 {
		t.Errorf("a part of the file can be read: %+v", o)
	}
	_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content)
	if status, body, _ := send(t, s, "PUT", o.Actions["upload"].Href, "", content); status != 200 {
		t.Errorf("the whole file: %d %s", status, body)
	}
}

// A client that goes on sends what was not acknowledged, and no more.
func TestAnUploadInPartsIsCutAtEveryTenthAndResumed(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	content := string(noise(3*apitest.PartSize+1000, 6))
	done := lfs.Completion{OID: object(content).OID}
	sent := 0
	for tenth := 1; tenth <= 10; tenth++ {
		_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content, "multipart") // addresses are given anew
		up := o.Actions["upload"]
		for until := len(content) * tenth / 10; len(done.Parts) < 4; {
			n := len(done.Parts)
			part := content[n*apitest.PartSize : min((n+1)*apitest.PartSize, len(content))]
			if end := n*apitest.PartSize + len(part); end > until {
				if half := until - n*apitest.PartSize; half > 0 {
					cut(t, up.Header[fmt.Sprint(n+1)], part, half)
				}
				break
			}
			status, body, h := send(t, s, "PUT", up.Header[fmt.Sprint(n+1)], "", part)
			if status != 200 {
				t.Fatalf("part %d: %d %s", n+1, status, body)
			}
			sent += len(part)
			done.Parts = append(done.Parts, lfs.Part{Number: n + 1, ETag: h.Get("ETag")})
		}
		if tenth == 9 {
			if status, body, _ := send(t, s, "POST", up.Href, "", text(t, lfs.Completion{OID: done.OID, Parts: make([]lfs.Part, 4)})); status != 422 || !strings.Contains(body, "part 3 of 4 has not come") {
				t.Errorf("joined without the last part: %d %s", status, body)
			}
		}
		if tenth == 10 {
			if status, body, _ := send(t, s, "POST", up.Href, "", text(t, done)); status != 200 {
				t.Fatalf("join: %d %s", status, body)
			}
		}
	}
	if sent != len(content) {
		t.Errorf("%d bytes were acknowledged, want each of %d once", sent, len(content))
	}
	_, o := ask(t, s, "", "/lab/voice", "download", content)
	if status, body, _ := send(t, s, "GET", o.Actions["download"].Href, "", ""); status != 200 || body != content {
		t.Errorf("read %d, %d bytes", status, len(body))
	}
}

// cutter is a way to a server that breaks after some bytes of what a client says.
type cutter struct {
	net.Listener
	to   string
	left int64
	then func() // when it breaks
	mu   sync.Mutex
	wg   sync.WaitGroup
}

func newCutter(t *testing.T, s *apitest.Server, after int64, then func()) (address string) {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{Listener: ln, to: u.Host, left: after, then: then}
	c.wg.Go(c.run)
	t.Cleanup(func() { _ = ln.Close(); c.wg.Wait() })
	return ln.Addr().String()
}

func (c *cutter) run() {
	for {
		in, err := c.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", c.to) //nolint:noctx // it ends with its connections
		if err != nil {
			_ = in.Close()
			continue
		}
		c.wg.Go(func() { _, _ = io.Copy(in, out); _ = in.Close() })
		c.wg.Go(func() {
			defer func() { _ = in.Close(); _ = out.Close() }()
			buf := make([]byte, 1<<10)
			for {
				n, err := in.Read(buf)
				c.mu.Lock()
				over := c.left < int64(n)
				n = int(min(int64(n), c.left))
				c.left -= int64(n)
				c.mu.Unlock()
				_, e := out.Write(buf[:n])
				if over {
					c.then()
				}
				if e != nil || err != nil || over {
					return
				}
			}
		})
	}
}

func TestAPushIsCutAtEveryTenth(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r := create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	first := c.git("-C", "w", "ls-remote", "origin")
	content := noise(300<<10, 9)
	c.write("w/a.dat", content)
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "a")
	c.git("-C", "w", "config", "lfs.locksverify", "false")
	u, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	for tenth := range 10 {
		u.Host = newCutter(t, s, int64(1500+len(content)*tenth/10), func() {})
		if out, err := c.try("-C", "w", "push", u.String()+"/lab/voice", "HEAD:main"); err == nil {
			t.Errorf("a push that was cut at %d0 %% succeeded: %s", tenth, out)
		}
		if out := c.git("-C", "w", "ls-remote", "origin"); out != first {
			t.Errorf("cut at %d0 %%: the refs are %s", tenth, out)
		}
	}
	root := filepath.Join(s.Data, "repos", string(r.ID[:2]), string(r.ID)+".git", "objects")
	until(t, "nothing is left of the cut pushes", func() bool { return count(t, root, "tmp_objdir*") == 0 })
	if n := count(t, root, "pack", "*.pack"); n != 1 {
		t.Errorf("there are %d packs", n)
	}
	c.git("-C", "w", "push", "origin", "HEAD:main")
	other := newClient(t, s, "")
	other.git("clone", other.base+"/lab/voice", "w")
	if !bytes.Equal(other.read("w/a.dat"), content) {
		t.Error("the clone differs")
	}
}

func TestAPushWithBadNamesIsRefused(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	c.git("-C", "w", "config", "core.protectNTFS", "false")
	c.git("-C", "w", "config", "core.protectHFS", "false")
	c.git("-C", "w", "config", "core.precomposeunicode", "false")
	base := strings.TrimSpace(c.git("-C", "w", "rev-parse", "HEAD"))
	blob := strings.TrimSpace(c.git("-C", "w", "rev-parse", "HEAD:.gitattributes"))
	for name, want := range map[string]string{
		"a.txt\nA.TXT":             "only in case or in how its letters are written",
		"caf\u00e9\ncafe\u0301":    "only in case or in how its letters are written",
		"d/NUL.txt":                "which Windows takes for another name or for a device",
		"d/x.":                     "which Windows takes for another name or for a device",
		`d/..\..\evil.exe`:         "a backslash, or one that nobody sees",
		"d/gpj.\u202eexe":          "a backslash, or one that nobody sees",
		"d/a\u200bb":               "a backslash, or one that nobody sees",
		"README.md":                "line 3 of the card",
		strings.Repeat("long", 70): "at most 255 are allowed",
	} {
		c.git("-C", "w", "reset", "--hard", base)
		for file := range strings.SplitSeq(name, "\n") {
			oid := blob
			if file == "README.md" {
				c.write("card", []byte("---\nlicense: mit\ntags: [a\n---\n"))
				oid = strings.TrimSpace(c.git("-C", "w", "hash-object", "-w", "../card"))
			}
			c.git("-C", "w", "update-index", "--add", "--cacheinfo", "100644,"+oid+","+file)
		}
		c.git("-C", "w", "commit", "-m", "x")
		if out, err := c.try("-C", "w", "push", "--no-verify", "origin", "HEAD:main"); err == nil || !strings.Contains(out, want) {
			t.Errorf("%q: %v, %s; want %q", name, err, out, want)
		}
	}
}

// small is a data folder on a disk of its own of so many MiB.
func small(t *testing.T, mib int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", mib)); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func TestAFullDisk(t *testing.T) {
	t.Parallel()
	s := apitest.StartIn(t, small(t, 12))
	create(t, s, hub.Model, "lab/voice", false)
	large := string(noise(16<<20, 8))
	q := text(t, lfs.Batch{Operation: "upload", Objects: []lfs.Object{object(large)}})
	if status, body, _ := send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", s.Ada, q); status != http.StatusInsufficientStorage || !strings.Contains(body, "16777216 bytes more are to come; free some space") {
		t.Errorf("a large file: %d %s", status, body)
	}
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	c.write("w/a.dat", []byte(large))
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "a")
	if out, err := c.try("-C", "w", "push", "origin", "HEAD:main"); err == nil || !strings.Contains(out, "No space left on device") && !strings.Contains(out, "no space is left") {
		t.Errorf("a push: %v, %s", err, out)
	}
	r, err := s.Hub.Open(s.As(t, s.Ada), hub.Model, repoName("lab", "voice"), hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	commit := func(names ...string) error {
		_, err := r.Commit(s.As(t, s.Ada), "main", "", "x", func(yield func(hub.Operation, error) bool) {
			for i, name := range names {
				size := map[bool]int{true: hub.MaxContent, false: 100}[strings.HasPrefix(name, "big")]
				if !yield(hub.Operation{Path: ref.Path(name), Content: noise(size, uint64(i))}, nil) {
					return
				}
			}
		})
		return err
	}
	if err := commit("big1", "big2"); err == nil || !strings.Contains(err.Error(), "no space is left on the disk") {
		t.Errorf("a commit: %v", err)
	}
	// What fits goes on.
	if err := commit("small"); err != nil {
		t.Errorf("a commit that fits: %v", err)
	}
	other := newClient(t, s, "")
	other.git("clone", other.base+"/lab/voice", "w")
	if len(other.read("w/small")) != 100 {
		t.Error("the clone differs")
	}
	if l, err := os.ReadDir(filepath.Join(s.Data, "blobs", "tmp")); err != nil || len(l) != 0 {
		t.Errorf("left %v, %v", l, err)
	}
}

func TestAWrongDigestIsSaid(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	_, o := ask(t, s, s.Ada, "/lab/voice", "upload", "right")
	status, body, _ := send(t, s, "PUT", o.Actions["upload"].Href, "", "wrong")
	if want := fmt.Sprintf("the 5 bytes that came have the SHA-256 %x, not %s", sha256.Sum256([]byte("wrong")), o.OID); status != 422 || !strings.Contains(body, want) {
		t.Errorf("%d %s, want %q", status, body, want)
	}
}

func TestAQuotaIsSaidBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	content := strings.Repeat("x", 1000)
	admin := account.With(t.Context(), account.Keeper("test"))
	_, used, err := s.Hub.Quota(admin, "lab")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Hub.SetQuota(admin, "lab", hub.Quota{Bytes: used.Bytes() + 999, Repos: -1}); err != nil {
		t.Fatal(err)
	}
	q := text(t, lfs.Batch{Operation: "upload", Objects: []lfs.Object{object(content)}})
	status, body, _ := send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", s.Ada, q)
	if status != http.StatusInsufficientStorage || !strings.Contains(body, "the quota of lab is used up") {
		t.Errorf("a batch: %d %s", status, body)
	}
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	for name, file := range map[string]string{"git-lfs": "a.bin", "git": "a.txt"} {
		c.write("w/"+file, noise(2000, 4))
		c.git("-C", "w", "add", ".")
		c.git("-C", "w", "commit", "-m", name)
		if out, err := c.try("-C", "w", "push", "origin", "HEAD:main"); err == nil || !strings.Contains(out, "the quota of lab is used up") {
			t.Errorf("%s: %v, %s", name, err, out)
		}
		c.git("-C", "w", "reset", "--hard", "HEAD~1")
	}
	if err := s.Hub.SetQuota(admin, "lab", hub.Unlimited); err != nil {
		t.Fatal(err)
	}
	_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content)
	if status, body, _ := send(t, s, "PUT", o.Actions["upload"].Href, "", content); status != 200 {
		t.Errorf("%d %s", status, body)
	}
	if _, body, _ := send(t, s, "GET", "/api/models/lab/voice", s.Ada, ""); !strings.Contains(body, `"usedStorage":1000,`) {
		t.Errorf("the repository is %s", body)
	}
}

func TestAPushIsWarnedAboutSecrets(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	c.write("w/run.sh", []byte("#!/bin/sh\nexport T=hf_"+strings.Repeat("aB", 17)+"\n"))
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "x")
	if out := c.git("-C", "w", "push", "origin", "HEAD:main"); !strings.Contains(out, "line 2: there seems to be a token of Hugging Face in it") {
		t.Errorf("the push was told %s", out)
	}
}
