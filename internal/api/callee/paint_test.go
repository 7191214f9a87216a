package callee_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/task"
)

func TestEachPictureHasASeedThatTheTaskTakes(t *testing.T) {
	t.Parallel()
	s, err := task.Lookup("text-to-image")
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range []float64{0, 7, 1<<32 - 2, 1<<32 - 1} {
		given, had := task.Params{"seed": seed}, map[any]bool{}
		for n := range 4 {
			p := callee.Nth(given, n)
			if _, err := s.Complete(p); err != nil || had[p["seed"]] {
				t.Errorf("%v, the %dth: %v, %v", seed, n, p, err)
			}
			had[p["seed"]] = true
		}
		if given["seed"] != seed {
			t.Error("what was given is changed")
		}
	}
	if p := callee.Nth(task.Params{}, 2); len(p) != 0 {
		t.Errorf("without a seed: %v", p)
	}
}
