// Package chat holds a conversation with a model, at a terminal or through
// pipes. It knows nothing of commands and servers.
package chat

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"strings"

	"github.com/tenonhub/tenon/sdk"
)

// Model makes the next message of a conversation, as sdk.Client.Chat does.
type Model func(ctx context.Context, l []sdk.Message) iter.Seq2[sdk.Piece, error]

// Talk is a conversation.
type Talk struct {
	Model Model
	Out   io.Writer // the answers, clean
	Aside io.Writer // all else that is said

	said  []sdk.Message
	shown []string // pictures that go with what is said next
}

// maxPicture is how many bytes a picture has at most.
const maxPicture = 32 << 20

// Show has a picture go with what is said next.
func (t *Talk) Show(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open a picture: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPicture+1))
	media := http.DetectContentType(b)
	switch {
	case err != nil:
		return fmt.Errorf("read a picture: %w", err)
	case len(b) > maxPicture:
		return fmt.Errorf("%s is over %d MiB", path, maxPicture>>20)
	case !strings.HasPrefix(media, "image/"):
		return fmt.Errorf("%s is no picture: JPEG, PNG, GIF and WebP are", path)
	}
	t.shown = append(t.shown, "data:"+media+";base64,"+base64.StdEncoding.EncodeToString(b))
	return nil
}

// System says what the model is to be like, from now on; "" is nothing.
func (t *Talk) System(words string) {
	if len(t.said) > 0 && t.said[0].Role == "system" {
		t.said = t.said[1:]
	}
	if words != "" {
		t.said = append([]sdk.Message{{Role: "system", Content: words}}, t.said...)
	}
}

// Forget forgets what was said, but not what the model is to be like.
func (t *Talk) Forget() {
	if len(t.said) > 0 && t.said[0].Role == "system" {
		t.said = t.said[:1]
		return
	}
	t.said = nil
}

// say says something, and writes the answer as it comes. What was answered when
// ctx ends stays said; of a question that got no answer nothing does.
func (t *Talk) say(ctx context.Context, words string) (answer string, used sdk.TokenCount, err error) {
	l := append(t.said, sdk.Message{Role: "user", Content: words, Pictures: t.shown})
	var b strings.Builder
	thought := false
	for p, e := range t.Model(ctx, l) {
		if e != nil {
			err = e
			break
		}
		if p.Thought != "" {
			thought = true
			fmt.Fprint(t.Aside, p.Thought)
		}
		if p.Text != "" {
			if thought {
				thought = false
				fmt.Fprint(t.Aside, "\n\n")
			}
			b.WriteString(p.Text)
			fmt.Fprint(t.Out, p.Text)
		}
		if p.Received != (sdk.TokenCount{}) {
			used = p.Received
		}
	}
	if b.Len() > 0 || err == nil {
		t.said, t.shown = append(l, sdk.Message{Role: "assistant", Content: b.String()}), nil
	}
	return b.String(), used, err
}

// Once says all that r gives, and writes the answer.
func (t *Talk) Once(ctx context.Context, r io.Reader) error {
	words, err := read(r)
	if err != nil {
		return err
	}
	answer, _, err := t.say(ctx, words)
	if answer != "" && !strings.HasSuffix(answer, "\n") {
		fmt.Fprintln(t.Out)
	}
	return err
}

// JSON says all that r gives, and writes the conversation as JSON.
func (t *Talk) JSON(ctx context.Context, model string, r io.Reader) error {
	words, err := read(r)
	if err != nil {
		return err
	}
	out := t.Out
	t.Out, t.Aside = io.Discard, io.Discard
	_, used, err := t.say(ctx, words)
	if err != nil {
		return err
	}
	for i := range t.said {
		t.said[i].Pictures = nil // who asks has them
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{"model": model, "messages": t.said, "usage": used})
}

// maxWords is how many bytes are said at once, at most.
const maxWords = 16 << 20

// ErrNothing is that there is nothing to say.
var ErrNothing = errors.New("there is nothing to say: write it after the name of the model, pipe it in, or use a terminal")

func read(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxWords+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read what is to be said: %w", err)
	case len(b) > maxWords:
		return "", fmt.Errorf("what is to be said is over %d MiB", maxWords>>20)
	case strings.TrimSpace(string(b)) == "":
		return "", ErrNothing
	}
	return strings.ToValidUTF8(strings.TrimRight(string(b), "\r\n"), "\ufffd"), nil
}
