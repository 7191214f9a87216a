package worker

import (
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/reply"
)

// response is an answer, or a piece of one.
type response struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	Usage   *usage   `json:"usage,omitempty"`
}

// choice is one of the answers; of its fields those are set that the kind of
// response has.
type choice struct {
	Index    int       `json:"index"`
	Message  *message  `json:"message,omitempty"`
	Delta    *message  `json:"delta,omitempty"`
	Text     *string   `json:"text,omitempty"`
	Logprobs *logprobs `json:"logprobs"`
	Finish   *string   `json:"finish_reason"`
}

type message struct {
	Role      string  `json:"role,omitempty"`
	Content   *string `json:"content,omitempty"`
	Reasoning string  `json:"reasoning_content,omitempty"`
	Calls     []call  `json:"tool_calls,omitempty"`
}

type call struct {
	Index    *int     `json:"index,omitempty"` // in pieces
	ID       string   `json:"id"`
	Type     string   `json:"type"`
	Function function `json:"function"`
}

type function struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

type usage struct {
	Prompt  int     `json:"prompt_tokens"`
	Answer  int     `json:"completion_tokens"`
	Total   int     `json:"total_tokens"`
	Details details `json:"prompt_tokens_details"`

	Said *said `json:"completion_tokens_details,omitempty"` // where there is something to tell of them
}

type details struct {
	Cached int `json:"cached_tokens"`
}

// said tells of the tokens of an answer.
type said struct {
	*prediction     // where the request had one
	Reasoning   int `json:"reasoning_tokens,omitempty"`
}

// prediction tells what became of the answer that a request foretold: only what was
// accepted is in the answer, and counts as such.
type prediction struct {
	Accepted int `json:"accepted_prediction_tokens"`
	Rejected int `json:"rejected_prediction_tokens"`
}

// logprobs has Content where messages are answered, the others where texts are.
type logprobs struct {
	Content []tokenLogprob `json:"content,omitempty"`

	Tokens []string             `json:"tokens,omitempty"`
	Values []float64            `json:"token_logprobs,omitempty"`
	Top    []map[string]float64 `json:"top_logprobs,omitempty"`
}

type tokenLogprob struct {
	Token   string         `json:"token"`
	Logprob float64        `json:"logprob"`
	Bytes   []int          `json:"bytes"`
	Top     []tokenLogprob `json:"top_logprobs,omitempty"`
}

// impossible is the logarithm of the probability of what cannot be, as the
// interface has it.
const impossible = -9999

func tokenOf(text []byte, logprob float64) tokenLogprob {
	t := tokenLogprob{Token: strings.ToValidUTF8(string(text), string(utf8.RuneError)), Logprob: max(logprob, impossible), Bytes: make([]int, len(text))}
	for i, b := range text {
		t.Bytes[i] = int(b)
	}
	return t
}

// messageLogprobs puts probabilities into the form of messages.
func messageLogprobs(m *llama.Model, tokens []likely) *logprobs {
	if len(tokens) == 0 {
		return nil
	}
	l := &logprobs{}
	for _, t := range tokens {
		one := tokenOf(t.text, t.logprob)
		for _, c := range t.top {
			one.Top = append(one.Top, tokenOf(m.Piece(c.Token, true), c.Logprob))
		}
		l.Content = append(l.Content, one)
	}
	return l
}

// textLogprobs puts probabilities into the form of texts.
func textLogprobs(m *llama.Model, tokens []likely) *logprobs {
	if len(tokens) == 0 {
		return nil
	}
	l := &logprobs{}
	for _, t := range tokens {
		l.Tokens = append(l.Tokens, tokenOf(t.text, 0).Token)
		l.Values = append(l.Values, max(t.logprob, impossible))
		top := map[string]float64{}
		for _, c := range t.top {
			top[tokenOf(m.Piece(c.Token, true), 0).Token] = max(c.Logprob, impossible)
		}
		l.Top = append(l.Top, top)
	}
	return l
}

// gathered is one of the answers while it comes.
type gathered struct {
	text, reasoning strings.Builder
	calls           []call
	tokens          []likely
	end             string
	count           int
	prediction      prediction
	thought         int
	single          bool // calls after the first are left out
}

// add takes a piece in; what it says is given as a message.
func (g *gathered) add(p piece) (m message) {
	g.tokens = append(g.tokens, p.tokens...)
	g.end, g.count, g.prediction, g.thought = p.end, p.count, p.prediction, p.thought
	var text string
	for _, part := range p.parts {
		text += part.Text
		m.Reasoning += part.Reasoning
		if part.Call != nil && (!g.single || len(g.calls) == 0) {
			m.Calls = append(m.Calls, g.call(*part.Call))
		}
	}
	if text != "" {
		m.Content = &text
	}
	g.text.WriteString(text)
	g.reasoning.WriteString(m.Reasoning)
	if g.end == string(llama.Stop) && len(g.calls) > 0 {
		g.end = "tool_calls"
	}
	return m
}

func (g *gathered) call(c reply.Call) call {
	n := len(g.calls)
	made := call{Index: &n, ID: name("call_"), Type: "function", Function: function{c.Name, c.Arguments}}
	whole := made
	whole.Index = nil
	g.calls = append(g.calls, whole)
	return made
}

// message is the whole answer.
func (g *gathered) message() *message {
	m := &message{Role: "assistant", Reasoning: g.reasoning.String(), Calls: g.calls}
	if text := g.text.String(); text != "" || len(g.calls) == 0 {
		m.Content = &text
	}
	return m
}

// count adds up what answers to d have used.
func (d *dialogue) count(cached int, answers []*gathered) *usage {
	u, all := &usage{Prompt: d.prompt, Details: details{cached}}, said{}
	if d.foretold {
		all.prediction = &prediction{}
	}
	for _, g := range answers {
		u.Answer += g.count
		if all.Reasoning += g.thought; d.foretold {
			all.Accepted += g.prediction.Accepted
			all.Rejected += g.prediction.Rejected
		}
	}
	if d.foretold || all.Reasoning > 0 {
		u.Said = &all
	}
	u.Total = u.Prompt + u.Answer
	return u
}
