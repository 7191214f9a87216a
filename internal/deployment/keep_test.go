package deployment_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
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
	mu    sync.Mutex
	l     []deployment.Deployment
	asked func() // after each list was read
}

func (t *table) Deployments(context.Context) ([]deployment.Deployment, error) {
	t.mu.Lock()
	l := slices.Clone(t.l)
	t.mu.Unlock()
	if t.asked != nil {
		t.asked()
	}
	return l, nil
}

func (t *table) Add(_ context.Context, d deployment.Deployment, _ account.Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.ContainsFunc(t.l, func(o deployment.Deployment) bool { return o.Name == d.Name }) {
		return fault.New(fault.Conflict, "%s is there already; give another suffix", d.Name)
	}
	t.l = append(t.l, d)
	return nil
}

func (t *table) Bind(_ context.Context, name, repo string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.l {
		if t.l[i].Name == name {
			t.l[i].Repo = repo
		}
	}
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
	named  []ref.Model
}

// Named finds what is renamed by its id alone.
func (p *pins) Named(_ context.Context, repo string, m ref.Model) (string, ref.Model, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.named = append(p.named, m)
	return cmp.Or(repo, "id of "+m.String()), m, nil
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

func desk(l *table, p *pins) *deployment.Desk {
	return deployment.New(l, p, func(context.Context, string, string, string) account.Entry { return account.Entry{} }, slog.New(slog.DiscardHandler))
}

// kept runs f with deployments that are kept, as an administrator.
func kept(t *testing.T, f func(ctx context.Context, d *deployment.Desk, p *pins)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &pins{weights: make(chan struct{}), pinned: map[int]bool{}}
		d := desk(&table{}, p)
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

// Two who deploy a model at once, and name no suffix, get two numbers.
func TestTwoDeploymentsAtOnceHaveTwoNumbers(t *testing.T) {
	t.Parallel()
	var both, done sync.WaitGroup
	both.Add(2)
	var asked atomic.Int32
	l := &table{asked: func() {
		if asked.Add(1) <= 2 { // neither sees the other's
			both.Done()
			both.Wait()
		}
	}}
	d := desk(l, &pins{})
	ctx := account.With(t.Context(), account.Keeper("test"))
	for range 2 {
		done.Go(func() {
			if _, err := d.Deploy(ctx, parrot, "", 1); err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	var names []string
	for _, one := range l.l {
		names = append(names, one.Name)
	}
	if slices.Sort(names); !slices.Equal(names, []string{"parrot-1", "parrot-2"}) {
		t.Errorf("they are %q", names)
	}
}

// Who asks again and again how one stands has the others left alone.
func TestOneIsFoundWithoutTheOthers(t *testing.T) {
	t.Parallel()
	l := &table{l: []deployment.Deployment{{Name: "parrot-1", Model: parrot, Capacity: 1}, {Name: "mynah-1", Model: ref.Model{Owner: "lab", Name: "mynah"}, Capacity: 1}}}
	p := &pins{}
	ctx := account.With(t.Context(), account.Keeper("test"))
	if s, err := desk(l, p).Find(ctx, "Parrot-1"); err != nil || s.Name != "parrot-1" || !slices.Equal(p.named, []ref.Model{parrot}) {
		t.Errorf("it is %+v, %v; looked at were %v", s, err, p.named)
	}
	if _, err := desk(l, p).Find(ctx, "crow-1"); !fault.Is(err, fault.NotFound) || len(p.named) != 1 {
		t.Errorf("one that is not there: %v; looked at were %v", err, p.named)
	}
}

// What was deployed before its repository was noted is noted at the next look.
func TestTheRepositoryOfAnOldDeploymentIsNoted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &table{l: []deployment.Deployment{{Name: "parrot-1", Model: parrot, Capacity: 1}}}
		p := &pins{weights: make(chan struct{}), pinned: map[int]bool{}}
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { desk(l, p).Run(ctx) })
		p.later()
		if one := l.l[0]; one.Repo != "id of lab/parrot" {
			t.Errorf("it is of the repository %q", one.Repo)
		}
		cancel()
		all.Wait()
	})
}
