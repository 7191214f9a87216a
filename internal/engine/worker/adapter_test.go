package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine"
	engineworker "github.com/tenonhub/tenon/internal/engine/worker"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// wardrobe is a shelf with any adapter; those of one name are one.
type wardrobe struct {
	shelf
	large string // the file of those whose name says so
	mu    *sync.Mutex
	asked *int
}

func (w wardrobe) Adapter(_ context.Context, _ ref.Model, name string) (fleet.Adapter, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.asked++
	file := w.file
	if strings.HasSuffix(name, "-large") {
		file = w.large
	}
	return fleet.Adapter{Name: name, ID: "id of " + strings.ToLower(name), Path: file, Scale: 1}, nil
}

// copies are workers that hold one model, and are asked in turn.
type copies struct {
	mu   sync.Mutex
	has  []map[string]bool // their adapters
	turn int

	full, refuses bool // they keep none, or take none
}

func (c *copies) Send(_ context.Context, _ fleet.Load, call fleet.Call) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.turn % len(c.has)
	if c.turn++; call.Copy != nil {
		n = *call.Copy
	}
	status, said := http.StatusOK, `{}`
	if path, query, ok := strings.Cut(call.Path, "?"); ok && path == worker.AdapterPath {
		if c.has[n][query] = !c.full; c.refuses {
			name, _ := url.QueryUnescape(strings.TrimPrefix(query, worker.AdapterName+"="))
			status, said = http.StatusBadRequest, `{"error":{"message":"`+name+` is no adapter for a model of this architecture"}}`
		}
	} else {
		var ask struct{ LoRA worker.LoRAs }
		if err := json.Unmarshal(call.Body, &ask); err != nil {
			return nil, fmt.Errorf("read a call: %w", err)
		}
		for _, l := range ask.LoRA {
			if !strings.HasPrefix(l.Name, "id of ") {
				return nil, fmt.Errorf("an adapter %q is asked for that nobody has looked for", l.Name)
			}
		}
		if len(c.has[n]) < len(ask.LoRA) || c.full || c.refuses {
			status, said = http.StatusNotFound, `{"error":{"message":"this model has no such adapter"}}`
		}
	}
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set(fleet.Answered, fmt.Sprint(n))
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(bytes.NewBufferString(said))}, nil
}

// TestAdaptersComeToTheWorkerThatLacksThem: of several copies of a model the one that
// was asked gets them, and is asked again.
func TestAdaptersComeToTheWorkerThatLacksThem(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lora.gguf")
	if err := os.WriteFile(file, []byte("adapter"), 0o600); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(t.TempDir(), "large.gguf")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 150<<20); err != nil {
		t.Fatal(err)
	}
	asked := 0
	c := &copies{}
	for range 16 {
		c.has = append(c.has, map[string]bool{})
	}
	e := engineworker.New(wardrobe{shelf{file}, large, &sync.Mutex{}, &asked}, c, nil)
	say := func(lora string) error {
		reply, err := e.Talk(t.Context(), engine.Talk{Model: parrot, Body: []byte(`{"messages":[],"lora":` + lora + `}`)})
		if err == nil {
			err = reply.Close()
		}
		return err
	}
	for range 20 {
		if err := say(`[{"name":"lab/a"},{"name":"lab/b","scale":0.5}]`); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"LORA", "Lora", "lor\\u0041"} { // as workers read names
		reply, err := e.Talk(t.Context(), engine.Talk{Model: parrot, Body: []byte(`{"messages":[],"` + name + `":[{"name":"somebody's"}]}`)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_ = reply.Close()
	}
	asked = 0
	for lora, says := range map[string]string{
		`[` + strings.Repeat(`{"name":"lab/a"},`, 1000) + `{"name":"lab/a"}]`: "lora names 1001 adapters, at most 16",
		`[{"name":"lab/a"},{"name":"LAB/A"}]`:                                 "lora names the adapter LAB/A twice",
		`[{"name":"lab/a","scale":-101}]`:                                     "lora gives the adapter lab/a the scale -101",
	} {
		if err := say(lora); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q: %v", says, err)
		}
	}
	if err := say(`[{"name":"lab/a-large"},{"name":"lab/b-large"}]`); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "the adapters lab/a-large, lab/b-large have 300 MiB together, and its worker has room for 256 MiB") {
		t.Errorf("two that have no room together: %v", err)
	}
	c.full = true
	if err := say(`[{"name":"lab/a"},{"name":"lab/b"}]`); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "others need the place of the adapters lab/a, lab/b in its worker now; ask again") {
		t.Errorf("where others need the place: %v", err)
	}
	c.full, c.refuses = false, true
	if err := say(`[{"name":"lab/c"}]`); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "lab/c is no adapter for") {
		t.Errorf("one that is refused: %v", err)
	}
	if asked > 8 {
		t.Errorf("%d adapters were looked for of a request that names too many", asked)
	}
}
