package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/sdk"
)

// speechRepository is the files of a small model, under the names that others publish them by.
func speechRepository(t *testing.T, name string, names map[string]string) map[string][]byte {
	t.Helper()
	dir, files := librarytest.Repository(t, name), map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		as := p
		if names[p] != "" {
			as = names[p]
		}
		files[as], err = os.ReadFile(filepath.Join(dir, p))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// transcribe sends a recording as OpenAI's clients do.
func (c called) transcribe(t *testing.T, fields map[string]string, name string, file []byte) (status int, body string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for k, v := range fields {
		_ = w.WriteField(k, v)
	}
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write(file)
	_ = w.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/v1/audio/transcriptions", &form)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+c.token)
	res, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// listens runs a model on a recording, as `tenon run` does.
func (c called) listens(t *testing.T, model, task, name string, file []byte) sdk.Run {
	t.Helper()
	node := sdk.GraphNode{ID: "n1", Task: task, Model: model, In: map[string][]sdk.Source{"audio": {{Given: name}}}}
	ask := sdk.Ask{Text: "run it", Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}}, Files: []sdk.File{{
		Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
	}}}
	r, err := c.client().Ask(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	for r, err = range c.client().Follow(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestModelsOfSpeechOfTheHubHear(t *testing.T) {
	t.Parallel()
	config := onnxConfig(t)
	config.Workers.Engines = filepath.Dir(librarytest.Folder(t))
	c := callableWith(t, config)
	publish(t, c.client(), "admin/sense", false, speechRepository(t, "sense-voice", map[string]string{"model.onnx": "model.int8.onnx"}))
	publish(t, c.client(), "admin/whisper", false, speechRepository(t, "whisper", map[string]string{
		"encoder.onnx": "tiny-encoder.onnx", "decoder.onnx": "tiny-decoder.onnx", "tokens.txt": "tiny-tokens.txt",
	}))
	publish(t, c.client(), "admin/vad", false, speechRepository(t, "silero-vad", map[string]string{"model.onnx": "silero_vad.onnx"}))
	m, err := c.client().Model(t.Context(), "admin/sense")
	if err != nil || m.Task != "automatic-speech-recognition" || m.Missing != "" || !strings.Contains(m.Title, "sense-voice; runs with speech, needs 2") {
		t.Fatalf("%+v, %v", m, err)
	}
	var expected map[string][]struct{ Language, Text string }
	b, err := os.ReadFile(librarytest.Repository(t, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal(b, &expected) // of other things there is something else
	wav := librarytest.WAV(librarytest.Sound(1.5, 1))
	for model, kind := range map[string]string{"admin/sense": "sense-voice", "admin/whisper": "whisper"} {
		for _, e := range expected[kind] {
			fields := map[string]string{"model": model, "response_format": "verbose_json"}
			if e.Language != "" {
				fields["language"] = e.Language
			}
			status, body := c.transcribe(t, fields, "call.wav", wav)
			var said struct {
				Text     string
				Duration float64
				Segments []struct {
					End  float64
					Text string
				}
			}
			if err := json.Unmarshal([]byte(body), &said); err != nil || status != http.StatusOK || said.Text != e.Text || said.Duration != 1.5 || len(said.Segments) != 1 || said.Segments[0].End != 1.5 {
				t.Errorf("%s in %q: %d %s, want %q", model, e.Language, status, body, e.Text)
			}
		}
	}
	for format, want := range map[string]string{"srt": "00:00:01,500\n", "vtt": "00:00:01.500\n", "text": "\n"} {
		if status, body := c.transcribe(t, map[string]string{"model": "admin/sense", "response_format": format}, "a.wav", wav); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("as %s: %d %s", format, status, body)
		}
	}
	sound := librarytest.WAV(librarytest.Silence(1), librarytest.Sound(2.1, 3), librarytest.Silence(1))
	if r := c.listens(t, "admin/vad", "voice-activity-detection", "call.wav", sound); r.State != "done" || !strings.Contains(r.Answer, "speech") {
		b, _ := json.Marshal(r)
		t.Errorf("%s", b)
	}
	for what, file := range map[string][]byte{"it is image (image/png), not audio": picture(t), "the file is empty": nil, "it is text": []byte("no sound at all, only words")} {
		status, body := c.transcribe(t, map[string]string{"model": "admin/sense"}, "call.wav", file)
		if status != http.StatusBadRequest || !strings.Contains(body, what) {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
}

// picture is a file that is no sound.
func picture(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(filepath.Dir(librarytest.Repository(t, "x")), "..", "..", "onnx", "testdata", "wave.png"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestModelsOfSpeechThatCannotRunSayWhy(t *testing.T) {
	t.Parallel()
	config := onnxConfig(t)
	config.Workers.Engines = filepath.Dir(librarytest.Folder(t))
	c := callableWith(t, config)
	files := speechRepository(t, "sense-voice", nil)
	whole := files["model.onnx"]
	files["model.onnx"] = whole[:len(whole)/2]
	publish(t, c.client(), "admin/cut", false, files)
	if _, err := c.client().Model(t.Context(), "admin/cut"); err == nil || !strings.Contains(err.Error(), "its weights model.onnx are damaged") {
		t.Errorf("a damaged one: %v", err)
	}
	files["model.onnx"] = bytes.Replace(whole, []byte("lfr_window_size"), []byte("lfr_window_sizf"), 1)
	publish(t, c.client(), "admin/liar", false, files)
	status, body := c.transcribe(t, map[string]string{"model": "admin/liar"}, "call.wav", librarytest.WAV(librarytest.Sound(1, 1)))
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "model.onnx: its metadata has no lfr_window_size") {
		t.Errorf("one that lies: %d %s", status, body)
	}
}
