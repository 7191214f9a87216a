package dashscope

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/later"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// Kind is that of the jobs that are tasks.
const Kind job.Kind = "dashscope.task"

// Queue keeps the tasks.
type Queue interface {
	Add(ctx context.Context, n job.New) (job.Job, error)
	Find(ctx context.Context, id job.ID) (job.Job, error)
	List(ctx context.Context, f job.Filter) ([]job.Job, error)
	Cancel(ctx context.Context, id job.ID) (job.Job, error)
	// Before is how many jobs of its kind wait that were added before j.
	Before(ctx context.Context, j job.Job) (int, error)
}

// The states of tasks.
const (
	pending   = "PENDING"
	running   = "RUNNING"
	succeeded = "SUCCEEDED"
	failed    = "FAILED"
	canceled  = "CANCELED"
	unknown   = "UNKNOWN"
)

// deferred reports whether a client wants a task.
func deferred(r *http.Request) bool { return r.Header.Get("X-DashScope-Async") == "enable" }

// again is r with the body that was read of it.
func again(r *http.Request, c asked.Call) *http.Request {
	b, err := json.Marshal(c.Request)
	if err != nil {
		panic(fmt.Sprintf("dashscope: write a request again: %v", err)) // it was read as JSON
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return r
}

// begin makes a task of a request.
func (s server) begin(ctx context.Context, w http.ResponseWriter, c asked.Call) {
	body, err := json.Marshal(c.Request)
	owner := account.From(ctx).Owner()
	var payload []byte
	if err == nil {
		payload, err = json.Marshal(later.Request{Base: c.Base, Path: c.R.URL.Path, Body: body})
	}
	var j job.Job
	if err == nil {
		j, err = s.Queue.Add(ctx, job.New{Kind: Kind, Owner: owner, Share: owner, Title: c.Model, Payload: payload, Retries: 2})
	}
	if err != nil {
		s.fail(w, c.R, err)
		return
	}
	s.answer(w, dashscope.Answer{Output: map[string]string{"task_id": string(j.ID), "task_status": pending}})
}

// Worker does tasks.
type Worker struct {
	Serve http.Handler // the server's, for requests that have their actor
}

// done is how a task ended.
type done struct {
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}

// Handle does a task.
func (k Worker) Handle(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	var req later.Request
	if err := json.Unmarshal(t.Payload(), &req); err != nil {
		return nil, fmt.Errorf("read a task: %w", err)
	}
	a, err := later.Do(ctx, k.Serve, req)
	if err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	if !json.Valid(a.Body) {
		return nil, fmt.Errorf("the answer to %s is no JSON", req.Path)
	}
	t.Verdict(succeeded)
	if a.Status != http.StatusOK {
		t.Verdict(failed)
	}
	result, err := json.Marshal(done{a.Status, a.Body})
	if err == nil && (a.Status == http.StatusServiceUnavailable || a.Status == http.StatusTooManyRequests) {
		var f dashscope.Failure
		_ = json.Unmarshal(a.Body, &f)                               // without a message it fails all the same
		return result, fault.New(fault.Unavailable, "%s", f.Message) // and is tried again
	}
	return result, err
}

func state(j job.Job) string {
	switch j.State {
	case job.Waiting:
		return pending
	case job.Running:
		return running
	case job.Canceled:
		return canceled
	case job.Failed:
		return failed
	case job.Done:
		if j.Verdict == failed {
			return failed
		}
	}
	return succeeded
}

const stamp = "2006-01-02 15:04:05.000"

// mine finds a task of the actor.
func (s server) mine(ctx context.Context, id string) (job.Job, error) {
	j, err := s.Queue.Find(ctx, job.ID(id))
	if fault.Is(err, fault.NotFound) || err == nil && (j.Kind != Kind || j.Owner != account.From(ctx).Owner()) {
		return j, fault.New(fault.NotFound, "there is no task %.60q, or it is not yours", id)
	}
	return j, err
}

// task tells how a task stands. One that is not there is unknown, and no failure.
func (s server) task(w http.ResponseWriter, r *http.Request) {
	j, err := s.mine(r.Context(), r.PathValue("id"))
	if fault.Is(err, fault.NotFound) {
		s.answer(w, dashscope.Answer{Output: map[string]string{"task_id": r.PathValue("id"), "task_status": unknown}})
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := map[string]any{"task_id": string(j.ID), "task_status": state(j), "submit_time": j.Created.Format(stamp), "scheduled_time": j.Created.Format(stamp)}
	var usage any
	if j.State == job.Waiting {
		var before int
		before, err = s.Queue.Before(r.Context(), j)
		out["queue_position"] = before + 1
	}
	if j.State.Ended() {
		out["end_time"] = j.Updated.Format(stamp)
		usage, err = outcome(j, out)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.answer(w, dashscope.Answer{Output: out, Usage: usage})
}

// outcome adds what a task has made, or why it failed.
func outcome(j job.Job, out map[string]any) (usage any, err error) {
	if len(j.Result) == 0 {
		if j.Failure != nil && j.State == job.Failed {
			out["code"], out["message"] = codes[j.Failure.Kind], j.Failure.Message
		}
		return nil, nil
	}
	var d done
	var body struct {
		Output  map[string]any  `json:"output"`
		Usage   json.RawMessage `json:"usage"`
		Code    string          `json:"code"`
		Message string          `json:"message"`
	}
	if err := json.Unmarshal(j.Result, &d); err != nil {
		return nil, fmt.Errorf("read the result of task %s: %w", j.ID, err)
	}
	if err := json.Unmarshal(d.Body, &body); err != nil {
		return nil, fmt.Errorf("read the answer of task %s: %w", j.ID, err)
	}
	if d.Status != http.StatusOK {
		out["code"], out["message"] = body.Code, body.Message
		return nil, nil
	}
	for k, v := range body.Output {
		out[k] = v
	}
	return body.Usage, nil
}

// cancel ends a task that has not begun.
func (s server) cancel(w http.ResponseWriter, r *http.Request) {
	j, err := s.mine(r.Context(), r.PathValue("id"))
	if err == nil && j.State != job.Waiting {
		err = fault.New(fault.Conflict, "task %s is %s; one that is %s can be canceled", j.ID, state(j), pending)
	}
	if err == nil {
		_, err = s.Queue.Cancel(r.Context(), j.ID)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.answer(w, dashscope.Answer{})
}

// toldTask is a task in a list.
type toldTask struct {
	ID      string `json:"task_id"`
	Status  string `json:"status"`
	Model   string `json:"model_name"`
	Caller  string `json:"caller_uid"`
	Created int64  `json:"gmt_create"`
	Start   int64  `json:"start_time"`
	End     int64  `json:"end_time,omitempty"`
}

// tasks lists tasks, the newest first. It reads the latest 500 of them.
func (s server) tasks(w http.ResponseWriter, r *http.Request) {
	no, size, err := page(r)
	var l []job.Job
	if err == nil {
		l, err = s.Queue.List(r.Context(), job.Filter{Owner: account.From(r.Context()).Owner(), Kind: Kind, Limit: 500})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	all := []toldTask{}
	status, model := r.FormValue("status"), r.FormValue("model_name")
	for _, j := range l {
		t := toldTask{ID: string(j.ID), Status: state(j), Model: j.Title, Caller: j.Owner, Created: j.Created.UnixMilli(), Start: j.Created.UnixMilli()}
		if j.State.Ended() {
			t.End = j.Updated.UnixMilli()
		}
		if (status == "" || status == t.Status) && (model == "" || model == t.Model) && within(r, j.Created) {
			all = append(all, t)
		}
	}
	from, to := min(len(all), (no-1)*size), min(len(all), no*size)
	api.WriteJSON(w, http.StatusOK, map[string]any{
		"request_id": requestID(w), "total": len(all), "total_page": int(math.Ceil(float64(len(all)) / float64(size))), "page_no": no, "page_size": size, "data": all[from:to],
	})
}

// within reports whether a time is one of those that were asked for.
func within(r *http.Request, at time.Time) bool {
	const form = "20060102150405"
	if t, err := time.ParseInLocation(form, r.FormValue("start_time"), time.Local); err == nil && at.Before(t) {
		return false
	}
	t, err := time.ParseInLocation(form, r.FormValue("end_time"), time.Local)
	return err != nil || !at.After(t)
}

func page(r *http.Request) (no, size int, err error) {
	no, size = 1, 10
	for name, into := range map[string]*int{"page_no": &no, "page_size": &size} {
		s := r.FormValue(name)
		if s == "" {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100_000 {
			return 0, 0, fault.New(fault.Invalid, "%s %q is no number from 1 on", name, s)
		}
		*into = n
	}
	return no, min(size, 100), nil
}
