package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// User is a person, or a program that acts like one.
type User struct {
	Name        string    `json:"name"`
	DisplayName string    `json:"display_name,omitempty"`
	Email       string    `json:"email,omitempty"`
	Admin       bool      `json:"admin,omitempty"`
	Disabled    bool      `json:"disabled,omitempty"`
	Created     time.Time `json:"created,omitzero"`
}

// Self is who the client's token stands for.
type Self struct {
	User
	Orgs  []Member `json:"orgs"`
	Token string   `json:"token,omitempty"` // its name
	Level string   `json:"level"`           // read, write or fineGrained
}

// Org is an organisation.
type Org struct {
	Name        string    `json:"name"`
	DisplayName string    `json:"display_name,omitempty"`
	Created     time.Time `json:"created,omitzero"`
}

// Member is a user's role in an organisation: read, contributor, write or admin.
type Member struct {
	Org  string `json:"org"`
	User string `json:"user"`
	Role string `json:"role"`
}

// Scope is what a token allows of what its user may.
type Scope struct {
	Level  string  `json:"level"` // read, write or fineGrained
	Grants []Grant `json:"grants,omitempty"`
}

// Grant lets a fine-grained token reach an owner's repositories, or one.
type Grant struct {
	Owner string `json:"owner"`
	Repo  string `json:"repo,omitempty"`
	Write bool   `json:"write,omitempty"`
}

// Token is a personal access token.
type Token struct {
	ID      string    `json:"id"`
	User    string    `json:"user"`
	Name    string    `json:"name"`
	Hint    string    `json:"hint"` // the last letters of the secret
	Scope   Scope     `json:"scope"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"`
	Used    time.Time `json:"used,omitzero"`
	Secret  string    `json:"secret,omitempty"` // only when it is made
}

// Audited is a line of the audit log.
type Audited struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Via     string    `json:"via"`
	Addr    string    `json:"addr,omitempty"`
	Act     string    `json:"act"`
	Subject string    `json:"subject"`
	Detail  string    `json:"detail,omitempty"`
}

// Whoami tells who the client's token stands for.
func (c *Client) Whoami(ctx context.Context) (me Self, err error) {
	return me, c.call(ctx, http.MethodGet, "whoami", nil, &me)
}

// Users lists all users.
func (c *Client) Users(ctx context.Context) (l []User, err error) {
	return l, c.call(ctx, http.MethodGet, "users", nil, &l)
}

// AddUser adds a user; an empty password lets nobody in by password.
func (c *Client) AddUser(ctx context.Context, u User, password string) (made User, err error) {
	body := map[string]any{"name": u.Name, "display_name": u.DisplayName, "email": u.Email, "admin": u.Admin, "password": password}
	return made, c.call(ctx, http.MethodPost, "users", body, &made)
}

// SetPassword changes a password. Users give their old one.
func (c *Client) SetPassword(ctx context.Context, user, old, password string) error {
	return c.call(ctx, http.MethodPut, "users/"+url.PathEscape(user)+"/password", map[string]string{"old": old, "new": password}, nil)
}

// DisableUser keeps a user out, or lets it in again.
func (c *Client) DisableUser(ctx context.Context, user string, disabled bool) error {
	return c.call(ctx, http.MethodPatch, "users/"+url.PathEscape(user), map[string]bool{"disabled": disabled}, nil)
}

// SetAdmin makes a user an administrator, or one no more.
func (c *Client) SetAdmin(ctx context.Context, user string, admin bool) error {
	return c.call(ctx, http.MethodPatch, "users/"+url.PathEscape(user), map[string]bool{"admin": admin}, nil)
}

// RemoveUser forgets a user; the name stays taken.
func (c *Client) RemoveUser(ctx context.Context, user string) error {
	return c.call(ctx, http.MethodDelete, "users/"+url.PathEscape(user), nil, nil)
}

// Orgs lists all organisations.
func (c *Client) Orgs(ctx context.Context) (l []Org, err error) {
	return l, c.call(ctx, http.MethodGet, "orgs", nil, &l)
}

// AddOrg makes an organisation, which the client's user administers.
func (c *Client) AddOrg(ctx context.Context, o Org) (made Org, err error) {
	return made, c.call(ctx, http.MethodPost, "orgs", map[string]string{"name": o.Name, "display_name": o.DisplayName}, &made)
}

// Members lists who is in an organisation.
func (c *Client) Members(ctx context.Context, org string) (l []Member, err error) {
	return l, c.call(ctx, http.MethodGet, "orgs/"+url.PathEscape(org)+"/members", nil, &l)
}

// SetMember gives a user a role in an organisation.
func (c *Client) SetMember(ctx context.Context, m Member) error {
	return c.call(ctx, http.MethodPut, member(m.Org, m.User), map[string]string{"role": m.Role}, nil)
}

// RemoveMember takes a user out of an organisation.
func (c *Client) RemoveMember(ctx context.Context, org, user string) error {
	return c.call(ctx, http.MethodDelete, member(org, user), nil, nil)
}

func member(org, user string) string {
	return "orgs/" + url.PathEscape(org) + "/members/" + url.PathEscape(user)
}

// Tokens lists a user's tokens; of the client's own user without a name.
func (c *Client) Tokens(ctx context.Context, user string) (l []Token, err error) {
	return l, c.call(ctx, http.MethodGet, "tokens?user="+url.QueryEscape(user), nil, &l)
}

// AllTokens lists everybody's tokens.
func (c *Client) AllTokens(ctx context.Context) (l []Token, err error) {
	return l, c.call(ctx, http.MethodGet, "tokens?all", nil, &l)
}

// AddToken makes a token of a user, or of the client's own without a name.
// Life is until it expires; 0 is for good. The result has the secret, which
// is kept nowhere.
func (c *Client) AddToken(ctx context.Context, t Token, life time.Duration) (made Token, err error) {
	body := map[string]any{"user": t.User, "name": t.Name, "scope": t.Scope, "seconds": int64(life / time.Second)}
	return made, c.call(ctx, http.MethodPost, "tokens", body, &made)
}

// RemoveToken makes a user's token worth nothing.
func (c *Client) RemoveToken(ctx context.Context, user, id string) error {
	return c.call(ctx, http.MethodDelete, "users/"+url.PathEscape(user)+"/tokens/"+url.PathEscape(id), nil, nil)
}

// Audit returns at most limit lines of the audit log before the number before,
// the newest first; 0 is the end.
func (c *Client) Audit(ctx context.Context, before int64, limit int) (l []Audited, err error) {
	path := fmt.Sprintf("audit?limit=%d", limit)
	if before > 0 {
		path += fmt.Sprintf("&before=%d", before)
	}
	return l, c.call(ctx, http.MethodGet, path, nil, &l)
}

// call sends body as JSON, if there is one, and reads the answer into out.
func (c *Client) call(ctx context.Context, method, path string, body, out any) error {
	if body == nil {
		return c.do(ctx, method, "/api/tenon/v1/"+path, "", nil, out)
	}
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write the body of %s %s: %w", method, path, err)
	}
	return c.do(ctx, method, "/api/tenon/v1/"+path, "application/json", bytes.NewReader(b), out)
}
