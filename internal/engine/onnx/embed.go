package onnx

import (
	"context"
	"encoding/json"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// embedder makes vectors of texts, as the files of sentence-transformers say; where
// there are none, the mean of the tokens' vectors at length 1.
type embedder struct {
	texts
	tokens int // the output with a vector for each token, or with one for the text
	pool   pooling
	unit   bool // vectors are made of length 1
	before prompts.Set
	beside bool // the model wants a picture too: it is given a black one
}

// pooling is 1_Pooling/config.json.
type pooling struct {
	Cls  bool `json:"pooling_mode_cls_token"`
	Mean bool `json:"pooling_mode_mean_tokens"`
	Max  bool `json:"pooling_mode_max_tokens"`
	Last bool `json:"pooling_mode_lasttoken"`
	Root bool `json:"pooling_mode_mean_sqrt_len_tokens"`
	Wide bool `json:"pooling_mode_weightedmean_tokens"`

	Modes modes `json:"pooling_mode"` // by their names, as from version 6 on
}

// modes are names of ways of pooling: a list, or one.
type modes []string

// UnmarshalJSON reads a list or a name.
func (m *modes) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*m = modes{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(m))
}

// name has the ways that are said by their names among the others.
func (p *pooling) name() {
	for _, m := range p.Modes {
		switch m {
		case "cls":
			p.Cls = true
		case "mean":
			p.Mean = true
		case "max":
			p.Max = true
		case "lasttoken":
			p.Last = true
		default:
			p.Wide = true
		}
	}
}

func newEmbedder(m *Model, dir string) (work, error) {
	t, err := newTexts(m, dir, "pixel_values")
	if err != nil {
		return nil, err
	}
	e := &embedder{texts: t, beside: m.wants("pixel_values")}
	if e.tokens, err = m.output("sentence_embedding", "text_embeds", "last_hidden_state", "token_embeddings", "hidden_states"); err != nil {
		return nil, err
	}
	if err := e.read(dir); err != nil {
		return nil, err
	}
	if e.before, err = prompts.Read(dir); err != nil {
		return nil, err
	}
	var said struct {
		Most int `json:"max_seq_length"`
	}
	if _, err := settings(dir, "sentence_bert_config.json", &said); err != nil {
		return nil, err
	}
	if said.Most > max(8, e.Around(true)) && said.Most < e.most {
		e.most = said.Most
		m.facts.Context = e.most
	}
	return e, nil
}

// read reads what is made of the tokens' vectors.
func (e *embedder) read(dir string) error {
	var modules []struct {
		Type string `json:"type"`
	}
	there, err := settings(dir, "modules.json", &modules)
	if err != nil {
		return err
	}
	e.pool, e.unit = pooling{Mean: true}, !there
	for _, m := range modules {
		name := m.Type[strings.LastIndex(m.Type, ".")+1:] // what stands before it is of the version that wrote it
		switch {
		case !strings.HasPrefix(m.Type, "sentence_transformers."):
			return fault.New(fault.Invalid, "its vectors go through %.80q, which is not done here", m.Type)
		case name == "Transformer" || name == "Pooling":
		case name == "Normalize":
			e.unit = true
		default:
			return fault.New(fault.Invalid, "its vectors go through %.80q, which is not done here", m.Type)
		}
	}
	var p pooling
	if there, err = settings(dir, "1_Pooling/config.json", &p); err != nil || !there {
		return err
	}
	p.name()
	e.pool = p
	ways := 0
	for _, b := range []bool{p.Cls, p.Mean, p.Max, p.Last} {
		if b {
			ways++
		}
	}
	if ways != 1 || p.Root || p.Wide {
		return fault.New(fault.Invalid, "1_Pooling/config.json asks for a way of pooling that is not done here: one of the first token, the mean, the most and the last token is")
	}
	return nil
}

// Embed makes a vector of each text, behind what ask says. Fault: Invalid for a model that
// makes none, and for a prompt that it has not.
func (m *Model) Embed(ctx context.Context, ask worker.Prompt, all []string) ([][]float32, engine.Usage, error) {
	e, ok := m.work.(*embedder)
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and makes no vectors", m.facts.Task)
	}
	before, err := e.before.Before(ask)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	from, err := e.aside(ctx, before)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	items := make([][]tokenizer.Item, len(all))
	for i, s := range all {
		if items[i], err = e.one(ctx, before+s); err != nil {
			return nil, engine.Usage{}, err
		}
		if from > 0 && from >= len(items[i]) {
			return nil, engine.Usage{}, fault.New(fault.Invalid, "the prompt has %d tokens, and leaves no room for a text: the model takes %d", from, e.most)
		}
	}
	compute := e.compute
	if e.beside {
		compute = e.blind
	}
	out, u, err := compute(ctx, m, items)
	if err != nil {
		return nil, u, err
	}
	vectors := make([][]float32, len(all))
	for i, o := range out {
		if vectors[i], err = e.vector(o[e.tokens], from, len(items[i])); err != nil {
			return nil, u, err
		}
	}
	return vectors, u, nil
}

// aside is how many tokens at the beginning are left out of a vector: those of a prompt,
// with what stands before it, where the model is made so.
func (e *embedder) aside(ctx context.Context, before string) (int, error) {
	if !e.before.Apart || before == "" {
		return 0, nil
	}
	tokens, err := e.Cut(ctx, strings.TrimSpace(before))
	if err != nil {
		return 0, err
	}
	items := e.Put(tokens)
	if n := len(items); n > 0 && items[n-1].Text < 0 {
		return n - 1, nil // what ends a text does not end a prompt
	}
	return len(items), nil
}

// vector makes one of those of n tokens, of which the first from are a prompt that is left out.
func (e *embedder) vector(x runtime.Tensor, from, n int) ([]float32, error) {
	v := x.Floats
	if len(x.Shape) == 2 {
		if int(x.Shape[0]) < n || n == 0 {
			return nil, fault.New(fault.Invalid, "the model gives %v for %d tokens", x.Shape, n)
		}
		v = e.pooled(x, from, n)
	} else if len(x.Shape) != 1 {
		return nil, fault.New(fault.Invalid, "the model gives %v for a text, and no vector", x.Shape)
	} else if from > 0 {
		return nil, fault.New(fault.Invalid, "the model's 1_Pooling/config.json leaves prompts out of vectors, and its ONNX file gives vectors that have them in")
	}
	if !e.unit {
		return v, nil
	}
	return unit(v), nil
}

// unit is a vector of length 1.
func unit(v []float32) []float32 {
	sum := 0.0
	for _, f := range v {
		sum += float64(f) * float64(f)
	}
	length := max(math.Sqrt(sum), 1e-12)
	out := make([]float32, len(v))
	for i, f := range v {
		out[i] = float32(float64(f) / length)
	}
	return out
}

func (e *embedder) pooled(x runtime.Tensor, from, n int) []float32 {
	switch {
	case e.pool.Cls:
		return x.Row(from).Floats
	case e.pool.Last:
		return x.Row(n - 1).Floats
	}
	sums := make([]float64, x.Shape[1])
	for i := from; i < n; i++ {
		for k, f := range x.Row(i).Floats {
			if e.pool.Max && i > from {
				sums[k] = max(sums[k], float64(f))
			} else {
				sums[k] += float64(f)
			}
		}
	}
	out := make([]float32, len(sums))
	for k, s := range sums {
		if e.pool.Mean {
			s /= float64(n - from)
		}
		out[k] = float32(s)
	}
	return out
}

func (e *embedder) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	s, err := text(req, "text")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	v, u, err := m.Embed(ctx, prompts.Asked(req.Params), []string{s})
	if err != nil {
		return nil, u, err
	}
	return port.Values{"embedding": {port.NewEmbedding(v[0])}}, u, nil
}
