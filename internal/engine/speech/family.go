package speech

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

// The names of the graphs of models, as a worker is given them.
const (
	modelName   = "model.onnx"
	encoderName = "encoder.onnx"
	decoderName = "decoder.onnx"
	joinerName  = "joiner.onnx"
)

// mels are the numbers of a frame that most recognisers are given.
const mels = 80

var (
	senseVoice = family{
		files:     func(f files, to *runtime.RecognizerFiles) { to.SenseVoice = f.path(modelName) },
		language:  base,
		languages: []string{"zh", "en", "ja", "ko", "yue"},
	}
	paraformer   = family{files: func(f files, to *runtime.RecognizerFiles) { to.Paraformer = f.path(modelName) }}
	zipformerCTC = family{files: func(f files, to *runtime.RecognizerFiles) { to.ZipformerCTC = f.path(modelName) }}
	zipformer    = family{files: func(f files, to *runtime.RecognizerFiles) {
		to.Encoder, to.Decoder, to.Joiner = f.path(encoderName), f.path(decoderName), f.path(joinerName)
	}}
	whisper = family{
		files: func(f files, to *runtime.RecognizerFiles) {
			to.Whisper = runtime.Pair{Encoder: f.path(encoderName), Decoder: f.path(decoderName)}
			to.Mels = f.number(encoderName, "n_mels")
		},
		language: base,
	}
)

// base is the language of a code such as zh-CN; an empty one is found by the model.
func base(code string) string {
	if strings.EqualFold(code, "auto") {
		return ""
	}
	if strings.EqualFold(code, "zh-HK") {
		return "yue"
	}
	b, _, _ := strings.Cut(strings.ToLower(code), "-")
	return b
}

var lfr = []need{{"lfr_window_size", number}, {"lfr_window_shift", number}, {"neg_mean", fractions}, {"inv_stddev", fractions}, {"vocab_size", number}}

var (
	senseVoiceParts = []part{{name: modelName, ports: []ports{{ins: 4}}, needs: append(slices.Clone(lfr),
		need{"normalize_samples", number}, need{"with_itn", number}, need{"without_itn", number}, need{"lang_auto", number},
		need{"lang_zh", number}, need{"lang_en", number}, need{"lang_ja", number}, need{"lang_ko", number}, need{"lang_yue", number})}}
	paraformerParts   = []part{{name: modelName, ports: []ports{{ins: 2, outs: 2}}, needs: lfr}}
	zipformerCTCParts = []part{{name: modelName, ports: []ports{{ins: 2}}, needs: []need{{"model_type", words}}}}
	zipformerParts    = []part{
		{name: encoderName, ports: []ports{{ins: 2, outs: 2}}},
		{name: decoderName, ports: []ports{{ins: 1}}, needs: []need{{"vocab_size", number}, {"context_size", number}}},
		{name: joinerName, ports: []ports{{ins: 2}}},
	}
	whisperParts = []part{
		{name: encoderName, ports: []ports{{ins: 1, outs: 2}}, needs: []need{
			{"n_mels", number},
			{"n_text_layer", number},
			{"n_text_ctx", number},
			{"n_text_state", number},
			{"n_vocab", number},
			{"sot", number},
			{"eot", number},
			{"blank_id", number},
			{"translate", number},
			{"transcribe", number},
			{"is_multilingual", number},
			{"no_timestamps", number},
			{"no_speech", number},
			{"sot_sequence", numbers},
		}},
		{name: decoderName, ports: []ports{{ins: 6, outs: 3}}},
	}
)

// checkFrames checks models that are given several frames as one: what is taken off
// them must be as long as they are.
func checkFrames(f files, name string) error {
	n := mels * f.number(name, "lfr_window_size")
	for _, key := range []string{"neg_mean", "inv_stddev"} {
		if got := len(f.list(name, key)); got != n {
			return wrong(name, "its %s has %d numbers, and its frames have %d", key, got, n)
		}
	}
	if f.number(name, "lfr_window_shift") == 0 || n == 0 {
		return wrong(name, "its frames have no length")
	}
	return nil
}

// checkWhole checks a model of one graph whose vocabulary is as long as it says,
// and is what it chooses from.
func checkWhole(f files) error {
	if err := checkFrames(f, modelName); err != nil {
		return err
	}
	n := f.number(modelName, "vocab_size")
	if w := f.width(modelName); w != 0 && w != n {
		return wrong(modelName, "it chooses among %d tokens, and says that there are %d", w, n)
	}
	return f.covers(n)
}

func checkParaformer(f files) error {
	known, err := f.tokens()
	if err == nil && !known["</s>"] {
		err = wrong(tokensName, "it has no </s>, by which a Paraformer says that it is done")
	}
	if err != nil {
		return err
	}
	return checkWhole(f)
}

// checkVocabulary checks a model whose vocabulary is as long as its last output or
// its decoder says.
func checkVocabulary(f files) error {
	if _, ok := f.graphs[decoderName]; ok {
		if n := f.number(decoderName, "context_size"); n < 1 || n > 64 {
			return wrong(decoderName, "its context has %d tokens", n)
		}
		return f.covers(f.number(decoderName, "vocab_size"))
	}
	return f.covers(f.width(modelName))
}

// checkWhisper bounds what the library makes room for, and the tokens that it
// looks up.
func checkWhisper(f files) error {
	const encoder = encoderName
	layers, context, state := f.number(encoder, "n_text_layer"), f.number(encoder, "n_text_ctx"), f.number(encoder, "n_text_state")
	if layers < 1 || layers > 128 || context < 8 || context > 8192 || state < 1 || state > 8192 {
		return wrong(encoder, "it has %d layers of %d numbers for %d tokens, and no Whisper has", layers, state, context)
	}
	if n := f.number(encoder, "n_mels"); n != mels && n != 128 {
		return wrong(encoder, "its frames have %d numbers, and Whisper's have 80 or 128", n)
	}
	vocabulary := f.number(encoder, "n_vocab")
	tokens := []int{
		f.number(encoder, "sot"), f.number(encoder, "eot"), f.number(encoder, "translate"), f.number(encoder, "transcribe"),
		f.number(encoder, "no_timestamps"), f.number(encoder, "no_speech"), f.number(encoder, "blank_id"),
	}
	for _, key := range []string{"sot_sequence", "all_language_tokens"} {
		for _, v := range f.list(encoder, key) {
			tokens = append(tokens, int(v))
		}
	}
	if most := slices.Max(tokens); most >= vocabulary || vocabulary > 1<<20 || slices.Min(tokens) < 0 {
		return wrong(encoder, "it names the token %d, and its vocabulary has %d", most, vocabulary)
	}
	if w := f.width(decoderName); w != 0 && w != vocabulary {
		return wrong(decoderName, "it chooses among %d tokens, and the encoder says that there are %d", w, vocabulary)
	}
	if n, named := len(f.list(encoder, "all_language_tokens")), len(f.texts(encoder, "all_language_codes")); f.number(encoder, "is_multilingual") != 0 && (n == 0 || n != named) {
		return wrong(encoder, "it speaks many languages, and has tokens of %d and names of %d of them", n, named)
	}
	return f.covers(0)
}
