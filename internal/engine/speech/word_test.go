package speech_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech"
	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/task"
)

// TestTokensMakeWords: of each way in which models cut words into tokens.
func TestTokensMakeWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		tokens []string
		times  []float64
		want   []string
	}{
		"pieces":      {"Good morning, Ann", []string{" Good", " morn", "ing", ",", " Ann"}, []float64{0.2, 0.5, 0.7, 0.9, 1}, []string{"Good 10.2-10.5", "morning, 10.5-11.0", "Ann 11.0-12.0"}},
		"with marks":  {"good morning", []string{"▁good", "▁morn", "ing"}, []float64{0.2, 0.5, 0.7}, []string{"good 10.2-10.5", "morning 10.5-12.0"}},
		"characters":  {"你好，Ann在", []string{"你", "好", "，", " Ann", "在"}, []float64{0, 0.4, 0.5, 0.8, 1.2}, []string{"你 10.0-10.4", "好， 10.4-10.8", "Ann 10.8-11.2", "在 11.2-12.0"}},
		"halves":      {"hello wor", []string{"hel@@", "lo", "wor@@"}, []float64{0.1, 0.2, 0.3}, []string{"hello 10.1-10.3", "wor 10.3-12.0"}},
		"too late":    {"a b", []string{"a", "b"}, []float64{1, 7}, []string{"a 11.0-12.0", "b 12.0-12.0"}},
		"going back":  {"a b", []string{"a", "b"}, []float64{1, 0.5}, []string{"a 11.0-11.0", "b 11.0-12.0"}},
		"no times":    {"a b", []string{"a", "b"}, nil, nil},
		"other words": {"twenty-one", []string{"2", "1"}, []float64{0, 1}, nil},
		"nothing":     {"", nil, nil, nil},
	} {
		if got := speech.Spoken(c.text, 10, 12, c.tokens, c.times); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestWordsOfModelsHaveTheirTimes: of those that tell them; of the others the subtitles
// stay those of what is said between pauses, and say so.
func TestWordsOfModelsHaveTheirTimes(t *testing.T) {
	t.Parallel()
	for kind, told := range map[string]bool{"sense-voice": true, "zipformer-ctc": true, "zipformer": true, "streaming-zipformer": true, "whisper": false} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			m := open(t, librarytest.Lay(t, kind), kind)
			out, _ := hear(t, m, task.Params{"words": true}, bytes.NewReader(librarytest.Bytes(librarytest.Sound(1.5, 1))), 1.5)
			srt := out["subtitles"][0]
			if is := srt.Media == "application/x-subrip; cues=words"; is != told {
				t.Fatalf("its subtitles are %s: %q", srt.Media, srt.Text)
			}
			if !told {
				return
			}
			var words []string
			for _, cue := range strings.Split(strings.TrimSpace(srt.Text), "\n\n") {
				words = append(words, strings.SplitN(cue, "\n", 3)[2])
			}
			whole := strings.Join(strings.Fields(out["text"][0].Text), "")
			if strings.Join(words, "") != whole || len(words) < 3 {
				t.Errorf("of %q the words are %q", out["text"][0].Text, words)
			}
		})
	}
}
