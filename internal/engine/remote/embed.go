package remote

import (
	"cmp"
	"context"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	preset "github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// batch is how many texts are embedded at once.
const batch = 128

func (c *call) embed(ctx context.Context) error {
	text, err := c.text("text")
	if err != nil {
		return err
	}
	before, err := preset.Set{}.Before(preset.Asked(c.req.Params))
	if err != nil {
		return err
	}
	vectors, usage, err := c.vectors(ctx, []string{before + text})
	if err != nil {
		return err
	}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{"embedding": {port.NewEmbedding(vectors[0])}}, Usage: usage})
}

// compare scores other texts by the cosine of their vectors with the text's.
func (c *call) compare(ctx context.Context) error {
	text, err := c.text("text")
	if err != nil {
		return err
	}
	texts := []string{text}
	for _, v := range c.req.In["others"] {
		b, err := v.Read(maxText)
		if err != nil {
			return c.unreadable("others", err)
		}
		texts = append(texts, string(b))
	}
	vectors, usage, err := c.vectors(ctx, texts)
	if err != nil {
		return err
	}
	labels := make([]port.Label, 0, len(texts)-1)
	for i, v := range vectors[1:] {
		labels = append(labels, port.Label{Name: cmp.Or(c.req.In["others"][i].Name, texts[i+1]), Score: min(max(cosine(vectors[0], v), 0), 1)})
	}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{"labels": {port.NewLabels(labels)}}, Usage: usage})
}

func (c *call) vectors(ctx context.Context, texts []string) ([][]float32, engine.Usage, error) {
	vectors := make([][]float32, len(texts))
	var usage engine.Usage
	for from := 0; from < len(texts); from += batch {
		part := texts[from:min(from+batch, len(texts))]
		var res openai.EmbeddingResponse
		req := openai.EmbeddingRequest{Model: c.model.ID, Input: part, EncodingFormat: "float"}
		if err := c.postJSON(ctx, "/embeddings", req, &res); err != nil {
			return nil, usage, err
		}
		if res.Usage != nil {
			usage.TokensIn += res.Usage.PromptTokens
		}
		for _, e := range res.Data {
			if e.Index >= 0 && e.Index < len(part) && finite(e.Vector) {
				vectors[from+e.Index] = e.Vector
			}
		}
	}
	for _, v := range vectors {
		if len(v) == 0 || len(v) != len(vectors[0]) {
			return nil, usage, c.fail(fault.Unavailable, nil, "%s did not give a vector for every text; is it a model for embeddings?", c.model.ID)
		}
	}
	return vectors, usage, nil
}

func finite(v []float32) bool {
	for _, x := range v {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return false
		}
	}
	return true
}

func cosine(a, b []float32) float64 {
	var dot, na, nb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		dot, na, nb = dot+x*y, na+x*x, nb+y*y
	}
	if na == 0 || nb == 0 {
		return 0
	}
	return dot / math.Sqrt(na*nb)
}

// text reads a text input, which must not be empty.
func (c *call) text(name string) (string, error) {
	v, _ := c.req.In.First(name)
	b, err := v.Read(maxText)
	if err != nil {
		return "", c.unreadable(name, err)
	}
	s := strings.ToValidUTF8(string(b), "\ufffd")
	if strings.TrimSpace(s) == "" {
		return "", fault.New(fault.Invalid, "the %s is empty; give %s something to work on", name, c.req.Task)
	}
	return s, nil
}
