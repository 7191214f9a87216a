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
	"stop_sequences": "stop", "repetition_penalty": "repeat_penalty", "frequency_penalty": "frequency_penalty", "presence_penalty": "presence_penalty",
}

// reasons are why a text ended, as Hugging Face's servers say it.
var reasons = map[string]string{"length": "length", "stop": "eos_token"}

// details tell how a text ended, and of its tokens where the model tells.
type details struct {
	Reason  string    `json:"finish_reason"`
	Tokens  int64     `json:"generated_tokens"`
	Seed    any       `json:"seed"`
	Prefill []string  `json:"prefill"`
	Each    []token   `json:"tokens,omitzero"`
	Top     [][]token `json:"top_tokens,omitempty"`
}

// token is a token, or a piece of a text that is being written, which may be of several.
// Its number is not known.
type token struct {
	ID      int      `json:"id"`
	Text    string   `json:"text"`
	Log     *float64 `json:"logprob"`
	Special bool     `json:"special"`
}

// translated puts Hugging Face's parameters into the names of completions.
func translated(body map[string]any) error {
	if body == nil || body["prompt"] == nil {
		return fault.New(fault.Invalid, "there is no prompt; give the text that is to go on")
	}
	for _, name := range []string{"return_full_text", "details", "decoder_input_details", "watermark", "truncate", "top_n_tokens", "grammar", "adapter_id"} {
		if v, there := body[name]; there && v != nil && v != false {
			return fault.New(fault.Invalid, "the parameter %s is not heeded at this address: leave it out, or send inputs and parameters to that of the model", name)
		}
		delete(body, name)
	}
	if v, there := body["stop_sequences"]; there {
		body["stop"] = v
		delete(body, "stop_sequences")
	}
	if body["do_sample"] == false {
		body["temperature"] = 0
	}
	delete(body, "do_sample")
	return nil
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
	body, err := in.asked(m)
	if err != nil {
		return err
	}
	body["prompt"] = prompt.Text
	full, _ := in.raw["return_full_text"].(bool)
	text, end := "", details{Seed: in.raw["seed"], Prefill: []string{}, Each: []token{}, Reason: "eos_token"}
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
		if in.more.Stream && c.Text != "" && out.write(piece(c), nil, nil) != nil {
			return nil // nobody listens any more
		}
	}
	switch told, _ := in.raw["details"].(bool); {
	case in.more.Stream:
		end.Each, end.Top = nil, nil                     // they were told
		_ = out.write(token{Special: true}, &text, &end) // the client may be gone
	case told:
		api.WriteJSON(w, http.StatusOK, []map[string]any{{"generated_text": text, "details": end}})
	default:
		api.WriteJSON(w, http.StatusOK, []map[string]string{{"generated_text": text}})
	}
	return nil
}

// asked is what a completion is asked for: without a word on how tokens are chosen the
// likeliest are taken, as Hugging Face's servers do.
func (in input) asked(m catalog.Model) (map[string]any, error) {
	body := map[string]any{"max_tokens": mostTokens}
	for from, to := range sampled {
		if v, ok := in.raw[from]; ok && v != nil {
			body[to] = v
		}
	}
	if v, ok := body["repeat_penalty"]; ok {
		body["repetition_penalty"] = v // as other servers name it
	}
	chosen := false
	for _, name := range []string{"temperature", "top_p", "top_k"} {
		chosen = chosen || body[name] != nil
	}
	if in.raw["do_sample"] != true && !chosen {
		body["temperature"] = 0
	}
	if name := in.raw["adapter_id"]; name != nil {
		body["lora"] = []map[string]any{{"name": name}}
	}
	others, asked := in.raw["top_n_tokens"].(float64)
	switch {
	case in.raw["top_n_tokens"] != nil && (!asked || in.more.Stream || in.raw["details"] != true || m.Runtime == ""):
		return nil, fault.New(fault.Invalid, "top_n_tokens is a number, and comes with the details of whole texts of models of this server: ask with details and without stream")
	case in.raw["details"] == true && m.Runtime != "":
		body["logprobs"] = others
	}
	return body, nil
}

// mostTokens are made where a request does not say how many, as Hugging Face's servers do.
const mostTokens = 100

// piece is a part of a text that is being written.
func piece(c dialogue.Continued) token {
	t := token{ID: noID, Text: c.Text}
	if len(c.Tokens) == 1 && c.Tokens[0].Text == c.Text {
		t.Log = &c.Tokens[0].Logprob
	}
	return t
}

const noID = -1

func (d *details) add(c dialogue.Continued) {
	for _, one := range c.Tokens {
		d.Each = append(d.Each, token{ID: noID, Text: one.Text, Log: &one.Logprob})
		if len(one.Top) == 0 {
			continue
		}
		top := []token{}
		for _, other := range one.Top {
			top = append(top, token{ID: noID, Text: other.Text, Log: &other.Logprob})
		}
		d.Top = append(d.Top, top)
	}
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
	t.ID = noID
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
