package worker

import (
	"encoding/json"
	"net/http"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/reply"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// completionRequest asks for what goes on after a text.
type completionRequest struct {
	ask
	Prompt   json.RawMessage `json:"prompt"` // a text, or tokens
	Logprobs *int            `json:"logprobs"`
	Best     int             `json:"best_of"`
	Echo     bool            `json:"echo"`
	After    string          `json:"suffix"` // the text that stands after the gap that is to be filled
	worker.InfillRequest
}

func (s *server) complete(w http.ResponseWriter, r *http.Request, m *llama.Model, body []byte) error {
	var q completionRequest
	if err := read(body, &q); err != nil {
		return err
	}
	if q.Echo {
		return wrong("echo", "unsupported_parameter", "echo is not offered: what comes back is what follows the prompt")
	}
	if q.Best > max(q.N, 1) {
		return wrong("best_of", "unsupported_parameter", "best_of is not offered: ask for n answers, and choose among them")
	}
	if q.After != "" {
		if q.Prefix, q.Suffix = "", q.After; json.Unmarshal(q.Prompt, &q.Prefix) != nil {
			return fault.New(fault.Invalid, "prompt must be a text where a suffix is given")
		}
		return s.fill(w, r, m, &q)
	}
	tokens, err := q.tokens(m)
	if err != nil {
		return err
	}
	return s.goOn(w, r, m, &q, tokens)
}

// goOn answers with what comes after tokens.
func (s *server) goOn(w http.ResponseWriter, r *http.Request, m *llama.Model, q *completionRequest, tokens []int32) error {
	if q.MaxTokens == nil {
		few := 16 // as the interface has it
		q.MaxTokens = &few
	}
	if err := q.check(); err != nil {
		return err
	}
	if q.Logprobs != nil && (*q.Logprobs < 0 || *q.Logprobs > maxLikely) {
		return wrong("logprobs", "invalid_value", "logprobs is %d, it must be in [0, %d]", *q.Logprobs, maxLikely)
	}
	d := &dialogue{ask: &q.ask, prompt: len(tokens), options: reply.Options{Stops: q.Stop, Plain: true}}
	for i := range q.N {
		one, err := q.request(m, r.Header.Get(worker.Actor), i)
		if err != nil {
			return err
		}
		one.Prompt = tokens
		if q.Logprobs != nil {
			one.Top = *q.Logprobs
		}
		d.requests = append(d.requests, one)
	}
	return s.say(w, r, m, d)
}

// tokens reads the prompt: a text, tokens, or a list of one of them.
func (q *completionRequest) tokens(m *llama.Model) ([]int32, error) {
	var text string
	if json.Unmarshal(q.Prompt, &text) == nil {
		return m.Tokenize(text, true)
	}
	var tokens []int32
	if json.Unmarshal(q.Prompt, &tokens) == nil {
		return tokens, nil
	}
	var texts []string
	if json.Unmarshal(q.Prompt, &texts) == nil && len(texts) == 1 {
		return m.Tokenize(texts[0], true)
	}
	var lists [][]int32
	if json.Unmarshal(q.Prompt, &lists) == nil && len(lists) == 1 {
		return lists[0], nil
	}
	return nil, fault.New(fault.Invalid, "prompt must be one text or the tokens of one")
}

// infill answers with what stands between two texts.
func (s *server) infill(w http.ResponseWriter, r *http.Request, m *llama.Model, body []byte) error {
	var q completionRequest
	if err := read(body, &q); err != nil {
		return err
	}
	return s.fill(w, r, m, &q)
}

// fill answers with what stands between the two texts of q.
func (s *server) fill(w http.ResponseWriter, r *http.Request, m *llama.Model, q *completionRequest) error {
	if !m.Facts().Infill {
		return fault.New(fault.Invalid, "this model was not made to fill gaps: its vocabulary has no words for that")
	}
	before, after, between := m.Control()
	tokens := []int32{before}
	for _, part := range []struct {
		text string
		then int32
	}{{q.Prefix, after}, {q.Suffix, between}} {
		t, err := m.Tokenize(part.text, false)
		if err != nil {
			return err
		}
		tokens = append(append(tokens, t...), part.then)
	}
	return s.goOn(w, r, m, q, tokens)
}

func (s *server) tokenize(w http.ResponseWriter, _ *http.Request, m *llama.Model, body []byte) error {
	var q worker.TokenizeRequest
	if err := read(body, &q); err != nil {
		return err
	}
	tokens, err := m.Tokenize(q.Content, q.Special)
	if err != nil {
		return err
	}
	out := worker.TokenizeResponse{Tokens: tokens}
	if tokens == nil {
		out.Tokens = []int32{}
	}
	for _, t := range tokens {
		if q.Pieces {
			out.Pieces = append(out.Pieces, tokenOf(m.Piece(t, true), 0).Token)
		}
	}
	answer(w, out)
	return nil
}
