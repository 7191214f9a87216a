package dashscope

import (
	"cmp"
	"slices"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
)

const maxTexts = 2048 // of one request

type embedding struct {
	Text   *int      `json:"text_index,omitempty"`
	Index  *int      `json:"index,omitempty"`
	Type   string    `json:"type,omitempty"`
	Vector []float32 `json:"embedding"`
}

func (s server) embed(c asked.Call) (output, usage any, err error) {
	var in struct {
		Texts texts  `json:"texts"`
		URL   string `json:"url"`
	}
	p, err := wanted(c, &in)
	if err != nil {
		return nil, nil, err
	}
	if in.URL != "" {
		return s.embedFile(c, in.URL, p)
	}
	vectors, used, err := s.vectors(c, in.Texts, p)
	if err != nil {
		return nil, nil, err
	}
	l := make([]embedding, len(vectors))
	for i, v := range vectors {
		l[i] = embedding{Text: &i, Vector: v}
	}
	return map[string]any{"embeddings": l}, tokens(used, "total_tokens"), nil
}

// tokens is a usage; none of a model that does not count them.
func tokens(n int64, names ...string) any {
	if n == 0 {
		return nil
	}
	usage := map[string]int64{}
	for _, name := range names {
		usage[name] = n
	}
	return usage
}

// ofVectors is how vectors are to be made.
type ofVectors struct {
	Dimension int    `json:"dimension"`
	Output    string `json:"output_type"`
	Kind      string `json:"text_type"` // query or document
}

// wanted reads what is given, and how vectors of it are to be made.
func wanted(c asked.Call, input any) (p ofVectors, err error) {
	err = cmp.Or(c.ReadInput(input), c.ReadParameters(&p), c.Without(asked.OfVectors))
	if err == nil && p.Output != "" && p.Output != "dense" {
		err = fault.New(fault.Invalid, "output_type %q is not offered; the vectors here are dense", p.Output)
	}
	return p, err
}

func (s server) vectors(c asked.Call, l []string, p ofVectors) (vectors [][]float32, used int64, err error) {
	m, err := s.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Embeds})
	switch {
	case err != nil:
		return nil, 0, err
	case len(l) == 0 || len(l) > maxTexts || slices.Contains(l, ""):
		return nil, 0, fault.New(fault.Invalid, "there are %d texts; give 1 to %d of which none is empty", len(l), maxTexts)
	}
	kind := task.Params{}
	if p.Kind != "" {
		kind["text_type"] = p.Kind
	}
	vectors, u, err := s.Embed(c.R.Context(), m.Ref, kind, l)
	if err == nil {
		err = callee.Shorten(m.Ref, vectors, p.Dimension)
	}
	return vectors, u.TokensIn, err
}

// embedParts gives vectors of parts, which can be texts alone: no model here has
// one space for texts and pictures.
func (s server) embedParts(c asked.Call) (output, usage any, err error) {
	var in struct {
		Contents []map[string]any `json:"contents"`
	}
	p, err := wanted(c, &in)
	if err != nil {
		return nil, nil, err
	}
	var l []string
	for i, part := range in.Contents {
		t, ok := part["text"].(string)
		if !ok {
			return nil, nil, fault.New(fault.Invalid, "part %d is no text, and %s makes vectors of texts alone", i, c.Model)
		}
		if f, weighed := part["factor"].(float64); weighed && f != 1 {
			return nil, nil, fault.New(fault.Invalid, "the factor of part %d is %g: each part has a vector of its own, and none is weighed; leave it out", i, f)
		}
		l = append(l, t)
	}
	vectors, used, err := s.vectors(c, l, p)
	if err != nil {
		return nil, nil, err
	}
	out := make([]embedding, len(vectors))
	for i, v := range vectors {
		out[i] = embedding{Index: &i, Type: "text", Vector: v}
	}
	return map[string]any{"embeddings": out}, tokens(used, "input_tokens", "total_tokens"), nil
}

type ranked struct {
	Index    int               `json:"index"`
	Score    float64           `json:"relevance_score"`
	Document map[string]string `json:"document,omitempty"`
}

func (s server) rerank(c asked.Call) (output, usage any, err error) {
	var in struct {
		Query     string `json:"query"`
		Documents texts  `json:"documents"`
	}
	var p struct {
		Top    int  `json:"top_n"`
		Return bool `json:"return_documents"`
	}
	if err := cmp.Or(c.ReadInput(&in), c.ReadParameters(&p), c.Without(asked.OfVectors)); err != nil {
		return nil, nil, err
	}
	m, err := s.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Compares})
	switch {
	case err != nil:
		return nil, nil, err
	case in.Query == "" || len(in.Documents) == 0 || len(in.Documents) > maxTexts:
		return nil, nil, fault.New(fault.Invalid, "give a query and 1 to %d documents", maxTexts)
	}
	scores, used, err := s.Compare(c.R.Context(), m.Ref, in.Query, in.Documents)
	if err != nil {
		return nil, nil, err
	}
	l := make([]ranked, len(scores))
	for i, score := range scores {
		l[i] = ranked{Index: i, Score: score}
		if p.Return {
			l[i].Document = map[string]string{"text": in.Documents[i]}
		}
	}
	slices.SortStableFunc(l, func(a, b ranked) int { return cmp.Compare(b.Score, a.Score) })
	if p.Top > 0 {
		l = l[:min(p.Top, len(l))]
	}
	return map[string]any{"results": l}, tokens(used.TokensIn, "total_tokens"), nil
}
