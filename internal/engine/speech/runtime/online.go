package runtime

import (
	"encoding/json"

	"github.com/tenonhub/tenon/internal/fault"
)

// The structs of recognisers that hear while sound comes, as
// SherpaOnnxOnlineRecognizerConfig has them.
type (
	onlineModelConfig struct {
		transducer   transducerConfig
		paraformer   [2]*byte
		zipformerCTC *byte
		tokens       *byte
		threads      int32
		provider     *byte
		debug        int32
		kind         *byte
		unit         *byte
		bpe          *byte
		buffer       *byte
		size         int32
		nemo         *byte
		tone         *byte
	}

	onlineConfig struct {
		feature              featureConfig
		model                onlineModelConfig
		method               *byte
		paths                int32
		endpoint             int32
		silence, pause, most float32 // seconds: of an end without words, with words, and of an utterance
		hotwords             *byte
		hotwordsScore        float32
		graph                *byte
		active               int32
		rules, fars          *byte
		blankPenalty         float32
		hotwordsBuffer       *byte
		hotwordsSize         int32
		homophones           [3]*byte
	}
)

// OnlineFiles are the files of a recogniser that hears while sound comes: those of
// one family.
type OnlineFiles struct {
	Tokens                   string
	Encoder, Decoder, Joiner string // of a transducer
	ZipformerCTC             string
	Threads                  int
}

func (f OnlineFiles) config(a *arena) onlineModelConfig {
	return onlineModelConfig{
		transducer:   transducerConfig{a.text(f.Encoder), a.text(f.Decoder), a.text(f.Joiner)},
		zipformerCTC: a.text(f.ZipformerCTC),
		tokens:       a.text(f.Tokens), threads: int32(f.Threads), provider: a.text(cpu), //nolint:gosec // a handful
	}
}

// Online hears sound while it comes. Close it.
type Online struct{ at uintptr }

// NewOnline loads a recogniser. An utterance ends at a pause, and after most
// seconds at the latest.
func NewOnline(f OnlineFiles, most float32) (*Online, error) {
	var a arena
	defer a.free()
	c := &onlineConfig{
		feature: featureConfig{Rate, defaultMels}, model: f.config(&a), method: a.text("greedy_search"), paths: 4, endpoint: 1,
		silence: 2.4, pause: 0.8, most: most, hotwordsScore: 1.5,
	}
	o := &Online{loaded.createOnline(c)}
	if o.at == 0 {
		return nil, refused("the recogniser")
	}
	return o, nil
}

// Close gives the memory back.
func (o *Online) Close() { loaded.destroyOnline(o.at) }

// Stream is one recording that an Online hears. It is not safe for concurrent use.
// Close it.
type Stream struct{ of, at uintptr }

// Begin begins to hear.
func (o *Online) Begin() *Stream { return &Stream{o.at, loaded.createOnlineStream(o.at)} }

// Hear gives it the next samples, and reports whether an utterance is over.
func (s *Stream) Hear(samples []float32) (over bool) {
	if len(samples) > 0 {
		loaded.onlineAccept(s.at, Rate, &samples[0], int32(len(samples))) //nolint:gosec // a block
	}
	s.decode()
	return loaded.isEndpoint(s.of, s.at) != 0
}

// End says that no more samples come.
func (s *Stream) End() {
	tail := make([]float32, Rate*2/3)                           // what models need to have heard the last words
	loaded.onlineAccept(s.at, Rate, &tail[0], int32(len(tail))) //nolint:gosec // short
	loaded.inputFinished(s.at)
	s.decode()
}

func (s *Stream) decode() {
	for loaded.isOnlineReady(s.of, s.at) != 0 {
		loaded.decodeOnline(s.of, s.at)
	}
}

// Heard is what was heard of the utterance so far.
func (s *Stream) Heard() (h Heard, err error) {
	raw := loaded.onlineJSON(s.of, s.at)
	defer loaded.freeOnlineJSON(raw)
	if err := json.Unmarshal([]byte(goText(raw)), &h); err != nil {
		return h, fault.Wrap(err, fault.Unavailable, "what sherpa-onnx heard cannot be read")
	}
	return h, nil
}

// Next begins another utterance.
func (s *Stream) Next() { loaded.resetOnline(s.of, s.at) }

// Close gives the memory back.
func (s *Stream) Close() { loaded.destroyOnlineStream(s.at) }
