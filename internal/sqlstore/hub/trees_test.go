package hub_test

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestAFolderThatIsLookedIntoStays(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, aFolderThatIsLookedIntoStays)
}

func aFolderThatIsLookedIntoStays(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := sqlhub.New(db)
	r := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: "voice"}}
	if err := s.Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for _, tree := range []hub.OID{"read", "unread"} {
		if err := s.Keep(t.Context(), r.ID, tree, "", false, []hub.Entry{{Name: "a", Mode: hub.File}}); err != nil {
			t.Fatal(err)
		}
	}
	run := func(query string) {
		t.Helper()
		if err := db.Write(t.Context(), func(tx *sqlstore.Tx) error { _, err := tx.Exec(t.Context(), query); return err }); err != nil {
			t.Fatal(err)
		}
	}
	run(`UPDATE repo_tree_use SET day = day - 30`)
	if l, _, known, err := s.Page(t.Context(), r.ID, "read", ""); err != nil || !known || len(l) != 1 {
		t.Fatal(l, known, err)
	}
	if n, err := s.Drop(t.Context(), time.Now().Add(-7*24*time.Hour)); err != nil || n != 1 {
		t.Errorf("dropped %d, %v", n, err)
	}
	for tree, want := range map[hub.OID]bool{"read": true, "unread": false} {
		if _, _, known, err := s.Page(t.Context(), r.ID, tree, ""); err != nil || known != want {
			t.Errorf("%s is known: %v, %v", tree, known, err)
		}
	}

	// What is known of a deleted repository goes with it.
	run(`UPDATE repo SET deleted = 1`)
	if err := s.Forget(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	var rows, uses int
	if err := db.One(t.Context(), []any{&rows, &uses}, `SELECT (SELECT COUNT(*) FROM repo_tree), (SELECT COUNT(*) FROM repo_tree_use)`); err != nil || rows+uses != 0 {
		t.Errorf("%d rows and %d uses of a repository that is gone, %v", rows, uses, err)
	}
}
