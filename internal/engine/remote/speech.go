package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const (
	maxSpoken = 4000      // characters in one request; servers take 4096
	maxSpeech = 200_000   // characters of a text
	maxSound  = 512 << 20 // bytes of sound
)

// voices are the server's names of the voices that tasks have, unless the
// connection has others.
var voices = map[string]string{"default": "alloy", "female": "nova", "male": "onyx"}

// speak reads a text aloud, a long one in parts: MP3 files can be joined as
// they are.
func (c *call) speak(ctx context.Context) error {
	text, err := c.text("text")
	if err != nil {
		return err
	}
	characters := utf8.RuneCountInString(text)
	if characters > maxSpeech {
		return fault.New(fault.TooLarge, "the text has %d characters, and at most %d are spoken; summarise or divide it", characters, maxSpeech)
	}
	sound, err := os.CreateTemp("", "tenon-speech-*")
	if err != nil {
		return fmt.Errorf("keep speech: %w", err)
	}
	defer os.Remove(sound.Name())
	defer sound.Close()
	media, size, parts := "", int64(0), divide(text, maxSpoken)
	for i, part := range parts {
		if media, err = c.say(ctx, part, sound, maxSound-size); err != nil {
			return err
		}
		if len(parts) > 1 && media != "audio/mpeg" {
			return c.fail(fault.TooLarge, nil, "it speaks %s, which cannot be joined; give it at most %d characters", media, maxSpoken)
		}
		if size, err = sound.Seek(0, io.SeekCurrent); err != nil {
			return fmt.Errorf("keep speech: %w", err)
		}
		if i < len(parts)-1 {
			if err := c.emit(engine.Event{Progress: float64(i+1) / float64(len(parts))}); err != nil {
				return err
			}
		}
	}
	value := port.Value{Type: port.Audio, Media: media, Name: "speech" + soundEnding(media), Size: size, Body: func() (io.ReadCloser, error) {
		return os.Open(sound.Name())
	}}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{"audio": {value}}, Usage: engine.Usage{Characters: int64(characters)}})
}

// say appends one part to w and returns its media type.
func (c *call) say(ctx context.Context, text string, w io.Writer, most int64) (string, error) {
	voice := cmp.Or(c.req.Params.Text("voice"), "default")
	req := openai.SpeechRequest{
		Model: c.model.ID, Input: text, Voice: cmp.Or(c.model.Voices[voice], c.model.Voices["default"], voices[voice]),
		ResponseFormat: "mp3", Speed: c.req.Params.Number("speed"),
	}
	p, err := jsonPayload(req)
	if err != nil {
		return "", err
	}
	body, err := c.send(ctx, http.MethodPost, "/audio/speech", p)
	if err != nil {
		return "", err
	}
	defer body.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", c.broken(err)
	}
	media := soundMedia(head[:n])
	if media == "" {
		return "", c.fail(fault.Unavailable, nil, "what %s gave is not sound", c.model.ID)
	}
	written, err := io.Copy(w, io.LimitReader(io.MultiReader(strings.NewReader(string(head[:n])), body), most+1))
	switch {
	case err != nil:
		return "", c.broken(err)
	case written > most:
		return "", c.fail(fault.TooLarge, nil, "its speech is over %d MiB", maxSound>>20)
	}
	return media, nil
}

// soundMedia tells sound by its first bytes, or is empty.
func soundMedia(b []byte) string {
	switch found := http.DetectContentType(b); {
	case found == "audio/wave":
		return "audio/wav"
	case found == "application/ogg":
		return "audio/ogg"
	case strings.HasPrefix(found, "audio/"):
		return found
	case len(b) > 4 && string(b[:4]) == "fLaC":
		return "audio/flac"
	case len(b) > 2 && b[0] == 0xff && b[1]&0xf6 == 0xf0:
		return "audio/aac"
	case len(b) > 2 && b[0] == 0xff && b[1]&0xe0 == 0xe0:
		return "audio/mpeg"
	}
	return ""
}

func soundEnding(media string) string {
	switch media {
	case "audio/mpeg":
		return ".mp3"
	case "audio/wav", "audio/ogg", "audio/flac", "audio/aac", "audio/aiff":
		return "." + strings.TrimPrefix(media, "audio/")
	}
	return ""
}

// divide cuts a text into parts of at most n characters, after a sentence, or
// else a word.
func divide(text string, n int) []string {
	var parts []string
	for utf8.RuneCountInString(text) > n {
		end := len(string([]rune(text)[:n]))
		cut := strings.LastIndexAny(text[:end], ".!?。！？\n")
		if cut < end/2 {
			cut = strings.LastIndexAny(text[:end], " ,;，；、")
		}
		if cut < end/2 {
			cut = end
		} else {
			_, width := utf8.DecodeRuneInString(text[cut:])
			cut += width
		}
		parts = append(parts, strings.TrimSpace(text[:cut]))
		text = text[cut:]
	}
	if text = strings.TrimSpace(text); text != "" {
		parts = append(parts, text)
	}
	return parts
}
