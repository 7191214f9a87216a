package remote_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/remote"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// farm is a network of servers by their hosts, without sockets, so that time can
// be virtual.
type farm struct {
	mu    sync.Mutex
	does  map[string]func(r *http.Request) (*http.Response, error)
	asked []string // the hosts, in order
}

func (f *farm) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	f.mu.Lock()
	f.asked = append(f.asked, r.URL.Hostname())
	do := f.does[r.URL.Hostname()]
	f.mu.Unlock()
	return do(r)
}

func (f *farm) set(host string, do func(*http.Request) (*http.Response, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.does[host] = do
}

// told returns who was asked since the last time, and forgets it.
func (f *farm) told() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := strings.Join(f.asked, " ")
	f.asked = nil
	return s
}

func answer(status int, body io.Reader, header ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: h, Body: io.NopCloser(body), Request: r}, nil
	}
}

func ok(r *http.Request) (*http.Response, error) {
	return answer(http.StatusOK, strings.NewReader(`{"choices":[{"message":{"role":"assistant","content":"from `+r.URL.Hostname()+`"}}]}`))(r)
}

func refused(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") }

func broken(*http.Request) (*http.Response, error) {
	return answer(http.StatusInternalServerError, strings.NewReader(`{"error":{"message":"oh no"}}`))(nil)
}

// farmed is an engine over a connection to the servers of a farm, of weights.
func farmed(weights map[string]int, o remote.Options) (*farm, *remote.Engine, remote.Connection) {
	f := &farm{does: map[string]func(*http.Request) (*http.Response, error){}}
	conn := remote.Connection{Owner: "ann", Name: "farm", Models: []remote.Model{{ID: "chat-1", Tasks: []task.ID{"text-generation"}}}}
	for _, host := range []string{"a", "b", "c"} {
		if weights[host] == 0 {
			continue
		}
		f.does[host] = ok
		if conn.BaseURL == "" {
			conn.BaseURL, conn.Weight = "http://"+host+"/v1", weights[host]
		} else {
			conn.More = append(conn.More, remote.Backend{URL: "http://" + host + "/v1", Weight: weights[host]})
		}
	}
	return f, remote.New(remote.Fixed(conn), &http.Client{Transport: f}, o), conn
}

// talk asks the model of the farm.
func talk(ctx context.Context, e *remote.Engine) (string, error) {
	r, err := e.Talk(ctx, engine.Talk{Model: ref.Model{Owner: "farm", Name: "chat-1"}, Body: []byte(`{"messages":[]}`)})
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), errors.Join(err, r.Close())
}

func TestEachServerGetsItsShare(t *testing.T) {
	t.Parallel()
	f, e, _ := farmed(map[string]int{"a": 3, "b": 1, "c": 2}, remote.Options{})
	for range 12 {
		if _, err := talk(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	got := f.told()
	for host, want := range map[string]int{"a": 6, "b": 2, "c": 4} {
		if n := strings.Count(got, host); n != want {
			t.Errorf("%s was asked %d times, want %d: %s", host, n, want, got)
		}
	}
	if strings.Contains(got, "a a a") { // not all at once
		t.Error(got)
	}
}

func TestWhatHasAnsweredNothingIsReplaced(t *testing.T) {
	t.Parallel()
	for name, does := range map[string]func(*http.Request) (*http.Response, error){
		"not there": refused, "broken": broken,
		"ends before its first byte": answer(http.StatusOK, iotestErr{}),
		"lacks the model":            answer(http.StatusNotFound, strings.NewReader(`{}`)),
		"wants another key":          answer(http.StatusUnauthorized, strings.NewReader(`{}`)),
		"busy":                       answer(http.StatusTooManyRequests, strings.NewReader(`{}`), "Retry-After", "30"),
	} {
		f, e, _ := farmed(map[string]int{"a": 2, "b": 1}, remote.Options{})
		f.set("a", does)
		if said, err := talk(t.Context(), e); err != nil || !strings.Contains(said, "from b") || f.told() != "a b" {
			t.Errorf("%s: %q, %v", name, said, err)
		}
	}
	f, e, _ := farmed(map[string]int{"a": 2, "b": 1}, remote.Options{})
	f.set("a", answer(http.StatusBadRequest, strings.NewReader(`{"error":{"message":"temperature is odd"}}`)))
	if _, err := talk(t.Context(), e); !fault.Is(err, fault.Invalid) || f.told() != "a" {
		t.Errorf("a bad request: %v", err)
	}
	f, e, _ = farmed(map[string]int{"a": 2, "b": 1}, remote.Options{})
	f.set("a", answer(http.StatusOK, io.MultiReader(strings.NewReader("data: {}\n\n"), iotestErr{})))
	if said, err := talk(t.Context(), e); err == nil || said != "data: {}\n\n" || f.told() != "a" {
		t.Errorf("one that had begun: %q, %v", said, err)
	}
}

// iotestErr breaks off.
type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestAServerThatFailsAgainAndAgainRests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, conn := farmed(map[string]int{"a": 1}, remote.Options{})
		f.set("a", refused)
		for range 5 {
			if _, err := talk(t.Context(), e); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "cannot be reached") {
				t.Fatal(err)
			}
		}
		if f.told() != "a a a a a" {
			t.Error("it was not asked five times")
		}
		_, err := talk(t.Context(), e)
		if _, msg := fault.Of(err); fault.After(err) != time.Second || !strings.Contains(msg, "left alone for 1s") || !strings.Contains(msg, "connection refused") || f.told() != "" {
			t.Errorf("the sixth: %v", err)
		}
		<-time.After(time.Second)
		busy, release := make(chan struct{}), make(chan struct{})
		f.set("a", func(r *http.Request) (*http.Response, error) { close(busy); <-release; return refused(r) })
		probe := make(chan error, 1)
		go func() {
			_, err := talk(t.Context(), e)
			probe <- err
		}()
		<-busy
		if _, err := talk(t.Context(), e); fault.After(err) == 0 || f.told() != "a" {
			t.Errorf("one alone finds out: %v", err)
		}
		close(release)
		if err := <-probe; !strings.Contains(fmt.Sprint(err), "cannot be reached") {
			t.Errorf("who found out: %v", err)
		}
		if _, err := talk(t.Context(), e); fault.After(err) != 2*time.Second {
			t.Errorf("it rests longer: %v", err)
		}
		f.set("a", ok)
		<-time.After(2 * time.Second)
		for range 3 {
			if _, err := talk(t.Context(), e); err != nil {
				t.Errorf("well again: %v", err)
			}
		}
		// Who looks finds out too, and lets it work again.
		f.set("a", broken)
		for range 5 {
			_, _ = talk(t.Context(), e) // it fails
		}
		f.set("a", answer(http.StatusOK, strings.NewReader(`{"data":[]}`)))
		if l := e.Look(t.Context(), conn); len(l) != 1 || !l[0].Well || l[0].Rests != 0 || l[0].Asked == 0 || l[0].Lost == 0 {
			t.Errorf("it looks like %+v", l)
		}
		f.set("a", ok)
		if _, err := talk(t.Context(), e); err != nil {
			t.Errorf("after a look: %v", err)
		}
	})
}

func TestAServerThatRestsIsPassedOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, conn := farmed(map[string]int{"a": 1, "b": 1}, remote.Options{})
		f.set("a", refused)
		for range 20 {
			if said, err := talk(t.Context(), e); err != nil || !strings.Contains(said, "from b") {
				t.Fatal(err)
			}
		}
		if n := strings.Count(f.told(), "a"); n != 5 {
			t.Errorf("it was asked %d times", n)
		}
		var l []remote.Health
		if l = e.Look(t.Context(), conn); len(l) != 2 || l[0].Well || l[0].Rests == 0 || !strings.Contains(l[0].Failure, "connection refused") || !l[1].Well {
			t.Errorf("they look like %+v", l)
		}
	})
}

func TestAServerThatSaysNothingIsSeenWithinSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, conn := farmed(map[string]int{"a": 1}, remote.Options{})
		f.set("a", func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() })
		began := time.Now()
		if l := e.Look(t.Context(), conn); l[0].Well || !strings.Contains(l[0].Failure, "nothing for 2s") || time.Since(began) != 2*time.Second {
			t.Errorf("after %v: %+v", time.Since(began), l)
		}
	})
}

// Many who look, at once or one after another, are one request to each server; a look
// holds for some seconds, unless the server fails meanwhile or is given another key.
func TestALookHoldsForAllWhoLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, conn := farmed(map[string]int{"a": 1}, remote.Options{Attempts: 1})
		f.set("a", func(r *http.Request) (*http.Response, error) {
			<-time.After(time.Millisecond)
			return answer(http.StatusOK, strings.NewReader(`{"data":[]}`))(r)
		})
		gone, leave := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { e.Look(gone, conn) })
		synctest.Wait() // it has begun
		for range 10 {
			wg.Go(func() {
				if l := e.Look(t.Context(), conn); !l[0].Well {
					t.Errorf("it looks like %+v", l)
				}
			})
		}
		leave() // another one of them looks then
		wg.Wait()
		if told := f.told(); told != "a a" {
			t.Errorf("asked: %q", told)
		}
		look := func(when string, well bool, asked string) {
			t.Helper()
			if l := e.Look(t.Context(), conn); len(l) != 1 || l[0].Well != well {
				t.Errorf("%s it looks like %+v", when, l)
			}
			if told := f.told(); told != asked {
				t.Errorf("%s it was asked %q, not %q", when, told, asked)
			}
		}
		look("at once", true, "")
		<-time.After(6 * time.Second)
		look("later", true, "a")
		f.set("a", refused)
		if _, err := talk(t.Context(), e); err == nil {
			t.Error("it does not fail")
		}
		look("after a failure", false, "a a")
		look("at once after it", false, "")
		f.set("a", answer(http.StatusOK, strings.NewReader(`{"data":[]}`)))
		<-time.After(time.Second)
		look("a second after it", true, "a")
		conn.Key = "another"
		look("with another key", true, "a")
	})
}

func TestOneThatHasTheModelIsAsked(t *testing.T) {
	t.Parallel()
	f, _, conn := farmed(map[string]int{"a": 1, "b": 1}, remote.Options{})
	conn.Only, conn.Models = []string{"other-1"}, append(conn.Models, remote.Model{ID: "other-1", Tasks: []task.ID{"text-generation"}})
	e := remote.New(remote.Fixed(conn), &http.Client{Transport: f}, remote.Options{})
	for range 4 {
		if said, err := talk(t.Context(), e); err != nil || !strings.Contains(said, "from b") {
			t.Errorf("%q, %v", said, err)
		}
	}
	conn.More[0].Only = []string{"other-1"}
	e = remote.New(remote.Fixed(conn), &http.Client{Transport: f}, remote.Options{})
	if _, err := talk(t.Context(), e); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "none of its servers has chat-1") {
		t.Errorf("nobody has it: %v", err)
	}
}

func TestConnectionsOfSeveralServersAreChecked(t *testing.T) {
	t.Parallel()
	_, _, conn := farmed(map[string]int{"a": 1, "b": 1}, remote.Options{})
	if err := conn.Check(); err != nil {
		t.Fatal(err)
	}
	for says, change := range map[string]func(c *remote.Connection){
		"named twice":            func(c *remote.Connection) { c.More = []remote.Backend{{URL: c.BaseURL}} },
		"does not begin with":    func(c *remote.Connection) { c.More = []remote.Backend{{URL: "b"}} },
		"the weight of http://a": func(c *remote.Connection) { c.Weight = -1 },
		"it can have 100":        func(c *remote.Connection) { c.More = many(100) },
	} {
		wrong := conn
		change(&wrong)
		if err := wrong.Check(); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

func many(n int) (l []remote.Backend) {
	for i := range n {
		l = append(l, remote.Backend{URL: fmt.Sprintf("http://x%d/v1", i)})
	}
	return l
}

// A server that does not know how to count in a stream is asked without, and not
// asked again.
func TestUsageIsAskedForWhereItIsKnown(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	ask := engine.Talk{Model: ref.Model{Owner: "lab", Name: "chat-1"}, Body: []byte(`{"stream":true,"messages":[{"role":"user","content":"one two"}]}`)}
	say := func() (said string, counted bool) {
		r, err := e.Talk(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b), r.Counted
	}
	if said, counted := say(); !counted || !strings.Contains(said, `"completion_tokens"`) {
		t.Errorf("counted %v: %s", counted, said)
	}
	s.Forget("stream_options")
	for range 2 {
		if said, counted := say(); counted || strings.Contains(said, `"completion_tokens"`) || !strings.Contains(said, "[DONE]") {
			t.Errorf("counted %v: %s", counted, said)
		}
	}
	if n := len(s.Requests()); n != 4 {
		t.Errorf("%d requests, of which one was refused", n)
	}
}
