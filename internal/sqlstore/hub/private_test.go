package hub_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

// secretive opens a catalogue of n models of lab, of which every so many is public.
func secretive(tb testing.TB, n, every int) *sqlhub.Store {
	tb.Helper()
	db, err := sqlstore.Open(tb.Context(), filepath.Join(tb.TempDir(), "tenon.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	s, at := sqlhub.New(db), time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i := 0; i < n; {
		var repos []hub.Repo
		for ; i < n && len(repos) < 5000; i++ {
			when := at.Add(time.Duration(i/3) * time.Second) // some at once
			repos = append(repos, hub.Repo{
				ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: fmt.Sprint("m", i)}, Private: i%every != 0, Creator: "ada", Created: when, Updated: when, Likes: int64(i % 7),
			})
		}
		if err := s.Fill(tb.Context(), repos, make([]facts.Facts, len(repos))); err != nil {
			tb.Fatal(err)
		}
		if err := s.Tidy(tb.Context()); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

// A list of the few that somebody sees is that of those who see all, without the others.
func TestListsOfWhatIsMostlyPrivate(t *testing.T) {
	t.Parallel()
	s := secretive(t, 3000, 250)
	all := func(q hub.Query) (l []string) {
		for {
			some, more, err := s.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range some {
				l = append(l, fmt.Sprint(r.Name, r.Private))
			}
			if more == nil {
				return l
			}
			q.After = more
		}
	}
	for _, sort := range []hub.Sort{hub.ByUpdated, hub.ByCreated, hub.ByLikes, hub.ByDownloads, hub.ByTrend} {
		for _, ascending := range []bool{false, true} {
			for _, owner := range []ref.Owner{"", "lab"} {
				q := hub.Query{Kind: hub.Model, Owner: owner, Sort: sort, Ascending: ascending, Limit: 1000, All: true}
				want := slices.DeleteFunc(all(q), func(s string) bool { return s != "lab/m17 true" && s[len(s)-5:] != "false" })
				q.All, q.Limit, q.Named = false, 5, []ref.Repo{{Owner: "lab", Name: "M17"}}
				if got := all(q); !slices.Equal(got, want) || len(want) != 13 {
					t.Errorf("%+v: %q, want %q", q, got, want)
				}
			}
		}
	}
}

// BenchmarkPrivate lists what is public of a hub where nearly all is private: 10 of
// 100,000 models.
func BenchmarkPrivate(b *testing.B) {
	s := secretive(b, 100_000, 10_000)
	for name, q := range map[string]hub.Query{
		"anybody": {}, "by likes": {Sort: hub.ByLikes}, "the oldest": {Ascending: true}, "of an owner": {Owner: "lab"}, "somebody": {Within: []ref.Owner{"eve", "other"}}, "who sees all": {All: true},
	} {
		b.Run(name, func(b *testing.B) {
			q.Kind, q.Limit = hub.Model, 30
			for b.Loop() {
				if l, _, err := s.List(b.Context(), q); err != nil || len(l) != 10 && !q.All {
					b.Fatal(len(l), err)
				}
			}
		})
	}
}
