// Package descent minimises smooth functions of many variables by L-BFGS. It
// is deterministic: the same function and start give the same answer.
package descent

import "math"

const memory = 8

// step is a move of the past and the change of the gradient along it.
type step struct {
	s, y []float64
	rho  float64
}

// Minimise moves w towards a minimum of f in at most rounds steps. f returns
// its value at w and writes its gradient to g, which it must fill wholly.
func Minimise(w []float64, rounds int, f func(w, g []float64) float64) {
	n := len(w)
	g, next, gNext := make([]float64, n), make([]float64, n), make([]float64, n)
	value := f(w, g)
	var past []step
	for range rounds {
		d := direction(g, past)
		slope := dot(d, g)
		if slope > -1e-9*math.Max(1, math.Abs(value)) {
			return
		}
		rate := 1.0
		if len(past) == 0 {
			rate = 1 / math.Sqrt(dot(g, g))
		}
		var v float64
		ok := false
		for range 25 {
			for i := range w {
				next[i] = w[i] + rate*d[i]
			}
			if v = f(next, gNext); v <= value+1e-4*rate*slope {
				ok = true
				break
			}
			rate /= 2
		}
		if !ok {
			return
		}
		past = remember(past, w, next, g, gNext)
		done := value-v < 1e-6*math.Max(1, math.Abs(value))
		copy(w, next)
		copy(g, gNext)
		if value = v; done {
			return
		}
	}
}

func remember(past []step, w, next, g, gNext []float64) []step {
	t := step{s: make([]float64, len(w)), y: make([]float64, len(w))}
	for i := range w {
		t.s[i], t.y[i] = next[i]-w[i], gNext[i]-g[i]
	}
	sy := dot(t.s, t.y)
	if sy <= 1e-12 {
		return past
	}
	t.rho = 1 / sy
	if len(past) == memory {
		past = past[1:]
	}
	return append(past, t)
}

// direction is the two-loop recursion: minus the inverse Hessian, as the past
// shows it, times g.
func direction(g []float64, past []step) []float64 {
	d := make([]float64, len(g))
	for i := range g {
		d[i] = -g[i]
	}
	alpha := make([]float64, len(past))
	for k := len(past) - 1; k >= 0; k-- {
		p := past[k]
		alpha[k] = p.rho * dot(p.s, d)
		axpy(d, -alpha[k], p.y)
	}
	if len(past) > 0 {
		p := past[len(past)-1]
		c := 1 / (p.rho * dot(p.y, p.y))
		for i := range d {
			d[i] *= c
		}
	}
	for k, p := range past {
		axpy(d, alpha[k]-p.rho*dot(p.y, d), p.s)
	}
	return d
}

func dot(a, b []float64) float64 {
	var s float64
	for i, x := range a {
		s += x * b[i]
	}
	return s
}

func axpy(d []float64, a float64, x []float64) {
	for i, v := range x {
		d[i] += a * v
	}
}
