package llama_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

// off is how far a is from b, beside the size of b.
func off(a, b []float32) float64 {
	diff, size := 0.0, 0.0
	for i := range a {
		diff = max(diff, math.Abs(float64(a[i]-b[i])))
		size = max(size, math.Abs(float64(b[i])))
	}
	return diff / size
}

// TestAnswersTogetherAreThoseAlone: eight at a time, of which some share their
// beginnings, beside llama.cpp's own loop for each.
func TestAnswersTogetherAreThoseAlone(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 3, nil)
	m := open(t, llama.Options{Path: path, Context: 4096}, nil)
	var mu sync.Mutex
	seen := map[string][][]float32{}
	m.Watch(func(prompt []int32, logits []float32) {
		mu.Lock()
		defer mu.Unlock()
		seen[fmt.Sprint(prompt)] = append(seen[fmt.Sprint(prompt)], slices.Clone(logits))
	})
	prompts := [][]int32{}
	for i := range 8 {
		prompts = append(prompts, tokens(t, m, strings.Repeat(text, 1+i%3)+fmt.Sprint(" And what is ", i, "?")))
	}
	answers := make([][]int32, len(prompts))
	var all sync.WaitGroup
	for i, p := range prompts {
		all.Go(func() { answers[i], _ = answer(t, m, greedy(p, 30)) })
	}
	all.Wait()
	for i, p := range prompts {
		_, want := plain(t, path, p, 1)
		got := seen[fmt.Sprint(p)]
		if len(got) != 30 || len(answers[i]) != 30 {
			t.Fatalf("answer %d has %d tokens", i, len(got))
		}
		if d := off(got[0], want[0]); d > 1e-2 {
			t.Errorf("the first logits of %d are off by %g", i, d)
		}
		// Its last ones, with what was answered as the prompt.
		_, want = plain(t, path, slices.Concat(p, answers[i][:29]), 1)
		if d := off(got[29], want[0]); d > 1e-2 {
			t.Errorf("the last logits of %d are off by %g", i, d)
		}
	}
	if c := m.Counters(); c.CacheHits == 0 || c.CachedTokens < 100 {
		t.Errorf("nothing was shared: %+v", c)
	}
}

// TestALongPromptComesInPieces: it is read in several steps, and the answer is
// what it would be.
func TestALongPromptComesInPieces(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 4, nil)
	m := open(t, llama.Options{Path: path, Context: 4096}, nil)
	var logits []float32
	m.Watch(func(_ []int32, l []float32) { logits = slices.Clone(l) })
	prompt := tokens(t, m, strings.Repeat(text, 40))
	if len(prompt) < 1200 {
		t.Fatalf("the prompt has %d tokens", len(prompt))
	}
	answer(t, m, greedy(prompt, 1))
	_, want := plain(t, path, prompt, 1)
	if d := off(logits, want[0]); d > 1e-2 {
		t.Errorf("the logits are off by %g", d)
	}
}

// TestALongPromptHoldsUpNobody: a short request that comes after one of 3,000 tokens is
// answered to its end before that has its first token.
func TestALongPromptHoldsUpNobody(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Slots: 4, Context: 4096}, nil)
	long := slices.Repeat(tokens(t, m, text), 120)[:3000]
	short := tokens(t, m, "a short one")
	var mu sync.Mutex
	var order []int // the lengths of the prompts whose tokens are chosen
	m.Watch(func(prompt []int32, _ []float32) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, len(prompt))
	})
	release := m.Hold()
	var all sync.WaitGroup
	for n, r := range []llama.Request{greedy(long, 2), greedy(short, 8)} {
		all.Go(func() { answer(t, m, r) })
		for m.Arrived() <= n {
			wait(t)
		}
	}
	release()
	all.Wait()
	if len(order) != 10 || slices.Index(order, len(long)) != 8 {
		t.Errorf("tokens were chosen for prompts of %v tokens", order)
	}
}

// TestWhoLeavesCostsNoFurtherStep: a request that is given up while a step is computed
// is in none after it.
func TestWhoLeavesCostsNoFurtherStep(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Slots: 2, Context: 4096, Draft: -1}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	prompt := tokens(t, m, text)
	steps := 0 // is read when the loop has gone on
	m.Watch(func(p []int32, _ []float32) {
		if len(p) == len(prompt) {
			if steps++; steps == 5 {
				cancel()
			}
		}
	})
	for _, err := range m.Generate(ctx, greedy(prompt, 3000)) {
		if err != nil && !fault.Is(err, fault.Canceled) {
			t.Errorf("it ends with %v", err)
		}
	}
	answer(t, m, greedy(tokens(t, m, "another"), 3))
	if steps != 5 {
		t.Errorf("given up in step 5, it was in %d", steps)
	}
}

// TestWhoLeavesGivesTheSlotBack: one slot, and who has it goes.
func TestWhoLeavesGivesTheSlotBack(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Slots: 1, Context: 4096}, nil)
	prompt := tokens(t, m, text)
	for range m.Generate(t.Context(), greedy(prompt, 0)) {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	for s, err := range m.Generate(ctx, greedy(prompt, 0)) {
		if err != nil {
			if !fault.Is(err, fault.Canceled) {
				t.Errorf("it ends with %v", err)
			}
			break
		}
		if s.End != "" {
			t.Error("it was not given up")
		}
		cancel()
	}
	cancel()
	if out, _ := answer(t, m, greedy(prompt, 3)); len(out) != 3 {
		t.Errorf("the next has %d tokens", len(out))
	}
	if c := m.Counters(); c.DecodeTokens > 600 {
		t.Errorf("who had gone was answered: %+v", c)
	}
}

// TestWhoLeavesWithoutReadingGivesTheSlotBack: the loop waits for a reader who
// is far behind, and who then leaves; nobody else comes.
func TestWhoLeavesWithoutReadingGivesTheSlotBack(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Slots: 1, Context: 4096}, nil)
	for range m.Generate(t.Context(), greedy(tokens(t, m, text), 0)) {
		for had := int64(-1); had != m.Counters().DecodeTokens || had < 200; wait(t) { // until it is paused
			had = m.Counters().DecodeTokens
			for range 20 {
				wait(t)
			}
		}
		break
	}
	for n := 0; m.Counters().Running > 0; n++ {
		if wait(t); n > 10000 {
			t.Fatalf("the slot is still taken: %+v", m.Counters())
		}
	}
}

// TestASlowReaderHoldsUpNobody: it reads nothing, and another is answered.
func TestASlowReaderHoldsUpNobody(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Slots: 2, Context: 4096}, nil)
	prompt := tokens(t, m, text)
	n := 0
	for _, err := range m.Generate(t.Context(), greedy(prompt, 1000)) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			if out, _ := answer(t, m, greedy(prompt, 800)); len(out) != 800 {
				t.Errorf("the other has %d tokens", len(out))
			}
		}
	}
	if n != 1000 {
		t.Errorf("the slow reader has %d tokens", n)
	}
}

// TestRoomIsMade: answers that are too long together for the context make room
// for each other, and each is whole.
func TestRoomIsMade(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 5, nil)
	m := open(t, llama.Options{Path: path, Slots: 4, Context: 256}, nil)
	alone := open(t, llama.Options{Path: path, Slots: 1, Context: 256}, nil)
	var all sync.WaitGroup
	for i := range 4 {
		prompt := tokens(t, m, fmt.Sprint(i, " ", text))
		all.Go(func() {
			if out, _ := answer(t, m, greedy(prompt, 120)); len(out) != 120 {
				t.Errorf("answer %d has %d tokens", i, len(out))
			}
		})
	}
	all.Wait()
	if c := m.Counters(); c.Preempted == 0 {
		t.Errorf("nobody had to make room: %+v", c)
	}
	for i := range 4 { // and the memory is right afterwards
		prompt := tokens(t, m, fmt.Sprint("again ", i, " ", text))
		got, _ := answer(t, m, greedy(prompt, 20))
		want, _ := answer(t, alone, greedy(prompt, 20))
		if !slices.Equal(got, want) {
			t.Errorf("afterwards it answers\n%v\nnot\n%v", got, want)
		}
	}
}

func TestActorsAreServedInTurn(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Slots: 1, Context: 4096}, nil)
	var order []string // of the prompts whose tokens are chosen; it is the loop's until all have their answers
	m.Watch(func(prompt []int32, _ []float32) {
		if p := fmt.Sprint(prompt); !slices.Contains(order, p) {
			order = append(order, p)
		}
	})
	ask := func(actor, what string) {
		r := greedy(tokens(t, m, what), 20)
		r.Actor = actor
		answer(t, m, r)
	}
	var all sync.WaitGroup
	began, come := make(chan struct{}), make(chan struct{})
	all.Go(func() { // holds the only slot, since it is not read on, until all have come
		r := greedy(tokens(t, m, "first"), 1500)
		r.Actor = "ann"
		for range m.Generate(t.Context(), r) {
			close(began)
			<-come
			return
		}
	})
	<-began
	for i := range 6 {
		all.Go(func() { ask("ann", fmt.Sprint("ann asks ", i)) })
	}
	for m.Counters().Queued < 6 {
		wait(t)
	}
	all.Go(func() { ask("ben", "ben asks") })
	for m.Counters().Queued < 7 {
		wait(t)
	}
	close(come)
	all.Wait()
	if at := slices.Index(order, fmt.Sprint(tokens(t, m, "ben asks"))); len(order) != 8 || at < 1 || at > 2 { // after the first
		t.Errorf("of %d ben was served as number %d: he has waited for all that ann has asked", len(order), at)
	}
}

// wait lets others go on for a moment.
func wait(t *testing.T) {
	t.Helper()
	select {
	case <-time.After(time.Millisecond):
	case <-t.Context().Done():
		t.Fatal("the test ends")
	}
}

func TestWhatCannotBeAnsweredIsSaid(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Context: 512}, nil)
	if _, err := m.Tokenize(strings.Repeat("ten megabytes ", 10<<20/14), true); !fault.Is(err, fault.TooLarge) {
		t.Errorf("10 MB: %v", err)
	}
	for name, c := range map[string]struct {
		r    llama.Request
		kind fault.Kind
	}{
		"no prompt":       {llama.Request{}, fault.Invalid},
		"too long":        {llama.Request{Prompt: make([]int32, 600)}, fault.TooLarge},
		"no such token":   {llama.Request{Prompt: []int32{99999}}, fault.Invalid},
		"no such adapter": {llama.Request{Prompt: []int32{1}, Adapters: []llama.Adapter{{Name: "x", Scale: 1}}}, fault.NotFound},
		"no grammar":      {llama.Request{Prompt: []int32{1}, Grammar: "root ::= ("}, fault.Invalid},
		"no root":         {llama.Request{Prompt: []int32{1}, Grammar: `x ::= "a"`}, fault.Invalid},
		"no end of it":    {llama.Request{Prompt: []int32{1}, Grammar: `root ::= root "a"`}, fault.Invalid},
	} {
		err := errors.New("nothing")
		for _, err = range m.Generate(t.Context(), c.r) {
			if err != nil {
				break
			}
		}
		if !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := m.Embed(t.Context(), "", [][]int32{{1}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("vectors of a model of text: %v", err)
	}
}

func TestAGrammarIsKept(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{}, nil)
	r := greedy(tokens(t, m, text), 100)
	r.IgnoreEnd, r.Grammar = false, `root ::= "{" [a-c]{3} (", " [0-9]+)? "}"`
	var b strings.Builder
	var end llama.End
	for s, err := range m.Generate(t.Context(), r) {
		if err != nil {
			t.Fatal(err)
		}
		b.Write(s.Piece)
		end = s.End
	}
	if got := b.String(); len(got) < 5 || got[0] != '{' || strings.Trim(got[1:4], "abc") != "" || end == llama.Stop && got[len(got)-1] != '}' {
		t.Errorf("it says %q and ends with %q", got, end)
	}
}

func TestAnAdapterChangesItsRequestsAlone(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/lora.gguf"
	if err := ggufgen.LoRA(file, 9, ggufgen.Tiny, 4); err != nil {
		t.Fatal(err)
	}
	m := open(t, llama.Options{Adapters: map[string]string{"odd": file}, Slots: 4}, nil)
	prompt := tokens(t, m, text)
	want, _ := answer(t, m, greedy(prompt, 20))
	adapted := greedy(prompt, 20)
	adapted.Adapters = []llama.Adapter{{Name: "odd", Scale: 1}}
	other, last := answer(t, m, adapted)
	if slices.Equal(want, other) {
		t.Errorf("the adapter changes nothing")
	}
	if last.Cached != 0 {
		t.Errorf("what was computed without the adapter was taken over: %d tokens", last.Cached)
	}
	var all sync.WaitGroup
	for i := range 4 {
		r, w := greedy(prompt, 20), want
		if i%2 == 1 {
			r, w = adapted, other
		}
		all.Go(func() {
			if got, _ := answer(t, m, r); !slices.Equal(got[:5], w[:5]) {
				t.Errorf("at a time, %d answers\n%v\nnot\n%v", i, got, w)
			}
		})
	}
	all.Wait()
}

func TestVectorsOfTexts(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Context: 1024}, func(s *ggufgen.Shape) { s.Pooling = 3 })
	texts := [][]int32{tokens(t, m, "the weather in Paris"), tokens(t, m, text), tokens(t, m, "the weather in Paris")}
	vectors, err := m.Embed(t.Context(), "ann", texts)
	if err != nil {
		t.Fatal(err)
	}
	one, err := m.Embed(t.Context(), "ann", texts[1:2])
	if err != nil {
		t.Fatal(err)
	}
	if len(vectors) != 3 || len(vectors[0]) != 64 || off(vectors[0], vectors[2]) > 1e-3 || off(vectors[0], vectors[1]) < 1e-2 || off(vectors[1], one[0]) > 1e-2 {
		t.Errorf("the vectors are %v, and one alone %v", vectors, one)
	}
	for _, bad := range []int32{-1, 99999} {
		if _, err := m.Embed(t.Context(), "ann", [][]int32{texts[0], {1, bad}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("of the token %d: %v", bad, err)
		}
	}
	for _, err := range m.Generate(t.Context(), greedy(texts[0], 1)) {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("asked for text: %v", err)
		}
	}
}

func TestAModelThatIsPutAway(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Context: 2048}, nil)
	n := 0
	for _, err := range m.Generate(t.Context(), greedy(tokens(t, m, text), 2000)) {
		if n++; n == 3 {
			m.Close()
		}
		if err != nil && !fault.Is(err, fault.Unavailable) {
			t.Errorf("it ends with %v", err)
		}
	}
	if n > 1500 {
		t.Errorf("it was answered to the end")
	}
}
