package llama_test

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
)

// TestStepsAreShortWhereTheMachineIsSlow: who comes waits for a step, which is therefore
// bounded by the size of the model, and beside others by how fast it was so far.
func TestStepsAreShortWhereTheMachineIsSlow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parameters    int64
		threads       int
		took          time.Duration
		alone, beside int
	}{
		"tiny, nothing known":    {1e5, 1, 0, 512, 160},
		"half a billion, fast":   {494e6, 2, 90 * time.Millisecond, 256, 71},
		"half a billion, slower": {494e6, 2, 128 * time.Millisecond, 256, 50},
		"half a billion, slow":   {494e6, 2, 430 * time.Millisecond, 256, 32},
		"seven billion":          {7e9, 2, 6 * time.Second, 64, 32},
		"seven billion, a lot":   {7e9, 16, 200 * time.Millisecond, 128, 32},
	} {
		if alone, beside := llama.Pace(c.parameters, c.threads, c.took); alone != c.alone || beside != c.beside {
			t.Errorf("%s: %d tokens alone and %d beside others, not %d and %d", name, alone, beside, c.alone, c.beside)
		}
	}
}
