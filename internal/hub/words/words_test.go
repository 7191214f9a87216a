package words_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/hub/words"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Qwen/Qwen2.5-VL": "qwen qwen2 qwen 5 vl", "Café ＦＵＬＬ": "cafe full", "中文语音识别 ASR": "中文 文语 语音 音识 识别 别 asr", "图": "图", "": "", "--": "", "7b": "7b", "Привет": "привет",
	} {
		if got := strings.Join(words.Split(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"qwen2": "qwen2", "语音识别": "语音 音识 识别", "图": "图"} {
		if got := strings.Join(words.Asked(text), " "); got != want {
			t.Errorf("asked %q: %q, want %q", text, got, want)
		}
	}
}

func TestAMistakeIsBridged(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"whispr", "whissper", "whizper", "wihsper", "hisper", "whispe"} {
		common := slices.ContainsFunc(words.Less(wrong), func(s string) bool { return slices.Contains(words.Less("whisper"), s) })
		if d := words.Distance(wrong, "whisper", 2); d != 1 || !common {
			t.Errorf("%s: %d mistakes, in common: %v", wrong, d, common)
		}
	}
	if d := words.Distance("bert", "gpt2", 2); d != 3 {
		t.Errorf("bert and gpt2: %d", d)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("Qwen2.5 中文 ﬁ İ")
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range words.Split(s) {
			if w == "" || len(w) > words.Longest || !utf8.ValidString(w) || strings.ContainsAny(w, " \"'*") {
				t.Errorf("a word %q", w)
			}
		}
	})
}
