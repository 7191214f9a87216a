package runtime

import (
	"encoding/json"

	"github.com/tenonhub/tenon/internal/fault"
)

// spotterConfig is SherpaOnnxKeywordSpotterConfig.
type spotterConfig struct {
	feature   featureConfig
	model     onlineModelConfig
	paths     int32
	blanks    int32
	score     float32
	threshold float32
	keywords  *byte
	buffer    *byte
	size      int32
}

// Spotter listens for words that it was told. Close it.
type Spotter struct{ at uintptr }

// NewSpotter loads a model that listens for the words in a file.
func NewSpotter(f OnlineFiles, keywords string) (*Spotter, error) {
	var a arena
	defer a.free()
	c := &spotterConfig{
		feature: featureConfig{Rate, defaultMels}, model: f.config(&a), paths: 4, blanks: 1, score: 1, threshold: 0.25, keywords: a.text(keywords),
	}
	s := &Spotter{loaded.createSpotter(c)}
	if s.at == 0 {
		return nil, refused("the keyword spotter")
	}
	return s, nil
}

// Close gives the memory back.
func (s *Spotter) Close() { loaded.destroySpotter(s.at) }

// Watch is one recording that a Spotter listens to. It is not safe for concurrent
// use. Close it.
type Watch struct{ of, at uintptr }

// Begin begins to listen.
func (s *Spotter) Begin() *Watch { return &Watch{s.at, loaded.createSpotterStream(s.at)} }

// Spotted is a word that was heard, at a time in seconds.
type Spotted struct {
	Word       string    `json:"keyword"`
	Start      float64   `json:"start_time"`
	Timestamps []float64 `json:"timestamps"`
}

// Hear gives it the next samples, and calls f with each word in them.
func (w *Watch) Hear(samples []float32, f func(Spotted)) error {
	if len(samples) > 0 {
		loaded.onlineAccept(w.at, Rate, &samples[0], int32(len(samples))) //nolint:gosec // a block
	}
	for loaded.isSpotterReady(w.of, w.at) != 0 {
		loaded.decodeSpotter(w.of, w.at)
		raw := loaded.spotterJSON(w.of, w.at)
		var one Spotted
		err := json.Unmarshal([]byte(goText(raw)), &one)
		loaded.freeSpotterJSON(raw)
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "what sherpa-onnx heard cannot be read")
		}
		if one.Word != "" {
			f(one)
			loaded.resetSpotter(w.of, w.at)
		}
	}
	return nil
}

// End says that no more samples come.
func (w *Watch) End(f func(Spotted)) error {
	tail := make([]float32, Rate*2/3)
	loaded.onlineAccept(w.at, Rate, &tail[0], int32(len(tail))) //nolint:gosec // short
	loaded.inputFinished(w.at)
	return w.Hear(nil, f)
}

// Close gives the memory back.
func (w *Watch) Close() { loaded.destroyOnlineStream(w.at) }
