package account_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// town has the users ann and bob, and the organisation lab where ann contributes.
type town struct{}

func (town) Owner(_ context.Context, name ref.Owner) (account.Owner, error) {
	switch name.Key() {
	case "ann", "bob":
		return account.Owner{Name: name}, nil
	case "lab":
		return account.Owner{Name: "lab", Org: true}, nil
	}
	return account.Owner{}, fault.New(fault.NotFound, "there is no %s", name)
}

func (town) Membership(_ context.Context, org, user ref.Owner) (account.Role, error) {
	if org == "lab" && user.Key() == "ann" {
		return account.Contributor, nil
	}
	return account.None, nil
}

func TestRoleIn(t *testing.T) {
	t.Parallel()
	read := account.Scope{Level: account.ReadOnly}
	fine := account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Repo: "Voice", Write: true}, {Owner: "ann"}}}
	for name, c := range map[string]struct {
		actor       account.Actor
		owner, repo string
		want        account.Role
	}{
		"anonymous":                            {account.Actor{}, "ann", "", account.None},
		"oneself":                              {account.Actor{User: "ann", Scope: account.Full}, "Ann", "", account.Admin},
		"another":                              {account.Actor{User: "ann", Scope: account.Full}, "bob", "", account.None},
		"a member":                             {account.Actor{User: "ann", Scope: account.Full}, "lab", "x", account.Contributor},
		"no member":                            {account.Actor{User: "bob", Scope: account.Full}, "lab", "x", account.None},
		"the administrator":                    {account.Actor{User: "bob", Admin: true, Scope: account.Full}, "lab", "x", account.Admin},
		"the administrator, to read":           {account.Actor{User: "bob", Admin: true, Scope: read}, "lab", "x", account.Read},
		"oneself, to read":                     {account.Actor{User: "ann", Scope: read}, "ann", "", account.Read},
		"no scope":                             {account.Actor{User: "ann"}, "ann", "", account.None},
		"a repository that is granted":         {account.Actor{User: "ann", Scope: fine}, "lab", "voice", account.Contributor},
		"another repository":                   {account.Actor{User: "ann", Scope: fine}, "lab", "voice2", account.None},
		"the owner of one that is granted":     {account.Actor{User: "ann", Scope: fine}, "lab", "", account.None},
		"an owner that is granted for reading": {account.Actor{User: "ann", Scope: fine}, "ann", "x", account.Read},
		"a grant that its user has not":        {account.Actor{User: "bob", Scope: fine}, "lab", "voice", account.None},
	} {
		if got, err := account.RoleIn(t.Context(), town{}, c.actor, ref.Owner(c.owner), c.repo); err != nil || got != c.want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
	if _, err := account.RoleIn(t.Context(), town{}, account.Actor{}, "nobody", ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("an owner that is not there: %v", err)
	}
}

func TestNeed(t *testing.T) {
	t.Parallel()
	for kind, a := range map[fault.Kind]account.Actor{fault.Unauthenticated: {}, fault.Forbidden: {User: "ann"}} {
		if err := account.Need(a, account.Read, account.Write, "push"); !fault.Is(err, kind) {
			t.Errorf("%v: %v, want %s", a, err, kind)
		}
	}
	if err := account.Need(account.Actor{}, account.None, account.None, "look"); err != nil {
		t.Error(err)
	}
}

func TestTheContextCarriesTheActor(t *testing.T) {
	t.Parallel()
	if a := account.From(t.Context()); !a.Anonymous() {
		t.Errorf("nobody is %v", a)
	}
	if a := account.From(account.With(t.Context(), account.Actor{User: "ann"})); a.User != "ann" {
		t.Errorf("ann is %v", a)
	}
}

func TestRolesAreText(t *testing.T) {
	t.Parallel()
	for r := account.None; r <= account.Admin; r++ {
		var back account.Role
		if b, err := json.Marshal(r); err != nil || json.Unmarshal(b, &back) != nil || back != r {
			t.Errorf("%v became %v", r, back)
		}
	}
	for _, bad := range []string{"", "none", "owner"} {
		if _, err := account.ParseRole(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestParseGrant(t *testing.T) {
	t.Parallel()
	if g, err := account.ParseGrant("lab/voice", true); err != nil || g != (account.Grant{Owner: "lab", Repo: "voice", Write: true}) {
		t.Errorf("%v, %v", g, err)
	}
	for _, bad := range []string{"", "lab/", "api", "lab/a/b", "lab/a@main", "../x"} {
		if g, err := account.ParseGrant(bad, false); err == nil {
			t.Errorf("%q was read as %v", bad, g)
		}
	}
}
