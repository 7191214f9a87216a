package worker

import "github.com/tenonhub/tenon/internal/wire/openai"

// RunPath takes a RunRequest, for a worker whose model does a task with typed
// inputs and outputs, and answers with lines of JSON: a RunEvent each, of which the
// last has Out or Error. A failure before the first line is in OpenAI's form.
const RunPath = "/v1/run"

// RunRequest asks for one piece of work.
type RunRequest struct {
	Task   string             `json:"task"` // in Tenon's vocabulary
	Params map[string]any     `json:"params,omitempty"`
	In     map[string][]Value `json:"in"` // by the names of the task's ports
}

// HearPath takes a recording, as it is sent: samples of 16 bits, little-endian,
// HearRate in a second, of one channel. What is asked is a HearRequest in the
// parameter HearAsk of the address. It answers as RunPath does, while it hears.
const (
	HearPath = "/v1/hear"
	HearAsk  = "ask"
	HearRate = 16000
)

// HearRequest asks for work on a recording.
type HearRequest struct {
	Task    string         `json:"task"` // in Tenon's vocabulary
	Params  map[string]any `json:"params,omitempty"`
	Seconds float64        `json:"seconds,omitempty"` // of the recording, as far as that is known
}

// Value is a value on a port: words, or bytes, which JSON has in base64.
type Value struct {
	Type  string  `json:"type"`
	Media string  `json:"media,omitempty"`
	Name  string  `json:"name,omitempty"`
	Text  string  `json:"text,omitempty"`
	Data  []byte  `json:"data,omitempty"`
	Sure  float64 `json:"sure,omitempty"`
	Kept  string  `json:"kept,omitempty"` // what was read of a prompt that was too long; empty is all of it
}

// RunEvent is one step of the work.
type RunEvent struct {
	Progress float64            `json:"progress,omitempty"` // the share that is done
	Text     string             `json:"text,omitempty"`     // words that came since the last event
	Out      map[string][]Value `json:"out,omitempty"`
	Usage    *RunUsage          `json:"usage,omitempty"`
	Error    *openai.Error      `json:"error,omitempty"`
}

// RunUsage is what the work has taken.
type RunUsage struct {
	TokensIn   int64   `json:"tokensIn,omitempty"`
	Pictures   int64   `json:"pictures,omitempty"`
	Characters int64   `json:"characters,omitempty"`
	Seconds    float64 `json:"seconds,omitempty"` // of sound
	Steps      int64   `json:"steps,omitempty"`   // of computing
}
