package openai

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxEvent is the longest event of a stream, in bytes.
const maxEvent = 4 << 20

var errCut = errors.New("the stream ended before it was done")

// ReadStream yields the chunks of a streamed answer until "[DONE]". A stream
// that ends without it and without a finish reason is an error, and so is a
// failure that the server tells of on the way: that one is an *Error.
func ReadStream(r io.Reader) iter.Seq2[ChatResponse, error] {
	return func(yield func(ChatResponse, error) bool) {
		finished := false
		for data, err := range events(r) {
			if err == nil && string(data) == "[DONE]" {
				return
			}
			var chunk ChatResponse
			if err == nil {
				chunk, err = readChunk(data)
			}
			if err != nil {
				yield(ChatResponse{}, err)
				return
			}
			for _, c := range chunk.Choices {
				finished = finished || c.Finish != nil && *c.Finish != ""
			}
			if !yield(chunk, nil) {
				return
			}
		}
		if !finished {
			yield(ChatResponse{}, errCut)
		}
	}
}

func readChunk(data []byte) (ChatResponse, error) {
	var chunk ChatResponse
	if err := json.Unmarshal(data, &chunk); err != nil {
		return chunk, fmt.Errorf("read event of a stream: %w", err)
	}
	if chunk.Error != nil {
		return chunk, chunk.Error
	}
	if chunk.Object == "error" { // vLLM
		if e, ok := ReadFailure(data); ok {
			return chunk, &e
		}
	}
	return chunk, nil
}

// events yields the data of server-sent events.
func events(r io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 16<<10), maxEvent)
		var data []byte
		for lines.Scan() {
			line := lines.Bytes()
			if value, ok := bytes.CutPrefix(line, []byte("data:")); ok {
				if len(data) > 0 {
					data = append(data, '\n')
				}
				data = append(data, bytes.TrimPrefix(value, []byte(" "))...)
				if len(data) > maxEvent {
					yield(nil, bufio.ErrTooLong)
					return
				}
				continue
			}
			if len(line) > 0 { // a comment, or a field that nobody needs
				continue
			}
			if len(data) > 0 && !yield(data, nil) {
				return
			}
			data = data[:0]
		}
		switch {
		case lines.Err() != nil:
			yield(nil, fmt.Errorf("read stream: %w", lines.Err()))
		case len(data) > 0:
			yield(data, nil)
		}
	}
}

// Done ends a stream.
const Done = "data: [DONE]\n\n"

// WriteEvent writes one event of a stream.
func WriteEvent(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write event of a stream: %w", err)
	}
	_, err = fmt.Fprintf(w, "data: %s\n\n", b)
	return err
}
