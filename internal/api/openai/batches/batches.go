// Package batches is the Batch API of OpenAI: a file of requests, answered one
// after another by a durable job, and a file of the answers.
package batches

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

// Kind is that of the jobs.
const Kind job.Kind = "openai.batch"

// Queue keeps the jobs.
type Queue interface {
	Add(ctx context.Context, n job.New) (job.Job, error)
	Find(ctx context.Context, id job.ID) (job.Job, error)
	List(ctx context.Context, f job.Filter) ([]job.Job, error)
	Cancel(ctx context.Context, id job.ID) (job.Job, error)
	// Count is how many steps of a job have a name that begins so.
	Count(ctx context.Context, id job.ID, prefix string) (int, error)
	// Step returns one step; an unknown one is a fault of kind NotFound.
	Step(ctx context.Context, id job.ID, name string) (job.Step, error)
}

// Desk takes batches and tells how they stand.
type Desk struct {
	Queue    Queue
	Deposits deposit.Desk
	Fail     func(w http.ResponseWriter, r *http.Request, err error)
}

// order is a batch as it was asked for.
type order struct {
	Input    string            `json:"input_file_id"`
	Endpoint string            `json:"endpoint"`
	Window   string            `json:"completion_window"`
	Metadata map[string]string `json:"metadata,omitempty"`
	Base     string            `json:"base"` // the address under which the server was asked
	Keep     *keep             `json:"output_expires_after,omitempty"`
}

// keep is how long the files of answers are kept; they are for good where it is not said.
type keep struct {
	Anchor  string `json:"anchor"` // "created_at"
	Seconds int64  `json:"seconds"`
}

// outcome is what a batch has made.
type outcome struct {
	Output string `json:"output_file_id,omitempty"`
	Errors string `json:"error_file_id,omitempty"`
	// Expired says that its time was up before all were answered.
	Expired bool `json:"expired,omitempty"`
	counts
}

type counts struct {
	Total     int `json:"total"`
	Completed int `json:"completed"`
	Failed    int `json:"failed"`
}

// endpoints are those that a batch can ask.
var endpoints = []string{"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/moderations", "/v1/images/generations"}

// Create begins a batch.
func (d Desk) Create(w http.ResponseWriter, r *http.Request) {
	var o order
	err := api.ReadJSON(w, r, 1<<20, &o)
	o.Base = api.Base(r)
	if err == nil {
		err = d.check(r.Context(), &o)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	payload, err := json.Marshal(o)
	owner := account.From(r.Context()).Owner()
	var j job.Job
	if err == nil {
		j, err = d.Queue.Add(r.Context(), job.New{
			ID: job.ID(deposit.ID("batch_")), Kind: Kind, Owner: owner, Share: owner, Title: "Batch of " + o.Endpoint, Payload: payload, Retries: 3,
		})
	}
	d.reply(w, r, j, err)
}

func (d Desk) check(ctx context.Context, o *order) error {
	switch {
	case !slices.Contains(endpoints, o.Endpoint):
		return fault.New(fault.Invalid, "a batch cannot ask %q; it can ask %s", o.Endpoint, strings.Join(endpoints, ", "))
	case o.Window != "24h":
		return fault.New(fault.Invalid, "completion_window is %q; it is 24h", o.Window)
	case o.Keep != nil && (o.Keep.Anchor != "created_at" || o.Keep.Seconds < 3600 || o.Keep.Seconds > 30*24*3600):
		return fault.New(fault.Invalid, "output_expires_after has the anchor created_at, and seconds from 3600 to 2592000")
	}
	f, err := d.Deposits.File(ctx, o.Input)
	if err == nil && f.Purpose != "batch" {
		err = fault.New(fault.Invalid, "file %s is for %s; a batch needs one whose purpose is batch", f.ID, f.Purpose)
	}
	return err
}

func (d Desk) reply(w http.ResponseWriter, r *http.Request, j job.Job, err error) {
	var b batch
	if err == nil {
		b, err = d.shown(r.Context(), j)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, b)
}

// find finds a batch of the actor.
func (d Desk) find(ctx context.Context, id string) (job.Job, error) {
	j, err := d.Queue.Find(ctx, job.ID(id))
	if fault.Is(err, fault.NotFound) || err == nil && (j.Kind != Kind || j.Owner != account.From(ctx).Owner()) {
		return j, fault.New(fault.NotFound, "there is no batch %.60q, or it is not yours", id)
	}
	return j, err
}

// Get tells how a batch stands.
func (d Desk) Get(w http.ResponseWriter, r *http.Request) {
	j, err := d.find(r.Context(), r.PathValue("id"))
	d.reply(w, r, j, err)
}

// Cancel ends a batch; what it has done so far comes in its files.
func (d Desk) Cancel(w http.ResponseWriter, r *http.Request) {
	j, err := d.find(r.Context(), r.PathValue("id"))
	if err == nil {
		j, err = d.Queue.Cancel(r.Context(), j.ID)
	}
	d.reply(w, r, j, err)
}

// List lists batches, the newest first.
func (d Desk) List(w http.ResponseWriter, r *http.Request) {
	limit := 20
	if s := r.FormValue("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100 {
			d.Fail(w, r, fault.New(fault.Invalid, "limit %q is no number from 1 to 100", s))
			return
		}
		limit = n
	}
	l, err := d.Queue.List(r.Context(), job.Filter{Owner: account.From(r.Context()).Owner(), Kind: Kind, Before: job.ID(r.FormValue("after")), Limit: limit + 1})
	res := struct {
		Object string  `json:"object"`
		Data   []batch `json:"data"`
		First  string  `json:"first_id,omitempty"`
		Last   string  `json:"last_id,omitempty"`
		More   bool    `json:"has_more"`
	}{Object: "list", Data: []batch{}, More: len(l) > limit}
	for _, short := range l[:min(limit, len(l))] {
		if err != nil {
			break
		}
		var j job.Job
		if j, err = d.Queue.Find(r.Context(), short.ID); err == nil {
			var b batch
			b, err = d.shown(r.Context(), j)
			res.Data = append(res.Data, b)
		}
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	if n := len(res.Data); n > 0 {
		res.First, res.Last = res.Data[0].ID, res.Data[n-1].ID
	}
	api.WriteJSON(w, http.StatusOK, res)
}

// batch is a batch on the wire, without what is optional and not so here: when
// one began is not kept.
type batch struct {
	ID        string            `json:"id"`
	Object    string            `json:"object"`
	Endpoint  string            `json:"endpoint"`
	Input     string            `json:"input_file_id"`
	Window    string            `json:"completion_window"`
	Status    string            `json:"status"`
	Output    string            `json:"output_file_id,omitempty"`
	ErrorFile string            `json:"error_file_id,omitempty"`
	Errors    *failures         `json:"errors,omitempty"`
	Created   int64             `json:"created_at"`
	Expires   int64             `json:"expires_at"`
	Expired   int64             `json:"expired_at,omitempty"`
	Completed int64             `json:"completed_at,omitempty"`
	Failed    int64             `json:"failed_at,omitempty"`
	Canceled  int64             `json:"cancelled_at,omitempty"`
	Counts    counts            `json:"request_counts"`
	Metadata  map[string]string `json:"metadata"`
}

type failures struct {
	Object string    `json:"object"`
	Data   []failure `json:"data"`
}

type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// shown is how a job stands, as a batch.
func (d Desk) shown(ctx context.Context, j job.Job) (b batch, err error) {
	var o order
	if err := json.Unmarshal(j.Payload, &o); err != nil {
		return b, fmt.Errorf("read batch %s: %w", j.ID, err)
	}
	b = batch{
		ID: string(j.ID), Object: "batch", Endpoint: o.Endpoint, Input: o.Input, Window: o.Window, Metadata: o.Metadata,
		Created: j.Created.Unix(), Expires: j.Created.Add(window).Unix(),
	}
	at := j.Updated.Unix()
	switch j.State {
	case job.Waiting:
		b.Status = "validating"
	case job.Running:
		b.Status = "in_progress"
		if j.Cancel {
			b.Status = "cancelling"
		}
	case job.Done:
		b.Status, b.Completed = "completed", at
	case job.Failed:
		b.Status, b.Failed = "failed", at
		if j.Failure != nil {
			b.Errors = &failures{"list", []failure{{string(j.Failure.Kind), j.Failure.Message}}}
		}
	case job.Canceled:
		b.Status, b.Canceled = "cancelled", at
	}
	var made outcome
	if len(j.Result) > 0 {
		if err := json.Unmarshal(j.Result, &made); err != nil {
			return b, fmt.Errorf("read the outcome of batch %s: %w", j.ID, err)
		}
		b.Output, b.ErrorFile, b.Counts = made.Output, made.Errors, made.counts
		if made.Expired && j.State == job.Done {
			b.Status, b.Expired, b.Completed = "expired", at, 0
		}
		return b, nil
	}
	return b, d.count(ctx, j.ID, &b.Counts)
}

// count counts the requests of a batch that goes on.
func (d Desk) count(ctx context.Context, id job.ID, c *counts) (err error) {
	if c.Completed, err = d.Queue.Count(ctx, id, good); err != nil {
		return err
	}
	if c.Failed, err = d.Queue.Count(ctx, id, bad); err != nil {
		return err
	}
	step, err := d.Queue.Step(ctx, id, totals)
	if fault.Is(err, fault.NotFound) {
		return nil // its file is not read yet
	}
	if err == nil {
		err = json.Unmarshal(step.Result, &c.Total)
	}
	return err
}
