package dialogue

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Answer is what has been said so far: a message for each choice.
type Answer struct {
	Said  []Said
	Usage *openai.Usage // complete once all chunks were added; nil if the model does not tell it
}

// Said is one message.
type Said struct {
	Content, Reasoning strings.Builder
	Refusal            string
	Calls              []openai.ToolCall // complete once the message has ended
	Likely             []json.RawMessage // the tokens, how likely each was, and others
	Finish             string            // why it ended; empty while it goes on
}

// Add adds what a chunk says.
func (a *Answer) Add(chunk openai.ChatResponse) {
	if chunk.Usage != nil {
		a.Usage = chunk.Usage
	}
	for _, c := range chunk.Choices {
		if c.Index < 0 || c.Index >= maxChoices {
			continue
		}
		for len(a.Said) <= c.Index {
			a.Said = append(a.Said, Said{})
		}
		a.Said[c.Index].add(c)
	}
}

const (
	maxChoices = 128
	maxCalls   = 512
)

// Likely are the tokens of a piece, with how likely they were, if that was asked for.
func Likely(c openai.Choice) []json.RawMessage {
	var told struct {
		Content []json.RawMessage `json:"content"`
	}
	_ = json.Unmarshal(c.LogProbs, &told) // most pieces have none
	return told.Content
}

func (s *Said) add(c openai.Choice) {
	s.Likely = append(s.Likely, Likely(c)...)
	if m := c.Delta; m != nil {
		s.Content.WriteString(m.Content.String())
		s.Reasoning.WriteString(m.Reasoning)
		s.Refusal += m.Refusal
		for _, call := range m.Calls {
			s.call(call)
		}
	}
	if c.Finish != nil && *c.Finish != "" {
		s.Finish = *c.Finish
	}
}

// call adds a call, or a piece of one: pieces have its index.
func (s *Said) call(c openai.ToolCall) {
	at := len(s.Calls)
	if c.Index != nil {
		at = *c.Index
	}
	if at < 0 || at >= maxCalls {
		return
	}
	for len(s.Calls) <= at {
		s.Calls = append(s.Calls, openai.ToolCall{Type: "function"})
	}
	have := &s.Calls[at]
	have.ID = cmp.Or(have.ID, c.ID)
	have.Function.Name = cmp.Or(have.Function.Name, c.Function.Name)
	have.Function.Arguments += c.Function.Arguments
}

// First is the first message.
func (a *Answer) First() *Said {
	if len(a.Said) == 0 {
		a.Said = append(a.Said, Said{})
	}
	return &a.Said[0]
}
