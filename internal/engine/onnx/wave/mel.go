package wave

import (
	"math"
	"math/cmplx"
)

// The moments of Mel: so many samples, every so many, of which the frequencies are
// those of a window of a power of two.
const (
	frame  = 400
	hop    = 160
	points = 512
	lowest = 20            // Hz
	floor  = 1.1920929e-07 // of what is in a band
)

// Mel is how loud each of some bands is at each moment, as Kaldi has it: rows of the
// logarithms of bands' energies. The rate is that of the samples.
func Mel(x []float32, rate, bands int) [][]float32 {
	filters := triangles(rate, bands)
	var rows [][]float32
	buf := make([]complex128, points)
	for at := 0; at+frame <= len(x); at += hop {
		window(buf, x[at:at+frame])
		fft(buf)
		row := make([]float32, bands)
		for b, f := range filters {
			sum := 0.0
			for k, w := range f {
				if w > 0 {
					re, im := float64(float32(real(buf[k]))), float64(float32(imag(buf[k])))
					sum += w * (re*re + im*im)
				}
			}
			row[b] = float32(math.Log(max(sum, floor)))
		}
		rows = append(rows, row)
	}
	return rows
}

// window puts the samples of a moment into buf: about their mean, the high ones
// raised, and both ends faded.
func window(buf []complex128, x []float32) {
	mean := 0.0
	for _, v := range x {
		mean += float64(v) / frame
	}
	clear(buf)
	const raise = 0.97
	last := float64(x[0]) - mean
	for i, v := range x {
		now := float64(v) - mean
		fade := 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/(frame-1))
		buf[i] = complex((now-raise*last)*fade, 0)
		last = now
	}
}

// triangles are the weights of the frequencies in each band: bands overlap, each half
// of the next, at even steps of what is heard.
func triangles(rate, bands int) [][]float64 {
	mel := func(hz float64) float64 { return 1127 * math.Log(1+hz/700) }
	low, high := mel(lowest), mel(float64(rate/2))
	step := (high - low) / float64(bands+1)
	l := make([][]float64, bands)
	for b := range l {
		l[b] = make([]float64, points/2+1)
		for k := range l[b] {
			at := (mel(float64(k)*float64(rate)/points) - low) / step
			l[b][k] = max(0, min(at-float64(b), float64(b+2)-at))
		}
	}
	return l
}

// fft puts the frequencies of a power of two of samples in their place.
func fft(x []complex128) {
	n := len(x)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		if j ^= bit; i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		turn := cmplx.Rect(1, -2*math.Pi/float64(size))
		for at := 0; at < n; at += size {
			w := complex(1, 0)
			for k := range size / 2 {
				a, b := x[at+k], w*x[at+k+size/2]
				x[at+k], x[at+k+size/2] = a+b, a-b
				w *= turn
			}
		}
	}
}
