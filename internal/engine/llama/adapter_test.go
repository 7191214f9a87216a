package llama_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
)

// lora makes an adapter for the tiny model.
func lora(t *testing.T, seed uint64) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lora.gguf")
	if err := ggufgen.LoRA(file, seed, ggufgen.Tiny, 4); err != nil {
		t.Fatal(err)
	}
	return file
}

func wears(r llama.Request, l ...llama.Adapter) llama.Request {
	r.Adapters = l
	return r
}

// TestAdaptersAndScalesAreKeptApart: each of some adapters, scales and both together
// gives an answer of its own, and gives it too while the others are answered and after
// they were: nothing that was computed with others is taken over.
func TestAdaptersAndScalesAreKeptApart(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Adapters: map[string]string{"odd": lora(t, 9), "even": lora(t, 8)}, Slots: 8}, nil)
	plain := greedy(tokens(t, m, text), 24)
	requests := []llama.Request{
		plain,
		wears(plain, llama.Adapter{Name: "odd", Scale: 1}),
		wears(plain, llama.Adapter{Name: "odd", Scale: 0.5}),
		wears(plain, llama.Adapter{Name: "even", Scale: 1}),
		wears(plain, llama.Adapter{Name: "even", Scale: 1}, llama.Adapter{Name: "odd", Scale: 1}),
	}
	want := make([][]llama.Step, len(requests))
	for i, r := range requests {
		r.Top = 5
		want[i] = told(t, m, r)
		if n := want[i][0].Cached; n != 0 {
			t.Errorf("%v takes over %d tokens of others", r.Adapters, n)
		}
		for j := range i {
			if slices.EqualFunc(want[i], want[j], func(a, b llama.Step) bool { return a.Token == b.Token }) {
				t.Errorf("%v and %v answer the same", r.Adapters, requests[j].Adapters)
			}
		}
	}
	same := wears(plain, llama.Adapter{Name: "odd", Scale: 1}, llama.Adapter{Name: "even", Scale: 1}) // in another order
	if got, last := answer(t, m, same); !alike(got, want[4]) || last.Cached == 0 {
		t.Errorf("in another order it answers\n%v\nnot\n%+v, with %d tokens taken over", got, want[4], last.Cached)
	}
	if got, last := answer(t, m, wears(plain, llama.Adapter{Name: "odd"})); !alike(got, want[0]) || last.Cached == 0 {
		t.Errorf("with the scale 0 it answers\n%v\nnot\n%+v", got, want[0])
	}
	var all sync.WaitGroup
	for i, r := range slices.Concat(requests, requests) {
		all.Go(func() {
			if got, _ := answer(t, m, r); !alike(got, want[i%len(want)]) {
				t.Errorf("beside others %v answers\n%v\nnot\n%+v", r.Adapters, got, want[i%len(want)])
			}
		})
	}
	all.Wait()
}

// alike reports whether an answer is the one wanted, or parts from it where two
// tokens are as good as equally likely: what is computed beside other things, or
// goes on from what was kept, differs in its last digits.
func alike(got []int32, want []llama.Step) bool {
	for i, s := range want {
		if i < len(got) && got[i] == s.Token {
			continue
		}
		return i < len(got) && slices.ContainsFunc(s.Top, func(c sample.Choice) bool { return c.Token == got[i] && s.Logprob-c.Logprob < 0.02 })
	}
	return len(got) == len(want)
}

// TestAdaptersComeAndGo: they are loaded while the model answers, and what nobody
// uses makes room.
func TestAdaptersComeAndGo(t *testing.T) {
	t.Parallel()
	file := lora(t, 9)
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	m := open(t, llama.Options{Slots: 4, Room: 3*info.Size() + 100}, nil)
	plain := greedy(tokens(t, m, text), 12)
	n := 0
	for _, err := range m.Generate(t.Context(), greedy(tokens(t, m, "go on"), 400)) { // somebody is answered meanwhile
		if err != nil {
			t.Fatal(err)
		}
		if n++; n > 4 {
			break
		}
		name := fmt.Sprint("a", n)
		if err := m.Adopt(t.Context(), name, file); err != nil {
			t.Fatal(err)
		}
		answer(t, m, wears(plain, llama.Adapter{Name: name, Scale: float64(n)}))
		answer(t, m, wears(plain, llama.Adapter{Name: "a1", Scale: 1}))
	}
	if !m.Has("a1") || m.Has("a2") || !m.Has("a3") || !m.Has("a4") {
		t.Errorf("of four, for three of whom there is room, the second should have gone: it was used longest ago")
	}
	long := wears(greedy(plain.Prompt, 1000), llama.Adapter{Name: "a1", Scale: 1}, llama.Adapter{Name: "a3", Scale: 1}, llama.Adapter{Name: "a4", Scale: 1})
	for _, err := range m.Generate(t.Context(), long) {
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Adopt(t.Context(), "a5", file); !fault.Is(err, fault.Exhausted) {
			t.Errorf("while all are in use: %v", err)
		}
		break
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	long.Most = 12
	answer(t, m, long) // their file is not needed
	none := open(t, llama.Options{}, func(s *ggufgen.Shape) { s.Pooling = 3 })
	broken := filepath.Join(t.TempDir(), "broken.gguf")
	b, err := os.ReadFile(lora(t, 9))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	wide := filepath.Join(t.TempDir(), "wide.gguf")
	shape := ggufgen.Tiny
	shape.Width *= 2
	if err := ggufgen.LoRA(wide, 1, shape, 4); err != nil {
		t.Fatal(err)
	}
	for says, err := range map[string]error{
		"was cut off":               m.Adopt(t.Context(), "x", broken),
		"cannot load the adapter x": m.Adopt(t.Context(), "x", wide),
		"makes vectors":             none.Adopt(t.Context(), "x", wide),
	} {
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q: %v", says, err)
		}
	}
	for says, r := range map[string]llama.Request{
		"named twice": wears(plain, llama.Adapter{Name: "x", Scale: 1}, llama.Adapter{Name: "x", Scale: 2}),
		"must be in":  wears(plain, llama.Adapter{Name: "x", Scale: 1e9}),
		"at most":     wears(plain, make([]llama.Adapter, 17)...),
	} {
		for _, err := range m.Generate(t.Context(), r) {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
				t.Errorf("want %q: %v", says, err)
			}
		}
	}
}
