package remote

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// transcribe writes down what is said. Times come from servers that know
// "verbose_json"; of the others there are no subtitles.
func (c *call) transcribe(ctx context.Context) error {
	v, ok := c.req.In.First("audio")
	if !ok || v.Size == 0 && v.Body == nil {
		return fault.New(fault.Invalid, "the recording is empty; attach one with speech")
	}
	size := v.Size
	if size <= 0 {
		size = -1
	}
	media := v.Media
	if media == "" {
		media = "application/octet-stream"
	}
	recording := file{field: "file", name: nameOr(v.Name, "speech"+soundEnding(media)), media: media, size: size, open: v.Open}
	fields := [][2]string{{"model", c.model.ID}}
	if lang, _, _ := strings.Cut(c.req.Params.Text("language"), "-"); lang != "" {
		fields = append(fields, [2]string{"language", lang})
	}
	rich := append(slices.Clone(fields), [2]string{"response_format", "verbose_json"})
	if c.req.Params.Bool("words") {
		rich = append(rich, [2]string{"timestamp_granularities[]", "word"}, [2]string{"timestamp_granularities[]", "segment"})
	}
	var res openai.Transcription
	err := c.exchange(ctx, "/audio/transcriptions", form(rich, recording), &res)
	if r, refused := errors.AsType[*refusal](err); refused && (r.names("response_format") || r.names("verbose_json")) {
		res = openai.Transcription{}
		err = c.exchange(ctx, "/audio/transcriptions", form(append(fields, [2]string{"response_format", "json"}), recording), &res)
	}
	if err != nil {
		return err
	}
	out := port.Values{"text": {port.NewText(strings.TrimSpace(res.Text))}}
	cues, media := res.Segments, "application/x-subrip; charset=utf-8"
	if c.req.Params.Bool("words") && len(res.Words) > 0 {
		cues, media = single(res), media+"; cues=words"
	}
	if len(cues) > 0 {
		subtitles := port.NewText(srt(cues))
		subtitles.Media, subtitles.Name = media, "subtitles.srt"
		out["subtitles"] = []port.Value{subtitles}
	}
	return c.emit(engine.Event{Progress: 1, Out: out, Usage: heard(res)})
}

// single are the words as segments, with the punctuation that the text has after them.
func single(res openai.Transcription) (l []openai.Segment) {
	rest := res.Text
	for _, w := range res.Words {
		text := strings.TrimSpace(w.Word)
		if at := strings.Index(rest, text); at >= 0 {
			rest = rest[at+len(text):]
			after := strings.TrimLeftFunc(rest, unicode.IsPunct)
			text, rest = text+rest[:len(rest)-len(after)], after
		}
		l = append(l, openai.Segment{Start: w.Start, End: w.End, Text: text})
	}
	return l
}

func heard(res openai.Transcription) engine.Usage {
	u := engine.Usage{Seconds: res.Duration}
	if u.Seconds == 0 && len(res.Segments) > 0 {
		u.Seconds = res.Segments[len(res.Segments)-1].End
	}
	if res.Usage != nil {
		u.TokensIn, u.TokensOut = res.Usage.InputTokens, res.Usage.OutputTokens
		if res.Usage.Seconds > 0 {
			u.Seconds = res.Usage.Seconds
		}
	}
	return u
}

// srt writes segments as SubRip does.
func srt(segments []openai.Segment) string {
	var b strings.Builder
	n := 0
	for _, s := range segments {
		text := strings.Join(strings.Fields(s.Text), " ")
		if text == "" {
			continue
		}
		n++
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s\n\n", n, clock(s.Start), clock(max(s.Start, s.End)), text)
	}
	return b.String()
}

func clock(seconds float64) string {
	if math.IsNaN(seconds) || seconds < 0 || seconds > 1e6 {
		seconds = 0
	}
	ms := time.Duration(seconds * float64(time.Second)).Round(time.Millisecond).Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d,%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}
