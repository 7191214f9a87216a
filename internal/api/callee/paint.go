package callee

import (
	"maps"

	"github.com/tenonhub/tenon/internal/task"
)

// Nth are the parameters of the nth of several pictures that are asked for at once:
// from a seed each has one of its own, so that they are not the same.
func Nth(p task.Params, n int) task.Params {
	seed, ok := p["seed"].(float64)
	if !ok || n == 0 {
		return p
	}
	p = maps.Clone(p)
	p["seed"] = seed + float64(n)
	return p
}
