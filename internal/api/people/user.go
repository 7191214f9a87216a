package people

import (
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
)

// The JSON of package sdk.
type (
	user struct {
		Name        string    `json:"name"`
		DisplayName string    `json:"display_name,omitempty"`
		Email       string    `json:"email,omitempty"`
		Admin       bool      `json:"admin,omitempty"`
		Disabled    bool      `json:"disabled,omitempty"`
		Created     time.Time `json:"created"`
	}
	self struct {
		user
		Orgs  []member `json:"orgs"`
		Token string   `json:"token,omitempty"`
		Level string   `json:"level"`
	}
	entry struct {
		Seq     int64     `json:"seq"`
		At      time.Time `json:"at"`
		Actor   string    `json:"actor"`
		Via     string    `json:"via"`
		Addr    string    `json:"addr,omitempty"`
		Act     string    `json:"act"`
		Subject string    `json:"subject"`
		Detail  string    `json:"detail,omitempty"`
	}
)

func shown(u account.User) user {
	return user{string(u.Name), u.DisplayName, u.Email, u.Admin, u.Disabled, u.Created}
}

func (s server) whoami(_ http.ResponseWriter, r *http.Request) (any, error) {
	me, err := s.Whoami(r.Context())
	if err != nil {
		return nil, err
	}
	return self{shown(me.User), memberships(me.Orgs), me.Token, string(me.Scope.Level)}, nil
}

func (s server) users(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.Users(r.Context())
	all := []user{}
	for _, u := range l {
		all = append(all, shown(u))
	}
	return all, err
}

func (s server) addUser(w http.ResponseWriter, r *http.Request) (any, error) {
	var n struct {
		Name        string `json:"name"`
		DisplayName string `json:"display_name"`
		Email       string `json:"email"`
		Password    string `json:"password"`
		Admin       bool   `json:"admin"`
	}
	if err := api.ReadStrict(w, r, &n); err != nil {
		return nil, err
	}
	u, err := s.AddUser(r.Context(), account.NewUser{Name: n.Name, DisplayName: n.DisplayName, Email: n.Email, Password: n.Password, Admin: n.Admin})
	return shown(u), err
}

func (s server) changeUser(w http.ResponseWriter, r *http.Request) (any, error) {
	var n struct {
		Disabled *bool `json:"disabled"`
		Admin    *bool `json:"admin"`
	}
	if err := api.ReadStrict(w, r, &n); err != nil {
		return nil, err
	}
	if n.Disabled == nil && n.Admin == nil {
		return nil, fault.New(fault.Invalid, "say what to change: disabled or admin, true or false")
	}
	name := named(r, "user")
	if n.Admin != nil {
		if err := s.SetAdmin(r.Context(), name, *n.Admin); err != nil {
			return nil, err
		}
	}
	if n.Disabled != nil {
		return nil, s.Disable(r.Context(), name, *n.Disabled)
	}
	return nil, nil
}

func (s server) setPassword(w http.ResponseWriter, r *http.Request) (any, error) {
	var n struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	if err := api.ReadStrict(w, r, &n); err != nil {
		return nil, err
	}
	return nil, s.SetPassword(r.Context(), named(r, "user"), n.Old, n.New)
}

func (s server) removeUser(_ http.ResponseWriter, r *http.Request) (any, error) {
	return nil, s.RemoveUser(r.Context(), named(r, "user"))
}
