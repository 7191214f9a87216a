package worker_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// speaks starts a worker with a small model of speech.
func speaks(t *testing.T, dir, kind string) *process {
	t.Helper()
	return launch(t, "speech", "--model", filepath.Join(dir, "model.onnx"), "--kind", kind, "--task", recognises, "--libs", librarytest.Folder(t), "--threads", "1")
}

// hear sends a recording while it is read, and gives what is answered.
func (p *process) hear(ask wire.HearRequest, sound io.Reader) (status int, events []wire.RunEvent, body string) {
	p.t.Helper()
	q, err := json.Marshal(ask)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.hearAs(string(q), sound)
}

func (p *process) hearAs(ask string, sound io.Reader) (status int, events []wire.RunEvent, body string) {
	p.t.Helper()
	to := "http://worker" + wire.HearPath + "?" + url.Values{wire.HearAsk: {ask}}.Encode()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, to, sound)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := p.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	for s := bufio.NewScanner(res.Body); s.Scan(); {
		body += s.Text()
		var e wire.RunEvent
		if err := json.Unmarshal(s.Bytes(), &e); err != nil {
			p.t.Fatalf("%s: %v", s.Text(), err)
		}
		events = append(events, e)
	}
	return res.StatusCode, events, body
}

// silence has no end.
type silence struct{}

func (silence) Read(p []byte) (int, error) { clear(p); return len(p), nil }

const recognises = "automatic-speech-recognition"

func TestAModelOfSpeechAnswersWhileItHears(t *testing.T) {
	t.Parallel()
	p := speaks(t, librarytest.Lay(t, "paraformer"), "paraformer")
	// The second part is sent when the first was answered.
	first := librarytest.Bytes(librarytest.Sound(4, 1), librarytest.Silence(3))
	r, w := io.Pipe()
	told := make(chan struct{})
	go func() {
		_, _ = w.Write(first)
		<-told
		_, _ = w.Write(librarytest.Bytes(librarytest.Sound(2, 2)))
		_ = w.Close()
	}()
	q, _ := json.Marshal(wire.HearRequest{Task: recognises, Seconds: 9})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://worker"+wire.HearPath+"?"+url.Values{wire.HearAsk: {string(q)}}.Encode(), r)
	if err != nil {
		t.Fatal(err)
	}
	res, err := p.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	var e wire.RunEvent
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &e) != nil || e.Text == "" || e.Progress <= 0 || e.Progress >= 1 || e.Out != nil {
		t.Fatalf("first it tells %s", lines.Bytes())
	}
	text := e.Text
	close(told)
	for lines.Scan() {
		e = wire.RunEvent{}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		text += e.Text
	}
	if len(e.Out["text"]) != 1 || e.Out["text"][0].Text != text || e.Usage == nil || e.Usage.Seconds != 9 || e.Progress != 1 {
		t.Errorf("at the end it tells %+v, after %q", e, text)
	}
	if h := p.health(); h.State != wire.Ready || h.Model.Architecture != "paraformer" || h.Counters.Requests != 1 || h.Memory == 0 {
		t.Errorf("%+v", h)
	}
}

func TestWhatModelsOfSpeechRefuse(t *testing.T) {
	t.Parallel()
	p := speaks(t, librarytest.Lay(t, "sense-voice"), "sense-voice")
	for ask, want := range map[string]string{
		"": "not the JSON", `{"task":"translation"}`: "does automatic-speech-recognition, and not translation",
	} {
		if status, _, body := p.hearAs(ask, bytes.NewReader(nil)); status != http.StatusBadRequest || !strings.Contains(body, want) {
			t.Errorf("%q: %d %s", ask, status, body)
		}
	}
	// It is refused before it is read, and there is no end of it.
	if status, _, body := p.hearAs(`{"task":"translation"}`, silence{}); status != http.StatusBadRequest || !strings.Contains(body, "and not translation") {
		t.Errorf("an endless one: %d %s", status, body)
	}
	if status, body := p.post(wire.ChatPath, `{}`); status != http.StatusBadRequest || !strings.Contains(body, "does not answer at /v1/chat") {
		t.Errorf("%d %s", status, body)
	}
	status, events, body := p.hear(wire.HearRequest{Task: recognises}, bytes.NewReader(nil))
	if status != http.StatusOK || len(events) != 1 || events[0].Out["text"][0].Text != "" {
		t.Errorf("of nothing: %d %s", status, body)
	}
	dir := librarytest.Lay(t, "whisper")
	if err := os.Truncate(filepath.Join(dir, "encoder.onnx"), 600); err != nil {
		t.Fatal(err)
	}
	p = speaks(t, dir, "whisper")
	status, _, body = p.hear(wire.HearRequest{Task: recognises}, bytes.NewReader(librarytest.Bytes(librarytest.Sound(1, 1))))
	if h := p.health(); status != http.StatusBadRequest || !strings.Contains(body, "encoder.onnx: the ONNX file is damaged") || h.State != wire.Failed {
		t.Errorf("%d %s, %+v", status, body, h)
	}
}

// TestAModelThatEndsTheProcessSaysSo: what it says that it keeps is not what its
// graph takes, which shows when it computes.
func TestAModelThatEndsTheProcessSaysSo(t *testing.T) {
	t.Parallel()
	dir := librarytest.Lay(t, "streaming-zipformer")
	path := filepath.Join(dir, "encoder.onnx")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lie := bytes.Replace(b, []byte("left_context_len\x12\x014"), []byte("left_context_len\x12\x016"), 1)
	if err := os.WriteFile(path, lie, 0o600); err != nil || bytes.Equal(b, lie) {
		t.Fatal(err)
	}
	p := speaks(t, dir, "streaming-zipformer")
	status, _, body := p.hear(wire.HearRequest{Task: recognises}, bytes.NewReader(librarytest.Bytes(librarytest.Sound(1, 1))))
	if h := p.health(); status != http.StatusBadRequest || h.State != wire.Failed || !strings.Contains(body, "on the model (decoder.onnx, encoder.onnx, joiner.onnx): Got invalid dimensions") || strings.Contains(body, dir) {
		t.Errorf("%d %s, %+v", status, body, h)
	}
}
