package runtime_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

// TestMain is the process that has the library print a struct, where the test
// starts it as one: the library may end it.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "show" {
		if err := runtime.Load(os.Args[2]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		runtime.Shown(os.Args[3])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestStructsAreAsTheLibraryHasThem fills each field of what it is given with a
// value of its own, and reads what it says that it was given.
func TestStructsAreAsTheLibraryHasThem(t *testing.T) {
	t.Parallel()
	libs := librarytest.Folder(t)
	for what, fields := range map[string]map[string]string{
		"recognizer": {
			"feature_dim": "#.feature.dim", "encoder_filename": ".model.transducer.encoder", "joiner_filename": ".model.transducer.joiner",
			"OfflineParaformerModelConfig(model": ".model.paraformer", "OfflineSenseVoiceModelConfig(model": ".model.senseVoice.model",
			"OfflineWhisperModelConfig(encoder": ".model.whisper.encoder", "task": ".model.whisper.task", "tail_paddings": "#.model.whisper.tailPaddings",
			"OfflineZipformerCtcModelConfig(model": ".model.zipformerCTC", "tokens": ".model.tokens", "num_threads": "#.model.threads",
			"provider": ".model.provider", "model_type": ".model.kind", "telespeech_ctc": ".model.telespeech", "decoding_method": ".method",
			"max_active_paths": "#.paths", "hotwords_file": ".hotwords", "hotwords_score": "#.hotwordsScore", "rule_fsts": ".rules", "rule_fars": ".fars",
			"blank_penalty": "#.blankPenalty", "lexicon": ".homophones.1",
		},
		"online": {
			"encoder": ".model.transducer.encoder", "decoder": ".model.transducer.decoder", "joiner": ".model.transducer.joiner",
			"OnlineZipformer2CtcModelConfig(model": ".model.zipformerCTC", "tokens": ".model.tokens", "num_threads": "#.model.threads", "provider": ".model.provider",
			"model_type": ".model.kind", "decoding_method": ".method", "max_active_paths": "#.paths", "hotwords_file": ".hotwords", "rule_fsts": ".rules",
			"rule_fars": ".fars", "blank_penalty": "#.blankPenalty", "min_utterance_length": "#.most",
		},
		"spotter": {
			"encoder": ".model.transducer.encoder", "max_active_paths": "#.paths", "num_trailing_blanks": "#.blanks", "keywords_score": "#.score",
			"keywords_threshold": "#.threshold", "keywords_file": ".keywords",
		},
		"voice": {
			"OfflineTtsVitsModelConfig(model": ".model.vits.model", "length_scale": "#.model.vits.length", "acoustic_model": ".model.matcha.acoustic",
			"vocoder": ".model.matcha.vocoder", "OfflineTtsKokoroModelConfig(model": ".model.kokoro.model", "voices": ".model.kokoro.voices",
			"num_threads": "#.model.threads", "provider": ".model.provider", "rule_fsts": ".rules", "rule_fars": ".fars", "max_num_sentences": "#.most",
			"silence_scale": "#.silence",
		},
		"punctuator": {"ct_transformer": ".model", "num_threads": "#.threads", "provider": ".provider"},
		"diarizer": {
			"OfflineSpeakerSegmentationPyannoteModelConfig(model": ".segmentation.model", "SpeakerEmbeddingExtractorConfig(model": ".embedding.model",
			"num_clusters": "#.clusters", "min_duration_on": "#.on", "min_duration_off": "#.off",
		},
		"detector": {
			"SileroVadModelConfig(model": ".silero.model", "threshold": "#.silero.threshold", "min_silence_duration": "#.silero.minSilence",
			"min_speech_duration": "#.silero.minSpeech", "window_size": "#.silero.window", "max_speech_duration": "#.silero.maxSpeech",
			"sample_rate": "#.rate", "num_threads": "#.threads", "provider": ".provider", "TenVadModelConfig(model": ".ten.model",
		},
	} {
		out, _ := exec.CommandContext(t.Context(), os.Args[0], "show", libs, what).CombinedOutput() // it ends as the library likes
		printed, _, _ := strings.Cut(string(out), "\ngoroutine ")
		numbers := runtime.Numbers(what)
		for name, field := range fields {
			want := fmt.Sprintf("%s=%q", name, field)
			if number, ok := strings.CutPrefix(field, "#"); ok {
				want = name + "=" + numbers[number]
			}
			if !strings.Contains(printed, want) {
				t.Errorf("%s: the library was given no %s: %s", what, want, printed)
			}
		}
	}
}
