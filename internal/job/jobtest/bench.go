package jobtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

func (b bench) claimed() {
	b.add("c")
	b.add("a", func(j *job.Job) { j.Next, j.Created = b.in(-time.Hour), b.in(-time.Hour) })
	b.add("b", func(j *job.Job) { j.Kind = "foreign" })
	b.add("d", func(j *job.Job) { j.Kind = "other" })
	jobs := b.claim(0, 2)
	b.want("first", ids(jobs), "a c ")
	if j := jobs[0]; j.State != job.Running || j.Attempt != 1 || string(j.Payload) != `{"n":1}` || !j.Updated.Equal(b.now) {
		b.Errorf("claimed %+v", j)
	}
	b.want("then", ids(b.claim(0, 9)), "d ")
	b.want("of no kind", ids(b.claim(0, 9, func(t *job.Take) { t.Kinds = nil })), "")
	b.state("b", job.Waiting)
}

func (b bench) notYetDue() {
	b.add("later", func(j *job.Job) { j.Next = b.in(time.Minute) })
	b.add("now")
	b.want("only another", ids(b.claim(0, 9, func(t *job.Take) { t.Only = "later" })), "")
	b.want("now", ids(b.claim(0, 9)), "now ")
	b.want("in a minute", ids(b.claim(time.Minute, 9, func(t *job.Take) { t.Only = "later" })), "later ")
}

func (b bench) takenOver() {
	b.add("a")
	_, first := b.one(0)
	_, err := b.s.Renew(b.Context(), first, b.in(2*lease))
	b.must(err)
	b.want("while it is held", ids(b.claim(2*lease-time.Second, 9)), "")
	j, _ := b.one(2 * lease)
	if j.Attempt != 2 || j.State != job.Running {
		b.Errorf("taken over as attempt %d, %s", j.Attempt, j.State)
	}
}

func (b bench) broken() {
	b.add("a")
	b.add("b")
	_, of := b.one(0, func(t *job.Take) { t.Holder = "dead" })
	b.one(0, func(t *job.Take) { t.Holder = "alive" })
	holders, err := b.s.Holders(b.Context())
	b.must(err)
	if len(holders) != 2 {
		b.Errorf("holders are %v", holders)
	}
	b.must(b.s.Break(b.Context(), "dead"))
	b.want("at once", ids(b.claim(0, 9)), "a ")
	b.is(fault.Stale, b.s.Finish(b.Context(), of, job.Outcome{State: job.Done}, b.now))
	if holders, err = b.s.Holders(b.Context()); err != nil || len(holders) != 2 {
		b.Errorf("holders are %v, %v", holders, err)
	}
}

func (b bench) fenced() {
	b.add("a")
	_, old := b.one(0)
	_, young := b.one(lease)
	try := func(c job.Claim) []error {
		_, renew := b.s.Renew(b.Context(), c, b.in(time.Hour))
		_, record := b.s.Record(b.Context(), c, job.Step{Name: fmt.Sprint(c.Attempt), At: b.now, Result: []byte(`1`)})
		_, event := b.s.Append(b.Context(), c, b.now, []byte(`1`))
		return []error{renew, record, event, b.s.Finish(b.Context(), c, job.Outcome{State: job.Done}, b.now)}
	}
	for _, err := range try(old) {
		b.is(fault.Stale, err)
	}
	for _, err := range try(young) {
		b.must(err)
	}
	for _, err := range append(try(young), try(job.Claim{ID: "unknown", Attempt: 1})...) {
		b.is(fault.Stale, err)
	}
	steps, err := b.s.Steps(b.Context(), "a")
	b.must(err)
	if len(steps) != 1 || steps[0].Name != "2" {
		b.Errorf("steps are %v, want the young worker's alone", steps)
	}
	b.state("a", job.Done)
}

func (b bench) recorded() {
	b.add("a")
	_, c := b.one(0)
	for i, name := range []string{"z", "a", "m"} {
		result := fmt.Sprintf(`{"i": %d}`, i)
		kept, err := b.s.Record(b.Context(), c, job.Step{Name: name, At: b.in(time.Duration(i)), Result: []byte(result)})
		b.must(err)
		b.want("kept of "+name, string(kept), result)
	}
	kept, err := b.s.Record(b.Context(), c, job.Step{Name: "a", At: b.now, Result: []byte(`"other"`)})
	b.must(err)
	b.want("kept of a recorded twice", string(kept), `{"i": 1}`)
	steps, err := b.s.Steps(b.Context(), "a")
	b.must(err)
	all := ""
	for _, s := range steps {
		all += fmt.Sprintf("%s=%s ", s.Name, s.Result)
	}
	b.want("steps", all, `z={"i": 0} a={"i": 1} m={"i": 2} `)
}

func (b bench) placed() {
	first := b.add("a", func(j *job.Job) { j.Created = b.in(-time.Minute) })
	second := b.add("b")
	b.add("c", func(j *job.Job) { j.Kind = "other"; j.Created = b.in(-time.Hour) })
	third := b.add("d")
	for _, c := range []struct {
		of     job.Job
		before string
	}{{first, "0"}, {second, "1"}, {third, "2"}} {
		n, err := b.s.Before(b.Context(), c.of)
		b.must(err)
		b.want("jobs before "+string(c.of.ID), fmt.Sprint(n), c.before)
	}
	_, err := b.s.Cancel(b.Context(), "a", b.now)
	b.must(err)
	n, err := b.s.Before(b.Context(), third)
	b.must(err)
	b.want("jobs that wait before d", fmt.Sprint(n), "1")
}

func (b bench) counted() {
	b.add("a")
	_, c := b.one(0)
	for _, name := range []string{"done 1", "done 12", "failed 3", "Done 4", "done%"} {
		_, err := b.s.Record(b.Context(), c, job.Step{Name: name, At: b.now, Result: []byte(`{"of": "` + name + `"}`)})
		b.must(err)
	}
	for prefix, want := range map[string]string{"done ": "2", "done": "3", "done%": "1", "": "5", "好": "0"} {
		n, err := b.s.Count(b.Context(), "a", prefix)
		b.must(err)
		b.want("steps that begin with "+prefix, fmt.Sprint(n), want)
	}
	n, err := b.s.Count(b.Context(), "b", "")
	b.must(err)
	b.want("steps of no job", fmt.Sprint(n), "0")
	step, err := b.s.Step(b.Context(), "a", "failed 3")
	b.must(err)
	b.want("a step", string(step.Result), `{"of": "failed 3"}`)
	_, err = b.s.Step(b.Context(), "a", "failed")
	b.is(fault.NotFound, err)
}

func (b bench) logged() {
	b.add("a")
	b.add("other")
	_, c := b.one(0, func(t *job.Take) { t.Only = "a" })
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := b.s.Append(b.Context(), c, b.now, []byte(`{"said": "å 字"}`)); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
	events, err := b.s.Events(b.Context(), "a", 3, 4)
	b.must(err)
	got := ""
	for _, e := range events {
		got += fmt.Sprint(e.Seq, " ")
		if string(e.Data) != `{"said": "å 字"}` || !e.At.Equal(b.now) {
			b.Errorf("event %s at %v", e.Data, e.At)
		}
	}
	b.want("four after the third", got, "4 5 6 7 ")
	if events, err = b.s.Events(b.Context(), "other", 0, 9); err != nil || len(events) > 0 {
		b.Errorf("another job has the events %v, %v", events, err)
	}
}

func (b bench) claimedTogether() {
	const jobs = 40
	for i := range jobs {
		b.add(job.ID(fmt.Sprint(i)))
	}
	var mu sync.Mutex
	times := map[job.ID]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for got := b.claim(0, 3); len(got) > 0; got = b.claim(0, 3) {
				mu.Lock()
				for _, j := range got {
					times[j.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, n := range times {
		if n != 1 {
			b.Errorf("job %s was claimed %d times", id, n)
		}
	}
	if len(times) != jobs {
		b.Errorf("%d of %d jobs were claimed", len(times), jobs)
	}
}

func (b bench) deadly() {
	b.add("a")
	now := time.Duration(0)
	for range job.MaxDeaths - 1 {
		b.one(now)
		now += lease
	}
	_, c := b.one(now)
	_, err := b.s.Record(b.Context(), c, job.Step{Name: "it gets on", At: b.now, Result: []byte(`1`)})
	b.must(err)
	for range job.MaxDeaths - 1 {
		now += lease
		b.one(now)
	}
	b.state("a", job.Running)
	b.want("after too many deaths", ids(b.claim(now+lease, 9)), "")
	if j := b.find("a"); j.State != job.Failed || j.Failure == nil || j.Failure.Kind != fault.Exhausted {
		b.Errorf("the job is %s with failure %v", j.State, j.Failure)
	}
}

func (b bench) finished() {
	failure := &job.Failure{Kind: fault.Invalid, Message: "the file is empty"}
	later := b.in(time.Minute)
	for id, o := range map[job.ID]job.Outcome{
		"done":     {State: job.Done, Result: json.RawMessage(`{"sum": 2}`), Verdict: "even"},
		"failed":   {State: job.Failed, Result: json.RawMessage(`[]`), Failure: failure},
		"canceled": {State: job.Canceled},
		"again":    {State: job.Waiting, Failure: failure, Retries: 1, Next: later},
	} {
		b.add(id)
		_, c := b.one(0)
		b.must(b.s.Finish(b.Context(), c, o, b.in(time.Second)))
		j := b.find(id)
		got := job.Outcome{State: j.State, Result: j.Result, Failure: j.Failure, Verdict: j.Verdict, Retries: j.Retries, Next: j.Next}
		if !reflect.DeepEqual(got, o) || !j.Updated.Equal(b.in(time.Second)) {
			b.Errorf("finished with %+v, found %+v", o, got)
		}
	}
	done, err := b.s.List(b.Context(), job.Filter{States: []job.State{job.Done}})
	b.must(err)
	if len(done) != 1 || done[0].Verdict != "even" || done[0].Result != nil {
		b.Errorf("the list has %+v, want the verdict without the result", done)
	}
	b.want("before it is due again", ids(b.claim(time.Second, 9)), "")
	if j, _ := b.one(time.Minute); j.ID != "again" || j.Attempt != 2 {
		b.Errorf("claimed %s, attempt %d", j.ID, j.Attempt)
	}
	holders, err := b.s.Holders(b.Context())
	if err != nil || len(holders) != 1 {
		b.Errorf("holders are %v, %v", holders, err)
	}
}
