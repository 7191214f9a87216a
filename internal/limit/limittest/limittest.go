// Package limittest is the contract of limit.Rows.
package limittest

import (
	"errors"
	"maps"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/limit"
)

func note(limit.Limits) account.Entry { return account.Entry{Act: "limit set"} }

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
		change := func(limit.Limits) (limit.Limits, error) { return l, nil }
		if err := r.Change(t.Context(), user, change, note); err != nil {
			t.Fatal(err)
		}
	}
	want("nothing is set", map[string]limit.Limits{})
	none := limit.Nothing
	large := limit.Limits{Requests: 0, Tokens: 1 << 60, Concurrent: limit.Usual}
	set("ann", limit.Limits{Requests: 10, Tokens: limit.Usual, Concurrent: 2})
	set("bob", limit.Limits{Requests: 1, Tokens: 1, Concurrent: 1})
	set("bob", large)
	want("two are set", map[string]limit.Limits{"ann": {Requests: 10, Tokens: -1, Concurrent: 2}, "bob": large})
	set("bob", none)
	set("eve", none)
	changesTogether(t, r)
	set("dan", none)
	refused := errors.New("no")
	if err := r.Change(t.Context(), "ann", func(l limit.Limits) (limit.Limits, error) { return none, refused }, note); !errors.Is(err, refused) {
		t.Errorf("what is refused: %v", err)
	}
	want("what is as usual is not kept", map[string]limit.Limits{"ann": {Requests: 10, Tokens: -1, Concurrent: 2}})
}

// changesTogether has two change different limits of one user at once: both stay.
func changesTogether(t *testing.T, r limit.Rows) {
	t.Helper()
	var wg sync.WaitGroup
	for _, one := range []func(*limit.Limits) *int64{
		func(l *limit.Limits) *int64 { return &l.Requests }, func(l *limit.Limits) *int64 { return &l.Tokens }, func(l *limit.Limits) *int64 { return &l.Concurrent },
	} {
		wg.Go(func() {
			err := r.Change(t.Context(), "dan", func(l limit.Limits) (limit.Limits, error) { *one(&l) = 7; return l, nil }, note)
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got, err := r.Limits(t.Context()); err != nil || got["dan"] != (limit.Limits{Requests: 7, Tokens: 7, Concurrent: 7}) {
		t.Errorf("changed together: %+v, %v", got["dan"], err)
	}
}
