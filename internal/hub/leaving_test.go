package hub_test

import (
	"context"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
)

// leaving is a table of one repository, whose client hangs up as soon as it has
// changed, and hears what is told of that.
type leaving struct {
	hub.Repos
	repo   hub.Repo
	hangUp func()
	heard  []error
}

func (l *leaving) ByID(context.Context, hub.ID) (hub.Repo, error) { return l.repo, nil }

func (l *leaving) Change(_ context.Context, _ hub.ID, change func(*hub.Repo) error) (hub.Repo, error) {
	defer l.hangUp()
	return l.repo, change(&l.repo)
}

func (l *leaving) Delete(context.Context, hub.ID, time.Time) error {
	l.hangUp()
	return nil
}

func (l *leaving) Expect(context.Context, hub.Repo, func() ([]hub.Change, error)) (hub.ID, error) {
	return "", nil
}

func (l *leaving) Forget(context.Context, hub.ID) error { return nil }

func (l *leaving) Happened(ctx context.Context, _ hub.Event) error {
	l.heard = append(l.heard, ctx.Err())
	return ctx.Err()
}

func (l *leaving) Note(ctx context.Context, _, _, _ string) error {
	l.heard = append(l.heard, ctx.Err())
	return ctx.Err()
}

func TestWhatIsDoneIsToldAlsoWhenTheClientHangsUp(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(context.Context, *hub.Handle) error{
		"shown":   func(ctx context.Context, r *hub.Handle) error { return r.SetPrivate(ctx, false) },
		"gated":   func(ctx context.Context, r *hub.Handle) error { return r.SetGate(ctx, hub.GateManual) },
		"deleted": func(ctx context.Context, r *hub.Handle) error { return r.Delete(ctx) },
	} {
		ctx, hangUp := context.WithCancel(t.Context())
		l := &leaving{repo: hub.Repo{ID: hub.NewID(), Name: voice, Kind: hub.Model, Private: true}, hangUp: hangUp}
		r, err := hub.New(hub.Parts{Repos: l, Events: l, Audit: l}).Admit(ctx, l.repo.ID)
		if err == nil {
			err = do(ctx, r)
		}
		if err != nil || ctx.Err() == nil || len(l.heard) != 2 || l.heard[0] != nil || l.heard[1] != nil {
			t.Errorf("%s: %v, and those who watch and the audit log hear %v", name, err, l.heard)
		}
	}
}
