// Package oidc logs people in at an OpenID Connect provider: by the
// authorization code flow with PKCE (RFC 7636) and a nonce.
package oidc

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// Options say which provider, and what this server is there.
type Options struct {
	Issuer string // its address
	Client string // what this server is registered as
	Secret string // empty for a client without one
	Name   string // what people call it; empty is the issuer's host
}

const (
	patience = 10 * time.Second // with the provider
	longest  = 10 * time.Minute // from the beginning of a login to its end
)

// Provider is an OpenID Connect provider. It is asked for its addresses when
// the first person logs in, so that this server starts without it. It is safe
// for concurrent use.
type Provider struct {
	opt  Options
	http *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// New returns a provider. Fault: Invalid when its issuer is no address.
func New(o Options) (*Provider, error) {
	u, err := url.Parse(o.Issuer)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return nil, fault.New(fault.Invalid, "the issuer %q of OpenID Connect is not an address such as https://id.example.com", o.Issuer)
	case o.Client == "":
		return nil, fault.New(fault.Invalid, "OpenID Connect needs the client that this server is registered as at %s", o.Issuer)
	}
	o.Name = cmp.Or(o.Name, u.Host)
	return &Provider{opt: o, http: &http.Client{Timeout: patience}}, nil
}

// Name is what people call it.
func (p *Provider) Name() string { return p.opt.Name }

// pending is a login that has begun. It waits in the browser of the person.
type pending struct {
	State, Nonce, Verifier string
	Began                  time.Time
}

// Begin begins a login that ends at the address redirect. It returns where to
// send the person, and what to give to Finish; only that browser may have it.
func (p *Provider) Begin(ctx context.Context, redirect string) (address, waits string, err error) {
	found, err := p.find(ctx)
	if err != nil {
		return "", "", err
	}
	wait := pending{rand.Text(), rand.Text(), oauth2.GenerateVerifier(), time.Now()}
	raw, err := json.Marshal(wait)
	if err != nil {
		return "", "", fmt.Errorf("begin a login: %w", err)
	}
	address = p.client(found, redirect).AuthCodeURL(wait.State, oidc.Nonce(wait.Nonce), oauth2.S256ChallengeOption(wait.Verifier))
	return address, base64.RawURLEncoding.EncodeToString(raw), nil
}

// Finish ends a login with what the provider sent back in the query. Faults:
// Unauthenticated, and Unavailable when the provider does not answer.
func (p *Provider) Finish(ctx context.Context, redirect, waits string, query url.Values) (account.Person, error) {
	wait, err := unpack(waits)
	if err != nil {
		return account.Person{}, err
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(wait.State)) != 1 {
		return account.Person{}, fault.New(fault.Unauthenticated, "this login was begun elsewhere; begin again")
	}
	if reason := query.Get("error"); reason != "" {
		return account.Person{}, fault.New(fault.Unauthenticated, "%s refused the login (%.60q)", p.opt.Name, reason)
	}
	found, err := p.find(ctx)
	if err != nil {
		return account.Person{}, err
	}
	ctx = oidc.ClientContext(ctx, p.http)
	token, err := p.client(found, redirect).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(wait.Verifier))
	if err != nil {
		return account.Person{}, fault.Wrap(err, fault.Unauthenticated, "%s did not confirm the login; begin again", p.opt.Name)
	}
	raw, _ := token.Extra("id_token").(string)
	return p.read(ctx, found, raw, wait.Nonce)
}

// read checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7) and says
// whom it names.
func (p *Provider) read(ctx context.Context, found *oidc.Provider, raw, nonce string) (account.Person, error) {
	id, err := found.Verifier(&oidc.Config{ClientID: p.opt.Client}).Verify(ctx, raw)
	if err != nil {
		return account.Person{}, fault.Wrap(err, fault.Unauthenticated, "what %s said about the login is not valid", p.opt.Name)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return account.Person{}, fault.New(fault.Unauthenticated, "what %s said is about another login; begin again", p.opt.Name)
	}
	var claims struct {
		Username string `json:"preferred_username"`
		Name     string `json:"name"`
		Email    string `json:"email"`
	}
	if err := id.Claims(&claims); err != nil {
		return account.Person{}, fault.Wrap(err, fault.Unauthenticated, "what %s said about the person cannot be read", p.opt.Name)
	}
	return account.Person{
		Identity: account.Identity{Issuer: id.Issuer, Subject: id.Subject},
		Username: claims.Username, DisplayName: claims.Name, Email: claims.Email,
	}, nil
}

func unpack(waits string) (wait pending, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(waits)
	if err == nil {
		err = json.Unmarshal(raw, &wait)
	}
	if age := time.Since(wait.Began); err != nil || wait.State == "" || wait.Nonce == "" || age > longest || age < 0 {
		return wait, fault.New(fault.Unauthenticated, "the login took too long or was begun elsewhere; begin again")
	}
	return wait, nil
}

// find asks the provider for its addresses, until it has answered once.
func (p *Provider) find(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.http), patience)
	defer cancel()
	found, err := oidc.NewProvider(ctx, p.opt.Issuer)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "%s does not answer; try again, or log in with a password", p.opt.Name)
	}
	p.found = found
	return found, nil
}

func (p *Provider) client(found *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.opt.Client, ClientSecret: p.opt.Secret, Endpoint: found.Endpoint(), RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}
