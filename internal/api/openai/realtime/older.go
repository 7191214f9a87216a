package realtime

import (
	"context"
	"encoding/json"

	"github.com/tenonhub/tenon/internal/fault"
)

// older are the settings of a session as clients of the API's first form say them.
type older struct {
	Format        string          `json:"input_audio_format,omitempty"`
	Transcription json.RawMessage `json:"input_audio_transcription,omitempty"`
	Turns         json.RawMessage `json:"turn_detection,omitempty"`
	Noise         json.RawMessage `json:"input_audio_noise_reduction,omitempty"`
	Include       []string        `json:"include,omitempty"`
}

// formats are the names that the first form had for those of sound.
var formats = map[string]string{"pcm16": pcm, "g711_ulaw": "audio/pcmu", "g711_alaw": "audio/pcma"}

// today puts settings of the first form into those of today.
func today(raw json.RawMessage) (json.RawMessage, error) {
	var o older
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, fault.New(fault.Invalid, "the session is not one of a transcription: %v", err)
	}
	in := map[string]any{}
	if o.Format != "" {
		if formats[o.Format] == "" {
			return nil, fault.New(fault.Invalid, "input_audio_format is %.60q; it is pcm16, g711_ulaw or g711_alaw", o.Format)
		}
		in["format"] = format{Type: formats[o.Format]}
	}
	for name, v := range map[string]json.RawMessage{"transcription": o.Transcription, "turn_detection": o.Turns, "noise_reduction": o.Noise} {
		if v != nil {
			in[name] = v
		}
	}
	return json.Marshal(map[string]any{"type": "transcription", "include": o.Include, "audio": map[string]any{"input": in}})
}

// toldAsOnce tells of the session in the first form.
func (s *session) toldAsOnce(ctx context.Context) error {
	in := s.settings.Audio.Input
	as := "pcm16"
	for name, kind := range formats {
		if in.Format != nil && in.Format.Type == kind {
			as = name
		}
	}
	return s.send(ctx, "transcription_session.updated", map[string]any{"session": map[string]any{
		"id": s.id, "object": "realtime.transcription_session", "input_audio_format": as, "input_audio_transcription": in.Transcription, "turn_detection": in.Turns,
	}})
}
