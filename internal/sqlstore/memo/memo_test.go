package memo_test

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/sqlstore/memo"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestMemosBelongToTheirOwner(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, memosBelongToTheirOwner)
}

func memosBelongToTheirOwner(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := memo.New(db)
	lookup := func(owner, key, want string) {
		t.Helper()
		if got, ok, err := s.Lookup(t.Context(), owner, key); err != nil || ok != (want != "") || string(got) != want {
			t.Errorf("%s finds %q under %s (%v, %v), want %q", owner, got, key, ok, err, want)
		}
	}
	for _, m := range [][3]string{{"ada", "k", `{"n": 1}`}, {"bob", "k", `"字"`}, {"ada", "k", `{"n": 2}`}} {
		if err := s.Save(t.Context(), m[0], m[1], []byte(m[2])); err != nil {
			t.Fatal(err)
		}
	}
	lookup("ada", "k", `{"n": 2}`)
	lookup("bob", "k", `"字"`)
	lookup("eve", "k", "")
	lookup("ada", "other", "")
	if n, err := s.Sweep(t.Context(), time.Now().Add(-time.Minute)); n != 0 || err != nil {
		t.Errorf("swept %d fresh memos, %v", n, err)
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(time.Minute)); n != 2 || err != nil {
		t.Errorf("swept %d old memos, want 2, %v", n, err)
	}
	lookup("ada", "k", "")
}
