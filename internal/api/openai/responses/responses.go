// Package responses is the Responses API of OpenAI over any chat model: a
// response is made by a conversation, kept with what went in, and gone on from.
package responses

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Desk makes, keeps and gives responses. Fail writes a failure in the dialect's form.
type Desk struct {
	Talks    dialogue.Desk
	Deposits deposit.Desk
	Queue    Queue
	Fail     func(w http.ResponseWriter, r *http.Request, err error)
}

// kept is a response with what went in.
type kept struct {
	Response openai.Response `json:"response"`
	Input    []openai.Item   `json:"input"`
	Asked    *asked          `json:"asked,omitempty"`    // until it is made, of one in the background
	Streamed bool            `json:"streamed,omitempty"` // its events are in the log of its job
}

const maxJSON = 64 << 20 // bytes of a request, with the pictures in it

// more is what is asked of a model that not every server knows.
func more(req openai.ResponseRequest) map[string]any {
	if req.Text == nil || req.Text.Verbosity == "" {
		return nil
	}
	return map[string]any{"verbosity": req.Text.Verbosity}
}

// Create makes a response: whole, as events while it is made, or in the background.
func (d Desk) Create(w http.ResponseWriter, r *http.Request) {
	var req openai.ResponseRequest
	err := api.ReadJSON(w, r, maxJSON, &req)
	var chat openai.ChatRequest
	if err == nil {
		chat, err = d.conversation(r.Context(), &req)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	if req.Background {
		d.begin(w, r, req)
		return
	}
	m := &making{res: fresh(req)}
	if req.Stream {
		m.w = w
	}
	for chunk, err := range d.Talks.Say(r.Context(), api.Base(r), chat, more(req)) {
		if err != nil && !m.begun {
			d.Fail(w, r, err)
			return
		}
		if err != nil {
			m.fail(err)
			break
		}
		m.add(chunk)
	}
	if r.Context().Err() != nil {
		return // nobody listens any more
	}
	m.finish()
	if m.res.Store {
		if err := d.Deposits.Save(r.Context(), deposit.OfResponse, m.res.ID, kept{Response: m.res, Input: req.Input}, time.Time{}); err != nil {
			if m.w == nil {
				d.Fail(w, r, err)
				return
			}
			m.fail(err)
		}
	}
	if m.w == nil && m.res.Status == failed {
		d.Fail(w, r, m.err)
		return
	}
	if m.w == nil {
		api.WriteJSON(w, http.StatusOK, m.res)
		return
	}
	m.end()
}

// Count tells how many tokens a response would be asked with. Only its model knows: it reads
// them, and answers with one that nobody sees.
func (d Desk) Count(w http.ResponseWriter, r *http.Request) {
	var req openai.ResponseRequest
	err := api.ReadJSON(w, r, maxJSON, &req)
	var chat openai.ChatRequest
	if err == nil {
		chat, err = d.conversation(r.Context(), &req)
	}
	if err == nil && req.Model == dialogue.AssistantName {
		err = dialogue.Wrong("model", "the assistant counts no tokens before it works: ask about a language model")
	}
	one, used := 1, (*openai.Usage)(nil)
	chat.MaxCompletion = &one
	if err == nil {
		for chunk, e := range d.Talks.Say(r.Context(), api.Base(r), chat, nil) {
			if err = e; err == nil && chunk.Usage != nil {
				used = chunk.Usage
			}
		}
	}
	if err == nil && used == nil {
		err = fault.New(fault.Unavailable, "%s does not tell how many tokens it reads", req.Model)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"object": "response.input_tokens", "input_tokens": used.PromptTokens})
}

// fresh is a response that has not begun.
func fresh(req openai.ResponseRequest) openai.Response {
	res := openai.Response{
		ID: deposit.ID("resp_"), Object: "response", Created: time.Now().Unix(), Status: inProgress, Background: req.Background, Model: req.Model, Output: []openai.Item{},
		Parallel: req.Parallel == nil || *req.Parallel, Reasoning: req.Reasoning, Store: req.Store == nil || *req.Store, Temperature: req.Temperature,
		Text: req.Text, ToolChoice: req.ToolChoice, Tools: req.Tools, TopP: req.TopP, Metadata: req.Metadata,
	}
	if len(res.ToolChoice) == 0 {
		res.ToolChoice = []byte(`"auto"`)
	}
	if res.Tools == nil {
		res.Tools = []openai.FlatTool{}
	}
	if res.Metadata == nil {
		res.Metadata = map[string]string{}
	}
	if res.Text == nil {
		res.Text = &openai.TextConfig{Format: &openai.TextFormat{Type: "text"}}
	}
	if req.Instructions != "" {
		res.Instructions = &req.Instructions
	}
	if req.Previous != "" {
		res.Previous = &req.Previous
	}
	res.MaxTokens = req.MaxTokens
	return res
}

// Get gives a response that was kept, as it stands, or the events of one in the background.
func (d Desk) Get(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("stream") == "true" {
		n, err := after(r.FormValue("starting_after"))
		if err != nil {
			d.Fail(w, r, err)
			return
		}
		d.Stream(w, r, r.PathValue("id"), n)
		return
	}
	k, err := d.load(r.Context(), r.PathValue("id"))
	d.tell(w, r, k, err)
}

// Delete removes a response. Those that went on from it can go on no more, and one that
// is being made is made no further.
func (d Desk) Delete(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := d.Deposits.Remove(r.Context(), deposit.OfResponse, id); err != nil {
		d.Fail(w, r, err)
		return
	}
	_, _ = d.Queue.Cancel(r.Context(), job.ID(id)) // most have no job that goes on
	api.WriteJSON(w, http.StatusOK, map[string]any{"id": id, "object": "response", "deleted": true})
}

// Items lists what went into a response.
func (d Desk) Items(w http.ResponseWriter, r *http.Request) {
	var k kept
	err := d.Deposits.Load(r.Context(), deposit.OfResponse, r.PathValue("id"), &k)
	var limit int
	if err == nil {
		limit, err = count(r.FormValue("limit"))
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	l := k.Input
	if r.FormValue("order") != "asc" {
		slices.Reverse(l)
	}
	if after := r.FormValue("after"); after != "" {
		l = l[slices.IndexFunc(l, func(it openai.Item) bool { return it.ID == after })+1:]
	}
	res := struct {
		Object string        `json:"object"`
		Data   []openai.Item `json:"data"`
		First  string        `json:"first_id,omitempty"`
		Last   string        `json:"last_id,omitempty"`
		More   bool          `json:"has_more"`
	}{Object: "list", Data: l, More: len(l) > limit}
	res.Data = l[:min(limit, len(l))]
	if n := len(res.Data); n > 0 {
		res.First, res.Last = res.Data[0].ID, res.Data[n-1].ID
	}
	api.WriteJSON(w, http.StatusOK, res)
}

func count(limit string) (int, error) {
	if limit == "" {
		return 20, nil
	}
	n, err := strconv.Atoi(limit)
	if err != nil || n < 1 || n > 100 {
		return 0, dialogue.Wrong("limit", "limit %q is no number from 1 to 100", limit)
	}
	return n, nil
}
