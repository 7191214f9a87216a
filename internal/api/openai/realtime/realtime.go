// Package realtime is the part of OpenAI's Realtime API that writes down what is
// said while it is said: turns of speech come in over a WebSocket, and the words
// of each go out when it has ended. It holds no spoken conversations.
package realtime

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/coder/websocket"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
)

// Desk listens. Fail writes a failure in the dialect's form.
type Desk struct {
	Models callee.Desk
	Fail   func(w http.ResponseWriter, r *http.Request, err error)
	Log    *slog.Logger
}

const (
	maxFrame = 16 << 20 // bytes
	maxTurn  = 64 << 20 // bytes of the sound of one turn: 23 minutes
	rate     = 24000    // samples a second that clients send
)

// settings are those of a session.
type settings struct {
	Type  string `json:"type"`
	Audio struct {
		Input struct {
			Format        *format         `json:"format,omitempty"`
			Noise         json.RawMessage `json:"noise_reduction,omitempty"`
			Transcription *transcription  `json:"transcription"`
			Turns         *detection      `json:"turn_detection"`
		} `json:"input"`
	} `json:"audio"`
	Include []string `json:"include,omitempty"` // what else is to be told
}

// copied shares nothing with s: what is refused must change nothing of it.
func (s settings) copied() settings {
	in := &s.Audio.Input
	in.Format, in.Transcription, in.Turns = clone(in.Format), clone(in.Transcription), clone(in.Turns)
	return s
}

func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

type transcription struct {
	Model    string `json:"model"`
	Language string `json:"language,omitempty"`

	Prompt    string   `json:"prompt,omitempty"`
	Keywords  []string `json:"keywords,omitempty"`
	Languages []string `json:"languages,omitempty"`
}

// Serve holds one session.
func (d Desk) Serve(w http.ResponseWriter, r *http.Request) {
	ear, err := d.listens(r)
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"realtime"}})
	if err != nil {
		return // it has answered
	}
	defer func() { _ = conn.CloseNow() }() // it has ended, one way or another
	conn.SetReadLimit(maxFrame)
	s := &session{Desk: d, conn: conn, id: deposit.ID("sess_")}
	s.settings.Type = "transcription"
	s.settings.Audio.Input.Turns, s.settings.Audio.Input.Transcription = &detection{Type: serverVAD}, ear
	if s.told(r.Context(), "session.created") != nil {
		return
	}
	for s.next(r.Context()) == nil {
	}
}

// listens is the model that an address names, which is to listen; it may say the intent alone.
func (d Desk) listens(r *http.Request) (*transcription, error) {
	name, meant := r.FormValue("model"), r.FormValue("intent") == "transcription"
	if name == "" && !meant {
		return nil, fault.New(fault.Invalid, "realtime holds transcriptions alone: connect with ?intent=transcription, or with the name of a model that transcribes")
	}
	if _, err := d.Models.Find(r.Context(), name, catalog.Need{Task: callee.Transcribes}); err != nil {
		if meant {
			return nil, nil //nolint:nilnil // the session will say it
		}
		return nil, err
	}
	return &transcription{Model: name}, nil
}

// session is a connection to a client.
type session struct {
	Desk
	conn     *websocket.Conn
	id       string
	settings settings
	turn     []byte // the sound of the turn that goes on
	before   int    // the last sample that came by a telephone's format
	ear      ear
	item     string // of that turn, once it has begun
	last     string // the turn before
}

// event is one of a client's.
type event struct {
	ID      string          `json:"event_id"`
	Type    string          `json:"type"`
	Session json.RawMessage `json:"session"`
	Audio   string          `json:"audio"`
}

func (s *session) send(ctx context.Context, kind string, fields map[string]any) error {
	if fields == nil {
		fields = map[string]any{}
	}
	fields["type"], fields["event_id"] = kind, deposit.ID("event_")
	b, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return s.conn.Write(ctx, websocket.MessageText, b)
}

// told tells of the session as it is.
func (s *session) told(ctx context.Context, kind string) error {
	return s.send(ctx, kind, map[string]any{"session": struct {
		ID     string `json:"id"`
		Object string `json:"object"`
		settings
	}{s.id, "realtime.transcription_session", s.settings}})
}

// next answers one event. An error ends the session.
func (s *session) next(ctx context.Context) error {
	_, b, err := s.conn.Read(ctx)
	if err != nil {
		return err
	}
	var e event
	if err := json.Unmarshal(b, &e); err != nil {
		return s.failed(ctx, "", fault.New(fault.Invalid, "an event is a JSON object with a type"))
	}
	switch e.Type {
	case "session.update":
		err = s.update(e.Session)
		if err == nil {
			return s.told(ctx, "session.updated")
		}
	case "transcription_session.update":
		var of json.RawMessage
		if of, err = today(e.Session); err == nil {
			err = s.update(of)
		}
		if err == nil {
			return s.toldAsOnce(ctx)
		}
	case "input_audio_buffer.append":
		var sound []byte
		if sound, err = base64.StdEncoding.DecodeString(e.Audio); err != nil {
			err = fault.New(fault.Invalid, "audio is not in base64")
		} else if sound = s.samples(sound); len(s.turn)+len(sound) > maxTurn {
			err = fault.New(fault.TooLarge, "the turn is over %d MiB; commit it", maxTurn>>20)
		} else {
			return s.hear(ctx, sound)
		}
	case "input_audio_buffer.commit":
		if len(s.turn) == 0 {
			err = fault.New(fault.Invalid, "there is no sound to commit")
			break
		}
		return s.commit(ctx)
	case "input_audio_buffer.clear":
		s.turn, s.item, s.ear = nil, "", ear{}
		return s.send(ctx, "input_audio_buffer.cleared", nil)
	default:
		err = fault.New(fault.Invalid, "events of type %q are not known here; there are session.update and input_audio_buffer.append, commit and clear", e.Type)
	}
	return s.failed(ctx, e.ID, err)
}

// failed tells of a failure; the session goes on.
func (s *session) failed(ctx context.Context, id string, err error) error {
	return s.send(ctx, "error", map[string]any{"error": s.reason(ctx, id, err)})
}

func (s *session) reason(ctx context.Context, id string, err error) map[string]any {
	kind, msg := fault.Of(err)
	typ := "invalid_request_error"
	if kind == fault.Internal || kind == fault.Unavailable {
		typ = "server_error"
	}
	if kind == fault.Internal {
		s.Log.ErrorContext(ctx, "realtime transcription failed", "err", err)
	}
	return map[string]any{"type": typ, "code": string(kind), "message": msg, "param": nil, "event_id": id}
}

// update changes the settings that are given.
func (s *session) update(raw json.RawMessage) error {
	fresh := s.settings.copied()
	if err := json.Unmarshal(raw, &fresh); err != nil {
		return fault.New(fault.Invalid, "the session is not one of a transcription: %v", err)
	}
	in := fresh.Audio.Input
	switch t := in.Transcription; {
	case len(fresh.Include) > 0:
		return fault.New(fault.Invalid, "include is not offered: how likely the words are is not told")
	case len(in.Noise) > 0 && string(in.Noise) != "null":
		return fault.New(fault.Invalid, "noise_reduction is not offered: leave it out, or null")
	case t != nil && (t.Prompt != "" || len(t.Keywords)+len(t.Languages) > 0):
		return fault.New(fault.Invalid, "transcription takes a model and a language; prompt, keywords and languages are not offered")
	case fresh.Type != "transcription":
		return fault.New(fault.Invalid, "session.type is %q; it is transcription here", fresh.Type)
	case in.Format != nil && !in.Format.known():
		return fault.New(fault.Invalid, "audio.input.format is audio/pcm at %d samples a second here, or audio/pcmu or audio/pcma at %d", rate, phone)
	case in.Turns != nil && in.Turns.Type != serverVAD:
		return fault.New(fault.Invalid, "turn_detection.type is %q; it is %s or null here", in.Turns.Type, serverVAD)
	case in.Turns != nil:
		if err := in.Turns.check(); err != nil {
			return err
		}
	}
	s.settings = fresh
	return nil
}

// model is the one that listens.
func (s *session) model(ctx context.Context) (catalog.Model, error) {
	t := s.settings.Audio.Input.Transcription
	if t == nil {
		return catalog.Model{}, fault.New(fault.Invalid, "no model listens: send session.update with audio.input.transcription.model")
	}
	return s.Models.Find(ctx, t.Model, catalog.Need{Task: callee.Transcribes, Params: s.language()})
}
