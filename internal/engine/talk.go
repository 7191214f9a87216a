package engine

import (
	"context"
	"encoding/json"
	"io"

	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/object"
)

// A Talk asks a model for the next message of a conversation. Body is the
// request as OpenAI's API has it, POST /chat/completions; what it names as its
// model is the caller's business, the engine puts its own there.
type Talk struct {
	Model   ref.Model
	Body    json.RawMessage
	Members object.Object // of Body, where they are known
}

// A Reply is the answer to a Talk in the same form: Media is application/json,
// or text/event-stream if Body asked for that. It comes as it is made; Close
// gives up what has not come yet.
type Reply struct {
	Media string
	io.ReadCloser
	Counted bool // an event with its usage ends it that its caller did not ask for (see Count), and is not to see
}

// Count makes a request for a stream ask for the usage at its end. It reports
// whether it did not do so itself.
func Count(req object.Object) (counted object.Object, added bool) {
	if string(req.Get("stream")) != "true" {
		return req, false
	}
	options := map[string]json.RawMessage{}
	if raw := req.Get("stream_options"); len(raw) > 0 && json.Unmarshal(raw, &options) != nil || string(options["include_usage"]) == "true" {
		return req, false // what it is then, the engine judges
	}
	if options == nil { // null
		options = map[string]json.RawMessage{}
	}
	options["include_usage"] = json.RawMessage("true")
	b, err := json.Marshal(options)
	if err != nil {
		return req, false
	}
	return req.With("stream_options", b), true
}

// A Talker is an engine whose models hold conversations. A failure before the
// first byte is an error of Talk, one after it an error of reading.
type Talker interface {
	Talk(ctx context.Context, t Talk) (Reply, error)
}

// A Completer is an engine whose models go on with a text: Body and Reply are
// then those of POST /completions of OpenAI's API.
type Completer interface {
	Complete(ctx context.Context, t Talk) (Reply, error)
}

// Token is a piece of a text as a model reads it.
type Token struct {
	ID    int32
	Piece string // bytes that are no text are written as U+FFFD
}

// A Tokenizer is an engine that tells the tokens which its models read a text as.
type Tokenizer interface {
	Tokenize(ctx context.Context, m ref.Model, text string) ([]Token, error)
}
