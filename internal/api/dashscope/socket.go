package dashscope

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/coder/websocket"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/dashscope/spoken"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

const (
	maxFrame = 4 << 20 // bytes
	maxText  = 1 << 20 // bytes of a text that is to be spoken
	piece    = 16 << 10
)

// socket speaks and listens over a WebSocket: one task after another, until the
// client leaves.
func (s server) socket(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // it has answered
	}
	defer func() { _ = conn.CloseNow() }() // it has ended, one way or another
	conn.SetReadLimit(maxFrame)
	l := &line{server: s, r: r, conn: conn}
	for {
		f, sound, err := l.next(r.Context())
		switch {
		case err != nil:
			return // the client is gone
		case sound != nil:
			continue // what comes after the end of a task, or before one
		case f.Header.Action != "run-task":
			err = l.fail(r.Context(), f.Header.TaskID, fault.New(fault.Invalid, "action %q before run-task", f.Header.Action))
		default:
			err = l.task(r.Context(), f)
		}
		if err != nil {
			return
		}
	}
}

// line is the connection to a client.
type line struct {
	server
	r    *http.Request
	conn *websocket.Conn
}

// next reads a frame: an action, or sound.
func (l *line) next(ctx context.Context) (f dashscope.Frame, sound []byte, err error) {
	kind, b, err := l.conn.Read(ctx)
	if err != nil {
		return f, nil, err
	}
	if kind == websocket.MessageBinary {
		return f, append([]byte{}, b...), nil
	}
	if err := shape.Read(b, &f); err != nil {
		_ = l.conn.Close(websocket.StatusInvalidFramePayloadData, "a text frame is JSON with header and payload")
		return f, nil, err
	}
	return f, nil, nil
}

func (l *line) send(ctx context.Context, h dashscope.Header, payload any) error {
	if h.Attributes == nil {
		h.Attributes = map[string]string{}
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	b, err := json.Marshal(dashscope.Frame{Header: h, Payload: raw})
	if err != nil {
		return err
	}
	return l.conn.Write(ctx, websocket.MessageText, b)
}

type none struct{}

func (l *line) fail(ctx context.Context, id string, err error) error {
	_, f := l.told(l.r, err)
	return l.send(ctx, dashscope.Header{Event: "task-failed", TaskID: id, ErrorCode: f.Code, ErrorMessage: f.Message}, none{})
}

var errGone = errors.New("the client is gone")

// task does one task. An error says that the connection is of no more use.
func (l *line) task(ctx context.Context, f dashscope.Frame) error {
	id := f.Header.TaskID
	var t dashscope.Task
	if err := shape.Read(f.Payload, &t); err != nil {
		return l.fail(ctx, id, fault.New(fault.Invalid, "the payload of run-task is not that of a task: %v", err))
	}
	do, what, unserved := l.speaks, callee.Speaks, asked.OfSpeech
	switch t.Task {
	case "tts":
	case "asr":
		do, what, unserved = l.hears, callee.Transcribes, asked.OfHearing
	default:
		return l.fail(ctx, id, fault.New(fault.Invalid, "task %q is not offered here; there are tts and asr", t.Task))
	}
	var p dashscope.SoundParameters
	c := asked.Call{Request: dashscope.Request{Parameters: t.Parameters}}
	if err := cmp.Or(c.ReadParameters(&p), c.Without(unserved)); err != nil {
		return l.fail(ctx, id, err)
	}
	if err := l.Count(ctx); err != nil {
		return l.fail(ctx, id, err)
	}
	if _, err := l.Find(ctx, t.Model, catalog.Need{Task: what}); err != nil {
		return l.fail(ctx, id, err)
	}
	if err := l.send(ctx, dashscope.Header{Event: "task-started", TaskID: id}, none{}); err != nil {
		return err
	}
	end, err := do(ctx, id, f.Header.Streaming, t, p)
	switch {
	case errors.Is(err, errGone):
		return err
	case err != nil:
		return l.fail(ctx, id, err)
	}
	return l.send(ctx, dashscope.Header{Event: "task-finished", TaskID: id}, end)
}

// speaks speaks what comes, and sends the sound.
func (l *line) speaks(ctx context.Context, _, streaming string, t dashscope.Task, p dashscope.SoundParameters) (any, error) {
	text := t.Input.Text
	spoken := 0
	say := func() error {
		if text == "" {
			return nil
		}
		n, err := l.say(l.r.WithContext(ctx), t.Model, text, p, func(v port.Value) error { return l.sound(ctx, v) })
		spoken += n
		text = ""
		return err
	}
	for streaming == "duplex" || streaming == "in" {
		f, sound, err := l.next(ctx)
		if err != nil {
			return nil, errGone
		}
		if sound != nil {
			continue
		}
		var more struct {
			Input struct {
				Text  string `json:"text"`
				Flush bool   `json:"flush"`
			} `json:"input"`
		}
		if err := shape.Read(f.Payload, &more); err != nil {
			return nil, fault.New(fault.Invalid, "the payload has no input: %v", err)
		}
		if text += more.Input.Text; len(text) > maxText {
			return nil, fault.New(fault.TooLarge, "the text is over %d MiB", maxText>>20)
		}
		if more.Input.Flush {
			if err := say(); err != nil {
				return nil, err
			}
		}
		if f.Header.Action == "finish-task" {
			break
		}
	}
	if text == "" && spoken == 0 {
		return nil, fault.New(fault.Invalid, "there is no text to speak")
	}
	if err := say(); err != nil {
		return nil, err
	}
	return map[string]any{"output": nil, "usage": map[string]int{"characters": spoken}}, nil // what has an output is taken for a sentence
}

// sound sends a sound in frames.
func (l *line) sound(ctx context.Context, v port.Value) error {
	body, err := v.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	buf := make([]byte, piece)
	for {
		n, err := io.ReadFull(body, buf)
		if n > 0 {
			if l.conn.Write(ctx, websocket.MessageBinary, buf[:n]) != nil {
				return errGone
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// hears writes down what is said. The models here hear a recording to its end, so
// the sentences come when the client has sent all of it.
func (l *line) hears(ctx context.Context, id, _ string, t dashscope.Task, p dashscope.SoundParameters) (any, error) {
	if err := spoken.Hearable(p, t.Resources); err != nil {
		return nil, err
	}
	if p.Translate && len(p.Targets) == 0 {
		return nil, fault.New(fault.Invalid, "translation_target_languages names no language; give one such as en")
	}
	v, err := l.recording(ctx, p)
	if err != nil {
		return nil, err
	}
	m, err := l.Find(ctx, t.Model, catalog.Need{Task: callee.Transcribes, Params: callee.Spoken(language(p), false)})
	if err != nil {
		return nil, err
	}
	said, sentences, err := l.hear(l.r.WithContext(ctx), m, v, p)
	if err != nil {
		return nil, err
	}
	usage := map[string]float64{"duration": said.Usage.Seconds}
	for _, one := range sentences {
		output, err := l.interpreted(ctx, one, p, m.Remote)
		if err != nil {
			return nil, err
		}
		if l.send(ctx, dashscope.Header{Event: "result-generated", TaskID: id}, map[string]any{"output": output, "usage": usage}) != nil {
			return nil, errGone
		}
	}
	return map[string]any{"output": none{}, "usage": usage}, nil
}

// interpreted is what is told of a sentence: itself, or also its translations where those
// were spoken of.
func (l *line) interpreted(ctx context.Context, one dashscope.Sentence, p dashscope.SoundParameters, remote bool) (map[string]any, error) {
	if !p.Translate && p.Transcribe == nil {
		return map[string]any{"sentence": one}, nil
	}
	out := map[string]any{}
	if p.Transcribe == nil || *p.Transcribe {
		out["transcription"] = one
	}
	if !p.Translate {
		return out, nil
	}
	into := []dashscope.Sentence{}
	for _, target := range p.Targets {
		said := one
		text, err := l.Translate(ctx, one.Text, source(p), target, remote)
		if err != nil {
			return nil, err
		}
		said.Text, said.Words, said.Lang = strings.TrimSpace(text), []dashscope.Word{}, target
		into = append(into, said)
	}
	out["translations"] = into
	return out, nil
}

// source is the language of what is to be translated; empty is one that is found out.
func source(p dashscope.SoundParameters) string {
	if p.Source == "auto" {
		return ""
	}
	return cmp.Or(p.Source, language(p))
}

// recording keeps the sound that comes until its end.
func (l *line) recording(ctx context.Context, p dashscope.SoundParameters) (port.Value, error) {
	format := cmp.Or(p.Format, "wav")
	from := io.Reader(&sounds{next: func() ([]byte, error) { return l.more(ctx) }})
	if format == callee.PCM {
		format, from = "wav", io.MultiReader(bytes.NewReader(callee.WAVHead(cmp.Or(p.SampleRate, 16000))), from)
	}
	g, err := l.Files.Take(ctx, "speech."+format, from, nil)
	if err != nil {
		return port.Value{}, err
	}
	if g.Type != port.Audio && g.Type != port.Video {
		return port.Value{}, fault.New(fault.Invalid, "what was sent is %s (%s) and no sound of the format %s", g.Type, g.Media, format)
	}
	v := g.Value
	v.Body = func() (io.ReadCloser, error) { return l.Files.Store.Seek(ctx, v.Digest) }
	return v, nil
}

// sounds reads the sound that a client sends until its end.
type sounds struct {
	next func() ([]byte, error)
	left []byte
	err  error
}

func (s *sounds) Read(p []byte) (int, error) {
	for len(s.left) == 0 && s.err == nil {
		s.left, s.err = s.next()
	}
	n := copy(p, s.left)
	if s.left = s.left[n:]; n > 0 {
		return n, nil
	}
	return 0, s.err
}

// more is the sound that comes next, which ends with the action that finishes the task.
func (l *line) more(ctx context.Context) ([]byte, error) {
	switch f, sound, err := l.next(ctx); {
	case err != nil:
		return nil, errGone
	case f.Header.Action == "finish-task":
		return nil, io.EOF
	default:
		return sound, nil
	}
}
