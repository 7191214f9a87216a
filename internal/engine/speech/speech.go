// Package speech runs models of speech by sherpa-onnx: they hear recordings that
// come as a stream of samples, of which a window is held at a time. Files are
// judged before the library sees them, since it ends the process on what it does
// not expect. It is loaded by workers alone.
package speech

import (
	"bytes"
	"context"
	"io"
	stdruntime "runtime"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Options say what is loaded and how.
type Options struct {
	Path      string // the first of the model's files; the others are beside it, by the names of their kind
	Kind      string // of model: see kinds
	Task      string // in Tenon's vocabulary
	Libraries string // the folder of sherpa-onnx
	Threads   int    // that compute; 0 is one to a processor

	// Try has the ONNX Runtime of a folder of libraries load a graph, with what stands
	// in files beside it by name, and give it back. Faults: Invalid.
	Try func(libraries string, graph []byte, external map[string][]byte) error
}

// Facts are what is known of a loaded model.
type Facts struct {
	Kind, Task string
	Bytes      int64 // of the model's files
}

// Counters are of now, but for Requests.
type Counters struct {
	Running  int
	Requests int64 // that were begun
}

// Model is a loaded model. It is safe for concurrent use; Close it once nothing
// is asked any more.
type Model struct {
	facts    Facts
	work     work
	requests atomic.Int64
	running  atomic.Int64
}

// work is what a kind of model makes of its inputs.
type work interface {
	close()
}

// hearer is work on sound.
type hearer interface {
	hear(ctx context.Context, s *sound, p task.Params, tell Tell) (port.Values, error)
}

// writer is work on texts.
type writer interface {
	say(ctx context.Context, text string, p task.Params, tell Tell) (port.Values, error)
}

// Tell is told how far the work is, and of words that came since it was told last.
type Tell func(share float64, words string) error

// kind is a kind of model.
type kind struct {
	task  string
	parts []part // the files that it is in
	check func(f files) error
	open  func(f files, threads int) (work, error)
}

// The tasks of the kinds.
const (
	transcribes = "automatic-speech-recognition"
	speaks      = "text-to-speech"
)

// kinds are all of them.
var kinds = map[string]kind{
	"silero-vad":    {"voice-activity-detection", sileroParts, nil, openDetector},
	"sense-voice":   {transcribes, senseVoiceParts, checkWhole, openRecognizer(senseVoice)},
	"paraformer":    {transcribes, paraformerParts, checkParaformer, openRecognizer(paraformer)},
	"zipformer-ctc": {transcribes, zipformerCTCParts, checkVocabulary, openRecognizer(zipformerCTC)},
	"zipformer":     {transcribes, zipformerParts, checkVocabulary, openRecognizer(zipformer)},
	"whisper":       {transcribes, whisperParts, checkWhisper, openRecognizer(whisper)},

	"streaming-zipformer": {transcribes, streamingParts, checkStreaming, openListener(transducer)},
	"streaming-zipformer-ctc": {transcribes, streamingCTCParts, checkStreaming, openListener(func(f files, to *runtime.OnlineFiles) {
		to.ZipformerCTC = f.path(modelName)
	})},
	"keywords": {"keyword-spotting", keywordParts, checkKeywords, openSpotter},

	"vits":        {speaks, vitsParts, checkVITS, openSpeaker(vits)},
	"matcha":      {speaks, matchaParts, checkMatcha, openSpeaker(matcha)},
	"kokoro":      {speaks, kokoroParts, checkKokoro, openSpeaker(kokoro)},
	"punctuation": {"punctuation", punctuationParts, checkPunctuation, openPunctuator},
	"diarization": {"speaker-diarization", diarizerParts, checkDiarizer, openDiarizer},
}

// Open loads a model. Faults: Invalid for files that are not as they must be,
// Unavailable without the library.
func Open(o Options) (*Model, error) {
	k, ok := kinds[o.Kind]
	if !ok {
		return nil, fault.New(fault.Invalid, "models of speech of the kind %q are not run here", o.Kind)
	}
	if o.Task != k.task {
		return nil, fault.New(fault.Invalid, "a model of the kind %s does %s, and not %s", o.Kind, k.task, o.Task)
	}
	if o.Threads == 0 {
		o.Threads = stdruntime.NumCPU()
	}
	f, err := judge(k, o)
	if err != nil {
		return nil, err
	}
	if err := runtime.Load(o.Libraries); err != nil {
		return nil, err
	}
	w, err := k.open(f, o.Threads)
	if err != nil {
		return nil, err
	}
	return &Model{facts: Facts{Kind: o.Kind, Task: o.Task, Bytes: f.bytes}, work: w}, nil
}

// Close gives the memory back.
func (m *Model) Close() { m.work.close() }

// Facts are what is known of the model.
func (m *Model) Facts() Facts { return m.facts }

// Counters count what the model does.
func (m *Model) Counters() Counters { return Counters{int(m.running.Load()), m.requests.Load()} }

// Hear does the model's task on a recording of so many seconds, as far as that is
// known: samples of 16 bits, little-endian, runtime.Rate in a second, of one channel.
func (m *Model) Hear(ctx context.Context, r io.Reader, seconds float64, p task.Params, tell Tell) (port.Values, engine.Usage, error) {
	h, ok := m.work.(hearer)
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and takes no sound", m.facts.Task)
	}
	m.requests.Add(1)
	m.running.Add(1)
	defer m.running.Add(-1)
	s := newSound(r, seconds)
	out, err := h.hear(ctx, s, p, tell)
	return out, engine.Usage{Seconds: s.heard()}, err
}

// maxText is how long a text may be, in bytes.
const maxText = 4 << 20

// Say does the model's task on a text: it speaks it, or puts punctuation in.
func (m *Model) Say(ctx context.Context, in port.Values, p task.Params, tell Tell) (port.Values, engine.Usage, error) {
	w, ok := m.work.(writer)
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and takes no text", m.facts.Task)
	}
	v, ok := in.First("text")
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "%s needs the input text", m.facts.Task)
	}
	b, err := v.Read(maxText)
	if err != nil {
		return nil, engine.Usage{}, fault.Wrap(err, fault.TooLarge, "the text has more than %d bytes; give it in parts", maxText)
	}
	text := strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(string(b), "\ufffd"), "\x00", ""))
	if text == "" {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the text is empty; give some words")
	}
	m.requests.Add(1)
	m.running.Add(1)
	defer m.running.Add(-1)
	out, err := w.say(ctx, text, p, tell)
	return out, engine.Usage{Characters: int64(utf8.RuneCountInString(text))}, err
}

// Try has the model do a little of its task. What comes of it does not matter, only
// that the process is there afterwards.
func (m *Model) Try(ctx context.Context) {
	const samples, period = runtime.Rate, 100
	sound := make([]byte, 2*samples)
	for i := range samples {
		if i%period < period/2 {
			sound[2*i+1] = 0x10
		}
	}
	tell := func(float64, string) error { return nil }
	_, _, _ = m.Hear(ctx, bytes.NewReader(sound), 1, nil, tell)
	_, _, _ = m.Say(ctx, port.Values{"text": {port.NewText("a 1 你好。")}}, nil, tell)
}
