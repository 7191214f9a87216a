package speech

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// recognizer writes down what is said, an utterance at a time.
type recognizer struct {
	family
	model *runtime.Recognizer
	voice *detector  // finds the utterances; nil is by the sound's level
	turn  sync.Mutex // one utterance is decoded at a time, of whoever waited longest
}

// family is a family of recognisers: where its files are, and what a language is
// called in its options.
type family struct {
	files    func(f files, to *runtime.RecognizerFiles)
	language func(code string) string // nil is a family that takes none

	languages []string // that it knows; nil is those that its metadata names, if any
}

// detectorName is the file of a detector beside a recogniser.
const detectorName = "silero_vad.onnx"

func openRecognizer(fam family) func(f files, threads int) (work, error) {
	return func(f files, threads int) (work, error) {
		to := runtime.RecognizerFiles{Tokens: f.path(tokensName), Threads: threads}
		fam.files(f, &to)
		model, err := runtime.NewRecognizer(to)
		if err != nil {
			return nil, err
		}
		if fam.languages == nil {
			fam.languages = f.texts(encoderName, "all_language_codes")
		}
		r := &recognizer{family: fam, model: model}
		if f.has(detectorName) {
			r.voice = &detector{model: f.path(detectorName)}
		}
		return r, nil
	}
}

func (r *recognizer) close() { r.model.Close() }

func (r *recognizer) hear(ctx context.Context, s *sound, p task.Params, tell Tell) (port.Values, error) {
	language := ""
	if code := p.Text("language"); r.language != nil && code != "" {
		language = r.language(code)
	}
	if r.languages != nil && language != "" && !slices.Contains(r.languages, language) {
		return nil, fault.New(fault.Invalid, "the model does not know the language %q, only %s", p.Text("language"), strings.Join(r.languages, ", "))
	}
	t := transcript{words: p.Bool("words")}
	one := func(u utterance) error {
		for len(u.samples) > 0 { // a span of a detector may be longer than a model takes
			n := min(len(u.samples), longest*frame)
			h, err := r.decode(ctx, u.samples[:n], language)
			if err != nil {
				return err
			}
			words := t.add(cue(seconds(u.at), seconds(u.at+n), h))
			if err := tell(s.share(), words); err != nil {
				return err
			}
			u.at, u.samples = u.at+n, u.samples[n:]
		}
		return nil
	}
	var err error
	if r.voice != nil {
		err = r.voice.spans(ctx, s, one)
	} else {
		err = utterances(ctx, s, one)
	}
	return t.values(), err
}

func (r *recognizer) decode(ctx context.Context, samples []float32, language string) (runtime.Heard, error) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if err := ctx.Err(); err != nil {
		return runtime.Heard{}, canceled(err)
	}
	return r.model.Hear(samples, language)
}

// cue is what was heard between two times, in seconds. A model that tells when its
// words begin is believed.
func cue(from, to float64, h runtime.Heard) said {
	text := strings.ToValidUTF8(strings.TrimSpace(h.Text), "\ufffd")
	words := wordsOf(text, from, to, h)
	if n := len(h.Timestamps); n > 0 && h.Timestamps[0] > 0 && from+h.Timestamps[0] < to {
		from += h.Timestamps[0]
	}
	return said{from, to, text, words}
}

// said is what was said and when, in seconds.
type said struct {
	from, to float64
	text     string
	words    []said // one by one, where the model tells their times
}

// transcript gathers what is said.
type transcript struct {
	words  bool // the subtitles are to have a cue for each word
	text   strings.Builder
	said   subtitles
	single subtitles // of words
	vague  bool      // of some words no times are known
	last   rune
}

// subtitles are SubRip.
type subtitles struct {
	strings.Builder
	n int
}

func (s *subtitles) add(w said) {
	s.n++
	fmt.Fprintf(s, "%d\n%s --> %s\n%s\n\n", s.n, stamp(w.from), stamp(w.to), w.text)
}

// add takes words in, and returns them with what parts them from those before.
func (t *transcript) add(w said) string {
	if w.text == "" {
		return ""
	}
	t.said.add(w)
	for _, one := range w.words {
		t.single.add(one)
	}
	t.vague = t.vague || len(w.words) == 0
	words := w.text
	if first, _ := utf8.DecodeRuneInString(words); t.said.n > 1 && (!closed(t.last) || !closed(first)) {
		words = " " + words
	}
	t.last, _ = utf8.DecodeLastRuneInString(words)
	t.text.WriteString(words)
	return words
}

// closed reports whether a character is of a script that is written without spaces.
func closed(c rune) bool {
	return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || c >= 0x3000 && c < 0x3040 || c >= 0xff00 && c < 0xfff0
}

func (t *transcript) values() port.Values {
	srt, media := t.said.String(), "application/x-subrip"
	if t.words && !t.vague {
		srt, media = t.single.String(), media+"; cues=words"
	}
	subtitles := port.NewText(strings.TrimSpace(srt))
	if subtitles.Text != "" {
		subtitles.Text += "\n"
	}
	subtitles.Media, subtitles.Name, subtitles.Size = media, "subtitles.srt", int64(len(subtitles.Text))
	return port.Values{"text": {port.NewText(t.text.String())}, "subtitles": {subtitles}}
}

// stamp is a time as subtitles have it.
func stamp(s float64) string {
	ms := int(math.Round(s * 1000))
	return fmt.Sprintf("%02d:%02d:%02d,%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
}
