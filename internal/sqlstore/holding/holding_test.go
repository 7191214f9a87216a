package holding_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/sqlstore/holding"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestAValueIsItsHoldersAlone(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, aValueIsItsHoldersAlone)
}

func aValueIsItsHoldersAlone(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := holding.New(db)
	for _, h := range [][2]string{{"ann", "d1"}, {"ann", "d1"}, {"bob", "d1"}, {"ann", "d2"}} {
		if err := s.Add(t.Context(), h[0], h[1]); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want map[[2]string]bool) {
		t.Helper()
		for h, want := range want {
			if got, err := s.Has(t.Context(), h[0], h[1]); err != nil || got != want {
				t.Errorf("%v: %v, %v, want %v", h, got, err, want)
			}
		}
	}
	check(map[[2]string]bool{{"ann", "d1"}: true, {"bob", "d1"}: true, {"ann", "d2"}: true, {"bob", "d2"}: false, {"", "d1"}: false})
	if err := s.Sweep(t.Context(), func(digest string) bool { return digest == "d2" }); err != nil {
		t.Fatal(err)
	}
	check(map[[2]string]bool{{"ann", "d1"}: false, {"bob", "d1"}: false, {"ann", "d2"}: true})
}
