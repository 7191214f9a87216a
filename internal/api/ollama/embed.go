package ollama

import (
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/ollama"
)

const maxTexts = 2048 // of one request

func (s server) embed(w http.ResponseWriter, r *http.Request) {
	var req ollama.EmbedRequest
	err := read(w, r, &req)
	var res ollama.EmbedResponse
	if err == nil {
		res, err = s.vectors(r, req)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, res)
}

// embedOne is the older form, of one text.
func (s server) embedOne(w http.ResponseWriter, r *http.Request) {
	var req ollama.EmbedRequest
	err := read(w, r, &req)
	req.Input = ollama.Texts{req.Prompt}
	var res ollama.EmbedResponse
	if err == nil {
		res, err = s.vectors(r, req)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"embedding": res.Embeddings[0]})
}

func (s server) vectors(r *http.Request, req ollama.EmbedRequest) (res ollama.EmbedResponse, err error) {
	start := time.Now()
	m, err := s.Find(r.Context(), name(req.Model), catalog.Need{Task: callee.Embeds})
	switch {
	case err != nil:
		return res, err
	case req.Truncate != nil && !*req.Truncate && m.Runtime == "onnx":
		return res, fault.New(fault.Invalid, "%s leaves out the end of what is too long for it, and does not tell: leave truncate out", m.Ref)
	case len(req.Input) == 0 || len(req.Input) > maxTexts:
		return res, fault.New(fault.Invalid, "input has %d texts; give 1 to %d", len(req.Input), maxTexts)
	}
	for i, t := range req.Input {
		if t == "" {
			return res, fault.New(fault.Invalid, "text %d is empty", i+1)
		}
	}
	vectors, used, err := s.Embed(r.Context(), m.Ref, nil, req.Input)
	if err != nil {
		return res, err
	}
	if err := callee.Shorten(m.Ref, vectors, req.Dimensions); err != nil {
		return res, err
	}
	return ollama.EmbedResponse{Model: req.Model, Embeddings: vectors, Total: time.Since(start), PromptTokens: used.TokensIn}, nil
}
