package llama_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
)

// kind makes a tiny model of another architecture.
func kind(t *testing.T, write func(path string, seed uint64, s ggufgen.Shape) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.gguf")
	if err := write(path, 3, ggufgen.Tiny); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAModelThatRemembersAState cannot share beginnings, nor go back: it answers as
// llama.cpp's own loop does, alone and beside others.
func TestAModelThatRemembersAState(t *testing.T) {
	t.Parallel()
	path := kind(t, ggufgen.Mamba)
	m := open(t, llama.Options{Path: path, Slots: 4, Context: 2048}, nil)
	prompts, wants := [4][]int32{}, [4][]int32{}
	for i := range prompts {
		prompts[i] = tokens(t, m, fmt.Sprint(text, " and number ", i))
		wants[i], _ = plain(t, path, prompts[i], 20)
	}
	for range 2 { // also where what was computed is kept
		if got, last := answer(t, m, greedy(prompts[0], 20)); !slices.Equal(got, wants[0]) || last.Cached != 0 {
			t.Errorf("alone it answers\n%v\nand llama.cpp\n%v", got, wants[0])
		}
	}
	var all sync.WaitGroup
	for i, p := range prompts {
		all.Go(func() {
			if got, _ := answer(t, m, greedy(p, 20)); !slices.Equal(got, wants[i]) {
				t.Errorf("beside others %d answers\n%v\nand llama.cpp\n%v", i, got, wants[i])
			}
		})
	}
	all.Wait()
}

// TestVectorsOfAModelThatReadsFromBothSides: of BERT's form, as most models of vectors are.
func TestVectorsOfAModelThatReadsFromBothSides(t *testing.T) {
	t.Parallel()
	path := kind(t, ggufgen.BERT)
	m := open(t, llama.Options{Path: path}, nil)
	if f := m.Facts(); !f.Embedding || f.Rerank {
		t.Fatalf("it is taken for %+v", f)
	}
	texts := [][]int32{tokens(t, m, "the quick brown fox"), tokens(t, m, "a model answers the question"), tokens(t, m, text)}
	if l := texts[0]; len(l) != 6 || l[0] != 2 || l[5] != 3 {
		t.Errorf("four words are the tokens %v", l)
	}
	got, err := m.Embed(t.Context(), "ann", texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range texts {
		if want := vector(t, path, l); off(got[i], want) > 1e-3 {
			t.Errorf("text %d: %v, and llama.cpp makes %v", i, got[i], want)
		}
	}
	if off(got[0], got[1]) < 1e-2 {
		t.Errorf("two texts are one vector: %v", got[0])
	}
}

// vector is what llama.cpp alone makes of one text, of length 1.
func vector(t *testing.T, path string, text []int32) []float32 {
	t.Helper()
	model, _ := bare(t, path)
	p := native.ContextDefaultParams()
	p.NCtx, p.NThreads, p.NThreadsBatch, p.Embeddings = 512, 1, 1, 1
	ctx, err := native.InitFromModel(model, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = native.Free(ctx) })
	batch := make([]native.Token, len(text))
	for i, x := range text {
		batch[i] = native.Token(x)
	}
	if _, err := native.Encode(ctx, native.BatchGetOne(batch)); err != nil {
		t.Fatal(err)
	}
	v, err := native.GetEmbeddingsSeq(ctx, 0, native.ModelNEmbdOut(model))
	if err != nil {
		t.Fatal(err)
	}
	v = slices.Clone(v)
	size := 0.0
	for _, x := range v {
		size += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(size))
	}
	return v
}
