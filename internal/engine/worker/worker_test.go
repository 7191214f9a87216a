package worker_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/worker"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/fleet/process"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
	"github.com/tenonhub/tenon/internal/task"
)

func TestMain(m *testing.M) {
	sandbox.Main(nil)
	workertest.Main()
	os.Exit(m.Run())
}

var parrot = ref.Model{Owner: "lab", Name: "parrot"}

// shelf has one model.
type shelf struct{ file string }

func (s shelf) Load(_ context.Context, m ref.Model) (fleet.Load, error) {
	if m != parrot {
		return fleet.Load{}, fault.New(fault.NotFound, "there is no model %s", m)
	}
	return fleet.Load{Model: m, Engine: "llama", Key: s.file, Files: []fleet.File{{Name: "m.gguf", Path: s.file}}, Memory: 1 << 20}, nil
}

// Adapter knows none.
func (s shelf) Adapter(_ context.Context, _ ref.Model, name string) (fleet.Adapter, error) {
	return fleet.Adapter{}, fault.New(fault.NotFound, "there is no model %s", name)
}

func open(t *testing.T, weights string) *worker.Engine {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "blob")
	if err := os.WriteFile(file, []byte(weights), 0o600); err != nil {
		t.Fatal(err)
	}
	pool := process.New(process.Options{Program: program, Beat: 20 * time.Millisecond})
	t.Cleanup(pool.Close)
	return worker.New(shelf{file}, pool, nil)
}

func request(id task.ID, in port.Values) engine.Request {
	return engine.Request{Model: parrot, Task: id, In: in}
}

func TestContract(t *testing.T) {
	t.Parallel()
	e, text := open(t, "fine"), []port.Value{port.NewText("a text")}
	for id, in := range map[task.ID]port.Values{
		"text-generation":     {"prompt": text, "context": {port.NewText("what is known")}},
		"feature-extraction":  {"text": text},
		"sentence-similarity": {"text": text, "others": {port.NewText("short"), port.NewText("a long one")}},
	} {
		t.Run(string(id), func(t *testing.T) { enginetest.Run(t, e, request(id, in)) })
	}
}

func out(t *testing.T, e *worker.Engine, req engine.Request) (words string, last engine.Event, err error) {
	t.Helper()
	for ev, err := range e.Run(t.Context(), req) {
		if err != nil {
			return words, last, err
		}
		words += ev.Text
		last = ev
	}
	return words, last, nil
}

func TestAPromptIsWrittenAsItComes(t *testing.T) {
	t.Parallel()
	e := open(t, "fine")
	words, last, err := out(t, e, request("text-generation", port.Values{"prompt": {port.NewText("words 3")}}))
	text, _ := last.Out.First("text")
	if err != nil || words != "0 1 2 " || text.Text != "0 1 2" || last.Usage != (engine.Usage{TokensIn: 3, TokensOut: 3}) {
		t.Errorf("%q, %+v, %v", words, last, err)
	}
	_, last, err = out(t, e, request("text-generation", port.Values{"prompt": {port.NewText("why?")}, "context": {port.NewText("because")}}))
	if text, _ = last.Out.First("text"); err != nil || text.Text != "because\n\nwhy?" {
		t.Errorf("with context: %q, %v", text.Text, err)
	}
}

func TestOthersAreRankedWhereTheyStand(t *testing.T) {
	t.Parallel()
	_, last, err := out(t, open(t, "fine"), request("sentence-similarity", port.Values{"text": {port.NewText("q")}, "others": {port.NewText("a"), port.NewText("bcd")}}))
	v, _ := last.Out.First("labels")
	l, e := v.ReadLabels()
	if err != nil || e != nil || len(l) != 2 || l[0].Name != "a" || l[1].Name != "bcd" || l[0].Score >= l[1].Score || l[1].Score >= 1 {
		t.Errorf("%+v, %v, %v", l, err, e)
	}
	_, last, err = out(t, open(t, "fine"), request("sentence-similarity", port.Values{"text": {port.NewText("shares")}, "others": {port.NewText("a"), port.NewText("bcd")}}))
	v, _ = last.Out.First("labels")
	if l, e = v.ReadLabels(); err != nil || e != nil || len(l) != 2 || l[0].Score != 0.01 || l[1].Score != 0.03 {
		t.Errorf("of what gives shares: %+v, %v, %v", l, err, e)
	}
}

func TestFailuresKeepTheirKind(t *testing.T) {
	t.Parallel()
	e := open(t, "fine")
	for said, want := range map[string]fault.Kind{"refuse it is too long": fault.Invalid, "": fault.Invalid, "crash": fault.Unavailable} {
		if _, _, err := out(t, e, request("text-generation", port.Values{"prompt": {port.NewText(said)}})); !fault.Is(err, want) {
			t.Errorf("%q: %v, want %s", said, err, want)
		}
	}
	if _, _, err := out(t, e, request("translation", nil)); !fault.Is(err, fault.Invalid) {
		t.Errorf("another task: %v", err)
	}
	_, _, err := out(t, open(t, "broken by a lying offset"), request("text-generation", port.Values{"prompt": {port.NewText("hello")}}))
	if kind, msg := fault.Of(err); kind != fault.Unavailable || !strings.Contains(msg, "by a lying offset") {
		t.Errorf("broken weights: %v", err)
	}
}

func TestATalkPassesThrough(t *testing.T) {
	t.Parallel()
	e := open(t, "fine")
	for body, media := range map[string]string{
		`{"model":"x","messages":[{"role":"user","content":"hello"}]}`:               "application/json",
		`{"model":"x","messages":[{"role":"user","content":"hello"}],"stream":true}`: "text/event-stream",
	} {
		r, err := e.Talk(t.Context(), engine.Talk{Model: parrot, Body: json.RawMessage(body)})
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil || r.Media != media || !strings.Contains(string(b), `"model":"lab/parrot"`) || !strings.Contains(string(b), `"content":"hello"`) {
			t.Errorf("%s: %s, %v", r.Media, b, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "null", "[]", `{"messages":[]}`} {
		if _, err := e.Talk(t.Context(), engine.Talk{Model: parrot, Body: json.RawMessage(bad)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
