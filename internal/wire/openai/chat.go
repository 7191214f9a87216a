// Package openai holds the wire types of the OpenAI API, as its clients and the
// many servers that imitate it write them. It makes no requests. Decoding is
// lenient where servers differ, encoding is strict.
package openai

import (
	"encoding/json"
	"strings"
)

// ChatRequest asks for the next message of a conversation: POST /chat/completions.
type ChatRequest struct {
	Model          string          `json:"model"`
	Messages       []Message       `json:"messages"`
	Stream         bool            `json:"stream,omitempty"`
	StreamOptions  *StreamOptions  `json:"stream_options,omitempty"`
	Temperature    *float64        `json:"temperature,omitempty"`
	TopP           *float64        `json:"top_p,omitempty"`
	MaxTokens      *int            `json:"max_tokens,omitempty"`
	MaxCompletion  *int            `json:"max_completion_tokens,omitempty"`
	Stop           Strings         `json:"stop,omitempty"`
	Seed           *int64          `json:"seed,omitempty"`
	N              int             `json:"n,omitempty"`
	Presence       *float64        `json:"presence_penalty,omitempty"`
	Frequency      *float64        `json:"frequency_penalty,omitempty"`
	LogProbs       bool            `json:"logprobs,omitempty"`
	TopLogProbs    int             `json:"top_logprobs,omitempty"`
	ResponseFormat *ResponseFormat `json:"response_format,omitempty"`
	Tools          []Tool          `json:"tools,omitempty"`
	ToolChoice     json.RawMessage `json:"tool_choice,omitempty"` // "none", "auto", "required", or an object that names one
	Parallel       *bool           `json:"parallel_tool_calls,omitempty"`
	Effort         string          `json:"reasoning_effort,omitempty"` // "low", "medium" or "high"
	User           string          `json:"user,omitempty"`
}

// With is the JSON of r with more fields: such as not every server knows.
func (r ChatRequest) With(more map[string]any) (json.RawMessage, error) {
	b, err := json.Marshal(r)
	if err != nil || len(more) == 0 {
		return b, err
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	for name, v := range more {
		if all[name], err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	return json.Marshal(all)
}

// Tool is a function that the model may ask to have called.
type Tool struct {
	Type     string   `json:"type"` // "function"
	Function Function `json:"function"`
}

// Function is what a tool does, and the JSON schema of its arguments.
type Function struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Parameters  json.RawMessage `json:"parameters,omitempty"`
	Strict      *bool           `json:"strict,omitempty"`
}

// ToolCall is a call that the model asks for. In a stream its arguments come in
// pieces, all under one Index.
type ToolCall struct {
	Index    *int   `json:"index,omitempty"` // in a stream
	ID       string `json:"id,omitempty"`
	Type     string `json:"type,omitempty"` // "function"
	Function Called `json:"function"`
}

// Called is a function with the arguments that it is called with, as JSON.
type Called struct {
	Name      string `json:"name,omitempty"`
	Arguments string `json:"arguments"`
}

// StreamOptions asks for the usage in a last chunk.
type StreamOptions struct {
	IncludeUsage bool `json:"include_usage,omitempty"`
}

// The roles of messages.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
	ToolRole  = "tool" // tells what a call gave
)

// Message is one turn of a conversation.
type Message struct {
	Role      string     `json:"role,omitempty"`
	Content   Content    `json:"content,omitempty"`
	Refusal   string     `json:"refusal,omitempty"`
	Reasoning string     `json:"reasoning_content,omitempty"` // what some servers tell of the way to the answer
	Name      string     `json:"name,omitempty"`
	Calls     []ToolCall `json:"tool_calls,omitempty"`
	CallID    string     `json:"tool_call_id,omitempty"` // of the role "tool": which call this answers
	Partial   bool       `json:"partial,omitempty"`      // of the last, the assistant's: the answer begins with it
}

// Content is what a message says, in parts. On the wire it is a string or a
// list; text alone is written as a string, which every server takes.
type Content []Part

// Part is text, a picture, a sound or another file.
type Part struct {
	Type       string      `json:"type"` // "text", "image_url", "input_audio" or "file"
	Text       string      `json:"text,omitempty"`
	ImageURL   *ImageURL   `json:"image_url,omitempty"`
	InputAudio *InputAudio `json:"input_audio,omitempty"`
	File       *File       `json:"file,omitempty"`

	// How many pixels a picture is to have at least and at most when a model looks at it,
	// as Qwen's have it; 0 is as the model takes it.
	MinPixels int `json:"min_pixels,omitempty"`
	MaxPixels int `json:"max_pixels,omitempty"`
}

// InputAudio is a sound.
type InputAudio struct {
	Data   string `json:"data"`   // standard base64
	Format string `json:"format"` // "wav" or "mp3"
}

// File is a file as a data: address.
type File struct {
	FileData string `json:"file_data,omitempty"`
	Filename string `json:"filename,omitempty"`
}

// ImageURL is the address of a picture; a data: address holds the picture itself.
type ImageURL struct {
	URL    string `json:"url"`
	Detail string `json:"detail,omitempty"` // "auto", "low" or "high"
}

// Text is content of words.
func Text(s string) Content { return Content{{Type: "text", Text: s}} }

// Picture is a part that shows a picture.
func Picture(url string) Part { return Part{Type: "image_url", ImageURL: &ImageURL{URL: url}} }

// String is the words of c.
func (c Content) String() string {
	var b strings.Builder
	for _, p := range c {
		b.WriteString(p.Text)
	}
	return b.String()
}

// MarshalJSON writes a string if c is one text.
func (c Content) MarshalJSON() ([]byte, error) {
	if len(c) == 1 && c[0].Type == "text" {
		return json.Marshal(c[0].Text)
	}
	return json.Marshal([]Part(c))
}

// UnmarshalJSON reads a string, a list of parts, or null.
func (c *Content) UnmarshalJSON(b []byte) error {
	var s *string
	if json.Unmarshal(b, &s) == nil {
		*c = nil
		if s != nil && *s != "" {
			*c = Text(*s)
		}
		return nil
	}
	return json.Unmarshal(b, (*[]Part)(c))
}

// Forms are those that UnmarshalJSON reads.
func (Content) Forms() []any { return []any{"", []Part(nil)} }

// Strings is a list that may be written as one string.
type Strings []string

// UnmarshalJSON reads a string or a list of strings.
func (l *Strings) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = Strings{s}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}

// Forms are those that UnmarshalJSON reads.
func (Strings) Forms() []any { return []any{"", []string(nil)} }

// ResponseFormat asks for an answer of a form: "text", "json_object", or
// "json_schema" with a schema.
type ResponseFormat struct {
	Type   string      `json:"type"`
	Schema *JSONSchema `json:"json_schema,omitempty"`
}

// JSONSchema is a schema that the answer fits exactly when Strict is set.
type JSONSchema struct {
	Name   string          `json:"name"` // of letters, digits, '_' and '-'
	Strict bool            `json:"strict"`
	Schema json.RawMessage `json:"schema"`
}

// Strictly asks for JSON that fits schema.
func Strictly(name string, schema json.RawMessage) *ResponseFormat {
	return &ResponseFormat{Type: "json_schema", Schema: &JSONSchema{Name: name, Strict: true, Schema: schema}}
}

// ChatResponse is an answer, or with Object "chat.completion.chunk" a piece of
// one: then its choices have a Delta and no Message.
type ChatResponse struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"` // Unix seconds
	Model   string   `json:"model"`
	Choices []Choice `json:"choices"`
	Usage   *Usage   `json:"usage,omitempty"`
	Error   *Error   `json:"error,omitempty"` // some servers fail in the middle of a stream
}

// Choice is one of the answers.
type Choice struct {
	Index   int      `json:"index"`
	Message *Message `json:"message,omitempty"`
	Delta   *Message `json:"delta,omitempty"`
	Text    string   `json:"text,omitempty"` // of a completion
	Finish  *string  `json:"finish_reason"`  // "stop", "length", "tool_calls", "content_filter"; null while the answer goes on

	LogProbs json.RawMessage `json:"logprobs,omitempty"`
}

// Usage counts tokens. Transcriptions may count seconds instead.
type Usage struct {
	Type             string  `json:"type,omitempty"` // of a transcription: "tokens" or "duration"
	PromptTokens     int64   `json:"prompt_tokens"`
	CompletionTokens int64   `json:"completion_tokens"`
	TotalTokens      int64   `json:"total_tokens"`
	InputTokens      int64   `json:"input_tokens,omitempty"`  // as pictures and speech name them
	OutputTokens     int64   `json:"output_tokens,omitempty"` // as pictures and speech name them
	Seconds          float64 `json:"seconds,omitempty"`

	PromptDetails     *TokenDetails `json:"prompt_tokens_details,omitempty"`
	CompletionDetails *TokenDetails `json:"completion_tokens_details,omitempty"`
}

// TokenDetails says what some of the tokens were.
type TokenDetails struct {
	Cached    int64 `json:"cached_tokens,omitempty"`
	Reasoning int64 `json:"reasoning_tokens,omitempty"`
}
