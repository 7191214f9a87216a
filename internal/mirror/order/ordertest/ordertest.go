// Package ordertest is the contract of order.Rows, as tests that every store
// passes.
package ordertest

import (
	"reflect"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror/order"
)

// Run tests the store that open opens, which is empty.
func Run(t *testing.T, open func(t *testing.T) order.Rows) {
	t.Helper()
	ctx, s := t.Context(), open(t)
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	all := order.Order{ID: "b", Created: at, Terms: order.Terms{
		Upstream: "up", Kind: hub.Model, Name: "acme/*", Tasks: []string{"text-generation"}, Files: []string{"*.gguf"}, MaxSize: 5, Every: 3600, Rate: 7,
	}}
	once := order.Order{ID: "a", Created: at.Add(time.Minute), Terms: order.Terms{Upstream: "up", Kind: hub.Dataset, Name: "acme/words"}}
	for _, o := range []order.Order{once, all} {
		if err := s.Add(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	if l, err := s.List(ctx); err != nil || !reflect.DeepEqual(l, []order.Order{all, once}) {
		t.Errorf("they are %+v, %v", l, err)
	}
	if err := s.Start(ctx, "b", "job", at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	all.Job, all.Next = "job", at.Add(time.Hour)
	if o, err := s.Find(ctx, "b"); err != nil || !reflect.DeepEqual(o, all) {
		t.Errorf("it is %+v, %v", o, err)
	}
	if err := s.Remove(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	_, found := s.Find(ctx, "b")
	for what, err := range map[string]error{"found": found, "removed": s.Remove(ctx, "b"), "started": s.Start(ctx, "b", "job", at)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("what is not there is %s: %v", what, err)
		}
	}
	if l, err := s.List(ctx); err != nil || len(l) != 1 {
		t.Errorf("they are %+v, %v", l, err)
	}
}
