package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// process is a child that was started and waits to be told what to do.
type process struct {
	cmd    *exec.Cmd
	order  *os.File // its fd 3
	report *os.File // its fd 4: what it says there before it runs what it is told is why it could not
	spare  *spare   // nil for one that was started for its run
}

// start has a child for a run: one that waits, if there is one, or a new one.
func (b *Box) start(c Command, s spec, stdout, stderr io.Writer) (*process, error) {
	if len(c.Lend) == 0 {
		if p := waiting.take(b.how); p != nil {
			p.spare.connect(c.Stdin, stdout, stderr)
			return p, nil
		}
	}
	cmd := exec.Command(self, hidden) //nolint:noctx // the watcher kills the whole group, also on ctx
	cmd.Args[0] = c.Name
	cmd.Dir, cmd.Env, cmd.SysProcAttr = b.dir, s.Env, b.how.attributes()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, stdout, stderr
	files, err := b.lend(c.Lend)
	defer closeAll(files)
	if err != nil {
		return nil, err
	}
	p, err := spawn(cmd, files)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be started", c.Name)
	}
	return p, nil
}

// outputTime is how long what a run has written may take to be read after its
// end, where something that it left holds its output or the machine is busy.
const outputTime = 5 * time.Second

// spawn starts a child, with files from lentFD on.
func spawn(cmd *exec.Cmd, files []*os.File) (*process, error) {
	cmd.WaitDelay = outputTime
	orderOut, orderIn, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	reportOut, reportIn, err := os.Pipe()
	if err != nil {
		_, _ = orderOut.Close(), orderIn.Close()
		return nil, err
	}
	cmd.ExtraFiles = append([]*os.File{orderOut, reportIn}, files...)
	err = cmd.Start()
	_, _ = orderOut.Close(), reportIn.Close()
	if err != nil {
		_, _ = orderIn.Close(), reportOut.Close()
		return nil, err
	}
	return &process{cmd: cmd, order: orderIn, report: reportOut}, nil
}

// tell tells the child what to do, and returns what it says when it cannot.
func (p *process) tell(s spec, noInput bool) <-chan string {
	s.Spare = p.spare != nil
	s.NoInput = s.Spare && noInput
	said := make(chan string, 1)
	go func() {
		defer p.report.Close()
		msg, err := json.Marshal(s)
		if err == nil {
			_, err = p.order.Write(msg)
		}
		_ = p.order.Close()
		b, rerr := io.ReadAll(io.LimitReader(p.report, maxStderr))
		if err = errors.Join(err, rerr); len(b) == 0 && err != nil {
			b = fmt.Append(nil, err)
		}
		said <- string(b)
	}()
	return said
}

// wait waits for the end of the child.
func (p *process) wait() error {
	if p.spare != nil {
		return p.spare.wait()
	}
	return p.cmd.Wait()
}
