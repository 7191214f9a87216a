package hub_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

var (
	benchRepos = flag.Int("repos", 20_000, "how many repositories the catalogue of the benchmark has")
	benchFile  = flag.String("catalogue", "", "a database to keep the catalogue of the benchmark in; it is made if it is not there")
	benchCPU   = flag.Bool("cpu-time", false, "measure processor time, on a machine that does other things too")
	benchCards = flag.String("cards", "", "a file of real model cards, a line of JSON each with id, domain and description, that the catalogue is made of")
)

// catalogue opens a catalogue of n repositories.
func catalogue(b *testing.B, n int) *sqlhub.Store {
	b.Helper()
	file := *benchFile
	if file == "" {
		file = filepath.Join(b.TempDir(), "tenon.db")
	}
	db, err := sqlstore.Open(b.Context(), file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	s := sqlhub.New(db)
	ids, err := s.IDs(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d repositories are there", len(ids))
	if err := s.Tidy(b.Context()); err != nil { // of an older program
		b.Fatal(err)
	}
	c, begun := newCommunity(n, realCards(b)), time.Now()
	for i := range min(len(ids), n) { // one that was cut off is gone on with
		c.repo(i)
	}
	for i := len(ids); i < n; {
		var repos []hub.Repo
		var known []facts.Facts
		for ; i < n && len(repos) < 20_000; i++ {
			r, f := c.repo(i)
			repos, known = append(repos, r), append(known, f)
		}
		if err := s.Fill(b.Context(), repos, known); err != nil {
			b.Fatal(err)
		}
		if err := s.Tidy(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d repositories in %v", n, time.Since(begun).Round(time.Millisecond))
	return s
}

// asked is a query of the mix that is published, testdata/queries.jsonl.
type asked struct {
	Kind       string   `json:"kind"` // of query; what lists is of kinds "list …"
	Text       string   `json:"text,omitempty"`
	Labels     []string `json:"labels,omitempty"`
	Owner      string   `json:"owner,omitempty"`
	Parameters [2]int64 `json:"parameters,omitzero"`
	Sort       hub.Sort `json:"sort"`
	Ascending  bool     `json:"ascending,omitempty"`
	Deep       int      `json:"deep,omitempty"` // how many come before the page
}

func (q asked) query(limit int) hub.Query {
	return hub.Query{
		Kind: hub.Model, Text: q.Text, Labels: q.Labels, Owner: ref.Owner(q.Owner), Parameters: q.Parameters, Sort: q.Sort, Ascending: q.Ascending, Limit: limit,
	}
}

func mix(b *testing.B) (l []asked) {
	b.Helper()
	f, err := os.Open("testdata/queries.jsonl")
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for d := json.NewDecoder(f); ; {
		var q asked
		switch err := d.Decode(&q); {
		case errors.Is(err, io.EOF):
			return l
		case err != nil:
			b.Fatal(err)
		}
		l = append(l, q)
	}
}

const pageOf = 20

// clock is the time, or with -cpu-time the processor time of this thread:
// others that use the machine do not count.
func clock(b *testing.B) time.Duration {
	b.Helper()
	if !*benchCPU {
		return time.Since(start)
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(rusageThread, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const rusageThread = 1 // RUSAGE_THREAD of getrusage(2)

var start = time.Now()

// list answers a query, and says how many it found and how long it took.
func (q asked) list(b *testing.B, s *sqlhub.Store) (n int, took time.Duration) {
	b.Helper()
	query := q.query(pageOf)
	if q.Deep > 0 {
		_, more, err := s.List(b.Context(), q.query(q.Deep))
		if err != nil {
			b.Fatal(err)
		}
		query.After = more
	}
	begun := clock(b)
	l, _, err := s.List(b.Context(), query)
	took = clock(b) - begun
	if err != nil {
		b.Fatalf("%+v: %v", q, err)
	}
	return len(l), took
}

// report prints medians and 99th percentiles by kind of query and of all.
func report(b *testing.B, took map[string][]time.Duration) {
	b.Helper()
	var s strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(took)) {
		l := took[kind]
		slices.Sort(l)
		fmt.Fprintf(&s, "\n%-22s %5d  p50 %8v  p99 %8v", kind, len(l), l[len(l)/2].Round(10*time.Microsecond), l[len(l)*99/100].Round(10*time.Microsecond))
	}
	b.Log(s.String()) // in one, since only some lines are shown
	all := took["all"]
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkCatalogue asks a catalogue the mix of queries. With -repos 1000000
// it is the one that is measured: 99 of 100 searches in less than 30 ms, of
// lists in less than 15.
func BenchmarkCatalogue(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	s := catalogue(b, *benchRepos)
	queries := mix(b)
	for name, lists := range map[string]bool{"search": false, "list": true} {
		b.Run(name, func(b *testing.B) {
			runtime.LockOSThread()
			took := map[string][]time.Duration{}
			for b.Loop() {
				for _, q := range queries {
					if strings.HasPrefix(q.Kind, "list") != lists {
						continue
					}
					n, d := q.list(b, s)
					took[q.Kind], took["all"] = append(took[q.Kind], d), append(took["all"], d)
					if q.Kind == "common" && n == 0 {
						b.Errorf("%+v finds nothing", q)
					}
				}
			}
			report(b, took)
		})
	}
	b.Run("facets", func(b *testing.B) {
		runtime.LockOSThread()
		took := map[string][]time.Duration{}
		for b.Loop() {
			for _, q := range queries {
				begun := clock(b)
				if _, err := s.Facets(b.Context(), q.query(1)); err != nil {
					b.Fatal(err)
				}
				d := clock(b) - begun
				took[q.Kind], took["all"] = append(took[q.Kind], d), append(took["all"], d)
			}
		}
		report(b, took)
	})
	b.Run("describe", func(b *testing.B) {
		runtime.LockOSThread()
		c := newCommunity(*benchRepos, realCards(b))
		took := map[string][]time.Duration{}
		for b.Loop() {
			for range 300 {
				r, f := c.repo(int(time.Now().UnixNano() % 1e9))
				if err := s.Add(b.Context(), r); err != nil {
					b.Fatal(err)
				}
				begun := clock(b)
				if err := s.Describe(b.Context(), r.ID, "abc", f); err != nil {
					b.Fatal(err)
				}
				took["all"] = append(took["all"], clock(b)-begun)
			}
			begun := clock(b)
			if err := s.Tidy(b.Context()); err != nil {
				b.Fatal(err)
			}
			took["tidy"] = append(took["tidy"], clock(b)-begun)
		}
		report(b, took)
	})
}
