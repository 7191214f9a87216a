package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"

	"github.com/tenonhub/tenon/internal/fault"
)

// Exit is how a program failed by itself.
type Exit struct {
	Code   int // -1 when a signal ended it
	Signal syscall.Signal
	Stderr string // its end
}

func (e *Exit) Error() string {
	if e.Code < 0 {
		return "ended by the signal " + e.Signal.String()
	}
	return fmt.Sprintf("exit status %d", e.Code)
}

// Why the watcher stopped a group.
var (
	errWall      = errors.New("out of time")
	errCPU       = errors.New("out of processor time")
	errMemory    = errors.New("out of memory")
	errDisk      = errors.New("over the limit of disk")
	errProcesses = errors.New("too many processes")
)

var (
	saysMemory = regexp.MustCompile(`(?i)cannot allocate memory|out of memory|bad_alloc|memory exhausted|failed to allocate|memory allocation`)
	saysDisk   = regexp.MustCompile(`(?i)no space left on device|disk quota exceeded`)
	saysLimit  = regexp.MustCompile(`(?i)file too large|file size limit`)
)

// judge turns the end of a run into nil or a fault about name.
func (b *Box) judge(ctx context.Context, name string, ps *os.ProcessState, err, why error, r Result) error {
	switch {
	case why != nil && ctx.Err() != nil:
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	case why != nil:
		return b.stopped(name, why)
	case errors.Is(err, errOutput):
		return fault.About(name, fault.TooLarge, "it wrote more than %s of output; give it a smaller input", size(maxStdout))
	case err == nil:
		return nil
	case ps == nil:
		return fmt.Errorf("wait for %s: %w", name, err)
	}
	e := &Exit{Code: ps.ExitCode(), Stderr: strings.ReplaceAll(r.Stderr, b.dir+"/", "")}
	if ws, ok := ps.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		e.Signal = ws.Signal()
	}
	if why := b.limit(e, r); why != nil {
		return b.stopped(name, why)
	}
	if _, failed := errors.AsType[*exec.ExitError](err); !failed {
		return fmt.Errorf("wait for %s: %w", name, err)
	}
	msg := "failed: " + LastLines(e.Stderr, 3)
	switch {
	case e.Code < 0:
		msg = fmt.Sprintf("crashed (%s); the file that it read may be damaged", e.Signal)
	case strings.TrimSpace(e.Stderr) == "":
		msg = fmt.Sprintf("failed with exit status %d and said nothing", e.Code)
	}
	return &fault.Error{Kind: fault.Invalid, Subject: name, Msg: msg, Err: e}
}

// limit tells which limit a program ran into by itself, if it did.
func (b *Box) limit(e *Exit, r Result) error {
	died := e.Signal == syscall.SIGSEGV || e.Signal == syscall.SIGABRT || e.Signal == syscall.SIGBUS
	switch {
	// The kernel counts a process's time by ticks for the limit, and finer for us.
	case e.Signal == syscall.SIGXCPU, e.Signal == syscall.SIGKILL && r.CPU > b.uses.CPU/2:
		return errCPU
	case e.Signal == syscall.SIGXFSZ, saysLimit.MatchString(e.Stderr):
		return errDisk
	case saysDisk.MatchString(e.Stderr):
		return syscall.ENOSPC
	case saysMemory.MatchString(e.Stderr), died && r.Memory > b.uses.Memory*6/10, e.Signal == syscall.SIGKILL:
		return errMemory
	}
	return nil
}

func (b *Box) stopped(name string, why error) error {
	msg := why.Error()
	switch {
	case errors.Is(why, errWall):
		msg = fmt.Sprintf("was stopped after %s; give it a shorter input or raise its time limit", b.uses.Wall)
	case errors.Is(why, errCPU):
		msg = fmt.Sprintf("was stopped after %s of processor time; give it a shorter input or raise its time limit", b.uses.CPU)
	case errors.Is(why, errMemory):
		msg = fmt.Sprintf("ran out of its %s of memory; give it a smaller input or raise its memory limit", size(b.uses.Memory))
	case errors.Is(why, errDisk):
		msg = fmt.Sprintf("wrote more than its %s of disk; give it a smaller input or raise its disk limit", size(b.uses.Disk))
	case errors.Is(why, syscall.ENOSPC):
		msg = fmt.Sprintf("found the disk of %s full; make room there or set TMPDIR to a larger one", os.TempDir())
	case errors.Is(why, errProcesses):
		msg = fmt.Sprintf("started more than its %d processes and was stopped; raise its limit of processes if it needs more", b.uses.Processes)
	}
	return &fault.Error{Kind: fault.Exhausted, Subject: name, Msg: msg, Err: why}
}

// LastLines returns the last n lines of s that are not empty, in one line.
func LastLines(s string, n int) string {
	var kept []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	line := strings.Join(kept[max(0, len(kept)-n):], "; ")
	if len(line) > 500 {
		line = "… " + strings.ToValidUTF8(line[len(line)-500:], "")
	}
	return line
}
