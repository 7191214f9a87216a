package sdk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
)

// Message is one turn of a conversation.
type Message struct {
	Role     string   `json:"role"` // system, user or assistant
	Content  string   `json:"content"`
	Pictures []string `json:"-"` // their addresses, which may hold them (data:); they come before the words
}

// MarshalJSON writes a message as OpenAI's API has it: with pictures, a list of parts.
func (m Message) MarshalJSON() ([]byte, error) {
	type plain Message
	if len(m.Pictures) == 0 {
		return json.Marshal(plain(m))
	}
	parts := []map[string]any{}
	for _, p := range m.Pictures {
		parts = append(parts, map[string]any{"type": "image_url", "image_url": map[string]string{"url": p}})
	}
	parts = append(parts, map[string]any{"type": "text", "text": m.Content})
	return json.Marshal(map[string]any{"role": m.Role, "content": parts})
}

// Piece is what came of an answer since the last one.
type Piece struct {
	Text     string
	Thought  string // of the way to the answer, where the model tells it
	Finish   string // why the answer ended, in its last piece: stop, length, …
	Received TokenCount
}

// TokenCount counts tokens, once the answer has ended.
type TokenCount struct {
	Prompt int64 `json:"prompt_tokens"`
	Answer int64 `json:"completion_tokens"`
}

// chunk is a piece as OpenAI's API has it.
type chunk struct {
	Choices []struct {
		Delta struct {
			Content   string `json:"content"`
			Reasoning string `json:"reasoning_content"`
		} `json:"delta"`
		Finish string `json:"finish_reason"`
	} `json:"choices"`
	Usage *TokenCount `json:"usage"`
	Error *Error      `json:"error"`
}

// Chat asks a model for the next message of a conversation, as it is made. most
// is how many tokens it has at most; 0 is the model's own limit.
func (c *Client) Chat(ctx context.Context, model string, l []Message, most int) iter.Seq2[Piece, error] {
	return func(yield func(Piece, error) bool) {
		ask := map[string]any{"model": model, "messages": l, "stream": true, "stream_options": map[string]bool{"include_usage": true}}
		if most > 0 {
			ask["max_tokens"] = most
		}
		b, err := json.Marshal(ask)
		if err != nil {
			yield(Piece{}, fmt.Errorf("write a conversation: %w", err))
			return
		}
		resp, err := c.send(ctx, http.MethodPost, "/v1/chat/completions", "application/json", bytes.NewReader(b))
		if err != nil {
			yield(Piece{}, err)
			return
		}
		defer resp.Body.Close()
		if err := pieces(resp.Body, func(p Piece) bool { return yield(p, nil) }); err != nil {
			yield(Piece{}, errors.Join(ctx.Err(), err))
		}
	}
}

// maxPiece is how long an event of an answer is at most, in bytes.
const maxPiece = 4 << 20

// pieces reads an answer until its end, or until take has enough.
func pieces(r io.Reader, take func(Piece) bool) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxPiece)
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data:"))
		data = bytes.TrimSpace(data)
		switch {
		case !ok || len(data) == 0:
			continue
		case string(data) == "[DONE]":
			return nil
		}
		var now chunk
		if err := json.Unmarshal(data, &now); err != nil {
			return fmt.Errorf("read a piece of an answer: %w", err)
		}
		if now.Error != nil {
			return now.Error
		}
		var p Piece
		if len(now.Choices) > 0 {
			p = Piece{Text: now.Choices[0].Delta.Content, Thought: now.Choices[0].Delta.Reasoning, Finish: now.Choices[0].Finish}
		}
		if now.Usage != nil {
			p.Received = *now.Usage
		}
		if !take(p) {
			return nil
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	return errors.New("the answer broke off")
}
