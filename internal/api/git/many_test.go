package git_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// nested commits a tree of so many levels of folders, each of which has so many entries
// that are all the same, and pushes it: a few objects for as many files as one likes.
func nested(c *client, levels, entries int) {
	c.t.Helper()
	c.write("w/README.md", []byte("---\nlicense: mit\n---\n# Many\n"))
	in := func(stdin string, args ...string) string {
		cmd := exec.CommandContext(c.t.Context(), "git", append([]string{"-C", "w"}, args...)...)
		cmd.Dir, cmd.Env, cmd.Stdin = c.dir, c.env, strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil {
			c.t.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	oid, mode := in("text\n", "hash-object", "-w", "--stdin"), "100644 blob"
	for range levels {
		var tree strings.Builder
		for i := range entries {
			fmt.Fprintf(&tree, "%s %s\td%04d\n", mode, oid, i)
		}
		oid, mode = in(tree.String(), "mktree"), "040000 tree"
	}
	card := in("", "hash-object", "-w", "README.md")
	root := in(fmt.Sprintf("100644 blob %s\tREADME.md\n040000 tree %s\tmany\n", card, oid), "mktree")
	tip := in("many\n", "commit-tree", root, "-p", "HEAD")
	c.git("-C", "w", "push", "origin", tip+":refs/heads/main")
}

// A repository of a million files is pushed, listed, read and changed.
func TestAMillionFiles(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	nested(c, 2, 1000)
	ctx := s.As(t, s.Ada)
	r, err := s.Hub.Open(ctx, hub.Model, repoName("lab", "voice"), hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	at, err := r.Resolve(ctx, hub.Main)
	if err != nil {
		t.Fatal(err)
	}
	began, n := time.Now(), 0
	for after := ref.Path(""); ; {
		l, err := r.List(ctx, at, "", true, after, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		if n += len(l); len(l) < 100_000 {
			break
		}
		after = ref.Path(l[len(l)-1].Name)
	}
	if n != 1_000_000+1000+2 {
		t.Errorf("%d entries are listed", n)
	}
	t.Logf("all of them were listed in %v", time.Since(began))
	seen(t, s)
	if status, body, _ := send(t, s, "GET", "/lab/voice/resolve/main/many/d0999/d0999", "", ""); status != 200 || body != "text\n" {
		t.Errorf("the last file: %d %q", status, body)
	}
	line := `{"key":"header","value":{"summary":"one more"}}` + "\n" + `{"key":"file","value":{"path":"many/d0500/new.txt","content":"new","encoding":"utf-8"}}` + "\n"
	if status, body, _ := send(t, s, "POST", "/api/models/lab/voice/commit/main", s.Ada, line); status != 200 {
		t.Errorf("a commit: %d %s", status, body)
	}
	if status, body, _ := send(t, s, "GET", "/lab/voice/resolve/main/many/d0500/new.txt", "", ""); status != 200 || body != "new" {
		t.Errorf("the new file: %d %q", status, body)
	}
}

// seen asks for what pages and clients first ask for, which must not go through all files.
func seen(t *testing.T, s *apitest.Server) {
	t.Helper()
	for _, path := range []string{
		"/api/models/lab/voice", "/api/models/lab/voice?blobs=true&securityStatus=true", "/api/models?full=true", "/api/models/lab/voice/tree/main?recursive=true&expand=true", "/api/models/lab/voice/tree/main?recursive=true",
		"/api/models/lab/voice/commits/main", "/api/v1/models/lab/voice/repo/files?Recursive=True&PageSize=100", "/api/models/lab/voice/tree/main/many",
	} {
		began := time.Now()
		status, body, _ := send(t, s, "GET", path, "", "")
		if took := time.Since(began); status != 200 || !json.Valid([]byte(body)) || len(body) > 64<<20 || took > 30*time.Second {
			t.Errorf("%s: %d, %d bytes after %v: %.200s", path, status, len(body), took, body)
		} else {
			t.Logf("%s: %d bytes after %v", path, len(body), took)
		}
	}
}

// A few objects can be ten thousand million files: what does not end is not gone through.
func TestFilesWithoutEnd(t *testing.T) {
	t.Parallel()
	const most = 4 << 30 // bytes that this process and those that it starts may have: this must not take a whole machine
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
		t.Fatal(err)
	}
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	nested(c, 10, 10)
	seen(t, s)
	tip := strings.Fields(c.git("ls-remote", c.base+"/lab/voice", "refs/heads/main"))[0]
	if status, body, _ := send(t, s, "GET", "/api/models/lab/voice/compare/"+tip, "", ""); status != 413 || !strings.Contains(body, "so many files at once") {
		t.Errorf("the change: %d %.200s", status, body)
	}
	if _, err := s.Hub.Survey(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := s.Leftover.Release(s.As(t, s.Ada), time.Now().Add(time.Hour), false); err != nil {
		t.Error(err)
	}
	line := `{"key":"header","value":{"summary":"one more"}}` + "\n" + `{"key":"file","value":{"path":"new.txt","content":"new","encoding":"utf-8"}}` + "\n"
	if status, body, _ := send(t, s, "POST", "/api/models/lab/voice/commit/main", s.Ada, line); status != 200 {
		t.Errorf("a commit: %d %s", status, body)
	}
	line = `{"key":"header","value":{"summary":"fewer"}}` + "\n" + `{"key":"deletedFolder","value":{"path":"many"}}` + "\n"
	if status, body, _ := send(t, s, "POST", "/api/models/lab/voice/commit/main", s.Ada, line); status != 200 {
		t.Errorf("a folder is deleted: %d %s", status, body)
	}
}
