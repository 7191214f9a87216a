package remote_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/remote"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
)

func TestDiscover(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	for _, address := range []string{s.URL, s.URL + "/", strings.TrimSuffix(s.URL, "/v1"), strings.TrimSuffix(s.URL, "v1")} {
		conn, err := e.Discover(t.Context(), "found", address, remotetest.Key, map[string][]task.ID{
			"image-1": {"text-to-image", "image-to-image"}, "chat-1": nil, "hidden-1": {"translation"},
		})
		if err != nil || conn.BaseURL != s.URL || conn.Name != "found" {
			t.Fatalf("%s: got %+v, %v", address, conn, err)
		}
		var got []string
		for _, m := range conn.Models {
			got = append(got, m.ID+" "+string(m.Tasks[0]))
		}
		want := []string{"text-embedding-1 feature-extraction", "image-1 text-to-image", "tts-1 text-to-speech", "whisper-1 automatic-speech-recognition", "hidden-1 translation"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	}
}

func TestDiscoverSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{Attempts: 1})
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	defer page.Close()
	none := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":[{"id":"bge-reranker-v2"}]}`)
	}))
	defer none.Close()
	for _, c := range []struct{ name, url, key, says string }{
		{"lab", s.URL, "sk-wrong-key", "it refused its key; give it another: tenon connect lab --key …"},
		{"lab", s.URL, "", "it wants a key; give it one: tenon connect lab --key …"},
		{"lab", page.URL, "", "does not speak the OpenAI API"},
		{"lab", none.URL, "", "no model that there is a task for"},
		{"lab", "lab.example/v1", "", "does not begin with http"},
		{"lab", "https://user:pass@lab.example/v1", "", "carries a name or password"},
		{"tenon", s.URL, "", "cannot be the name of a connection"},
		{"my lab", s.URL, "", "cannot be the name of a connection"},
	} {
		_, err := e.Discover(t.Context(), c.name, c.url, remote.Secret(c.key), nil)
		if kind, msg := fault.Of(err); kind == fault.Internal || !strings.Contains(msg, c.says) || c.key != "" && strings.Contains(msg, c.key) {
			t.Errorf("%s: got %s %q", c.url, kind, msg)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Discover(ctx, "lab", s.URL, remotetest.Key, nil); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestGuess(t *testing.T) {
	t.Parallel()
	for want, ids := range map[task.ID][]string{
		"feature-extraction":            {"text-embedding-3-small", "BAAI/bge-m3", "nomic-embed-text:latest", "Qwen/Qwen3-Embedding-8B", "mxbai-embed-large", "intfloat/e5-large-v2"},
		"automatic-speech-recognition":  {"whisper-1", "gpt-4o-transcribe", "FunAudioLLM/SenseVoiceSmall", "whisper-large-v3-turbo", "nvidia/parakeet-tdt-0.6b"},
		"text-to-speech":                {"tts-1-hd", "gpt-4o-mini-tts", "kokoro", "FunAudioLLM/CosyVoice2-0.5B", "hexgrad/Kokoro-82M"},
		"text-to-image":                 {"dall-e-3", "gpt-image-1", "black-forest-labs/FLUX.1-schnell", "stable-diffusion-3.5-large", "sdxl-turbo", "Qwen/Qwen-Image", "stabilityai/sd-turbo"},
		"optical-character-recognition": {"deepseek-ocr", "PaddlePaddle/PaddleOCR-VL"},
		"text-generation":               {"gpt-4o", "gpt-5-mini", "qwen2.5:0.5b", "Qwen/Qwen3-VL-8B", "deepseek-chat", "llama3.2", "mistral-small", "o3-mini", "claude-sonnet-4-5", "evl-7b"},
		"":                              {"BAAI/bge-reranker-v2-m3", "omni-moderation-latest", "gpt-4o-realtime-preview", "sora-2", "llama-guard-3"},
	} {
		for _, id := range ids {
			got := remote.Guess(id)
			if len(got) == 0 && want != "" || len(got) > 0 && got[0] != want {
				t.Errorf("%s: got %v, want %s", id, got, want)
			}
		}
	}
	for id, sees := range map[string]bool{"gpt-4o": true, "Qwen/Qwen3-VL-8B": true, "gemma-3-27b-it": true, "llava:13b": true, "deepseek-chat": false, "qwen2.5:0.5b": false, "gpt-3.5-turbo": false} {
		if slices.Contains(remote.Guess(id), "visual-question-answering") != sees {
			t.Errorf("%s: sees is %v", id, !sees)
		}
	}
}
