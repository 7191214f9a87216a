package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/sdk"
)

// served is a whole program that answers on an address, and that address.
func served(t *testing.T) (*app.App, string) {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := config(t)
	c.Listen = ln.Addr().String()
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := a.Serve(ctx, ln); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		wg.Wait()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, "http://" + c.Listen
}

func TestOnlyAdministratorsHooksReachInside(t *testing.T) {
	t.Parallel()
	a, base := served(t)
	came := make(chan string, 10)
	ear := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		came <- r.URL.Path + " " + string(b)
	}))
	defer ear.Close()
	admin := sdk.New(base, a.Token(), &http.Client{})
	if _, err := admin.AddUser(t.Context(), sdk.User{Name: "ann"}, ""); err != nil {
		t.Fatal(err)
	}
	ann, err := admin.AddToken(t.Context(), sdk.Token{User: "ann", Scope: sdk.Scope{Level: "write"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(token, method, path, body string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, b, err)
		}
		return string(b)
	}
	id := ""
	for name, token := range map[string]string{"admin": a.Token(), "ann": ann.Secret} {
		made := ask(token, "POST", "/api/settings/webhooks", `{"url":"`+ear.URL+`/`+name+`","watched":[{"type":"user","name":"ann"}]}`)
		if name == "ann" {
			id = made[strings.Index(made, `"id":"`)+6:][:24]
		}
	}
	ask(ann.Secret, "POST", "/api/repos/create", `{"name":"own"}`)
	select {
	case got := <-came:
		if !strings.HasPrefix(got, "/admin ") || !strings.Contains(got, base+"/ann/own") {
			t.Errorf("came %s", got)
		}
	case <-time.After(time.Minute):
		t.Fatal("the administrator's webhook heard nothing")
	}
	for seen := ""; !strings.Contains(seen, "not a public one"); {
		if seen = ask(ann.Secret, "GET", "/api/settings/webhooks/"+id+"/deliveries", ""); strings.Contains(seen, `"done"`) || t.Context().Err() != nil {
			t.Fatalf("ann's webhook: %s", seen)
		}
	}
}
