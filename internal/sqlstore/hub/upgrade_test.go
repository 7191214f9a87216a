package hub_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestWhatAnOlderProgramKnewIsFound(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, whatAnOlderProgramKnewIsFound)
}

func whatAnOlderProgramKnewIsFound(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := sqlhub.New(db)
	r := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: "distilbert-base"}, Head: "abc", Downloads: 3}
	gone := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: "gone"}, Head: "abc"}
	for _, r := range []hub.Repo{r, gone} {
		if err := s.Add(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	// As the migration leaves it: the words of an index that is no more.
	err := db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		for _, r := range []hub.Repo{r, gone} {
			_, err := tx.Exec(t.Context(), `INSERT INTO repo_facts (repo, version, head, facts, card, words) VALUES ($1, $2, 'abc', '{"task":"fill-mask","parameters":66000000}', '{}', 'ǀ12 ǁdistilbert ǂdistilbert ǃdis distilbert recognition 语音')`, r.ID, facts.Version)
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(t.Context(), `UPDATE repo SET deleted = 1 WHERE id = $1`, gone.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time does nothing
		if err := s.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, q := range []hub.Query{
			{Text: "recognition"},
			{Text: "recogn"},
			{Text: "tilber"},
			{Text: "distlibert"},
			{Text: "语"},
			{Text: "lab/distilbert-base"},
			{Labels: []string{"fill-mask"}},
			{Owner: "lab", Sort: hub.ByTrend},
			{Text: "recognition", Parameters: [2]int64{60_000_000, 70_000_000}, Sort: hub.ByCreated},
		} {
			q.Kind, q.Limit = hub.Model, 5
			if q.Sort == 0 {
				q.Sort = hub.ByRelevance
			}
			if l, _, err := s.List(t.Context(), q); err != nil || len(l) != 1 || l[0].ID != r.ID {
				t.Errorf("%+v: %v, %v", q, l, err)
			}
		}
	}
	if l, err := s.Behind(t.Context(), "", 5); err != nil || len(l) > 0 {
		t.Errorf("to be read again: %v, %v", l, err)
	}
	// What a describing that comes later takes away is gone.
	if err := s.Describe(t.Context(), r.ID, "def", facts.Facts{Task: "translation"}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"recognition": 0, "tilber": 1, "translation": 1, "mask": 0} {
		if l, _, err := s.List(t.Context(), hub.Query{Kind: hub.Model, Text: text, Sort: hub.ByRelevance, Limit: 5}); err != nil || len(l) != want {
			t.Errorf("%s: %v, %v", text, l, err)
		}
	}
}
