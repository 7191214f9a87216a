package sandbox

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// A Command is one run in a box: a program, or one of the children that Main
// was given.
type Command struct {
	Name    string // for messages; Program or Child by default
	Program string // a name on the system's path, or an absolute path
	Child   string // instead of Program
	Args    []string
	Env     []string  // added to a clean environment
	Read    []string  // files and folders that may be read beyond the system's
	Stdin   io.Reader // nothing by default
	Stdout  io.Writer // Result.Stdout by default

	Wall time.Duration // instead of the box's limit, if it is not 0

	Lend   []Lent          // files that the run reads in its box
	Listen bool            // it may listen on Unix sockets in its box, and connect to none
	End    <-chan struct{} // when this is closed, the first process is told to end (SIGTERM)

	Started func(pid int) // is told of the first process
}

// Result is what a run left behind.
type Result struct {
	Stdout []byte
	Stderr string // its end
	CPU    time.Duration
	Memory int64 // bytes, the most that one process had at a time
}

const (
	maxStdout = 32 << 20
	maxStderr = 16 << 10
	self      = "/proc/self/exe"
	hidden    = "tenon-confined-child"
	path      = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
)

// spec is what the parent tells the child on fd 3.
type spec struct {
	Dir      string
	Program  string // absolute
	Child    string
	Args     []string
	Env      []string
	Read     []string
	Lent     int // files on the descriptors from lentFD on
	Listen   bool
	Limits   Limits
	Counted  bool // the limit of processes counts only this box
	Confined bool // the child has confined itself and started again
	Spare    bool // the child was started before it was known what for
	NoInput  bool // of a spare one: nothing is on its standard input
}

// Run runs c to its end. An error is a fault that names the program: Exhausted
// when a limit stopped it, Unavailable when it is not installed, Invalid when
// it failed on what it was given (an *Exit is in its chain), Canceled when ctx
// is done.
func (b *Box) Run(ctx context.Context, c Command) (Result, error) {
	if c.Name == "" {
		c.Name = filepath.Base(c.Program + c.Child)
	}
	if err := ctx.Err(); err != nil {
		return Result{}, fault.Wrap(err, fault.Canceled, "canceled")
	}
	if c.Wall > 0 {
		timed := *b
		timed.uses.Wall, timed.uses.CPU = c.Wall, 0
		timed.uses = timed.uses.Complete()
		b = &timed
	}
	s, err := b.spec(c)
	if err != nil {
		return Result{}, err
	}
	out, errs := &capped{most: maxStdout}, &tail{most: maxStderr}
	var stdout io.Writer = out
	if c.Stdout != nil {
		stdout = c.Stdout
	}
	p, err := b.start(c, s, stdout, errs)
	if err != nil {
		return Result{}, err
	}
	setup := p.tell(s, c.Stdin == nil)
	cmd := p.cmd
	if c.Started != nil {
		c.Started(cmd.Process.Pid)
	}
	w := b.watch(ctx, cmd.Process.Pid, c.End)
	err = p.wait()
	why := w.stop()
	if out.over {
		err = errOutput
	}
	r := Result{Stdout: out.b, Stderr: errs.String()}
	if ps := cmd.ProcessState; ps != nil {
		r.CPU = ps.UserTime() + ps.SystemTime()
		if u, ok := ps.SysUsage().(*syscall.Rusage); ok {
			r.Memory = u.Maxrss << 10
		}
	}
	if msg := <-setup; msg != "" && why == nil && ctx.Err() == nil {
		return r, fault.Wrap(errors.New(msg), fault.Unavailable, "%s could not be confined", c.Name)
	}
	return r, b.judge(ctx, c.Name, cmd.ProcessState, err, why, r)
}

func (b *Box) spec(c Command) (spec, error) {
	s := spec{
		Dir: b.dir, Child: c.Child, Args: c.Args, Env: b.env(c), Read: c.Read, Lent: len(c.Lend), Listen: c.Listen,
		Limits: b.uses, Counted: b.how.user,
	}
	if c.Child != "" {
		return s, nil
	}
	if i := slices.IndexFunc(c.Lend, func(l Lent) bool { return l.Name == c.Program }); i >= 0 {
		s.Program = filepath.Join(b.dir, c.Program)
		return s, nil
	}
	p, err := Find(c.Program)
	if err != nil {
		return s, err
	}
	s.Program = p
	return s, nil
}

// Find returns the absolute path of a program on the system's path, or a fault
// of kind Unavailable.
func Find(program string) (string, error) {
	candidates := []string{program}
	if !filepath.IsAbs(program) {
		candidates = nil
		for _, dir := range filepath.SplitList(path) {
			candidates = append(candidates, filepath.Join(dir, program))
		}
	}
	for _, p := range candidates {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return p, nil
		}
	}
	return "", fault.About(program, fault.Unavailable, "this program is not installed")
}

func (b *Box) env(c Command) []string {
	// Of memory that is only reserved glibc takes 64 MiB for each thread that finds
	// the others' in use, which a busy machine makes many.
	env := []string{"MALLOC_ARENA_MAX=2", "PATH=" + path, "HOME=" + b.dir, "TMPDIR=" + b.dir, "LANG=C.UTF-8", "LC_ALL=C.UTF-8"}
	if c.Child != "" {
		env = append(env, "GOTRACEBACK=none")
	}
	return append(env, c.Env...)
}

// try runs nothing, confined.
func (b *Box) try() error {
	_, err := b.Run(context.Background(), Command{Child: nothing})
	return err
}

// capped keeps what is written to it up to most bytes.
type capped struct {
	b    []byte
	most int
	over bool
}

var errOutput = errors.New("too much output")

func (c *capped) Write(p []byte) (int, error) {
	if len(c.b)+len(p) > c.most {
		c.over = true
		return 0, errOutput
	}
	c.b = append(c.b, p...)
	return len(p), nil
}

// tail keeps the end of what is written to it.
type tail struct {
	b    []byte
	most int
}

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	if extra := len(t.b) - t.most; extra > t.most {
		t.b = append(t.b[:0], t.b[extra:]...)
	}
	return len(p), nil
}

func (t *tail) String() string { return string(t.b[max(0, len(t.b)-t.most):]) }
