package dashscope

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// events writes an answer as events, as the service sends them.
type events struct {
	w http.ResponseWriter
	n int
}

func (e *events) write(kind string, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if e.n == 0 {
		e.w.Header().Set("Content-Type", "text/event-stream;charset=UTF-8")
		e.w.Header().Set("Cache-Control", "no-cache")
	}
	e.n++
	more := ""
	if kind == "error" {
		more = fmt.Sprintf("status:%d\n", status)
	}
	if _, err := fmt.Fprintf(e.w, "id:%d\nevent:%s\n:HTTP_STATUS/%d\n%sdata:%s\n\n", e.n, kind, status, more, b); err != nil {
		return err
	}
	return http.NewResponseController(e.w).Flush()
}

// broken tells why an answer ended: as the answer if none has begun, and else as an
// event.
func (s server) broken(w http.ResponseWriter, r *http.Request, out *events, err error) {
	if out.n == 0 {
		s.fail(w, r, err)
		return
	}
	api.BrokeOff(w)
	status, f := s.told(r, err)
	f.RequestID = requestID(w)
	_ = out.write("error", status, f) // the client may be gone
}

// stream writes the message while it is made: each event has what came since the
// one before, or all so far. The usage comes with the last one.
func (t *talk) stream(ctx context.Context, ask openai.ChatRequest, more map[string]any) {
	out := &events{w: t.w}
	id := requestID(t.w)
	var all dialogue.Answer
	for chunk, err := range t.Talks.Say(ctx, t.Base, ask, more) {
		if err != nil {
			t.broken(t.w, t.R, out, err)
			return
		}
		all.Add(chunk)
		for _, c := range chunk.Choices {
			if c.Delta == nil || c.Index >= len(all.Said) || c.Delta.Content.String()+c.Delta.Reasoning+c.Delta.Refusal == "" && len(c.Delta.Calls) == 0 {
				continue
			}
			if out.write("result", http.StatusOK, dashscope.Answer{RequestID: id, Output: t.piece(&all, c)}) != nil {
				return // nobody listens any more
			}
		}
	}
	var last dashscope.ChatOutput
	for i := range all.Said {
		said := &all.Said[i]
		if t.params.Incremental {
			t.add(&last, i, "", "", nil, said.Finish)
		} else {
			t.add(&last, i, said.Content.String()+said.Refusal, said.Reasoning.String(), said.Calls, said.Finish)
			t.likely(&last, said.Likely)
		}
	}
	_ = out.write("result", http.StatusOK, dashscope.Answer{RequestID: id, Output: last, Usage: usage(all.Usage)}) // the client may be gone
}

// piece is what an event has of one message.
func (t *talk) piece(all *dialogue.Answer, c openai.Choice) (out dashscope.ChatOutput) {
	if t.params.Incremental {
		t.add(&out, c.Index, c.Delta.Content.String()+c.Delta.Refusal, c.Delta.Reasoning, c.Delta.Calls, "")
		t.likely(&out, dialogue.Likely(c))
		return out
	}
	said := &all.Said[c.Index]
	t.add(&out, c.Index, said.Content.String()+said.Refusal, said.Reasoning.String(), said.Calls, "")
	t.likely(&out, said.Likely)
	return out
}
