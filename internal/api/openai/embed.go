package openai

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"

	"golang.org/x/sync/errgroup"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const (
	maxInputs = 2048 // texts of one request
	abreast   = 4    // texts that are worked on at once
)

func (s server) embeddings(w http.ResponseWriter, r *http.Request) {
	var req struct {
		openai.EmbeddingRequest
		Input json.RawMessage `json:"input"`
	}
	err := read(w, r, &req)
	var texts []string
	if err == nil {
		texts, err = inputs(req.Input)
	}
	var m catalog.Model
	if err == nil {
		m, err = s.find(r.Context(), req.Model, catalog.Need{Task: embeds})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	vectors, usage, err := s.embed(r.Context(), m.Ref, texts)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if n := len(vectors[0]); req.Dimensions != 0 && req.Dimensions != n {
		s.fail(w, r, fault.New(fault.Invalid, "%s gives vectors of %d dimensions, not of %d; leave dimensions out", m.Ref, n, req.Dimensions))
		return
	}
	api.WriteJSON(w, http.StatusOK, answer(m.Ref, vectors, usage, req.EncodingFormat == "base64"))
}

// inputs reads one text or many. Tokens have a meaning for OpenAI's own models alone.
func inputs(raw json.RawMessage) ([]string, error) {
	var texts openai.Strings
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, fault.New(fault.Invalid, "input is neither a text nor a list of texts (tokens have no meaning for other models than OpenAI's)")
	}
	if len(texts) == 0 || len(texts) > maxInputs {
		return nil, fault.New(fault.Invalid, "input has %d texts; give 1 to %d", len(texts), maxInputs)
	}
	for i, t := range texts {
		if t == "" {
			return nil, fault.New(fault.Invalid, "text %d of input is empty", i)
		}
	}
	return texts, nil
}

func (s server) embed(ctx context.Context, m ref.Model, texts []string) (vectors [][]float32, usage engine.Usage, err error) {
	vectors = make([][]float32, len(texts))
	used := make([]engine.Usage, len(texts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(abreast)
	for i, text := range texts {
		group.Go(func() error {
			err := s.run(ctx, engine.Request{Model: m, Task: embeds, In: port.Values{"text": {port.NewText(text)}}}, func(ev engine.Event) error {
				used[i] = ev.Usage
				v, ok := ev.Out.First("embedding")
				if !ok {
					return nil
				}
				b, err := v.Read(maxJSON)
				if err != nil {
					return err
				}
				return json.Unmarshal(b, &vectors[i])
			})
			if err == nil && len(vectors[i]) == 0 {
				err = fmt.Errorf("%s gave no vector", m)
			}
			return err
		})
	}
	err = group.Wait()
	for _, u := range used {
		usage.TokensIn += u.TokensIn
	}
	return vectors, usage, err
}

// vector is written as a list of numbers, or as their bytes in base64.
type vector struct {
	openai.Embedding
	Vector any `json:"embedding"`
}

func answer(m ref.Model, vectors [][]float32, usage engine.Usage, packed bool) any {
	list := make([]vector, len(vectors))
	for i, v := range vectors {
		list[i] = vector{Embedding: openai.Embedding{Object: "embedding", Index: i}, Vector: v}
		if packed {
			b := make([]byte, 0, 4*len(v))
			for _, x := range v {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
			}
			list[i].Vector = base64.StdEncoding.EncodeToString(b)
		}
	}
	return struct {
		Object string       `json:"object"`
		Model  string       `json:"model"`
		Data   []vector     `json:"data"`
		Usage  openai.Usage `json:"usage"`
	}{"list", m.String(), list, openai.Usage{PromptTokens: usage.TokensIn, TotalTokens: usage.TokensIn}}
}

// run runs a model; f is called with each event, the outputs open meanwhile.
func (s server) run(ctx context.Context, req engine.Request, f func(engine.Event) error) error {
	for ev, err := range s.Gateway.Do(ctx, req) {
		if err != nil {
			return err
		}
		if err := f(ev); err != nil {
			return err
		}
	}
	return nil
}
