package hubtest

import (
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func moved(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	rename := func(to ref.Repo) {
		t.Helper()
		if _, err := s.Change(t.Context(), r.ID, func(c *hub.Repo) error { c.Name = to; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	rename(name("lab", "Voice"))
	rename(name("lab", "tongue"))
	rename(name("ada", "tongue"))
	for _, n := range []ref.Repo{name("lab", "voice"), name("lab", "tongue"), name("ada", "tongue")} {
		if got, err := s.Find(t.Context(), hub.Model, n); err != nil || got.ID != r.ID || got.Name != name("ada", "tongue") {
			t.Errorf("%s leads to %+v, %v", n, got, err)
		}
	}
	fresh := add(t, s, hub.Model, "lab/voice", 0, false)
	if got, err := s.Find(t.Context(), hub.Model, fresh.Name); err != nil || got != fresh {
		t.Errorf("a new repository under an old name: %+v, %v", got, err)
	}
	rename(name("lab", "tongue")) // back to a name that it has had
	if got, err := s.Find(t.Context(), hub.Model, name("ada", "tongue")); err != nil || got.ID != r.ID {
		t.Errorf("the way back: %+v, %v", got, err)
	}
}

// namesBack: names that a deleted repository had before lead to it again when it is
// brought back, but for those that others have taken meanwhile.
func namesBack(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/one", 0, false)
	for _, n := range []string{"two", "three"} {
		if _, err := s.Change(t.Context(), r.ID, func(c *hub.Repo) error { c.Name = name("lab", n); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete(t.Context(), r.ID, epoch); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"one", "two", "three"} {
		if got, err := s.Find(t.Context(), hub.Model, name("lab", n)); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s leads to what is deleted: %+v, %v", n, got, err)
		}
	}
	other := add(t, s, hub.Model, "lab/one", 1, false)
	if _, err := s.Change(t.Context(), other.ID, func(c *hub.Repo) error { c.Name = name("lab", "four"); return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BringBack(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[string]hub.ID{"one": other.ID, "two": r.ID, "three": r.ID, "four": other.ID} {
		if got, err := s.Find(t.Context(), hub.Model, name("lab", n)); err != nil || got.ID != want {
			t.Errorf("then %s leads to %+v, %v; want %s", n, got, err, want)
		}
	}
}
