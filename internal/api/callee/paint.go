package callee

import (
	"maps"
	"math"

	"github.com/tenonhub/tenon/internal/task"
)

// seeds is how many seeds there are.
const seeds = 1 << 32

// Nth are the parameters of the nth of several pictures that are asked for at once:
// from a seed each has one of its own, so that they are not the same. After the largest
// seed comes the least.
func Nth(p task.Params, n int) task.Params {
	seed, ok := p["seed"].(float64)
	if !ok || n == 0 {
		return p
	}
	p = maps.Clone(p)
	p["seed"] = math.Mod(seed+float64(n), seeds)
	return p
}
