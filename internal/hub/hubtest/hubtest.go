// Package hubtest is the contract of hub.Repos, hub.Index, hub.Uses, hub.Objects,
// hub.Requests and hub.Trees, as tests that every store passes.
package hubtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/leftover"
	"github.com/tenonhub/tenon/internal/hub/trash"
	"github.com/tenonhub/tenon/internal/ref"
)

// Store is what is tested.
type Store interface {
	hub.Repos
	hub.Index
	hub.Uses
	hub.Objects
	hub.Trees
	hub.Requests
	Bin
}

// Bin keeps what was deleted and what may go, and the quotas that it comes back under.
type Bin interface {
	trash.Store
	leftover.Store
	hub.Quotas
}

// Run tests the stores that open opens, each of them empty.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Store){
		"a repository is found in any case":        found,
		"a name is taken once":                     taken,
		"an old name leads to the repository":      moved,
		"a deleted repository is gone, then swept": deleted,
		"what was deleted can be brought back":     broughtBack,
		"what is brought back has its old names":   namesBack,
		"lists are in order and in pages":          listed,
		"private ones are listed for theirs":       private,
		"repositories are found by their words":    searched,
		"the fittest and most used come first":     ranked,
		"labels, sizes and owners filter":          filtered,
		"facets are counted":                       counted,
		"similar ones have much in common":         similar,
		"what was not read is behind":              behind,
		"uses are counted":                         used,
		"objects belong to their holders":          objects,
		"a path is locked once":                    locks,
		"gated ones are listed apart":              gatedApart,
		"a user asks for access once":              requests,
		"a large folder comes in pages":            trees,
		"folders nobody looks into are forgotten":  forgotten,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, open(t)) })
	}
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

func add(t *testing.T, s Store, k hub.Kind, name string, minutes int, private bool) hub.Repo {
	t.Helper()
	n, err := ref.ParseRepo(name)
	if err != nil {
		t.Fatal(err)
	}
	at := epoch.Add(time.Duration(minutes) * time.Minute)
	r := hub.Repo{ID: hub.NewID(), Kind: k, Name: n, Private: private, Creator: "ada", Created: at, Updated: at}
	if err := s.Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func name(owner ref.Owner, n string) ref.Repo { return ref.Repo{Owner: owner, Name: n} }

func found(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "Lab/Voice", 0, true)
	for _, n := range []ref.Repo{name("Lab", "Voice"), name("lab", "voice")} {
		if got, err := s.Find(t.Context(), hub.Model, n); err != nil || got != r {
			t.Errorf("found %+v, %v; want %+v", got, err, r)
		}
	}
	if got, err := s.ByID(t.Context(), r.ID); err != nil || got != r {
		t.Errorf("by id: %+v, %v", got, err)
	}
	if _, err := s.Find(t.Context(), hub.Dataset, r.Name); !fault.Is(err, fault.NotFound) {
		t.Errorf("another kind: %v", err)
	}
	if _, err := s.ByID(t.Context(), hub.NewID()); !fault.Is(err, fault.NotFound) {
		t.Errorf("another id: %v", err)
	}
	changed, err := s.Change(t.Context(), r.ID, func(r *hub.Repo) error { r.Head, r.Private = "abc", false; return nil })
	if got, e := s.ByID(t.Context(), r.ID); err != nil || e != nil || got != changed || got.Head != "abc" || got.Private {
		t.Errorf("changed to %+v, %v, %v", got, err, e)
	}
}

func taken(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	other := r
	other.ID, other.Name = hub.NewID(), name("LAB", "Voice")
	if err := s.Add(t.Context(), other); !fault.Is(err, fault.Conflict) {
		t.Errorf("added twice: %v", err)
	}
	add(t, s, hub.Space, "lab/voice", 0, false)
	ears := add(t, s, hub.Model, "lab/ears", 0, false)
	_, err := s.Change(t.Context(), ears.ID, func(c *hub.Repo) error { c.Name = r.Name; return nil })
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("renamed to what is there: %v", err)
	}
	if got, err := s.Find(t.Context(), hub.Model, ears.Name); err != nil || got != ears {
		t.Errorf("found %+v, %v", got, err)
	}
}

func broughtBack(t *testing.T, s Store) {
	t.Helper()
	r, other := add(t, s, hub.Model, "ann/voice", 0, false), add(t, s, hub.Model, "ann/other", 1, false)
	if err := s.Describe(t.Context(), r.ID, r.Head, facts.Facts{Text: "a nightingale", Names: []string{"song.bin"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BringBack(t.Context(), r.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("what is there is brought back: %v", err)
	}
	if _, err := s.Trashed(t.Context(), r.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("what is there is in the trash: %v", err)
	}
	for i, id := range []hub.ID{r.ID, other.ID} {
		if err := s.Delete(t.Context(), id, epoch.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	trashed(t, s, r, other)
	if err := s.Measured(t.Context(), r.ID, 100); err != nil {
		t.Fatal(err)
	}
	for _, q := range []hub.Quota{{Bytes: -1, Repos: 0}, {Bytes: 99, Repos: -1}, {Bytes: 100, Repos: 1}} {
		if err := s.SetQuota(t.Context(), "ann", q); err != nil {
			t.Fatal(err)
		}
		if q.Bytes == 100 {
			break // it fits
		}
		if _, err := s.BringBack(t.Context(), r.ID); !fault.Is(err, fault.Exhausted) {
			t.Errorf("over the quota %+v: %v", q, err)
		}
		if _, err := s.ByID(t.Context(), r.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("and it is there: %v", err)
		}
	}
	back, err := s.BringBack(t.Context(), r.ID)
	if err != nil || back.Name != r.Name {
		t.Errorf("brought back %+v, %v", back, err)
	}
	if found, err := s.Find(t.Context(), hub.Model, r.Name); err != nil || found.ID != r.ID {
		t.Errorf("found %+v, %v", found, err)
	}
	if ids, err := s.Behind(t.Context(), "", 10); err != nil || !slices.Equal(ids, []hub.ID{r.ID}) {
		t.Errorf("to be read anew are %v, %v", ids, err)
	}
	if l, _, err := s.List(t.Context(), hub.Query{Kind: hub.Model, Text: "voice", Sort: hub.ByRelevance, Limit: 10}); err != nil || len(l) != 1 {
		t.Errorf("by its name are found %+v, %v", l, err)
	}
	if err := s.Forget(t.Context(), r.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("what is there again is forgotten: %v", err)
	}
	if _, err := s.ByID(t.Context(), r.ID); err != nil {
		t.Errorf("and then: %v", err)
	}
	add(t, s, hub.Model, "ann/other", 2, false)
	if _, err := s.BringBack(t.Context(), other.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("when another has its name: %v", err)
	}
	if _, err := s.BringBack(t.Context(), "0123456789abcdef01234567"); !fault.Is(err, fault.NotFound) {
		t.Errorf("what never was: %v", err)
	}
}

// trashed lists two that were deleted, the second one later.
func trashed(t *testing.T, s Store, r, other hub.Repo) {
	t.Helper()
	for want, q := range map[string]trash.Query{
		"other voice": {}, "other": {Limit: 1}, "voice": {Kind: hub.Model, Name: name("ANN", "Voice")}, "": {Kind: hub.Dataset},
		"other voice ": {Owners: []ref.Owner{"lab", "Ann"}}, " ": {Owners: []ref.Owner{"lab"}}, "  ": {Owners: []ref.Owner{}},
	} {
		if q.Limit == 0 {
			q.Limit = 10
		}
		l, err := s.Trash(t.Context(), q)
		var got []string
		for _, i := range l {
			got = append(got, i.Name.Name)
			if i.ID == r.ID && !i.Deleted.Equal(epoch) {
				t.Errorf("it was deleted at %v", i.Deleted)
			}
		}
		if err != nil || !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%+v lists %v, %v", q, got, err)
		}
	}
	if got, err := s.Trashed(t.Context(), other.ID); err != nil || got.Name != other.Name {
		t.Errorf("one that was deleted is %+v, %v", got, err)
	}
}

func deleted(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	if err := s.Hold(t.Context(), r.ID, []hub.Pointer{{Size: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), r.ID, epoch); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), r.ID, epoch); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleted twice: %v", err)
	}
	if _, err := s.Find(t.Context(), hub.Model, r.Name); !fault.Is(err, fault.NotFound) {
		t.Errorf("found: %v", err)
	}
	if l, _, err := s.List(t.Context(), hub.Query{Kind: hub.Model, All: true, Limit: 9}); err != nil || len(l) != 0 {
		t.Errorf("listed %v, %v", l, err)
	}
	if l, err := s.Holders(t.Context(), blob.Digest{}); err != nil || len(l) != 0 {
		t.Errorf("it holds still: %v, %v", l, err)
	}
	add(t, s, hub.Model, "lab/voice", 1, false)
	if l, err := s.Deleted(t.Context(), epoch); err != nil || len(l) != 0 {
		t.Errorf("deleted before it was: %v, %v", l, err)
	}
	if l, err := s.Deleted(t.Context(), epoch.Add(time.Second)); err != nil || !slices.Equal(l, []hub.ID{r.ID}) {
		t.Errorf("deleted: %v, %v", l, err)
	}
	if err := s.Forget(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if l, err := s.Deleted(t.Context(), epoch.Add(time.Second)); err != nil || len(l) != 0 {
		t.Errorf("left: %v, %v", l, err)
	}
}

func names(l []hub.Repo) (n []string) {
	for _, r := range l {
		n = append(n, r.Name.String())
	}
	return n
}

func listed(t *testing.T, s Store) {
	t.Helper()
	for i := range 7 {
		add(t, s, hub.Model, fmt.Sprintf("lab/voice-%d", i), i/2, false)
	}
	add(t, s, hub.Model, "ada/under_score", 9, false)
	add(t, s, hub.Dataset, "lab/data", 9, false)
	for _, sort := range []hub.Sort{hub.ByUpdated, hub.ByCreated, hub.ByDownloads, hub.ByLikes, hub.ByTrend} {
		for _, up := range []bool{false, true} {
			all := pages(t, s, hub.Query{Kind: hub.Model, Limit: 3, Sort: sort, Ascending: up})
			sorted := slices.IsSortedFunc(all, func(a, b hub.Repo) int { return b.Updated.Compare(a.Updated) })
			first := slices.Index(names(all), "ada/under_score")
			if n := names(all); len(n) != 8 || sort <= hub.ByCreated && (sorted == up || up != (first == 7)) {
				t.Errorf("by %v, up %v: %v", sort, up, n)
			}
		}
	}
	if l, more, err := s.List(t.Context(), hub.Query{Kind: hub.Model, Owner: "LAB", Limit: 100}); err != nil || len(l) != 7 || more != nil {
		t.Errorf("lab has %v, %v, %v", names(l), more, err)
	}
}

// pages are all pages of a list.
func pages(t *testing.T, s Store, q hub.Query) (all []hub.Repo) {
	t.Helper()
	for range 20 {
		l, more, err := s.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l...)
		if more == nil {
			return all
		}
		q.After = more
	}
	t.Fatal("pages without end")
	return nil
}

func private(t *testing.T, s Store) {
	t.Helper()
	add(t, s, hub.Model, "lab/secret", 0, true)
	add(t, s, hub.Model, "ada/secret", 1, true)
	add(t, s, hub.Model, "lab/open", 2, false)
	for want, q := range map[string]hub.Query{
		"[lab/open]": {}, "[lab/open lab/secret]": {Within: []ref.Owner{"Lab", "bob"}}, "[lab/open ada/secret lab/secret]": {All: true},
		"[lab/open ada/secret]": {Named: []ref.Repo{name("Ada", "secret"), name("ada", "other")}},
	} {
		q.Kind, q.Limit = hub.Model, 9
		if l, _, err := s.List(t.Context(), q); err != nil || fmt.Sprint(names(l)) != want {
			t.Errorf("listed %v, %v; want %s", names(l), err, want)
		}
	}
}

func objects(t *testing.T, s Store) {
	t.Helper()
	a, b := add(t, s, hub.Model, "lab/open", 0, false), add(t, s, hub.Model, "lab/secret", 0, true)
	one, two := hub.Pointer{Digest: blob.Digest{1}, Size: 5 << 40}, hub.Pointer{Digest: blob.Digest{2}}
	for range 2 {
		if err := s.Hold(t.Context(), b.ID, []hub.Pointer{one, two}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Hold(t.Context(), a.ID, []hub.Pointer{one}); err != nil {
		t.Fatal(err)
	}
	held, err := s.Held(t.Context(), a.ID, []blob.Digest{one.Digest, two.Digest})
	if err != nil || len(held) != 1 || held[one.Digest] != one {
		t.Errorf("held %v, %v", held, err)
	}
	if l, err := s.Holders(t.Context(), one.Digest); err != nil || fmt.Sprint(names(l)) != "[lab/open lab/secret]" {
		t.Errorf("holders %v, %v", names(l), err)
	}
	var all []hub.Pointer
	for after := (blob.Digest{}); ; {
		l, err := s.Stored(t.Context(), b.ID, after, 1)
		if err != nil || len(all) > 2 {
			t.Fatal(len(all), err)
		}
		if len(l) == 0 {
			break
		}
		all, after = append(all, l[0].Pointer), l[0].Digest
		if time.Since(l[0].Since) > time.Hour {
			t.Errorf("stored since %v", l[0].Since)
		}
	}
	if !slices.Equal(all, []hub.Pointer{one, two}) {
		t.Errorf("b has stored %v", all)
	}
	if l, err := s.Holders(t.Context(), blob.Digest{3}); err != nil || len(l) != 0 {
		t.Errorf("holders of what nobody holds: %v, %v", names(l), err)
	}
}

func locks(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	for i, l := range []hub.Lock{{ID: "b", Path: "x/y", Owner: "ada", Since: epoch}, {ID: "c", Path: "z", Owner: "bob", Since: epoch}} {
		if got, err := s.AddLock(t.Context(), r.ID, l); err != nil || got != l {
			t.Fatal(i, got, err)
		}
	}
	there, err := s.AddLock(t.Context(), r.ID, hub.Lock{ID: "d", Path: "x/y", Owner: "bob", Since: epoch})
	if !fault.Is(err, fault.Conflict) || there.ID != "b" {
		t.Errorf("locked twice: %+v, %v", there, err)
	}
	for want, q := range map[string]struct {
		path  ref.Path
		after string
		limit int
	}{"[b c]": {"", "", 9}, "[c]": {"", "b", 9}, "[b]": {"", "", 1}, "[]": {"nothing", "", 9}} {
		l, err := s.ListLocks(t.Context(), r.ID, q.path, q.after, q.limit)
		ids := []string{}
		for _, lock := range l {
			ids = append(ids, lock.ID)
		}
		if err != nil || fmt.Sprint(ids) != want {
			t.Errorf("listed %v, %v; want %s", ids, err, want)
		}
	}
	refuse := func(hub.Lock) error { return fault.New(fault.Forbidden, "it is ada's") }
	if _, err := s.RemoveLock(t.Context(), r.ID, "b", refuse); !fault.Is(err, fault.Forbidden) {
		t.Errorf("removed: %v", err)
	}
	allow := func(hub.Lock) error { return nil }
	if l, err := s.RemoveLock(t.Context(), r.ID, "b", allow); err != nil || l.Owner != "ada" {
		t.Errorf("removed %+v, %v", l, err)
	}
	if _, err := s.RemoveLock(t.Context(), r.ID, "b", allow); !fault.Is(err, fault.NotFound) {
		t.Errorf("removed twice: %v", err)
	}
}
