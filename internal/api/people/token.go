package people

import (
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
)

// The JSON of package sdk.
type token struct {
	ID      string        `json:"id"`
	User    string        `json:"user"`
	Name    string        `json:"name"`
	Hint    string        `json:"hint"`
	Scope   account.Scope `json:"scope"`
	Created time.Time     `json:"created"`
	Expires time.Time     `json:"expires,omitzero"`
	Used    time.Time     `json:"used,omitzero"`
	Secret  string        `json:"secret,omitempty"` // once
}

func listed(t account.Token, secret string) token {
	return token{t.ID, string(t.User), t.Name, t.Hint, t.Scope, t.Created, t.Expires, t.Used, secret}
}

// tokens lists the actor's own, those of ?user=, or everybody's with ?all.
func (s server) tokens(_ http.ResponseWriter, r *http.Request) (any, error) {
	name := r.URL.Query().Get("user")
	if name == "" && !r.URL.Query().Has("all") {
		name = string(account.From(r.Context()).User)
	}
	user, err := owner(name)
	if err != nil {
		return nil, err
	}
	l, err := s.Tokens(r.Context(), user)
	all := []token{}
	for _, t := range l {
		all = append(all, listed(t, ""))
	}
	return all, err
}

func (s server) addToken(w http.ResponseWriter, r *http.Request) (any, error) {
	var n struct {
		User    string        `json:"user"`
		Name    string        `json:"name"`
		Scope   account.Scope `json:"scope"`
		Seconds int64         `json:"seconds"`
	}
	if err := api.ReadStrict(w, r, &n); err != nil {
		return nil, err
	}
	user, err := owner(n.User)
	if err != nil {
		return nil, err
	}
	const most = int64(20 * 365 * 24 * time.Hour / time.Second) // beyond it the duration could turn over
	t, secret, err := s.AddToken(r.Context(), account.NewToken{
		User: user, Name: n.Name, Scope: n.Scope, Life: time.Duration(min(n.Seconds, most)) * time.Second,
	})
	return listed(t, secret), err
}

func (s server) removeToken(_ http.ResponseWriter, r *http.Request) (any, error) {
	return nil, s.RemoveToken(r.Context(), named(r, "user"), r.PathValue("token"))
}
