package worker

import (
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/reply"
	"github.com/tenonhub/tenon/internal/fault"
)

// dialogue is a request for texts that was understood: what the engine is asked
// and how the answer looks.
type dialogue struct {
	*ask
	requests []llama.Request
	options  reply.Options
	prompt   int  // tokens
	message  bool // the answers are messages, and no texts
	foretold bool // the request says what the answer may be
	single   bool // it has one call of a function at most
}

func (d *dialogue) blank(id string) response {
	r := response{ID: id, Object: "text_completion", Created: time.Now().Unix(), Model: d.Model}
	if d.message {
		r.Object = "chat.completion"
	}
	return r
}

// say answers d.
func (s *server) say(w http.ResponseWriter, r *http.Request, m *llama.Model, d *dialogue) error {
	pieces := produce(r.Context(), m, d.requests, d.options)
	answers := make([]*gathered, len(d.requests))
	for i := range answers {
		answers[i] = &gathered{single: d.single}
	}
	id := name("cmpl-")
	if d.message {
		id = name("chatcmpl-")
	}
	if d.Stream {
		return s.tell(w, m, d, pieces, answers, id)
	}
	cached := 0
	for p := range pieces {
		if p.err != nil {
			return p.err
		}
		answers[p.choice].add(p)
		cached = max(cached, p.cached)
	}
	if err := r.Context().Err(); err != nil {
		return fault.Wrap(err, fault.Canceled, "canceled")
	}
	out := d.blank(id)
	for i, g := range answers {
		c := choice{Index: i, Finish: &g.end}
		if d.message {
			c.Message, c.Logprobs = g.message(), messageLogprobs(m, g.tokens)
		} else {
			text := g.text.String()
			c.Text, c.Logprobs = &text, textLogprobs(m, g.tokens)
		}
		out.Choices = append(out.Choices, c)
	}
	out.Usage = d.count(cached, answers)
	answer(w, out)
	return nil
}

// tell answers as a stream. An error before the first piece is one of the
// request; a later one is told within the stream.
func (s *server) tell(w http.ResponseWriter, m *llama.Model, d *dialogue, pieces <-chan piece, answers []*gathered, id string) error {
	var out *stream
	cached := 0
	for p := range pieces {
		if p.err != nil && out == nil {
			return p.err
		}
		if out == nil {
			out = newStream(w)
			if d.open(out, id) != nil {
				return nil //nolint:nilerr // nobody reads any more
			}
		}
		if p.err != nil {
			out.fail(p.err)
			return nil //nolint:nilerr // it was told
		}
		cached = max(cached, p.cached)
		if out.event(d.piece(m, id, p, answers[p.choice])) != nil {
			return nil //nolint:nilerr // nobody reads any more
		}
	}
	if out == nil {
		return fault.New(fault.Canceled, "canceled")
	}
	if d.StreamOptions != nil && d.StreamOptions.IncludeUsage {
		last := d.blank(id)
		last.Object, last.Choices, last.Usage = d.chunk(), []choice{}, d.count(cached, answers)
		_ = out.event(last) // nobody reads any more, or it is told
	}
	out.done()
	return nil
}

func (d *dialogue) chunk() string {
	if d.message {
		return "chat.completion.chunk"
	}
	return "text_completion"
}

// open says who speaks.
func (d *dialogue) open(out *stream, id string) error {
	if !d.message {
		return nil
	}
	first := d.blank(id)
	first.Object = d.chunk()
	empty := ""
	for i := range d.requests {
		first.Choices = append(first.Choices, choice{Index: i, Delta: &message{Role: "assistant", Content: &empty}})
	}
	return out.event(first)
}

// piece puts what came into the form of a stream.
func (d *dialogue) piece(m *llama.Model, id string, p piece, g *gathered) response {
	said := g.add(p)
	c := choice{Index: p.choice}
	if d.message {
		c.Delta, c.Logprobs = &said, messageLogprobs(m, p.tokens)
	} else {
		text := ""
		if said.Content != nil {
			text = *said.Content
		}
		c.Text, c.Logprobs = &text, textLogprobs(m, p.tokens)
	}
	if g.end != "" {
		c.Finish = &g.end
	}
	g.tokens = nil // they were told
	out := d.blank(id)
	out.Object, out.Choices = d.chunk(), []choice{c}
	return out
}
