package runtime

// sileroConfig is SherpaOnnxSileroVadModelConfig; that of the other family has
// the same fields.
type sileroConfig struct {
	model      *byte
	threshold  float32
	minSilence float32 // seconds, as the next
	minSpeech  float32
	window     int32 // samples
	maxSpeech  float32
}

// detectorConfig is SherpaOnnxVadModelConfig.
type detectorConfig struct {
	silero   sileroConfig
	rate     int32
	threads  int32
	provider *byte
	debug    int32
	ten      sileroConfig
}

// segment is SherpaOnnxSpeechSegment.
type segment struct {
	start   int32
	samples *float32
	n       int32
}

// DetectorOptions say when a detector takes sound for speech.
type DetectorOptions struct {
	Threshold  float32 // of the model's probability
	MinSilence float32 // seconds: shorter pauses are within speech
	MinSpeech  float32 // seconds: shorter speech is none
	MaxSpeech  float32 // seconds: longer speech is cut where it can be
	Threads    int
}

// Detector finds speech in sound that comes in pieces. It is not safe for
// concurrent use. Close it.
type Detector struct{ at uintptr }

// Window is how many samples a detector judges at once.
const Window = 512

const bufferSeconds = 60

// NewDetector loads the model of a Silero detector.
func NewDetector(model string, o DetectorOptions) (*Detector, error) {
	var a arena
	defer a.free()
	c := &detectorConfig{
		silero: sileroConfig{
			model: a.text(model), threshold: o.Threshold, minSilence: o.MinSilence, minSpeech: o.MinSpeech, window: Window, maxSpeech: o.MaxSpeech,
		},
		rate: Rate, threads: int32(o.Threads), provider: a.text(cpu), //nolint:gosec // a handful
	}
	d := &Detector{loaded.createDetector(c, bufferSeconds)}
	if d.at == 0 {
		return nil, refused("the detector")
	}
	return d, nil
}

// Accept gives it the next samples, in [-1, 1].
func (d *Detector) Accept(samples []float32) {
	for len(samples) > 0 { // it judges a call as one: a long one would be all speech
		n := min(Window, len(samples))
		loaded.detectorAccept(d.at, &samples[0], int32(n)) //nolint:gosec // a window
		samples = samples[n:]
	}
}

// Next takes the next span of speech that is over; start counts samples.
func (d *Detector) Next() (start int, samples []float32, ok bool) {
	if loaded.detectorEmpty(d.at) != 0 {
		return 0, nil, false
	}
	s := loaded.detectorFront(d.at)
	start, samples = int(s.start), floats(s.samples, s.n)
	loaded.destroySegment(s)
	loaded.detectorPop(d.at)
	return start, samples, true
}

// Flush says that no more samples come: speech that is going on is over.
func (d *Detector) Flush() { loaded.detectorFlush(d.at) }

// Close gives the memory back.
func (d *Detector) Close() { loaded.destroyDetector(d.at) }
