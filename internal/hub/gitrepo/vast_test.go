package gitrepo_test

import (
	"flag"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
)

var benchFiles = flag.Int("files", 20_000, "how many files the folder of the benchmark has")

// fill makes a commit with a folder of n files and two more entries, which no client
// could send.
func fill(tb testing.TB, dir string, n int) {
	tb.Helper()
	git := func(stdin io.Reader, args ...string) string {
		tb.Helper()
		cmd := exec.CommandContext(tb.Context(), "git", append([]string{"--git-dir=" + dir, "-c", "user.name=a", "-c", "user.email=a@b"}, args...)...)
		cmd.Stdin = stdin
		out, err := cmd.Output()
		if err != nil {
			tb.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	blob := git(strings.NewReader("x\n"), "hash-object", "-w", "--stdin")
	inner := git(strings.NewReader(fmt.Sprintf("100644 blob %s\tinner\n", blob)), "mktree")
	var many strings.Builder
	for i := range n {
		fmt.Fprintf(&many, "100644 blob %s\tfile-%07d.json\n", blob, i)
	}
	fmt.Fprintf(&many, "040000 tree %s\tfile-0000001\n100644 blob %s\tzz-last\n", inner, blob)
	top := git(strings.NewReader(fmt.Sprintf("040000 tree %s\tmany\n", git(strings.NewReader(many.String()), "mktree"))), "mktree")
	git(nil, "update-ref", "refs/heads/main", git(nil, "commit-tree", "-m", "x", top))
}

func open2(tb testing.TB, in string) (*gitrepo.Store, hub.ID, string) {
	tb.Helper()
	s, err := gitrepo.Open(in)
	if err != nil {
		tb.Fatal(err)
	}
	id := hub.NewID()
	if err := s.Make(tb.Context(), id); err != nil {
		tb.Fatal(err)
	}
	return s, id, fmt.Sprintf("%s/%s/%s.git", in, id[:2], id)
}

func TestAVastFolderIsListedAndNotAddedTo(t *testing.T) {
	t.Parallel()
	s, id, dir := open2(t, t.TempDir())
	fill(t, dir, hub.MaxFolder)
	tip, err := s.Tip(t.Context(), id, "refs/heads/main")
	if err != nil {
		t.Fatal(err)
	}
	l := entries(t, s, id, l0(t, s, id, tip, "many"))
	if len(l) != hub.MaxFolder+2 || l[1].Name != "file-0000001" || l[1].Mode != hub.Folder || l[2].Name != "file-0000001.json" || l[len(l)-1].Name != "zz-last" || l[0].Size != 2 {
		t.Errorf("%d entries, first %+v", len(l), l[:3])
	}
	_, err = s.Commit(t.Context(), id, draft("one more"), each(put("many/more", "x")))
	if kind, msg := fault.Of(err); kind != fault.TooLarge || !strings.Contains(msg, "put them into folders of it") {
		t.Errorf("one more: %v", err)
	}
	if _, err := s.Commit(t.Context(), id, draft("another"), each(put("many/zz-last", "changed"), put("few/more", "x"))); err != nil {
		t.Errorf("a change of what is there: %v", err)
	}
	_, err = s.Commit(t.Context(), id, draft("too much"), func(yield func(hub.Operation, error) bool) {
		for i := range hub.MaxSteps + 1 {
			if !yield(put(fmt.Sprintf("d%d/f%d", i%1000, i), ""), nil) {
				return
			}
		}
	})
	if kind, msg := fault.Of(err); kind != fault.TooLarge || !strings.Contains(msg, "in another one") {
		t.Errorf("too many changes: %v", err)
	}
}

// BenchmarkFolder lists a folder of many files: -files 1000000 is the one that is
// measured. It tells the most that was in memory for it.
func BenchmarkFolder(b *testing.B) {
	s, id, dir := open2(b, b.TempDir())
	fill(b, dir, *benchFiles)
	tip, err := s.Tip(b.Context(), id, "refs/heads/main")
	if err != nil {
		b.Fatal(err)
	}
	out, err := exec.CommandContext(b.Context(), "git", "--git-dir="+dir, "rev-parse", string(tip)+":many").Output()
	if err != nil {
		b.Fatal(err)
	}
	var most uint64
	for b.Loop() {
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		last, n := time.Now(), 0
		err := s.Tree(b.Context(), id, hub.OID(strings.TrimSpace(string(out))), func(_ string, _ bool, l []hub.Entry) error {
			if n += len(l); time.Since(last) > 100*time.Millisecond {
				runtime.ReadMemStats(&now)
				most, last = max(most, now.HeapInuse-min(now.HeapInuse, before.HeapInuse)), time.Now()
			}
			return nil
		})
		if err != nil || n != *benchFiles+2 {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(most)/(1<<20), "MiB")
}
