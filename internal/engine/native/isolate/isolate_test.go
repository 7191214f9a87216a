package isolate_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/native/isolate"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
	"github.com/tenonhub/tenon/internal/task"
)

// mirror turns the bytes of pictures round, and misbehaves on demand.
type mirror struct{}

func (mirror) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		if req.Model.Name != "mirror" {
			yield(engine.Event{}, fault.About(req.Model.String(), fault.NotFound, "no such model"))
			return
		}
		in, _ := req.In.First("image")
		b, err := in.Read(1 << 30)
		if err != nil {
			yield(engine.Event{}, err)
			return
		}
		switch req.Params.Text("do") {
		case "panic":
			panic("index out of range")
		case "eat":
			for kept := [][]byte{}; ; kept = append(kept, bytes.Repeat([]byte{1}, 1<<20)) {
				_ = kept
			}
		case "hang":
			for range time.Tick(time.Hour) {
			}
		case "fault":
			yield(engine.Event{}, fault.About(in.Name, fault.Invalid, "it is no picture"))
			return
		case "error":
			yield(engine.Event{}, errors.New("a plain error"))
			return
		case "read":
			b, err = os.ReadFile(req.Params.Text("file"))
			if err != nil {
				yield(engine.Event{}, fault.Wrap(err, fault.Forbidden, "not there"))
				return
			}
		}
		if !yield(engine.Event{Progress: 0.5, Text: "half"}, nil) {
			return
		}
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		yield(engine.Event{Progress: 1, Usage: engine.Usage{Pictures: 1}, Out: port.Values{"image": {{
			Type: port.Image, Media: "image/x", Name: "turned", Size: int64(len(b)),
			Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		}}}}, nil)
	}
}

func TestMain(m *testing.M) {
	sandbox.Main(map[string]sandbox.Child{isolate.Child: isolate.Serve(map[string]engine.Engine{"mirror": mirror{}})})
	os.Exit(m.Run())
}

func req(data string, p task.Params) engine.Request {
	return engine.Request{
		Model: ref.Model{Owner: "tenon", Name: "mirror"}, Task: "image-denoising", Params: p,
		In: port.Values{"image": {{
			Type: port.Image, Name: "photo.png",
			Body: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil },
		}}},
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	enginetest.Run(t, isolate.New("mirror", sandbox.Limits{}), req("abc", nil))
}

func TestEventsAndFilesCross(t *testing.T) {
	t.Parallel()
	var words, turned string
	var last engine.Event
	long := strings.Repeat("x", 3<<20) + "y"
	for ev, err := range isolate.New("mirror", sandbox.Limits{}).Run(t.Context(), req(long, task.Params{"do": "turn"})) {
		if err != nil {
			t.Fatal(err)
		}
		words += ev.Text
		if ev.Out == nil {
			continue
		}
		v, _ := ev.Out.First("image")
		b, err := v.Read(1 << 30)
		if err != nil || v.Name != "turned" || v.Media != "image/x" || v.Size != int64(len(b)) {
			t.Errorf("output %+v, %v", v, err)
		}
		turned, last = string(b), ev
	}
	if words != "half" || last.Usage.Pictures != 1 || last.Progress != 1 {
		t.Errorf("words %q, last event %+v", words, last)
	}
	if turned != "y"+strings.Repeat("x", 3<<20) {
		t.Errorf("%d bytes came back, not the input turned round", len(turned))
	}
}

func TestFailuresCross(t *testing.T) {
	t.Parallel()
	secret := t.TempDir() + "/secret"
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		params task.Params
		limits sandbox.Limits
		kind   fault.Kind
		says   string
	}{
		"a fault":               {task.Params{"do": "fault"}, sandbox.Limits{}, fault.Invalid, "photo.png: it is no picture"},
		"another error":         {task.Params{"do": "error"}, sandbox.Limits{}, fault.Internal, "internal error"},
		"a panic":               {task.Params{"do": "panic"}, sandbox.Limits{}, fault.Invalid, "tenon/mirror: it broke on this input"},
		"eating memory":         {task.Params{"do": "eat"}, sandbox.Limits{Memory: 100 << 20}, fault.Exhausted, "tenon/mirror: ran out of its 100 MiB"},
		"hanging":               {task.Params{"do": "hang"}, sandbox.Limits{Wall: 300 * time.Millisecond}, fault.Exhausted, "tenon/mirror: was stopped after 300ms"},
		"reading other's files": {task.Params{"do": "read", "file": secret}, sandbox.Limits{}, fault.Forbidden, "not there"},
		"a large input":         {nil, sandbox.Limits{Disk: 2}, fault.TooLarge, "photo.png: it is over 2 bytes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			for _, err := range isolate.New("mirror", test.limits).Run(t.Context(), req("abc", test.params)) {
				got = err
			}
			if kind, msg := fault.Of(got); kind != test.kind || !strings.HasPrefix(msg, test.says) {
				t.Errorf("got %s %q (%v), want %s %q", kind, msg, got, test.kind, test.says)
			}
		})
	}
	t.Run("no such engine", func(t *testing.T) {
		t.Parallel()
		for _, err := range isolate.New("none", sandbox.Limits{}).Run(t.Context(), req("abc", nil)) {
			if err == nil || !strings.Contains(err.Error(), `no engine "none" is served`) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestCancelEndsTheChild(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	for _, err := range isolate.New("mirror", sandbox.Limits{}).Run(ctx, req("abc", task.Params{"do": "hang"})) {
		if !fault.Is(err, fault.Canceled) {
			t.Errorf("got %v, want canceled", err)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	e := isolate.New("mirror", sandbox.Limits{})
	for b.Loop() {
		for _, err := range e.Run(b.Context(), req("abc", nil)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
