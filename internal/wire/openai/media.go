package openai

import (
	"encoding/json"
)

// EmbeddingRequest asks for vectors of texts: POST /embeddings.
type EmbeddingRequest struct {
	Model          string  `json:"model"`
	Input          Strings `json:"input"`
	EncodingFormat string  `json:"encoding_format,omitempty"` // "float" or "base64"
	Dimensions     int     `json:"dimensions,omitempty"`
}

// EmbeddingResponse has a vector for each input.
type EmbeddingResponse struct {
	Object string      `json:"object"` // "list"
	Model  string      `json:"model"`
	Data   []Embedding `json:"data"`
	Usage  *Usage      `json:"usage,omitempty"`
}

// Embedding is the vector of the input that stood at Index.
type Embedding struct {
	Object string    `json:"object"` // "embedding"
	Index  int       `json:"index"`
	Vector []float32 `json:"embedding"`
}

// ImageRequest asks for pictures: POST /images/generations. The same fields as
// a form, with the picture as the file "image", go to /images/edits.
type ImageRequest struct {
	Model          string   `json:"model"`
	Prompt         string   `json:"prompt"`
	N              int      `json:"n,omitempty"`
	Size           string   `json:"size,omitempty"`               // "1024x1024" or "auto"
	ResponseFormat string   `json:"response_format,omitempty"`    // "b64_json" or "url"
	OutputFormat   string   `json:"output_format,omitempty"`      // "png", "jpeg" or "webp"; left out, as the model makes it
	Compression    *float64 `json:"output_compression,omitempty"` // of jpeg and webp: 100 is the best, less is smaller
	Stream         bool     `json:"stream,omitempty"`

	// What is customary beside OpenAI's own, for models that know it.
	Negative string   `json:"negative_prompt,omitempty"`
	Seed     *float64 `json:"seed,omitempty"`
	Steps    *float64 `json:"num_inference_steps,omitempty"`
	Guidance *float64 `json:"guidance_scale,omitempty"`
	Strength *float64 `json:"strength,omitempty"` // of changing a picture
}

// ImageResponse has the pictures.
type ImageResponse struct {
	Created int64   `json:"created"`
	Data    []Image `json:"data"`
	Usage   *Usage  `json:"usage,omitempty"`
}

// Image is a picture itself, or where it is.
type Image struct {
	B64JSON       string `json:"b64_json,omitempty"` // the bytes in standard base64
	URL           string `json:"url,omitempty"`
	RevisedPrompt string `json:"revised_prompt,omitempty"`
}

// SpeechRequest asks for a text to be spoken: POST /audio/speech. The answer is
// the sound itself.
type SpeechRequest struct {
	Model          string  `json:"model"`
	Input          string  `json:"input"`
	Voice          string  `json:"voice"`
	ResponseFormat string  `json:"response_format,omitempty"` // "mp3", "wav", "opus", "aac", "flac", "pcm"
	Speed          float64 `json:"speed,omitempty"`
	StreamFormat   string  `json:"stream_format,omitempty"` // "audio", or "sse" for events with pieces of the sound
}

// Transcription is what is said in a recording: the answer to a form with the
// file "file" and the fields "model", "language" and "response_format" at POST
// /audio/transcriptions. Duration and Segments come with "verbose_json".
type Transcription struct {
	Task     string    `json:"task,omitempty"`
	Language string    `json:"language,omitempty"`
	Duration float64   `json:"duration,omitempty"` // seconds
	Text     string    `json:"text"`
	Segments []Segment `json:"segments,omitempty"`
	Words    []Word    `json:"words,omitempty"` // if their times were asked for
	Usage    *Usage    `json:"usage,omitempty"`
}

// Word is a word with its times in seconds.
type Word struct {
	Word  string  `json:"word"`
	Start float64 `json:"start"`
	End   float64 `json:"end"`
}

// Segment is a part of a recording, from Start to End in seconds.
type Segment struct {
	ID    int     `json:"id"`
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	Text  string  `json:"text"`
}

// ModelList is the answer of GET /models.
type ModelList struct {
	Object string  `json:"object"` // "list"
	Data   []Model `json:"data"`
}

// Model is a model of a server.
type Model struct {
	ID      string `json:"id"`
	Object  string `json:"object"` // "model"
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
	Task    string `json:"task,omitempty"` // what it does, in Tenon's vocabulary
}

// Error says why a request failed.
type Error struct {
	Message string `json:"message"`
	Type    string `json:"type"`
	Param   string `json:"param,omitempty"`
	Code    string `json:"code,omitempty"`
}

// ContextExceeded is the code of a prompt that is too long for its model.
const ContextExceeded = "context_length_exceeded"

func (e *Error) Error() string { return e.Message }

// Failure is the body of a response that failed.
type Failure struct {
	Error Error `json:"error"`
}

// UnmarshalJSON reads the forms that are about: an object, a string, and codes
// that are numbers.
func (e *Error) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &e.Message) == nil {
		return nil
	}
	var loose struct {
		Message any `json:"message"`
		Type    any `json:"type"`
		Param   any `json:"param"`
		Code    any `json:"code"`
	}
	if err := json.Unmarshal(b, &loose); err != nil {
		return err
	}
	*e = Error{Message: word(loose.Message), Type: word(loose.Type), Param: word(loose.Param), Code: word(loose.Code)}
	return nil
}

// ReadFailure finds the message in the body of a response that failed; ok is
// false when it is in none of the forms that servers use.
func ReadFailure(body []byte) (e Error, ok bool) {
	var loose struct {
		Error   *Error `json:"error"`
		Message any    `json:"message"`
		Detail  any    `json:"detail"`
		Type    any    `json:"type"`
		Code    any    `json:"code"`
	}
	if json.Unmarshal(body, &loose) != nil {
		return Error{}, false
	}
	if loose.Error != nil {
		return *loose.Error, loose.Error.Message != ""
	}
	e = Error{Message: word(loose.Message), Type: word(loose.Type), Code: word(loose.Code)}
	if e.Message == "" {
		e.Message = word(loose.Detail)
	}
	return e, e.Message != ""
}

// word is v as it reads: a string as it is, other values in JSON.
func word(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
