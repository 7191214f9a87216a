package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	wire "github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/sdk"
)

const hello = `{"model":"lab/chat-1","messages":[{"role":"user","content":"one two three"}]}`

// head is an answer without its body.
type head struct {
	StatusCode int
	Header     http.Header
}

// send sends a request with headers, in pairs, and gives the answer and its body.
func (c called) send(t *testing.T, method, path, body string, header ...string) (head, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return head{resp.StatusCode, resp.Header}, string(b)
}

func TestARequestKeepsItsID(t *testing.T) {
	t.Parallel()
	c := callable(t)
	resp, _ := c.send(t, http.MethodPost, "/v1/chat/completions", hello, "X-Request-Id", "mine-1")
	asked := c.lab.Requests()
	if id := resp.Header.Get("X-Request-Id"); id != "mine-1" || asked[len(asked)-1].ID != "mine-1" {
		t.Errorf("it came back as %q, and went on as %q", id, asked[len(asked)-1].ID)
	}
	resp, body := c.send(t, http.MethodPost, "/dashscope/api/v1/services/aigc/text-generation/generation", `{"model":"nobody/nothing","input":{"prompt":"x"}}`)
	var told struct {
		ID string `json:"request_id"`
	}
	if err := json.Unmarshal([]byte(body), &told); err != nil || told.ID == "" || told.ID != resp.Header.Get("X-Request-Id") {
		t.Errorf("%s, %v", body, err)
	}
}

func TestAKeyMakesARequestCountOnce(t *testing.T) {
	t.Parallel()
	c := callable(t)
	const key = "Idempotency-Key"
	count := func() (n int) {
		for _, r := range c.lab.Requests() {
			if r.Path == "/v1/chat/completions" {
				n++
			}
		}
		return n
	}
	first, said := c.send(t, http.MethodPost, "/v1/chat/completions", hello, key, "k1")
	again, same := c.send(t, http.MethodPost, "/v1/chat/completions", hello, key, "k1")
	if said != same || first.Header.Get("Idempotent-Replayed") != "" || again.Header.Get("Idempotent-Replayed") != "true" || count() != 1 {
		t.Errorf("%s, then %s (%v), after %d calls", said, same, again.Header, count())
	}
	if resp, body := c.send(t, http.MethodPost, "/v1/chat/completions", strings.Replace(hello, "one", "two", 1), key, "k1"); resp.StatusCode != http.StatusConflict {
		t.Errorf("another request under the key: %d %s", resp.StatusCode, body)
	}
	stream := strings.Replace(hello, "{", `{"stream":true,`, 1)
	_, events := c.send(t, http.MethodPost, "/v1/chat/completions", stream, key, "k2")
	if resp, same := c.send(t, http.MethodPost, "/v1/chat/completions", stream, key, "k2"); same != events || !strings.HasSuffix(same, "data: [DONE]\n\n") || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("a stream: %q, then %q", events, same)
	}
	c.lab.Fail(20, http.StatusServiceUnavailable, "busy", "Retry-After", "0")
	resp, _ := c.send(t, http.MethodPost, "/v1/chat/completions", hello, key, "k3")
	c.lab.Recover()
	if later, body := c.send(t, http.MethodPost, "/v1/chat/completions", hello, key, "k3"); resp.StatusCode != http.StatusServiceUnavailable || later.StatusCode != http.StatusOK {
		t.Errorf("after a failure that passes: %d, then %d %s", resp.StatusCode, later.StatusCode, body)
	}
}

func TestAStreamThatBrokeOffIsNotKept(t *testing.T) {
	t.Parallel()
	c := callable(t)
	for path, ask := range map[string][2]string{
		"/v1/chat/completions": {strings.Replace(hello, "{", `{"stream":true,`, 1), "[DONE]"},
		"/v1/responses":        {`{"model":"lab/chat-1","stream":true,"input":"one two three"}`, "response.completed"},
		"/api/chat":            {hello, `"done":true`},
		"/api/generate":        {`{"model":"lab/chat-1","prompt":"one two three"}`, `"done":true`},
		"/dashscope/api/v1/services/aigc/text-generation/generation": {`{"model":"lab/chat-1","input":{"prompt":"one two three"}}`, `"finish_reason":"stop"`},
	} {
		header := []string{"Idempotency-Key", "k", "X-DashScope-SSE", "enable"}
		c.lab.Break(1)
		first, half := c.send(t, http.MethodPost, path, ask[0], header...)
		if first.StatusCode != http.StatusOK || strings.Contains(half, ask[1]) || !strings.Contains(half, "one") {
			t.Errorf("%s: %d %s", path, first.StatusCode, half)
		}
		again, whole := c.send(t, http.MethodPost, path, ask[0], header...)
		if !strings.Contains(whole, ask[1]) || again.Header.Get("Idempotent-Replayed") != "" {
			t.Errorf("%s, again: %v %s", path, again.Header, whole)
		}
	}
}

func TestAKeyHoldsForAFormThatIsSentAgain(t *testing.T) {
	t.Parallel()
	c := callable(t)
	send := func(purpose string) head {
		var b bytes.Buffer
		form := multipart.NewWriter(&b) // with a boundary of its own each time
		part, err := form.CreateFormFile("file", "in.txt")
		if err == nil {
			_, err = io.WriteString(part, "a file")
		}
		for _, err := range []error{err, form.WriteField("purpose", purpose), form.Close()} {
			if err != nil {
				t.Fatal(err)
			}
		}
		answer, _ := c.send(t, http.MethodPost, "/v1/files", b.String(), "Idempotency-Key", "k", "Content-Type", form.FormDataContentType())
		return answer
	}
	if first := send("user_data"); first.StatusCode != http.StatusOK {
		t.Errorf("the first time: %+v", first)
	}
	if again := send("user_data"); again.StatusCode != http.StatusOK || again.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("sent again: %+v", again)
	}
	if other := send("batch"); other.StatusCode != http.StatusConflict {
		t.Errorf("another form: %+v", other)
	}
}

func TestAWritersKeptAnswerIsNoReaders(t *testing.T) {
	t.Parallel()
	c := callable(t)
	made, err := c.client().AddToken(t.Context(), sdk.Token{User: "admin", Name: "reader", Scope: sdk.Scope{Level: "read"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for path, ask := range map[string]string{
		"/v1/chat/completions": hello, "/api/generate": `{"model":"lab/chat-1","stream":false,"prompt":"x"}`, "/models/lab/chat-1": `{"inputs":"x"}`,
		"/dashscope/api/v1/services/aigc/text-generation/generation": `{"model":"lab/chat-1","input":{"prompt":"x"}}`,
	} {
		if resp, body := c.send(t, http.MethodPost, path, ask, "Idempotency-Key", "k", "Content-Type", "application/json"); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
		}
		reader := called{url: c.url, token: made.Secret}
		if resp, body := reader.send(t, http.MethodPost, path, ask, "Idempotency-Key", "k", "Content-Type", "application/json"); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s, to who may only read: %d %s", path, resp.StatusCode, body)
		}
	}
}

func TestWhatOperatorsLookAt(t *testing.T) {
	t.Parallel()
	c := callable(t)
	if resp, body := c.send(t, http.MethodGet, "/readyz", ""); resp.StatusCode != http.StatusOK || !strings.Contains(body, "ready") {
		t.Errorf("/readyz: %d %s", resp.StatusCode, body)
	}
	c.send(t, http.MethodPost, "/v1/chat/completions", hello)
	c.send(t, http.MethodPost, "/v1/chat/completions", strings.Replace(hello, "{", `{"stream":true,"stream_options":{"include_usage":true},`, 1))
	c.send(t, http.MethodPost, "/v1/embeddings", `{"model":"tenon/embeddings","input":"a cat"}`)
	c.send(t, http.MethodPost, "/v1/chat/completions", strings.Replace(hello, "{", `{"top_k":3,`, 1))
	narrow, err := c.client().AddToken(t.Context(), sdk.Token{User: "admin", Name: "narrow", Scope: sdk.Scope{Level: "fineGrained", Grants: []sdk.Grant{{Owner: "admin"}}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := c.try(t, narrow.Secret, http.MethodGet, "/metrics", ""); status != http.StatusForbidden {
		t.Errorf("a token for repositories reads /metrics: %d", status)
	}
	resp, body := c.send(t, http.MethodGet, "/metrics", "")
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("/metrics: %d %s", resp.StatusCode, body)
	}
	for _, want := range []string{
		`tenon_tokens_total{direction="out",model="lab/chat-1"} 6`, `tenon_tokens_total{direction="in",model="lab/chat-1"} 14`,
		`tenon_calls_total{model="lab/chat-1",outcome="ok"} 2`, `tenon_calls_total{model="lab/chat-1",outcome="invalid"} 1`,
		`tenon_calls_total{model="tenon/embeddings",outcome="ok"} 1`, `tenon_first_answer_seconds_count{engine="remote",task="text-generation"} 2`,
		`tenon_queue_length{engine="remote"} 0`, `tenon_calls_running{engine="remote"} 0`, `go_goroutines `,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics does not say %s", want)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}

func TestABatchGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	const lines = 40
	var answered atomic.Int64
	some := make(chan struct{})
	lab := remotetest.New(t)
	lab.AnswerFunc(func(r wire.ChatRequest) string {
		if answered.Add(1) == 10 {
			close(some)
		}
		return r.Messages[0].Content.String()
	})
	lab.Slow(20 * time.Millisecond)
	c := config(t)
	h, _, stop := listen(t, c)
	h.must(t, http.MethodPost, "/api/tenon/v1/connections", `{"name":"lab","url":"`+lab.URL+`","key":"`+remotetest.Key+`","local":true}`)
	var in strings.Builder
	for i := range lines {
		fmt.Fprintf(&in, `{"custom_id":"q%d","method":"POST","url":"/v1/chat/completions","body":{"model":"lab/chat-1","messages":[{"role":"user","content":"number %d"}]}}`+"\n", i, i)
	}
	var file, batch struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		Output string `json:"output_file_id"`
	}
	decode(t, h.upload(t, in.String()), &file)
	decode(t, h.must(t, http.MethodPost, "/v1/batches", `{"input_file_id":"`+file.ID+`","endpoint":"/v1/chat/completions","completion_window":"24h"}`), &batch)
	<-some
	stop()
	h, _, stop = listen(t, c)
	defer stop()
	for deadline := time.Now().Add(time.Minute); batch.Status != "completed"; {
		decode(t, h.must(t, http.MethodGet, "/v1/batches/"+batch.ID, ""), &batch)
		if batch.Status == "failed" || time.Now().After(deadline) {
			t.Fatalf("it is %s", batch.Status)
		}
	}
	out := strings.Split(strings.TrimSpace(h.must(t, http.MethodGet, "/v1/files/"+batch.Output+"/content", "")), "\n")
	const inFlight = 8 // of both lives
	if n := answered.Load(); len(out) != lines || n > lines+inFlight || !strings.Contains(out[lines-1], fmt.Sprintf("number %d", lines-1)) {
		t.Errorf("%d answers of %d calls; the last is %s", len(out), n, out[len(out)-1])
	}
}

func TestAResponseInTheBackgroundGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	lab, asked, ended := remotetest.New(t), atomic.Int64{}, make(chan struct{})
	lab.AnswerFunc(func(r wire.ChatRequest) string {
		if asked.Add(1) == 1 {
			<-ended // the first life has no answer
		}
		return r.Messages[0].Content.String()
	})
	c := config(t)
	c.Drain = 10 * time.Millisecond
	h, _, stop := listen(t, c)
	h.must(t, http.MethodPost, "/api/tenon/v1/connections", `{"name":"lab","url":"`+lab.URL+`","key":"`+remotetest.Key+`","local":true}`)
	var made struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		Output []struct {
			Content []struct {
				Text string `json:"text"`
			} `json:"content"`
		} `json:"output"`
	}
	decode(t, h.must(t, http.MethodPost, "/v1/responses", `{"model":"lab/chat-1","input":"one two","background":true}`), &made)
	until(t, "the model is not asked", func() bool { return asked.Load() > 0 })
	stop()
	close(ended)
	h, _, stop = listen(t, c)
	defer stop()
	until(t, "it is not completed", func() bool {
		decode(t, h.must(t, http.MethodGet, "/v1/responses/"+made.ID, ""), &made)
		return made.Status == "completed"
	})
	if text := made.Output[0].Content[0].Text; text != "one two" || asked.Load() != 2 {
		t.Errorf("it says %q; the model was asked %d times", text, asked.Load())
	}
}

// A response whose events are told is made anew after a restart: who has some of the old ones
// is told so, and who begins again has all of the new.
func TestAStreamedResponseIsMadeAnewAfterARestart(t *testing.T) {
	t.Parallel()
	lab := remotetest.New(t)
	lab.Slow(20 * time.Millisecond)
	c := config(t)
	c.Drain = 10 * time.Millisecond
	h, _, stop := listen(t, c)
	h.must(t, http.MethodPost, "/api/tenon/v1/connections", `{"name":"lab","url":"`+lab.URL+`","key":"`+remotetest.Key+`","local":true}`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/v1/responses", strings.NewReader(`{"model":"lab/chat-1","input":"`+strings.Repeat("word ", 200)+`","background":true,"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+h.Token())
	resp, err := h.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var id string
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() && !strings.Contains(lines.Text(), `output_text.delta`) {
		if _, of, ok := strings.Cut(lines.Text(), `"id":"resp_`); ok && id == "" {
			id, _, _ = strings.Cut("resp_"+of, `"`)
		}
	}
	stop()
	lab.Slow(0)
	h, _, stop = listen(t, c)
	defer stop()
	said := h.must(t, http.MethodGet, "/v1/responses/"+id+"?stream=true", "")
	for _, want := range []string{`"sequence_number":1048578`, "event: response.completed"} {
		if !strings.Contains(said, want) || strings.Contains(said, `"sequence_number":2,`) {
			t.Errorf("%q is not in what is told: %.500s … %.500s", want, said, said[max(0, len(said)-500):])
		}
	}
	if status, body := h.send(t, http.MethodGet, "/v1/responses/"+id+"?stream=true&starting_after=4", ""); status != http.StatusConflict || !strings.Contains(body, "made anew") {
		t.Errorf("behind an event of the first life: %d %s", status, body)
	}
	if rest := h.must(t, http.MethodGet, "/v1/responses/"+id+"?stream=true&starting_after=1048580", ""); !strings.Contains(rest, `"sequence_number":1048581`) || strings.Contains(rest, `"sequence_number":1048580`) {
		t.Errorf("%.500s", rest)
	}
}

// Somebody whose batches take long leaves slots to others.
func TestNobodysBatchesHoldUpAnothers(t *testing.T) {
	t.Parallel()
	c, slow, wait := callable(t), remotetest.New(t), make(chan struct{})
	slow.AnswerFunc(func(wire.ChatRequest) string { <-wait; return "" })
	defer close(wait)
	c.post(t, "/api/tenon/v1/connections", `{"name":"slow","url":"`+slow.URL+`","key":"`+remotetest.Key+`","local":true}`)
	admin := sdk.New(c.url, c.token, &http.Client{})
	if _, err := admin.AddUser(t.Context(), sdk.User{Name: "ann"}, ""); err != nil {
		t.Fatal(err)
	}
	ann, err := admin.AddToken(t.Context(), sdk.Token{User: "ann", Scope: sdk.Scope{Level: "write"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	type batch struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		Counts struct {
			Completed int `json:"completed"`
		} `json:"request_counts"`
	}
	begin := func(token, model string) (b batch) {
		var file batch
		decode(t, leave(t, &http.Client{}, c.url, token, `{"custom_id":"q","method":"POST","url":"/v1/chat/completions","body":{"model":"`+model+`/chat-1","messages":[{"role":"user","content":"x"}]}}`), &file)
		_, said := c.try(t, token, http.MethodPost, "/v1/batches", `{"input_file_id":"`+file.ID+`","endpoint":"/v1/chat/completions","completion_window":"24h"}`)
		decode(t, said, &b)
		return b
	}
	for range 4 {
		begin(c.token, "slow")
	}
	b := begin(ann.Secret, "lab")
	for deadline := time.Now().Add(time.Minute); b.Status != "completed"; {
		if time.Now().After(deadline) {
			t.Fatalf("it is %s while another's go on", b.Status)
		}
		_, said := c.try(t, ann.Secret, http.MethodGet, "/v1/batches/"+b.ID, "")
		decode(t, said, &b)
	}
	if b.Counts.Completed != 1 {
		t.Errorf("it has %d answers", b.Counts.Completed)
	}
}

func decode(t *testing.T, body string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), into); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
}

// upload leaves a file for a batch, as the administrator.
func (h *hubbed) upload(t *testing.T, content string) string {
	t.Helper()
	return leave(t, h.client, "http://127.0.0.1", h.Token(), content)
}

// leave leaves a file for a batch.
func leave(t *testing.T, client *http.Client, url, token, content string) string {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "in.jsonl")
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	for _, err := range []error{err, form.WriteField("purpose", "batch"), form.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/v1/files", &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}
