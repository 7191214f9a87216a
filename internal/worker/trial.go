package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"github.com/tenonhub/tenon/internal/fault"
)

// A model of speech is tried by a process of its own before the worker loads it:
// sherpa-onnx ends its process, without an answer, on what it does not expect, also
// when it computes for the first time. What it wrote last says why.
const trialWord = "speech-trial"

// trial is that process, if this is one; it does not return then.
func trial() {
	if len(os.Args) < 2 || os.Args[1] != trialWord {
		return
	}
	o, err := parseSpeech(os.Args[2:], os.Stderr)
	if err != nil {
		os.Exit(1)
	}
	if m, err := newSpeaking(o).open(); err == nil { // what is wrong with files the worker says itself
		m.Try(context.Background())
	}
	os.Exit(0)
}

// try has a process try the model.
func (s *speaking) try(ctx context.Context) error {
	said := &last{}
	cmd := exec.CommandContext(ctx, "/proc/self/exe", trialWord, "--model", s.o.Path, "--kind", s.o.Kind, "--task", s.o.Task, "--libs", s.o.Libraries,
		"--threads", "1", "--socket", "none")
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = io.Discard, said, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err := cmd.Run()
	if ctx.Err() != nil {
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	if _, ended := errors.AsType[*exec.ExitError](err); ended {
		files, _ := filepath.Glob(filepath.Join(filepath.Dir(s.o.Path), "*.onnx"))
		for i, f := range files {
			files[i] = filepath.Base(f)
		}
		return fault.New(fault.Invalid, "sherpa-onnx ends its process on the model (%s): %s", strings.Join(files, ", "), said.why(complaints, filepath.Dir(s.o.Path)))
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the process that tries the model could not be started")
	}
	return nil
}

// last keeps the end of what is written to it.
type last struct{ b []byte }

const kept = 32 << 10

func (l *last) Write(p []byte) (int, error) {
	if l.b = append(l.b, p...); len(l.b) > 2*kept {
		l.b = append(l.b[:0], l.b[len(l.b)-kept:]...)
	}
	return len(p), nil
}

// complaints are how sherpa-onnx, and what it is built on, say what is wrong.
var complaints = regexp.MustCompile(`(?m)(?:what\(\):\s+|\.(?:cc|h):[^\s:]+:\d+ )(.+)$`)

// why is what the library said last, without the folder of this machine.
func (l *last) why(form *regexp.Regexp, dir string) string {
	const most = 300
	found := form.FindAllSubmatch(l.b, -1)
	if len(found) == 0 {
		return "it does not say why"
	}
	said := bytes.TrimSpace(found[len(found)-1][1])
	return strings.ReplaceAll(string(said[:min(len(said), most)]), dir+"/", "")
}
