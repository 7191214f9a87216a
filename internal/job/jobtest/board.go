package jobtest

import (
	"fmt"
	"reflect"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

func (b bench) added() {
	want := b.add("a")
	if got := b.find("a"); !reflect.DeepEqual(got, want) {
		b.Errorf("added %+v\nfound %+v", want, got)
	}
	b.is(fault.Conflict, b.s.Add(b.Context(), want))
	_, err := b.s.Find(b.Context(), "unknown")
	b.is(fault.NotFound, err)
	if j := b.add("bare", func(j *job.Job) { j.Payload = nil }); b.find("bare").Payload != nil {
		b.Errorf("job %s was given a payload", j.ID)
	}
}

func (b bench) addedTogether() {
	b.add("one")
	j := b.find("one")
	two, three := j, j
	two.ID, three.ID, two.Share = "two", "three", "ada"
	b.must(b.s.Add(b.Context(), j, two, three))
	if got := b.find("two"); got.Share != "ada" {
		b.Errorf("its share is %q", got.Share)
	}
	b.is(fault.Conflict, b.s.Add(b.Context(), two, three))
	l, err := b.s.List(b.Context(), job.Filter{})
	b.must(err)
	if len(l) != 3 {
		b.Errorf("there are %d jobs", len(l))
	}
}

func (b bench) shared() {
	for _, id := range []job.ID{"a1", "a2", "b1", "c1"} {
		b.add(id, func(j *job.Job) { j.Share = map[byte]string{'a': "ada", 'b': "bob"}[id[0]] })
	}
	busy := func(l ...string) func(*job.Take) { return func(t *job.Take) { t.Busy = l } }
	b.want("without those of ada", ids(b.claim(0, 1, busy("ada"))), "b1 ")
	b.want("without those of ada and bob", ids(b.claim(0, 9, busy("ada", "bob"))), "c1 ")
	b.want("of all", ids(b.claim(0, 9)), "a1 a2 ")
}

func (b bench) listed() {
	for i := range 7 {
		b.add(job.ID(fmt.Sprint(9-i)), func(j *job.Job) { // the IDs fall as the times rise
			j.Created = b.in(time.Duration(i) * time.Second)
			j.Next = j.Created
			if i%2 == 1 {
				j.Owner, j.Kind = "bob", "other"
			}
		})
	}
	b.claim(time.Hour, 1) // the oldest, 9
	list := func(f job.Filter) string {
		b.Helper()
		jobs, err := b.s.List(b.Context(), f)
		b.must(err)
		for _, j := range jobs {
			if j.Payload != nil || j.Title == "" {
				b.Errorf("job %s of a list has payload %s and title %q", j.ID, j.Payload, j.Title)
			}
		}
		return ids(jobs)
	}
	b.want("all", list(job.Filter{}), "3 4 5 6 7 8 9 ")
	b.want("a page", list(job.Filter{Limit: 3}), "3 4 5 ")
	b.want("the next page", list(job.Filter{Limit: 3, Before: "5"}), "6 7 8 ")
	b.want("of bob", list(job.Filter{Owner: "bob"}), "4 6 8 ")
	b.want("of bob's kind", list(job.Filter{Kind: "other"}), "4 6 8 ")
	b.want("of nobody", list(job.Filter{Owner: "nobody"}), "")
	b.want("running", list(job.Filter{States: []job.State{job.Running, job.Done}}), "9 ")
	b.want("ada's waiting", list(job.Filter{Owner: "ada", States: []job.State{job.Waiting}, Limit: 2}), "3 5 ")
}

func (b bench) canceledWaiting() {
	b.add("a")
	j, err := b.s.Cancel(b.Context(), "a", b.in(time.Second))
	b.must(err)
	if j.State != job.Canceled || !j.Updated.Equal(b.in(time.Second)) {
		b.Errorf("canceled job is %s, updated %v", j.State, j.Updated)
	}
	b.want("claimed", ids(b.claim(time.Hour, 9)), "")
	_, err = b.s.Cancel(b.Context(), "a", b.now)
	b.is(fault.Conflict, err)
	_, err = b.s.Cancel(b.Context(), "unknown", b.now)
	b.is(fault.NotFound, err)
}

func (b bench) canceledRunning() {
	b.add("a")
	_, c := b.one(0)
	if cancel, err := b.s.Renew(b.Context(), c, b.in(lease)); cancel || err != nil {
		b.Errorf("cancel is %v before anybody asked, %v", cancel, err)
	}
	j, err := b.s.Cancel(b.Context(), "a", b.now)
	b.must(err)
	if j.State != job.Running || !j.Cancel {
		b.Errorf("the job is %s, cancel %v", j.State, j.Cancel)
	}
	if cancel, err := b.s.Renew(b.Context(), c, b.in(lease)); !cancel || err != nil {
		b.Errorf("cancel is %v after somebody asked, %v", cancel, err)
	}
	b.want("claimed after its worker died", ids(b.claim(time.Hour, 9)), "")
	b.state("a", job.Canceled)
}

func (b bench) swept() {
	for _, id := range []job.ID{"old", "new", "waits"} {
		b.add(id)
	}
	_, c := b.one(0, func(t *job.Take) { t.Only = "old" })
	_, err := b.s.Record(b.Context(), c, job.Step{Name: "one", At: b.now, Result: []byte(`1`)})
	b.must(err)
	_, err = b.s.Append(b.Context(), c, b.now, []byte(`{}`))
	b.must(err)
	b.must(b.s.Finish(b.Context(), c, job.Outcome{State: job.Done}, b.in(time.Minute)))
	_, err = b.s.Cancel(b.Context(), "new", b.in(time.Hour))
	b.must(err)
	n, err := b.s.Sweep(b.Context(), b.in(time.Hour))
	b.must(err)
	all, err := b.s.List(b.Context(), job.Filter{})
	b.must(err)
	if n != 1 || len(all) != 2 {
		b.Errorf("swept %d, left %s", n, ids(all))
	}
	steps, err := b.s.Steps(b.Context(), "old")
	b.must(err)
	events, err := b.s.Events(b.Context(), "old", 0, 9)
	b.must(err)
	if len(steps)+len(events) > 0 {
		b.Errorf("left %d steps and %d events", len(steps), len(events))
	}
}
