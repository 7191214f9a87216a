package running_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

func says(kv ...string) weights.Head {
	h := weights.Head{Meta: map[string]string{}}
	for i := 0; i < len(kv); i += 2 {
		h.Meta[kv[i]] = kv[i+1]
	}
	return h
}

func TestModelsOfSpeechAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  string
		head  weights.Head
		names []string
		files map[string]string // by what the engine knows them as
	}{
		{"silero-vad", says(), []string{"README.md", "silero_vad.onnx"}, map[string]string{"model.onnx": "silero_vad.onnx"}},
		{
			"sense-voice", says("model_type", "sense_voice_ctc"),
			[]string{"model.int8.onnx", "model.onnx", "tokens.txt", "test_wavs/en.wav"},
			map[string]string{"model.onnx": "model.onnx", "tokens.txt": "tokens.txt"},
		},
		{
			"paraformer", says("model_type", "paraformer"),
			[]string{"am/model.int8.onnx", "am/tokens.txt", "am/silero_vad.onnx"},
			map[string]string{"model.onnx": "am/model.int8.onnx", "tokens.txt": "am/tokens.txt", "silero_vad.onnx": "am/silero_vad.onnx"},
		},
		{
			"whisper", says("model_type", "whisper-tiny"),
			[]string{"tiny-decoder.int8.onnx", "tiny-decoder.onnx", "tiny-encoder.int8.onnx", "tiny-encoder.onnx", "tiny-tokens.txt", "tiny-encoder.weights"},
			map[string]string{"encoder.onnx": "tiny-encoder.onnx", "decoder.onnx": "tiny-decoder.onnx", "tokens.txt": "tiny-tokens.txt", "tiny-encoder.weights": "tiny-encoder.weights"},
		},
		{
			"zipformer", says("model_type", "zipformer2"),
			[]string{
				"decoder-epoch-12-avg-4.onnx", "decoder-epoch-99-avg-1.onnx", "encoder-epoch-99-avg-1.int8.onnx", "encoder-epoch-99-avg-1.onnx", "joiner-epoch-99-avg-1.onnx", "tokens.txt",
			},
			map[string]string{"encoder.onnx": "encoder-epoch-99-avg-1.onnx", "decoder.onnx": "decoder-epoch-99-avg-1.onnx", "joiner.onnx": "joiner-epoch-99-avg-1.onnx", "tokens.txt": "tokens.txt"},
		},
		{
			"streaming-zipformer", says("model_type", "zipformer2", "decode_chunk_len", "32"),
			[]string{"encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"},
			map[string]string{"encoder.onnx": "encoder.onnx", "decoder.onnx": "decoder.onnx", "joiner.onnx": "joiner.onnx", "tokens.txt": "tokens.txt"},
		},
		{
			"keywords", says("model_type", "zipformer2", "decode_chunk_len", "32"),
			[]string{"encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt", "keywords.txt"},
			map[string]string{"encoder.onnx": "encoder.onnx", "decoder.onnx": "decoder.onnx", "joiner.onnx": "joiner.onnx", "tokens.txt": "tokens.txt", "keywords.txt": "keywords.txt"},
		},
		{
			"streaming-zipformer-ctc", says("model_type", "zipformer2", "decode_chunk_len", "32"),
			[]string{"ctc-epoch-30.onnx", "tokens.txt"},
			map[string]string{"model.onnx": "ctc-epoch-30.onnx", "tokens.txt": "tokens.txt"},
		},
		{
			"vits", says("model_type", "vits"),
			[]string{"en_US-amy-low.onnx", "tokens.txt", "espeak-ng-data/phontab", "espeak-ng-data/lang/gmw/en", "en_US-amy-low.onnx.json"},
			map[string]string{"model.onnx": "en_US-amy-low.onnx", "tokens.txt": "tokens.txt", "espeak-ng-data/phontab": "espeak-ng-data/phontab", "espeak-ng-data/lang/gmw/en": "espeak-ng-data/lang/gmw/en"},
		},
		{
			"matcha", says("model_type", "matcha-tts"),
			[]string{"model-steps-3.onnx", "vocos-22khz-univ.onnx", "tokens.txt", "lexicon.txt", "date.fst"},
			map[string]string{"model.onnx": "model-steps-3.onnx", "vocoder.onnx": "vocos-22khz-univ.onnx", "tokens.txt": "tokens.txt", "lexicon.txt": "lexicon.txt", "date.fst": "date.fst"},
		},
		{
			"kokoro", says("model_type", "kokoro"),
			[]string{"tts/model.onnx", "tts/voices.bin", "tts/tokens.txt", "tts/espeak-ng-data/phontab"},
			map[string]string{"model.onnx": "tts/model.onnx", "voices.bin": "tts/voices.bin", "tokens.txt": "tts/tokens.txt", "espeak-ng-data/phontab": "tts/espeak-ng-data/phontab"},
		},
		{"punctuation", says("punctuations", "<unk>|_|，|。|？|、"), []string{"model.onnx", "README.md"}, map[string]string{"model.onnx": "model.onnx"}},
		{
			"diarization", says("powerset_max_classes", "2", "framework", "3d-speaker"),
			[]string{"segmentation.onnx", "voice.onnx"},
			map[string]string{"segmentation.onnx": "segmentation.onnx", "embedding.onnx": "voice.onnx"},
		},
		{"zipformer-ctc", says("model_type", "zipformer2_ctc"), []string{"model.onnx", "tokens.txt", "bpe.model"}, map[string]string{"model.onnx": "model.onnx", "tokens.txt": "tokens.txt"}},
	} {
		w := of(t, c.head, running.Said{}, c.names...)
		got := map[string]string{}
		for i, n := range w.Names() {
			got[n] = w.Files[i]
		}
		if w.Engine != "speech" || w.Kind != c.kind || w.Missing != "" || w.Memory <= w.Bytes || len(got) != len(c.files) {
			t.Errorf("%s: %+v", c.kind, w)
		}
		for as, file := range c.files {
			if got[as] != file {
				t.Errorf("%s: %s is %q, want %q", c.kind, as, got[as], file)
			}
		}
		if !slices.Equal(w.Args(), []string{"--kind", w.Kind, "--task", w.Task}) || !strings.HasSuffix(w.Names()[0], ".onnx") {
			t.Errorf("%s: %v, %v", c.kind, w.Args(), w.Names())
		}
	}
	w := of(t, says("model_type", "bird_song"), running.Said{}, "model.onnx", "tokens.txt")
	if w.Engine != "" || !strings.Contains(w.Missing, `of the model type "bird_song"`) {
		t.Errorf("%+v", w)
	}
	for want, names := range map[string][]string{
		"it has no vocoder": {"model.onnx", "tokens.txt"},
	} {
		if w := of(t, says("model_type", "matcha-tts"), running.Said{}, names...); w.Engine != "" || !strings.Contains(w.Missing, want) {
			t.Errorf("%+v", w)
		}
	}
	if w := of(t, says("model_type", "kokoro"), running.Said{}, "model.onnx", "tokens.txt"); !strings.Contains(w.Missing, "it has no voices.bin") {
		t.Errorf("%+v", w)
	}
	for _, h := range []weights.Head{says("model_type", "vits", "comment", "piper"), says("model_type", "vits", "has_espeak", "1"), says("model_type", "kokoro", "has_espeak", "1")} {
		if w := of(t, h, running.Said{}, "model.onnx", "tokens.txt", "voices.bin"); !strings.Contains(w.Missing, "no folder espeak-ng-data beside model.onnx") {
			t.Errorf("%v: %+v", h.Meta, w)
		}
	}
	detector := running.Said{Task: "voice-activity-detection"}
	if w := of(t, says(), detector, "README.md", "onnx/model.onnx", "onnx/model_fp16.onnx"); w.Kind != "silero-vad" || w.Task != detector.Task || w.Files[0] != "onnx/model.onnx" {
		t.Errorf("a detector that its card tells of: %+v", w)
	}
	if w := of(t, says("powerset_max_classes", "2"), running.Said{}, "segmentation.onnx", "other.onnx"); !strings.Contains(w.Missing, "vectors of voices beside segmentation.onnx") {
		t.Errorf("%+v", w)
	}
	absent := running.Said{Head: func(string) (weights.Head, error) { return weights.Head{}, running.ErrAbsent }}
	w, err := running.Of([]running.File{{Path: "model.onnx", Size: 1}, {Path: "tokens.txt", Size: 1}}, absent)
	if err != nil || w.Engine != "speech" || w.Kind != running.Unknown {
		t.Errorf("of a mirror: %+v, %v", w, err)
	}
	gone := running.Said{Head: func(string) (weights.Head, error) { return weights.Head{}, errors.New("the disk is gone") }}
	if _, err := running.Of([]running.File{{Path: "model.onnx", Size: 1}, {Path: "tokens.txt", Size: 1}}, gone); err == nil {
		t.Error("a failure to read was swallowed")
	}
}

// TestARepositoryDoesNotDecideHowManyFilesAreOpened: the server opens what it lends.
func TestARepositoryDoesNotDecideHowManyFilesAreOpened(t *testing.T) {
	t.Parallel()
	names := []string{"model.onnx", "tokens.txt", "espeak-ng-data/phontab", "espeak-ng-data/en_dict", "espeak-ng-data/lang/gmw/en", "espeak-ng-data/voices/!v/f1", "espeak-ng-data/intonations"}
	known := len(names)
	for i := range 20_000 {
		names = append(names, fmt.Sprintf("espeak-ng-data/%d", i), fmt.Sprintf("espeak-ng-data/more/%d_dict", i))
	}
	w := of(t, says("model_type", "vits"), running.Said{}, names...)
	if w.Engine != "speech" || len(w.Files) != known {
		t.Errorf("%d files of %d are lent: %s", len(w.Files), known, w.Missing)
	}
	for i := range 700 {
		names = append(names, fmt.Sprintf("espeak-ng-data/%d_dict", i))
	}
	w = of(t, says("model_type", "vits"), running.Said{}, names...)
	if w.Engine != "" || len(w.Files) > 0 || !strings.Contains(w.Missing, "it is in 707 files, and a worker opens 600 at most") {
		t.Errorf("%d files are lent: %q", len(w.Files), w.Missing)
	}
}
