// Package noise draws the random numbers that pictures begin with, the same for a
// seed as PyTorch draws on a processor: so a seed gives the picture that others
// know by it.
package noise

import "math"

// Source draws normal numbers. It is for one goroutine.
type Source struct {
	state [size]uint32
	at    int
}

// What the Mersenne Twister is made of.
const (
	size   = 624
	period = 397
)

// New returns the source of a seed, of which the lower 32 bits count.
func New(seed uint64) *Source {
	s := &Source{at: size}
	s.state[0] = uint32(seed) //nolint:gosec // the lower bits
	for i := 1; i < size; i++ {
		before := s.state[i-1]
		s.state[i] = 1812433253*(before^before>>30) + uint32(i) //nolint:gosec // at most 623
	}
	return s
}

// next is the next number of 32 bits.
func (s *Source) next() uint32 {
	if s.at == size {
		s.twist()
	}
	y := s.state[s.at]
	s.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

func (s *Source) twist() {
	for i := range s.state {
		y := s.state[i]&0x80000000 | s.state[(i+1)%size]&0x7fffffff
		s.state[i] = s.state[(i+period)%size] ^ y>>1
		if y&1 != 0 {
			s.state[i] ^= 0x9908b0df
		}
	}
	s.at = 0
}

// block is how many numbers are made together: the first half of them and the
// second are pairs.
const block = 16

// Draw draws n normal numbers of mean 0 and deviation 1. Of fewer than a block
// the first of one are given.
func (s *Source) Draw(n int) []float32 {
	v := make([]float32, max(n, block))
	for i := range v {
		v[i] = s.uniform()
	}
	whole := len(v) / block * block
	for i := 0; i < whole; i += block {
		pairs(v[i : i+block])
	}
	if whole < len(v) { // the last block is drawn anew, over what is there
		last := v[len(v)-block:]
		for i := range last {
			last[i] = s.uniform()
		}
		pairs(last)
	}
	return v[:n]
}

// uniform is a number in [0, 1).
func (s *Source) uniform() float32 { return float32(s.next()&(1<<24-1)) / (1 << 24) }

// pairs makes normal numbers of uniform ones, as Box and Muller do.
func pairs(v []float32) {
	const half = block / 2
	for i := range half {
		radius := math.Sqrt(-2 * math.Log(float64(1-v[i])))
		sin, cos := math.Sincos(2 * math.Pi * float64(v[i+half]))
		v[i], v[i+half] = float32(radius*cos), float32(radius*sin)
	}
}
