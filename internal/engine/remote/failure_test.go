package remote_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/remote"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

var hello = port.Values{"prompt": text("Hello")}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status  int
		message string
		kind    fault.Kind
		says    string
		asked   int // times
	}{
		"wrong key":    {401, "Incorrect API key provided: " + remotetest.Key, fault.Unavailable, "connection lab: it refused its key; give it another: tenon connect lab --key …", 1},
		"forbidden":    {403, "Country not supported", fault.Unavailable, "its key may not use chat-1: Country not supported", 1},
		"no model":     {404, "The model does not exist", fault.Unavailable, "it has no chat-1", 1},
		"bad request":  {400, "temperature: " + strings.Repeat("x", 1000), fault.Invalid, "it refused the request: temperature", 1},
		"key repeated": {400, "key " + remotetest.Key + " is bad", fault.Invalid, "key (hidden) is bad", 1},
		"too long":     {400, "This model's maximum context length is 8192 tokens", fault.TooLarge, "give it less", 1},
		"body too big": {413, "", fault.TooLarge, "give it less", 1},
		"no credit":    {429, "You exceeded your current quota", fault.Exhausted, "no credit left", 1},
		"payment":      {402, "Pay", fault.Exhausted, "no credit left", 1},
		"busy":         {429, "Rate limit reached", fault.Exhausted, "takes no more requests for now; try later", 3},
		"broken":       {500, "<html>oh no</html>", fault.Unavailable, "it failed (500 Internal Server Error)", 3},
		"overloaded":   {529, "Overloaded", fault.Unavailable, "Overloaded", 3},
		"teapot":       {418, "I am a teapot", fault.Invalid, "teapot", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{Attempts: 3})
			s.Fail(c.asked, c.status, c.message)
			_, _, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, hello))
			kind, msg := fault.Of(err)
			if kind != c.kind || !strings.Contains(msg, c.says) || !strings.HasPrefix(msg, "connection lab: ") || len(msg) > 600 {
				t.Errorf("got %s %q", kind, msg)
			}
			if strings.Contains(fmt.Sprintf("%+v %v", err, err), remotetest.Key) {
				t.Errorf("the key is in %v", err)
			}
			// The server is well again, so that it was asked just so often.
			if _, _, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, hello)); err != nil || len(s.Requests()) != 1 {
				t.Errorf("afterwards: %v, %d requests", err, len(s.Requests()))
			}
		})
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header []string
		least  time.Duration
	}{
		"with back-off":      {nil, 20 * time.Millisecond},
		"after milliseconds": {[]string{"Retry-After-Ms", "60"}, 60 * time.Millisecond},
		"after seconds":      {[]string{"Retry-After", "0.07"}, 70 * time.Millisecond},
		"after a date gone":  {[]string{"Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT"}, 20 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{Backoff: 20 * time.Millisecond})
			s.Fail(1, 429, "slow down", c.header...)
			for _, id := range []task.ID{"text-generation", "automatic-speech-recognition"} { // forms are sent anew as well
				start := time.Now()
				if _, _, _, err := run(t.Context(), t, e, request(t, e, id, nil, good[id].in)); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took < c.least {
					t.Errorf("%s: asked again after %v", id, took)
				}
				s.Fail(1, 503, "restarting", c.header...)
			}
		})
	}
}

func TestAServerThatAsksToWaitTooLongIsLeft(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	s.Fail(1, 429, "come back tomorrow", "Retry-After", "86400")
	start := time.Now()
	_, _, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, hello))
	if _, msg := fault.Of(err); !fault.Is(err, fault.Exhausted) || !strings.Contains(msg, "try again in 24h0m0s") || time.Since(start) > time.Minute {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
}

func TestCancelComesAtOnce(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*remotetest.Server){
		"while the server thinks":    func(s *remotetest.Server) { s.Slow(time.Minute) },
		"while waiting to try again": func(s *remotetest.Server) { s.Fail(1, 429, "later", "Retry-After", "30") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{})
			prepare(s)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start := time.Now()
			_, _, _, err := run(ctx, t, e, request(t, e, "text-generation", nil, hello))
			if !fault.Is(err, fault.Canceled) || time.Since(start) > time.Minute {
				t.Errorf("got %v after %v", err, time.Since(start))
			}
		})
	}
}

func TestAConsumerThatLeavesEndsTheRequest(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"a b\"}}]}\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(ended)
	}))
	defer h.Close()
	e := remote.New(remote.Fixed(connection(h.URL)), h.Client(), remote.Options{})
	for ev, err := range e.Run(t.Context(), request(t, e, "text-generation", nil, hello)) {
		if err != nil || ev.Text != "a b" { // it came before the answer was done
			t.Errorf("got %+v, %v", ev, err)
		}
		break
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the request goes on")
	}
}

func TestServersThatGoWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request)
		says   string
	}{
		"a web page": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Welcome") }, "does not speak the OpenAI API; check the address"},
		"no choices": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"hello": 1}`) }, "does not speak the OpenAI API"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"abc\"}}]}\n\n")
		}, "its answer broke off after 3 characters"},
		"aborted": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"abc\"}}]}\n\n")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, "its answer broke off"},
		"stalled": {func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); <-r.Context().Done() }, "it sent nothing for 200ms"},
		"a failure on the way": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {\"error\":{\"message\":\"out of memory at "+remotetest.Key+"\"}}\n\n")
		}, "it failed on the way: out of memory at (hidden)"},
		"a filter": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n")
		}, "content filter"},
		"a refusal": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"refusal\":\"I won't.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
		}, "chat-1 declined: I won't."},
		"no room for an answer": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n")
		}, "came to no answer within its length"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := httptest.NewServer(http.HandlerFunc(c.answer))
			defer h.Close()
			o := remote.Options{}
			if name == "stalled" {
				o.Stall = 200 * time.Millisecond
			}
			e := remote.New(remote.Fixed(connection(h.URL)), h.Client(), o)
			_, _, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, hello))
			if kind, msg := fault.Of(err); kind == fault.Internal || !strings.Contains(msg, c.says) || !strings.HasPrefix(msg, "connection lab: ") {
				t.Errorf("got %s %q (%v)", kind, msg, err)
			}
			if strings.Contains(fmt.Sprint(err), remotetest.Key) {
				t.Errorf("the key is in %v", err)
			}
		})
	}
}

func TestAnAnswerThatStallsOnTheWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, _ := farmed(map[string]int{"a": 1}, remote.Options{})
		f.set("a", func(r *http.Request) (*http.Response, error) {
			began := strings.NewReader("data: {\"choices\":[{\"delta\":{\"content\":\"abc\"}}]}\n\n")
			return answer(http.StatusOK, io.MultiReader(began, untilDone{r.Context()}))(r)
		})
		_, _, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, hello))
		if kind, msg := fault.Of(err); kind != fault.Unavailable || !strings.Contains(msg, "its answer broke off after 3 characters") {
			t.Errorf("got %s %q (%v)", kind, msg, err)
		}
	})
}

func TestOtherAnswersThatAreWrong(t *testing.T) {
	t.Parallel()
	for id, c := range map[task.ID]struct{ answer, says string }{
		"feature-extraction":           {`{"data":[]}`, "did not give a vector for every text"},
		"sentence-similarity":          {`{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]},{"index":2,"embedding":[1]}]}`, "did not give a vector"},
		"text-to-image":                {`{"data":[{"b64_json":"AAAA"}]}`, "is not a picture"},
		"image-to-image":               {`{"data":[]}`, "gave no picture"},
		"text-to-speech":               {`{"error":"none"}`, "is not sound"},
		"automatic-speech-recognition": {`hello`, "does not speak the OpenAI API"},
	} {
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, c.answer) }))
		e := remote.New(remote.Fixed(connection(h.URL)), h.Client(), remote.Options{})
		_, _, _, err := run(t.Context(), t, e, request(t, e, id, good[id].params, good[id].in))
		if kind, msg := fault.Of(err); kind != fault.Unavailable || !strings.Contains(msg, c.says) {
			t.Errorf("%s: got %s %q", id, kind, msg)
		}
		h.Close()
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String() + "/v1"
	_ = l.Close()
	e := remote.New(remote.Fixed(connection(url)), &http.Client{}, remote.Options{})
	_, _, _, err = run(t.Context(), t, e, request(t, e, "text-generation", nil, hello))
	if kind, msg := fault.Of(err); kind != fault.Unavailable || msg != "connection lab: it cannot be reached at "+url+" (connection refused); is it running?" {
		t.Errorf("got %s %q", kind, msg)
	}
}

func TestInputThatCannotBeSent(t *testing.T) {
	t.Parallel()
	broken := file(port.Image, "image/png", "photo.png", nil)
	broken[0].Body = func() (io.ReadCloser, error) { return io.NopCloser(iotest.ErrReader(errors.New("disk"))), nil }
	for name, c := range map[string]struct {
		id   task.ID
		in   port.Values
		kind fault.Kind
	}{
		"no prompt":             {"text-generation", port.Values{"prompt": text(" \n")}, fault.Invalid},
		"no text to translate":  {"translation", port.Values{"text": text("")}, fault.Invalid},
		"no text to embed":      {"feature-extraction", port.Values{"text": text("")}, fault.Invalid},
		"no text to speak":      {"text-to-speech", port.Values{"text": text("\n")}, fault.Invalid},
		"no recording":          {"automatic-speech-recognition", port.Values{"audio": {{Type: port.Audio}}}, fault.Invalid},
		"too much text":         {"text-generation", port.Values{"prompt": text(strings.Repeat("a", 5<<20))}, fault.TooLarge},
		"too much to speak":     {"text-to-speech", port.Values{"text": text(strings.Repeat("a", 300_000))}, fault.TooLarge},
		"too much to embed":     {"feature-extraction", port.Values{"text": text(strings.Repeat("a", 5<<20))}, fault.TooLarge},
		"a picture that is not": {"image-to-text", port.Values{"image": file(port.Image, "image/png", "photo.png", []byte("words"))}, fault.Invalid},
		"an edit of no picture": {"image-to-image", port.Values{"image": file(port.Image, "image/png", "photo.png", []byte("words")), "prompt": text("x")}, fault.Invalid},
		"no conversation":       {"text-generation", port.Values{"prompt": {{Type: port.Chat, Text: "{}"}}}, fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{})
			params := task.Params{}
			if c.id == "translation" {
				params["target"] = "es"
			}
			_, _, _, err := run(t.Context(), t, e, request(t, e, c.id, params, c.in))
			if kind, msg := fault.Of(err); kind != c.kind || len(s.Requests()) > 0 {
				t.Errorf("got %s %q, %d requests", kind, msg, len(s.Requests()))
			}
		})
	}
}

func TestReferencesThatMeanNothing(t *testing.T) {
	t.Parallel()
	_, e := lab(t, remote.Options{})
	for _, m := range []ref.Model{{Owner: "lab", Name: "other"}, {Owner: "other", Name: "chat-1"}} {
		_, _, _, err := run(t.Context(), t, e, engine.Request{Model: m, Task: "text-generation", In: hello})
		if !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "tenon connect") {
			t.Errorf("got %v", err)
		}
	}
	_, _, _, err := run(t.Context(), t, e, engine.Request{Model: ref.Model{Owner: "lab", Name: "chat-1"}, Task: "depth-estimation"})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestKeysAreHidden(t *testing.T) {
	t.Parallel()
	conn := connection("http://127.0.0.1:1/v1")
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "conn", conn, "key", conn.Key)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "conn", conn, "key", conn.Key)
	fmt.Fprintf(&b, "%v %+v %#v %s %q %x", conn, conn, conn, conn.Key, conn.Key, conn.Key)
	if strings.Contains(b.String(), remotetest.Key) || strings.Contains(b.String(), fmt.Sprintf("%x", remotetest.Key)) {
		t.Error(b.String())
	}
}
