// Package jobtest is the contract of job.Store, as tests that every store
// passes.
package jobtest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

// Store tests the stores that open opens, each of them empty.
func Store(t *testing.T, open func(t *testing.T) job.Store) {
	t.Helper()
	for name, test := range map[string]func(bench){
		"a job is found as it was added":             bench.added,
		"jobs are added together":                    bench.addedTogether,
		"who has its share is passed over":           bench.shared,
		"a list has pages, newest first":             bench.listed,
		"waiting jobs are canceled at once":          bench.canceledWaiting,
		"running jobs hear that they are canceled":   bench.canceledRunning,
		"ended jobs are swept with all they had":     bench.swept,
		"jobs are claimed in order, once":            bench.claimed,
		"only due jobs are claimed":                  bench.notYetDue,
		"a lease that ended is taken over":           bench.takenOver,
		"leases of the dead are broken":              bench.broken,
		"a lost claim is fenced":                     bench.fenced,
		"a step is recorded once":                    bench.recorded,
		"steps are counted by their names":           bench.counted,
		"a job that waits has a place":               bench.placed,
		"events are numbered and read from anywhere": bench.logged,
		"many claim at once":                         bench.claimedTogether,
		"what kills its workers fails":               bench.deadly,
		"an outcome is kept":                         bench.finished,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(bench{t, open(t), time.UnixMicro(1_700_000_000_000_000)})
		})
	}
}

// bench is a store under test; its clock stands still at now.
type bench struct {
	*testing.T
	s   job.Store
	now time.Time
}

const lease = 10 * time.Second

func (b bench) in(d time.Duration) time.Time { return b.now.Add(d) }

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b bench) is(kind fault.Kind, err error) {
	b.Helper()
	if !fault.Is(err, kind) {
		b.Errorf("got %v, want a fault of kind %s", err, kind)
	}
}

func (b bench) add(id job.ID, change ...func(*job.Job)) job.Job {
	b.Helper()
	j := job.Job{
		ID: id, Kind: "sum", Owner: "ada", Title: "Add up", State: job.Waiting, Payload: json.RawMessage(`{"n":1}`),
		Retries: 2, Created: b.now, Updated: b.now, Next: b.now,
	}
	for _, c := range change {
		c(&j)
	}
	b.must(b.s.Add(b.Context(), j))
	return j
}

func (b bench) find(id job.ID) job.Job {
	b.Helper()
	j, err := b.s.Find(b.Context(), id)
	b.must(err)
	return j
}

// claim takes at most most jobs at a time after now, and returns their IDs.
func (b bench) claim(after time.Duration, most int, change ...func(*job.Take)) []job.Job {
	b.Helper()
	take := job.Take{Kinds: []job.Kind{"sum", "other"}, Max: most, Holder: "worker", Now: b.in(after), Until: b.in(after + lease)}
	for _, c := range change {
		c(&take)
	}
	jobs, err := b.s.Claim(b.Context(), take)
	b.must(err)
	return jobs
}

// one claims a single job.
func (b bench) one(after time.Duration, change ...func(*job.Take)) (job.Job, job.Claim) {
	b.Helper()
	jobs := b.claim(after, 1, change...)
	if len(jobs) != 1 {
		b.Fatalf("claimed %d jobs, want one", len(jobs))
	}
	return jobs[0], job.Claim{ID: jobs[0].ID, Attempt: jobs[0].Attempt}
}

func ids(jobs []job.Job) (s string) {
	for _, j := range jobs {
		s += string(j.ID) + " "
	}
	return s
}

func (b bench) want(what, got, want string) {
	b.Helper()
	if got != want {
		b.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func (b bench) state(id job.ID, want job.State) {
	b.Helper()
	if got := b.find(id).State; got != want {
		b.Errorf("job %s is %s, want %s", id, got, want)
	}
}
