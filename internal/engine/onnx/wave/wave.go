// Package wave is sounds as models take them: read from WAV within bounds, at the rate
// that a model wants, as samples or as what is in them at each moment.
package wave

import (
	"encoding/binary"
	"math"

	"github.com/tenonhub/tenon/internal/fault"
)

// What a sound may be at most.
const (
	MaxBytes   = 32 << 20
	MaxSeconds = 120
	maxRate    = 384_000
)

// How samples are written.
const (
	whole    = 1
	floating = 3
	extended = 0xfffe // as its own head says
)

// form is what a WAV file says of its samples.
type form struct {
	kind, channels, rate, bits int
}

// Read reads a WAV file, shorter than so many seconds, as one channel of samples in
// [-1, 1], so many to a second.
// Faults: Invalid, TooLarge.
func Read(b []byte, rate, seconds int) ([]float32, error) {
	f, data, err := parts(b)
	if err != nil {
		return nil, err
	}
	frame := f.channels * f.bits / 8
	n := len(data) / frame
	switch {
	case n == 0:
		return nil, bad("it has no samples")
	case n/f.rate >= seconds:
		return nil, fault.New(fault.TooLarge, "the recording has more than %d seconds; cut it first", seconds)
	}
	x := make([]float32, n)
	for i := range x {
		sum := 0.0
		for c := range f.channels {
			sum += f.sample(data[i*frame+c*f.bits/8:])
		}
		x[i] = float32(sum / float64(f.channels))
	}
	return resampled(x, f.rate, rate), nil
}

func bad(format string, args ...any) error {
	return fault.New(fault.Invalid, "the recording is no WAV file that is read here: "+format, args...)
}

// parts finds how samples are written, and where they are.
func parts(b []byte) (f form, data []byte, err error) {
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return f, nil, bad("it does not begin like one")
	}
	for b = b[12:]; len(b) >= 8; {
		name, size := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
		body := b[:min(size, int64(len(b)))] // the last may say more than there is: it was being written
		switch {
		case name == "fmt " && len(body) >= 16:
			f = form{int(binary.LittleEndian.Uint16(body)), int(binary.LittleEndian.Uint16(body[2:])), int(binary.LittleEndian.Uint32(body[4:])), int(binary.LittleEndian.Uint16(body[14:]))}
			if f.kind == extended && len(body) >= 26 {
				f.kind = int(binary.LittleEndian.Uint16(body[24:]))
			}
		case name == "data":
			return f, body, f.check()
		}
		b = b[min(size+size&1, int64(len(b))):]
	}
	return f, nil, bad("it has no samples")
}

func (f form) check() error {
	known := f.kind == whole && (f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32) || f.kind == floating && (f.bits == 32 || f.bits == 64)
	switch {
	case !known:
		return bad("its samples are of the form %d with %d bits", f.kind, f.bits)
	case f.channels < 1 || f.channels > 64 || f.rate < 1000 || f.rate > maxRate:
		return bad("it has %d channels of %d samples a second", f.channels, f.rate)
	}
	return nil
}

func (f form) sample(b []byte) float64 {
	switch {
	case f.bits == 8:
		return (float64(b[0]) - 128) / 128
	case f.bits == 16:
		return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15) //nolint:gosec // as it is written
	case f.bits == 24:
		return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31) //nolint:gosec // as it is written
	case f.kind == whole:
		return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31) //nolint:gosec // as it is written
	case f.bits == 32:
		return number(float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
	}
	return number(math.Float64frombits(binary.LittleEndian.Uint64(b)))
}

// number has what is no number be silence.
func number(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// lobes are how many waves of the filter are on each side.
const lobes = 16

// resampled are samples at another rate: what is too high for it is filtered out.
func resampled(x []float32, from, to int) []float32 {
	if from == to {
		return x
	}
	step := float64(from) / float64(to)
	wide := max(step, 1) // samples to a wave of the filter
	out := make([]float32, int(math.Round(float64(len(x))/step)))
	for i := range out {
		at := float64(i) * step
		sum, all := 0.0, 0.0
		for k := max(int(math.Ceil(at-lobes*wide)), 0); k <= min(int(at+lobes*wide), len(x)-1); k++ {
			d := (float64(k) - at) / wide
			w := 0.5 + 0.5*math.Cos(math.Pi*d/lobes)
			if d != 0 {
				w *= math.Sin(math.Pi*d) / (math.Pi * d)
			}
			sum, all = sum+w*float64(x[k]), all+w
		}
		if all != 0 {
			out[i] = float32(sum / all)
		}
	}
	return out
}

// Unit has samples of the mean 0 and the variance 1.
func Unit(x []float32) []float32 {
	mean, square := 0.0, 0.0
	for _, v := range x {
		mean += float64(v) / float64(len(x))
	}
	for _, v := range x {
		square += (float64(v) - mean) * (float64(v) - mean) / float64(len(x))
	}
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32((float64(v) - mean) / math.Sqrt(square+1e-7))
	}
	return out
}
