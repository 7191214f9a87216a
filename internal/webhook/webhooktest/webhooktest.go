// Package webhooktest is the contract of webhook.Store and of
// webhook.Expectations, as tests that every store passes.
package webhooktest

import (
	"fmt"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/webhook"
)

// Store is what is tested.
type Store interface {
	webhook.Store
	webhook.Expectations
}

// Run tests the stores that open opens, each of them empty, beside a repository.
func Run(t *testing.T, open func(t *testing.T) (Store, hub.ID)) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Store, hub.ID){
		"a webhook is kept as it is":     kept,
		"webhooks are their users' own":  listed,
		"those that watch are found":     watching,
		"of other domains none hears":    heard,
		"what was expected is forgotten": expected,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); s, repo := open(t); test(t, s, repo) })
	}
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

func add(t *testing.T, s Store, owner ref.Owner, minutes int, targets ...string) webhook.Hook {
	t.Helper()
	h := webhook.Hook{
		ID: webhook.NewID(), Owner: owner, URL: "https://example.org/hear?key=1", Secret: "s3cret", Domains: []webhook.Domain{webhook.Discussions, webhook.Repos},
		Created: epoch.Add(time.Duration(minutes) * time.Minute),
	}
	for _, target := range targets {
		h.Watched = append(h.Watched, webhook.Watched{Kind: "model", Name: "Lab/" + target, Target: target})
	}
	if err := s.Add(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	return h
}

// text is all of webhooks, with their secrets.
func text(l ...webhook.Hook) string {
	s := ""
	for _, h := range l {
		s += fmt.Sprintf("%+v %s\n", h, string(h.Secret))
	}
	return s
}

func kept(t *testing.T, s Store, _ hub.ID) {
	t.Helper()
	h := add(t, s, "Ada", 0, "b", "a", "b")
	if got, err := s.Find(t.Context(), h.ID); err != nil || text(got) != text(h) {
		t.Errorf("found %s, %v; want %s", text(got), err, text(h))
	}
	changed, err := s.Change(t.Context(), h.ID, func(c *webhook.Hook) error {
		c.URL, c.Secret, c.Disabled, c.Domains = "http://other", "", true, []webhook.Domain{webhook.Repos}
		c.Watched = []webhook.Watched{{Kind: webhook.Org, Name: "Lab", Target: "lab"}}
		c.Owner, c.ID = "eve", webhook.NewID() // these stay
		return nil
	})
	if got, e := s.Find(t.Context(), h.ID); err != nil || e != nil || text(got) != text(changed) || got.Owner != "Ada" || !got.Disabled || len(got.Watched) != 1 || got.URL != "http://other" {
		t.Errorf("changed to %s, %v, %v", text(got), err, e)
	}
	if _, err := s.Change(t.Context(), h.ID, func(*webhook.Hook) error { return fault.New(fault.Forbidden, "no") }); !fault.Is(err, fault.Forbidden) {
		t.Errorf("refused: %v", err)
	}
	if err := s.Remove(t.Context(), h.ID); err != nil {
		t.Fatal(err)
	}
	_, found := s.Find(t.Context(), h.ID)
	_, change := s.Change(t.Context(), h.ID, func(*webhook.Hook) error { return nil })
	for _, err := range []error{found, change, s.Remove(t.Context(), h.ID)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("of one that is gone: %v", err)
		}
	}
}

func listed(t *testing.T, s Store, _ hub.ID) {
	t.Helper()
	second, first := add(t, s, "Ada", 2, "a"), add(t, s, "ada", 1, "b")
	add(t, s, "eve", 0, "a")
	if l, err := s.List(t.Context(), "ADA"); err != nil || text(l...) != text(first, second) {
		t.Errorf("ada has %s, %v", text(l...), err)
	}
	if l, err := s.List(t.Context(), "bob"); err != nil || len(l) != 0 {
		t.Errorf("bob has %s, %v", text(l...), err)
	}
}

func watching(t *testing.T, s Store, _ hub.ID) {
	t.Helper()
	both, one, off := add(t, s, "ada", 1, "a", "b"), add(t, s, "eve", 2, "b"), add(t, s, "bob", 3, "b")
	if _, err := s.Change(t.Context(), off.ID, func(c *webhook.Hook) error { c.Disabled = true; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		targets []string
		want    string
	}{{[]string{"a"}, text(both)}, {[]string{"b"}, text(both, one)}, {[]string{"x", "a", "b"}, text(both, one)}, {[]string{"x"}, ""}, {nil, ""}} {
		if l, err := s.Watching(t.Context(), c.targets...); err != nil || text(l...) != c.want {
			t.Errorf("%v: %s, %v; want %s", c.targets, text(l...), err, c.want)
		}
		for _, d := range []webhook.Domain{webhook.Repos, webhook.Discussions} {
			if ok, err := s.Heard(t.Context(), d, c.targets...); err != nil || ok != (c.want != "") {
				t.Errorf("%v is heard: %v, %v", c.targets, ok, err)
			}
		}
	}
}

func heard(t *testing.T, s Store, _ hub.ID) {
	t.Helper()
	h := add(t, s, "ada", 1, "a")
	if _, err := s.Change(t.Context(), h.ID, func(c *webhook.Hook) error { c.Domains = []webhook.Domain{webhook.Repos}; return nil }); err != nil {
		t.Fatal(err)
	}
	for d, want := range map[webhook.Domain]bool{webhook.Repos: true, webhook.Discussions: false} {
		if ok, err := s.Heard(t.Context(), d, "b", "a"); err != nil || ok != want {
			t.Errorf("%s is heard: %v, %v", d, ok, err)
		}
	}
}

func expected(t *testing.T, s Store, repo hub.ID) {
	t.Helper()
	e := webhook.Expectation{ID: hub.NewID(), Repo: repo, Refs: []hub.Change{{Name: "refs/heads/main", From: "abc"}, {Name: "refs/tags/v1"}}, Since: epoch}
	later := webhook.Expectation{ID: hub.NewID(), Repo: repo, Since: epoch.Add(time.Hour)}
	for _, x := range []webhook.Expectation{later, e} {
		if err := s.Expect(t.Context(), x); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		at   time.Time
		want []webhook.Expectation
	}{{epoch, nil}, {epoch.Add(time.Minute), []webhook.Expectation{e}}, {epoch.Add(2 * time.Hour), []webhook.Expectation{e, later}}} {
		if l, err := s.Expected(t.Context(), c.at); err != nil || fmt.Sprint(l) != fmt.Sprint(c.want) {
			t.Errorf("before %v: %v, %v; want %v", c.at, l, err, c.want)
		}
	}
	for range 2 {
		if err := s.Forget(t.Context(), e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if l, err := s.Expected(t.Context(), epoch.Add(2*time.Hour)); err != nil || len(l) != 1 {
		t.Errorf("left %v, %v", l, err)
	}
}
