package realtime

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

const serverVAD = "server_vad"

// detection says how the server finds the ends of turns.
type detection struct {
	Type      string  `json:"type"`
	Threshold float64 `json:"threshold,omitempty"`           // in [0, 1]; 0 is 0.5
	Silence   int     `json:"silence_duration_ms,omitempty"` // that ends a turn; 0 is 500
	Padding   int     `json:"prefix_padding_ms,omitempty"`   // of sound before speech that is kept; 0 is 300
}

const longest = 60_000 // milliseconds of a pause, or of what is kept before speech

func (d *detection) check() error {
	switch {
	case d.Threshold < 0 || d.Threshold > 1:
		return fault.New(fault.Invalid, "turn_detection.threshold is %v; it is 0 to 1", d.Threshold)
	case d.Silence < 0 || d.Silence > longest:
		return fault.New(fault.Invalid, "turn_detection.silence_duration_ms is %d; it is 0 to %d", d.Silence, longest)
	case d.Padding < 0 || d.Padding > longest:
		return fault.New(fault.Invalid, "turn_detection.prefix_padding_ms is %d; it is 0 to %d", d.Padding, longest)
	}
	return nil
}

func or(n, without int) int {
	if n == 0 {
		return without
	}
	return n
}

// ear tells speech from silence by how loud it is, in frames.
type ear struct {
	heard    int // bytes of the session so far
	speaking bool
	silent   int // milliseconds since the last loud frame
}

const (
	frame   = 20              // milliseconds
	perMs   = 2 * rate / 1000 // bytes
	framed  = frame * perMs   // bytes of a frame
	loudest = 0.06            // root mean square that counts as speech at threshold 1
	quiet   = math.MaxInt16 * loudest
)

// hear takes sound, and commits a turn when silence follows speech.
func (s *session) hear(ctx context.Context, sound []byte) error {
	d := s.settings.Audio.Input.Turns
	if d == nil {
		s.turn = append(s.turn, sound...)
		return nil
	}
	threshold := d.Threshold
	if threshold == 0 {
		threshold = 0.5
	}
	for len(sound) > 0 {
		n := min(len(sound), framed-s.ear.heard%framed) // up to the end of a frame
		s.turn = append(s.turn, sound[:n]...)
		s.ear.heard += n
		sound = sound[n:]
		if s.ear.heard%framed != 0 || len(s.turn) < framed {
			continue
		}
		if err := s.frame(ctx, d, loudness(s.turn[len(s.turn)-framed:]) >= threshold*quiet); err != nil {
			return err
		}
	}
	return nil
}

// frame takes up after a whole frame, which is speech or not.
func (s *session) frame(ctx context.Context, d *detection, loud bool) error {
	now := s.ear.heard / perMs
	switch {
	case loud && !s.ear.speaking:
		s.ear.speaking, s.ear.silent, s.item = true, 0, deposit.ID("item_")
		return s.send(ctx, "input_audio_buffer.speech_started", map[string]any{"audio_start_ms": max(0, now-frame), "item_id": s.item})
	case loud:
		s.ear.silent = 0
	case s.ear.speaking:
		if s.ear.silent += frame; s.ear.silent < or(d.Silence, 500) {
			return nil
		}
		if err := s.send(ctx, "input_audio_buffer.speech_stopped", map[string]any{"audio_end_ms": now, "item_id": s.item}); err != nil {
			return err
		}
		return s.commit(ctx)
	default: // silence before speech: a little of it is kept
		if keep := or(d.Padding, 300) * perMs; len(s.turn) > keep {
			s.turn = append(s.turn[:0], s.turn[len(s.turn)-keep:]...)
		}
	}
	return nil
}

// loudness is the root mean square of samples of 16 bits.
func loudness(b []byte) float64 {
	sum := 0.0
	for i := 0; i+1 < len(b); i += 2 {
		x := float64(int16(binary.LittleEndian.Uint16(b[i:])))
		sum += x * x
	}
	return math.Sqrt(sum / float64(len(b)/2))
}

func (s *session) language() task.Params {
	if t := s.settings.Audio.Input.Transcription; t != nil && t.Language != "" {
		return task.Params{"language": t.Language}
	}
	return nil
}

// commit ends a turn: its words are written down, and told.
func (s *session) commit(ctx context.Context) error {
	item, sound := s.item, s.turn
	if item == "" {
		item = deposit.ID("item_")
	}
	var before any
	if s.last != "" {
		before = s.last
	}
	s.turn, s.item, s.last, s.ear.speaking, s.ear.silent = nil, "", item, false, 0
	if err := s.send(ctx, "input_audio_buffer.committed", map[string]any{"item_id": item, "previous_item_id": before}); err != nil {
		return err
	}
	about := map[string]any{
		"id": item, "object": "realtime.item", "type": "message", "status": "completed", "role": "user",
		"content": []map[string]any{{"type": "input_audio", "transcript": nil}},
	}
	if err := s.send(ctx, "conversation.item.added", map[string]any{"item": about, "previous_item_id": before}); err != nil {
		return err
	}
	said, err := s.words(ctx, sound)
	const event = "conversation.item.input_audio_transcription."
	if err != nil {
		return s.send(ctx, event+"failed", map[string]any{"item_id": item, "content_index": 0, "error": s.reason(ctx, "", err)})
	}
	text := strings.TrimSpace(said.Text)
	if text != "" {
		if err := s.send(ctx, event+"delta", map[string]any{"item_id": item, "content_index": 0, "delta": text}); err != nil {
			return err
		}
	}
	usage := map[string]any{"type": "duration", "seconds": float64(len(sound)) / (2 * rate)}
	return s.send(ctx, event+"completed", map[string]any{"item_id": item, "content_index": 0, "transcript": text, "usage": usage})
}

// words writes down what is said.
func (s *session) words(ctx context.Context, sound []byte) (callee.Words, error) {
	if err := s.Models.Count(ctx); err != nil {
		return callee.Words{}, err
	}
	m, err := s.model(ctx)
	if err != nil {
		return callee.Words{}, err
	}
	wav := append(callee.WAVHead(rate), sound...)
	v := port.Value{Type: port.Audio, Media: "audio/wav", Name: "turn.wav", Size: int64(len(wav)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(wav)), nil }}
	return s.Models.Words(ctx, engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"audio": {v}}, Params: s.language()})
}
