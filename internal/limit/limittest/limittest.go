// Package limittest is the contract of limit.Rows.
package limittest

import (
	"maps"
	"testing"

	"github.com/tenonhub/tenon/internal/limit"
)

// Rows tests an implementation that is empty.
func Rows(t *testing.T, r limit.Rows) {
	t.Helper()
	want := func(what string, want map[string]limit.Limits) {
		t.Helper()
		if got, err := r.Limits(t.Context()); err != nil || !maps.Equal(got, want) {
			t.Errorf("%s: %v, %v", what, got, err)
		}
	}
	set := func(user string, l limit.Limits) {
		t.Helper()
		if err := r.SetLimits(t.Context(), user, l); err != nil {
			t.Fatal(err)
		}
	}
	want("nothing is set", map[string]limit.Limits{})
	none := limit.Limits{Requests: limit.Usual, Tokens: limit.Usual, Concurrent: limit.Usual}
	large := limit.Limits{Requests: 0, Tokens: 1 << 60, Concurrent: limit.Usual}
	set("ann", limit.Limits{Requests: 10, Tokens: limit.Usual, Concurrent: 2})
	set("bob", limit.Limits{Requests: 1, Tokens: 1, Concurrent: 1})
	set("bob", large)
	want("two are set", map[string]limit.Limits{"ann": {Requests: 10, Tokens: -1, Concurrent: 2}, "bob": large})
	set("bob", none)
	set("eve", none)
	want("what is as usual is not kept", map[string]limit.Limits{"ann": {Requests: 10, Tokens: -1, Concurrent: 2}})
}
