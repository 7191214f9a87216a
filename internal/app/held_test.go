package app_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/wire/object"
)

// TestWhatWasAskedIsNotHeldWhileTheAnswerComes is not parallel: it looks at the memory of
// the process. Requests of 4 MiB are asked of a connected server and of a worker, whose
// answers have begun and go on.
func TestWhatWasAskedIsNotHeldWhileTheAnswerComes(t *testing.T) {
	release := make(chan struct{})
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `{"data":[{"id":"chat-1"}]}`)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n")
		_ = http.NewResponseController(w).Flush()
		<-release
	}))
	defer far.Close()
	defer close(release)
	c := callable(t)
	c.post(t, "/api/tenon/v1/connections", `{"name":"far","url":"`+far.URL+`","local":true,"model":"chat-1","task":"text-generation"}`)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen)})
	const size, many = 4 << 20, 10
	padding := bytes.Repeat([]byte("long "), size/5)
	for _, model := range []string{"far/chat-1", "admin/parrot"} {
		before := held()
		for range many {
			ask := fmt.Sprintf(`{"model":%q,"stream":true,"messages":[{"role":"system","content":"%s"},{"role":"user","content":"words 100000"}]}`, model, padding)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/v1/chat/completions", object.NewReader([]byte(ask)))
			if err != nil {
				t.Fatal(err)
			}
			r.ContentLength = int64(len(ask))
			r.Header.Set("Authorization", "Bearer "+c.token)
			resp, err := (&http.Client{}).Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if _, err := io.ReadFull(resp.Body, make([]byte, 10)); err != nil {
				t.Fatal(err)
			}
		}
		if more := held() - before; more > many*size/2 {
			t.Errorf("%s: %d requests of %d MiB hold %d MiB", model, many, size>>20, more>>20)
		}
	}
}

// held is how much memory is in use.
func held() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
