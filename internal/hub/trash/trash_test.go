package trash_test

import (
	"context"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trash"
	"github.com/tenonhub/tenon/internal/ref"
)

// kept is a table of one deleted repository, and the audit log.
type kept struct {
	hub.Repos
	trash.Store
	repo  hub.Repo
	asked trash.Query
	notes []string
}

// watching is who watches it.
type watching struct {
	hub.Events
	heard []hub.Event
}

func (k *kept) ByID(context.Context, hub.ID) (hub.Repo, error)      { return k.repo, nil }
func (k *kept) Trashed(context.Context, hub.ID) (hub.Repo, error)   { return k.repo, nil }
func (k *kept) BringBack(context.Context, hub.ID) (hub.Repo, error) { return k.repo, nil }

func (k *kept) Trash(_ context.Context, q trash.Query) ([]trash.Item, error) {
	k.asked = q
	mirrored := k.repo
	mirrored.Upstream = "up"
	return []trash.Item{{Repo: k.repo, Deleted: time.Unix(1e9, 0)}, {Repo: mirrored}}, nil
}

func (w *watching) Happened(_ context.Context, e hub.Event) error {
	w.heard = append(w.heard, e)
	return nil
}

func (k *kept) Note(_ context.Context, act, _, _ string) error {
	k.notes = append(k.notes, act)
	return nil
}

// lab has the organisation lab, which ann administers, where bob writes, and to which carl
// and dora contribute.
type lab struct{}

func (lab) Owner(_ context.Context, name ref.Owner) (account.Owner, error) {
	if name.Key() == "gone" {
		return account.Owner{}, fault.New(fault.NotFound, "there is no %s", name)
	}
	return account.Owner{Name: name, Org: name.Key() == "lab"}, nil
}

var roles = map[ref.Owner]account.Role{"ann": account.Admin, "bob": account.Write, "carl": account.Contributor, "dora": account.Contributor}

func (lab) Membership(_ context.Context, _, user ref.Owner) (account.Role, error) {
	return roles[user], nil
}

func (lab) Memberships(_ context.Context, user ref.Owner) ([]account.Member, error) {
	return []account.Member{{Org: "lab", User: user, Role: roles[user]}}, nil
}

func newBin(repo string) (*trash.Bin, *kept, *watching, *int) {
	w, read := &watching{}, 0
	k := &kept{repo: hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: ref.Owner(repo), Name: "voice"}, Creator: "carl"}}
	return trash.New(trash.Parts{
		Store: k, Audit: k, Accounts: lab{}, Hub: hub.New(hub.Parts{Repos: k, Events: w, Audit: k}), Keep: time.Hour,
		Later: func(*hub.Handle) { read++ },
	}), k, w, &read
}

// Who has heard that a repository is deleted hears that it is there again.
func TestWhoWatchesHearsThatARepositoryIsBack(t *testing.T) {
	t.Parallel()
	bin, k, w, read := newBin("ann")
	if _, err := bin.BringBack(account.With(t.Context(), account.Keeper("test")), k.repo.ID); err != nil {
		t.Fatal(err)
	}
	if len(w.heard) != 1 || w.heard[0].Deed != hub.Created || w.heard[0].Scope != hub.OfRepo || w.heard[0].Repo.ID != k.repo.ID {
		t.Errorf("heard %+v", w.heard)
	}
	if len(k.notes) != 1 || k.notes[0] != "repository restore" || *read != 1 {
		t.Errorf("noted %v, read %d times", k.notes, *read)
	}
}

func TestWhoMayDeleteBringsBack(t *testing.T) {
	t.Parallel()
	read, fine := account.Scope{Level: account.ReadOnly}, account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Write: true}}}
	for name, c := range map[string]struct {
		actor account.Actor
		owner string
		want  fault.Kind // "" is none
	}{
		"its owner":                             {account.Actor{User: "eve", Scope: account.Full}, "eve", ""},
		"another":                               {account.Actor{User: "eve", Scope: account.Full}, "ann", fault.NotFound},
		"who administers its organisation":      {account.Actor{User: "ann", Scope: account.Full}, "lab", ""},
		"who writes there":                      {account.Actor{User: "bob", Scope: account.Full}, "lab", ""},
		"who has made it":                       {account.Actor{User: "carl", Scope: account.Full}, "lab", ""},
		"who contributes others":                {account.Actor{User: "dora", Scope: account.Full}, "lab", fault.NotFound},
		"by a token that reads":                 {account.Actor{User: "ann", Scope: read}, "lab", fault.Forbidden},
		"by a token that may write there":       {account.Actor{User: "ann", Scope: fine}, "lab", fault.Forbidden},
		"nobody":                                {account.Actor{}, "lab", fault.Unauthenticated},
		"one of an owner that is gone":          {account.Actor{User: "ann", Scope: account.Full}, "gone", fault.NotFound},
		"an administrator, of one that is gone": {account.Actor{User: "root", Admin: true, Scope: account.Full}, "gone", ""},
	} {
		bin, k, _, _ := newBin(c.owner)
		_, err := bin.BringBack(account.With(t.Context(), c.actor), k.repo.ID)
		if kind, msg := fault.Of(err); (err != nil || c.want != "") && kind != c.want {
			t.Errorf("%s: %s %s, want %q", name, kind, msg, c.want)
		}
	}
}

func TestEachSeesWhatIsTheirs(t *testing.T) {
	t.Parallel()
	for user, want := range map[ref.Owner][]ref.Owner{"ann": {"ann", "lab"}, "bob": {"bob", "lab"}, "carl": {"carl", "lab"}, "eve": {"eve"}} {
		bin, k, _, _ := newBin(string(user))
		l, err := bin.List(account.With(t.Context(), account.Actor{User: user, Scope: account.Full}), trash.Query{})
		if err != nil || len(l) != 1 || !l[0].Until.Equal(time.Unix(1e9+3600, 0)) {
			t.Errorf("%s sees %+v, %v", user, l, err)
		}
		if len(k.asked.Owners) != len(want) || k.asked.Owners[len(want)-1] != want[len(want)-1] {
			t.Errorf("%s is shown what %v had", user, k.asked.Owners)
		}
	}
	bin, k, _, _ := newBin("lab")
	for user, want := range map[ref.Owner]int{"bob": 1, "carl": 1, "dora": 0} {
		if l, err := bin.List(account.With(t.Context(), account.Actor{User: user, Scope: account.Full}), trash.Query{}); err != nil || len(l) != want {
			t.Errorf("of lab's %s sees %+v, %v", user, l, err)
		}
	}
	if l, err := bin.List(account.With(t.Context(), account.Keeper("test")), trash.Query{}); err != nil || len(l) != 2 || k.asked.Owners != nil {
		t.Errorf("an administrator sees %+v of %v, %v", l, k.asked.Owners, err)
	}
	for want, a := range map[fault.Kind]account.Actor{fault.Unauthenticated: {}, fault.Forbidden: {User: "ann", Scope: account.Scope{Level: account.ReadOnly}}} {
		if _, err := bin.List(account.With(t.Context(), a), trash.Query{}); !fault.Is(err, want) {
			t.Errorf("%v: %v", a, err)
		}
	}
}
