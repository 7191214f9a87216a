package openai

import (
	"io"
	"net/http"
	"regexp"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// transcript is what was heard.
type transcript struct{ callee.Words }

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
	language, form := r.FormValue("language"), r.FormValue("response_format")
	stream := r.FormValue("stream") == "true"
	switch {
	case !known(form):
		return fault.New(fault.Invalid, "response_format %q is not made here; ask for json, text, srt, vtt or verbose_json", form)
	case r.FormValue("timestamp_granularities[]") == "word":
		return fault.New(fault.Invalid, "no times of single words are known; ask for those of segments")
	case stream && english:
		return fault.New(fault.Invalid, "a translation comes whole; leave stream out")
	}
	m, err := s.Find(r.Context(), r.FormValue("model"), catalog.Need{Task: callee.Transcribes, Params: params("language", language)})
	if err != nil {
		return err
	}
	v, err := s.file(r, "file", port.Audio)
	if err != nil {
		return err
	}
	ask := engine.Request{Model: m.Ref, Task: callee.Transcribes, In: port.Values{"audio": {v}}, Params: params("language", language)}
	if stream {
		return s.follow(w, r, ask)
	}
	heard, err := s.Words(r.Context(), ask)
	if err == nil && english {
		err = s.English(r.Context(), &heard, language, m.Remote)
	}
	if err != nil {
		return err
	}
	return transcript{heard}.write(w, form, language, english)
}

func known(form string) bool {
	switch form {
	case "", "json", "text", "srt", "vtt", "verbose_json":
		return true
	}
	return false
}

func params(name, value string) task.Params {
	if value == "" {
		return nil
	}
	return task.Params{name: value}
}

func (t transcript) write(w http.ResponseWriter, form, language string, english bool) error {
	plain := func(media, s string) error {
		w.Header().Set("Content-Type", media)
		_, _ = io.WriteString(w, s) // the client may be gone
		return nil
	}
	if (form == "srt" || form == "vtt") && t.Subtitles == "" {
		return fault.New(fault.Invalid, "the model tells no times, so there are no subtitles; ask for json or text")
	}
	switch form {
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
	if form == "verbose_json" {
		res.Task, res.Language, res.Duration, res.Segments = "transcribe", language, t.Usage.Seconds, segments(t.Subtitles)
		if english {
			res.Task, res.Language = "translate", "en"
		}
	}
	api.WriteJSON(w, http.StatusOK, res)
	return nil
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

func (e *events) send(one event) error {
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

func segments(srt string) []openai.Segment {
	list := []openai.Segment{}
	for i, c := range callee.Cues(srt) {
		list = append(list, openai.Segment{ID: i, Start: c.From, End: c.To, Text: c.Text})
	}
	return list
}
