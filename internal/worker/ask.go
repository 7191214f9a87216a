package worker

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/grammar"
	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// ask is what requests for texts have in common, beside the names of OpenAI
// those that are customary among local servers.
type ask struct {
	Model         string                `json:"model"`
	Stream        bool                  `json:"stream"`
	StreamOptions *openai.StreamOptions `json:"stream_options"`
	N             int                   `json:"n"`
	MaxTokens     *int                  `json:"max_tokens"` // left out is no limit
	Stop          openai.Strings        `json:"stop"`
	Temperature   *float64              `json:"temperature"`
	TopP          float64               `json:"top_p"`
	TopK          int                   `json:"top_k"`
	MinP          *float64              `json:"min_p"`
	Frequency     float64               `json:"frequency_penalty"`
	Presence      float64               `json:"presence_penalty"`
	Repeat        float64               `json:"repeat_penalty"`
	RepeatLast    int                   `json:"repeat_last_n"`
	Repetition    float64               `json:"repetition_penalty"` // of all that was said, as other servers name it
	Seed          *int64                `json:"seed"`
	Bias          map[string]float32    `json:"logit_bias"`
	IgnoreEnd     bool                  `json:"ignore_eos"`
	LoRA          worker.LoRAs          `json:"lora"`
	Grammar       string                `json:"grammar"`
	others
}

// others are ways of choosing that are not offered; with these values they are none.
type others struct {
	Typical  *float64 `json:"typical_p"` // 1
	TailFree *float64 `json:"tfs_z"`     // 1
	Mirostat int      `json:"mirostat"`  // 0
	TopA     float64  `json:"top_a"`     // 0
}

// check refuses what would choose otherwise than the answer was.
func (o others) check() error {
	const words = "%s is not offered: tokens are chosen by temperature, top_p, top_k, min_p and the penalties"
	switch {
	case o.Typical != nil && *o.Typical != 1:
		return wrong("typical_p", "unsupported_parameter", words, "typical_p")
	case o.TailFree != nil && *o.TailFree != 1:
		return wrong("tfs_z", "unsupported_parameter", words, "tfs_z")
	case o.Mirostat != 0:
		return wrong("mirostat", "unsupported_parameter", words, "mirostat")
	case o.TopA != 0:
		return wrong("top_a", "unsupported_parameter", words, "top_a")
	}
	return nil
}

// What is taken where a request does not say.
const (
	temperature = 0.8
	minP        = 0.05
)

const (
	maxChoices = 16
	maxStops   = 16
	maxLikely  = 20
	maxGrammar = 32 << 10 // bytes
	farBack    = 1 << 20  // tokens: all that was said
)

// request makes what the engine is asked, for one of the answers.
func (a *ask) request(m *llama.Model, actor string, choice int) (llama.Request, error) {
	r := llama.Request{Actor: actor, Grammar: a.Grammar, Top: -1, IgnoreEnd: a.IgnoreEnd}
	p := sample.Params{
		Temperature: temperature, MinP: minP, TopP: a.TopP, TopK: a.TopK, Frequency: a.Frequency, Presence: a.Presence,
		Repeat: a.Repeat, RepeatLast: a.RepeatLast, Seed: rand.Uint64(), //nolint:gosec // what is said is no secret
	}
	if a.MaxTokens != nil {
		r.Most = *a.MaxTokens
	}
	if a.Temperature != nil {
		p.Temperature = *a.Temperature
	}
	if a.MinP != nil {
		p.MinP = *a.MinP
	}
	if a.Seed != nil {
		p.Seed = uint64(*a.Seed) + uint64(choice) //nolint:gosec // any bits are a seed
	}
	for t, b := range a.Bias {
		n, err := strconv.ParseInt(t, 10, 32)
		if err != nil {
			return r, wrong("logit_bias", "invalid_value", "logit_bias names the token %q, which is no number", t)
		}
		if p.Bias == nil {
			p.Bias = map[int32]float32{}
		}
		p.Bias[int32(n)] = b
	}
	if err := p.Check(); err != nil {
		name, _, _ := strings.Cut(err.Error(), " ")
		return r, wrong(name, "invalid_value", "%v", err)
	}
	r.Sample = p
	adapters, err := a.adapters(m)
	r.Adapters = adapters
	return r, err
}

// adapters are those that a names.
func (a *ask) adapters(m *llama.Model) (l []llama.Adapter, err error) {
	for _, one := range a.LoRA {
		to := llama.Adapter{Name: one.Name, Scale: 1}
		if known := m.Adapters(); one.ID != nil && one.Name == "" {
			if *one.ID < 0 || *one.ID >= len(known) {
				return nil, fault.New(fault.NotFound, "lora names the adapter %d, and this model has %d: %q", *one.ID, len(known), known)
			}
			to.Name = known[*one.ID]
		}
		if to.Name == "" {
			return nil, fault.New(fault.Invalid, "lora has an adapter without a name")
		}
		if one.Scale != nil {
			to.Scale = *one.Scale
		}
		l = append(l, to)
	}
	return l, nil
}

// wrong is the fault of a parameter.
func wrong(param, code, format string, args ...any) error {
	e := &openai.Error{Message: fmt.Sprintf(format, args...), Param: param, Code: code}
	return fault.Wrap(e, fault.Invalid, "%s", e.Message)
}

// check says what of a cannot be done, and completes it.
func (a *ask) check() error {
	switch {
	case a.N < 0 || a.N > maxChoices:
		return wrong("n", "invalid_value", "n is %d, it must be in [1, %d]", a.N, maxChoices)
	case len(a.Stop) > maxStops:
		return wrong("stop", "invalid_value", "stop has %d texts, at most %d can be looked for", len(a.Stop), maxStops)
	case a.MaxTokens != nil && *a.MaxTokens < 1:
		return wrong("max_tokens", "integer_below_min_value", "max_tokens is %d, it must be at least 1; leave it out for an answer as long as the model makes it", *a.MaxTokens)
	case len(a.Grammar) > maxGrammar:
		return fault.New(fault.TooLarge, "the grammar has %d bytes, at most %d are read", len(a.Grammar), maxGrammar)
	}
	if err := a.others.check(); err != nil {
		return err
	}
	if a.Repeat == 0 && a.Repetition != 0 {
		a.Repeat, a.RepeatLast = a.Repetition, cmp.Or(a.RepeatLast, farBack)
	}
	a.N = max(a.N, 1)
	return grammar.Check(a.Grammar)
}
