package llama_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
)

// open loads a tiny model.
func open(t *testing.T, o llama.Options, change func(s *ggufgen.Shape)) *llama.Model {
	t.Helper()
	o.Libraries = librarytest.Folder(t)
	if o.Path == "" {
		o.Path = librarytest.Tiny(t, 1, change)
	}
	if o.Threads == 0 {
		o.Threads = 1
	}
	m, err := llama.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func tokens(t *testing.T, m *llama.Model, text string) []int32 {
	t.Helper()
	l, err := m.Tokenize(text, true)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// greedy is a request for the likeliest n tokens.
func greedy(prompt []int32, n int) llama.Request {
	return llama.Request{Prompt: prompt, Most: n, Top: -1, IgnoreEnd: true}
}

func answer(t *testing.T, m *llama.Model, r llama.Request) (out []int32, last llama.Step) {
	t.Helper()
	for _, last = range told(t, m, r) {
		out = append(out, last.Token)
	}
	return out, last
}

// told is an answer step by step.
func told(t *testing.T, m *llama.Model, r llama.Request) (l []llama.Step) {
	t.Helper()
	for s, err := range m.Generate(t.Context(), r) {
		if err != nil {
			t.Fatal(err)
		}
		l = append(l, s)
	}
	return l
}

// bare opens a model with llama.cpp alone, on one thread.
func bare(t *testing.T, path string) (native.Model, native.Context) {
	t.Helper()
	model, err := native.ModelLoadFromFile(path, native.ModelDefaultParams())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = native.ModelFree(model) })
	p := native.ContextDefaultParams()
	p.NCtx, p.NThreads, p.NThreadsBatch = 4096, 1, 1
	ctx, err := native.InitFromModel(model, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = native.Free(ctx) })
	return model, ctx
}

// plain is llama.cpp's own simplest loop: the prompt, then one token at a time.
func plain(t *testing.T, path string, prompt []int32, n int) (out []int32, logits [][]float32) {
	t.Helper()
	model, ctx := bare(t, path)
	vocabulary := int(native.VocabNTokens(native.ModelGetVocab(model)))
	next := make([]native.Token, len(prompt))
	for i, x := range prompt {
		next[i] = native.Token(x)
	}
	sampler := native.SamplerInitGreedy()
	defer native.SamplerFree(sampler)
	for range n {
		if status, err := native.Decode(ctx, native.BatchGetOne(next)); err != nil || status != 0 {
			t.Fatalf("decode: %d, %v", status, err)
		}
		row, err := native.GetLogitsIth(ctx, -1, vocabulary)
		if err != nil {
			t.Fatal(err)
		}
		logits = append(logits, slices.Clone(row))
		token := native.SamplerSample(sampler, ctx, -1)
		out, next = append(out, int32(token)), []native.Token{token}
	}
	return out, logits
}

const text = "the quick brown fox jumps over the lazy dog. Hello, how are you today? Tell me about the weather in Paris."

func TestAnAnswerAloneIsLlamaCppsOwn(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 7, nil)
	m := open(t, llama.Options{Path: path, Context: 4096}, nil)
	prompt := tokens(t, m, text)
	want, _ := plain(t, path, prompt, 100)
	got, last := answer(t, m, greedy(prompt, 100))
	if !slices.Equal(got, want) {
		t.Errorf("the answer is\n%v\nllama.cpp's own loop says\n%v", got, want)
	}
	if last.End != llama.Length || last.Cached != 0 {
		t.Errorf("it ends with %+v", last)
	}
	again, last := answer(t, m, greedy(prompt, 100))
	if !slices.Equal(again, want) {
		t.Errorf("asked again, the answer is\n%v\nnot\n%v", again, want)
	}
	if last.Cached != len(prompt)-1 {
		t.Errorf("asked again, %d of %d tokens had been computed", last.Cached, len(prompt))
	}
	if c := m.Counters(); c.CacheHits != 1 || c.CachedTokens != int64(len(prompt)-1) || c.Requests != 2 {
		t.Errorf("counted: %+v", c)
	}
}

// TestQuantisedAnswersAreLlamaCppsOwn: in the types of numbers that are measured, to the
// end of a long answer, with the drafts that its circles lead to.
func TestQuantisedAnswersAreLlamaCppsOwn(t *testing.T) {
	t.Parallel()
	for _, kind := range []ggufgen.Type{ggufgen.Q8_0, ggufgen.Q4_0} {
		path := librarytest.Tiny(t, 7, func(s *ggufgen.Shape) { s.Type, s.Width, s.Inner = kind, 128, 256 })
		m := open(t, llama.Options{Path: path, Context: 4096}, nil)
		prompt := tokens(t, m, text)
		want, _ := plain(t, path, prompt, 200)
		if got, _ := answer(t, m, greedy(prompt, 200)); !slices.Equal(got, want) {
			t.Errorf("of type %d the answer is\n%v\nllama.cpp's own loop says\n%v", kind, got, want)
		}
		if c := m.Counters(); c.AcceptedTokens == 0 {
			t.Errorf("of type %d nothing was drafted: %+v", kind, c)
		}
	}
}

// TestConversationsTakeTurns: what was computed for one waits, out of the way,
// while others go on, and its answer is as if it were alone.
func TestConversationsTakeTurns(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 7, nil)
	m := open(t, llama.Options{Path: path, Context: 2048}, nil)
	said := make([][]int32, 6)
	for turn := range 3 {
		for i := range said {
			said[i] = append(said[i], tokens(t, m, fmt.Sprintf("%d%d %s", i, turn, text[i:60+i]))...)
			got, last := answer(t, m, greedy(said[i], 8))
			if want, _ := plain(t, path, said[i], 8); !slices.Equal(got, want) {
				t.Errorf("turn %d of %d: the answer is\n%v\nllama.cpp's own loop says\n%v", turn, i, got, want)
			}
			if turn > 0 && last.Cached < len(said[i])/2 {
				t.Errorf("turn %d of %d: %d of %d tokens had been computed", turn, i, last.Cached, len(said[i]))
			}
			said[i] = append(said[i], got...)
		}
	}
	long := slices.Repeat(tokens(t, m, text), 60)[:1500]
	for i := range 3 { // each is more than may wait
		long[0] = int32(i)
		answer(t, m, greedy(long, 1))
	}
	long[0] = 0
	if _, last := answer(t, m, greedy(long, 1)); last.Cached != 0 {
		t.Errorf("%d tokens were kept of what is too long", last.Cached)
	}
}

// TestWhatOthersHaveAskedIsNotTold: what was computed for another is taken over, but
// how much that was is told to nobody else.
func TestWhatOthersHaveAskedIsNotTold(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Context: 4096}, nil)
	prompt := tokens(t, m, text)
	ask := func(actor string, prompt []int32, want int) {
		t.Helper()
		r := greedy(prompt, 5)
		r.Actor = actor
		if _, last := answer(t, m, r); last.Cached != want {
			t.Errorf("%s is told of %d tokens, not %d", actor, last.Cached, want)
		}
	}
	longer := append(slices.Clone(prompt), 5, 6, 7)
	ask("ann", prompt, 0)
	ask("ben", prompt, 0)
	ask("ben", prompt, len(prompt)-1)
	ask("ann", prompt, len(prompt)-1)
	ask("eve", longer, 0)
	ask("eve", longer, len(longer)-1)
	ask("ann", longer, len(prompt))
	if c := m.Counters(); c.CacheHits != 6 || c.CachedTokens < int64(6*(len(prompt)-1)) {
		t.Errorf("counted: %+v", c)
	}
}

func TestASeedRepeats(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{}, nil)
	ask := func(seed uint64) []int32 {
		r := greedy(tokens(t, m, text), 40)
		r.Sample = sample.Params{Temperature: 1, Seed: seed}
		out, _ := answer(t, m, r)
		return out
	}
	first := ask(5)
	if again := ask(5); !slices.Equal(first, again) {
		t.Errorf("seed 5 gave\n%v\nand then\n%v", first, again)
	}
	if other := ask(6); slices.Equal(first, other) {
		t.Errorf("seeds 5 and 6 both gave %v", first)
	}
}

func TestAModelInTwoFiles(t *testing.T) {
	t.Parallel()
	stem := filepath.Join(t.TempDir(), "split")
	first, err := ggufgen.Split(stem, 7, ggufgen.Tiny)
	if err != nil {
		t.Fatal(err)
	}
	two := open(t, llama.Options{Path: first}, nil)
	one := open(t, llama.Options{Path: librarytest.Tiny(t, 7, nil)}, nil)
	prompt := tokens(t, one, text)
	got, _ := answer(t, two, greedy(prompt, 20))
	want, _ := answer(t, one, greedy(prompt, 20))
	if !slices.Equal(got, want) {
		t.Errorf("in two files it answers\n%v\nnot\n%v", got, want)
	}
	second := strings.Replace(first, "00001-of", "00002-of", 1)
	o := llama.Options{Path: second, Libraries: librarytest.Folder(t)}
	if _, err := llama.Open(t.Context(), o); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "name the first") {
		t.Errorf("the second is opened: %v", err)
	}
	if err := os.Truncate(second, 50000); err != nil {
		t.Fatal(err)
	}
	o.Path = first
	if _, err := llama.Open(t.Context(), o); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "file 2 of 2") {
		t.Errorf("with a second that was cut off: %v", err)
	}
}

func TestBrokenWeightsAreSaid(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 1, nil)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0xff}, 4096), info.Size()-4096) // no numbers
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	m := open(t, llama.Options{Path: path}, nil)
	for _, err := range m.Generate(t.Context(), greedy(tokens(t, m, text), 2)) {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("it answers with %v", err)
		}
	}
}
