package runtime

import "unsafe"

type (
	// diarizerConfig is SherpaOnnxOfflineSpeakerDiarizationConfig.
	diarizerConfig struct {
		segmentation segmentationConfig
		embedding    extractorConfig
		clusters     int32
		threshold    float32
		confidence   int32
		on, off      float32 // seconds: the shortest speech, and the longest gap that is closed
	}

	segmentationConfig struct {
		pyannote struct {
			model *byte
			shift float32 // of windows, as a part of one; 0 is a tenth
		} // what follows begins at a word's end
		threads  int32
		debug    int32
		provider *byte
	}

	// extractorConfig is SherpaOnnxSpeakerEmbeddingExtractorConfig.
	extractorConfig struct {
		model    *byte
		threads  int32
		debug    int32
		provider *byte
	}

	turn struct {
		start, end float32
		speaker    int32
		confidence float32
	}
)

// Turn is who speaks when, in seconds.
type Turn struct {
	From, To float64
	Speaker  int
}

// Diarizer says who speaks when. Close it.
type Diarizer struct {
	at, extractor uintptr
	threshold     float32
	speakers      int32 // that it looks for; -1 is as many as there are
}

// NewDiarizer loads a model that finds speech of different speakers, and one that
// makes a vector of a voice. Voices that are less apart than threshold are one's.
func NewDiarizer(segmentation, embedding string, threshold float32, threads int) (*Diarizer, error) {
	var a arena
	defer a.free()
	e := extractorConfig{model: a.text(embedding), threads: int32(threads), provider: a.text(cpu)} //nolint:gosec // a handful
	c := &diarizerConfig{
		segmentation: segmentationConfig{threads: int32(threads), provider: a.text(cpu)}, //nolint:gosec // a handful
		embedding:    e, clusters: -1, threshold: threshold, on: 0.3, off: 0.5,
	}
	c.segmentation.pyannote.model = a.text(segmentation)
	d := &Diarizer{at: loaded.createDiarizer(c), threshold: threshold, speakers: c.clusters}
	if d.at == 0 {
		return nil, refused("the diarisation")
	}
	if d.extractor = loaded.createExtractor(&e); d.extractor == 0 {
		d.Close()
		return nil, refused("the vectors of voices")
	}
	return d, nil
}

// Turns says who speaks when in samples; the speakers are counted from 0, for
// these samples alone. How many there are is found out if it is 0. It is not safe for
// concurrent use.
func (d *Diarizer) Turns(samples []float32, speakers int) (l []Turn) {
	if len(samples) == 0 {
		return nil
	}
	want := int32(speakers) //nolint:gosec // a few
	if want == 0 {
		want = -1
	}
	if want != d.speakers { // of the configuration, only this is read
		loaded.setDiarizer(d.at, &diarizerConfig{clusters: want, threshold: d.threshold})
		d.speakers = want
	}
	r := loaded.diarize(d.at, &samples[0], int32(len(samples))) //nolint:gosec // a window
	if r == 0 {
		return nil
	}
	defer loaded.destroyTurns(r)
	n := loaded.countTurns(r)
	if n <= 0 {
		return nil
	}
	at := loaded.sortTurns(r)
	defer loaded.freeTurns(at)
	for _, t := range unsafe.Slice(at, n) { //nolint:gosec // as many as it counts
		l = append(l, Turn{float64(t.start), float64(t.end), int(t.speaker)})
	}
	return l
}

// Voice is a vector of the voice in samples; nil is that they are too few.
func (d *Diarizer) Voice(samples []float32) []float32 {
	if len(samples) == 0 {
		return nil
	}
	s := loaded.createExtractorStream(d.extractor)
	defer loaded.destroyOnlineStream(s)
	loaded.onlineAccept(s, Rate, &samples[0], int32(len(samples))) //nolint:gosec // a window
	loaded.inputFinished(s)
	if loaded.isExtractorReady(d.extractor, s) == 0 {
		return nil
	}
	v := loaded.extract(d.extractor, s)
	defer loaded.freeExtracted(v)
	return floats(v, loaded.extractorDim(d.extractor))
}

// Close gives the memory back.
func (d *Diarizer) Close() {
	loaded.destroyDiarizer(d.at)
	if d.extractor != 0 {
		loaded.destroyExtractor(d.extractor)
	}
}
