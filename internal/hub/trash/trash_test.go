package trash_test

import (
	"context"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trash"
)

// kept is a table of one repository, and the audit log.
type kept struct {
	hub.Repos
	trash.Store
	repo  hub.Repo
	notes []string
}

// watching is who watches it.
type watching struct {
	hub.Events
	heard []hub.Event
}

func (k *kept) ByID(context.Context, hub.ID) (hub.Repo, error)      { return k.repo, nil }
func (k *kept) BringBack(context.Context, hub.ID) (hub.Repo, error) { return k.repo, nil }

func (w *watching) Happened(_ context.Context, e hub.Event) error {
	w.heard = append(w.heard, e)
	return nil
}

func (k *kept) Note(_ context.Context, act, _, _ string) error {
	k.notes = append(k.notes, act)
	return nil
}

// Who has heard that a repository is deleted hears that it is there again.
func TestWhoWatchesHearsThatARepositoryIsBack(t *testing.T) {
	t.Parallel()
	w := &watching{}
	k := &kept{repo: hub.Repo{ID: hub.NewID(), Kind: hub.Model}}
	bin := trash.New(trash.Parts{
		Store: k, Audit: k, Hub: hub.New(hub.Parts{Repos: k, Events: w, Audit: k}),
		Survey: func(context.Context) (int, error) { return 0, nil },
	})
	if _, err := bin.BringBack(account.With(t.Context(), account.Keeper("test")), k.repo.ID); err != nil {
		t.Fatal(err)
	}
	if len(w.heard) != 1 || w.heard[0].Deed != hub.Created || w.heard[0].Scope != hub.OfRepo || w.heard[0].Repo.ID != k.repo.ID {
		t.Errorf("heard %+v", w.heard)
	}
	if len(k.notes) != 1 || k.notes[0] != "repository restore" {
		t.Errorf("noted %v", k.notes)
	}
}
