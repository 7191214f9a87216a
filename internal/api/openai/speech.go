package openai

import (
	"io"
	"mime"
	"net/http"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
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

// formats are the formats that speech can be asked in, as audio-conversion
// calls them and as HTTP does.
var formats = map[string][2]string{
	"": {"mp3", "audio/mpeg"}, "mp3": {"mp3", "audio/mpeg"}, "wav": {"wav", "audio/wav"},
	"flac": {"flac", "audio/flac"}, "aac": {"aac", "audio/aac"}, "opus": {"opus", "audio/ogg"},
}

func (s server) speech(w http.ResponseWriter, r *http.Request) {
	var req openai.SpeechRequest
	if err := read(w, r, &req); err != nil {
		s.fail(w, r, err)
		return
	}
	voice, known := voices[req.Voice]
	format, made := formats[req.ResponseFormat]
	switch {
	case !known:
		s.fail(w, r, fault.New(fault.Invalid, "there is no voice %q; there are default, female and male, and OpenAI's names for them, such as alloy, nova and onyx", req.Voice))
		return
	case !made:
		s.fail(w, r, fault.New(fault.Invalid, "response_format %q is not made here; ask for mp3, wav, flac, aac or opus", req.ResponseFormat))
		return
	}
	m, err := s.find(r.Context(), req.Model, catalog.Need{Task: speaks})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	params := task.Params{"voice": voice}
	if req.Speed != 0 {
		params["speed"] = req.Speed
	}
	var sent bool
	err = s.run(r.Context(), engine.Request{Model: m.Ref, Task: speaks, In: port.Values{"text": {port.NewText(req.Input)}}, Params: params}, func(ev engine.Event) error {
		v, ok := ev.Out.First("audio")
		if !ok {
			return nil
		}
		sent = true
		return s.sound(w, r, v, format, m.Remote)
	})
	if err == nil && !sent {
		err = fault.New(fault.Unavailable, "%s made no sound", m.Ref)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

// sound sends a sound in the format that was asked for.
func (s server) sound(w http.ResponseWriter, r *http.Request, v port.Value, format [2]string, remote bool) error {
	if media, _, err := mime.ParseMediaType(v.Media); err == nil && media == format[1] {
		return send(w, v, media)
	}
	m, err := s.best(r.Context(), catalog.Need{Task: "audio-conversion", Params: task.Params{"format": format[0]}, Local: !remote})
	if err != nil {
		return err
	}
	return s.run(r.Context(), engine.Request{Model: m.Ref, Task: "audio-conversion", In: port.Values{"audio": {v}}, Params: task.Params{"format": format[0]}}, func(ev engine.Event) error {
		if out, ok := ev.Out.First("audio"); ok {
			return send(w, out, format[1])
		}
		return nil
	})
}

func send(w http.ResponseWriter, v port.Value, media string) error {
	body, err := v.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	w.Header().Set("Content-Type", media)
	_, _ = io.Copy(w, body) // the client may be gone
	return nil
}
