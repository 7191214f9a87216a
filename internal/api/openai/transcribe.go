package openai

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// transcript is what was heard.
type transcript struct {
	text, subtitles string
	usage           engine.Usage
}

func (s server) transcribe(w http.ResponseWriter, r *http.Request) { s.listen(w, r, false) }

// translate transcribes, and puts what was said into English.
func (s server) translate(w http.ResponseWriter, r *http.Request) { s.listen(w, r, true) }

func (s server) listen(w http.ResponseWriter, r *http.Request, english bool) {
	done, err := s.form(w, r)
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
	m, err := s.find(r.Context(), r.FormValue("model"), catalog.Need{Task: transcribes, Params: params("language", language)})
	if err != nil {
		return err
	}
	v, err := s.file(r, "file", port.Audio)
	if err != nil {
		return err
	}
	heard, err := s.words(r.Context(), engine.Request{Model: m.Ref, Task: transcribes, In: port.Values{"audio": {v}}, Params: params("language", language)})
	if err == nil && english {
		err = s.english(r.Context(), &heard, language, m.Remote)
	}
	if err != nil {
		return err
	}
	if stream {
		return heard.events(w)
	}
	return heard.write(w, form, language, english)
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

func (s server) words(ctx context.Context, req engine.Request) (t transcript, err error) {
	err = s.run(ctx, req, func(ev engine.Event) error {
		t.usage = ev.Usage
		for name, into := range map[string]*string{"text": &t.text, "subtitles": &t.subtitles} {
			if v, ok := ev.Out.First(name); ok {
				b, err := v.Read(maxJSON)
				if err != nil {
					return err
				}
				*into = string(b)
			}
		}
		return nil
	})
	return t, err
}

// english translates what was heard; times are not kept. Only what went to a
// remote model already may go to another.
func (s server) english(ctx context.Context, t *transcript, language string, remote bool) error {
	if catalog.Base(language) == "en" || strings.TrimSpace(t.text) == "" {
		return nil
	}
	p := task.Params{"target": "en"}
	if language != "" {
		p["source"] = language
	}
	m, err := s.best(ctx, catalog.Need{Task: "translation", Params: p, Local: !remote})
	if err != nil {
		return err
	}
	said, err := s.words(ctx, engine.Request{Model: m.Ref, Task: "translation", In: port.Values{"text": {port.NewText(t.text)}}, Params: p})
	t.text, t.subtitles = said.text, ""
	return err
}

func (t transcript) write(w http.ResponseWriter, form, language string, english bool) error {
	plain := func(media, s string) error {
		w.Header().Set("Content-Type", media)
		_, _ = io.WriteString(w, s) // the client may be gone
		return nil
	}
	if (form == "srt" || form == "vtt") && t.subtitles == "" {
		return fault.New(fault.Invalid, "the model tells no times, so there are no subtitles; ask for json or text")
	}
	switch form {
	case "text":
		return plain("text/plain; charset=utf-8", t.text+"\n")
	case "srt":
		return plain("application/x-subrip; charset=utf-8", t.subtitles)
	case "vtt":
		return plain("text/vtt; charset=utf-8", "WEBVTT\n\n"+commas.ReplaceAllString(t.subtitles, "$1.$2"))
	}
	res := openai.Transcription{Text: t.text}
	if t.usage.Seconds > 0 {
		res.Usage = &openai.Usage{Type: "duration", Seconds: t.usage.Seconds}
	}
	if form == "verbose_json" {
		res.Task, res.Language, res.Duration, res.Segments = "transcribe", language, t.usage.Seconds, segments(t.subtitles)
		if english {
			res.Task, res.Language = "translate", "en"
		}
	}
	api.WriteJSON(w, http.StatusOK, res)
	return nil
}

// events is the answer to who asked for a stream: it comes in one piece, as the
// models here hear a recording to its end.
func (t transcript) events(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/event-stream")
	type event struct {
		Type  string `json:"type"`
		Delta string `json:"delta,omitempty"`
		Text  string `json:"text,omitempty"`
	}
	for _, e := range []event{{Type: "transcript.text.delta", Delta: t.text}, {Type: "transcript.text.done", Text: t.text}} {
		if err := openai.WriteEvent(w, e); err != nil {
			return nil //nolint:nilerr // the client is gone
		}
	}
	_, _ = io.WriteString(w, openai.Done)
	return nil
}

var (
	commas = regexp.MustCompile(`(\d\d:\d\d:\d\d),(\d\d\d)`)
	cue    = regexp.MustCompile(`(?m)^(\d+):(\d\d):(\d\d)[,.](\d\d\d) --> (\d+):(\d\d):(\d\d)[,.](\d\d\d)\s*\n`)
)

// segments reads SubRip.
func segments(srt string) []openai.Segment {
	found := cue.FindAllStringSubmatchIndex(srt, -1)
	list := make([]openai.Segment, 0, len(found))
	for i, at := range found {
		number := func(k int) float64 {
			n, err := strconv.ParseFloat(srt[at[2*k]:at[2*k+1]], 64)
			if err != nil {
				panic(fmt.Sprintf("openai: %v", err)) // it is of digits
			}
			return n
		}
		text, _, _ := strings.Cut(strings.ReplaceAll(srt[at[1]:], "\r", ""), "\n\n")
		list = append(list, openai.Segment{
			ID: i, Start: number(1)*3600 + number(2)*60 + number(3) + number(4)/1000,
			End: number(5)*3600 + number(6)*60 + number(7) + number(8)/1000, Text: strings.TrimSpace(text),
		})
	}
	return list
}
