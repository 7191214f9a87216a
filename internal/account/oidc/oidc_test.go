package oidc_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/oidc"
	"github.com/tenonhub/tenon/internal/account/oidc/oidctest"
	"github.com/tenonhub/tenon/internal/fault"
)

const here = "http://127.0.0.1:7410/login/callback"

func options(p *oidctest.Provider) oidc.Options {
	return oidc.Options{Issuer: p.URL, Client: oidctest.Client, Secret: oidctest.Secret, Name: "Example"}
}

// begin begins a login and goes through the provider's page.
func begin(t *testing.T, c *oidc.Provider) (waits string, back url.Values) {
	t.Helper()
	address, waits, err := c.Begin(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		t.Fatalf("%s: %v", resp.Status, err)
	}
	return waits, to.Query()
}

func client(t *testing.T, o oidc.Options) *oidc.Provider {
	t.Helper()
	c, err := oidc.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAPersonIsVouchedFor(t *testing.T) {
	t.Parallel()
	p := oidctest.Start(t)
	c := client(t, options(p))
	waits, back := begin(t, c)
	got, err := c.Finish(t.Context(), here, waits, back)
	want := account.Person{Identity: account.Identity{Issuer: p.URL, Subject: "42"}, Username: "mary", DisplayName: "Mary", Email: "mary@example.com"}
	if err != nil || got != want {
		t.Errorf("it is %+v, %v, want %+v", got, err, want)
	}
	if _, err := c.Finish(t.Context(), here, waits, back); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a code is good twice: %v", err)
	}
}

func TestALoginIsOfOneBrowser(t *testing.T) {
	t.Parallel()
	c := client(t, options(oidctest.Start(t)))
	mine, back := begin(t, c)
	other, others := begin(t, c)
	mixed := url.Values{"state": back["state"], "code": others["code"]} // another's code under one's own state
	for name, try := range map[string]struct {
		waits string
		back  url.Values
	}{
		"another's login": {mine, others}, "nothing": {"", back}, "rubbish": {"%%%", back}, "no login": {"e30", back}, "no state": {other, url.Values{"code": others["code"]}},
		"another's code": {mine, mixed},
	} {
		if _, err := c.Finish(t.Context(), here, try.waits, try.back); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatAProviderSaysIsChecked(t *testing.T) {
	t.Parallel()
	for name, twist := range map[string]func(map[string]any){
		"another audience": func(c map[string]any) { c["aud"] = "other" },
		"another issuer":   func(c map[string]any) { c["iss"] = "https://evil.example" },
		"it has expired":   func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"another login":    func(c map[string]any) { c["nonce"] = "other" },
		"no login":         func(c map[string]any) { delete(c, "nonce") },
		"odd claims":       func(c map[string]any) { c["name"] = 5 },
	} {
		p := oidctest.Start(t)
		p.Twist = twist
		c := client(t, options(p))
		waits, back := begin(t, c)
		if got, err := c.Finish(t.Context(), here, waits, back); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestAProviderThatRefusesOrIsNotThere(t *testing.T) {
	t.Parallel()
	p := oidctest.Start(t)
	p.Refuse = "access_denied"
	c := client(t, options(p))
	waits, back := begin(t, c)
	if _, err := c.Finish(t.Context(), here, waits, back); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("refused: %v", err)
	}
	o := options(p)
	o.Issuer = "http://127.0.0.1:1"
	if _, _, err := client(t, o).Begin(t.Context(), here); !fault.Is(err, fault.Unavailable) {
		t.Errorf("not there: %v", err)
	}
	for _, bad := range []oidc.Options{{}, {Issuer: "id.example", Client: "x"}, {Issuer: "https://id.example"}} {
		if _, err := oidc.New(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func FuzzFinish(f *testing.F) {
	f.Add("e30", "state=x&code=y")
	c, err := oidc.New(oidc.Options{Issuer: "http://127.0.0.1:1", Client: "x"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, waits, query string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		if p, err := c.Finish(t.Context(), here, waits, q); err == nil {
			t.Errorf("%q %q is %+v", waits, query, p)
		}
	})
}
