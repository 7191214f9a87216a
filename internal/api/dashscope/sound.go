package dashscope

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/dashscope/spoken"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// texts is a list that may be written as one text.
type texts []string

func (l *texts) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = texts{s}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}

func (texts) Forms() []any { return []any{"", []string(nil)} }

// speak speaks a text, and gives the address of the sound.
func (s server) speak(c asked.Call) (output, usage any, err error) {
	var in struct {
		Text string `json:"text"`
		dashscope.SoundParameters
	}
	if err := cmp.Or(c.ReadInput(&in), c.ReadParameters(&in.SoundParameters), c.Without(asked.OfSpeech)); err != nil {
		return nil, nil, err
	}
	var address string
	n, err := s.say(c.R, c.Model, in.Text, in.SoundParameters, func(v port.Value) (err error) {
		v.Name = "speech." + cmp.Or(in.Format, "wav")
		address, err = s.keep(c, v, v.Name)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	audio := map[string]any{"url": address, "data": "", "id": deposit.ID("audio_"), "expires_at": time.Now().Add(valid).Unix()}
	return map[string]any{"audio": audio, "finish_reason": "stop"}, map[string]int{"characters": n}, nil
}

// say speaks a text, and says how many characters that are; f gets the sound, open until
// it returns.
func (s server) say(r *http.Request, model, text string, p dashscope.SoundParameters, f func(port.Value) error) (characters int, err error) {
	say, err := spoken.Speech(text, p)
	var m catalog.Model
	if err == nil {
		m, err = s.Find(r.Context(), model, catalog.Need{Task: callee.Speaks, Params: say.Params})
	}
	if err == nil {
		err = spoken.Speaks(m, say)
	}
	if err == nil {
		_, err = s.Speak(r.Context(), m, say, f)
	}
	return spoken.Characters(say), err
}

// heard is one of the files that were to be transcribed.
type heard struct {
	File    string `json:"file_url"`
	Result  string `json:"transcription_url,omitempty"`
	Status  string `json:"subtask_status"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

const mostFiles = 100 // of one transcription

// transcribe writes down what is said in files, each into a document. One that
// fails does not keep it from the others.
func (s server) transcribe(c asked.Call) (output, usage any, err error) {
	var in struct {
		URLs texts  `json:"file_urls"`
		URL  string `json:"file_url"`
	}
	var p dashscope.SoundParameters
	if err := cmp.Or(c.ReadInput(&in), c.ReadParameters(&p), c.Without(asked.OfHearing)); err != nil {
		return nil, nil, err
	}
	if err := spoken.Hearable(p, c.Resources); err != nil {
		return nil, nil, err
	}
	if in.URL != "" {
		in.URLs = append(in.URLs, in.URL)
	}
	m, err := s.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Transcribes, Params: callee.Spoken(language(p), false)})
	switch {
	case err != nil:
		return nil, nil, err
	case len(in.URLs) == 0 || len(in.URLs) > mostFiles:
		return nil, nil, fault.New(fault.Invalid, "file_urls has %d files; give 1 to %d", len(in.URLs), mostFiles)
	}
	var results []heard
	var seconds float64
	good := 0
	for _, address := range in.URLs {
		h := heard{File: address, Status: succeeded}
		link, d, err := s.document(c, m, address, p)
		if err := c.R.Context().Err(); err != nil {
			return nil, nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		if err != nil {
			_, f := s.told(c.R, err)
			h.Status, h.Code, h.Message = failed, f.Code, f.Message
		} else {
			good, seconds, h.Result = good+1, seconds+d, link
		}
		results = append(results, h)
	}
	if good == 0 {
		return nil, nil, fault.New(fault.Invalid, "%.100s: %s", results[0].File, results[0].Message)
	}
	out := map[string]any{"results": results, "task_metrics": map[string]int{"TOTAL": len(results), "SUCCEEDED": good, "FAILED": len(results) - good}}
	if in.URL != "" {
		out["result"] = results[0]
	}
	return out, map[string]float64{"duration": seconds}, nil
}

// language is the one that is spoken, as far as it is said.
func language(p dashscope.SoundParameters) string {
	if len(p.Languages) == 0 {
		return ""
	}
	return p.Languages[0]
}

// document transcribes one file and keeps the document of it.
func (s server) document(c asked.Call, m catalog.Model, address string, p dashscope.SoundParameters) (link string, seconds float64, err error) {
	v, err := s.recorded(c.R, address)
	if err != nil {
		return "", 0, err
	}
	said, sentences, err := s.hear(c.R, m, v, p)
	if err != nil {
		return "", 0, err
	}
	long := int64(said.Usage.Seconds * 1000)
	if n := len(sentences); long == 0 && n > 0 {
		long = sentences[n-1].End
	}
	doc := map[string]any{
		"file_url":   address,
		"properties": map[string]any{"audio_format": v.Media, "channels": []int{0}, "original_duration_in_milliseconds": long},
		"transcripts": []map[string]any{{
			"channel_id": 0, "content_duration_in_milliseconds": long, "text": strings.TrimSpace(said.Text), "sentences": sentences,
		}},
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return "", 0, err
	}
	link, err = s.keep(c, port.Value{Media: "application/json", Text: string(b)}, "transcription.json")
	return link, float64(long) / 1000, err
}

// recorded is the recording at an address.
func (s server) recorded(r *http.Request, address string) (port.Value, error) {
	v, err := s.value(r, "recording", address)
	if err == nil && v.Type != port.Audio && v.Type != port.Video {
		err = fault.New(fault.Invalid, "it is %s (%s) and no recording", v.Type, v.Media)
	}
	return v, err
}

// hear writes down what is said, in sentences if the model knows their times.
func (s server) hear(r *http.Request, m catalog.Model, v port.Value, p dashscope.SoundParameters) (callee.Words, []dashscope.Sentence, error) {
	said, err := s.Words(r.Context(), engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"audio": {v}}, Params: callee.Spoken(language(p), true)})
	if err != nil {
		return said, nil, err
	}
	sentences, parts := []dashscope.Sentence{}, []callee.Cue{}
	for i, one := range said.Sentences() {
		parts = append(parts, one.Cue)
		to := dashscope.Sentence{ID: i + 1, Begin: int64(one.From * 1000), End: int64(one.To * 1000), Text: one.Text, Words: []dashscope.Word{}, Done: true}
		for _, w := range one.Words {
			text, marks := callee.Unmarked(w.Text)
			to.Words = append(to.Words, dashscope.Word{Begin: int64(w.From * 1000), End: int64(w.To * 1000), Text: text, Punctuation: marks, Fixed: true})
		}
		sentences = append(sentences, to)
	}
	if p.Diarize {
		var who []int
		who, err = s.Speakers(r.Context(), v, m.Remote, p.Speakers, parts)
		for i, n := range who {
			if n >= 0 {
				sentences[i].Speaker = &n
			}
		}
	}
	if p.Fluent {
		said.Text, sentences = spoken.FluentText(said.Text, language(p)), spoken.Fluent(sentences, language(p))
	}
	return said, sentences, err
}

// sound is a sound of a conversation, as OpenAI's API has it.
func (t *talk) sound(address string) (*openai.InputAudio, error) {
	held, err := t.held(t.R, address)
	if err != nil {
		return nil, err
	}
	if data, ok := strings.CutPrefix(held, "data:"); ok {
		if media, packed, ok := strings.Cut(data, ";base64,"); ok {
			return &openai.InputAudio{Data: packed, Format: formatOf(media, address)}, nil
		}
	}
	v, err := t.value(t.R, "recording", address)
	if err != nil {
		return nil, err
	}
	if v.Size > maxJSON {
		return nil, fault.New(fault.TooLarge, "%s is over %d MiB: too large for a conversation", v.Name, maxJSON>>20)
	}
	b, err := v.Read(maxJSON)
	if err != nil {
		return nil, err
	}
	return &openai.InputAudio{Data: base64.StdEncoding.EncodeToString(b), Format: formatOf(v.Media, v.Name)}, nil
}

// formats are the names that OpenAI's API has for the media types of sounds.
var formats = map[string]string{
	"audio/mpeg": "mp3", "audio/mp3": "mp3", "audio/wav": "wav", "audio/x-wav": "wav", "audio/wave": "wav", "audio/vnd.wave": "wav",
	"audio/flac": "flac", "audio/x-flac": "flac", "audio/aac": "aac", "audio/ogg": "ogg", "audio/opus": "opus", "audio/mp4": "m4a", "audio/x-m4a": "m4a",
	"audio/amr": "amr", "audio/webm": "webm",
}

// formatOf is the format of a sound: its media type says it, or else its name.
func formatOf(media, name string) string {
	if media, _, err := mime.ParseMediaType(media); err == nil && formats[media] != "" {
		return formats[media]
	}
	if end := path.Ext(name); end != "" && !strings.HasPrefix(name, "data:") {
		return end[1:]
	}
	return "wav"
}
