package git_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/lfs"
)

// TestWhatIsAcknowledgedIsOnTheDisk watches which files a server, and the git that it
// runs, have flushed: what is acknowledged outlives a loss of power. Of each file that
// has come about the content was flushed, and then the folder that names it.
func TestWhatIsAcknowledgedIsOnTheDisk(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "calls")
	strace := []string{"strace", "-f", "-y", "-qq", "-s", "4096", "-o", log, "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat"}
	if out, err := exec.CommandContext(t.Context(), strace[0], append(strace[1:], "true")...).CombinedOutput(); err != nil {
		t.Skipf("strace is not here, or may not look at other processes: %v, %s", err, out)
	}
	v := begin(t, t.TempDir(), "", strace...)
	w := watched{T: t, log: log, data: v.Data}
	large := string(noise(100_000, 51))
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"an upload", func() {
			_, o := ask(t, v.Server, v.Ada, "/lab/voice", "upload", large)
			ok(t)(send(t, v.Server, "PUT", o.Actions["upload"].Href, "", large))
		}},
		{"an upload in parts", func() {
			content := string(noise(6<<20, 52))
			_, o := ask(t, v.Server, v.Ada, "/lab/voice", "upload", content, "multipart")
			up, done := o.Actions["upload"], lfs.Completion{OID: o.OID}
			for n, part := range []string{content[:5<<20], content[5<<20:]} {
				status, body, h := send(t, v.Server, "PUT", up.Header[fmt.Sprint(n+1)], "", part)
				ok(t)(status, body, h)
				done.Parts = append(done.Parts, lfs.Part{Number: n + 1, ETag: h.Get("ETag")})
			}
			ok(t)(send(t, v.Server, "POST", up.Href, "", text(t, done)))
		}},
		{"a commit", func() {
			ok(t)(send(t, v.Server, "POST", "/api/models/lab/voice/commit/main", v.Ada, manyLines(t), "Content-Type", "application/x-ndjson"))
		}},
		{"a branch", func() {
			ok(t)(send(t, v.Server, "POST", "/api/models/lab/voice/branch/next%2Fidea", v.Ada, "{}"))
		}},
		{"a push", func() {
			v.work.git("-C", "w", "pull", "origin", "main")
			change(v.work, "w", "b.dat", 53)
			v.work.git("-C", "w", "push", "origin", "HEAD:main", "HEAD:refs/heads/feat/one", "HEAD:refs/tags/v1")
		}},
		{"a push with a large file", func() {
			change(v.work, "w", "b.bin", 54)
			v.work.git("-C", "w", "push", "origin", "HEAD:main")
		}},
		{"a xorb and a shard", func() {
			x, raw, shard, _ := xorbOf(t, 5, 9000, 1)
			at, token := byXet(t, v.Server)
			ok(t)(send(t, v.Server, "POST", at+"/v1/xorbs/default/"+x.Hash.String(), token, raw))
			ok(t)(send(t, v.Server, "POST", at+"/v1/shards", token, shard))
		}},
	} {
		w.step(step.name, step.do)
	}
}

// ok is for what must be acknowledged.
func ok(t *testing.T) func(int, string, http.Header) {
	t.Helper()
	return func(status int, body string, _ http.Header) {
		t.Helper()
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
	}
}

// watched is a data folder, and the log of what was flushed in it.
type watched struct {
	*testing.T
	log, data string
}

// files are those of the data folder that hold what clients sent, by their inodes.
func (w watched) files() map[string]uint64 {
	w.Helper()
	l := map[string]uint64{}
	for _, top := range []string{"blobs", "repos"} {
		err := filepath.WalkDir(filepath.Join(w.data, top), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(strings.TrimPrefix(name, w.data), "/tmp/") {
				return nil //nolint:nilerr // it was for a moment
			}
			if info, err := d.Info(); err == nil {
				l[name] = info.Sys().(*syscall.Stat_t).Ino
			}
			return nil
		})
		if err != nil {
			w.Fatal(err)
		}
	}
	return l
}

var (
	flushed = regexp.MustCompile(`f(?:data)?sync\(\d+<([^>]+)>`)
	named   = regexp.MustCompile(`(?:rename|link)\w*\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)", (?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)"`)
)

// step does something, and looks at the files that have come about.
func (w watched) step(name string, do func()) {
	w.Helper()
	before := w.files()
	calls, err := os.ReadFile(w.log)
	if err != nil {
		w.Fatal(err)
	}
	do()
	after := w.files()
	all, err := os.ReadFile(w.log)
	if err != nil {
		w.Fatal(err)
	}
	content, folder, at := map[string]bool{}, map[string]int{}, map[string]int{} // flushed; flushed last; named
	for i, line := range strings.Split(string(all[len(calls):]), "\n") {
		if m := flushed.FindStringSubmatch(line); m != nil {
			content[m[1]], folder[m[1]] = true, i+1
		}
		m := named.FindStringSubmatch(strings.ReplaceAll(line, "/./", "/"))
		if m == nil {
			continue
		}
		from, to := strings.TrimPrefix(m[1], "./"), strings.TrimPrefix(m[2], "./")
		for file := range content {
			if root, ok := strings.CutSuffix(file, from); ok {
				if !filepath.IsAbs(to) {
					to = root + to
				}
				content[to], at[to] = true, i+1
				break
			}
		}
	}
	news := 0
	for file, inode := range after {
		if before[file] == inode {
			continue
		}
		news++
		if !content[file] {
			w.Errorf("%s: %s was not flushed", name, file)
		}
		if dir := filepath.Dir(file); folder[dir] <= at[file] {
			w.Errorf("%s: the folder of %s was not flushed after it", name, file)
		}
	}
	if news == 0 {
		w.Errorf("%s has left no file", name)
	}
	if !content[filepath.Join(w.data, "tenon.db-wal")] {
		w.Errorf("%s: the database was not flushed", name)
	}
}
