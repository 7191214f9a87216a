package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/diffusion/diffusiontest"
	llamatest "github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	onnxtest "github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	speechtest "github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// trial is how a task is run: by a model, or by the best one where none is named; what is
// given, and what then is printed. Files are of testdata, of the small models, or made.
type trial struct {
	model  string
	given  []string
	params []string
	says   string // a pattern
}

// A picture, a sound or a film that is saved.
const (
	drawn  = `→ \S+ \(image/`
	sounds = `→ \S+ \(audio/`
	films  = `→ \S+ \(video/`
	number = `\d`
)

// trials have one of each task that a model is there for: in the program, in the hub, or on a
// connected server.
var trials = map[task.ID]trial{
	"language-identification":  {"", []string{"Guten Morgen, wie geht es Ihnen heute?"}, nil, "de"},
	"sentiment-analysis":       {"", []string{"I hate it."}, nil, "negative"},
	"text-classification":      {"admin/sentiment", []string{"I hate this film"}, nil, number},
	"zero-shot-classification": {"", []string{"The team won the match"}, []string{"labels=sport,cooking"}, "sport"},
	"token-classification":     {"", []string{"Angela Merkel visited Paris."}, nil, "Paris"},
	"keyword-extraction":       {"", []string{"article.txt"}, []string{"count=2"}, number},
	"summarization":            {"", []string{"article.txt"}, []string{"sentences=2"}, `\w{4}`},
	"translation":              {"tenon/apertium", []string{"Good morning"}, []string{"target=es"}, "(?i)bueno"},
	"question-answering":       {"", []string{"The office moves to Porto on 3 June.", "Where does the office move?"}, nil, "Porto"},
	"table-question-answering": {"", []string{"sales.csv", "How many rows are there?"}, nil, number},
	"table-conversion":         {"", []string{"sales.csv"}, []string{"format=json"}, `"region": "North"|sales\.json`},
	"sentence-similarity":      {"", []string{"a cat sat", "the cat lay on the mat", "quarterly revenue"}, nil, number},
	"feature-extraction":       {"", []string{"a cat"}, nil, "vector|384|dimension"},
	"text-generation":          {"admin/tiny", []string{"Hello"}, nil, ""},
	"text-error-correction":    {"lab/chat-1.text-error-correction", []string{"I has a cat"}, nil, "cat"},
	"punctuation":              {"admin/marks", []string{"how are you I am fine"}, nil, "how are you？I am fine。"},
	"line-editing":             {"", []string{"article.txt"}, []string{"sort=ascending"}, `\w{4}`},
	"text-masking":             {"", []string{"Call Anna Berg on 0113 496 0000."}, nil, "Call █+ on █+"},
	"text-excerpt":             {"", []string{"article.txt"}, []string{"part=first paragraph"}, `\w{4}`},
	"document-text-extraction": {"", []string{"contract.pdf"}, nil, "(?i)termination"},
	"document-information":     {"", []string{"contract.pdf"}, nil, `\d+ pages?, `},
	"document-writing":         {"", []string{"article.txt"}, []string{"format=docx"}, `article\.docx`},
	"document-pages":           {"", []string{"contract.pdf"}, []string{"pages=1"}, `contract-pages\.pdf`},
	"document-rotation":        {"", []string{"contract.pdf"}, nil, `contract-turned\.pdf`},
	"document-splitting":       {"", []string{"contract.pdf"}, nil, `contract-page-001\.pdf`},
	"document-joining":         {"", []string{"contract.pdf", "contract.pdf"}, nil, `contract-joined\.pdf`},
	"document-to-images":       {"", []string{"contract.pdf"}, []string{"dpi=40"}, drawn},
	"images-to-document":       {"", []string{"fruit.jpg", "lake.jpg"}, nil, `fruit\.pdf`},
	"audio-information":        {"", []string{"call.wav"}, nil, `\d+ Hz`},
	"image-information":        {"", []string{"fruit.jpg"}, nil, `\d+ × \d+ pixels .*colours: `},
	"video-information":        {"", []string{"clip.mp4"}, nil, `\d+ × \d+ pixels`},

	"optical-character-recognition": {"", []string{"page_en.jpg"}, nil, `\w{4}`},
	"document-question-answering":   {"reads/chat-1", []string{"page_en.jpg", "What is this?"}, nil, `\w`},
	"image-to-text":                 {"", []string{"fruit.jpg"}, nil, `\w{4}`},
	"visual-question-answering":     {"sees/chat-1", []string{"fruit.jpg", "What is this?"}, nil, `\w`},

	"automatic-speech-recognition": {"", []string{"call.wav"}, []string{"words=true"}, `\w{4}`},
	"text-to-speech":               {"", []string{"Good morning"}, nil, sounds},
	"voice-activity-detection":     {"", []string{"call.wav"}, nil, "speech"},
	"speech-enhancement":           {"", []string{"noisy.wav"}, nil, sounds},
	"audio-speed":                  {"", []string{"call.wav"}, nil, sounds},
	"audio-pitch":                  {"", []string{"call.wav"}, nil, sounds},
	"audio-trim":                   {"", []string{"call.wav"}, []string{"start=1", "end=2"}, sounds},
	"audio-concatenation":          {"", []string{"call.wav", "tune.mp3"}, nil, sounds},
	"audio-fade":                   {"", []string{"call.wav"}, []string{"in=1", "out=1"}, sounds},
	"audio-reversal":               {"", []string{"call.wav"}, nil, sounds},
	"audio-looping":                {"", []string{"call.wav"}, []string{"times=2"}, sounds},
	"audio-conversion":             {"", []string{"call.wav"}, []string{"format=flac"}, `\(audio/flac`},
	"audio-volume":                 {"", []string{"call.wav"}, nil, sounds},
	"keyword-spotting":             {"admin/words", []string{"spoken.wav"}, nil, "LATER"},
	"audio-classification":         {"admin/sounds", []string{"tune.mp3"}, nil, "%"},
	"speaker-diarization":          {"admin/who", []string{"two.wav"}, nil, "speaker 2"},

	"image-style-transfer":           {"tenon/ink", []string{"fruit.jpg"}, nil, drawn},
	"image-super-resolution":         {"", []string{"fruit.jpg"}, nil, drawn},
	"image-denoising":                {"", []string{"fruit.jpg"}, nil, drawn},
	"image-color-enhancement":        {"", []string{"fruit.jpg"}, []string{"look=warm"}, drawn},
	"background-blur":                {"", []string{"fruit.jpg"}, nil, drawn},
	"image-resizing":                 {"", []string{"fruit.jpg"}, []string{"width=64"}, drawn},
	"image-conversion":               {"", []string{"fruit.jpg"}, []string{"format=png"}, `\(image/png`},
	"image-rotation":                 {"", []string{"fruit.jpg"}, nil, drawn},
	"image-flipping":                 {"", []string{"fruit.jpg"}, nil, drawn},
	"image-cropping":                 {"", []string{"fruit.jpg"}, []string{"trim_top=10"}, drawn},
	"image-border":                   {"", []string{"fruit.jpg"}, []string{"width=8", "color=navy"}, drawn},
	"image-lettering":                {"", []string{"fruit.jpg", "Summer"}, nil, drawn},
	"face-masking":                   {"", []string{"portrait.png"}, nil, drawn},
	"image-stitching":                {"", []string{"shore_left.jpg", "shore_right.jpg"}, nil, drawn},
	"barcode-reading":                {"", []string{"code.png"}, nil, "tenon"},
	"barcode-generation":             {"", []string{"tenon"}, nil, drawn},
	"text-to-image":                  {"admin/painter", []string{"a lighthouse"}, []string{"steps=2", "seed=7"}, drawn},
	"image-to-image":                 {"admin/painter.image-to-image", []string{"wave.png", "a fox"}, []string{"steps=2"}, drawn},
	"image-classification":           {"admin/eyes", []string{"wave.png"}, nil, "cat"},
	"zero-shot-image-classification": {"admin/clip", []string{"wave.png"}, []string{"labels=cat,the sky"}, "cat"},
	"image-feature-extraction":       {"admin/vectors", []string{"wave.png"}, nil, "vector"},
	"object-detection":               {"admin/objects", []string{"wave.png"}, nil, "cat"},
	"face-detection":                 {"admin/faces", []string{"wave.png"}, nil, ""},
	"image-segmentation":             {"admin/areas", []string{"wave.png"}, nil, `sky.png`},
	"depth-estimation":               {"admin/depth", []string{"wave.png"}, nil, drawn},
	"chart-generation":               {"", []string{"sales.csv"}, nil, drawn},

	"video-trim":           {"", []string{"clip.mp4"}, []string{"start=0", "end=1"}, films},
	"video-conversion":     {"", []string{"clip.mp4"}, []string{"format=webm"}, `\(video/webm`},
	"video-resizing":       {"", []string{"clip.mp4"}, []string{"width=64"}, films},
	"video-speed":          {"", []string{"clip.mp4"}, nil, films},
	"video-concatenation":  {"", []string{"clip.mp4", "clip.mp4"}, nil, films},
	"video-fade":           {"", []string{"clip.mp4"}, []string{"in=0.5", "out=0.5"}, films},
	"video-scoring":        {"", []string{"clip.mp4", "tune.mp3"}, nil, films},
	"video-rotation":       {"", []string{"clip.mp4"}, nil, films},
	"video-flipping":       {"", []string{"clip.mp4"}, nil, films},
	"video-reversal":       {"", []string{"clip.mp4"}, nil, films},
	"video-lettering":      {"", []string{"clip.mp4"}, []string{"text=Hello"}, films},
	"video-looping":        {"", []string{"clip.mp4"}, []string{"times=2"}, films},
	"video-muting":         {"", []string{"clip.mp4"}, nil, films},
	"video-to-gif":         {"", []string{"clip.mp4"}, []string{"end=1"}, `\(image/gif`},
	"video-frames":         {"", []string{"clip.mp4"}, []string{"count=2"}, drawn},
	"video-thumbnail":      {"", []string{"clip.mp4"}, nil, drawn},
	"slideshow-generation": {"", []string{"fruit.jpg", "lake.jpg"}, []string{"seconds=1"}, films},
	"subtitle-burning":     {"", []string{"clip.mp4", "Hello there"}, nil, films},
	"video-to-audio":       {"", []string{"clip.mp4"}, nil, sounds},
}

// undone are the tasks that no model does: neither in the program, nor in a form that its
// engines run, nor by OpenAI's API.
var undone = []task.ID{"voice-conversion", "text-to-audio", "image-colorization", "text-to-video", "image-to-video", "video-classification", "video-to-text"}

// bench is a server with a model for each task, and a folder of files to give them.
type bench struct {
	*server
	env  []string
	file map[string]string
}

// tasks begins one.
func tasks(t *testing.T) *bench {
	t.Helper()
	worker := filepath.Join(t.TempDir(), "tenon-worker")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", worker, "github.com/tenonhub/tenon/cmd/tenon-worker")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	engines := filepath.Dir(onnxtest.Folder(t))
	speechtest.Folder(t)
	llamatest.Folder(t)
	b := &bench{env: []string{"TENON_WORKER=" + worker, "TENON_ENGINES=" + engines}, file: map[string]string{}}
	b.server = serve(t, t.TempDir(), b.env...)
	lab := remotetest.New(t)
	b.do(t, "connect", "lab", lab.URL, "--key", remotetest.Key, "--local")
	for name, does := range map[string]string{"sees": "visual-question-answering", "reads": "document-question-answering"} {
		b.do(t, "connect", name, lab.URL, "--key", remotetest.Key, "--local", "--model", remotetest.Chat, "--task", does)
	}
	b.files(t)
	b.models(t)
	return b
}

// do runs a command that must end well, and gives what it prints.
func (b *bench) do(t *testing.T, args ...string) string {
	t.Helper()
	out, err := b.try(args...)
	if err != nil {
		t.Fatalf("tenon %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func (b *bench) try(args ...string) (string, error) {
	out, err := tenon(b.tb, b.data, b.env, args...).CombinedOutput()
	return string(out), err
}

// files finds or makes what is given to models.
func (b *bench) files(t *testing.T) {
	t.Helper()
	for _, dir := range []string{filepath.Join(checkout.Root(t), "testdata"), filepath.Dir(onnxtest.File(t, "wave.png"))} {
		all, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if !e.IsDir() {
				b.file[e.Name()] = filepath.Join(dir, e.Name())
			}
		}
	}
	made := t.TempDir()
	for name, sound := range map[string][]byte{
		"spoken.wav": speechtest.WAV(speechtest.Sound(3, 9)), "two.wav": speechtest.WAV(speechtest.Tone(3, 160), speechtest.Silence(1), speechtest.Tone(3, 20)),
	} {
		b.file[name] = filepath.Join(made, name)
		if err := os.WriteFile(b.file[name], sound, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	face := rastertest.Scene(600, 400, 1)
	rastertest.Portrait(face, 180, 190, 170)
	b.file["portrait.png"] = filepath.Join(made, "portrait.png")
	painted, err := rastertest.PNG(t, face, "portrait.png").Read(1 << 24)
	if err == nil {
		err = os.WriteFile(b.file["portrait.png"], painted, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	made = t.TempDir()
	b.do(t, "run", "barcode-generation", "tenon", "--out", made)
	l, err := filepath.Glob(filepath.Join(made, "*.png"))
	if err != nil || len(l) != 1 {
		t.Fatalf("the code is in %q, %v", l, err)
	}
	b.file["code.png"] = l[0]
}

// models pushes the small ones.
func (b *bench) models(t *testing.T) {
	t.Helper()
	onnx := map[string]string{"sentiment": "sentiment", "sounds": "sounds-ast", "eyes": "pictures-clip", "clip": "clip", "vectors": "clip", "objects": "objects-detr", "faces": "faces", "areas": "areas-segformer", "depth": "depth-dpt"}
	cards := map[string]string{"vectors": "pipeline_tag: image-feature-extraction", "faces": "pipeline_tag: object-detection\ntags: [face-detection]"}
	for name, from := range onnx {
		dir := onnxtest.Repository(t, from)
		if card := cards[name]; card != "" {
			if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("---\n"+card+"\n---\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		b.do(t, "push", "admin/"+name, dir)
	}
	for name, from := range map[string]string{"marks": "punctuation", "words": "keywords", "who": "diarization"} {
		b.do(t, "push", "admin/"+name, speechtest.Lay(t, from))
	}
	b.do(t, "push", "admin/tiny", llamatest.Tiny(t, 3, nil))
	b.do(t, "push", "admin/painter", filepath.Dir(diffusiontest.Lay(t, diffusiontest.Files(t, "sd", diffusiontest.Usual))))
}

// given are inputs, the files among them by where they are.
func (b *bench) given(l []string) (out []string) {
	for _, g := range l {
		if at := b.file[g]; at != "" {
			g = at
		}
		out = append(out, g)
	}
	return out
}

// TestEveryTaskRunsByTheCommandLine: with what it needs, and without it, and with what it
// cannot take; what nobody does is said.
func TestEveryTaskRunsByTheCommandLine(t *testing.T) {
	t.Parallel()
	b := tasks(t)
	for _, def := range task.All() {
		if _, ok := trials[def.ID]; ok == slices.Contains(undone, def.ID) {
			t.Errorf("it is not said how %s is tried", def.ID)
		}
	}
	var turn sync.Mutex // one at a time: the machine is shared
	for _, id := range slices.Sorted(maps.Keys(trials)) {
		t.Run(string(id), func(t *testing.T) {
			turn.Lock()
			defer turn.Unlock()
			b.trial(t, id, trials[id])
		})
	}
	for _, id := range undone {
		def, err := task.Lookup(string(id))
		if err != nil {
			t.Fatal(err)
		}
		var given []string
		for _, in := range def.In {
			given = append(given, map[port.Type]string{port.Audio: "call.wav", port.Image: "fruit.jpg", port.Video: "clip.mp4", port.Text: "words"}[in.Type])
		}
		out, err := b.try(append([]string{"run", string(id)}, b.given(given)...)...)
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 4 || !strings.Contains(out, "tenon connect") {
			t.Errorf("%s, which nobody does: %v %s", id, err, out)
		}
	}
}

func (b *bench) trial(t *testing.T, id task.ID, one trial) {
	t.Helper()
	name := one.model
	if name == "" {
		name = string(id)
	}
	var params []string
	for _, p := range one.params {
		params = append(params, "-p", p)
	}
	made := t.TempDir()
	args := append(append([]string{"run", name}, b.given(one.given)...), params...)
	out := b.do(t, append(args, "--out", made)...)
	if !regexp.MustCompile(one.says).MatchString(out) {
		t.Errorf("it prints %s, and not %q", out, one.says)
	}
	saved := 0
	err := filepath.WalkDir(made, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			saved++
		}
		return err
	})
	if err != nil || strings.Contains(out, "→ ") != (saved > 0) {
		t.Errorf("it has saved %d files, %v, and prints %s", saved, err, out)
	}
	wrong := func(what, says string, args ...string) {
		t.Helper()
		out, err := b.try(append([]string{"run", name}, args...)...)
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() < 2 || !strings.Contains(out, says) || strings.Contains(out, "internal error") {
			t.Errorf("%s: %v %s, and it must say %q", what, err, out, says)
		}
	}
	def, err := task.Lookup(string(id))
	if err != nil {
		t.Fatal(err)
	}
	wrong("without an input", def.In[0].Name, params...)
	wrong("with a parameter that it has not", "colour", append(b.given(one.given), append(params, "-p", "colour=red")...)...)
	if first := def.In[0].Type; first != port.Text && first != port.Table && first != port.Document {
		wrong("with a text in the place of a file", string(first), append(append([]string{b.file["article.txt"]}, b.given(one.given[1:])...), params...)...)
	}
}
