// Package ollama holds the wire types of Ollama's API, as its clients write and
// read them. It makes no requests.
package ollama

import (
	"encoding/json"
	"time"
)

// ChatRequest asks for the next message of a conversation: POST /api/chat.
type ChatRequest struct {
	Model    string          `json:"model"`
	Messages []Message       `json:"messages"`
	Tools    json.RawMessage `json:"tools,omitempty"` // as OpenAI's API has them
	Common
}

// Common is what conversations and texts are asked with alike.
type Common struct {
	Stream  *bool           `json:"stream,omitempty"` // left out is true
	Format  json.RawMessage `json:"format,omitempty"` // "json", or a JSON schema
	Options map[string]any  `json:"options,omitempty"`
	Think   json.RawMessage `json:"think,omitempty"`      // true, false, or how much: "low", "medium", "high"
	Keep    json.RawMessage `json:"keep_alive,omitempty"` // how long the model stays loaded: seconds, or a text as "5m"; 0 ends it

	Logprobs    bool `json:"logprobs,omitempty"`
	TopLogprobs int  `json:"top_logprobs,omitempty"`
}

// Message is one turn of a conversation.
type Message struct {
	Role     string     `json:"role"`
	Content  string     `json:"content"`
	Thinking string     `json:"thinking,omitempty"`
	Images   []string   `json:"images,omitempty"` // in standard base64
	Calls    []ToolCall `json:"tool_calls,omitempty"`
	ToolName string     `json:"tool_name,omitempty"` // of the role "tool": whose result it is
}

// ToolCall is a function that the model asks to have called.
type ToolCall struct {
	Function Called `json:"function"`
}

// Called is a function with its arguments, a JSON object.
type Called struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments"`
}

// ChatResponse is an answer, or a piece of one while Done is false.
type ChatResponse struct {
	Model   string    `json:"model"`
	Created time.Time `json:"created_at"`
	Message Message   `json:"message"`
	Likely  Logprobs  `json:"logprobs,omitempty"`
	End
}

// End is how an answer ended, and what it took.
type End struct {
	Done         bool          `json:"done"`
	Reason       string        `json:"done_reason,omitempty"` // "stop", "length", "load", "unload"
	Total        time.Duration `json:"total_duration,omitempty"`
	Load         time.Duration `json:"load_duration,omitempty"`
	PromptTokens int64         `json:"prompt_eval_count,omitempty"`
	PromptTime   time.Duration `json:"prompt_eval_duration,omitempty"`
	Tokens       int64         `json:"eval_count,omitempty"`
	Time         time.Duration `json:"eval_duration,omitempty"`
}

// GenerateRequest asks for a text: POST /api/generate.
type GenerateRequest struct {
	Model  string   `json:"model"`
	Prompt string   `json:"prompt"`
	Suffix string   `json:"suffix,omitempty"` // what is to come after the text
	System string   `json:"system,omitempty"`
	Images []string `json:"images,omitempty"`
	Raw    bool     `json:"raw,omitempty"` // the prompt is all that the model gets

	Template string `json:"template,omitempty"` // in place of the model's own
	Context  []int  `json:"context,omitempty"`  // of the answer that this goes on from

	Width  int `json:"width,omitempty"` // of a picture that is made, as are the next two
	Height int `json:"height,omitempty"`
	Steps  int `json:"steps,omitempty"`
	Common
}

// GenerateResponse is a text, or a piece of one.
type GenerateResponse struct {
	Model    string    `json:"model"`
	Created  time.Time `json:"created_at"`
	Response string    `json:"response"`
	Thinking string    `json:"thinking,omitempty"`
	Likely   Logprobs  `json:"logprobs,omitempty"`
	Context  []int     `json:"context,omitempty"` // of the last piece: what to go on from

	Image     []byte `json:"image,omitempty"` // a picture that was made, which JSON has in base64
	Completed int    `json:"completed,omitempty"`
	Total     int    `json:"total,omitempty"` // steps
	End
}

// Logprobs are tokens with how likely they were, in the form of OpenAI's API.
type Logprobs []json.RawMessage

// EmbedRequest asks for vectors: POST /api/embed. The older /api/embeddings has
// one Prompt.
type EmbedRequest struct {
	Model      string `json:"model"`
	Input      Texts  `json:"input"`
	Prompt     string `json:"prompt,omitempty"`
	Dimensions int    `json:"dimensions,omitempty"`
	Truncate   *bool  `json:"truncate,omitempty"` // left out is true: of what is too long the end is left out
}

// EmbedResponse has a vector for each text.
type EmbedResponse struct {
	Model        string        `json:"model"`
	Embeddings   [][]float32   `json:"embeddings"`
	Total        time.Duration `json:"total_duration"`
	PromptTokens int64         `json:"prompt_eval_count,omitempty"`
}

// Texts is a list that may be written as one text.
type Texts []string

// UnmarshalJSON reads a text or a list of texts.
func (l *Texts) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = Texts{s}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}

// Forms are those that UnmarshalJSON reads.
func (Texts) Forms() []any { return []any{"", []string(nil)} }

// Details say what a model is like.
type Details struct {
	Parent       string   `json:"parent_model"`
	Format       string   `json:"format"`
	Family       string   `json:"family"`
	Families     []string `json:"families"`
	Size         string   `json:"parameter_size"`
	Quantization string   `json:"quantization_level"`
}

// Model is an entry of GET /api/tags.
type Model struct {
	Name    string  `json:"name"`
	Model   string  `json:"model"`
	Size    int64   `json:"size"`
	Digest  string  `json:"digest"`
	Details Details `json:"details"`
}

// Show is what POST /api/show tells of a model.
type Show struct {
	Licence      string         `json:"license,omitempty"`
	Modelfile    string         `json:"modelfile"`
	Details      Details        `json:"details"`
	Info         map[string]any `json:"model_info"`
	Capabilities []string       `json:"capabilities"` // "completion", "tools", "insert", "vision", "embedding", "image"
}

// Progress is a line of the answer to POST /api/pull.
type Progress struct {
	Status    string `json:"status"`
	Digest    string `json:"digest,omitempty"`
	Total     int64  `json:"total,omitempty"`
	Completed int64  `json:"completed,omitempty"`
}

// Failure is the body, or the last line, of an answer that failed.
type Failure struct {
	Error string `json:"error"`
}
