package dialogue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Continued is a piece of what comes after a text.
type Continued struct {
	Text   string
	Finish string // why it ended: "stop" or "length"; empty while it goes on
	Usage  *openai.Usage
	Tokens []Token // of the piece, where the request asks for logprobs
}

// Token is a token, how likely it was, and what else was likeliest there, the likeliest first.
type Token struct {
	Text    string  `json:"token"`
	Logprob float64 `json:"logprob"`
	Top     []Token `json:"top_logprobs,omitempty"`
}

// tokens reads how likely the tokens of a completion were.
func tokens(raw json.RawMessage) (l []Token) {
	var told struct {
		Tokens []string             `json:"tokens"`
		Values []float64            `json:"token_logprobs"`
		Top    []map[string]float64 `json:"top_logprobs"`
	}
	_ = json.Unmarshal(raw, &told) // most pieces have none
	for i, text := range told.Tokens[:min(len(told.Tokens), len(told.Values))] {
		t := Token{Text: text, Logprob: told.Values[i]}
		if i < len(told.Top) {
			for other, value := range told.Top[i] {
				t.Top = append(t.Top, Token{Text: other, Logprob: value})
			}
		}
		slices.SortFunc(t.Top, func(a, b Token) int { return cmp.Or(cmp.Compare(b.Logprob, a.Logprob), cmp.Compare(a.Text, b.Text)) })
		l = append(l, t)
	}
	return l
}

// GoOn lets a model go on with a bare text, in the form of OpenAI's completions, and
// yields what it writes: as it does, or at once.
func (d Desk) GoOn(ctx context.Context, m catalog.Model, body map[string]any, stream bool) iter.Seq2[Continued, error] {
	return func(yield func(Continued, error) bool) {
		reply, err := d.goOn(ctx, m, body, stream)
		if err != nil {
			yield(Continued{}, err)
			return
		}
		defer reply.Close()
		for chunk, err := range chunks(reply) {
			if told, ok := errors.AsType[*openai.Error](err); ok {
				err = fault.Wrap(err, fault.Unavailable, "the model failed on the way: %s", told.Message)
			}
			c := Continued{Usage: chunk.Usage}
			for _, one := range chunk.Choices {
				c.Text += one.Text
				c.Tokens = append(c.Tokens, tokens(one.LogProbs)...)
				if one.Finish != nil {
					c.Finish = *one.Finish
				}
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// goOn asks for a stream with its usage; of a server that does not know how to count
// in a stream, without.
func (d Desk) goOn(ctx context.Context, m catalog.Model, body map[string]any, stream bool) (engine.Reply, error) {
	ask := func(more map[string]any) (engine.Reply, error) {
		all := maps.Clone(body)
		all["model"] = m.Ref.String()
		maps.Copy(all, more)
		b, err := json.Marshal(all)
		if err != nil {
			return engine.Reply{}, fault.New(fault.Invalid, "the request cannot be passed on: %v", err)
		}
		return d.Gateway.Complete(ctx, engine.Talk{Model: m.Ref, Body: b})
	}
	if !stream {
		return ask(nil)
	}
	reply, err := ask(map[string]any{"stream": true, "stream_options": openai.StreamOptions{IncludeUsage: true}})
	if fault.Is(err, fault.Invalid) && strings.Contains(err.Error(), "stream_options") {
		reply, err = ask(map[string]any{"stream": true})
	}
	return reply, err
}
