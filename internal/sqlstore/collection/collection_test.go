package collection_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/collection/collectiontest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	sqlcollection "github.com/tenonhub/tenon/internal/sqlstore/collection"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

// filled is a store beside three repositories.
func filled(t *testing.T, open sqlstoretest.Open) (*sqlcollection.Store, *sqlhub.Store, [3]hub.ID) {
	t.Helper()
	db := open(t)
	repos := sqlhub.New(db)
	var ids [3]hub.ID
	for i := range ids {
		ids[i] = hub.NewID()
		if err := repos.Add(t.Context(), hub.Repo{ID: ids[i], Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: fmt.Sprint("voice-", i)}}); err != nil {
			t.Fatal(err)
		}
	}
	return sqlcollection.New(db), repos, ids
}

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		collectiontest.Run(t, func(t *testing.T) (collection.Store, [3]hub.ID) {
			t.Helper()
			s, _, ids := filled(t, open)
			return s, ids
		})
	})
}

func TestARepositoryThatIsForgottenLeavesCollections(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		s, repos, ids := filled(t, open)
		c, err := s.Add(t.Context(), collection.Collection{ID: collection.NewID(), Owner: "ada", Title: "Voices"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Change(t.Context(), c.ID, func(c *collection.Collection) error {
			c.Items = []collection.Item{{ID: collection.NewID(), Repo: ids[0]}, {ID: collection.NewID(), Repo: ids[1]}}
			return nil
		})
		if err == nil {
			err = repos.Delete(t.Context(), ids[0], time.Now())
		}
		if err == nil {
			err = repos.Forget(t.Context(), ids[0])
		}
		if err != nil {
			t.Fatal(err)
		}
		if l, err := s.Items(t.Context(), c.ID, 0, 9); err != nil || len(l) != 1 || l[0].Repo != ids[1] {
			t.Errorf("there still is %+v, %v", l, err)
		}
	})
}
