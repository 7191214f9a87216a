package network

import (
	"math"
	"sync"
)

// matrix is rows of equal length, one after another.
type matrix struct {
	rows, cols int
	at         []float32
}

func zeros(rows, cols int) matrix { return matrix{rows, cols, make([]float32, rows*cols)} }

func (m matrix) row(i int) []float32 { return m.at[i*m.cols : (i+1)*m.cols] }

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// linear is y = Wx + b.
type linear struct {
	weight matrix
	bias   []float32
}

func (l linear) of(x []float32) []float32 {
	y := make([]float32, l.weight.rows)
	for i := range y {
		y[i] = dot(l.weight.row(i), x) + l.bias[i]
	}
	return y
}

func (l linear) relu(x []float32) []float32 {
	y := l.of(x)
	for i := range y {
		y[i] = max(0, y[i])
	}
	return y
}

// gru is one direction of a gated recurrent unit (Cho et al., 2014, in the form
// of cuDNN: the reset gate is applied after the product).
type gru struct{ in, state linear }

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// into writes the states along x into out from column at on, backwards or not.
func (g gru) into(x, out matrix, at int, backwards bool) {
	n := g.state.weight.cols
	h := make([]float32, n)
	for k := range x.rows {
		i := k
		if backwards {
			i = x.rows - 1 - k
		}
		in, was := g.in.of(x.row(i)), g.state.of(h)
		for j := range n {
			r, z := sigmoid(in[j]+was[j]), sigmoid(in[n+j]+was[n+j])
			c := float32(math.Tanh(float64(in[2*n+j] + r*was[2*n+j])))
			h[j] = (1-z)*c + z*h[j]
		}
		copy(out.row(i)[at:], h)
	}
}

// both is a unit that reads in both directions.
type both struct{ forward, backward gru }

func (b both) of(x matrix) matrix {
	n := b.forward.state.weight.cols
	out := zeros(x.rows, 2*n)
	var group sync.WaitGroup
	group.Go(func() { b.forward.into(x, out, 0, false) })
	b.backward.into(x, out, n, true)
	group.Wait()
	return out
}

// softmax turns scores into shares that make 1 together.
func softmax(x []float32) []float32 {
	most := float32(math.Inf(-1))
	for _, v := range x {
		most = max(most, v)
	}
	out := make([]float32, len(x))
	var sum float32
	for i, v := range x {
		out[i] = float32(math.Exp(float64(v - most)))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// logs are the logarithms of softmax.
func logs(x []float32) []float64 {
	most := math.Inf(-1)
	for _, v := range x {
		most = max(most, float64(v))
	}
	var sum float64
	for _, v := range x {
		sum += math.Exp(float64(v) - most)
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v) - most - math.Log(sum)
	}
	return out
}

// mix is the sum of the rows of m, weighed.
func mix(m matrix, weights []float32) []float32 {
	out := make([]float32, m.cols)
	for i, w := range weights {
		for j, v := range m.row(i) {
			out[j] += w * v
		}
	}
	return out
}
