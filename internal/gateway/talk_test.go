package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"weak"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/gateway"
)

// parrot says again what it was sent.
type parrot struct{ engine.Func }

func (parrot) Talk(_ context.Context, t engine.Talk) (engine.Reply, error) {
	if strings.Contains(string(t.Body), "fail") {
		return engine.Reply{}, fault.New(fault.Unavailable, "it is asleep")
	}
	return engine.Reply{Media: "application/json", ReadCloser: io.NopCloser(strings.NewReader(string(t.Body)))}, nil
}

func TestATalkHoldsItsModelUntilItIsClosed(t *testing.T) {
	t.Parallel()
	d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "text-generation"}}
	f := fleet.New(map[string]fleet.Berth{"test": {Engine: parrot{}, Slots: 1}}, 0)
	g := gateway.New(d, f, d, gateway.Options{})
	talk := engine.Talk{Model: keywords, Body: json.RawMessage(`{"a":1}`)}
	for range 3 { // more than there are slots
		r, err := g.Talk(t.Context(), talk)
		if err != nil {
			t.Fatal(err)
		}
		waiting, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := g.Talk(waiting, talk); !fault.Is(err, fault.Canceled) {
			t.Errorf("beside one that goes on: %v", err)
		}
		if b, err := io.ReadAll(r); err != nil || string(b) != `{"a":1}` {
			t.Errorf("%s, %v", b, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	talk.Body = json.RawMessage(`{"fail":1}`)
	for range 2 {
		if _, err := g.Talk(t.Context(), talk); !fault.Is(err, fault.Unavailable) {
			t.Errorf("one that fails: %v", err)
		}
	}
	if len(d.notes) != 5 || !d.notes[0] || d.notes[4] {
		t.Errorf("noted %v", d.notes)
	}
}

func TestWhatHoldsNoConversationsSaysSo(t *testing.T) {
	t.Parallel()
	g, d, _ := open(nil)
	if _, err := g.Talk(t.Context(), engine.Talk{Model: keywords}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "keyword-extraction") {
		t.Errorf("a model of another task: %v", err)
	}
	d.model.Task = "text-generation"
	for range 2 { // the slot is given back
		if _, err := g.Talk(t.Context(), engine.Talk{Model: keywords}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("an engine that cannot: %v", err)
		}
	}
}

// watch keeps what it hears of calls.
type watch struct{ heard []string }

func (w *watch) Begin(ctx context.Context, m catalog.Model) (context.Context, gateway.Progress) {
	w.heard = append(w.heard, "begin "+m.Ref.Name)
	return ctx, w
}
func (w *watch) Lent()     { w.heard = append(w.heard, "lent") }
func (w *watch) Answered() { w.heard = append(w.heard, "answered") }
func (w *watch) End(u engine.Usage, err error) {
	w.heard = append(w.heard, fmt.Sprintf("end %d %d %v", u.TokensIn, u.TokensOut, err))
}

func TestAWatchHearsHowCallsGo(t *testing.T) {
	t.Parallel()
	d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "text-generation"}}
	f := fleet.New(map[string]fleet.Berth{"test": {Engine: parrot{}, Slots: 1}}, 0)
	w := &watch{}
	g := gateway.New(d, f, d, gateway.Options{Watch: w})
	long := `{"said":"` + strings.Repeat("x", 5000) + `","usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}`
	for _, body := range []string{long, `{"a":1}`, `{"fail":1}`} {
		r, err := g.Talk(t.Context(), engine.Talk{Model: keywords, Body: json.RawMessage(body)})
		if err != nil {
			continue
		}
		if _, err := io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		for range 2 { // whoever closes twice ends once
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := "begin keywords; lent; answered; end 7 3 <nil>; begin keywords; lent; answered; end 0 1 <nil>; begin keywords; lent; end 0 0 it is asleep"
	if got := strings.Join(w.heard, "; "); got != want {
		t.Errorf("heard %s", got)
	}
}

// What was asked may be a conversation with pictures, and an answer may take minutes.
func TestALongRequestIsNotKeptWhileItsAnswerComes(t *testing.T) {
	t.Parallel()
	d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "text-generation"}}
	f := fleet.New(map[string]fleet.Berth{"test": {Engine: teller{reply: engine.Reply{ReadCloser: io.NopCloser(strings.NewReader("{}"))}}, Slots: 1}}, 0)
	g := gateway.New(d, f, d, gateway.Options{})
	ask := func() (engine.Reply, weak.Pointer[byte]) {
		body := make(json.RawMessage, 1<<20)
		r, err := g.Talk(t.Context(), engine.Talk{Model: keywords, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		return r, weak.Make(&body[0])
	}
	r, kept := ask()
	runtime.GC()
	if kept.Value() != nil {
		t.Error("it is kept")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// breaking is an answer whose reading ends with why its request was given up.
type breaking struct {
	engine.Func
	why error
}

func (b breaking) Talk(ctx context.Context, _ engine.Talk) (engine.Reply, error) {
	return engine.Reply{Media: "text/event-stream", ReadCloser: io.NopCloser(iotest.ErrReader(b.why))}, nil
}

// Whoever cancels a run gives a reason of its own, which is no failure of the model.
func TestACallerThatStopsSaysNothingOfTheModel(t *testing.T) {
	t.Parallel()
	for why, noted := range map[error]int{
		fault.New(fault.Canceled, "canceled on request"): 0,
		fault.New(fault.Exhausted, "its time is up"):     1,
	} {
		d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "text-generation"}}
		w := &watch{}
		g := gateway.New(d, fleet.New(map[string]fleet.Berth{"test": {Engine: breaking{why: why}, Slots: 1}}, 0), d, gateway.Options{Watch: w})
		ctx, cancel := context.WithCancelCause(t.Context())
		r, err := g.Talk(ctx, engine.Talk{Model: keywords, Body: json.RawMessage(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		cancel(why)
		if _, err := io.ReadAll(r); err == nil {
			t.Error("it did not break off")
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if len(d.notes) != noted || strings.Contains(w.heard[len(w.heard)-1], "<nil>") == (noted == 1) {
			t.Errorf("%v: noted %v, heard %v", why, d.notes, w.heard)
		}
	}
}
