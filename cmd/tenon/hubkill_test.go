package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// maker is somebody who publishes on a server.
type maker struct {
	*server
	token string
}

func newMaker(t *testing.T, s *server) *maker {
	t.Helper()
	out, err := tenon(t, s.data, nil, "token", "create", "--user", "admin", "--write").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return &maker{s, lines[len(lines)-1]}
}

// send sends a request and returns the reply. An error is the connection's.
func (m *maker) send(method, path string, body io.Reader) (status int, reply []byte, err error) {
	m.tb.Helper()
	if !strings.HasPrefix(path, "http") {
		path = m.url + path
	}
	r, err := http.NewRequestWithContext(m.tb.Context(), method, path, body)
	if err != nil {
		m.tb.Fatal(err)
	}
	if strings.HasSuffix(path, "/git-receive-pack") {
		r.Header.Set("Content-Type", "application/x-git-receive-pack-request")
	}
	if !strings.Contains(path, "sig=") {
		r.Header.Set("Authorization", "Bearer "+m.token)
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	reply, err = io.ReadAll(resp.Body)
	return resp.StatusCode, reply, err
}

func (m *maker) must(method, path, body string) []byte {
	m.tb.Helper()
	status, reply, err := m.send(method, path, strings.NewReader(body))
	if err != nil || status != http.StatusOK {
		m.tb.Fatalf("%s %s: %d %s, %v", method, path, status, reply, err)
	}
	return reply
}

func (m *maker) sha() string {
	m.tb.Helper()
	var d struct{ SHA string }
	if err := json.Unmarshal(m.must("GET", "/api/models/admin/voice", ""), &d); err != nil || d.SHA == "" {
		m.tb.Fatalf("%+v, %v", d, err)
	}
	return d.SHA
}

func lines(name, content string) string {
	b := base64.StdEncoding.EncodeToString([]byte(content))
	return `{"key":"header","value":{"summary":"x"}}` + "\n" + fmt.Sprintf(`{"key":"file","value":{"path":%q,"content":%q,"encoding":"base64"}}`, name, b) + "\n"
}

// half is a body that stops in the middle, and tells when it has been sent so far.
type half struct {
	r    io.Reader
	sent chan struct{}
	once sync.Once
	end  chan struct{}
}

func (h *half) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if err == io.EOF {
		h.once.Do(func() { close(h.sent) })
		<-h.end
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// killIn kills the server while a body is half sent, and starts it again.
func (m *maker) killIn(t *testing.T, method, path string, begin []byte) *maker {
	t.Helper()
	h := &half{r: bytes.NewReader(begin), sent: make(chan struct{}), end: make(chan struct{})}
	ended := make(chan error, 1)
	go func() {
		status, _, err := m.send(method, path, h)
		if err == nil {
			err = fmt.Errorf("status %d", status)
		}
		ended <- err
	}()
	select {
	case <-h.sent:
	case err := <-ended:
		t.Fatalf("the request ended early: %v", err)
	}
	m.stop(os.Kill)
	close(h.end)
	if err := <-ended; strings.HasPrefix(err.Error(), "status 2") {
		t.Errorf("what was cut off was acknowledged: %v", err)
	}
	return &maker{serve(t, m.data), m.token}
}

func (m *maker) clone(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "w")
	m.git(t, "clone", strings.Replace(m.url, "://", "://me:"+m.token+"@", 1)+"/admin/voice", dir)
	m.git(t, "-C", dir, "fsck", "--strict")
	return dir
}

func (m *maker) git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Env = []string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "GIT_TERMINAL_PROMPT=0", "GIT_LFS_SKIP_SMUDGE=1",
		"GIT_AUTHOR_NAME=T", "GIT_AUTHOR_EMAIL=t@example.org", "GIT_COMMITTER_NAME=T", "GIT_COMMITTER_EMAIL=t@example.org",
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestAServerIsKilledInTheMiddleOfACommit(t *testing.T) {
	t.Parallel()
	m := newMaker(t, serve(t, t.TempDir()))
	m.must("POST", "/api/repos/create", `{"name":"voice"}`)
	m.must("POST", "/api/models/admin/voice/commit/main", lines("a.txt", "kept"))
	was := m.sha()
	whole := []byte(lines("b.txt", strings.Repeat("lost", 1<<20)))
	m = m.killIn(t, "POST", "/api/models/admin/voice/commit/main", whole[:len(whole)/2])
	if is := m.sha(); is != was {
		t.Errorf("main is at %s, was at %s", is, was)
	}
	m.must("POST", "/api/models/admin/voice/commit/main", string(whole))
	if b, err := os.ReadFile(filepath.Join(m.clone(t), "b.txt")); err != nil || len(b) != 4<<20 {
		t.Errorf("read %d bytes, %v", len(b), err)
	}
}

func TestAServerIsKilledInTheMiddleOfAnUpload(t *testing.T) {
	t.Parallel()
	m := newMaker(t, serve(t, t.TempDir()))
	m.must("POST", "/api/repos/create", `{"name":"voice"}`)
	content := make([]byte, 4<<20)
	_, _ = rand.Read(content) // it never fails
	oid := fmt.Sprintf("%x", sha256.Sum256(content))
	batch := func(operation string) (href string) {
		t.Helper()
		var reply struct {
			Objects []struct {
				Actions map[string]struct{ Href string }
			}
		}
		b := m.must("POST", "/admin/voice.git/info/lfs/objects/batch", fmt.Sprintf(`{"operation":%q,"objects":[{"oid":%q,"size":%d}]}`, operation, oid, len(content)))
		if err := json.Unmarshal(b, &reply); err != nil || len(reply.Objects) != 1 {
			t.Fatalf("%s, %v", b, err)
		}
		return reply.Objects[0].Actions[operation].Href
	}
	m = m.killIn(t, "PUT", batch("upload"), content[:len(content)/2])
	if href := batch("download"); href != "" {
		t.Errorf("half a file is to be had at %s", href)
	}
	pointer := fmt.Sprintf(`{"key":"header","value":{"summary":"x"}}`+"\n"+`{"key":"lfsFile","value":{"path":"m.bin","algo":"sha256","oid":%q,"size":%d}}`+"\n", oid, len(content))
	if status, reply, err := m.send("POST", "/api/models/admin/voice/commit/main", strings.NewReader(pointer)); err != nil || status != 400 || !strings.Contains(string(reply), "never came") {
		t.Errorf("a commit of half a file: %d %s, %v", status, reply, err)
	}
	m.must("PUT", batch("upload"), string(content))
	m.must("POST", "/api/models/admin/voice/commit/main", pointer)
	m.stop(os.Kill)
	m = &maker{serve(t, m.data), m.token}
	if got := m.must("GET", "/admin/voice/resolve/main/m.bin", ""); !bytes.Equal(got, content) {
		t.Errorf("read %d other bytes", len(got))
	}
}

func TestAServerIsKilledInTheMiddleOfAPush(t *testing.T) {
	t.Parallel()
	m := newMaker(t, serve(t, t.TempDir()))
	m.must("POST", "/api/repos/create", `{"name":"voice"}`)
	was := m.sha()
	w := m.clone(t)
	content := make([]byte, 2<<20)
	_, _ = rand.Read(content) // it never fails
	if err := os.WriteFile(filepath.Join(w, "a.dat"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	m.git(t, "-C", w, "add", ".")
	m.git(t, "-C", w, "commit", "-m", "a")
	tip := strings.TrimSpace(m.git(t, "-C", w, "rev-parse", "HEAD"))
	cmd := exec.CommandContext(t.Context(), "git", "-C", w, "pack-objects", "--revs", "--stdout", "-q")
	cmd.Stdin = strings.NewReader(tip + "\n^" + was + "\n")
	pack, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprintf("%s %s refs/heads/main\x00 report-status", was, tip)
	push := append(fmt.Appendf(nil, "%04x%s0000", len(line)+4, line), pack...)

	m = m.killIn(t, "POST", "/admin/voice/git-receive-pack", push[:len(push)/2])
	if is := m.sha(); is != was {
		t.Errorf("main is at %s, was at %s", is, was)
	}
	m.git(t, "-C", w, "push", strings.Replace(m.url, "://", "://me:"+m.token+"@", 1)+"/admin/voice", "HEAD:main")
	if is := m.sha(); is != tip {
		t.Errorf("main is at %s, want %s", is, tip)
	}
	m.clone(t)
	left, err := filepath.Glob(filepath.Join(m.data, "repos", "??", "*.git", "objects", "tmp_objdir*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// What was acknowledged is there, whenever the server is killed.
func TestNoAcknowledgedCommitIsLost(t *testing.T) {
	t.Parallel()
	m := newMaker(t, serve(t, t.TempDir()))
	m.must("POST", "/api/repos/create", `{"name":"voice"}`)
	const clients, rounds = 3, 3
	acknowledged := map[string]bool{}
	for round := range rounds {
		var mu sync.Mutex
		var wg sync.WaitGroup
		n := 0
		for c := range clients {
			wg.Go(func() {
				for i := 0; ; i++ {
					name := fmt.Sprintf("%d-%d-%d.txt", round, c, i)
					status, reply, err := m.send("POST", "/api/models/admin/voice/commit/main", strings.NewReader(lines(name, name)))
					if err != nil {
						return // it was killed
					}
					if status != http.StatusOK {
						t.Errorf("%s: %d %s", name, status, reply)
						return
					}
					mu.Lock()
					acknowledged[name] = true
					n++
					mu.Unlock()
				}
			})
		}
		tick := time.NewTicker(time.Millisecond)
		for end := time.Now().Add(patience); ; <-tick.C {
			mu.Lock()
			enough := n >= 5+3*round
			mu.Unlock()
			if enough || time.Now().After(end) {
				break
			}
		}
		tick.Stop()
		m.stop(os.Kill)
		wg.Wait()
		m = &maker{serve(t, m.data), m.token}
		m.must("POST", "/api/models/admin/voice/commit/main", lines(fmt.Sprintf("after-%d.txt", round), "x"))
	}
	w := m.clone(t)
	if len(acknowledged) < rounds*5 {
		t.Errorf("only %d commits were acknowledged", len(acknowledged))
	}
	for name := range acknowledged {
		if b, err := os.ReadFile(filepath.Join(w, name)); err != nil || string(b) != name {
			t.Errorf("%s was acknowledged and is %q, %v", name, b, err)
		}
	}
	if out := m.git(t, "-C", w, "rev-list", "--merges", "HEAD"); out != "" {
		t.Errorf("the history is not a line: %s", out)
	}
}
