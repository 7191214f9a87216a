package runtime

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
)

// The structs of recognisers, as SherpaOnnxOfflineRecognizerConfig has them. Of
// families that are not run here there is the room that they take.
type (
	featureConfig struct{ rate, dim int32 }

	transducerConfig struct{ encoder, decoder, joiner *byte }

	whisperConfig struct {
		encoder, decoder, language, task *byte
		tailPaddings                     int32
		tokenTimes, segmentTimes         int32
	}

	senseVoiceConfig struct {
		model, language *byte
		itn             int32
	}

	moonshineConfig struct{ preprocessor, encoder, uncached, cached, merged *byte }

	canaryConfig struct {
		encoder, decoder, source, target *byte
		punctuation                      int32
	}

	funasrConfig struct {
		adaptor, llm, embedding, tokenizer, system, user *byte
		most                                             int32
		temperature, topP                                float32
		seed                                             int32
		language                                         *byte
		itn                                              int32
		hotwords                                         *byte
	}

	qwenConfig struct {
		frontend, encoder, decoder, tokenizer *byte
		total, most                           int32
		temperature, topP                     float32
		seed                                  int32
		hotwords                              *byte
	}

	cohereConfig struct {
		encoder, decoder, language *byte
		punctuation, itn           int32
	}

	modelConfig struct {
		transducer   transducerConfig
		paraformer   *byte
		nemo         *byte
		whisper      whisperConfig
		tdnn         *byte
		tokens       *byte
		threads      int32
		debug        int32
		provider     *byte
		kind         *byte
		unit         *byte
		bpe          *byte
		telespeech   *byte
		senseVoice   senseVoiceConfig
		moonshine    moonshineConfig
		fireRed      [2]*byte
		dolphin      *byte
		zipformerCTC *byte
		canary       canaryConfig
		wenet        *byte
		omnilingual  *byte
		med          *byte
		funasr       funasrConfig
		fireRedCTC   *byte
		qwen         qwenConfig
		cohere       cohereConfig
	}

	recognizerConfig struct {
		feature       featureConfig
		model         modelConfig
		lm            *byte
		lmScale       float32
		method        *byte
		paths         int32
		hotwords      *byte
		hotwordsScore float32
		rules, fars   *byte
		blankPenalty  float32
		homophones    [3]*byte
	}
)

// RecognizerFiles are the files of a recogniser that hears an utterance as a
// whole: those of one family.
type RecognizerFiles struct {
	Tokens                   string
	SenseVoice               string
	Paraformer               string
	ZipformerCTC             string
	Whisper                  Pair
	Encoder, Decoder, Joiner string // of a transducer
	Threads                  int
	Mels                     int // of a frame; 0 is 80
}

// Pair is a model of two files.
type Pair struct{ Encoder, Decoder string }

// Recognizer hears utterances, one at a time. It is not safe for concurrent use.
// Close it.
type Recognizer struct {
	at       uintptr // 0 is one that could not be loaded again
	files    RecognizerFiles
	language string // that it was told last
}

const defaultMels = 80

// NewRecognizer loads a recogniser.
func NewRecognizer(f RecognizerFiles) (*Recognizer, error) {
	var a arena
	defer a.free()
	r := &Recognizer{files: f}
	if r.at = loaded.createRecognizer(f.config(&a, "")); r.at == 0 {
		return nil, refused("the recogniser")
	}
	return r, nil
}

// config says how a recogniser hears: in a language, or the one that it finds.
func (f RecognizerFiles) config(a *arena, language string) *recognizerConfig {
	c := &recognizerConfig{feature: featureConfig{Rate, defaultMels}, method: a.text("greedy_search"), paths: 4, lmScale: 1, hotwordsScore: 1.5}
	if f.Mels > 0 {
		c.feature.dim = int32(f.Mels) //nolint:gosec // checked by the caller
	}
	m := &c.model
	m.tokens, m.threads, m.provider = a.text(f.Tokens), int32(f.Threads), a.text(cpu) //nolint:gosec // a handful
	m.paraformer, m.zipformerCTC = a.text(f.Paraformer), a.text(f.ZipformerCTC)
	m.transducer = transducerConfig{a.text(f.Encoder), a.text(f.Decoder), a.text(f.Joiner)}
	m.senseVoice = senseVoiceConfig{model: a.text(f.SenseVoice), language: a.text(cmp.Or(language, "auto")), itn: 1}
	m.whisper = whisperConfig{encoder: a.text(f.Whisper.Encoder), decoder: a.text(f.Whisper.Decoder), language: a.text(language), task: a.text("transcribe"), tailPaddings: -1}
	return c
}

// Heard is what was heard in an utterance.
type Heard struct {
	Text       string    `json:"text"`
	Language   string    `json:"lang"`
	Emotion    string    `json:"emotion"`
	Event      string    `json:"event"`
	Tokens     []string  `json:"tokens"`
	Timestamps []float64 `json:"timestamps"` // seconds at which the tokens begin, where the model says so
}

// Hear decodes an utterance, in [-1, 1], in a language that the model has; an empty
// one is the one that it finds.
func (r *Recognizer) Hear(samples []float32, language string) (h Heard, err error) {
	if len(samples) == 0 {
		return h, nil
	}
	if short := Rate/2 - len(samples); short > 0 { // fewer frames than a model takes as one would end the process
		samples = append(slices.Clip(samples), make([]float32, short)...)
	}
	if err := r.speak(language); err != nil {
		return h, err
	}
	s := loaded.createStream(r.at)
	defer loaded.destroyStream(s)
	loaded.streamAccept(s, Rate, &samples[0], int32(len(samples))) //nolint:gosec // a window
	loaded.decode(r.at, s)
	raw := loaded.resultJSON(s)
	defer loaded.freeResult(raw)
	if err := json.Unmarshal([]byte(goText(raw)), &h); err != nil {
		return h, fault.Wrap(err, fault.Unavailable, "what sherpa-onnx heard cannot be read")
	}
	return h, nil
}

// speak has it hear a language from now on. Whisper is told; others are loaded
// again, since being told would undo what their loading has found out.
func (r *Recognizer) speak(language string) error {
	if language == r.language && r.at != 0 {
		return nil
	}
	var a arena
	defer a.free()
	c := r.files.config(&a, language)
	if r.files.Whisper.Encoder != "" {
		loaded.setRecognizer(r.at, c)
	} else {
		r.Close()
		if r.at = loaded.createRecognizer(c); r.at == 0 {
			return refused("the recogniser")
		}
	}
	r.language = language
	return nil
}

// Close gives the memory back.
func (r *Recognizer) Close() {
	if r.at != 0 {
		loaded.destroyRecognizer(r.at)
		r.at = 0
	}
}
