// Package template puts conversations into the form that a model was trained
// on, by the Jinja template in its file. Anybody may have written that, so it is
// applied by a process of its own, with limits of time and memory, that is started
// again when it was ended.
package template

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// patience is how long a template may take on a machine that has much to do;
// what it may compute is less (maxTime).
const patience = time.Minute

// Renderer applies one template. It is safe for concurrent use; one at a time is applied.
type Renderer struct {
	source string
	mu     sync.Mutex
	child  *child
}

type child struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser
	was bool // the template was sent
}

// New returns a renderer of a template. Close ends its process.
func New(source string) *Renderer { return &Renderer{source: source} }

// Close ends the process.
func (r *Renderer) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end()
}

func (r *Renderer) end() {
	if c := r.child; c != nil {
		_ = c.cmd.Process.Kill()
		_, _ = c.in.Close(), c.out.Close()
		_ = c.cmd.Wait()
		r.child = nil
	}
}

// Render applies the template to values, which are written as JSON.
func (r *Renderer) Render(ctx context.Context, values map[string]any) (string, error) {
	data, err := json.Marshal(values)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "the conversation is no JSON")
	}
	if len(data) > maxFrame/2 {
		return "", fault.New(fault.TooLarge, "the conversation has %d bytes; at most %d can be put into the model's form", len(data), maxFrame/2)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.begin(); err != nil {
		return "", err
	}
	t := task{Values: data}
	if !r.child.was {
		t.Source = r.source
	}
	out, err := r.ask(ctx, t)
	if err != nil {
		r.end()
		return "", err
	}
	r.child.was = true
	if out.Error != "" {
		return "", fault.New(fault.Invalid, "the model's template refuses this conversation: %.500s", out.Error)
	}
	return out.Text, nil
}

// self is this program, also where a confined worker may not enter its folder.
const self = "/proc/self/exe"

// begin starts the process if none is there.
func (r *Renderer) begin() error {
	if r.child != nil {
		return nil
	}
	cmd := exec.Command(self, Word) //nolint:noctx // it lives longer than a request
	cmd.Env = []string{}
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start the templates: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start the templates: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the process that puts conversations into the model's form cannot be started")
	}
	r.child = &child{cmd: cmd, in: in, out: out}
	return nil
}

// ask sends a task and waits for its result. The process is to be ended where that fails.
func (r *Renderer) ask(ctx context.Context, t task) (result, error) {
	type answer struct {
		result
		err error
	}
	c, done := r.child, make(chan answer, 1)
	go func() {
		var a answer
		if a.err = send(c.in, t); a.err == nil {
			a.err = receive(c.out, &a.result)
		}
		done <- a
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case a := <-done:
		if a.err != nil {
			return result{}, fault.Wrap(a.err, fault.Invalid, "the model's template was stopped: it takes too much time or memory, or calls itself without end")
		}
		return a.result, nil
	case <-timer.C:
		r.end()
		<-done
		return result{}, fault.New(fault.Invalid, "the model's template was stopped: it was not done within %v", patience)
	case <-ctx.Done():
		r.end()
		<-done
		return result{}, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
}
