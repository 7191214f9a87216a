package ollama

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/ollama"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// options are those that OpenAI's API knows, by its names. The sampling that
// only some servers know is passed on under the names that llama.cpp and vLLM
// have for it; what says how a model is loaded is the operator's here.
var options = map[string]string{
	"temperature": "temperature", "top_p": "top_p", "seed": "seed", "stop": "stop", "num_predict": "max_tokens",
	"presence_penalty": "presence_penalty", "frequency_penalty": "frequency_penalty",
	"top_k": "top_k", "min_p": "min_p", "typical_p": "typical_p", "repeat_penalty": "repeat_penalty", "repeat_last_n": "repeat_last_n",
	"tfs_z": "tfs_z", "mirostat": "mirostat",
}

// idle are the values of options that no server but Ollama's own knows with which they
// change nothing.
var idle = map[string][]any{"tfs_z": {0.0, 1.0}, "typical_p": {0.0, 1.0}, "mirostat": {0.0}, "penalize_newline": {true}}

// asked puts what a request asks for beside its text into OpenAI's form.
func asked(model string, c ollama.Common) (req openai.ChatRequest, more map[string]any, err error) {
	req.Model = name(model)
	more = map[string]any{}
	for k, v := range c.Options {
		to, known := options[k]
		if slices.Contains(idle[k], v) {
			continue
		}
		if k == "penalize_newline" {
			return req, nil, fault.New(fault.Invalid, "penalize_newline is not offered: penalties are for all that was said")
		}
		if n, ok := v.(float64); known && v != nil && (k != "num_predict" || ok && n > 0) { // below 0 is no limit
			more[to] = v
		}
	}
	if v, ok := more["repeat_penalty"]; ok {
		more["repetition_penalty"] = v // as vLLM has it
	}
	if c.Logprobs {
		more["logprobs"] = true
		if c.TopLogprobs > 0 {
			more["top_logprobs"] = c.TopLogprobs
		}
	}
	if _, err := kept(c.Keep); err != nil {
		return req, nil, err
	}
	if err := think(c.Think, &req, more); err != nil {
		return req, nil, err
	}
	switch text := strings.TrimSpace(string(c.Format)); {
	case text == "" || text == `""` || text == "null":
	case text == `"json"`:
		req.ResponseFormat = &openai.ResponseFormat{Type: "json_object"}
	case strings.HasPrefix(text, "{"):
		req.ResponseFormat = &openai.ResponseFormat{Type: "json_schema", Schema: &openai.JSONSchema{Name: "answer", Schema: c.Format}}
	default:
		return req, nil, fault.New(fault.Invalid, "format is neither \"json\" nor a JSON schema")
	}
	return req, more, nil
}

// think asks for thinking, or for none, in the way that most servers know.
func think(raw json.RawMessage, req *openai.ChatRequest, more map[string]any) error {
	var yes bool
	var level string
	switch {
	case len(raw) == 0 || string(raw) == "null":
	case json.Unmarshal(raw, &yes) == nil:
		more["chat_template_kwargs"] = map[string]bool{"enable_thinking": yes}
	case json.Unmarshal(raw, &level) == nil && (level == "low" || level == "medium" || level == "high"):
		req.Effort = level
	default:
		return fault.New(fault.Invalid, "think is neither true nor false, nor \"low\", \"medium\" or \"high\"")
	}
	return nil
}

// picture makes a part of a picture in base64.
func picture(packed string) (openai.Part, error) {
	if strings.HasPrefix(packed, "data:image/") {
		return openai.Picture(packed), nil
	}
	b, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		return openai.Part{}, errors.New("it is not in base64")
	}
	media := http.DetectContentType(b)
	if !strings.HasPrefix(media, "image/") {
		return openai.Part{}, errors.New("it is no picture")
	}
	return openai.Picture("data:" + media + ";base64," + packed), nil
}
