// Package collectiontest is the contract of collection.Store, as tests that
// every store passes.
package collectiontest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Run tests the stores that open opens, each of them empty, beside repositories
// of these ids.
func Run(t *testing.T, open func(t *testing.T) (collection.Store, [3]hub.ID)) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, collection.Store, [3]hub.ID){
		"a collection is kept as it is":        kept,
		"a title is taken once by an owner":    taken,
		"items are in their order":             ordered,
		"collections of an owner are in order": placed,
		"lists are what is asked for":          listed,
		"lists come in pages":                  paged,
		"votes are counted once":               voted,
		"what is removed is gone":              removed,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); s, repos := open(t); test(t, s, repos) })
	}
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

func add(t *testing.T, s collection.Store, owner ref.Owner, title string, minutes int, private bool) collection.Collection {
	t.Helper()
	at := epoch.Add(time.Duration(minutes) * time.Minute)
	c, err := s.Add(t.Context(), collection.Collection{ID: collection.NewID(), Owner: owner, Title: title, Description: "Said of " + title, Theme: "pink", Private: private, Created: at, Updated: at})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func put(t *testing.T, s collection.Store, id collection.ID, items ...collection.Item) {
	t.Helper()
	_, err := s.Change(t.Context(), id, func(c *collection.Collection) error {
		for _, i := range items {
			i.ID, i.Added = collection.NewID(), epoch
			c.Items = append(c.Items, i)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, s collection.Store, id collection.ID) collection.Collection {
	t.Helper()
	c, err := s.Find(t.Context(), id)
	if err == nil {
		c.Items, err = s.Items(t.Context(), id, 0, collection.MaxItems)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func kept(t *testing.T, s collection.Store, repos [3]hub.ID) {
	t.Helper()
	made := add(t, s, "Ada", "语音 & more", 0, true)
	want := fmt.Sprintf("%+v", made)
	if got := fmt.Sprintf("%+v", find(t, s, made.ID)); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	item := collection.Item{ID: collection.NewID(), Repo: repos[0], Note: "a note", Added: epoch}
	changed, err := s.Change(t.Context(), made.ID, func(c *collection.Collection) error {
		c.Title, c.Description, c.Theme, c.Private, c.Updated = "Other", "", "blue", false, epoch.Add(time.Hour)
		c.Owner, c.Votes, c.ID = "eve", 9, collection.NewID() // these stay
		c.Items = append(c.Items, item)
		return nil
	})
	got := find(t, s, made.ID)
	if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", changed) || got.Owner != "Ada" || got.Votes != 0 || got.Title != "Other" || got.Private || got.Theme != "blue" ||
		got.Description != "" || !got.Updated.Equal(epoch.Add(time.Hour)) || len(got.Items) != 1 || got.Items[0] != item {
		t.Errorf("changed to %+v, %v", got, err)
	}
	refuse := fault.New(fault.Forbidden, "no")
	if _, err := s.Change(t.Context(), made.ID, func(c *collection.Collection) error { c.Title = "x"; return refuse }); !fault.Is(err, fault.Forbidden) || find(t, s, made.ID).Title != "Other" {
		t.Errorf("refused: %v", err)
	}
	for _, err := range []error{
		second(s.Find(t.Context(), collection.NewID())), s.Remove(t.Context(), collection.NewID()), s.Vote(t.Context(), collection.NewID(), "ada", true, epoch),
		second(s.Change(t.Context(), collection.NewID(), func(*collection.Collection) error { return nil })),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("of what is not there: %v", err)
		}
	}
}

func second(_ collection.Collection, err error) error { return err }

func taken(t *testing.T, s collection.Store, _ [3]hub.ID) {
	t.Helper()
	made, other := add(t, s, "ada", "Voices", 0, false), add(t, s, "ada", "voices", 0, false)
	add(t, s, "bob", "Voices", 0, false)
	got, err := s.Add(t.Context(), collection.Collection{ID: collection.NewID(), Owner: "ADA", Title: "Voices"})
	if !fault.Is(err, fault.Conflict) || got.ID != made.ID {
		t.Errorf("added twice: %+v, %v", got, err)
	}
	if _, err := s.Change(t.Context(), other.ID, func(c *collection.Collection) error { c.Title = "Voices"; return nil }); !fault.Is(err, fault.Conflict) {
		t.Errorf("named as another: %v", err)
	}
}

func ordered(t *testing.T, s collection.Store, repos [3]hub.ID) {
	t.Helper()
	c, other := add(t, s, "ada", "Voices", 0, false), add(t, s, "ada", "Others", 0, false)
	put(t, s, c.ID, collection.Item{Repo: repos[0]}, collection.Item{Repo: repos[1], Note: "two"}, collection.Item{Other: other.ID}, collection.Item{Repo: repos[2]})
	put(t, s, other.ID, collection.Item{Repo: repos[0]})
	before := find(t, s, c.ID).Items
	_, err := s.Change(t.Context(), c.ID, func(c *collection.Collection) error {
		c.Items[3].Note = "last"
		c.Items = []collection.Item{c.Items[3], c.Items[1], c.Items[2]}
		return nil
	})
	last := before[3]
	last.Note = "last"
	if got := find(t, s, c.ID).Items; err != nil || !slices.Equal(got, []collection.Item{last, before[1], before[2]}) {
		t.Errorf("in order: %+v, %v", got, err)
	}
	if got := find(t, s, other.ID).Items; len(got) != 1 {
		t.Errorf("in another: %+v", got)
	}
	for _, x := range []struct{ from, n, want int }{{0, 2, 2}, {1, 1, 1}, {2, 9, 1}, {3, 9, 0}} {
		got, err := s.Items(t.Context(), c.ID, x.from, x.n)
		if all := find(t, s, c.ID).Items; err != nil || !slices.Equal(got, all[x.from:x.from+x.want]) {
			t.Errorf("%d from %d on: %+v, %v", x.n, x.from, got, err)
		}
	}
}

func placed(t *testing.T, s collection.Store, _ [3]hub.ID) {
	t.Helper()
	for i := range 5 {
		add(t, s, "ada", fmt.Sprint(i), i, false)
	}
	add(t, s, "bob", "his", 0, false)
	order := func() string {
		t.Helper()
		l, _, err := s.List(t.Context(), collection.Query{Owners: []ref.Owner{"ada"}, Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(l, func(a, b collection.Collection) int { return a.Position - b.Position })
		var b strings.Builder
		for i, c := range l {
			if c.Position != i {
				t.Errorf("%s is at %d, not %d", c.Title, c.Position, i)
			}
			b.WriteString(c.Title)
		}
		return b.String()
	}
	move := func(title string, to int) {
		t.Helper()
		l, _, err := s.List(t.Context(), collection.Query{Owners: []ref.Owner{"ada"}, Text: title, Limit: 1})
		if err != nil || len(l) != 1 {
			t.Fatal(l, err)
		}
		if _, err := s.Change(t.Context(), l[0].ID, func(c *collection.Collection) error { c.Position = to; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		title string
		to    int
		want  string
	}{{"0", 0, "01234"}, {"4", 1, "04123"}, {"0", 3, "41203"}, {"1", 99, "42031"}, {"1", 0, "14203"}} {
		if move(c.title, c.to); order() != c.want {
			t.Errorf("%s at %d: %s, want %s", c.title, c.to, order(), c.want)
		}
	}
	l, _, err := s.List(t.Context(), collection.Query{Owners: []ref.Owner{"ada"}, Text: "2", Limit: 1})
	if err == nil {
		err = s.Remove(t.Context(), l[0].ID)
	}
	if err != nil || order() != "1403" {
		t.Errorf("after one is gone: %s, %v", order(), err)
	}
}

func titles(l []collection.Collection) string {
	var n []string
	for _, c := range l {
		n = append(n, c.Title)
	}
	return strings.Join(n, " ")
}

func listed(t *testing.T, s collection.Store, repos [3]hub.ID) {
	t.Helper()
	a, b, c := add(t, s, "ada", "Alpha_1", 1, false), add(t, s, "Lab", "Beta", 3, true), add(t, s, "bob", "Gamma", 2, false)
	add(t, s, "bob", "Delta", 0, true)
	put(t, s, a.ID, collection.Item{Repo: repos[0]}, collection.Item{Repo: repos[1]}, collection.Item{Other: c.ID})
	put(t, s, b.ID, collection.Item{Repo: repos[0]})
	for id, at := range map[collection.ID]int{c.ID: 0, a.ID: 1} { // a has been liked later, and c by more
		for i := range 2 - at {
			if err := s.Vote(t.Context(), id, ref.Owner(fmt.Sprint("user-", i)), true, epoch.Add(time.Duration(at)*100*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, x := range []struct {
		q    collection.Query
		want string
	}{
		{collection.Query{}, "Gamma Alpha_1"},
		{collection.Query{Within: []ref.Owner{"LAB", "eve"}}, "Beta Gamma Alpha_1"},
		{collection.Query{All: true}, "Beta Gamma Alpha_1 Delta"},
		{collection.Query{All: true, Owners: []ref.Owner{"lab", "Ada"}}, "Beta Alpha_1"},
		{collection.Query{Owners: []ref.Owner{"lab"}}, ""},
		{collection.Query{All: true, Items: []collection.Item{{Repo: repos[0]}}}, "Beta Alpha_1"},
		{collection.Query{Items: []collection.Item{{Repo: repos[0]}}}, "Alpha_1"},
		{collection.Query{Items: []collection.Item{{Repo: repos[2]}, {Other: c.ID}}}, "Alpha_1"},
		{collection.Query{Items: []collection.Item{{Repo: repos[2]}}}, ""},
		{collection.Query{Text: "SAID gam"}, "Gamma"},
		{collection.Query{Text: "a_1"}, "Alpha_1"},
		{collection.Query{Text: "a%1"}, ""},
		{collection.Query{Sort: collection.ByVotes}, "Gamma Alpha_1"},
		{collection.Query{Sort: collection.ByTrend}, "Alpha_1 Gamma"},
	} {
		x.q.Limit = 9
		l, more, err := s.List(t.Context(), x.q)
		if err != nil || titles(l) != x.want || more != nil {
			t.Errorf("%d: listed %s, %v, %v; want %s", i, titles(l), more, err, x.want)
		}
		for _, c := range l {
			if len(c.Items) > 0 {
				t.Errorf("%d: %s is listed with %d items", i, c.Title, len(c.Items))
			}
		}
	}
}

func paged(t *testing.T, s collection.Store, _ [3]hub.ID) {
	t.Helper()
	for i := range 7 {
		add(t, s, "ada", fmt.Sprint(i), i/3, i%3 == 2)
	}
	for _, sort := range []collection.Sort{collection.ByUpdated, collection.ByTrend, collection.ByVotes} {
		q := collection.Query{Sort: sort, Limit: 2}
		seen := map[string]bool{}
		for pages := 0; ; pages++ {
			l, more, err := s.List(t.Context(), q)
			if err != nil || pages > 5 {
				t.Fatal(pages, err)
			}
			for _, c := range l {
				seen[c.Title] = true
			}
			if q.After = more; more == nil {
				break
			}
		}
		if len(seen) != 5 {
			t.Errorf("by %v: on all pages %v", sort, seen)
		}
	}
}

func voted(t *testing.T, s collection.Store, _ [3]hub.ID) {
	t.Helper()
	c, other := add(t, s, "ada", "Voices", 0, false), add(t, s, "ada", "Others", 0, false)
	for i, x := range []struct {
		voter ref.Owner
		likes bool
		want  int64
	}{{"eve", true, 1}, {"EVE", true, 1}, {"bob", true, 2}, {"ann", false, 2}, {"eve", false, 1}, {"eve", false, 1}} {
		if err := s.Vote(t.Context(), c.ID, x.voter, x.likes, epoch); err != nil {
			t.Fatal(err)
		}
		if got := find(t, s, c.ID); got.Votes != x.want || got.Trend == 0 {
			t.Errorf("%d: %d votes, trend %d", i, got.Votes, got.Trend)
		}
	}
	for voter, want := range map[ref.Owner]bool{"Bob": true, "eve": false} {
		if m, err := s.Voted(t.Context(), voter, other.ID, c.ID); err != nil || m[c.ID] != want || m[other.ID] {
			t.Errorf("%s likes %v, %v", voter, m, err)
		}
	}
}

func removed(t *testing.T, s collection.Store, repos [3]hub.ID) {
	t.Helper()
	c, other := add(t, s, "ada", "Voices", 0, false), add(t, s, "ada", "Others", 0, false)
	put(t, s, c.ID, collection.Item{Repo: repos[0]})
	put(t, s, other.ID, collection.Item{Other: c.ID}, collection.Item{Repo: repos[0]})
	if err := s.Remove(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(t.Context(), c.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("found: %v", err)
	}
	if l := find(t, s, other.ID).Items; len(l) != 1 || l[0].Repo != repos[0] {
		t.Errorf("it is in another still: %+v", l)
	}
	add(t, s, "ada", "Voices", 1, false)
}
