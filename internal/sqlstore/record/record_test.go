package record_test

import (
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

func recordsCount(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := record.New(db)
	m := ref.Model{Owner: "tenon", Name: "words"}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if err := s.Note(t.Context(), m, i%5 != 0, time.Second); err != nil {
				t.Error(err)
			}
		})
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
