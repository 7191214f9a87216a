package speech_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech"
	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func TestStreamingRecognisersHearAsInPython(t *testing.T) {
	t.Parallel()
	sound := librarytest.Bytes(librarytest.Sound(2, 1), librarytest.Silence(2), librarytest.Sound(1.5, 6))
	for _, kind := range []string{"streaming-zipformer", "streaming-zipformer-ctc"} {
		m := open(t, librarytest.Lay(t, kind), kind)
		var want []string
		expectations(t, kind, &want)
		out, told := hear(t, m, nil, bytes.NewReader(sound), 5.5)
		srt, _ := out.First("subtitles")
		var got []string
		for _, c := range strings.Split(strings.TrimSpace(srt.Text), "\n\n") {
			got = append(got, strings.Split(c, "\n")[2])
		}
		text, _ := out.First("text")
		if strings.Join(got, "|") != strings.Join(want, "|") || len(want) == 0 || text.Text != told {
			t.Errorf("%s: it hears %q and tells %q, in Python it hears %q", kind, got, told, want)
		}
	}
}

func TestKeywordsAreSpottedAsInPython(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "keywords"), "keywords")
	var want []string
	expectations(t, "keywords", &want)
	out, _ := hear(t, m, nil, bytes.NewReader(librarytest.Bytes(librarytest.Sound(3, 9))), 3)
	l, err := out["labels"][0].ReadLabels()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	last := 0.0
	for _, k := range l {
		if k.From < last || k.To < k.From || k.To > 3.7 {
			t.Errorf("%+v after %g", k, last)
		}
		got, last = append(got, k.Name), k.From
	}
	if strings.Join(got, " ") != strings.Join(want, " ") || len(want) == 0 {
		t.Errorf("it hears %v, in Python it hears %v", got, want)
	}
}

// spoken is what a voice says in Python.
type spoken struct {
	Text, Voice   string
	Speed         float64
	Rate, Samples int
	Sum           int64
}

func TestVoicesSpeakAsInPython(t *testing.T) {
	t.Parallel()
	for folder, kind := range map[string]string{"vits": "vits", "vits-lexicon": "vits", "matcha": "matcha", "kokoro": "kokoro"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			dir := librarytest.Lay(t, folder)
			if kind == "kokoro" {
				if err := os.CopyFS(dir+"/espeak-ng-data", os.DirFS(librarytest.Phonemes(t))); err != nil {
					t.Fatal(err)
				}
			}
			m := open(t, dir, kind)
			var want []spoken
			expectations(t, folder, &want)
			for _, w := range want {
				p := task.Params{"voice": w.Voice, "speed": w.Speed}
				last := 0.0
				out, u, err := m.Say(t.Context(), port.Values{"text": {port.NewText(w.Text)}}, p, func(share float64, _ string) error { last = share; return nil })
				if err != nil {
					t.Fatal(err)
				}
				v, _ := out.First("audio")
				b, err := v.Read(1 << 24)
				if err != nil || v.Media != "audio/wav" || u.Characters != int64(len([]rune(w.Text))) || last <= 0 {
					t.Fatalf("%+v, %+v, %v", v, u, err)
				}
				rate, samples := readWAV(t, b)
				sum := int64(0)
				for i, s := range samples {
					sum += int64(s) * int64(i%97)
				}
				if rate != w.Rate || len(samples) != w.Samples || math.Abs(float64(sum-w.Sum)) > 1e-4*float64(len(samples))*97*100 || len(samples) < 1000 {
					t.Errorf("%q: %d samples at %d, sum %d, want %+v", w.Text, len(samples), rate, sum, w)
				}
			}
		})
	}
}

func readWAV(t *testing.T, b []byte) (rate int, samples []int16) {
	t.Helper()
	if len(b) < 44 || string(b[:4]) != "RIFF" || string(b[8:16]) != "WAVEfmt " || int(binary.LittleEndian.Uint32(b[40:])) != len(b)-44 {
		t.Fatalf("no WAV file: %.44q", b)
	}
	for i := 44; i+1 < len(b); i += 2 {
		samples = append(samples, int16(binary.LittleEndian.Uint16(b[i:]))) //nolint:gosec // two's complement
	}
	return int(binary.LittleEndian.Uint32(b[24:])), samples
}

func TestWhatCannotBeSpokenIsRefused(t *testing.T) {
	t.Parallel()
	m, words := open(t, librarytest.Lay(t, "vits"), "vits"), open(t, librarytest.Lay(t, "vits-lexicon"), "vits")
	say := func(text, voice string) error {
		_, _, err := m.Say(t.Context(), port.Values{"text": {port.NewText(text)}}, task.Params{"voice": voice}, func(float64, string) error { return nil })
		return err
	}
	for want, err := range map[string]error{
		"the text is empty":      say(" \n", ""),
		"which of its voices is": say("hello", "female"),
		"20001 characters":       say(strings.Repeat("a", 20001), ""),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, _, err := words.Say(t.Context(), port.Values{"text": {port.NewText("qwertz")}}, nil, func(float64, string) error { return nil }); err == nil || !strings.Contains(err.Error(), "can be spoken") {
		t.Errorf("words that it does not know: %v", err)
	}
	if err := say(strings.Repeat("this is a long text. ", 50), "default"); err != nil {
		t.Errorf("a long text: %v", err)
	}
	if _, _, err := m.Hear(t.Context(), bytes.NewReader(nil), 0, nil, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("sound: %v", err)
	}
}

func TestPunctuationIsPutAsInPython(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "punctuation"), "punctuation")
	var want []struct{ Text, Punctuated string }
	expectations(t, "punctuation", &want)
	var all, expected []string
	for _, w := range want {
		all, expected = append(all, w.Text), append(expected, w.Punctuated)
	}
	out, _, err := m.Say(t.Context(), port.Values{"text": {port.NewText(strings.Join(all, "\n"))}}, nil, func(float64, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := out.First("text"); v.Text != strings.Join(expected, "\n") || len(want) < 2 {
		t.Errorf("%q, want %q", v.Text, expected)
	}
}

func TestSpeakersAreToldApartAsInPython(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "diarization"), "diarization")
	var want [][3]float64
	expectations(t, "diarization", &want)
	sound := librarytest.Bytes(librarytest.Tone(3, 160), librarytest.Silence(1), librarytest.Tone(3, 20), librarytest.Silence(1), librarytest.Tone(2, 160))
	out, _ := hear(t, m, nil, bytes.NewReader(sound), 10)
	l, err := out["labels"][0].ReadLabels()
	if err != nil || len(l) != len(want) || len(want) < 3 {
		t.Fatalf("%+v, want %v: %v", l, want, err)
	}
	names := map[float64]string{}
	for i, k := range l {
		w := want[i]
		if names[w[2]] == "" {
			names[w[2]] = k.Name
		}
		if math.Abs(k.From-w[0]) > 0.02 || math.Abs(k.To-w[1]) > 0.02 || k.Name != names[w[2]] {
			t.Errorf("%+v, want %v", k, w)
		}
	}
	if len(names) != 2 || names[want[0][2]] != "speaker 1" {
		t.Errorf("the speakers are %v", names)
	}
}

// TestSpeakersAreKnownAgain hears more than a window: who spoke in one has the same
// name in the next.
func TestSpeakersAreKnownAgain(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "diarization"), "diarization")
	const window = 20 // seconds
	speech.Diarize(m, window*16000)
	part := librarytest.Bytes(librarytest.Silence(3), librarytest.Tone(5, 160), librarytest.Silence(2), librarytest.Tone(5, 20), librarytest.Silence(5))
	const windows = 4
	out, _ := hear(t, m, nil, &hours{part, windows * len(part)}, windows*window)
	l, err := out["labels"][0].ReadLabels()
	if err != nil || len(l) != 2*windows {
		t.Fatalf("%d turns: %+v, %v", len(l), l, err)
	}
	for i, k := range l {
		from := float64(i/2*window + 3 + i%2*7)
		if want := [2]string{"speaker 1", "speaker 2"}[i%2]; k.Name != want || math.Abs(k.From-from) > 0.2 {
			t.Errorf("turn %d is %+v, want %s at %g", i, k, want, from)
		}
	}
}

// TestSpeakersAreAsManyAsItIsSaid: in one window and in several.
func TestSpeakersAreAsManyAsItIsSaid(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "diarization"), "diarization")
	names := func(count, seconds int, r io.Reader) map[string]bool {
		t.Helper()
		p := task.Params{}
		if count > 0 {
			p["speakers"] = float64(count)
		}
		out, _ := hear(t, m, p, r, float64(seconds))
		l, err := out["labels"][0].ReadLabels()
		if err != nil || len(l) < 3 {
			t.Fatalf("%+v, %v", l, err)
		}
		all := map[string]bool{}
		for _, k := range l {
			all[k.Name] = true
		}
		return all
	}
	sound := librarytest.Bytes(librarytest.Tone(3, 160), librarytest.Silence(1), librarytest.Tone(3, 20), librarytest.Silence(1), librarytest.Tone(2, 160))
	long := bytes.Repeat(sound, 4)
	for count, want := range map[int]int{0: 2, 1: 1, 2: 2, 3: 3} {
		if got := names(count, 40, bytes.NewReader(long)); len(got) != want || !got["speaker 1"] {
			t.Errorf("%d in one window: %v", count, got)
		}
		if got := names(count, 10, bytes.NewReader(sound)); len(got) != min(want, 2) || !got["speaker 1"] {
			t.Errorf("%d in some seconds: %v", count, got)
		}
	}
	const window, windows = 20, 3
	speech.Diarize(m, window*16000)
	part := librarytest.Bytes(librarytest.Silence(3), librarytest.Tone(5, 160), librarytest.Silence(2), librarytest.Tone(5, 20), librarytest.Silence(5))
	for count, want := range map[int]int{0: 2, 1: 1, 2: 2} {
		if got := names(count, windows*window, &hours{part, windows * len(part)}); len(got) != want || !got["speaker 1"] {
			t.Errorf("%d in several windows: %v", count, got)
		}
	}
}

func TestFilesOfVoicesThatLieAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		folder, kind, file, content string
		want                        string
	}{
		"letters":   {"vits", "vits", "tokens.txt", "abc 1\n", "which is not one letter"},
		"twice":     {"vits", "vits", "tokens.txt", "a 1\na 2\n", "or is there twice"},
		"voices":    {"kokoro", "kokoro", "voices.bin", "short", "voices.bin: it has 5 bytes"},
		"phonemes":  {"kokoro", "kokoro", "README", "", "no folder espeak-ng-data"},
		"keywords":  {"keywords", "keywords", "keywords.txt", "▁nobody ▁says @THIS\n", "which is no token"},
		"no words":  {"keywords", "keywords", "keywords.txt", "\n", "no word in it"},
		"a vocoder": {"matcha", "matcha", "vocoder.onnx", "none", "vocoder.onnx"},
		"two parts": {"diarization", "diarization", "embedding.onnx", "", "embedding.onnx: the ONNX file is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := librarytest.Lay(t, c.folder)
			if err := os.WriteFile(dir+"/"+c.file, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := speech.Open(options(t, dir, c.kind)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
