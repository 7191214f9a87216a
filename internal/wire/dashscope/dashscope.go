// Package dashscope holds the wire types of the DashScope API, as its SDKs write
// and read them. It makes no requests.
package dashscope

import (
	"encoding/json"
)

// Request is the envelope of what is asked for: POST /services/….
type Request struct {
	Model      string          `json:"model"`
	Input      json.RawMessage `json:"input"`
	Parameters json.RawMessage `json:"parameters"`
	Resources  []Resource      `json:"resources,omitempty"`
}

// Answer is the envelope of an answer.
type Answer struct {
	RequestID string `json:"request_id"`
	Output    any    `json:"output,omitempty"`
	Usage     any    `json:"usage,omitempty"`
	Data      any    `json:"data,omitempty"` // of files and uploads, in the place of Output
}

// Failure says why a request failed.
type Failure struct {
	RequestID string `json:"request_id"`
	Code      string `json:"code"`
	Message   string `json:"message"`
}

// ChatInput is a conversation, or the older form of one.
type ChatInput struct {
	Messages []Message `json:"messages"`
	Prompt   string    `json:"prompt"`
	History  []Turn    `json:"history"`

	Text string `json:"text"` // of speech, which has the same address
}

// Turn is a question and its answer.
type Turn struct {
	User string `json:"user"`
	Bot  string `json:"bot"`
}

// Message is one turn of a conversation. Content is a text, or a list of Parts.
type Message struct {
	Role      string          `json:"role"`
	Content   Content         `json:"content"`
	Reasoning string          `json:"reasoning_content,omitempty"`
	Name      string          `json:"name,omitempty"`
	Calls     json.RawMessage `json:"tool_calls,omitempty"` // as OpenAI's API has them
	CallID    string          `json:"tool_call_id,omitempty"`
	Partial   bool            `json:"partial,omitempty"` // the answer begins with it
}

// Part is a part of a message: one of its first fields is set. Type and ImageURL are
// for messages in OpenAI's form, which some clients send.
type Part struct {
	Text  string          `json:"text,omitempty"`
	Image string          `json:"image,omitempty"`
	Audio string          `json:"audio,omitempty"`
	Video json.RawMessage `json:"video,omitempty"`

	MinPixels int `json:"min_pixels,omitempty"` // of a picture, when a model looks at it
	MaxPixels int `json:"max_pixels,omitempty"`
}

// Content is what a message says. Plain is written as a text, and other content
// as a list.
type Content struct {
	Plain bool
	Parts []Part
}

// MarshalJSON writes a text or a list of parts.
func (c Content) MarshalJSON() ([]byte, error) {
	if !c.Plain {
		return json.Marshal(append([]Part{}, c.Parts...))
	}
	s := ""
	for _, p := range c.Parts {
		s += p.Text
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads a text, a list of parts, or null.
func (c *Content) UnmarshalJSON(b []byte) error {
	var s *string
	if json.Unmarshal(b, &s) == nil {
		*c = Content{Plain: true}
		if s != nil {
			c.Parts = []Part{{Text: *s}}
		}
		return nil
	}
	c.Plain = false
	return json.Unmarshal(b, &c.Parts)
}

// Forms are those that UnmarshalJSON reads.
func (Content) Forms() []any { return []any{"", []Part(nil)} }

// ChatParameters are those of conversations. Others are ignored, as SDKs leak
// some of their own into them.
type ChatParameters struct {
	ResultFormat   string          `json:"result_format"`
	Incremental    bool            `json:"incremental_output"`
	Temperature    *float64        `json:"temperature"`
	TopP           *float64        `json:"top_p"`
	TopK           *int            `json:"top_k"`
	MaxTokens      *int            `json:"max_tokens"`
	Seed           *int64          `json:"seed"`
	Stop           json.RawMessage `json:"stop"`
	Repetition     *float64        `json:"repetition_penalty"`
	Presence       *float64        `json:"presence_penalty"`
	N              int             `json:"n"`
	Tools          json.RawMessage `json:"tools"`
	ToolChoice     json.RawMessage `json:"tool_choice"`
	Parallel       *bool           `json:"parallel_tool_calls"`
	ResponseFormat json.RawMessage `json:"response_format"`
	Thinking       *bool           `json:"enable_thinking"`
	Budget         *int            `json:"thinking_budget"` // tokens of thinking at most
	Logprobs       bool            `json:"logprobs"`
	TopLogprobs    *int            `json:"top_logprobs"`
	Translation    *Translation    `json:"translation_options"`
}

// Translation says between which languages a text is translated.
type Translation struct {
	Source  string          `json:"source_lang"` // by its English name or code, or "auto"
	Target  string          `json:"target_lang"`
	Terms   json.RawMessage `json:"terms"`
	Memory  json.RawMessage `json:"tm_list"`
	Domains string          `json:"domains"`
}

// ChatOutput is an answer: a text, or messages.
type ChatOutput struct {
	Text    *string  `json:"text,omitempty"`
	Finish  string   `json:"finish_reason,omitempty"` // of a text; "null" while it goes on
	Choices []Choice `json:"choices,omitempty"`
}

// Choice is one message.
type Choice struct {
	Index   int     `json:"index"`
	Finish  string  `json:"finish_reason"` // "stop", "length", "tool_calls"; "null" while it goes on
	Message Message `json:"message"`

	Logprobs *Logprobs `json:"logprobs,omitempty"`
}

// Logprobs are tokens, with how likely they were, in the form of OpenAI's API.
type Logprobs struct {
	Content []json.RawMessage `json:"content"`
}

// ChatUsage counts tokens.
type ChatUsage struct {
	Input         int64         `json:"input_tokens"`
	Output        int64         `json:"output_tokens"`
	Total         int64         `json:"total_tokens"`
	PromptDetails *TokenDetails `json:"prompt_tokens_details,omitempty"`
	OutputDetails *TokenDetails `json:"output_tokens_details,omitempty"`
}

// TokenDetails says what some of the tokens were.
type TokenDetails struct {
	Cached    int64 `json:"cached_tokens,omitempty"`
	Reasoning int64 `json:"reasoning_tokens,omitempty"`
}

// Frame is a text frame of the WebSocket.
type Frame struct {
	Header  Header          `json:"header"`
	Payload json.RawMessage `json:"payload"`
}

// Header says what a frame is about: an action of a client, or an event.
type Header struct {
	Action       string            `json:"action,omitempty"` // "run-task", "continue-task", "finish-task"
	Event        string            `json:"event,omitempty"`  // "task-started", "result-generated", "task-finished", "task-failed"
	TaskID       string            `json:"task_id"`
	Streaming    string            `json:"streaming,omitempty"`
	ErrorCode    string            `json:"error_code,omitempty"`
	ErrorMessage string            `json:"error_message,omitempty"`
	Attributes   map[string]string `json:"attributes"`
}

// Task is the payload of "run-task".
type Task struct {
	Model      string          `json:"model"`
	Task       string          `json:"task"`       // "tts" or "asr"
	Parameters json.RawMessage `json:"parameters"` // SoundParameters
	Resources  []Resource      `json:"resources"`
	Input      struct {
		Text string `json:"text"`
	} `json:"input"`
}

// SoundParameters are those of speech, made or heard.
type SoundParameters struct {
	Format     string   `json:"format"`
	SampleRate int      `json:"sample_rate"`
	Voice      string   `json:"voice"`
	Rate       float64  `json:"rate"` // of speaking; 1 is normal
	Languages  []string `json:"language_hints"`

	// Of speech that is made.
	Volume    *float64 `json:"volume"`        // 0 to 100; 50 is as the model speaks
	Pitch     *float64 `json:"pitch"`         // how many times higher, 0.5 to 2
	PitchRate *float64 `json:"pitch_rate"`    // … as some versions name it
	SSML      bool     `json:"enable_ssml"`   // the text is XML
	TextType  string   `json:"text_type"`     // "PlainText" or "SSML"
	Language  string   `json:"language_type"` // by its English name
	BitRate   int      `json:"bit_rate"`      // kbit a second

	// Of speech that is heard.
	Diarize    bool  `json:"diarization_enabled"` // say who speaks
	Speakers   int   `json:"speaker_count"`       // how many do, if it is known
	Channels   []int `json:"channel_id"`
	Fluent     bool  `json:"disfluency_removal_enabled"` // leave out what is only hesitation
	Normal     *bool `json:"inverse_text_normalization_enabled"`
	Punctuated *bool `json:"punctuation_prediction_enabled"`

	// Of speech that is translated while it is heard.
	Source     string   `json:"source_language"`
	Transcribe *bool    `json:"transcription_enabled"`
	Translate  bool     `json:"translation_enabled"`
	Targets    []string `json:"translation_target_languages"`
}

// Resource is something that is kept elsewhere, such as words to listen for.
type Resource struct {
	ID   string `json:"resource_id"`
	Type string `json:"resource_type"`
}

// Sentence is what was heard from BeginTime to EndTime, in milliseconds.
type Sentence struct {
	ID    int    `json:"sentence_id"`
	Begin int64  `json:"begin_time"`
	End   int64  `json:"end_time"`
	Text  string `json:"text"`
	Words []Word `json:"words"` // where the model knows their times
	Done  bool   `json:"sentence_end"`

	Speaker *int   `json:"speaker_id,omitempty"` // if it was asked who speaks
	Lang    string `json:"lang,omitempty"`       // of a translation
}

// Word is one of a sentence.
type Word struct {
	Begin       int64  `json:"begin_time"`
	End         int64  `json:"end_time"`
	Text        string `json:"text"`
	Punctuation string `json:"punctuation"`
	Fixed       bool   `json:"fixed"` // it will not change any more
}
