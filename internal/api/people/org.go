package people

import (
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/ref"
)

// The JSON of package sdk.
type (
	org struct {
		Name        string    `json:"name"`
		DisplayName string    `json:"display_name,omitempty"`
		Created     time.Time `json:"created"`
	}
	member struct {
		Org  string       `json:"org"`
		User string       `json:"user"`
		Role account.Role `json:"role"`
	}
)

func memberships(l []account.Member) []member {
	all := []member{}
	for _, m := range l {
		all = append(all, member{string(m.Org), string(m.User), m.Role})
	}
	return all
}

func (s server) orgs(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.Orgs(r.Context())
	all := []org{}
	for _, o := range l {
		all = append(all, org{string(o.Name), o.DisplayName, o.Created})
	}
	return all, err
}

func (s server) addOrg(w http.ResponseWriter, r *http.Request) (any, error) {
	var n struct {
		Name        string `json:"name"`
		DisplayName string `json:"display_name"`
	}
	if err := api.ReadStrict(w, r, &n); err != nil {
		return nil, err
	}
	o, err := s.AddOrg(r.Context(), n.Name, n.DisplayName)
	return org{string(o.Name), o.DisplayName, o.Created}, err
}

func (s server) members(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.Members(r.Context(), named(r, "org"))
	return memberships(l), err
}

func (s server) setMember(w http.ResponseWriter, r *http.Request) (any, error) {
	var n struct {
		Role string `json:"role"`
	}
	if err := api.ReadStrict(w, r, &n); err != nil {
		return nil, err
	}
	role, err := account.ParseRole(n.Role)
	if err != nil {
		return nil, err
	}
	return nil, s.SetMember(r.Context(), account.Member{Org: named(r, "org"), User: named(r, "user"), Role: role})
}

func (s server) removeMember(_ http.ResponseWriter, r *http.Request) (any, error) {
	return nil, s.SetMember(r.Context(), account.Member{Org: named(r, "org"), User: named(r, "user")})
}

// owner parses a name in a body; empty is nobody.
func owner(s string) (o ref.Owner, err error) {
	err = o.UnmarshalText([]byte(s))
	return o, err
}
