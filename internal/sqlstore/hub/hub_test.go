package hub_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/hubtest"
	"github.com/tenonhub/tenon/internal/ref"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		hubtest.Run(t, func(t *testing.T) hubtest.Store {
			t.Helper()
			return sqlhub.New(open(t))
		})
	})
}

func TestWhatIsOwedIsKeptUntilItIsPaid(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, whatIsOwedIsKeptUntilItIsPaid)
}

func whatIsOwedIsKeptUntilItIsPaid(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	s := sqlhub.New(open(t))
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
