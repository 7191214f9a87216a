package speech_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/speech"
	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	real = flag.String("real", "", "a folder with models/silero_vad.onnx and samples/speech-silero-test.wav, which are not shipped")
	long = flag.Int("minutes", 20, "how long the recording is that TestLongRecordingsTakeNoMoreMemory hears")
)

// expected is what a recogniser says in Python.
type expected struct {
	Language, Text string
	Timestamps     []float64
}

func expectations(t *testing.T, name string, v any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil || all[name] == nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := json.Unmarshal(all[name], v); err != nil {
		t.Fatal(err)
	}
}

// tasks are those of the small models.
var tasks = map[string]string{
	"silero-vad": "voice-activity-detection", "keywords": "keyword-spotting", "vits": "text-to-speech", "matcha": "text-to-speech", "kokoro": "text-to-speech",
	"punctuation": "punctuation", "diarization": "speaker-diarization",
}

func options(t *testing.T, dir, kind string) speech.Options {
	t.Helper()
	id := tasks[kind]
	if id == "" {
		id = "automatic-speech-recognition"
	}
	return speech.Options{Path: filepath.Join(dir, "model.onnx"), Kind: kind, Task: id, Libraries: librarytest.Folder(t), Threads: 1, Try: onnx.Try}
}

func open(t *testing.T, dir, kind string) *speech.Model {
	t.Helper()
	m, err := speech.Open(options(t, dir, kind))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// hear has a model work on sound, and gives what it makes and what it told meanwhile.
func hear(t *testing.T, m *speech.Model, p task.Params, r io.Reader, seconds float64) (out port.Values, told string) {
	t.Helper()
	last := 0.0
	out, u, err := m.Hear(t.Context(), r, seconds, p, func(share float64, words string) error {
		if share < last || share > 1 {
			t.Errorf("%g of it is done after %g", share, last)
		}
		last, told = share, told+words
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(u.Seconds-seconds) > 0.01 {
		t.Errorf("it heard %g seconds of %g", u.Seconds, seconds)
	}
	return out, told
}

func TestRecognisersHearAsInPython(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sense-voice", "paraformer", "zipformer-ctc", "zipformer", "whisper"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			m := open(t, librarytest.Lay(t, kind), kind)
			var all []expected
			expectations(t, kind, &all)
			texts := map[string]bool{}
			for _, e := range all {
				p := task.Params{}
				if e.Language != "" {
					p["language"] = e.Language
				}
				out, told := hear(t, m, p, bytes.NewReader(librarytest.Bytes(librarytest.Sound(1.5, 1))), 1.5)
				text, _ := out.First("text")
				srt, _ := out.First("subtitles")
				texts[text.Text] = true
				if text.Text != e.Text || told != e.Text || len(e.Text) < 10 {
					t.Errorf("in %q: it hears %q, and tells %q; in Python it hears %q", e.Language, text.Text, told, e.Text)
				}
				if want := "1\n00:00:0"; !strings.HasPrefix(srt.Text, want) || !strings.HasSuffix(srt.Text, " --> 00:00:01,500\n"+e.Text+"\n") {
					t.Errorf("the subtitles are %q", srt.Text)
				}
			}
			if len(all) > 1 && len(texts) < 2 {
				t.Errorf("in all languages it hears the same: %v", texts)
			}
		})
	}
}

func TestSpeechIsDetectedAsInPython(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "silero-vad"), "silero-vad")
	var want [][2]int
	expectations(t, "silero-vad", &want)
	sound := librarytest.Bytes(librarytest.Silence(1), librarytest.Sound(1.3, 2), librarytest.Silence(1), librarytest.Sound(2.1, 3), librarytest.Silence(1))
	out, _ := hear(t, m, nil, bytes.NewReader(sound), 6.4)
	spans(t, out, want, 6.4)
	if len(want) != 2 {
		t.Errorf("Python finds %v", want)
	}
}

// spans compares spans of speech, in samples, and what is between them, up to the
// end in seconds.
func spans(t *testing.T, out port.Values, want [][2]int, end float64) {
	t.Helper()
	l, err := out["labels"][0].ReadLabels()
	if err != nil {
		t.Fatal(err)
	}
	last, n := 0.0, 0
	for _, k := range l {
		if k.From != last || k.To <= k.From || k.Name != "speech" && k.Name != "silence" {
			t.Errorf("%+v after %g", k, last)
		}
		last = k.To
		if k.Name != "speech" {
			continue
		}
		if n >= len(want) || math.Abs(k.From-float64(want[n][0])/16000) > 0.006 || math.Abs(k.To-float64(want[n][1])/16000) > 0.006 {
			t.Fatalf("span %d is %+v, want %v", n, k, want)
		}
		n++
	}
	if n != len(want) || math.Abs(last-end) > 0.01 {
		t.Errorf("%+v, want %v until %g", l, want, end)
	}
}

// TestARealDetector hears real speech.
func TestARealDetector(t *testing.T) {
	t.Parallel()
	if *real == "" {
		t.Skip("the real model and recording are not shipped: name their folder with -args -real DIR")
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(*real, "models", "silero_vad.onnx"), filepath.Join(dir, "model.onnx")); err != nil {
		t.Fatal(err)
	}
	wav, err := os.ReadFile(filepath.Join(*real, "samples", "speech-silero-test.wav"))
	if err != nil {
		t.Fatal(err)
	}
	const head = 44
	out, _ := hear(t, open(t, dir, "silero-vad"), nil, bytes.NewReader(wav[head:]), 60)
	var want [][2]int
	expectations(t, "real", &want)
	spans(t, out, want, 60)
}

// hours is sound that never was a whole: seconds of it, made while it is read.
type hours struct {
	one  []byte
	left int
}

func (h *hours) Read(p []byte) (int, error) {
	if h.left == 0 {
		return 0, io.EOF
	}
	at := (len(h.one) - h.left%len(h.one)) % len(h.one)
	n := min(copy(p, h.one[at:]), h.left)
	h.left -= n
	return n, nil
}

// peak is the most memory that this process has had while f ran, in bytes. What was
// free already is given back first, and what it had most is forgotten.
func peak(t *testing.T, f func()) int {
	t.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	f()
	return most(t)
}

// most is the most memory that this process has had, in bytes.
func most(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(b), "VmHWM:")
	n, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}

// TestLongRecordingsTakeNoMoreMemory runs alone: it looks at the memory of the
// whole process. Twenty minutes of samples are 38 MB, twice that as the models have
// them; -args -minutes 180 hears three hours.
func TestLongRecordingsTakeNoMoreMemory(t *testing.T) { //nolint:paralleltest // see above
	minute := append(librarytest.Bytes(librarytest.Sound(57, 5)), librarytest.Bytes(librarytest.Silence(3))...)
	for _, kind := range []string{"silero-vad", "zipformer-ctc", "streaming-zipformer-ctc", "diarization"} {
		m := open(t, librarytest.Lay(t, kind), kind)
		if kind == "diarization" { // whose windows are longer than the short recording
			speech.Diarize(m, 60*16000)
		}
		run := func(minutes int) int {
			return peak(t, func() {
				out, _ := hear(t, m, nil, &hours{minute, minutes * len(minute)}, float64(minutes)*60)
				if len(out) == 0 {
					t.Fatal("nothing was heard")
				}
			})
		}
		before := run(2)
		after := run(*long)
		const more = 28 << 20 // less than the samples have, and more than is garbage for a while
		if after-before > more {
			t.Errorf("%s: 2 minutes take %d MB, %d take %d", kind, before>>20, *long, after>>20)
		}
	}
}

func TestUtterancesEndAtPauses(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "paraformer"), "paraformer")
	sound := librarytest.Bytes(
		librarytest.Sound(4, 1), librarytest.Silence(1), librarytest.Sound(3, 2), librarytest.Silence(40), librarytest.Sound(70, 3))
	out, told := hear(t, m, nil, bytes.NewReader(sound), 118)
	srt, _ := out.First("subtitles")
	text, _ := out.First("text")
	cues := strings.Split(strings.TrimSpace(srt.Text), "\n\n")
	if len(cues) < 5 || text.Text != told || strings.Contains(told, "  ") {
		t.Fatalf("%d cues: %s", len(cues), srt.Text)
	}
	var from, to []float64
	for _, c := range cues {
		f, u, _ := strings.Cut(strings.Split(c, "\n")[1], " --> ")
		from, to = append(from, at(t, f)), append(to, at(t, u))
	}
	for i := range from {
		if to[i] <= from[i] || to[i]-from[i] > 28.01 || i > 0 && from[i] < to[i-1] {
			t.Errorf("cue %d is from %g to %g", i, from[i], to[i])
		}
	}
	if to[0] < 4 || to[0] > 5 || to[len(to)-1] != 118 {
		t.Errorf("the first ends at %g, the last at %g", to[0], to[len(to)-1])
	}
	for i := range from { // nothing is heard in the middle of the long silence
		if from[i] < 20 && to[i] > 40 {
			t.Errorf("from %g to %g there is silence", from[i], to[i])
		}
	}
}

func at(t *testing.T, stamp string) (s float64) {
	t.Helper()
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(stamp, ",", "."), func(r rune) bool { return r == ':' }) {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			t.Fatal(err)
		}
		s = s*60 + n
	}
	return s
}

func TestADetectorBesideARecogniserFindsItsUtterances(t *testing.T) {
	t.Parallel()
	dir := librarytest.Lay(t, "sense-voice")
	b, err := os.ReadFile(filepath.Join(librarytest.Lay(t, "silero-vad"), "model.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "silero_vad.onnx"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	m := open(t, dir, "sense-voice")
	sound := librarytest.Bytes(librarytest.Silence(2), librarytest.Sound(1.3, 2), librarytest.Silence(1), librarytest.Sound(2.1, 3), librarytest.Silence(2))
	out, _ := hear(t, m, nil, bytes.NewReader(sound), 8.4)
	srt, _ := out.First("subtitles")
	if strings.Count(srt.Text, " --> ") != 2 || !strings.Contains(srt.Text, "00:00:02,0") {
		t.Errorf("%s", srt.Text)
	}
}

func TestManyAreHeardAtOnce(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "zipformer-ctc"), "zipformer-ctc")
	var all []expected
	expectations(t, "zipformer-ctc", &all)
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			out, _, err := m.Hear(context.WithoutCancel(t.Context()), bytes.NewReader(librarytest.Bytes(librarytest.Sound(1.5, 1))), 1.5, nil, func(float64, string) error { return nil })
			if v, _ := out.First("text"); err != nil || v.Text != all[0].Text {
				t.Errorf("%q, %v", v.Text, err)
			}
		})
	}
	wait.Wait()
	if c := m.Counters(); c.Requests != 16 || c.Running != 0 {
		t.Errorf("%+v", c)
	}
}

func TestWhoLeavesIsNotHeardOn(t *testing.T) {
	t.Parallel()
	m := open(t, librarytest.Lay(t, "paraformer"), "paraformer")
	ctx, leave := context.WithCancel(t.Context())
	endless := &hours{librarytest.Bytes(librarytest.Sound(30, 4)), 1 << 40}
	_, _, err := m.Hear(ctx, endless, 0, nil, func(float64, string) error { leave(); return nil })
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
	if _, _, err := m.Hear(t.Context(), bytes.NewReader(nil), 0, nil, nil); err != nil {
		t.Errorf("nothing to hear: %v", err)
	}
}

func TestALanguageThatAModelDoesNotKnowIsRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sense-voice", "whisper"} {
		m := open(t, librarytest.Lay(t, kind), kind)
		ask := func(code string) error {
			_, _, err := m.Hear(t.Context(), bytes.NewReader(librarytest.Bytes(librarytest.Sound(1, 1))), 1, task.Params{"language": code}, func(float64, string) error { return nil })
			return err
		}
		if err := ask("xx"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), `the language "xx", only `) {
			t.Errorf("%s: %v", kind, err)
		}
		for _, code := range []string{"en-US", "zh-CN", "auto"} {
			if err := ask(code); err != nil {
				t.Errorf("%s in %s: %v", kind, code, err)
			}
		}
	}
}

// TestARecogniserThatCannotBeLoadedAgainIsTriedAgain loses its file for a while: it
// is loaded again for another language.
func TestARecogniserThatCannotBeLoadedAgainIsTriedAgain(t *testing.T) {
	t.Parallel()
	dir := librarytest.Lay(t, "sense-voice")
	m := open(t, dir, "sense-voice")
	ask := func(code string) (string, error) {
		out, _, err := m.Hear(t.Context(), bytes.NewReader(librarytest.Bytes(librarytest.Sound(1.5, 1))), 1.5, task.Params{"language": code}, func(float64, string) error { return nil })
		v, _ := out.First("text")
		return v.Text, err
	}
	want, err := ask("zh")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.onnx")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"en", "zh", "en"} {
		if _, err := ask(code); !fault.Is(err, fault.Invalid) {
			t.Errorf("in %s: %v", code, err)
		}
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if got, err := ask("zh"); err != nil || got != want {
		t.Errorf("it hears %q, want %q: %v", got, want, err)
	}
}
