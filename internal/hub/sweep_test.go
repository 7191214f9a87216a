package hub_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// sweeping is a table of deleted repositories, one of which an administrator
// brings back when they are listed, and their git.
type sweeping struct {
	hub.Repos
	hub.Git
	gone    []hub.ID
	back    hub.ID
	removed []hub.ID
	fails   error
}

func (s *sweeping) Deleted(context.Context, time.Time) ([]hub.ID, error) { return s.gone, nil }

func (s *sweeping) Forget(_ context.Context, id hub.ID) error {
	if id == s.back {
		return hub.Missing(hub.ErrNoRepo, "it is there")
	}
	return s.fails
}

func (s *sweeping) Remove(_ context.Context, id hub.ID) error {
	s.removed = append(s.removed, id)
	return nil
}

// A repository that is brought back while others are removed keeps its history,
// as does one that cannot be forgotten: it could still be brought back.
func TestASweepTakesNoHistoryOfWhatIsThere(t *testing.T) {
	t.Parallel()
	a, b := hub.NewID(), hub.NewID()
	s := &sweeping{gone: []hub.ID{a, b}, back: a}
	h := hub.New(hub.Parts{Repos: s, Git: s})
	if n, err := h.Sweep(t.Context(), time.Now()); n != 1 || err != nil || !slices.Equal(s.removed, []hub.ID{b}) {
		t.Errorf("%d repositories are gone, %v, and the history of %v; want that of %s", n, err, s.removed, b)
	}
	s.removed, s.fails = nil, fault.New(fault.Unavailable, "the database is busy")
	if n, err := h.Sweep(t.Context(), time.Now()); n != 0 || !errors.Is(err, s.fails) || len(s.removed) > 0 {
		t.Errorf("%d are gone, %v, and the history of %v", n, err, s.removed)
	}
}
