package hub_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/ref"
)

// dying is the git of a server that is killed when history has been written anew
// and refs have moved.
type dying struct{ *gitrepo.Store }

var errKilled = errors.New("killed")

func (d dying) Purge(ctx context.Context, id hub.ID, digests []blob.Digest, about func([]hub.Change) error) ([]hub.Change, error) {
	_, err := d.Store.Purge(ctx, id, digests, about)
	return nil, errors.Join(err, errKilled)
}

// expecting hears of refs that are about to move, and where they are then.
type expecting struct {
	leaving
	refs []hub.Change
}

func (e *expecting) Expect(_ context.Context, _ hub.Repo, refs func() ([]hub.Change, error)) (id hub.ID, err error) {
	e.refs, err = refs()
	return hub.NewID(), err
}

// TestWhatAPurgeMovesIsNotedFirst so that it is found out, and told, when the
// server dies before it can.
func TestWhatAPurgeMovesIsNotedFirst(t *testing.T) {
	t.Parallel()
	git, err := gitrepo.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	id := hub.NewID()
	if err := git.Make(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	doomed := hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte("doomed"))), Size: 6}
	old, err := git.Commit(t.Context(), id, hub.Draft{Ref: hub.Branch(hub.Main), New: true, Author: hub.Person{Name: "Ada", Email: "ada@example.org"}, Message: "x"}, func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: ref.Path("a.bin"), Object: &doomed}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	e := &expecting{leaving: leaving{repo: hub.Repo{ID: id, Name: voice, Kind: hub.Model}}}
	r, err := hub.New(hub.Parts{Repos: e, Events: e, Audit: e, Git: dying{git}}).Admit(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Purge(t.Context(), []blob.Digest{doomed.Digest}, true); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	if want := []hub.Change{{Name: hub.Branch(hub.Main), From: old.ID}}; !slices.Equal(e.refs, want) {
		t.Errorf("noted %v, want %v", e.refs, want)
	}
	if now, err := git.Tip(t.Context(), id, hub.Branch(hub.Main)); err != nil && !fault.Is(err, fault.NotFound) || now == old.ID {
		t.Errorf("main is at %s, %v", now, err)
	}
}
