package openai

import (
	"encoding/json"
	"fmt"
	"io"
)

// ResponseRequest asks for a response: POST /responses.
type ResponseRequest struct {
	Model        string            `json:"model"`
	Input        Items             `json:"input"`
	Instructions string            `json:"instructions,omitempty"`
	Previous     string            `json:"previous_response_id,omitempty"`
	Tools        []FlatTool        `json:"tools,omitempty"`
	ToolChoice   json.RawMessage   `json:"tool_choice,omitempty"`
	Parallel     *bool             `json:"parallel_tool_calls,omitempty"`
	Temperature  *float64          `json:"temperature,omitempty"`
	TopP         *float64          `json:"top_p,omitempty"`
	MaxTokens    *int              `json:"max_output_tokens,omitempty"`
	Text         *TextConfig       `json:"text,omitempty"`
	Reasoning    *Reasoning        `json:"reasoning,omitempty"`
	Stream       bool              `json:"stream,omitempty"`
	Store        *bool             `json:"store,omitempty"` // left out is true
	Background   bool              `json:"background,omitempty"`
	Conversation json.RawMessage   `json:"conversation,omitempty"` // kept elsewhere: its id
	Prompt       json.RawMessage   `json:"prompt,omitempty"`       // kept elsewhere: its id, and what is filled in
	Include      []string          `json:"include,omitempty"`      // what else is to be told
	TopLogProbs  int               `json:"top_logprobs,omitempty"` // of other tokens that are told with each, if logprobs are included
	Moderation   json.RawMessage   `json:"moderation,omitempty"`
	Compaction   json.RawMessage   `json:"context_management,omitempty"` // how what was said is made shorter
	Metadata     map[string]string `json:"metadata,omitempty"`
	User         string            `json:"user,omitempty"`
}

// FlatTool is a tool as responses name it.
type FlatTool struct {
	Type        string          `json:"type"` // "function", or one of OpenAI's own tools
	Name        string          `json:"name,omitempty"`
	Description string          `json:"description,omitempty"`
	Parameters  json.RawMessage `json:"parameters,omitempty"`
	Strict      *bool           `json:"strict,omitempty"`
}

// TextConfig asks for text of a form.
type TextConfig struct {
	Format    *TextFormat `json:"format,omitempty"`
	Verbosity string      `json:"verbosity,omitempty"` // "low", "medium" or "high"
}

// TextFormat is "text", "json_object" or "json_schema" with a schema.
type TextFormat struct {
	Type   string          `json:"type"`
	Name   string          `json:"name,omitempty"`
	Schema json.RawMessage `json:"schema,omitempty"`
	Strict *bool           `json:"strict,omitempty"`
}

// Reasoning asks for more or less thinking.
type Reasoning struct {
	Effort  string `json:"effort,omitempty"`
	Summary string `json:"summary,omitempty"`
}

// Items are what goes in; a text alone is a message of the user.
type Items []Item

// UnmarshalJSON reads a text or a list of items.
func (l *Items) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = Items{{Type: "message", Role: User, Content: Parts{{Type: "input_text", Text: s}}}}
		return nil
	}
	return json.Unmarshal(b, (*[]Item)(l))
}

// Forms are those that UnmarshalJSON reads.
func (Items) Forms() []any { return []any{"", []Item(nil)} }

// Item is a message, a call of a function, what a call gave, or reasoning.
type Item struct {
	ID        string    `json:"id,omitempty"`
	Type      string    `json:"type"` // "message", "function_call", "function_call_output", "reasoning"
	Status    string    `json:"status,omitempty"`
	Role      string    `json:"role,omitempty"`
	Content   Parts     `json:"content,omitempty"`
	CallID    string    `json:"call_id,omitempty"`
	Name      string    `json:"name,omitempty"`
	Arguments *string   `json:"arguments,omitempty"`
	Output    Parts     `json:"output,omitempty"`  // of a call
	Summary   *[]Detail `json:"summary,omitempty"` // of reasoning
}

// MarshalJSON writes the content of a message also while there is none.
func (it Item) MarshalJSON() ([]byte, error) {
	type plain Item
	if it.Type != "message" || it.Content != nil {
		return json.Marshal(plain(it))
	}
	return json.Marshal(struct {
		plain
		Content []Detail `json:"content"`
	}{plain(it), []Detail{}})
}

// Parts are the content of an item; a text alone is one part.
type Parts []Detail

// UnmarshalJSON reads a text, a list of parts, or null.
func (l *Parts) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = Parts{{Type: "input_text", Text: s}}
		return nil
	}
	return json.Unmarshal(b, (*[]Detail)(l))
}

// Forms are those that UnmarshalJSON reads.
func (Parts) Forms() []any { return []any{"", []Detail(nil)} }

// Detail is a part of the content of an item.
type Detail struct {
	Type        string          `json:"type"` // "input_text", "output_text", "input_image", "input_file", "input_audio", "refusal", "reasoning_text"
	Text        string          `json:"text"`
	Annotations json.RawMessage `json:"annotations,omitempty"`
	LogProbs    json.RawMessage `json:"logprobs,omitempty"`
	ImageURL    string          `json:"image_url,omitempty"`
	Detail      string          `json:"detail,omitempty"`
	FileID      string          `json:"file_id,omitempty"`
	FileURL     string          `json:"file_url,omitempty"`
	FileData    string          `json:"file_data,omitempty"`
	Filename    string          `json:"filename,omitempty"`
	InputAudio  *InputAudio     `json:"input_audio,omitempty"`
	Refusal     string          `json:"refusal,omitempty"`
}

// Response is an answer, or how far it is.
type Response struct {
	ID           string            `json:"id"`
	Object       string            `json:"object"`     // "response"
	Created      int64             `json:"created_at"` // Unix seconds
	Status       string            `json:"status"`     // "queued", "in_progress", "completed", "incomplete", "failed", "cancelled"
	Background   bool              `json:"background"`
	Error        *ResponseError    `json:"error"`
	Incomplete   *Incomplete       `json:"incomplete_details"`
	Instructions *string           `json:"instructions"`
	MaxTokens    *int              `json:"max_output_tokens"`
	Model        string            `json:"model"`
	Output       []Item            `json:"output"`
	Parallel     bool              `json:"parallel_tool_calls"`
	Previous     *string           `json:"previous_response_id"`
	Reasoning    *Reasoning        `json:"reasoning,omitempty"`
	Store        bool              `json:"store"`
	Temperature  *float64          `json:"temperature"`
	Text         *TextConfig       `json:"text,omitempty"`
	ToolChoice   json.RawMessage   `json:"tool_choice"`
	Tools        []FlatTool        `json:"tools"`
	TopP         *float64          `json:"top_p"`
	Usage        *ResponseUsage    `json:"usage"`
	Metadata     map[string]string `json:"metadata"`
}

// ResponseError says why a response failed.
type ResponseError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Incomplete says why a response is not complete: "max_output_tokens" or "content_filter".
type Incomplete struct {
	Reason string `json:"reason"`
}

// ResponseUsage counts tokens.
type ResponseUsage struct {
	InputTokens  int64 `json:"input_tokens"`
	InputDetails struct {
		Cached  int64 `json:"cached_tokens"`
		Written int64 `json:"cache_write_tokens"`
	} `json:"input_tokens_details"`
	OutputTokens  int64 `json:"output_tokens"`
	OutputDetails struct {
		Reasoning int64 `json:"reasoning_tokens"`
	} `json:"output_tokens_details"`
	TotalTokens int64 `json:"total_tokens"`
}

// ResponseEvent is one event of a response that is streamed.
type ResponseEvent struct {
	Type         string           `json:"type"`
	Sequence     int              `json:"sequence_number"`
	Response     *Response        `json:"response,omitempty"`
	OutputIndex  *int             `json:"output_index,omitempty"`
	ItemID       string           `json:"item_id,omitempty"`
	Item         *Item            `json:"item,omitempty"`
	ContentIndex *int             `json:"content_index,omitempty"`
	Part         *Detail          `json:"part,omitempty"`
	Delta        string           `json:"delta,omitempty"`
	Text         *string          `json:"text,omitempty"`
	Arguments    *string          `json:"arguments,omitempty"`
	Name         string           `json:"name,omitempty"`
	LogProbs     *json.RawMessage `json:"logprobs,omitempty"`
}

// WriteNamedEvent writes one event of a stream whose events have names.
func WriteNamedEvent(w io.Writer, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write event of a stream: %w", err)
	}
	_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, b)
	return err
}
