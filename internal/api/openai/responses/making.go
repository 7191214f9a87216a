package responses

import (
	"encoding/json"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// making is a response that is made of the chunks of a conversation: of each
// kind of piece that comes – reasoning, words, calls – an item, one open at a time.
type making struct {
	w     http.ResponseWriter // nil for one that comes whole
	log   *journal            // of one in the background that is streamed
	res   openai.Response
	begun bool
	err   error
	seq   int
	open  bool        // whether the last item goes on
	calls map[int]int // the items of calls, by their indices
	next  int         // the index of a call that comes without one
	usage *openai.Usage
	sure  []json.RawMessage // how likely the tokens of the open part were, if that is to be told
	why   string            // why the conversation ended
	half  bool              // the last item was cut off
}

// emit writes an event to a client that may be gone: then the conversation is
// given up by the end of the request.
func (m *making) emit(e openai.ResponseEvent) {
	e.Sequence = m.seq
	m.seq++
	if m.log != nil {
		m.log.add(e)
	}
	if m.w != nil && openai.WriteNamedEvent(m.w, e.Type, e) == nil {
		_ = http.NewResponseController(m.w).Flush()
	}
}

func (m *making) begin() {
	if m.begun {
		return
	}
	m.begun = true
	if m.w != nil {
		m.w.Header().Set("Content-Type", "text/event-stream")
		m.w.Header().Set("Cache-Control", "no-cache")
	}
	if m.log == nil { // else it was told when the response was asked for
		m.emit(openai.ResponseEvent{Type: "response.created", Response: &m.res})
	}
	m.emit(openai.ResponseEvent{Type: "response.in_progress", Response: &m.res})
}

func (m *making) add(chunk openai.ChatResponse) {
	m.begin()
	if chunk.Usage != nil {
		m.usage = chunk.Usage
	}
	for _, c := range chunk.Choices {
		if c.Index > 0 {
			continue
		}
		if d := c.Delta; d != nil {
			if d.Reasoning != "" {
				m.text("reasoning", "reasoning_text", "response.reasoning_text", d.Reasoning, nil)
			}
			if s := d.Content.String(); s != "" {
				m.text("message", "output_text", "response.output_text", s, dialogue.Likely(c))
			}
			if d.Refusal != "" {
				m.text("message", "refusal", "response.refusal", d.Refusal, nil)
			}
			for _, call := range d.Calls {
				m.call(call)
			}
		}
		if c.Finish != nil && *c.Finish != "" {
			m.why = *c.Finish
		}
	}
}

var (
	zero      = 0
	none      = json.RawMessage("[]")
	noDetails = []openai.Detail{}
)

func (m *making) last() (*openai.Item, int) {
	i := len(m.res.Output) - 1
	if i < 0 {
		return &openai.Item{}, i
	}
	return &m.res.Output[i], i
}

// text adds words to the item of a kind, with how likely their tokens were.
func (m *making) text(kind, part, event, words string, sure []json.RawMessage) {
	it, i := m.last()
	if !m.open || it.Type != kind || it.Content[0].Type != part {
		m.close()
		fresh := openai.Item{ID: deposit.ID(map[string]string{"reasoning": "rs_", "message": "msg_"}[kind]), Type: kind, Status: "in_progress"}
		if kind == "message" {
			fresh.Role = openai.Assistant
		} else {
			fresh.Summary = &noDetails
		}
		it, i = m.item(fresh)
		it.Content = openai.Parts{{Type: part}}
		if part == "output_text" {
			it.Content[0].Annotations, it.Content[0].LogProbs = none, none
		}
		m.emit(openai.ResponseEvent{Type: "response.content_part.added", ItemID: it.ID, OutputIndex: &i, ContentIndex: &zero, Part: &it.Content[0]})
	}
	if part == "refusal" {
		it.Content[0].Refusal += words
	} else {
		it.Content[0].Text += words
	}
	e := openai.ResponseEvent{Type: event + ".delta", ItemID: it.ID, OutputIndex: &i, ContentIndex: &zero, Delta: words}
	if part == "output_text" {
		e.LogProbs = told(sure)
		m.sure = append(m.sure, sure...)
	}
	m.emit(e)
}

// told is a list of tokens as it is told.
func told(sure []json.RawMessage) *json.RawMessage {
	if len(sure) == 0 {
		return &none
	}
	b, err := json.Marshal(sure)
	if err != nil {
		return &none // it was read as JSON
	}
	return (*json.RawMessage)(&b)
}

// item opens an item.
func (m *making) item(it openai.Item) (*openai.Item, int) {
	m.res.Output = append(m.res.Output, it)
	m.open = true
	last, i := m.last()
	m.emit(openai.ResponseEvent{Type: "response.output_item.added", OutputIndex: &i, Item: last})
	return last, i
}

// call adds a call of a function, or a piece of one: pieces have its index, and
// what has none is a whole call.
func (m *making) call(c openai.ToolCall) {
	order := m.next
	if c.Index != nil {
		order = *c.Index
	}
	m.next = max(m.next, order+1)
	i, known := m.calls[order]
	if !known {
		m.close()
		id := c.ID
		if id == "" {
			id = deposit.ID("call_")
		}
		empty := ""
		_, i = m.item(openai.Item{ID: deposit.ID("fc_"), Type: "function_call", Status: "in_progress", CallID: id, Name: c.Function.Name, Arguments: &empty})
		if m.calls == nil {
			m.calls = map[int]int{}
		}
		m.calls[order] = i
	}
	it := &m.res.Output[i]
	args := *it.Arguments + c.Function.Arguments
	it.Arguments = &args
	if c.Function.Arguments != "" {
		m.emit(openai.ResponseEvent{Type: "response.function_call_arguments.delta", ItemID: it.ID, OutputIndex: &i, Delta: c.Function.Arguments})
	}
}

// close ends the open item.
func (m *making) close() {
	if !m.open {
		return
	}
	m.open = false
	it, i := m.last()
	if it.Status = "completed"; m.half {
		it.Status = "incomplete" // it was cut off: nobody is to make it
	}
	if it.Type == "function_call" {
		m.emit(openai.ResponseEvent{Type: "response.function_call_arguments.done", ItemID: it.ID, OutputIndex: &i, Arguments: it.Arguments, Name: it.Name})
	} else {
		part := &it.Content[0]
		e := openai.ResponseEvent{ItemID: it.ID, OutputIndex: &i, ContentIndex: &zero, Text: &part.Text}
		switch part.Type {
		case "output_text":
			e.Type, e.LogProbs = "response.output_text.done", told(m.sure)
			part.LogProbs, m.sure = *e.LogProbs, nil
		case "refusal":
			e.Type, e.Text = "response.refusal.done", nil
		default:
			e.Type = "response.reasoning_text.done"
		}
		m.emit(e)
		m.emit(openai.ResponseEvent{Type: "response.content_part.done", ItemID: it.ID, OutputIndex: &i, ContentIndex: &zero, Part: part})
	}
	m.emit(openai.ResponseEvent{Type: "response.output_item.done", OutputIndex: &i, Item: it})
}

// fail ends a response that has begun.
func (m *making) fail(err error) {
	kind, msg := fault.Of(err)
	code := "server_error"
	if kind == fault.Exhausted {
		code = "rate_limit_exceeded"
	}
	if m.w != nil {
		api.BrokeOff(m.w)
	}
	m.err, m.res.Status, m.res.Error = err, failed, &openai.ResponseError{Code: code, Message: msg}
}

// finish says how the response ended.
func (m *making) finish() {
	m.begin()
	if it, _ := m.last(); m.why == "length" && it.Type == "function_call" && !json.Valid([]byte(*it.Arguments)) {
		m.half = true
	}
	m.close()
	if u := m.usage; u != nil {
		m.res.Usage = &openai.ResponseUsage{InputTokens: u.PromptTokens, OutputTokens: u.CompletionTokens, TotalTokens: u.TotalTokens}
		if u.PromptDetails != nil {
			m.res.Usage.InputDetails.Cached = u.PromptDetails.Cached
		}
		if u.CompletionDetails != nil {
			m.res.Usage.OutputDetails.Reasoning = u.CompletionDetails.Reasoning
		}
	}
	switch {
	case m.res.Status == failed:
	case m.why == "length":
		m.res.Status, m.res.Incomplete = "incomplete", &openai.Incomplete{Reason: "max_output_tokens"}
	case m.why == "content_filter":
		m.res.Status, m.res.Incomplete = "incomplete", &openai.Incomplete{Reason: "content_filter"}
	default:
		m.res.Status = "completed"
	}
}

// end tells how the response ended.
func (m *making) end() {
	m.emit(openai.ResponseEvent{Type: "response." + m.res.Status, Response: &m.res})
}
