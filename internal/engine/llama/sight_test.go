package llama_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	native "github.com/hybridgroup/yzma/pkg/llama"
	"github.com/hybridgroup/yzma/pkg/mtmd"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/eyes"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

// seeing is a tiny model with eyes, and where its files are.
type seeing struct {
	*llama.Model
	path, eyes string
}

// forms are the kinds of eyes with the change that their model needs.
var forms = map[ggufgen.Form]func(s *ggufgen.Shape){
	ggufgen.LLaVA:   nil,
	ggufgen.Qwen2VL: func(s *ggufgen.Shape) { s.Grid = true },
	ggufgen.Gemma3:  nil,
}

func see(t *testing.T, form ggufgen.Form, o llama.Options) seeing {
	t.Helper()
	librarytest.Sight(t)
	s := seeing{path: librarytest.Tiny(t, 5, forms[form]), eyes: librarytest.Eyes(t, 6, form)}
	o.Path, o.Eyes = s.path, s.eyes
	s.Model = open(t, o, nil)
	if f := s.Facts(); !f.Sees || f.Blind != "" {
		t.Fatalf("it sees nothing: %s", f.Blind)
	}
	return s
}

// picture paints a slope of colours.
func picture(w, h, shade int) eyes.Picture {
	p := eyes.Picture{W: w, H: h, RGB: make([]byte, 3*w*h)}
	for y := range h {
		for x := range w {
			i := 3 * (y*w + x)
			p.RGB[i], p.RGB[i+1], p.RGB[i+2] = byte(255*x/w), byte(255*y/h), byte(shade*(x+y))
		}
	}
	return p
}

func parts(what ...any) (l []eyes.Part) {
	for _, one := range what {
		switch one := one.(type) {
		case string:
			l = append(l, eyes.Part{Text: one})
		case eyes.Picture:
			l = append(l, eyes.Part{Picture: func() (eyes.Picture, error) { return one, nil }})
		}
	}
	return l
}

// looked is a greedy request about parts.
func (s seeing) looked(t *testing.T, actor string, l []eyes.Part, n int) llama.Request {
	t.Helper()
	prompt, sights, err := s.Look(t.Context(), actor, l)
	if err != nil {
		t.Fatal(err)
	}
	r := greedy(prompt, n)
	r.Actor, r.Sights = actor, sights
	return r
}

// helped is what libmtmd's own loop makes of parts: it reads them all, then
// llama.cpp answers one token at a time.
func (s seeing) helped(t *testing.T, l []eyes.Part, n int) (out []int32, first []float32) {
	t.Helper()
	model, ctx := bare(t, s.path)
	m := mtmd.ContextParamsDefault()
	m.UseGPU, m.Threads, m.PrintTimings = false, 1, false
	sight, err := mtmd.InitFromFile(s.eyes, model, m)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = mtmd.Free(sight) }()
	var text strings.Builder
	var bitmaps []mtmd.Bitmap
	for _, one := range l {
		text.WriteString(one.Text)
		if one.Picture != nil {
			p, _ := one.Picture()
			bitmaps = append(bitmaps, mtmd.BitmapInit(uint32(p.W), uint32(p.H), uintptr(unsafe.Pointer(&p.RGB[0]))))
			text.WriteString(mtmd.DefaultMarker())
		}
	}
	chunks := mtmd.InputChunksInit()
	defer mtmd.InputChunksFree(chunks)
	if status := mtmd.Tokenize(sight, chunks, mtmd.NewInputText(text.String(), true, true), bitmaps); status != 0 {
		t.Fatal("it cannot be taken apart:", status)
	}
	var past native.Pos
	if status := mtmd.HelperEvalChunks(sight, ctx, chunks, 0, 0, 512, true, &past); status != 0 {
		t.Fatal("it cannot be read:", status)
	}
	vocabulary := int(native.VocabNTokens(native.ModelGetVocab(model)))
	batch := native.BatchInit(1, 0, 1)
	defer func() { _ = native.BatchFree(batch) }()
	for range n {
		logits, err := native.GetLogitsIth(ctx, -1, vocabulary)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = slices.Clone(logits)
		}
		best := 0
		for i, x := range logits {
			if x > logits[best] {
				best = i
			}
		}
		out = append(out, int32(best))
		_ = batch.Clear()
		if err := batch.Add(native.Token(best), past, []native.SeqId{0}, true); err != nil {
			t.Fatal(err)
		}
		if status, err := native.Decode(ctx, batch); err != nil || status != 0 {
			t.Fatal(status, err)
		}
		past++
	}
	return out, first
}

// TestPicturesAreReadAsLlamaCppReadsThem: beside libmtmd's own loop, alone.
func TestPicturesAreReadAsLlamaCppReadsThem(t *testing.T) {
	t.Parallel()
	a, b := picture(160, 120, 1), picture(90, 200, 7)
	for form := range forms {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			s := see(t, form, llama.Options{})
			for name, l := range map[string][]eyes.Part{
				"one":          parts("<|im_start|>user\nLook: ", a, " What is it?<|im_end|>\n<|im_start|>assistant\n"),
				"two":          parts("First ", a, " then ", b, ". Which is larger?"),
				"twice":        parts(a, a, "Are they the same?"),
				"after a text": parts(strings.Repeat(text, 20), b, "And now?"),
			} {
				var mu sync.Mutex
				var seen []float32
				s.Watch(func(_ []int32, logits []float32) {
					mu.Lock()
					defer mu.Unlock()
					if seen == nil {
						seen = slices.Clone(logits)
					}
				})
				got, _ := answer(t, s.Model, s.looked(t, "", l, 24))
				want, first := s.helped(t, l, 24)
				if d := off(seen, first); d > 1e-3 || !slices.Equal(got, want) {
					t.Errorf("%s: the logits are off by %g, the answer is\n%v, llama.cpp's\n%v", name, d, got, want)
				}
			}
		})
	}
}

// TestPicturesAmongOtherRequests: many at a time, some of which share what they begin with.
func TestPicturesAmongOtherRequests(t *testing.T) {
	t.Parallel()
	for form := range forms {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			s := see(t, form, llama.Options{Context: 2048, Slots: 4})
			a, b := picture(160, 120, 1), picture(90, 200, 7)
			asked := [][]eyes.Part{}
			for i := range 6 {
				asked = append(asked, parts("Look: ", []eyes.Picture{a, b}[i%2], fmt.Sprint(" and answer ", i%3, ".")), parts(text, fmt.Sprint(i)))
			}
			answers := make([][]int32, len(asked))
			var all sync.WaitGroup
			for i, l := range asked {
				r := s.looked(t, fmt.Sprint("somebody ", i%4), l, 16)
				all.Go(func() { answers[i], _ = answer(t, s.Model, r) })
			}
			all.Wait()
			for i, l := range asked {
				if want, _ := s.helped(t, l, 16); !slices.Equal(answers[i], want) {
					t.Errorf("%d answers %v, alone %v", i, answers[i], want)
				}
			}
			c := s.Counters()
			if c.CacheHits == 0 {
				t.Errorf("nothing was gone on with: %+v", c)
			}
		})
	}
}

// TestAPictureIsKnownAgain: what was computed of it is gone on with, of another it is not.
func TestAPictureIsKnownAgain(t *testing.T) {
	t.Parallel()
	s := see(t, ggufgen.Qwen2VL, llama.Options{Context: 1024, Slots: 1})
	a, b := picture(300, 200, 1), picture(300, 200, 2)
	ask := func(p eyes.Picture, words string) (int, llama.Sight) {
		l := parts("Look: ", p, words)
		r := s.looked(t, "ann", l, 8)
		got, last := answer(t, s.Model, r)
		if want, _ := s.helped(t, l, 8); !slices.Equal(got, want) {
			t.Errorf("%s: it answers %v, alone %v", words, got, want)
		}
		return last.Cached, r.Sights[0]
	}
	if cached, _ := ask(a, "What is it?"); cached != 0 {
		t.Errorf("%d tokens were known of what was never seen", cached)
	}
	if cached, seen := ask(a, "Which colour?"); cached < seen.At+seen.Rows {
		t.Errorf("%d tokens were known of the same picture, which ends at %d", cached, seen.At+seen.Rows)
	}
	if cached, seen := ask(b, "Which colour?"); cached > seen.At {
		t.Errorf("%d tokens were known of another picture, which begins at %d", cached, seen.At)
	}
	for i := range 6 { // others push it out of memory, from where it comes back
		ask(picture(300, 200, 10+i), "Next?")
	}
	if cached, _ := ask(a, "Which colour?"); cached == 0 {
		t.Log("it was forgotten, and computed again") // both are right
	}
}

func TestPicturesThatAreNotLookedAt(t *testing.T) {
	t.Parallel()
	s := see(t, ggufgen.LLaVA, llama.Options{Context: 256})
	for name, c := range map[string]struct {
		l    []eyes.Part
		kind fault.Kind
		says string
	}{
		"too long":  {parts(picture(2001, 10, 1)), fault.Invalid, "one side may be at most 200 times the other"},
		"no pixels": {parts(eyes.Picture{W: 3, H: 3}), fault.Invalid, "has 0 bytes"},
		"too many":  {slices.Repeat(parts(picture(64, 64, 1)), 20), fault.TooLarge, "tokens with its pictures"},
		"too large": {slices.Repeat(parts(picture(8000, 4000, 1)), 3), fault.TooLarge, "over 64 million pixels"},
	} {
		if _, _, err := s.Look(t.Context(), "", c.l); !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := greedy([]int32{1, -1, 2}, 1)
	for _, err := range s.Generate(t.Context(), r) {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a token that stands for a picture that is not there: %v", err)
		}
	}
}

// TestEyesThatAreNoneLeaveTheText: the model is run for text only, and says why.
func TestEyesThatAreNoneLeaveTheText(t *testing.T) {
	t.Parallel()
	librarytest.Sight(t)
	sound := librarytest.Eyes(t, 1, ggufgen.LLaVA)
	b, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	file := func(b []byte) string {
		path := t.TempDir() + "/mmproj.gguf"
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	other := t.TempDir() + "/wide.gguf"
	if err := ggufgen.Eyes(other, 1, ggufgen.LLaVA, 128); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, says string }{
		"cut off":          {file(b[:len(b)/2]), "cut off"},
		"another's":        {other, "cannot use this projector"},
		"a model":          {librarytest.Tiny(t, 1, nil), "architecture \"qwen2\", and not clip"},
		"unknown":          {file([]byte(strings.Replace(string(b), "\x03\x00\x00\x00\x00\x00\x00\x00mlp", "\x03\x00\x00\x00\x00\x00\x00\x00xyz", 1))), "cannot use this projector"},
		"not there at all": {t.TempDir() + "/none", "cannot be opened"},
	} {
		m := open(t, llama.Options{Eyes: c.path}, nil)
		if f := m.Facts(); f.Sees || !strings.Contains(f.Blind, c.says) || !strings.Contains(f.Blind, "text only") {
			t.Errorf("%s: %+v", name, f)
		}
		if got, _ := answer(t, m, greedy(tokens(t, m, text), 3)); len(got) != 3 {
			t.Errorf("%s: it answers %v", name, got)
		}
		if _, _, err := m.Look(t.Context(), "", parts(picture(8, 8, 1))); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
