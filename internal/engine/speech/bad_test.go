package speech_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech"
	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

// TestFilesThatLieAreRefused: the library would end the process on each of them.
func TestFilesThatLieAreRefused(t *testing.T) {
	t.Parallel()
	replace := func(file, old, with string) func(dir string) {
		return func(dir string) {
			path := filepath.Join(dir, file)
			b, err := os.ReadFile(path)
			if err != nil || !bytes.Contains(b, []byte(old)) || len(old) != len(with) && file != "tokens.txt" {
				panic("the test replaces what is not there: " + old)
			}
			if err := os.WriteFile(path, bytes.ReplaceAll(b, []byte(old), []byte(with)), 0o600); err != nil {
				panic(err)
			}
		}
	}
	write := func(file, content string) func(dir string) {
		return func(dir string) {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
				panic(err)
			}
		}
	}
	for name, c := range map[string]struct {
		kind   string
		change func(dir string)
		want   string
	}{
		"a picture":            {"sense-voice", write("model.onnx", "\x89PNG\r\n\x1a\n"), "model.onnx"},
		"empty":                {"paraformer", write("model.onnx", ""), "model.onnx: the ONNX file is damaged"},
		"cut":                  {"zipformer-ctc", func(dir string) { _ = os.Truncate(filepath.Join(dir, "model.onnx"), 1500) }, "model.onnx: the ONNX file is damaged"},
		"nothing said":         {"sense-voice", replace("model.onnx", "lfr_window_size", "lfr_window_sizf"), "sherpa-onnx does not take model.onnx: its metadata has no lfr_window_size"},
		"no number":            {"paraformer", replace("model.onnx", "lfr_window_shift\x12\x012", "lfr_window_shift\x12\x01x"), `has the lfr_window_shift "x"`},
		"too few":              {"sense-voice", replace("model.onnx", "lfr_window_size\x12\x012", "lfr_window_size\x12\x017"), "its neg_mean has 160 numbers, and its frames have 560"},
		"no vocabulary":        {"zipformer", func(dir string) { _ = os.Remove(filepath.Join(dir, "tokens.txt")) }, "no tokens.txt"},
		"an empty vocabulary":  {"zipformer", write("tokens.txt", ""), "it is empty"},
		"a vocabulary of text": {"zipformer-ctc", write("tokens.txt", "hello there world\n"), "its line 1 is"},
		"a short vocabulary":   {"sense-voice", write("tokens.txt", "<blk> 0\na 1\n"), "it has no token 2"},
		"a token twice":        {"paraformer", replace("tokens.txt", "<s> 1", "<s> 0"), "which another token has"},
		"no decoder":           {"whisper", func(dir string) { _ = os.Remove(filepath.Join(dir, "decoder.onnx")) }, "the model has no decoder.onnx"},
		"a token too many":     {"whisper", replace("encoder.onnx", "n_vocab\x12\x0232", "n_vocab\x12\x0222"), "it names the token"},
		"no languages": {"whisper", func(dir string) {
			replace("encoder.onnx", "all_language_tokens", "all_language_tokenz")(dir)
			replace("encoder.onnx", "all_language_codes", "all_language_codez")(dir)
		}, "it speaks many languages, and has tokens of 0 and names of 0 of them"},
		"another's graph": {"silero-vad", func(dir string) { copyFile(t, "paraformer", "model.onnx", dir) }, "it takes"},
		"operators apart": {"zipformer-ctc", replace("model.onnx", "LogSoftmax", "LogSoftmex"), "model.onnx: ONNX Runtime does not take the model"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := librarytest.Lay(t, c.kind)
			c.change(dir)
			_, err := speech.Open(options(t, dir, c.kind))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func copyFile(t *testing.T, model, file, dir string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(librarytest.Lay(t, model), file))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, file), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestKindsAndTasksThatThereAreNot(t *testing.T) {
	t.Parallel()
	o := options(t, librarytest.Lay(t, "paraformer"), "paraformer")
	o.Task = "translation"
	if _, err := speech.Open(o); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "and not translation") {
		t.Errorf("%v", err)
	}
	o.Kind = "parrot"
	if _, err := speech.Open(o); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), `"parrot"`) {
		t.Errorf("%v", err)
	}
}
