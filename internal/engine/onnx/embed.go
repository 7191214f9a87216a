package onnx

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// embedder makes vectors of texts, as the files of sentence-transformers say; where
// there are none, the mean of the tokens' vectors at length 1.
type embedder struct {
	texts
	tokens int // the output with a vector for each token, or with one for the text
	pool   pooling
	unit   bool // vectors are made of length 1
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
		switch m.Type {
		case "sentence_transformers.models.Transformer", "sentence_transformers.models.Pooling":
		case "sentence_transformers.models.Normalize":
			e.unit = true
		default:
			return fault.New(fault.Invalid, "its vectors go through %.80q, which is not done here", m.Type)
		}
	}
	var p pooling
	if there, err = settings(dir, "1_Pooling/config.json", &p); err != nil || !there {
		return err
	}
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

// Embed makes a vector of each text. Fault: Invalid for a model that does not.
func (m *Model) Embed(ctx context.Context, all []string) ([][]float32, engine.Usage, error) {
	e, ok := m.work.(*embedder)
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and makes no vectors", m.facts.Task)
	}
	items := make([][]tokenizer.Item, len(all))
	for i, s := range all {
		var err error
		if items[i], err = e.one(ctx, s); err != nil {
			return nil, engine.Usage{}, err
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
		if vectors[i], err = e.vector(o[e.tokens], len(items[i])); err != nil {
			return nil, u, err
		}
	}
	return vectors, u, nil
}

// vector makes one of those of n tokens.
func (e *embedder) vector(x runtime.Tensor, n int) ([]float32, error) {
	v := x.Floats
	if len(x.Shape) == 2 {
		if int(x.Shape[0]) < n || n == 0 {
			return nil, fault.New(fault.Invalid, "the model gives %v for %d tokens", x.Shape, n)
		}
		v = e.pooled(x, n)
	} else if len(x.Shape) != 1 {
		return nil, fault.New(fault.Invalid, "the model gives %v for a text, and no vector", x.Shape)
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

func (e *embedder) pooled(x runtime.Tensor, n int) []float32 {
	switch {
	case e.pool.Cls:
		return x.Row(0).Floats
	case e.pool.Last:
		return x.Row(n - 1).Floats
	}
	sums := make([]float64, x.Shape[1])
	for i := range n {
		for k, f := range x.Row(i).Floats {
			if e.pool.Max && i > 0 {
				sums[k] = max(sums[k], float64(f))
			} else {
				sums[k] += float64(f)
			}
		}
	}
	out := make([]float32, len(sums))
	for k, s := range sums {
		if e.pool.Mean {
			s /= float64(n)
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
	v, u, err := m.Embed(ctx, []string{s})
	if err != nil {
		return nil, u, err
	}
	return port.Values{"embedding": {port.NewEmbedding(v[0])}}, u, nil
}
