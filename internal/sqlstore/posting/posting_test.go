package posting_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

// beginnings leads from two letters to the words that begin with them.
func beginnings(word string) []string {
	if len(word) < 2 {
		return nil
	}
	return []string{word[:2]}
}

// shelf is what an index should have.
type shelf map[uint32][]string

func (s shelf) change(t *testing.T, db *sqlstore.DB, x *posting.Index, doc uint32, now ...string) {
	t.Helper()
	err := db.WriteSoon(t.Context(), func(tx *sqlstore.Tx) error { return x.Change(t.Context(), tx, doc, s[doc], now) })
	if err != nil {
		t.Fatal(err)
	}
	s[doc] = now
}

// check compares all words, and what leads to them.
func (s shelf) check(t *testing.T, x *posting.Index, words []string) {
	t.Helper()
	r, err := x.Reader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		var want []uint32
		for doc, l := range s {
			if slices.Contains(l, w) {
				want = append(want, doc)
			}
		}
		slices.Sort(want)
		got, err := r.Set(t.Context(), w)
		if err != nil || !slices.Equal(got.Docs(), want) {
			t.Fatalf("%s is in %v, %v; want %v", w, got.Docs(), err, want)
		}
		led, err := r.Words(t.Context(), w[:2], w, 100)
		// What was there a moment ago may still be led to.
		if err != nil || len(want) > 0 && !slices.Contains(led, w) {
			t.Fatalf("%s leads to %v, %v; it is in %v", w[:2], led, err, want)
		}
	}
}

func TestWhatIsChangedIsFound(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, whatIsChangedIsFound)
}

func whatIsChangedIsFound(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	x := posting.New(db, beginnings)
	rng, s := rand.New(rand.NewPCG(1, 2)), shelf{} //nolint:gosec // the same each time
	words := strings.Fields("alpha alpine beta bet gamma game delta deli")
	for i := range 150 {
		var l []string
		for _, w := range words {
			if rng.IntN(3) == 0 {
				l = append(l, w)
			}
		}
		s.change(t, db, x, uint32(rng.IntN(20))*40_000, l...)
		if i%37 == 0 {
			if err := x.Fold(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if i%30 == 0 {
			s.check(t, x, words)
		}
	}
	for doc := range s {
		s.change(t, db, x, doc)
	}
	if err := x.Fold(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.check(t, x, words)
	var rows int
	err := db.One(t.Context(), []any{&rows}, `SELECT (SELECT COUNT(*) FROM posting) + (SELECT COUNT(*) FROM posting_word) + (SELECT COUNT(*) FROM posting_affix) + (SELECT COUNT(*) FROM posting_recent)`)
	if err != nil || rows != 0 {
		t.Errorf("%d rows are left of nothing, %v", rows, err)
	}
}

// impatient is a context that ends after it was asked some times.
type impatient struct {
	context.Context //nolint:containedctx // it is one
	left            int
}

func (c *impatient) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return c.Context.Err()
}

func (c *impatient) Done() <-chan struct{} {
	done := make(chan struct{})
	if c.Err() != nil {
		close(done)
	}
	return done
}

func TestAFoldThatIsCutOffIsDoneAgain(t *testing.T) {
	t.Parallel()
	db := sqlstoretest.At(t, sqlstoretest.File(t))
	x := posting.New(db, beginnings)
	s, words := shelf{}, []string{}
	for i := range 1200 { // more than a transaction has
		words = append(words, fmt.Sprintf("w%04d", i))
	}
	s.change(t, db, x, 1, words[:900]...)
	s.change(t, db, x, 2, words[300:]...)
	cut := 0
	for n := 1; ; n += 300 {
		err := x.Fold(&impatient{t.Context(), n})
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "cancel") {
			t.Fatal(err)
		}
		cut++
		s.check(t, x, words[280:320])
		s.change(t, db, x, 2, words[300:1200-cut]...)
		s.check(t, x, words[1150:])
	}
	if cut == 0 {
		t.Error("it was not cut off")
	}
	s.check(t, x, words)
	// How many documents have a word is still right: those with more come first.
	r, err := x.Reader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Ranked(t.Context(), "w0", 600)
	if slices.Sort(l); err != nil || !slices.Equal(l, words[300:900]) {
		t.Errorf("%d words are in both, %v", len(l), err)
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]posting.Column{"bytes": 1, "numbers": posting.Narrow} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := sqlstoretest.At(t, sqlstoretest.File(t))
			x := posting.New(db, beginnings)
			rng := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same each time
			v, all := posting.Values{}, []posting.Place{}
			steps := posting.Coarse{Column: 2, Step: func(v int64) int64 { return v/10 + 1 }}
			for doc := uint32(0); doc < 60_000; doc += 1 + uint32(rng.IntN(90)) {
				p := posting.Place{Doc: doc}
				if rng.IntN(5) > 0 { // others have never been put
					p.Value = int64(rng.IntN(100))
					v.Put(c, doc, p.Value)
					if doc%3 > 0 { // an older program has not put it
						v.Put(steps.Column, doc, steps.Step(p.Value))
					}
				}
				all = append(all, p)
			}
			if err := db.WriteSoon(t.Context(), func(tx *sqlstore.Tx) error { return v.Write(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
			r, err := x.Reader(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, descending := range []bool{false, true} {
				slices.SortFunc(all, func(a, b posting.Place) int {
					n := int(a.Value-b.Value)*1_000_000 + int(a.Doc) - int(b.Doc)
					if descending {
						return -n
					}
					return n
				})
				for _, keep := range []int{1, 7, 400} { // all of them, or few far apart
					var docs []uint32
					var want []posting.Place
					for i, p := range all {
						if i%keep == 0 {
							docs, want = append(docs, p.Doc), append(want, p)
						}
					}
					var got []posting.Place
					o := posting.Order{Column: c, Descending: descending}
					if c == posting.Narrow {
						o.Coarse = &steps
					}
					for {
						page, err := r.First(t.Context(), posting.Of(docs...), o, 30)
						if err != nil {
							t.Fatal(err)
						}
						if len(page) == 0 {
							break
						}
						got = append(got, page...)
						o.After = &got[len(got)-1]
					}
					if !slices.Equal(got, want) {
						t.Errorf("descending %v, one of %d: %d places, want %d", descending, keep, len(got), len(want))
					}
				}
			}
			docs := make([]uint32, len(all))
			n := 0
			for i, p := range all {
				docs[i] = p.Doc
				if p.Value >= 20 && p.Value <= 40 {
					n++
				}
			}
			if s, err := r.Within(t.Context(), posting.Of(docs...), c, 20, 40); err != nil || s.Len() != n {
				t.Errorf("within 20 and 40: %d, %v; want %d", s.Len(), err, n)
			}
			l, err := r.Split(t.Context(), posting.Of(docs...), c, 2, func(v int64) int {
				if v >= 60 {
					return -1
				}
				return int(v/20) - 1
			}) // 20 to 39, 40 to 59, and the others
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range all {
				for i, s := range l {
					if s.Has(p.Doc) != (int(p.Value/20) == i+1) {
						t.Errorf("%d with %d is in part %d: %v", p.Doc, p.Value, i, s.Has(p.Doc))
					}
				}
			}
		})
	}
}

func TestDerive(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		db := open(t)
		x, wide, narrow := posting.New(db, beginnings), posting.Narrow, posting.Column(3)
		half := func(v int64) int64 { return v / 2 }
		if err := x.Derive(t.Context(), wide, narrow, half); err != nil {
			t.Fatal("of nothing:", err)
		}
		put := func(c posting.Column, doc uint32, n int64) {
			t.Helper()
			v := posting.Values{}
			v.Put(c, doc, n)
			if err := db.WriteSoon(t.Context(), func(tx *sqlstore.Tx) error { return v.Write(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
		}
		put(wide, 7, 100)
		put(wide, 20_000, 40)
		for range 2 { // the second time it is there
			if err := x.Derive(t.Context(), wide, narrow, half); err != nil {
				t.Fatal(err)
			}
		}
		r, err := x.Reader(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.First(t.Context(), posting.Of(7, 20_000), posting.Order{Column: narrow}, 5)
		if err != nil || !slices.Equal(l, []posting.Place{{Value: 20, Doc: 20_000}, {Value: 50, Doc: 7}}) {
			t.Errorf("derived %v, %v", l, err)
		}
	})
}
