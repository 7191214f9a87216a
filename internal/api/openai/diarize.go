package openai

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// diarized is the form of a transcript that tells who speaks.
const diarized = "diarized_json"

// turn is what somebody said without a pause: one of a list, and an event of a stream.
type turn struct {
	Type    string  `json:"type"` // "transcript.text.segment"
	ID      string  `json:"id"`
	Start   float64 `json:"start"`
	End     float64 `json:"end"`
	Text    string  `json:"text"`
	Speaker string  `json:"speaker"`
}

// diarize writes a transcript with who speaks, as a model of speaker-diarization hears it.
func (s server) diarize(ctx context.Context, w http.ResponseWriter, t transcript, v port.Value, remote bool) error {
	said, err := s.Turns(ctx, v, remote, t.Words)
	if err != nil {
		return err
	}
	turns := []turn{}
	for i, one := range said {
		turns = append(turns, turn{"transcript.text.segment", "seg_" + strconv.Itoa(i+1), one.From, one.To, one.Text, speaker(one.Who)})
	}
	res := struct {
		openai.Transcription
		Segments []turn `json:"segments"`
	}{openai.Transcription{Task: "transcribe", Duration: t.Usage.Seconds, Text: t.Text}, turns}
	if t.Usage.Seconds > 0 {
		res.Usage = &openai.Usage{Type: "duration", Seconds: t.Usage.Seconds}
	}
	if !t.stream {
		api.WriteJSON(w, http.StatusOK, res)
		return nil
	}
	e := events{w: w}
	for _, one := range turns {
		err = e.send(one)
	}
	if err == nil {
		err = e.send(event{Type: "transcript.text.done", Text: t.Text})
	}
	if err == nil {
		_, _ = w.Write([]byte(openai.Done))
	}
	return nil // the client is gone where it could not be written
}

// speaker is a letter for each, as the API names them: A, B, …, Z, AA, …
func speaker(n int) string {
	if n < 0 {
		return "unknown"
	}
	return strings.Repeat("A", n/26) + string(rune('A'+n%26))
}
