package worker

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// maxTexts is how many texts one request may have.
const maxTexts = 2048

// embeddingRequest asks for vectors of texts.
type embeddingRequest struct {
	Model      string          `json:"model"`
	Input      json.RawMessage `json:"input"` // a text, texts, tokens, or lists of them
	Encoding   string          `json:"encoding_format"`
	Dimensions int             `json:"dimensions"`
	worker.Prompt
}

type embeddingResponse struct {
	Object string        `json:"object"`
	Model  string        `json:"model"`
	Data   []embedding   `json:"data"`
	Usage  worker.Tokens `json:"usage"`
}

type embedding struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"`
}

func (s *server) embed(w http.ResponseWriter, r *http.Request, m *llama.Model, body []byte) error {
	var q embeddingRequest
	if err := read(body, &q); err != nil {
		return err
	}
	if m.Facts().Rerank {
		return fault.New(fault.Invalid, "this model ranks texts and makes no vectors; ask it to rerank")
	}
	if q.Encoding != "" && q.Encoding != "float" && q.Encoding != "base64" {
		return fault.New(fault.Invalid, "encoding_format is %q, it must be float or base64", q.Encoding)
	}
	before, err := s.put(m, q.Prompt)
	if err != nil {
		return err
	}
	texts, err := q.texts(m, before)
	if err != nil {
		return err
	}
	vectors, err := m.Embed(r.Context(), r.Header.Get(worker.Actor), texts)
	if err != nil {
		return err
	}
	out, err := q.response(vectors)
	if err != nil {
		return err
	}
	out.Usage = total(texts)
	answer(w, out)
	return nil
}

// poolsLast is how a GGUF file says that the last token has the vector, in which nothing
// is of a prompt but what the model made of it.
const poolsLast = 3

// put is what is put before texts.
func (s *server) put(m *llama.Model, ask worker.Prompt) (string, error) {
	before, err := s.before.Before(ask)
	if err == nil && before != "" && s.before.Apart && m.Facts().Head.Pooling != poolsLast {
		err = fault.New(fault.Invalid, "the model's %s leaves prompts out of vectors, which llama.cpp does not", prompts.Pooling)
	}
	return before, err
}

// response has the vectors in the form that was asked for.
func (q *embeddingRequest) response(vectors [][]float32) (out embeddingResponse, err error) {
	out = embeddingResponse{Object: "list", Model: q.Model}
	for i, v := range vectors {
		if v, err = shorten(v, q.Dimensions); err != nil {
			return out, err
		}
		e := embedding{Object: "embedding", Index: i, Embedding: v}
		if q.Encoding == "base64" {
			e.Embedding = packed(v)
		}
		out.Data = append(out.Data, e)
	}
	return out, nil
}

// words are the texts of the input; ok is false if it has something else.
func (q *embeddingRequest) words() (l []string, ok bool) {
	var one string
	if json.Unmarshal(q.Input, &one) == nil {
		return []string{one}, true
	}
	if json.Unmarshal(q.Input, &l) != nil {
		return nil, false // l has what was no text as ""
	}
	return l, true
}

func total(texts [][]int32) worker.Tokens {
	n := int64(0)
	for _, t := range texts {
		n += int64(len(t))
	}
	return worker.Tokens{Prompt: n, Total: n}
}

// texts reads the input as tokens, each behind what is put before it; of what comes as
// tokens that is in it.
func (q *embeddingRequest) texts(m *llama.Model, before string) (out [][]int32, err error) {
	var tokens []int32
	words, ok := q.words()
	switch {
	case ok:
	case json.Unmarshal(q.Input, &tokens) == nil:
		out = [][]int32{tokens}
	case json.Unmarshal(q.Input, &out) != nil:
		return nil, fault.New(fault.Invalid, "input must be a text, texts, or their tokens")
	}
	if len(words)+len(out) == 0 || len(words)+len(out) > maxTexts {
		return nil, fault.New(fault.Invalid, "input has %d texts, it must have 1 to %d", len(words)+len(out), maxTexts)
	}
	for _, w := range words {
		t, err := m.Tokenize(before+w, false)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// shorten keeps the first n numbers of a vector, at length 1 again; 0 is all.
func shorten(v []float32, n int) ([]float32, error) {
	if n < 0 || n > len(v) {
		return nil, fault.New(fault.Invalid, "dimensions is %d, this model's vectors have %d", n, len(v))
	}
	if n == 0 || n == len(v) {
		return v, nil
	}
	v = v[:n]
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i := range v {
		if sum > 0 {
			v[i] = float32(float64(v[i]) / math.Sqrt(sum))
		}
	}
	return v, nil
}

func packed(v []float32) string {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func (s *server) rerank(w http.ResponseWriter, r *http.Request, m *llama.Model, body []byte) error {
	q, err := readRerank(body)
	if err != nil {
		return err
	}
	if !m.Facts().Rerank {
		return fault.New(fault.Invalid, "this model was not made to rank texts")
	}
	var texts [][]int32
	for _, d := range q.Documents {
		t, err := m.Pair(q.Query, d)
		if err != nil {
			return err
		}
		texts = append(texts, t)
	}
	vectors, err := m.Embed(r.Context(), r.Header.Get(worker.Actor), texts)
	if err != nil {
		return err
	}
	scores := make([]float32, len(vectors))
	for i, v := range vectors {
		scores[i] = v[0]
	}
	out := best(q, scores, total(texts))
	// llama.cpp makes shares of what Qwen3's rerankers say of yes and no.
	out.Shares = strings.HasPrefix(m.Facts().Head.Architecture, "qwen3")
	answer(w, out)
	return nil
}

func readRerank(body []byte) (q worker.RerankRequest, err error) {
	if err := read(body, &q); err != nil {
		return q, err
	}
	if q.Query == "" || len(q.Documents) == 0 || len(q.Documents) > maxTexts {
		return q, fault.New(fault.Invalid, "a query and 1 to %d documents are needed", maxTexts)
	}
	return q, nil
}

// best puts the documents with the highest scores first.
func best(q worker.RerankRequest, scores []float32, u worker.Tokens) worker.RerankResponse {
	out := worker.RerankResponse{Model: q.Model, Usage: u}
	for i, score := range scores {
		one := worker.Ranked{Index: i, Score: float64(score)}
		if q.ReturnDocuments {
			one.Document = q.Documents[i]
		}
		out.Results = append(out.Results, one)
	}
	slices.SortStableFunc(out.Results, func(a, b worker.Ranked) int { return cmp.Compare(b.Score, a.Score) })
	if q.TopN > 0 && q.TopN < len(out.Results) {
		out.Results = out.Results[:q.TopN]
	}
	return out
}
