package worker

import (
	"context"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/reply"
	"github.com/tenonhub/tenon/internal/engine/llama/sample"
)

// piece is what came of one of the answers.
type piece struct {
	choice int
	parts  []reply.Part
	tokens []likely // of the parts, where probabilities were asked for
	end    string   // why it ends, in its last piece
	cached int
	count  int // tokens answered so far
	err    error

	prediction prediction
	thought    int // tokens of reasoning so far
}

// likely is a token and how likely it was.
type likely struct {
	text    []byte
	logprob float64
	top     []sample.Choice
}

// produce answers all of requests at a time and gives what comes in the order
// in which it comes. It ends when all do, with the first error, or with ctx.
func produce(ctx context.Context, m *llama.Model, requests []llama.Request, o reply.Options) <-chan piece {
	out := make(chan piece, 16)
	var all sync.WaitGroup
	for i, r := range requests {
		all.Go(func() {
			for p := range one(ctx, m, r, o) {
				p.choice = i
				select {
				case out <- p:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		all.Wait()
		close(out)
	}()
	return out
}

// one answers one request, piece by piece.
func one(ctx context.Context, m *llama.Model, r llama.Request, o reply.Options) func(yield func(piece) bool) {
	return func(yield func(piece) bool) {
		reader, held := reply.NewReader(o), []likely(nil)
		p := piece{}
		for s, err := range m.Generate(ctx, r) {
			if err != nil {
				yield(piece{err: err})
				return
			}
			p.cached, p.prediction = s.Cached, prediction{s.Accepted, s.Rejected}
			p.count++
			text := heard(m, s)
			if r.Top >= 0 && s.End != llama.Stop {
				held = append(held, likely{m.Piece(s.Token, true), s.Logprob, s.Top})
			}
			was := reader.Reasons()
			parts, stopped := reader.Add(text)
			if was && reader.Reasons() && !s.Steered {
				p.thought++
			}
			if s.End != "" && !stopped {
				parts = append(parts, reader.End(s.End == llama.Length)...)
			}
			p.parts, p.end = parts, string(s.End)
			if stopped {
				p.end = string(llama.Stop)
			}
			if len(parts) > 0 || p.end != "" {
				p.tokens, held = held, nil
				if !yield(p) {
					return
				}
			}
			if p.end != "" {
				return
			}
		}
	}
}

// heard is what a token says to who reads the answer.
func heard(m *llama.Model, s llama.Step) []byte {
	if len(s.Piece) == 0 && s.End != llama.Stop {
		return control(m, s.Token)
	}
	return s.Piece
}

// hush ends the reasoning of an answer after budget tokens of it, as its model would end
// it: the answer comes then.
func hush(m *llama.Model, o reply.Options, budget int) func(llama.Step) []int32 {
	reader, thought, hushed := reply.NewReader(o), 0, false
	return func(s llama.Step) []int32 {
		if hushed {
			return nil
		}
		was := reader.Reasons()
		reader.Add(heard(m, s))
		if was && reader.Reasons() {
			thought++
		}
		if !reader.Reasons() || thought < budget {
			return nil
		}
		hushed = true
		tokens, err := m.Amid("\n" + reader.Closer() + "\n\n")
		if err != nil {
			return nil // it goes on as it would
		}
		return tokens
	}
}

// control is what a control word says that matters to who reads the answer.
func control(m *llama.Model, token int32) []byte {
	word := m.Piece(token, true)
	for _, c := range reply.Control {
		if string(word) == c {
			return word
		}
	}
	return nil
}
