package inference

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
)

// sampled are the parameters of texts, by the names that completions have for them.
var sampled = map[string]string{
	"max_new_tokens": "max_tokens", "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "typical_p": "typical_p", "seed": "seed", "stop": "stop",
	"stop_sequences": "stop", "repetition_penalty": "repeat_penalty", "frequency_penalty": "frequency_penalty",
}

// reasons are why a text ended, as Hugging Face's servers say it.
var reasons = map[string]string{"length": "length", "stop": "eos_token"}

// details tell how a text ended. The tokens themselves are not told.
type details struct {
	Reason  string   `json:"finish_reason"`
	Tokens  int64    `json:"generated_tokens"`
	Seed    any      `json:"seed"`
	Prefill []string `json:"prefill"`
	Each    []string `json:"tokens"`
}

// token is a piece of a text that is being written: of one token or several, whose
// numbers are not known.
type token struct {
	ID      int      `json:"id"`
	Text    string   `json:"text"`
	Log     *float64 `json:"logprob"`
	Special bool     `json:"special"`
}

// shaped puts the form of an answer as Hugging Face's servers have it, a schema as the
// value of json or json_object, into OpenAI's.
func shaped(body map[string]json.RawMessage) (err error) {
	var asked struct {
		Type  string          `json:"type"`
		Value json.RawMessage `json:"value"`
	}
	raw := body["response_format"]
	switch {
	case len(raw) == 0 || json.Unmarshal(raw, &asked) != nil || len(asked.Value) == 0 || string(asked.Value) == "null":
		return nil // it is of OpenAI's form, or none, and whoever answers says so
	case asked.Type != "json" && asked.Type != "json_object":
		return fault.New(fault.Invalid, "response_format %.60q is not offered; give a JSON schema", asked.Type)
	}
	body["response_format"], err = json.Marshal(map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "answer", "schema": asked.Value}})
	return err
}

// complete lets a model go on with a text.
func (s server) complete(w http.ResponseWriter, r *http.Request, m catalog.Model, in input) error {
	prompt, ok := in.values.First("prompt")
	if !ok {
		return fault.New(fault.Invalid, "inputs is no text")
	}
	if in.raw["grammar"] != nil {
		return fault.New(fault.Invalid, "a bare text takes no grammar here; hold a conversation with a response_format at %s/v1/chat/completions", r.URL.Path)
	}
	body := map[string]any{"prompt": prompt.Text}
	for from, to := range sampled {
		if v, ok := in.raw[from]; ok && v != nil {
			body[to] = v
		}
	}
	full, _ := in.raw["return_full_text"].(bool)
	text, end := "", details{Seed: in.raw["seed"], Prefill: []string{}, Each: []string{}, Reason: "eos_token"}
	if full {
		text = prompt.Text
	}
	out := pieces{w: w}
	for c, err := range s.Talks.GoOn(r.Context(), m, body, in.more.Stream) {
		if err != nil {
			return out.broken(err)
		}
		text += c.Text
		end.add(c)
		if in.more.Stream && c.Text != "" && out.write(token{Text: c.Text}, nil, nil) != nil {
			return nil // nobody listens any more
		}
	}
	switch told, _ := in.raw["details"].(bool); {
	case in.more.Stream:
		_ = out.write(token{Special: true}, &text, &end) // the client may be gone
	case told:
		api.WriteJSON(w, http.StatusOK, []map[string]any{{"generated_text": text, "details": end}})
	default:
		api.WriteJSON(w, http.StatusOK, []map[string]string{{"generated_text": text}})
	}
	return nil
}

func (d *details) add(c dialogue.Continued) {
	if c.Finish != "" && reasons[c.Finish] != "" {
		d.Reason = reasons[c.Finish]
	}
	if c.Usage != nil {
		d.Tokens = c.Usage.CompletionTokens
	}
}

// pieces writes a text as events while it is made.
type pieces struct {
	w http.ResponseWriter
	n int
}

func (p *pieces) write(t token, whole *string, end *details) error {
	if p.n == 0 {
		p.w.Header().Set("Content-Type", "text/event-stream")
		p.w.Header().Set("Cache-Control", "no-cache")
	}
	p.n++
	t.ID = -1
	return p.event(map[string]any{"index": p.n, "token": t, "generated_text": whole, "details": end})
}

func (p *pieces) event(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.w, "data:%s\n\n", b); err != nil {
		return err
	}
	return http.NewResponseController(p.w).Flush()
}

// broken is the error with which a text ended, unless it is told as an event.
func (p *pieces) broken(err error) error {
	if p.n == 0 {
		return err
	}
	api.BrokeOff(p.w)
	_, msg := fault.Of(err)
	_ = p.event(map[string]string{"error": msg, "error_type": "generation"}) // the client may be gone
	return nil
}
