package discussion_test

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/discussion/discussiontest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqldiscussion "github.com/tenonhub/tenon/internal/sqlstore/discussion"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func repo(t *testing.T, db *sqlstore.DB, name string) hub.ID {
	t.Helper()
	r := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: name}}
	if err := sqlhub.New(db).Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		discussiontest.Run(t, func(t *testing.T) (discussion.Store, []hub.ID) {
			t.Helper()
			db := open(t)
			return sqldiscussion.New(db), []hub.ID{repo(t, db, "voice"), repo(t, db, "other")}
		})
	})
}

func TestARepositoryThatIsForgottenTakesItsDiscussionsAlong(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, aRepositoryThatIsForgottenTakesItsDiscussionsAlong)
}

func aRepositoryThatIsForgottenTakesItsDiscussionsAlong(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s, repos, id := sqldiscussion.New(db), sqlhub.New(db), repo(t, db, "voice")
	e := discussion.Event{ID: string(hub.NewID()), Kind: discussion.Comment, Author: "ann", Text: "said"}
	if _, err := s.Add(t.Context(), discussion.Discussion{Repo: id, Title: "a title", Author: "ann", Status: discussion.Open}, e); err != nil {
		t.Fatal(err)
	}
	if err := repos.Delete(t.Context(), id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if l, err := s.Events(t.Context(), id, 1); err != nil || len(l) != 1 {
		t.Errorf("in the time of grace there is %v, %v", l, err)
	}
	if err := repos.Forget(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if l, err := s.Events(t.Context(), id, 1); err != nil || len(l) != 0 {
		t.Errorf("there still is %v, %v", l, err)
	}
	if _, n, err := s.List(t.Context(), id, discussion.Filter{Limit: 1}); err != nil || n != 0 {
		t.Errorf("there still are %d, %v", n, err)
	}
}
