package llama_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/internal/engine/llama/sample"
)

// prose is a prompt in which words come again.
const prose = "the cat sat on the mat. the cat sat on the mat and the dog sat on the mat. the cat sat on"

// TestDraftsChangeNoAnswer asks for answers with and without drafts: greedy ones,
// which go in circles after a while, and ones that are left to chance, in a form or not.
func TestDraftsChangeNoAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []ggufgen.Type{ggufgen.F32, ggufgen.Q8_0, ggufgen.Q4_0} {
		path := librarytest.Tiny(t, 11, func(s *ggufgen.Shape) { s.Type = kind })
		without := open(t, llama.Options{Path: path, Draft: -1}, nil)
		with := open(t, llama.Options{Path: path}, nil)
		for i := range 12 {
			r := greedy(tokens(t, with, fmt.Sprint(prose, i)), 150)
			switch i % 3 {
			case 1:
				r.Sample = sample.Params{Temperature: 0.3 + float64(i)/10, TopK: 3, Seed: uint64(i)}
			case 2:
				r.Sample = sample.Params{Temperature: 0.2, MinP: 0.05, Seed: uint64(i), Repeat: 1.1}
				r.Grammar = `root ::= ([a-d]{4} " ")*`
			}
			want, _ := answer(t, without, r)
			got, _ := answer(t, with, r)
			if !slices.Equal(got, want) {
				t.Errorf("type %d, request %d: with drafts the answer is\n%v\nand without\n%v", kind, i, got, want)
			}
		}
		none, some := without.Counters(), with.Counters()
		if none.DraftedTokens != 0 || some.AcceptedTokens < 200 || some.DraftedTokens < some.AcceptedTokens || some.DecodeTokens != none.DecodeTokens {
			t.Errorf("type %d: counted with drafts %+v, without %+v", kind, some, none)
		}
	}
}

// TestWhatIsForetoldIsTold: an answer that is foretold is taken from there, one that is
// not is what it would be.
func TestWhatIsForetoldIsTold(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{Path: librarytest.Tiny(t, 11, nil)}, nil)
	r := greedy(tokens(t, m, text), 60)
	r.Sample = sample.Params{Temperature: 1, Seed: 3} // it says nothing twice
	want, last := answer(t, m, r)
	if last.Accepted != 0 || last.Rejected != 0 {
		t.Errorf("nothing was foretold, and it ends with %+v", last)
	}
	for name, c := range map[string]struct {
		foretold               []int32
		accepted, rejected, of int
	}{
		"all of it":     {want, 50, 0, 5},
		"but for one":   {slices.Concat(want[:20], []int32{want[20] + 1}, want[21:]), 35, 1, 20},
		"the end alone": {want[30:], 15, 0, 20},
		"nothing of it": {slices.Repeat([]int32{7, 8}, 30), 0, 1, 20},
	} {
		r.Foretold = c.foretold
		got, last := answer(t, m, r)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the answer is\n%v\nnot\n%v", name, got, want)
		}
		if last.Accepted < c.accepted || last.Rejected < c.rejected || last.Rejected > c.of {
			t.Errorf("%s: accepted are %d tokens, rejected %d", name, last.Accepted, last.Rejected)
		}
	}
}

// TestDraftsMakeRoom: where there is none for a draft the answer goes on without.
func TestDraftsMakeRoom(t *testing.T) {
	t.Parallel()
	path := librarytest.Tiny(t, 11, nil)
	m := open(t, llama.Options{Path: path, Slots: 2, Context: 256}, nil)
	alone := open(t, llama.Options{Path: path, Slots: 1, Context: 256, Draft: -1}, nil)
	var all sync.WaitGroup
	for i := range 2 {
		prompt := tokens(t, m, fmt.Sprint(i, prose))
		all.Go(func() {
			want, _ := answer(t, alone, greedy(prompt, 150))
			if got, _ := answer(t, m, greedy(prompt, 150)); len(got) != 150 || !slices.Equal(got[:20], want[:20]) {
				t.Errorf("answer %d is\n%v\nnot\n%v", i, got, want)
			}
		})
	}
	all.Wait()
	whole := greedy(tokens(t, m, prose), 0) // to the last token of the context
	want, _ := answer(t, alone, whole)
	if got, _ := answer(t, m, whole); !slices.Equal(got, want) {
		t.Errorf("to the end of the context it answers\n%v\nnot\n%v", got, want)
	}
}

var measured = flag.String("model", "", "a GGUF file that drafts are measured with; without one it is a tiny one")

// spent is how much time of processors this process has taken: on a busy machine it
// tells more than a clock.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkDrafts measures answers with drafts beside those without, in turn, and
// reports how many times the time of the former the latter took, by the clock and
// of processors: in the median of the pairs.
func BenchmarkDrafts(b *testing.B) {
	path := *measured
	if path == "" {
		path = librarytest.Tiny(b, 11, nil)
	}
	var sides [2]*llama.Model
	for i, draft := range []int{-1, 0} {
		m, err := llama.Open(b.Context(), llama.Options{Path: path, Libraries: librarytest.Folder(b), Draft: draft, Threads: 1})
		if err != nil {
			b.Fatal(err)
		}
		defer m.Close()
		sides[i] = m
	}
	prompt, err := sides[0].Tokenize(strings.Repeat(prose+". ", 4), true)
	if err != nil {
		b.Fatal(err)
	}
	random := llama.Request{Prompt: prompt, Most: 48, Top: -1, IgnoreEnd: true, Sample: sample.Params{Temperature: 1, Seed: 1}}
	circles, foretold := random, random
	circles.Sample = sample.Params{}
	for s, err := range sides[0].Generate(b.Context(), random) {
		if err != nil {
			b.Fatal(err)
		}
		foretold.Foretold = append(foretold.Foretold, s.Token)
	}
	for _, c := range []struct {
		name  string
		r     llama.Request
		count int
	}{{"random", random, 1}, {"circles", circles, 1}, {"foretold", foretold, 1}, {"random, 4 at a time", random, 4}, {"circles, 4 at a time", circles, 4}, {"circles, 8 at a time", circles, 8}} {
		b.Run(c.name, func(b *testing.B) {
			var clock, processor []float64
			before := sides[1].Counters()
			for b.Loop() {
				var took, used [2]time.Duration
				for n := range sides {
					i := (n + len(clock)) % 2 // each is first as often as the other
					m := sides[i]
					began, had := time.Now(), spent(b)
					askAll(b, m, c.r, c.count)
					took[i], used[i] = time.Since(began), spent(b)-had
				}
				clock, processor = append(clock, float64(took[0])/float64(took[1])), append(processor, float64(used[0])/float64(used[1]))
			}
			after := sides[1].Counters()
			slices.Sort(clock)
			slices.Sort(processor)
			b.ReportMetric(clock[len(clock)/2], "clock")
			b.ReportMetric(processor[len(processor)/2], "processor")
			b.ReportMetric(float64(after.DraftedTokens-before.DraftedTokens), "drafted")
			b.ReportMetric(float64(after.AcceptedTokens-before.AcceptedTokens), "accepted")
		})
	}
}

// askAll asks m the same so many times at once.
func askAll(b *testing.B, m *llama.Model, r llama.Request, count int) {
	b.Helper()
	var all sync.WaitGroup
	for range count {
		all.Go(func() {
			for _, err := range m.Generate(b.Context(), r) {
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}
