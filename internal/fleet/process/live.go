package process

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/sandbox"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// Why a worker was killed.
var (
	errSilent = errors.New("it did not answer any more")
	errSlow   = errors.New("its weights were not read in time")
	errGrace  = errors.New("it did not end when it was told to")
)

// live is the whole life of a worker: it waits for its time and for memory, runs
// the process, and clears up.
func (p *Pool) live(h *holder, rest time.Duration) {
	err := p.await(h, rest)
	begun := err == nil
	if begun {
		err = p.run(h)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	told := h.ends
	if p.workers[slotOf(h.load)] == h {
		delete(p.workers, slotOf(h.load))
	}
	delete(p.ending, h)
	h.holds, h.stage = false, fleet.Ending
	if h.err == nil {
		h.err = verdict(h, err)
	}
	exit, ok := errors.AsType[*sandbox.Exit](err)
	h.slain.Store(ok && exit.Signal == syscall.SIGKILL && !told)
	closeOnce(h.up)
	close(h.gone)
	if !told && begun {
		p.failed(h, err)
	}
	if !told && h.pinned {
		p.restore(h)
	}
	p.wake()
}

// restore has another worker in the place of a pinned one that ended by itself, if
// it ever worked. Pool.mu is held.
func (p *Pool) restore(h *holder) {
	pin := true
	err := h.err
	if h.health.State == worker.Ready && p.workers[slotOf(h.load)] == nil {
		_, err = p.find(h.load, &pin)
	}
	if err != nil && !isClosed(p.closed) {
		p.o.Log.Warn("a model is not pinned any more", "model", h.load.Model.String(), "err", err)
	}
}

// failed notes that a worker ended by itself. Pool.mu is held.
func (p *Pool) failed(h *holder, err error) {
	p.o.Log.Warn("a worker ended by itself", "model", h.load.Model.String(), "engine", h.load.Engine, "served", h.served, "why", reason(err), "err", err)
	if h.served > 0 {
		delete(p.past, h.load.Key) // it works, as a rule
		return
	}
	_, mark := plain(h.err)
	p.past[h.load.Key] = p.past[h.load.Key].after(h.err, !mark)
}

// verdict is what callers are told of a worker that has ended by err.
func verdict(h *holder, err error) error {
	switch {
	case h.replaced:
		return fault.New(fault.Unavailable, "the files of %s have just changed; ask again", h.load.Model)
	case errors.Is(err, errDismissed), h.ends: // to start it again would undo that
		return fault.New(fault.Unavailable, "%s was stopped", h.load.Model)
	case isUp(h):
		return again{fault.Wrap(err, fault.Unavailable, "the worker of %s ended unexpectedly; the log of the server says why", h.load.Model)}
	case fault.Is(err, fault.Unavailable) && h.pid == 0: // it could not be started
		return err
	}
	return again{fault.Wrap(err, fault.Unavailable, "the worker of %s ended while it loaded it; the log of the server says why", h.load.Model)}
}

// reason is why a process ended, for the log: it may name paths of this machine.
func reason(err error) string {
	if err == nil {
		return "it said nothing of why"
	}
	if exit, ok := errors.AsType[*sandbox.Exit](err); ok {
		if line := sandbox.LastLines(exit.Stderr, 1); line != "" && exit.Code >= 0 {
			return line
		}
		return exit.Error()
	}
	if kind, msg := fault.Of(err); kind != fault.Internal {
		return msg
	}
	return err.Error()
}

// again wraps faults of a worker that is gone: another one may do better.
type again struct{ error }

func (a again) Unwrap() error { return a.error }

func closeOnce(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// await waits until a worker may start.
func (p *Pool) await(h *holder, rest time.Duration) error {
	if rest > 0 {
		wait := time.NewTimer(rest)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-h.end:
			return errDismissed
		}
	}
	return p.room(h)
}

const (
	program    = "worker" // in the box
	socket     = "socket"
	libs       = "libs"
	overhead   = 512 << 20 // bytes that a worker may take beyond what was foreseen
	addresses  = 16 << 30  // bytes of address space beyond twice that: runtimes reserve much and use little
	diskOfOne  = 1 << 30   // bytes that a worker may write in its box
	filesOfOne = 1024      // open files, and connections
	threads    = 512
)

// run runs the process of a worker to its end.
func (p *Pool) run(h *holder) error {
	if p.o.Program == "" {
		return fault.New(fault.Unavailable, "there is no tenon-worker beside this program, and %s needs it: `make build` makes both", h.load.Model)
	}
	box, err := sandbox.New(sandbox.Limits{
		Endless: true, Memory: h.load.Memory + overhead, Address: 2*h.load.Memory + addresses,
		Disk: diskOfOne, Files: filesOfOne, Processes: threads,
	})
	if err != nil {
		return err
	}
	defer box.Close()
	c, err := p.command(h, box.Dir())
	if err != nil {
		return err
	}
	ctx, kill := context.WithCancelCause(context.Background())
	defer kill(nil)
	c.Started = func(pid int) { p.started(h, pid) }
	h.line = newLine(filepath.Join(box.Dir(), socket))
	defer h.line.close()
	over := make(chan error, 1)
	go func() {
		_, err := box.Run(ctx, c)
		over <- err
	}()
	err = p.attend(ctx, h, over, kill)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func (p *Pool) started(h *holder, pid int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h.pid = pid; !h.ends {
		h.stage = fleet.Loading
	}
	h.since = time.Now()
}

// command is how a worker is started in a box.
func (p *Pool) command(h *holder, dir string) (sandbox.Command, error) {
	l := h.load
	c := sandbox.Command{
		Name: "the worker of " + l.Model.String(), Program: program, Stdout: io.Discard, Listen: true, End: h.end, Env: worker.Environment(),
		Args: []string{l.Engine, "--model", filepath.Join(dir, l.Files[0].Name), "--socket", filepath.Join(dir, socket)},
		Lend: []sandbox.Lent{{Name: program, Path: p.o.Program}},
	}
	for _, f := range l.Files {
		c.Lend = append(c.Lend, sandbox.Lent(f))
	}
	if from, names := p.o.Libs(l.Engine); from != "" {
		c.Args = append(c.Args, "--libs", filepath.Join(dir, libs))
		for _, name := range names { // nothing else that lies there
			file := filepath.Join(from, name)
			if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
				return c, fault.Wrap(err, fault.Unavailable, "the engine %s is without %s: run `tenon engine install`", l.Engine, name)
			}
			c.Lend = append(c.Lend, sandbox.Lent{Name: path.Join(libs, name), Path: file})
		}
	}
	c.Args = append(c.Args, l.Args...)
	return c, nil
}

// attend looks at a worker now and then, until its process is over.
func (p *Pool) attend(ctx context.Context, h *holder, over <-chan error, kill context.CancelCauseFunc) error {
	end, closed, began, heard := h.end, p.closed, time.Now(), time.Now()
	look := time.NewTimer(0)
	defer look.Stop()
	var grace <-chan time.Time
	for {
		select {
		case err := <-over:
			return err
		case <-end:
			end, grace = nil, time.After(p.grace(h))
			continue
		case <-closed:
			closed, grace = nil, time.After(p.o.Grace)
			continue
		case <-grace:
			kill(errGrace)
			continue
		case <-look.C:
		}
		if ctx.Err() != nil {
			return <-over
		}
		said, err := h.line.health(ctx, p.o.Patience/3)
		up := false
		if err == nil {
			heard, up = time.Now(), p.hear(h, said)
		}
		switch {
		case up:
			look.Reset(p.o.Beat)
		case !isUp(h) && time.Since(began) > p.o.Loading:
			kill(errSlow)
		case isUp(h) && time.Since(heard) > p.o.Patience:
			kill(errSilent)
		case isUp(h):
			look.Reset(p.o.Beat)
		default:
			look.Reset(min(50*time.Millisecond, time.Millisecond+time.Since(began)/8))
		}
	}
}

// killed reports whether something that is not of this pool has killed a worker.
func (h *holder) killed() bool { return h.slain.Load() }

func isUp(h *holder) bool { return isClosed(h.up) }

// grace is how long h may take to end.
func (p *Pool) grace(h *holder) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h.users == 0 || !isUp(h) || isClosed(p.closed) {
		return p.o.Grace
	}
	return p.o.Drain
}

// hear notes what a worker says of itself, and reports whether it can be asked.
func (p *Pool) hear(h *holder, said worker.Health) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	said.Memory = min(max(said.Memory, 0), h.load.Memory+overhead) // the box gives it no more, whatever it claims
	h.health = said
	switch said.State {
	case worker.Ready:
		if h.stage == fleet.Loading {
			h.stage = fleet.Ready
			p.o.Log.Info("a worker is ready", "model", h.load.Model.String(), "engine", h.load.Engine, "took", time.Since(h.since), "memory", said.Memory)
		}
		closeOnce(h.up)
		if h.users == 0 && !h.pinned && time.Since(h.used) > p.o.Idle {
			p.dismiss(h)
		}
		return true
	case worker.Failed:
		h.err = fault.New(fault.Unavailable, "%s cannot be loaded: %s", h.load.Model, said.Error)
		p.past[h.load.Key] = p.past[h.load.Key].after(h.err, true)
		closeOnce(h.up)
		p.dismiss(h)
	case worker.Loading:
	default:
		h.err = fault.New(fault.Unavailable, "the worker of %s is %q, which this server does not know", h.load.Model, said.State)
		closeOnce(h.up)
		p.dismiss(h)
	}
	return false
}

// died waits a moment for a worker that broke off to be gone.
func died(ctx context.Context, h *holder) {
	wait := time.NewTimer(time.Second)
	defer wait.Stop()
	select {
	case <-h.gone:
	case <-wait.C:
	case <-ctx.Done():
	}
}

var errNoAnswer = errors.New("it hung up before it had answered")
