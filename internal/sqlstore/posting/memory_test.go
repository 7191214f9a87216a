package posting_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

// Whatever another process has written is found by who asks after it.
func TestWhatIsRememberedIsNeverOld(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, whatIsRememberedIsNeverOld)
}

func whatIsRememberedIsNeverOld(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	reads, writes := posting.New(db, beginnings), posting.New(db, beginnings)
	const last = 50
	var written atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for seen := int64(0); seen < last && !t.Failed(); {
				seen = written.Load()
				asked(t, reads, seen)
			}
		})
	}
	for n := int64(1); n <= last; n++ {
		err := db.WriteSoon(t.Context(), func(tx *sqlstore.Tx) error {
			v := posting.Values{}
			v.Put(posting.Narrow, 1, n)
			v.Put(posting.Narrow, uint32(n)*5000, n)
			if err := v.Write(t.Context(), tx); err != nil {
				return err
			}
			return writes.Change(t.Context(), tx, uint32(n), nil, []string{"word"})
		})
		if err == nil && n%7 == 0 {
			err = writes.Fold(t.Context())
		}
		if err != nil {
			t.Error(err)
			break
		}
		written.Store(n)
	}
	wg.Wait()
}

// asked looks for what was written until n, or more.
func asked(t *testing.T, x *posting.Index, n int64) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	r, err := x.Reader(ctx)
	if err != nil {
		t.Error(err)
		return
	}
	s, err := r.Set(ctx, "word")
	if err != nil || int64(s.Len()) < n || n > 0 && !s.Has(uint32(n)) {
		t.Errorf("%d documents have the word, %v; want %d", s.Len(), err, n)
	}
	l, err := r.First(ctx, posting.Of(1, uint32(n)*5000), posting.Order{Column: posting.Narrow, Descending: true}, 2)
	if err != nil || l[0].Value < n || n > 0 && l[1].Value < n {
		t.Errorf("the documents have the values %v, %v; want %d", l, err, n)
	}
}
