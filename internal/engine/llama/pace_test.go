package llama_test

import (
	"slices"
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
		"tiny, nothing known":    {1e5, 1, 0, 512, 64},
		"half a billion, fast":   {494e6, 2, 90 * time.Millisecond, 256, 64},
		"half a billion, faster": {494e6, 2, 30 * time.Millisecond, 256, 192},
		"tiny, very fast":        {1e5, 1, time.Millisecond, 512, 256},
		"half a billion, slower": {494e6, 2, 128 * time.Millisecond, 256, 64},
		"half a billion, slow":   {494e6, 2, 430 * time.Millisecond, 256, 64},
		"seven billion":          {7e9, 2, 6 * time.Second, 64, 64},
		"seven billion, a lot":   {7e9, 16, 200 * time.Millisecond, 128, 64},
	} {
		if alone, beside := llama.Pace(c.parameters, c.threads, c.took); alone != c.alone || beside != c.beside {
			t.Errorf("%s: %d tokens alone and %d beside others, not %d and %d", name, alone, beside, c.alone, c.beside)
		}
	}
}

// TestLongPromptsLetOthersGoOn: what takes many steps rests between two of them while
// there is anything else to do, and no longer.
func TestLongPromptsLetOthersGoOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		left             []int
		answers, waiting int
		rests, others    bool
		want             []int
	}{
		"alone":                                  {[]int{4000}, 0, 0, false, false, []int{256}},
		"alone after a step":                     {[]int{4000}, 0, 0, true, false, []int{256}},
		"beside answers: whole tiles":            {[]int{4000}, 3, 0, false, false, []int{61}},
		"beside answers after a step":            {[]int{4000}, 3, 0, true, false, []int{0}},
		"short ones first":                       {[]int{4000, 16, 16}, 3, 0, false, false, []int{29, 16, 16}},
		"short ones alone after a step":          {[]int{4000, 16, 16}, 3, 0, true, false, []int{0, 16, 16}},
		"what is soon read does not rest":        {[]int{500}, 3, 0, true, false, []int{61}},
		"two long ones have nobody to rest for":  {[]int{4000, 3000}, 0, 0, true, false, []int{16, 48}},
		"after a step, beside another adapter's": {[]int{4000}, 0, 0, true, true, []int{0}},
		"somebody waits":                         {[]int{4000}, 7, 2, false, false, []int{57}},
	} {
		if got := llama.Parts(c.left, c.answers, c.waiting, c.rests, c.others); !slices.Equal(got, c.want) {
			t.Errorf("%s: a step has %v of %v, not %v", name, got, c.left, c.want)
		}
	}
}
