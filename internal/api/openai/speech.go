package openai

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
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
	if err := read(w, r, &req); err != nil {
		s.fail(w, r, err)
		return
	}
	voice, known := voices[req.Voice]
	format := cmp.Or(req.ResponseFormat, "mp3")
	switch {
	case !known:
		s.fail(w, r, fault.New(fault.Invalid, "there is no voice %q; there are default, female and male, and OpenAI's names for them, such as alloy, nova and onyx", req.Voice))
		return
	case !slices.Contains(formats, format):
		s.fail(w, r, fault.New(fault.Invalid, "response_format %q is not made here; ask for %s", req.ResponseFormat, strings.Join(formats, ", ")))
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
	say := callee.Speech{Text: req.Input, Params: params, Format: format, Rate: pcmRate}
	if _, err := s.Speak(r.Context(), m, say, func(v port.Value) error { return send(w, v) }); err != nil {
		s.fail(w, r, err)
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
