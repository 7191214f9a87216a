// Package deposittest is the contract of deposit.Rows, as tests that every
// store passes.
package deposittest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
)

// Rows tests the store that open opens, which is empty.
func Rows(t *testing.T, open func(t *testing.T) deposit.Rows) {
	t.Helper()
	ctx, s := t.Context(), open(t)
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	item := func(id, owner string, k deposit.Kind, n int) deposit.Item {
		return deposit.Item{ID: id, Owner: owner, Kind: k, Body: json.RawMessage(fmt.Sprintf(`{"n": %d}`, n)), Created: at.Add(time.Duration(n) * time.Minute)}
	}
	a, b, c := item("a", "ann", deposit.OfFile, 1), item("b", "ann", deposit.OfFile, 2), item("c", "ann", deposit.OfFile, 3)
	a.Digest, a.Expires = "d1", at.Add(time.Hour)
	old, older, bobs := item("r", "ann", deposit.OfResponse, 0), item("q", "ann", deposit.OfCompletion, 0), item("x", "bob", deposit.OfFile, 1)
	for _, it := range []deposit.Item{b, a, c, old, older, bobs} {
		if err := s.Add(ctx, it); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Find(ctx, "ann", deposit.OfFile, "a"); err != nil || !reflect.DeepEqual(got, a) {
		t.Errorf("found %+v, %v", got, err)
	}
	for _, l := range []struct {
		page deposit.Page
		want []deposit.Item
	}{
		{deposit.Page{}, []deposit.Item{c, b, a}},
		{deposit.Page{Oldest: true, Limit: 2}, []deposit.Item{a, b}},
		{deposit.Page{After: "b"}, []deposit.Item{a}},
		{deposit.Page{After: "b", Oldest: true}, []deposit.Item{c}},
		{deposit.Page{After: "x"}, nil},
	} {
		if got, err := s.List(ctx, "ann", deposit.OfFile, l.page); err != nil || !reflect.DeepEqual(got, l.want) {
			t.Errorf("%+v lists %+v, %v", l.page, got, err)
		}
	}
	taken := item("a", "bob", deposit.OfFile, 5)
	if err := s.Add(ctx, taken); !fault.Is(err, fault.Conflict) {
		t.Errorf("an id that is taken: %v", err)
	}
	if got, err := s.Find(ctx, "ann", deposit.OfFile, "a"); err != nil || !reflect.DeepEqual(got, a) {
		t.Errorf("after that it is %+v, %v", got, err)
	}
	anew := json.RawMessage(`{"n": 7}`)
	if err := s.Change(ctx, "ann", deposit.OfFile, "a", anew); err != nil {
		t.Error(err)
	}
	if got, err := s.Find(ctx, "ann", deposit.OfFile, "a"); err != nil || string(got.Body) != string(anew) || got.Digest != a.Digest || got.Expires != a.Expires {
		t.Errorf("changed it is %+v, %v", got, err)
	}
	_, byBob := s.Find(ctx, "bob", deposit.OfFile, "a")
	_, asOther := s.Find(ctx, "ann", deposit.OfResponse, "a")
	for what, err := range map[string]error{"found by another": byBob, "found as something else": asOther, "removed by another": s.Remove(ctx, "bob", deposit.OfFile, "a"), "changed by another": s.Change(ctx, "bob", deposit.OfFile, "a", anew)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.Remove(ctx, "ann", deposit.OfFile, "b"); err != nil {
		t.Error(err)
	}
	if n, err := s.Sweep(ctx, at.Add(2*time.Hour), at.Add(time.Second)); n != 3 || err != nil {
		t.Errorf("swept %d, %v; want the file that expired, the old response and the old completion", n, err)
	}
	if got, err := s.List(ctx, "ann", deposit.OfFile, deposit.Page{}); err != nil || !reflect.DeepEqual(got, []deposit.Item{c}) {
		t.Errorf("left are %+v, %v", got, err)
	}
}
