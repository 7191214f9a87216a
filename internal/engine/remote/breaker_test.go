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

func TestFailuresThatComeTogetherAreOneRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, _ := farmed(map[string]int{"a": 1}, remote.Options{})
		gate := make(chan struct{})
		f.set("a", func(*http.Request) (*http.Response, error) { <-gate; return nil, errors.New("connection reset") })
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				_, _ = talk(t.Context(), e) // it fails
			})
		}
		synctest.Wait()
		close(gate)
		wg.Wait()
		if _, err := talk(t.Context(), e); fault.After(err) != time.Second {
			t.Errorf("after one blip it rests for %v: %v", fault.After(err), err)
		}
	})
}

// endless begins an answer, and says nothing more until it is given up.
func endless(r *http.Request) (*http.Response, error) {
	return answer(http.StatusOK, io.MultiReader(strings.NewReader("data: {}\n\n"), untilDone{r.Context()}))(r)
}

type untilDone struct{ ctx context.Context } //nolint:containedctx // of one request

func (u untilDone) Read([]byte) (int, error) { <-u.ctx.Done(); return 0, u.ctx.Err() }

func TestWhoGivesUpSaysNothingOfTheServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, _ := farmed(map[string]int{"a": 1}, remote.Options{})
		for _, does := range []func(*http.Request) (*http.Response, error){
			endless,
			func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() },
		} {
			f.set("a", does)
			ctx, cancel := context.WithCancelCause(t.Context())
			var wg sync.WaitGroup
			for range 6 {
				wg.Go(func() {
					if _, err := talk(ctx, e); !fault.Is(err, fault.Canceled) || strings.Contains(err.Error(), "reached") {
						t.Errorf("given up: %v", err)
					}
				})
			}
			synctest.Wait()
			cancel(fault.New(fault.Canceled, "canceled on request"))
			wg.Wait()
			f.set("a", ok)
			if _, err := talk(t.Context(), e); err != nil {
				t.Errorf("after that: %v", err)
			}
		}
	})
}

func TestAnswersThatBreakOffAreFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, _ := farmed(map[string]int{"a": 1}, remote.Options{})
		f.set("a", func(r *http.Request) (*http.Response, error) {
			return answer(http.StatusOK, io.MultiReader(strings.NewReader("data: {}\n\n"), iotestErr{}))(r)
		})
		for range 5 {
			if _, err := talk(t.Context(), e); err == nil || fault.After(err) != 0 {
				t.Fatal(err)
			}
		}
		if _, err := talk(t.Context(), e); fault.After(err) != time.Second {
			t.Errorf("the sixth: %v", err)
		}
		f.set("a", ok)
		<-time.After(time.Second)
		for range 10 {
			if _, err := talk(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		if k := e.Known(); len(k) != 1 || k[0].Rests || k[0].Lost != 5 {
			t.Errorf("it has done %+v", k)
		}
	})
}

// counts asks for a stream, with another field, and reports whether its usage is told.
func counts(t *testing.T, e *remote.Engine, field string) (bool, error) {
	t.Helper()
	r, err := e.Talk(t.Context(), engine.Talk{Model: ref.Model{Owner: "farm", Name: "chat-1"}, Body: []byte(`{"stream":true,` + field + `"messages":[]}`)})
	if err != nil {
		return false, err
	}
	return r.Counted, r.Close()
}

// knows answers like a server that knows all fields but one.
func knows(all bool, not string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		b, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		said, err := io.ReadAll(b)
		if err != nil {
			return nil, err
		}
		if all || !strings.Contains(string(said), not) {
			return ok(r)
		}
		return answer(http.StatusBadRequest, strings.NewReader(`{"error":{"message":"Unrecognized request argument supplied: `+not+`"}}`))(r)
	}
}

func TestAnotherFieldThatIsUnknownDoesNotEndTheCounting(t *testing.T) {
	t.Parallel()
	f, e, _ := farmed(map[string]int{"a": 1}, remote.Options{})
	f.set("a", knows(false, "foo"))
	if _, err := counts(t, e, `"foo":1,`); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "supplied: foo") {
		t.Errorf("a field that it does not know: %v", err)
	}
	if counted, err := counts(t, e, ""); err != nil || !counted {
		t.Errorf("the next: counted %v, %v", counted, err)
	}
}

func TestOneServerThatDoesNotCountSilencesNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, _ := farmed(map[string]int{"a": 1, "b": 1}, remote.Options{})
		f.set("a", knows(false, "stream_options"))
		ask := func(want string) {
			t.Helper()
			seen := map[bool]int{}
			for range 4 {
				counted, err := counts(t, e, "")
				if err != nil {
					t.Fatal(err)
				}
				seen[counted]++
			}
			if got := f.told(); got != want || seen[true] != 2 {
				t.Errorf("asked %s, counted %v", got, seen)
			}
		}
		ask("a a b a b")
		f.set("a", ok) // another version
		<-time.After(30 * time.Minute)
		ask("a b a b")
		<-time.After(time.Hour)
		for range 4 {
			if counted, err := counts(t, e, ""); err != nil || !counted {
				t.Errorf("an hour later: counted %v, %v", counted, err)
			}
		}
	})
}

func TestOneRequestIsOneFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, _ := farmed(map[string]int{"a": 1}, remote.Options{})
		f.set("a", broken)
		for range 4 {
			if _, err := talk(t.Context(), e); fault.After(err) != 0 {
				t.Error(err)
			}
		}
		if n := strings.Count(f.told(), "a"); n != 16 {
			t.Errorf("it was asked %d times", n)
		}
		f.set("a", ok)
		if _, err := talk(t.Context(), e); err != nil {
			t.Errorf("another request: %v", err)
		}
		f, e, _ = farmed(map[string]int{"a": 3, "b": 2, "c": 1}, remote.Options{})
		for _, host := range []string{"a", "b", "c"} {
			f.set(host, broken)
		}
		if _, err := talk(t.Context(), e); err == nil || f.told() != "a b" {
			t.Errorf("one that upsets whom it reaches: %v", err)
		}
	})
}

func TestAServerWithoutAListIsThere(t *testing.T) {
	t.Parallel()
	for code, well := range map[int]bool{404: true, 405: true, 429: true, 501: true, 401: false, 403: false, 500: false, 503: false} {
		f, e, conn := farmed(map[string]int{"a": 1}, remote.Options{})
		f.set("a", answer(code, strings.NewReader(`{}`)))
		if l := e.Look(t.Context(), conn); l[0].Well != well || (l[0].Failure == "") != well {
			t.Errorf("%d: %+v", code, l)
		}
	}
}

// A list that is answered does not say that models are.
func TestALookLetsOneRequestFindOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, e, conn := farmed(map[string]int{"a": 1}, remote.Options{Attempts: 1})
		f.set("a", func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/models") {
				return answer(http.StatusOK, strings.NewReader(`{"data":[]}`))(r)
			}
			return broken(r)
		})
		for range 5 {
			_, _ = talk(t.Context(), e) // it fails
		}
		if l := e.Look(t.Context(), conn); !l[0].Well || l[0].Rests != 0 {
			t.Errorf("it looks like %+v", l)
		}
		if _, err := talk(t.Context(), e); err == nil || fault.After(err) != 0 {
			t.Errorf("the one: %v", err)
		}
		if _, err := talk(t.Context(), e); fault.After(err) != 2*time.Second {
			t.Errorf("the next: %v", err)
		}
	})
}

func TestServersThatNobodyAsksForAreForgotten(t *testing.T) {
	t.Parallel()
	var conns []remote.Connection
	f := &farm{does: map[string]func(*http.Request) (*http.Response, error){"a": ok}}
	for i := range 5000 {
		conns = append(conns, remote.Connection{
			Owner: "ann", Name: fmt.Sprintf("c%d", i), BaseURL: "http://a/v1", Models: []remote.Model{{ID: "chat-1", Tasks: []task.ID{"text-generation"}}},
		})
	}
	e := remote.New(remote.Fixed(conns...), &http.Client{Transport: f}, remote.Options{})
	for _, c := range conns {
		r, err := e.Talk(t.Context(), engine.Talk{Model: ref.Model{Owner: c.Name, Name: "chat-1"}, Body: []byte(`{"messages":[]}`)})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(e.Known()); n > 4096 || n < 2000 {
		t.Errorf("%d are remembered", n)
	}
}
