package app_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/sdk"
)

// A connection of several servers is kept with their weights and keys, shares the
// requests among them, and goes on when one fails.
func TestSeveralServersOfOneModel(t *testing.T) {
	t.Parallel()
	conf := working(t)
	c := callableWith(t, conf)
	other := remotetest.New(t)
	client, local := sdk.New(c.url, c.token, &http.Client{}), true
	made, err := client.Connect(t.Context(), sdk.Connection{
		Name: "farm", URL: c.lab.URL, Key: remotetest.Key, Weight: 3, More: []sdk.Server{{URL: other.URL, Weight: 1}}, Local: &local,
	})
	if err != nil || len(made.Servers) != 2 || !made.Servers[0].Well || !made.Servers[1].Well || made.Servers[0].Weight != 3 || made.Servers[1].URL != other.URL || len(made.Models) < 5 {
		t.Fatalf("%+v, %v", made, err)
	}
	ask := func() int {
		resp, _ := c.ask(t.Context(), t, c.token, "/v1/chat/completions", `{"model":"farm/chat-1","messages":[{"role":"user","content":"x"}]}`)
		return resp.StatusCode
	}
	for range 8 {
		if status := ask(); status != http.StatusOK {
			t.Fatal(status)
		}
	}
	if a, b := len(c.lab.Requests()), len(other.Requests()); a != 6 || b != 2 {
		t.Errorf("%d and %d requests", a, b)
	}
	c.lab.Fail(1000, http.StatusInternalServerError, "oh no")
	for range 20 {
		if status := ask(); status != http.StatusOK {
			t.Fatalf("with one that fails: %d", status)
		}
	}
	l, err := client.Connections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, conn := range l {
		if conn.Name != "farm" {
			continue
		}
		if first, second := conn.Servers[0], conn.Servers[1]; first.Well || first.Rests == 0 || first.Lost < 5 || !strings.Contains(first.Failure, "oh no") || !second.Well || second.Lost != 0 {
			t.Errorf("they do like this: %+v", conn.Servers)
		}
		if conn.Key != "" || conn.Servers[1].Key != "" {
			t.Error("the keys are told")
		}
	}
	if _, err := client.Connect(t.Context(), sdk.Connection{Name: "farm", URL: c.lab.URL, Key: remotetest.Key, More: []sdk.Server{{URL: c.lab.URL}}}); err == nil {
		t.Error("a server may be named twice")
	}
}

// Requests read a list of connections while others refresh it.
func TestAListOfConnectionsDoesNotChangeUnderItsReader(t *testing.T) {
	t.Parallel()
	a, err := app.Open(t.Context(), config(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	inside, stop := a.Inside(t.Context())
	defer func() {
		stop()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	admin := sdk.New("http://127.0.0.1", a.Token(), inside)
	if _, err := admin.AddUser(t.Context(), sdk.User{Name: "bob", Admin: true}, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	made, err := admin.AddToken(t.Context(), sdk.Token{User: "bob", Name: "t", Scope: sdk.Scope{Level: "write"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sdk.New("http://127.0.0.1", made.Secret, inside).Connect(t.Context(), sdk.Connection{Name: "lab", URL: remotetest.New(t).URL, Key: remotetest.Key}); err != nil {
		t.Fatal(err)
	}
	before, err := a.Everybodys(t.Context())
	if err != nil || !slices.Equal(before(), []bool{true}) {
		t.Fatalf("%v, %v", before(), err)
	}
	if err := admin.SetAdmin(t.Context(), "bob", false); err != nil {
		t.Fatal(err)
	}
	after, err := a.Everybodys(t.Context())
	if err != nil || !slices.Equal(after(), []bool{false}) || !slices.Equal(before(), []bool{true}) {
		t.Errorf("it was %v and is %v, %v", before(), after(), err)
	}
}

func TestWhatLooksOnAloneEndsWithTheServer(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/api/tenon/v1/runs/1/events": true, "/mcp": true, "/dashscope/api/v1/deployments/parrot-1/stream": true,
		"/api/tenon/v1/backup": false, "/api/tenon/v1/bundle": false, "/api/tenon/v1/runs/1": false, "/v1/realtime": false, "/dashscope/api/v1/deployments/stream": false,
	} {
		if got := app.Watches(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	if app.Watches(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", nil)) {
		t.Error("a call of a tool")
	}
}
