package worker_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// kernel is a number that the kernel tells of the process.
func (p *process) kernel(file, name string) int64 {
	p.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, file))
	if err != nil {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name+":" {
			n, err := strconv.ParseInt(f[1], 10, 64)
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	p.t.Fatalf("%s does not tell %s", file, name)
	return 0
}

// TestASecondStartReadsNothing: the weights are the file's own pages, which are in memory
// still when the model was loaded before. None is copied, and hardly any comes from the disk.
func TestASecondStartReadsNothing(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 1, func(s *ggufgen.Shape) { s.Layers, s.Width, s.Heads, s.Inner, s.Context = 4, 512, 8, 4096, 256 })
	file, err := os.Stat(path)
	if err != nil || file.Size() < 100<<20 {
		t.Fatalf("the model is too small to tell: %v, %v", file, err)
	}
	ask := object{"prompt": "Hello", "max_tokens": 2}
	first := start(t, path)
	first.ask(wire.CompletionPath, ask)
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	second := start(t, path)
	second.ask(wire.CompletionPath, ask)
	if own := second.kernel("smaps_rollup", "Anonymous") << 10; own > file.Size()/3 {
		t.Errorf("it has %d MB of its own, of a model of %d MB", own>>20, file.Size()>>20)
	}
	if mapped := second.kernel("smaps_rollup", "Pss") << 10; mapped < file.Size()/3*2 {
		t.Errorf("it has %d MB altogether, of a model of %d MB that it has computed with", mapped>>20, file.Size()>>20)
	}
	if read := second.kernel("io", "read_bytes"); read > file.Size()/10 {
		t.Errorf("it has read %d MB from the disk, of a model of %d MB", read>>20, file.Size()>>20)
	}
}

// TestMemoryIsInLargePages: what is computed with lies in pages of 2 MiB, where the kernel has them.
func TestMemoryIsInLargePages(t *testing.T) {
	t.Parallel()
	if b, err := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled"); err != nil || strings.Contains(string(b), "[never]") {
		t.Skipf("this kernel gives no large pages: %s, %v", b, err)
	}
	p := start(t, librarytest.Tiny(t, 1, func(s *ggufgen.Shape) { s.Layers, s.Width, s.Heads, s.Inner, s.Context = 4, 512, 8, 1024, 8192 }))
	p.ask(wire.CompletionPath, object{"prompt": "Hello", "max_tokens": 2})
	if large, all := p.kernel("smaps_rollup", "AnonHugePages"), p.kernel("smaps_rollup", "Anonymous"); large < all/2 {
		t.Errorf("%d of %d KiB are in large pages", large, all)
	}
}
