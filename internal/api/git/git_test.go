package git_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// client is a person's git in a folder of its own.
type client struct {
	t    *testing.T
	dir  string
	env  []string
	base string
}

func newClient(t *testing.T, s *apitest.Server, token string) *client {
	t.Helper()
	dir, env := s.Home(t)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		u.User = url.UserPassword("me", token)
	}
	c := &client{t: t, dir: dir, env: env, base: u.String()}
	c.git("lfs", "install")
	c.git("config", "--global", "init.defaultBranch", "main")
	return c
}

// try runs git in the client's folder, or below it with -C, and returns what it says.
func (c *client) try(args ...string) (string, error) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "git", args...)
	cmd.Dir, cmd.Env = c.dir, c.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (c *client) git(args ...string) string {
	c.t.Helper()
	out, err := c.try(args...)
	if err != nil {
		c.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// run is git for another program.
func (c *client) run(program string, args ...string) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), program, args...)
	cmd.Dir, cmd.Env = c.dir, c.env
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
}

func (c *client) write(name string, content []byte) {
	c.t.Helper()
	file := filepath.Join(c.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read(name string) []byte {
	c.t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return b
}

func create(t *testing.T, s *apitest.Server, k hub.Kind, name string, private bool) hub.Repo {
	t.Helper()
	n, err := ref.ParseRepo(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Create(s.As(t, s.Ada), k, n, private)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func repoName(owner ref.Owner, name string) ref.Repo { return ref.Repo{Owner: owner, Name: name} }

func noise(n int, seed uint64) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func TestPushAndCloneWithLargeFiles(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	repo := create(t, s, hub.Model, "lab/voice", true)
	c := newClient(t, s, s.Ada)
	big := noise(3<<20, 1)
	c.git("clone", c.base+"/lab/voice", "w")
	c.git("-C", "w", "lfs", "track", "*.bin")
	c.write("w/model.bin", big)
	c.write("w/README.md", []byte("# Voice\n"))
	for i := range 200 { // a request of more than git sends in one piece
		c.write(fmt.Sprintf("w/data/%d.txt", i), noise(9000, uint64(i)))
	}
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "first")
	c.git("-C", "w", "push", "origin", "main")

	for _, address := range []string{"/lab/voice.git", "/models/lab/voice.git", "/Lab/VOICE"} {
		other := newClient(t, s, s.Bob)
		other.git("clone", other.base+address, "w")
		if !bytes.Equal(other.read("w/model.bin"), big) || len(other.read("w/data/199.txt")) != 9000 {
			t.Errorf("%s: the clone differs", address)
		}
		other.git("-C", "w", "fsck", "--strict")
	}
	other := newClient(t, s, s.Bob)
	other.git("clone", "--depth=1", "--filter=blob:none", "--no-checkout", other.base+"/lab/voice", "shallow")
	if n := strings.Count(other.git("-C", "shallow", "rev-list", "--objects", "--missing=print", "HEAD"), "?"); n < 200 {
		t.Errorf("%d files are missing in a partial clone, want them all", n)
	}
	other.git("-C", "shallow", "checkout", "main")

	c.write("w/README.md", []byte("# Voice 2\n"))
	c.git("-C", "w", "tag", "-a", "v1", "-m", "one")
	c.git("-C", "w", "commit", "-am", "second")
	c.git("-C", "w", "push", "--follow-tags", "origin", "main", "main:dev")
	other.git("-C", "shallow", "pull", "--unshallow")
	if out := other.git("-C", "shallow", "log", "--oneline"); strings.Count(out, "\n") != 3 {
		t.Errorf("the log is %s", out)
	}
	if out := other.git("ls-remote", other.base+"/lab/voice"); strings.Count(out, "refs/") != 4 { // main, dev, v1, v1^{}
		t.Errorf("the refs are %s", out)
	}
	other.env = append(other.env, "GIT_TRACE_PACKET=1")
	if out := other.git("-c", "protocol.version=2", "ls-remote", other.base+"/lab/voice"); !strings.Contains(out, "version 2") || !strings.Contains(out, "command=ls-refs") {
		t.Errorf("git does not speak its protocol 2: %s", out)
	}
	h, err := s.Hub.OpenID(s.As(t, s.Ada), repo.ID, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	tip := strings.TrimSpace(c.git("-C", "w", "rev-parse", "HEAD"))
	if string(h.Head) != tip || !h.Updated.After(repo.Updated) {
		t.Errorf("the hub has %s of %v, want %s", h.Head, h.Updated, tip)
	}
	c.git("-C", "w", "push", "origin", ":dev")
}

func TestWhoMayNotIsToldSo(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Dataset, "lab/secret", true)
	create(t, s, hub.Dataset, "lab/open", false)
	for name, c := range map[string]struct{ token, address, want string }{
		"nobody, private":       {"", "/datasets/lab/secret", "Authentication failed"},
		"nobody, nothing":       {"", "/datasets/lab/nothing", "Authentication failed"},
		"a stranger, private":   {s.Eve, "/datasets/lab/secret", "not found"},
		"a stranger, nothing":   {s.Eve, "/datasets/lab/nothing", "not found"},
		"another kind":          {s.Ada, "/lab/secret", "not found"},
		"a token of nobody":     {"hf_wrong", "/datasets/lab/secret", "Authentication failed"},
		"a way out of the data": {s.Ada, "/datasets/lab/..%2f..%2fsecret", "not found"},
	} {
		g := newClient(t, s, c.token)
		if out, err := g.try("clone", g.base+c.address, "w"); err == nil || !strings.Contains(out, c.want) {
			t.Errorf("%s: %v, %s; want %q", name, err, out, c.want)
		}
	}
	g := newClient(t, s, s.Eve)
	g.git("clone", g.base+"/datasets/lab/open", "w")
	g.git("-C", "w", "commit", "--allow-empty", "-m", "x")
	if out, err := g.try("-C", "w", "push", "origin", "HEAD:main"); err == nil || !strings.Contains(out, "eve may not change dataset lab/open: propose the change as a pull request") {
		t.Errorf("a stranger pushed: %v, %s", err, out)
	}
}

func TestAPushIsRefused(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	c.write("w/ok.txt", []byte("ok"))
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "ok")
	c.git("-C", "w", "push", "origin", "HEAD:main")
	good := c.git("-C", "w", "rev-parse", "HEAD")

	refused := func(want string, args ...string) {
		t.Helper()
		if out, err := c.try(append([]string{"-C", "w", "push", "--no-verify", "origin"}, args...)...); err == nil || !strings.Contains(out, want) {
			t.Errorf("push %v: %v, %s; want %q", args, err, out, want)
		}
	}
	refused("neither a branch nor a tag", "HEAD:refs/internal/x")
	refused("the main branch cannot be deleted", ":main")
	digest := sha256.Sum256([]byte("never sent"))
	c.write("w/big.bin", hub.Pointer{Digest: digest, Size: 10}.Text())
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "a pointer to nothing")
	refused(fmt.Sprintf("the large file %x never came", digest), "HEAD:main")
	refused("never came", "HEAD:refs/heads/other", "HEAD~1:refs/heads/fine") // all or none of what the hook sees

	if out := c.git("-C", "w", "ls-remote", "origin"); strings.Contains(out, "other") || strings.Contains(out, "fine") {
		t.Errorf("refs that were refused are there:\n%s", out)
	}
	c.git("-C", "w", "fetch", "origin")
	if got := c.git("-C", "w", "rev-parse", "origin/main"); got != good {
		t.Errorf("main is at %s, want %s", got, good)
	}
}

func TestTwoPushesAtOnce(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	type outcome struct {
		said string
		err  error
	}
	outs := make(chan outcome, 2)
	var clients []*client
	for i := range 2 {
		c := newClient(t, s, s.Ada)
		c.git("clone", c.base+"/lab/voice", "w")
		c.write("w/a.txt", []byte{byte('a' + i)})
		c.git("-C", "w", "add", ".")
		c.git("-C", "w", "commit", "-m", fmt.Sprint(i))
		clients = append(clients, c)
	}
	for _, c := range clients {
		go func() {
			said, err := c.try("-C", "w", "push", "origin", "HEAD:main")
			outs <- outcome{said, err}
		}()
	}
	a, b := <-outs, <-outs
	if a.err == nil {
		a, b = b, a
	}
	if a.err == nil || b.err != nil || !strings.Contains(a.said, "failed to push") {
		t.Errorf("one of two pushes must win, and the other be told: %+v, %+v", a, b)
	}
}

func TestLocks(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	ada, bob := newClient(t, s, s.Ada), newClient(t, s, s.Bob)
	for _, c := range []*client{ada, bob} {
		c.git("clone", c.base+"/lab/voice", "w")
		c.write("w/a.bin", []byte("x"))
	}
	ada.git("-C", "w", "lfs", "lock", "a.bin")
	if out, err := bob.try("-C", "w", "lfs", "lock", "a.bin"); err == nil || !strings.Contains(out, "ada has locked it") {
		t.Errorf("locked twice: %v, %s", err, out)
	}
	if out := bob.git("-C", "w", "lfs", "locks"); !strings.Contains(out, "a.bin") || !strings.Contains(out, "ada") {
		t.Errorf("the locks are %s", out)
	}
	if out := ada.git("-C", "w", "lfs", "locks", "--verify"); !strings.Contains(out, "O a.bin") {
		t.Errorf("ada's locks are %s", out)
	}
	if out, err := bob.try("-C", "w", "lfs", "unlock", "a.bin"); err == nil {
		t.Errorf("bob unlocked: %s", out)
	}
	bob.git("-C", "w", "lfs", "unlock", "--force", "a.bin")
	if out := ada.git("-C", "w", "lfs", "locks"); strings.Contains(out, "a.bin") {
		t.Errorf("the locks are %s", out)
	}
}

// send sends a request, with a token if there is one.
func send(t *testing.T, s *apitest.Server, method, url, token, body string, header ...string) (int, string, http.Header) {
	t.Helper()
	if !strings.HasPrefix(url, "http") {
		url = s.URL + url
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}
