package worker

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/fault"
)

// A projector is tried by a process of its own before the worker loads it: libmtmd
// ends its process where a tensor has not the shape that it expects.
const sightWord = "sight-trial"

// trySight is that process, if this is one; it does not return then.
func trySight() {
	if len(os.Args) != 4 || os.Args[1] != sightWord {
		return
	}
	_ = llama.TryEyes(os.Args[2], os.Args[3]) // what is wrong with files the worker says itself
	os.Exit(0)
}

// tryEyes has a process try a projector.
func tryEyes(ctx context.Context, libraries, path string) error {
	said := &last{}
	cmd := exec.CommandContext(ctx, "/proc/self/exe", sightWord, libraries, path)
	cmd.Env = []string{"GGML_NO_BACKTRACE=1"}
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = io.Discard, said, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err := cmd.Run()
	if ctx.Err() != nil {
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	if _, ended := errors.AsType[*exec.ExitError](err); ended {
		return fault.New(fault.Invalid, "libmtmd ends its process on the projector (mmproj): %s", said.why(asserted, filepath.Dir(path)))
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the process that tries the projector could not be started")
	}
	return nil
}

// asserted is how ggml says what is wrong.
var asserted = regexp.MustCompile(`(?m)(?:^|/)\w+\.(?:cpp|c|h):\d+: (.+)$`)
