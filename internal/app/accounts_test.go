package app_test

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/sdk"
)

// town is a whole program with the users ann and bob beside the administrator.
func town(t *testing.T) (admin, ann, bob machine) {
	t.Helper()
	a, err := app.Open(t.Context(), config(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	inside, stop := a.Inside(t.Context())
	t.Cleanup(func() {
		stop()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	admin = machine{a, sdk.New("http://127.0.0.1", a.Token(), inside)}
	as := func(name string) machine {
		if _, err := admin.client.AddUser(t.Context(), sdk.User{Name: name}, ""); err != nil {
			t.Fatal(err)
		}
		made, err := admin.client.AddToken(t.Context(), sdk.Token{User: name, Scope: sdk.Scope{Level: "write"}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return machine{a, sdk.New("http://127.0.0.1", made.Secret, inside)}
	}
	return admin, as("ann"), as("bob")
}

func TestWhatIsOnesOwnIsNobodyElses(t *testing.T) {
	t.Parallel()
	admin, ann, bob := town(t)
	note := sdk.File{Name: "note.txt", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(strings.Repeat("A wonderful note that I love. ", 300))), nil
	}}
	judge := &sdk.Graph{Nodes: []sdk.GraphNode{{
		ID: "n1", Task: "sentiment-analysis", Model: "tenon/sentiment", In: map[string][]sdk.Source{"text": {{Given: "note.txt"}}},
	}}}
	run := ann.ask(t, sdk.Ask{Text: "Judge it", Files: []sdk.File{note}, Graph: judge})
	if run.State != sdk.Done {
		t.Fatalf("the run is %s: %s", run.State, run.Error)
	}
	file := run.Given[0]
	for name, c := range map[string]struct {
		who  machine
		sees bool
	}{"ann": {ann, true}, "bob": {bob, false}, "the administrator": {admin, true}} {
		r, err := c.who.client.Open(t.Context(), file)
		if (err == nil) != c.sees {
			t.Errorf("%s opens the file: %v", name, err)
		}
		if err == nil {
			_ = r.Close()
		}
	}
	if _, err := bob.client.Run(t.Context(), run.ID); err == nil {
		t.Error("bob sees ann's run")
	}
	if err := bob.client.Cancel(t.Context(), run.ID); err == nil {
		t.Error("bob cancels ann's run")
	}
	if l, err := bob.client.Runs(t.Context(), 10); err != nil || len(l) != 0 {
		t.Errorf("bob's runs are %v, %v", l, err)
	}
	if _, err := bob.client.Ask(t.Context(), sdk.Ask{Text: "Judge it", Given: []sdk.Value{file}, Graph: judge}); err == nil {
		t.Error("bob works on ann's file by its digest")
	}
	again := ann.ask(t, sdk.Ask{Text: "Judge it again", Given: []sdk.Value{file}, Graph: judge})
	if again.State != sdk.Done || !again.Nodes[0].Memo {
		t.Errorf("ann's second run is %s, remembered %v", again.State, again.Nodes[0].Memo)
	}
	same := bob.ask(t, sdk.Ask{Text: "Judge it", Files: []sdk.File{note}, Graph: judge}) // who brings the bytes has them
	if same.State != sdk.Done || same.Nodes[0].Memo {
		t.Errorf("bob's run is %s, remembered %v", same.State, same.Nodes[0].Memo)
	}
	if r, err := bob.client.Open(t.Context(), file); err != nil {
		t.Errorf("bob cannot open what he brought: %v", err)
	} else {
		_ = r.Close()
	}
}

func TestConnectionsBelongToTheirUser(t *testing.T) {
	t.Parallel()
	admin, ann, bob := town(t)
	s := remotetest.New(t)
	inside := sdk.Connection{Name: "home", URL: s.URL, Key: remotetest.Key}
	if c, err := ann.client.Connect(t.Context(), inside); err == nil || !strings.Contains(err.Error(), "administrator") {
		t.Errorf("a user connects an address of this machine: %+v, %v", c, err)
	}
	if n := len(s.Requests()); n > 0 {
		t.Errorf("it was asked %d times all the same", n)
	}
	if _, err := admin.client.Connect(t.Context(), inside); err != nil {
		t.Fatal(err)
	}
	mine := sdk.Connection{Name: "cloud", URL: "https://models.example/v1", Key: "sk-1", Model: "big", Task: "text-generation"}
	if _, err := ann.client.Connect(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		who  machine
		want string
	}{"ann": {ann, "cloud home"}, "bob": {bob, "home"}, "the administrator": {admin, "home"}} {
		l, err := c.who.client.Connections(t.Context())
		var names []string
		for _, c := range l {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " "); err != nil || got != c.want {
			t.Errorf("%s has %q, %v, want %q", name, got, err, c.want)
		}
	}
	if err := bob.client.Disconnect(t.Context(), "home"); err == nil {
		t.Error("bob disconnects the administrator's server")
	}
	run := bob.ask(t, sdk.Ask{Text: "Write a poem", Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{{
		ID: "n1", Task: "text-generation", Model: "home/" + remotetest.Chat, In: map[string][]sdk.Source{"prompt": {{Text: "Write a poem."}}},
	}}}})
	if run.State != sdk.Done {
		t.Errorf("bob's run on the administrator's server is %s: %s", run.State, run.Error)
	}
}

func TestTheFirstPasswordIsThereUntilItIsChanged(t *testing.T) {
	t.Parallel()
	c := config(t)
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	inside, stop := a.Inside(t.Context())
	t.Cleanup(func() {
		stop()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	m := machine{a, sdk.New("http://127.0.0.1", a.Token(), inside)}
	file := filepath.Join(c.Data, app.PasswordFile)
	first, err := m.app.FirstPassword(t.Context())
	if err != nil || len(first) != 16 {
		t.Fatalf("it is %q, %v", first, err)
	}
	if b, err := os.ReadFile(file); err != nil || strings.TrimSpace(string(b)) != first {
		t.Errorf("the file has %q, %v", b, err)
	}
	if again, err := m.app.FirstPassword(t.Context()); err != nil || again != "" {
		t.Errorf("it is given again: %q, %v", again, err)
	}
	if err := m.client.SetPassword(t.Context(), "admin", "", "battery staple"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file of a password that is no more: %v", err)
	}
}
