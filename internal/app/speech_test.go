package app_test

import (
	"bytes"
	"encoding/base64"
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
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/sdk"
)

// speechRepository is the files of a small model, under the names that others publish them by.
func speechRepository(t *testing.T, name string, names map[string]string) map[string][]byte {
	t.Helper()
	dir, files := librarytest.Lay(t, name), map[string][]byte{}
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
	return c.done(t, ask)
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
	if err != nil || m.Task != "automatic-speech-recognition" || m.Missing != "" || !strings.Contains(m.Title, "INT8; runs with speech, needs 2") {
		t.Fatalf("%+v, %v", m, err)
	}
	var expected map[string][]struct{ Language, Text string }
	b, err := os.ReadFile(filepath.Join(librarytest.Testdata(t), "expected.json"))
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
	long := librarytest.WAV(librarytest.Sound(4, 1), librarytest.Silence(1), librarytest.Sound(3, 2))
	status, body := c.transcribe(t, map[string]string{"model": "admin/sense", "stream": "true"}, "call.wav", long)
	if status != http.StatusOK || strings.Count(body, `"transcript.text.delta"`) < 2 || !strings.Contains(body, `"transcript.text.done"`) || !strings.HasSuffix(body, "data: [DONE]\n\n") {
		t.Errorf("as a stream: %d %s", status, body)
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
		status, body = c.transcribe(t, map[string]string{"model": "admin/sense"}, "call.wav", file)
		if status != http.StatusBadRequest || !strings.Contains(body, what) {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
}

// picture is a file that is no sound.
func picture(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(librarytest.Testdata(t), "..", "..", "onnx", "testdata", "wave.png"))
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

// espeak is the data by which some voices read, as Debian's espeak-ng has it.
const espeak = "/usr/lib/x86_64-linux-gnu/espeak-ng-data"

func TestModelsOfSpeechOfTheHubSpeakAndSayMore(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	config := onnxConfig(t)
	config.Workers.Engines = filepath.Dir(librarytest.Folder(t))
	c := callableWith(t, config)
	kokoro := speechRepository(t, "kokoro", nil)
	err := fs.WalkDir(os.DirFS(espeak), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && (!strings.HasSuffix(p, "_dict") || strings.HasPrefix(p, "en")) {
			kokoro["espeak-ng-data/"+p], err = os.ReadFile(filepath.Join(espeak, p))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]map[string][]byte{
		"voice": speechRepository(t, "vits", map[string]string{"model.onnx": "vits-small.onnx"}), "kokoro": kokoro,
		"matcha": speechRepository(t, "matcha", map[string]string{"model.onnx": "model-steps-3.onnx", "vocoder.onnx": "hifigan_v2.onnx"}),
		"marks":  speechRepository(t, "punctuation", nil), "who": speechRepository(t, "diarization", nil), "words": speechRepository(t, "keywords", nil),
		"stream": speechRepository(t, "streaming-zipformer", nil),
	} {
		publish(t, c.client(), "admin/"+name, false, files)
	}
	for format, begins := range map[string]string{"wav": "RIFF", "mp3": "", "flac": "fLaC", "opus": "OggS", "aac": "", "pcm": ""} {
		status, body := c.try(t, c.token, http.MethodPost, "/v1/audio/speech", `{"model":"admin/voice","voice":"alloy","input":"Hello, you there.","response_format":"`+format+`"}`)
		if status != http.StatusOK || !strings.HasPrefix(body, begins) || len(body) < 1000 {
			t.Errorf("as %s: %d, %d bytes, %.80q", format, status, len(body), body)
		}
	}
	for model, want := range map[string]int{"admin/kokoro": 44 + 2*1700, "admin/matcha": 44 + 2*1800} {
		input, speed := "Hello world.", "1"
		if model == "admin/matcha" {
			input, speed = "北京", "2"
		}
		status, body := c.try(t, c.token, http.MethodPost, "/v1/audio/speech", `{"model":"`+model+`","voice":"alloy","input":"`+input+`","speed":`+speed+`,"response_format":"wav"}`)
		if status != http.StatusOK || len(body) < want {
			t.Errorf("%s: %d, %d bytes, want %d: %.200q", model, status, len(body), want, body)
		}
	}
	if status, body := c.try(t, c.token, http.MethodPost, "/v1/audio/speech", `{"model":"admin/voice","voice":"nova","input":"Hello"}`); status != http.StatusBadRequest || !strings.Contains(body, "which of its voices is female") {
		t.Errorf("%d %s", status, body)
	}
	if r := c.once(t, "admin/marks", "punctuation", nil, map[string]string{"text": "how are you I am fine"}); r.State != "done" || !strings.Contains(r.Answer, "how are you？I am fine。") {
		t.Errorf("%s %q", r.State, r.Answer)
	}
	for model, w := range map[string]struct {
		task, says string
		sound      []byte
	}{
		"admin/who":    {"speaker-diarization", "speaker 2", librarytest.WAV(librarytest.Tone(3, 160), librarytest.Silence(1), librarytest.Tone(3, 20))},
		"admin/words":  {"keyword-spotting", "LATER", librarytest.WAV(librarytest.Sound(3, 9))},
		"admin/stream": {"automatic-speech-recognition", "three a the", librarytest.WAV(librarytest.Sound(2, 1), librarytest.Silence(2), librarytest.Sound(1.5, 6))},
	} {
		if r := c.listens(t, model, w.task, "call.wav", w.sound); r.State != "done" || !strings.Contains(r.Answer, w.says) {
			b, _ := json.Marshal(r)
			t.Errorf("%s: %s", model, b)
		}
	}
	c.speakers(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "two.wav"), librarytest.WAV(librarytest.Tone(3, 160), librarytest.Silence(1), librarytest.Tone(3, 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	c.script(t, python, "openai_speakers.py", "TWO="+filepath.Join(dir, "two.wav"))
}

// speakers has a transcription of DashScope say who speaks.
func (c called) speakers(t *testing.T) {
	t.Helper()
	sound := base64.StdEncoding.EncodeToString(librarytest.WAV(librarytest.Tone(3, 160), librarytest.Silence(1), librarytest.Tone(3, 20)))
	for parameters, want := range map[string]string{`{"diarization_enabled":true}`: `"speaker_id":`, `{"diarization_enabled":true,"speaker_count":1}`: `"speaker_id":0`, `{"speaker_count":1}`: ""} {
		_, body := c.try(t, c.token, http.MethodPost, "/dashscope/api/v1/services/audio/asr/transcription", `{"model":"admin/stream","input":{"file_urls":["data:audio/wav;base64,`+sound+`"]},"parameters":`+parameters+`}`)
		var a struct {
			Output struct {
				Results []struct {
					URL string `json:"transcription_url"`
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &a); err != nil || len(a.Output.Results) != 1 {
			t.Fatalf("%s: %.300s (%v)", parameters, body, err)
		}
		_, document := c.try(t, c.token, http.MethodGet, strings.TrimPrefix(a.Output.Results[0].URL, c.url), "")
		if !strings.Contains(document, `"sentence_id":1`) || strings.Contains(document, `"speaker_id":`) != (want != "") || !strings.Contains(document, want) {
			t.Errorf("%s: %.500s", parameters, document)
		}
	}
}
