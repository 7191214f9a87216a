package sandbox

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// This program takes some time to start, more than most of what it starts for.
// A server keeps children that have started already and wait on fd 3: a run takes
// one, and when things are calm again another is started in its place.

const (
	lull   = 100 * time.Millisecond // after a run began, until what it took is replaced
	unused = 2 * time.Minute        // without a run, until those that wait end
)

// waiting are the children that wait.
var waiting = &bench{taken: make(chan struct{}, 1)}

type bench struct {
	taken chan struct{}

	mu   sync.Mutex
	most int // 0 when nobody keeps any
	how  isolation
	all  []*process
}

// Keep has up to n children wait for runs until ctx ends; the first are started
// after the first run. Where somebody keeps some already, it only waits.
func Keep(ctx context.Context, n int) {
	how, err := strongest()
	if err != nil || !waiting.open(how, n) {
		<-ctx.Done()
		return
	}
	defer waiting.close()
	calm, idle := time.NewTimer(time.Hour), time.NewTimer(unused)
	defer calm.Stop()
	defer idle.Stop()
	calm.Stop()
	soon := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-waiting.taken:
			if !soon {
				calm.Reset(lull)
			}
			soon = true
			idle.Reset(unused)
		case <-calm.C:
			soon = false
			waiting.fill()
		case <-idle.C:
			waiting.drop()
		}
	}
}

func (b *bench) open(how isolation, n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.most > 0 {
		return false
	}
	b.how, b.most = how, n
	return true
}

func (b *bench) close() {
	b.mu.Lock()
	b.most = 0
	b.mu.Unlock()
	b.drop()
}

// drop ends those that wait.
func (b *bench) drop() {
	b.mu.Lock()
	all := b.all
	b.all = nil
	b.mu.Unlock()
	for _, p := range all {
		p.discard()
	}
}

// take gives one that waits, or nil.
func (b *bench) take(how isolation) *process {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.most == 0 {
		return nil
	}
	select {
	case b.taken <- struct{}{}:
	default:
	}
	for len(b.all) > 0 && b.how == how {
		p := b.all[0]
		b.all = b.all[1:]
		select {
		case <-p.spare.ended: // something killed it
			p.discard()
		default:
			return p
		}
	}
	return nil
}

// fill starts what is missing.
func (b *bench) fill() {
	for {
		b.mu.Lock()
		how, missing := b.how, b.most-len(b.all)
		b.mu.Unlock()
		if missing <= 0 {
			return
		}
		p, err := newSpare(how)
		if err != nil {
			return // a run that finds none starts its own, and says why it cannot
		}
		b.mu.Lock()
		kept := len(b.all) < b.most
		if kept {
			b.all = append(b.all, p)
		}
		b.mu.Unlock()
		if !kept {
			p.discard()
			return
		}
	}
}

// spare is what a child that waits has for its run: its streams, which lead
// nowhere before they are connected.
type spare struct {
	connected chan struct{}
	stdin     io.Reader
	stdout    io.Writer
	stderr    io.Writer

	ended chan struct{}
	err   error // of the wait for its end, once that is over
}

func newSpare(how isolation) (*process, error) {
	s := &spare{connected: make(chan struct{}), ended: make(chan struct{})}
	cmd := exec.Command(self, hidden) //nolint:noctx // it is killed when it is discarded, or by the watcher of its run
	cmd.Args[0] = "tenon-waiting"
	cmd.Dir, cmd.SysProcAttr = "/", how.attributes()
	cmd.Env = []string{"PATH=" + path, "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "GOTRACEBACK=none"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inlet{s}, outlet{s, false}, outlet{s, true}
	p, err := spawn(cmd, nil)
	if err != nil {
		return nil, err
	}
	p.spare = s
	go func() {
		s.err = cmd.Wait()
		close(s.ended)
	}()
	return p, nil
}

// connect gives the streams of a run to the child. It is called once.
func (s *spare) connect(stdin io.Reader, stdout, stderr io.Writer) {
	s.stdin, s.stdout, s.stderr = stdin, stdout, stderr
	close(s.connected)
}

func (s *spare) wait() error {
	<-s.ended
	return s.err
}

// discard ends a child that nobody took.
func (p *process) discard() {
	_ = p.cmd.Process.Kill()
	p.spare.connect(nil, io.Discard, io.Discard)
	_ = p.spare.wait()
	_, _ = p.order.Close(), p.report.Close()
}

type inlet struct{ s *spare }

func (i inlet) Read(b []byte) (int, error) {
	<-i.s.connected
	if i.s.stdin == nil {
		return 0, io.EOF
	}
	return i.s.stdin.Read(b)
}

type outlet struct {
	s      *spare
	errors bool
}

func (o outlet) Write(b []byte) (int, error) {
	<-o.s.connected
	if o.errors {
		return o.s.stderr.Write(b)
	}
	return o.s.stdout.Write(b)
}

// settle gives a child that waited the surroundings of its run.
func (s spec) settle() error {
	os.Clearenv()
	for _, e := range s.Env {
		name, value, _ := strings.Cut(e, "=")
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	if !s.NoInput {
		return nil
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	return replace(0, null)
}
