package hub_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

var voice = ref.Repo{Owner: "lab", Name: "voice"}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	for user, role := range map[ref.Owner]account.Role{"rita": account.Read, "carl": account.Contributor} {
		if _, err := s.Register.AddUser(account.With(t.Context(), account.Keeper("test")), account.NewUser{Name: string(user)}); err != nil {
			t.Fatal(err)
		}
		if err := s.Register.SetMember(ada, account.Member{Org: "lab", User: user, Role: role}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Hub.Create(ada, hub.Model, voice, true); err != nil {
		t.Fatal(err)
	}
	as := func(user ref.Owner, scope account.Scope) account.Actor {
		return account.From(s.As(t, s.Token(t, user, scope)))
	}
	carl := as("carl", account.Full)
	own := ref.Repo{Owner: "lab", Name: "carls"}
	if _, err := s.Hub.Create(account.With(t.Context(), carl), hub.Model, own, true); err != nil {
		t.Fatal(err)
	}
	grant := func(repo string, write bool) account.Scope {
		return account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Repo: repo, Write: write}}}
	}
	for name, c := range map[string]struct {
		actor               account.Actor
		repo                ref.Repo
		read, write, manage fault.Kind // "" is allowed
	}{
		"nobody":              {account.Actor{}, voice, fault.NotFound, fault.NotFound, fault.NotFound},
		"a stranger":          {as("eve", account.Full), voice, fault.NotFound, fault.NotFound, fault.NotFound},
		"a reader":            {as("rita", account.Full), voice, "", fault.Forbidden, fault.Forbidden},
		"a contributor":       {carl, voice, "", fault.Forbidden, fault.Forbidden},
		"… to its own":        {carl, own, "", "", ""},
		"… for its own alone": {as("carl", grant("carls", true)), own, "", "", fault.Forbidden},
		"a writer":            {as("bob", account.Full), voice, "", "", ""},
		"… for this one":      {as("bob", grant("voice", true)), voice, "", "", fault.Forbidden},
		"an administrator":    {account.From(ada), voice, "", "", ""},
		"… that reads":        {as("ada", account.Scope{Level: account.ReadOnly}), voice, "", fault.Forbidden, fault.Forbidden},
		"… for this alone":    {as("ada", grant("voice", true)), voice, "", "", fault.Forbidden},
		"… to look at it":     {as("ada", grant("voice", false)), voice, "", fault.Forbidden, fault.Forbidden},
		"… for another":       {as("ada", grant("other", true)), voice, fault.NotFound, fault.NotFound, fault.NotFound},
		"of the whole server": {account.Keeper("test"), voice, "", "", ""},
	} {
		for access, want := range map[hub.Access]fault.Kind{hub.Read: c.read, hub.Write: c.write, hub.Manage: c.manage} {
			_, err := s.Hub.Open(account.With(t.Context(), c.actor), hub.Model, c.repo, access)
			if kind, _ := fault.Of(err); err == nil && want != "" || err != nil && kind != want {
				t.Errorf("%s, access %d: %v, want %q", name, access, err, want)
			}
		}
	}
	for name, c := range map[string]struct {
		actor account.Actor
		want  fault.Kind
	}{"a reader": {as("rita", account.Full), fault.Forbidden}, "nobody": {account.Actor{}, fault.Unauthenticated}, "a token that reads": {as("ada", account.Scope{Level: account.ReadOnly}), fault.Forbidden}} {
		if _, err := s.Hub.Create(account.With(t.Context(), c.actor), hub.Model, ref.Repo{Owner: "lab", Name: "new"}, false); !fault.Is(err, c.want) {
			t.Errorf("%s makes a repository: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		actor account.Actor
		want  string
	}{"a reader": {as("rita", account.Full), "[carls voice]"}, "a stranger": {as("eve", account.Full), "[]"}, "nobody": {account.Actor{}, "[]"}, "for one alone": {as("ada", grant("voice", false)), "[voice]"}} {
		l, _, err := s.Hub.List(account.With(t.Context(), c.actor), hub.Query{Kind: hub.Model, Limit: 9})
		names := []string{}
		for _, r := range l {
			names = append(names, r.Name.Name)
		}
		if err != nil || fmt.Sprint(names) != c.want {
			t.Errorf("%s lists %v, %v; want %s", name, names, err, c.want)
		}
	}
}

func TestAFolderIsReadInPages(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	if _, err := s.Hub.Create(ada, hub.Model, voice, true); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, voice, hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	const n = 2300
	_, err = r.Commit(ada, "main", "", "many", func(yield func(hub.Operation, error) bool) {
		for i := range n {
			if !yield(hub.Operation{Path: ref.Path(fmt.Sprintf("d/%d/f%04d", i%3, i)), Content: []byte("x")}, nil) {
				return
			}
		}
		for i := range n {
			if !yield(hub.Operation{Path: ref.Path(fmt.Sprintf("flat/f%04d", i)), Content: []byte("xy")}, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	at, err := r.Resolve(ada, "main")
	if err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[ref.Path]int{"": 2*n + 3 + 3, "flat": n, "d/1": (n + 1) / 3} {
		for _, page := range []int{700, 100000} {
			var all []string
			for after := ref.Path(""); ; {
				l, err := r.List(ada, at, folder, true, after, page)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range l {
					all = append(all, e.Name)
				}
				if len(l) < page {
					break
				}
				after = ref.Path(l[len(l)-1].Name)
			}
			seen := map[string]bool{}
			for _, name := range all {
				seen[name] = true
			}
			if len(all) != want || len(seen) != len(all) {
				t.Errorf("%q by %d: %d entries, %d of them different, want %d", folder, page, len(all), len(seen), want)
			}
		}
	}
	for path, ok := range map[ref.Path]bool{"flat/f2299": true, "flat/f0999": true, "flat/f1000": true, "flat/f2300": false, "flat/f0999x": false, "d/0": true, "flat/f0001/x": false} {
		if e, err := r.Entry(ada, at, path); (err == nil) != ok || ok && e.Name != string(path) || !ok && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %+v, %v", path, e, err)
		}
	}
	if _, err := r.List(ada, at, "flat/f0001", false, "", 9); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file was listed: %v", err)
	}
	if _, err := r.Commit(ada, "main", "", "big", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "big", Content: []byte(strings.Repeat("x", hub.MaxContent+1))}, nil)
	}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a large file in git itself: %v", err)
	}
}
