package worker_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// begin asks for a long stream and reads its first event.
func (p *process) begin(ctx context.Context, n int) *bufio.Reader {
	p.t.Helper()
	b, err := json.Marshal(object{"messages": says("Hello"), "max_tokens": n, "ignore_eos": true, "stream": true})
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://worker"+wire.ChatPath, strings.NewReader(string(b)))
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := p.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = res.Body.Close() })
	lines := bufio.NewReader(res.Body)
	if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, "data: ") {
		p.t.Fatalf("it begins with %q, %v", line, err)
	}
	return lines
}

// until waits until ok says so.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("waited in vain:", what)
		}
	}
}

func TestWhoHangsUpIsNotAnswered(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 1, nil), "--slots", "1")
	ctx, hangUp := context.WithCancel(t.Context())
	p.begin(ctx, 4000)
	hangUp()
	until(t, "the slot is free", func() bool { c := p.health().Counters; return c.Running == 0 && c.Queued == 0 })
	if c := p.health().Counters; c.DecodeTokens > 3500 {
		t.Errorf("it was answered to the end: %+v", c)
	}
}

func TestWhatWasBegunIsAnsweredBeforeTheEnd(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 1, nil))
	lines := p.begin(t.Context(), 300)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	last := ""
	for {
		line, err := lines.ReadString('\n')
		if strings.HasPrefix(line, "data: ") {
			last = strings.TrimSpace(line)
		}
		if err != nil {
			break
		}
	}
	if last != "data: [DONE]" {
		t.Errorf("the answer ends with %q", last)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

func TestAWorkerEndsWithItsParent(t *testing.T) {
	t.Parallel()
	socket := filepath.Join(t.TempDir(), "s")
	parent := exec.CommandContext(t.Context(), "sh", "-c", `"$@" & echo $!; wait`, "sh", os.Args[0], "llama", "--model", librarytest.Tiny(t, 1, nil),
		"--socket", socket, "--libs", librarytest.Folder(t), "--threads", "1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = parent.Wait() })
	pid, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	until(t, "it listens", func() bool { _, err := os.Stat(socket); return err == nil })
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	until(t, "it ends", func() bool {
		b, err := os.ReadFile("/proc/" + strings.TrimSpace(pid) + "/stat")
		return err != nil || strings.Contains(string(b), ") Z ")
	})
}
