// Package mirrortest is the contract of mirror.Rows, as tests that every store
// passes.
package mirrortest

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
)

// Store is what is tested, with the tables beside it.
type Store struct {
	mirror.Rows
	Repos   hub.Repos
	Objects hub.Objects
}

// Run tests the stores that open opens, each of them empty.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Store){
		"a mirror is checked at a time":           checked,
		"what its files point to is known":        pointed,
		"what is here is listed by its last use":  cached,
		"what is released is others' still":       released,
		"what is known goes with its repository":  forgotten,
		"a repository that is no mirror has none": own,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, open(t)) })
	}
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

func add(t *testing.T, s Store, name, upstream string) hub.ID {
	t.Helper()
	n, err := ref.ParseRepo(name)
	if err != nil {
		t.Fatal(err)
	}
	r := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: n, Created: epoch, Updated: epoch, Upstream: upstream}
	if err := s.Repos.Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	got, err := s.Repos.ByID(t.Context(), r.ID)
	if err != nil || got.Upstream != upstream {
		t.Fatalf("it comes from %q, %v", got.Upstream, err)
	}
	return r.ID
}

func pointer(b byte) hub.Pointer { return hub.Pointer{Digest: blob.Digest{b}, Size: 100 * int64(b)} }

func check(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func checked(t *testing.T, s Store) {
	t.Helper()
	id := add(t, s, "acme/a", "up")
	if at, err := s.Checked(t.Context(), id); err != nil || !at.IsZero() {
		t.Errorf("before: %v, %v", at, err)
	}
	for _, at := range []time.Time{epoch, epoch.Add(time.Hour)} {
		check(t, s.Check(t.Context(), id, at))
		if got, err := s.Checked(t.Context(), id); err != nil || !got.Equal(at) {
			t.Errorf("it was checked at %v, %v", got, err)
		}
	}
}

func pointed(t *testing.T, s Store) {
	t.Helper()
	id, other := add(t, s, "acme/a", "up"), add(t, s, "acme/b", "up")
	check(t, s.Point(t.Context(), id, []hub.Pointer{pointer(1), pointer(2)}), s.Point(t.Context(), id, []hub.Pointer{pointer(2), pointer(3)}), s.Point(t.Context(), id, nil))
	got, err := s.Pointed(t.Context(), id, []blob.Digest{{1}, {3}, {4}})
	if err != nil || len(got) != 2 || got[blob.Digest{1}] != pointer(1) || got[blob.Digest{3}] != pointer(3) {
		t.Errorf("it points to %v, %v", got, err)
	}
	if got, err := s.Pointed(t.Context(), other, []blob.Digest{{1}}); err != nil || len(got) != 0 {
		t.Errorf("another points to %v, %v", got, err)
	}
}

// hold makes a mirror point to and hold objects.
func hold(t *testing.T, s Store, id hub.ID, l ...hub.Pointer) {
	t.Helper()
	check(t, s.Point(t.Context(), id, l), s.Objects.Hold(t.Context(), id, l))
}

func cached(t *testing.T, s Store) {
	t.Helper()
	a, b := add(t, s, "acme/a", "up"), add(t, s, "acme/b", "up")
	hold(t, s, a, pointer(1), pointer(2))
	hold(t, s, b, pointer(1))
	check(t, s.Point(t.Context(), b, []hub.Pointer{pointer(3)})) // it is not here
	check(t, s.Use(t.Context(), a, blob.Digest{1}, epoch), s.Use(t.Context(), a, blob.Digest{2}, epoch.Add(time.Minute)), s.Use(t.Context(), b, blob.Digest{1}, epoch.Add(time.Hour)))
	l, err := s.Cached(t.Context())
	if err != nil || len(l) != 2 || l[0].Pointer != pointer(2) || l[1].Pointer != pointer(1) || !l[1].Used.Equal(epoch.Add(time.Hour)) {
		t.Errorf("%v are here, %v", l, err)
	}
}

func released(t *testing.T, s Store) {
	t.Helper()
	a, b, mine := add(t, s, "acme/a", "up"), add(t, s, "acme/b", "up"), add(t, s, "lab/mine", "")
	bundled := add(t, s, "acme/bundled", mirror.Bundle)
	hold(t, s, bundled, pointer(3)) // it could not be fetched again
	hold(t, s, a, pointer(1), pointer(2))
	hold(t, s, b, pointer(1))
	check(t, s.Objects.Hold(t.Context(), mine, []hub.Pointer{pointer(1)}))
	for d, want := range map[byte]bool{1: true, 2: false, 3: true} {
		if held, err := s.Release(t.Context(), blob.Digest{d}); err != nil || held != want {
			t.Errorf("after %d was released others hold it: %v, %v", d, held, err)
		}
	}
	if l, err := s.Cached(t.Context()); err != nil || len(l) != 0 {
		t.Errorf("%v are here, %v", l, err)
	}
	if held, err := s.Objects.Held(t.Context(), mine, []blob.Digest{{1}}); err != nil || len(held) != 1 {
		t.Errorf("one's own file went with a mirror's: %v", err)
	}
	if got, err := s.Pointed(t.Context(), a, []blob.Digest{{1}, {2}}); err != nil || len(got) != 2 {
		t.Errorf("the pointers went too: %v, %v", got, err)
	}
}

func forgotten(t *testing.T, s Store) {
	t.Helper()
	id := add(t, s, "acme/a", "up")
	hold(t, s, id, pointer(1))
	check(t, s.Check(t.Context(), id, epoch), s.Repos.Delete(t.Context(), id, epoch), s.Repos.Forget(t.Context(), id))
	if at, err := s.Checked(t.Context(), id); err != nil || !at.IsZero() {
		t.Errorf("it was checked at %v, %v", at, err)
	}
	if got, err := s.Pointed(t.Context(), id, []blob.Digest{{1}}); err != nil || len(got) != 0 {
		t.Errorf("it points to %v, %v", got, err)
	}
}

func own(t *testing.T, s Store) {
	t.Helper()
	id := add(t, s, "lab/mine", "")
	check(t, s.Objects.Hold(t.Context(), id, []hub.Pointer{pointer(1)}))
	if l, err := s.Cached(t.Context()); err != nil || len(l) != 0 {
		t.Errorf("%v are taken for a mirror's, %v", l, err)
	}
	if held, err := s.Release(t.Context(), blob.Digest{1}); err != nil || !held {
		t.Errorf("it is held: %v, %v", held, err)
	}
}
