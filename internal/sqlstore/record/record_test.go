package record_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore/record"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestRecordsCount(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, recordsCount)
}

// The last call before a pause is written too.
func TestRecordsAreWrittenWithoutALaterCall(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		db := open(t)
		s := record.New(db)
		m := ref.Model{Owner: "tenon", Name: "words"}
		s.Note(m, true, time.Second)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { s.Run(ctx, func(err error) { t.Error(err) }) })
		defer func() { stop(); wg.Wait() }()
		deadline, tick := time.After(time.Minute), time.NewTicker(20*time.Millisecond)
		defer tick.Stop()
		for {
			got, err := record.New(db).Past(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			if got.Runs == 1 {
				return
			}
			select {
			case <-tick.C:
			case <-deadline:
				t.Fatal("it is not written")
			}
		}
	})
}

func recordsCount(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := record.New(db)
	m := ref.Model{Owner: "tenon", Name: "words"}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() { s.Note(m, i%5 != 0, time.Second) })
	}
	wg.Wait()
	for m, want := range map[ref.Model]catalog.Record{
		m: {Runs: 10, Failures: 2}, {Owner: "tenon", Name: "words", Rev: "v2"}: {}, {Owner: "tenon", Name: "other"}: {},
	} {
		if got, err := s.Past(t.Context(), m); err != nil || got != want {
			t.Errorf("%s has %+v, %v; want %+v", m, got, err, want)
		}
	}
	for range 2 { // what is written is written once
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range []*record.Store{s, record.New(db)} {
		if got, err := other.Past(t.Context(), m); err != nil || got != (catalog.Record{Runs: 10, Failures: 2}) {
			t.Errorf("written, it is %+v, %v", got, err)
		}
	}
}
