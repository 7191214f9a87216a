package openai

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const maxInputs = 2048 // texts of one request

func (s server) embeddings(w http.ResponseWriter, r *http.Request) {
	var req struct {
		openai.EmbeddingRequest
		Input json.RawMessage `json:"input"`
	}
	err := readBeside(w, r, &req, ofVectors)
	var texts []string
	if f := req.EncodingFormat; err == nil && f != "" && f != "float" && f != "base64" {
		err = dialogue.Wrong("encoding_format", "encoding_format %.60q is not offered; ask for float or base64", f)
	}
	if err == nil {
		texts, err = inputs(req.Input)
	}
	var m catalog.Model
	if err == nil {
		m, err = s.Find(r.Context(), req.Model, catalog.Need{Task: callee.Embeds})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	vectors, usage, err := s.Embed(r.Context(), m.Ref, nil, texts)
	if err == nil {
		err = blamed("dimensions", callee.Shorten(m.Ref, vectors, req.Dimensions))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if usage.TokensIn == 0 {
		usage.TokensIn = about(texts)
	}

	api.WriteJSON(w, http.StatusOK, answer(m.Ref, vectors, usage, req.EncodingFormat == "base64"))
}

// inputs reads one text or many. Tokens have a meaning for OpenAI's own models alone.
func inputs(raw json.RawMessage) ([]string, error) {
	var texts openai.Strings
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, dialogue.Wrong("input", "input is neither a text nor a list of texts (tokens have no meaning for other models than OpenAI's)")
	}
	if len(texts) == 0 || len(texts) > maxInputs {
		return nil, dialogue.Wrong("input", "input has %d texts; give 1 to %d", len(texts), maxInputs)
	}
	for i, t := range texts {
		if t == "" {
			return nil, dialogue.Wrong("input", "text %d of input is empty", i)
		}
	}
	return texts, nil
}

// vector is written as a list of numbers, or as their bytes in base64.
type vector struct {
	openai.Embedding
	Vector any `json:"embedding"`
}

// about is how many tokens texts are, about, for a model that does not count them:
// the API's clients read a number.
func about(texts []string) (n int64) {
	for _, t := range texts {
		n += int64(len(t)+engine.BytesOfToken-1) / engine.BytesOfToken
	}
	return n
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
