package noise_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/diffusion/noise"
)

// TestASeedDrawsWhatItDrawsInTorch: one source draws several times.
func TestASeedDrawsWhatItDrawsInTorch(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "noise.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Seed   uint64
		N      int
		Values []float64
	}
	if err := json.Unmarshal(b, &want); err != nil || len(want) != 4 {
		t.Fatal(err)
	}
	sources := map[uint64]*noise.Source{}
	for _, w := range want {
		if sources[w.Seed] == nil {
			sources[w.Seed] = noise.New(w.Seed)
		}
		got := sources[w.Seed].Draw(w.N)
		if len(got) != w.N {
			t.Fatalf("%d of %d", len(got), w.N)
		}
		if n := len(w.Values); n < w.N { // the first and the last
			got = append(got[:n/2:n/2], got[w.N-n/2:]...)
		}
		for i, v := range w.Values {
			if math.Abs(float64(got[i])-v) > 1e-5 {
				t.Errorf("seed %d, %d: %g, want %g", w.Seed, i, got[i], v)
			}
		}
	}
	if len(noise.New(1).Draw(3)) != 3 {
		t.Error("of three numbers there are others")
	}
}
