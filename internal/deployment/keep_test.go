package deployment_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
)

// table keeps deployments in memory.
type table struct {
	mu sync.Mutex
	l  []deployment.Deployment
}

func (t *table) Deployments(context.Context) ([]deployment.Deployment, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]deployment.Deployment(nil), t.l...), nil
}

func (t *table) Add(_ context.Context, d deployment.Deployment, _ account.Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.l = append(t.l, d)
	return nil
}

func (t *table) Scale(_ context.Context, d deployment.Deployment, _ account.Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.l {
		if t.l[i].Name == d.Name {
			t.l[i] = d
			return nil
		}
	}
	return fault.New(fault.NotFound, "there is no %s", d.Name)
}

func (t *table) Remove(_ context.Context, name string, _ account.Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.l {
		if t.l[i].Name == name {
			t.l = append(t.l[:i], t.l[i+1:]...)
			return nil
		}
	}
	return fault.New(fault.NotFound, "there is no %s", name)
}

// pins are the copies of one model that are pinned.
type pins struct {
	weights chan struct{} // closed when they are here

	mu     sync.Mutex
	pinned map[int]bool
	held   error // why it is not to be known what is held
}

func (p *pins) Held(_ context.Context, m ref.Model) (ref.Model, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return m, p.held
}

func (p *pins) Hold(ctx context.Context, _ ref.Model, copy int) error {
	select {
	case <-p.weights:
	case <-ctx.Done():
		return ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pinned[copy] = true
	return nil
}

func (p *pins) Trim(_ ref.Model, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.pinned {
		if c >= n {
			delete(p.pinned, c)
		}
	}
}

func (p *pins) All() []fleet.Worker { return nil }

func (p *pins) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = err
}

// later is how many are pinned after some looks.
func (p *pins) later() int {
	<-time.After(time.Minute)
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.pinned)
}

// kept runs f with deployments that are kept, as an administrator.
func kept(t *testing.T, f func(ctx context.Context, d *deployment.Desk, p *pins)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &pins{weights: make(chan struct{}), pinned: map[int]bool{}}
		d := deployment.New(&table{}, p, func(context.Context, string, string, string) account.Entry { return account.Entry{} }, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(account.With(t.Context(), account.Keeper("test")))
		var all sync.WaitGroup
		all.Go(func() { d.Run(ctx) })
		f(ctx, d, p)
		cancel()
		all.Wait()
	})
}

var parrot = ref.Model{Owner: "lab", Name: "parrot"}

// What is given up while its weights are still on the way is not pinned when they have come.
func TestWhatIsGivenUpWhileItIsLoadedIsLetGo(t *testing.T) {
	t.Parallel()
	kept(t, func(ctx context.Context, d *deployment.Desk, p *pins) {
		if _, err := d.Deploy(ctx, parrot, "live", 2); err != nil {
			t.Fatal(err)
		}
		if n := p.later(); n != 0 {
			t.Fatalf("%d are pinned before their weights are here", n)
		}
		if err := d.Remove(ctx, "parrot-live"); err != nil {
			t.Fatal(err)
		}
		p.later()
		close(p.weights)
		if n := p.later(); n != 0 {
			t.Errorf("%d stay pinned, and nothing is deployed", n)
		}
	})
}

// A look that fails ends nothing; what is not there any more is let go.
func TestWhatIsDeployedOutlivesALookThatFails(t *testing.T) {
	t.Parallel()
	kept(t, func(ctx context.Context, d *deployment.Desk, p *pins) {
		close(p.weights)
		if _, err := d.Deploy(ctx, parrot, "", 2); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			err  error
			want int
		}{
			{nil, 2},
			{errors.New("the database is locked"), 2},
			{fault.New(fault.NotFound, "there is no model %s", parrot), 0},
			{nil, 2},
		} {
			p.fail(c.err)
			if n := p.later(); n != c.want {
				t.Errorf("after %v %d are pinned, want %d", c.err, n, c.want)
			}
		}
		if _, err := d.Scale(ctx, "parrot-1", 1); err != nil {
			t.Fatal(err)
		}
		if n := p.later(); n != 1 {
			t.Errorf("%d are pinned of one", n)
		}
	})
}
