package responses

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Kind is that of the jobs that make responses in the background.
const Kind job.Kind = "openai.response"

// Queue keeps the jobs.
type Queue interface {
	Add(ctx context.Context, n job.New) (job.Job, error)
	Find(ctx context.Context, id job.ID) (job.Job, error)
	Cancel(ctx context.Context, id job.ID) (job.Job, error)
	Follow(ctx context.Context, id job.ID, after int64) iter.Seq2[job.Event, error]
}

// asked is what a response is to be made of, until it is made.
type asked struct {
	Request openai.ResponseRequest `json:"request"`
	Base    string                 `json:"base"` // the address under which the server was asked
}

// The states of responses.
const (
	queued     = "queued"
	inProgress = "in_progress"
	failed     = "failed"
	canceled   = "cancelled"
)

// begin has a response made in the background: it is kept from now on, and a job
// of its id makes it.
func (d Desk) begin(w http.ResponseWriter, r *http.Request, req openai.ResponseRequest) {
	k := kept{Response: fresh(req), Input: req.Input, Asked: &asked{Request: req, Base: api.Base(r)}, Streamed: req.Stream}
	k.Response.Status, k.Asked.Request.Input = queued, nil
	id, owner := k.Response.ID, deposit.Owner(r.Context())
	err := d.Deposits.Save(r.Context(), deposit.OfResponse, id, k, time.Time{})
	if err == nil {
		_, err = d.Queue.Add(r.Context(), job.New{ID: job.ID(id), Kind: Kind, Owner: owner, Share: owner, Title: req.Model, Retries: 2})
	}
	if err == nil && req.Stream {
		d.Stream(w, r, id, -1)
		return
	}
	d.tell(w, r, k, err)
}

func (d Desk) tell(w http.ResponseWriter, r *http.Request, k kept, err error) {
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, k.Response)
}

// Handle makes a response that was begun. One that was deleted meanwhile is not made.
func (d Desk) Handle(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	id := string(t.Job().ID)
	var k kept
	if err := d.Deposits.Load(ctx, deposit.OfResponse, id, &k); err != nil || k.Asked == nil {
		return nil, err
	}
	req := k.Asked.Request
	req.Input = k.Input
	chat, err := d.conversation(ctx, &req)
	if err != nil {
		return nil, err
	}
	m := &making{res: k.Response}
	m.res.Status = inProgress
	if k.Streamed {
		m.log, m.seq = d.journal(ctx, t), begins(t.Attempt())
		defer func() { _ = m.log.flush() }() // of what fails, the rest is nobody's
	}
	for chunk, err := range d.Talks.Say(ctx, k.Asked.Base, chat, more(req)) {
		if err != nil {
			return nil, err // it is asked again, or has failed
		}
		m.add(chunk)
	}
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	m.finish()
	if m.log != nil {
		if err := m.log.flush(); err != nil {
			return nil, err
		}
	}
	return nil, d.Deposits.Change(ctx, deposit.OfResponse, id, kept{Response: m.res, Input: k.Input, Streamed: k.Streamed})
}

// load finds a response as it stands: while one is made, its job tells how far it is.
func (d Desk) load(ctx context.Context, id string) (k kept, err error) {
	if err := d.Deposits.Load(ctx, deposit.OfResponse, id, &k); err != nil || k.Asked == nil {
		return k, err
	}
	j, err := d.Queue.Find(ctx, job.ID(id))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return k, err
	}
	why := "it was given up"
	switch {
	case err == nil && j.State == job.Done: // since it was read above
		var made kept
		err := d.Deposits.Load(ctx, deposit.OfResponse, id, &made)
		return made, err
	case j.State == job.Canceled || j.Cancel && !j.State.Ended():
		k.Response.Status = canceled
		return k, nil
	case j.State == job.Running:
		k.Response.Status = inProgress
		return k, nil
	case j.State == job.Waiting:
		return k, nil
	case j.Failure != nil:
		why = j.Failure.Message
	}
	k.Response.Status, k.Response.Error = failed, &openai.ResponseError{Code: "server_error", Message: why}
	return k, nil
}

// Cancel ends a response that is made in the background. One that has ended stays as it is.
func (d Desk) Cancel(w http.ResponseWriter, r *http.Request) {
	k, err := d.load(r.Context(), r.PathValue("id"))
	if err == nil && !k.Response.Background {
		err = dialogue.Wrong("id", "response %s was not made in the background: there is nothing to cancel", k.Response.ID)
	}
	if s := k.Response.Status; err == nil && (s == queued || s == inProgress) {
		if _, err = d.Queue.Cancel(r.Context(), job.ID(k.Response.ID)); err == nil || fault.Is(err, fault.Conflict) {
			k, err = d.load(r.Context(), k.Response.ID)
		}
	}
	d.tell(w, r, k, err)
}
