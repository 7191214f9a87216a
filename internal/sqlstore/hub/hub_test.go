package hub_test

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/hubtest"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

func TestContract(t *testing.T) {
	t.Parallel()
	hubtest.Run(t, func(t *testing.T) hubtest.Store {
		t.Helper()
		db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return sqlhub.New(db)
	})
}

func TestWhatIsOwedIsKeptUntilItIsPaid(t *testing.T) {
	t.Parallel()
	db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := sqlhub.New(db)
	r := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: "voice"}}
	if err := s.Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if ids, err := s.IDs(t.Context()); err != nil || len(ids) != 1 || ids[0] != r.ID {
		t.Errorf("there is %v, %v", ids, err)
	}
	for _, d := range []blob.Digest{{1}, {2}} {
		if err := s.Owe(t.Context(), map[hub.ID]blob.Digest{r.ID: d, hub.NewID(): d}); err != nil {
			t.Fatal(err)
		}
		if owed, err := s.Owed(t.Context()); err != nil || len(owed) != 1 || owed[r.ID] != d {
			t.Errorf("owed %v, %v", owed, err)
		}
	}
	if err := s.Paid(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if owed, err := s.Owed(t.Context()); err != nil || len(owed) != 0 {
		t.Errorf("still owed %v, %v", owed, err)
	}
}
