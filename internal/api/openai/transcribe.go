package openai

import (
	"io"
	"net/http"
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// transcript is what was heard, and how it is to be told.
type transcript struct {
	callee.Words
	hearing
}

// hearing is how a recording is heard.
type hearing struct {
	form, language  string
	stream, english bool
	words, segments bool // what times are told
}

// transcribe writes down what is said.
func (s server) transcribe(w http.ResponseWriter, r *http.Request) { s.listen(w, r, false) }

// translate transcribes, and puts what was said into English.
func (s server) translate(w http.ResponseWriter, r *http.Request) { s.listen(w, r, true) }

func (s server) listen(w http.ResponseWriter, r *http.Request, english bool) {
	done, err := s.Files.Form(w, r)
	defer done()
	if err == nil {
		err = s.hear(w, r, english)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

func (s server) hear(w http.ResponseWriter, r *http.Request, english bool) error {
	h, err := heard(r, english)
	if err != nil {
		return err
	}
	m, err := s.Find(r.Context(), r.FormValue("model"), catalog.Need{Task: callee.Transcribes, Params: callee.Spoken(h.language, false)})
	if err != nil {
		return err
	}
	v, err := s.file(r, "file", port.Audio)
	if err != nil {
		return err
	}
	ask := engine.Request{Model: m.Ref, Task: callee.Transcribes, In: port.Values{"audio": {v}}, Params: callee.Spoken(h.language, h.words || h.form == diarized)}
	if h.stream && h.form != diarized {
		return s.follow(w, r, ask)
	}
	said, err := s.Words(r.Context(), ask)
	if err == nil && english {
		err = s.English(r.Context(), &said, h.language, m.Remote)
	}
	if err == nil && h.words && !said.Single {
		err = fault.New(fault.Invalid, "%s tells no times of single words; ask for those of segments", m.Ref)
	}
	if err != nil {
		return err
	}
	if h.form == diarized {
		return s.diarize(r.Context(), w, transcript{said, h}, v, m.Remote)
	}
	return transcript{said, h}.write(w)
}

// heard reads how a recording is to be heard.
func heard(r *http.Request, english bool) (hearing, error) {
	h := hearing{form: r.FormValue("response_format"), language: r.FormValue("language"), stream: r.FormValue("stream") == "true", english: english}
	asked := append(r.MultipartForm.Value["timestamp_granularities[]"], r.MultipartForm.Value["timestamp_granularities"]...)
	h.words, h.segments = slices.Contains(asked, "word"), len(asked) == 0 || slices.Contains(asked, "segment")
	if err := heed(ofRecordings, formed(r)); err != nil {
		return h, err
	}
	switch {
	case !slices.Contains([]string{"", "json", "text", "srt", "vtt", "verbose_json", diarized}, h.form):
		return h, dialogue.Wrong("response_format", "response_format %q is not made here; ask for json, text, srt, vtt, verbose_json or diarized_json", h.form)
	case english && h.form == diarized:
		return h, dialogue.Wrong("response_format", "a translation does not tell who speaks; ask for json, text or verbose_json")
	case slices.ContainsFunc(asked, func(g string) bool { return g != "word" && g != "segment" }):
		return h, dialogue.Wrong("timestamp_granularities", "timestamp_granularities is %q; it can be word and segment", asked)
	case h.words && (h.form != "verbose_json" || h.stream || english):
		return h, dialogue.Wrong("timestamp_granularities", "times of words come whole, and with the response_format verbose_json, of what is not translated")
	case h.stream && english:
		return h, dialogue.Wrong("stream", "a translation comes whole; leave stream out")
	}
	return h, nil
}

func (t transcript) write(w http.ResponseWriter) error {
	plain := func(media, s string) error {
		w.Header().Set("Content-Type", media)
		_, _ = io.WriteString(w, s) // the client may be gone
		return nil
	}
	if (t.form == "srt" || t.form == "vtt") && t.Subtitles == "" {
		return fault.New(fault.Invalid, "the model tells no times, so there are no subtitles; ask for json or text")
	}
	switch t.form {
	case "text":
		return plain("text/plain; charset=utf-8", t.Text+"\n")
	case "srt":
		return plain("application/x-subrip; charset=utf-8", t.Subtitles)
	case "vtt":
		return plain("text/vtt; charset=utf-8", "WEBVTT\n\n"+commas.ReplaceAllString(t.Subtitles, "$1.$2"))
	}
	res := openai.Transcription{Text: t.Text}
	if t.Usage.Seconds > 0 {
		res.Usage = &openai.Usage{Type: "duration", Seconds: t.Usage.Seconds}
	}
	if t.form == "verbose_json" {
		res.Task, res.Language, res.Duration = "transcribe", t.language, t.Usage.Seconds
		if t.english {
			res.Task, res.Language = "translate", "en"
		}
		t.times(&res)
	}
	api.WriteJSON(w, http.StatusOK, res)
	return nil
}

// times tells when words and segments were said, as far as it is to be told.
func (t transcript) times(res *openai.Transcription) {
	cues := callee.Cues(t.Subtitles)
	if t.words {
		res.Words = []openai.Word{}
		for _, c := range cues {
			res.Words = append(res.Words, openai.Word{Word: c.Text, Start: c.From, End: c.To})
		}
		sentences := callee.Sentences(cues)
		cues = nil
		for _, s := range sentences {
			cues = append(cues, s.Cue)
		}
	}
	if t.segments {
		res.Segments = segments(cues)
	}
}

// follow answers who asked for a stream: with words as they are heard, or in one
// piece where a model hears a recording to its end.
func (s server) follow(w http.ResponseWriter, r *http.Request, ask engine.Request) error {
	e := events{w: w}
	heard, err := s.Follow(r.Context(), ask, e.delta)
	switch {
	case err != nil && !e.begun:
		return err
	case err != nil:
		s.brokeOff(w, r, true, err)
		return nil
	case !e.begun:
		err = e.delta(heard.Text)
	}
	if err == nil {
		err = e.send(event{Type: "transcript.text.done", Text: heard.Text})
	}
	if err == nil {
		_, _ = io.WriteString(w, openai.Done)
	}
	return nil // the client is gone where it could not be written
}

// event is one of a stream of what is heard.
type event struct {
	Type  string `json:"type"`
	Delta string `json:"delta,omitempty"`
	Text  string `json:"text,omitempty"`
}

// events is a stream of what is heard.
type events struct {
	w     http.ResponseWriter
	begun bool
}

func (e *events) delta(words string) error {
	return e.send(event{Type: "transcript.text.delta", Delta: words})
}

func (e *events) send(one any) error {
	if !e.begun {
		e.w.Header().Set("Content-Type", "text/event-stream")
		e.begun = true
	}
	if err := openai.WriteEvent(e.w, one); err != nil {
		return err
	}
	_ = http.NewResponseController(e.w).Flush() // as above
	return nil
}

var commas = regexp.MustCompile(`(\d\d:\d\d:\d\d),(\d\d\d)`)

func segments(cues []callee.Cue) []openai.Segment {
	list := []openai.Segment{}
	for i, c := range cues {
		list = append(list, openai.Segment{ID: i, Start: c.From, End: c.To, Text: c.Text})
	}
	return list
}
