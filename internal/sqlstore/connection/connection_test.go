package connection_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore/connection"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, connectionsAreKept)
}

func connectionsAreKept(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	s := connection.New(open(t))
	office := connection.Connection{Owner: "ann", Name: "office", Kind: "openai", URL: "http://10.0.0.7/v1", Local: true, Models: json.RawMessage(`[]`)}
	lab := connection.Connection{Owner: "ann", Name: "lab", Kind: "openai", URL: "https://lab.example/v1", Secret: "sk-1", Models: json.RawMessage(`[{"id":"a"}]`)}
	moved := lab
	moved.URL, moved.Secret, moved.Servers = "https://lab.example/v2", "sk-2", json.RawMessage(`{"more":[{"key":"sk-2"}]}`)
	others := lab
	others.Owner, others.Secret = "bob", "sk-3"
	for _, c := range []connection.Connection{office, others, lab, moved} {
		if err := s.Save(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	l, err := s.List(t.Context())
	if err != nil || len(l) != 3 {
		t.Fatalf("listed %+v, %v", l, err)
	}
	for i, want := range []connection.Connection{moved, office, others} {
		if got := l[i]; got.Owner != want.Owner || got.Name != want.Name || got.URL != want.URL || got.Secret != want.Secret || got.Local != want.Local ||
			got.Kind != want.Kind || string(got.Models) != string(want.Models) || string(got.Servers) != cmp.Or(string(want.Servers), "{}") || got.Updated.IsZero() {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if b, err := json.Marshal(l); err != nil || bytes.Contains(b, []byte("sk-2")) {
		t.Errorf("the key is in %s, %v", b, err)
	}
	if err := s.Remove(t.Context(), "ann", "lab"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), "ann", "lab"); !fault.Is(err, fault.NotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if l, err := s.List(t.Context()); err != nil || len(l) != 2 || l[0].Name != "office" || l[1].Owner != "bob" {
		t.Errorf("left %+v, %v", l, err)
	}
}

func TestSaveRefuses(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, saveRefuses)
}

func saveRefuses(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	s := connection.New(open(t))
	for _, c := range []connection.Connection{{Owner: "ann", Models: json.RawMessage(`[]`)}, {Name: "lab", Models: json.RawMessage(`[]`)}, {Owner: "ann", Name: "lab"}, {Owner: "ann", Name: "lab", Models: json.RawMessage(`[`)}} {
		if err := s.Save(t.Context(), c); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v, want a fault of kind invalid", c, err)
		}
	}
}
