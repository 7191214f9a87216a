package openai

import (
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// voices are OpenAI's voices as the vocabulary has them. Others are refused,
// as is what nobody can hear: a voice that was asked for and is not.
var voices = map[string]string{
	"": "default", "default": "default", "alloy": "default", "female": "female", "male": "male",
	"nova": "female", "shimmer": "female", "coral": "female", "sage": "female", "marin": "female", "fable": "female",
	"onyx": "male", "echo": "male", "ash": "male", "ballad": "male", "verse": "male", "cedar": "male",
}

// pcmRate is that of OpenAI's format pcm, in samples a second.
const pcmRate = 24000

// formats are those that speech can be asked in.
var formats = []string{"mp3", "wav", "flac", "aac", "opus", callee.PCM}

func (s server) speech(w http.ResponseWriter, r *http.Request) {
	var req openai.SpeechRequest
	if err := readBeside(w, r, &req, ofSpeech); err != nil {
		s.fail(w, r, err)
		return
	}
	voice, known := voices[req.Voice]
	format := cmp.Or(req.ResponseFormat, "mp3")
	switch {
	case strings.TrimSpace(req.Input) == "":
		s.fail(w, r, dialogue.Wrong("input", "the text is empty; give some words"))
		return
	case !known:
		s.fail(w, r, dialogue.Wrong("voice", "there is no voice %q; there are default, female and male, and OpenAI's names for them, such as alloy, nova and onyx", req.Voice))
		return
	case req.StreamFormat != "" && req.StreamFormat != "sse" && req.StreamFormat != "audio":
		s.fail(w, r, dialogue.Wrong("stream_format", "stream_format %.60q is not offered; ask for audio or sse", req.StreamFormat))
		return
	case !slices.Contains(formats, format):
		s.fail(w, r, dialogue.Wrong("response_format", "response_format %q is not made here; ask for %s", req.ResponseFormat, strings.Join(formats, ", ")))
		return
	}
	m, err := s.Find(r.Context(), req.Model, catalog.Need{Task: callee.Speaks})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	params := task.Params{"voice": voice}
	if req.Speed != 0 {
		params["speed"] = req.Speed
	}
	say := callee.Speech{Text: req.Input, Params: params, Format: format}
	if format == callee.PCM {
		say.Rate = pcmRate
	}
	give := send
	if req.StreamFormat == "sse" {
		give = pieces
	}
	if _, err := s.Speak(r.Context(), m, say, func(v port.Value) error { return give(w, v) }); err != nil {
		s.fail(w, r, err)
	}
}

const piece = 48 << 10 // bytes of a sound in one event

// pieces sends a sound as events. It counts no tokens: the models here have none.
func pieces(w http.ResponseWriter, v port.Value) error {
	body, err := v.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	w.Header().Set("Content-Type", stream)
	w.Header().Set("Cache-Control", "no-cache")
	buf := make([]byte, piece)
	for {
		n, err := io.ReadFull(body, buf)
		if n > 0 && named(w, "speech.audio.delta", map[string]string{"type": "speech.audio.delta", "audio": base64.StdEncoding.EncodeToString(buf[:n])}) != nil {
			return nil // nobody listens any more
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			_ = named(w, "speech.audio.done", map[string]any{"type": "speech.audio.done", "usage": map[string]int{"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}}) // the client may be gone
			return nil
		case err != nil:
			return err
		}
	}
}

func send(w http.ResponseWriter, v port.Value) error {
	body, err := v.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	w.Header().Set("Content-Type", v.Media)
	_, _ = io.Copy(w, body) // the client may be gone
	return nil
}
