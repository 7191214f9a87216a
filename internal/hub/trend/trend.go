// Package trend is how much something is used of late. A use fades: half of it is
// gone after three days. A trend is the logarithm of the sum of all uses as they
// will have faded, so that it need not change when nothing is used, and puts
// things in the same order at any time:
//
//	trend = 2^20 · log2 Σ 2^(time of the use / halfLife)
package trend

import (
	"math"
	"time"
)

const (
	halfLife = 3 * 24 * time.Hour
	scale    = 1 << 20
)

// After is a trend after some uses at a time; of what was never used it is 0.
func After(before, uses int64, at time.Time) int64 {
	now := float64(at.UnixMilli()) / float64(halfLife.Milliseconds())
	old := float64(before)/scale - now
	if before == 0 {
		old = math.Inf(-1)
	}
	return int64(scale * (now + math.Log2(math.Exp2(old)+float64(uses))))
}

// Uses is the sum of uses as they have faded until now.
func Uses(trend int64, now time.Time) float64 {
	if trend == 0 {
		return 0
	}
	at := float64(now.UnixMilli()) / float64(halfLife.Milliseconds())
	return math.Exp2(float64(trend)/scale - at)
}
