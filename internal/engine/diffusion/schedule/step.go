package schedule

import (
	"math"
	"slices"
)

// guess is the picture that the model's answer means, where kept is what is kept
// of it in x.
func (s *Schedule) guess(out, x []float32, kept float64) []float32 {
	a, b := math.Sqrt(kept), math.Sqrt(1-kept)
	var picture []float32
	switch s.c.Prediction {
	case "sample":
		picture = slices.Clone(out)
	case "v_prediction":
		picture = mix(a, x, -b, out)
	default:
		picture = mix(1/a, x, -b/a, out)
	}
	// DDIM's pictures are cut to a range unless its file says otherwise; LCM's where it says so.
	if clip := s.c.Clip; s.Kind == DDIM && clip == nil || clip != nil && *clip && (s.Kind == DDIM || s.Kind == LCM) {
		most := float32(s.c.ClipRange)
		for i, v := range picture {
			picture[i] = max(-most, min(most, v))
		}
	}
	return picture
}

func (s *Schedule) ddim(step int, out, x []float32) []float32 {
	kept, next := s.at(s.Times[step]), s.at(s.Times[step]-float64(s.c.Steps/s.steps))
	a, b := math.Sqrt(kept), math.Sqrt(1-kept)
	picture, noise := s.guess(out, x, kept), out
	switch s.c.Prediction {
	case "sample":
		noise = mix(1/b, x, -a/b, out)
	case "v_prediction":
		noise = mix(a, out, b, x)
	}
	return mix(math.Sqrt(next), picture, math.Sqrt(1-next), noise)
}

// direction is where x goes as its noise becomes less, by a deviation of one.
func (s *Schedule) direction(sigma float64, out, x []float32) []float32 {
	switch s.c.Prediction {
	case "sample":
		return mix(1/sigma, x, -1/sigma, out)
	case "v_prediction":
		a := sigma*sigma + 1
		return mix((1-1/a)/sigma, x, 1/math.Sqrt(a), out)
	}
	return out
}

func (s *Schedule) euler(step int, out, x []float32) []float32 {
	sigma := s.sigmas[step]
	return mix(1, x, s.sigmas[step+1]-sigma, s.direction(sigma, out, x))
}

func (s *Schedule) ancestral(step int, out, x []float32, draw func(int) []float32) []float32 {
	from, to := s.sigmas[step], s.sigmas[step+1]
	up := math.Sqrt(to * to * (from*from - to*to) / (from * from))
	down := math.Sqrt(to*to - up*up)
	y := mix(1, x, down-from, s.direction(from, out, x))
	return mix(1, y, up, draw(len(x))) // drawn at the last step too: the next picture's noise follows
}

// multi is DPM++ of the first and second order.
func (s *Schedule) multi(step int, out, x []float32) []float32 {
	n := len(s.Times)
	a, b := split(s.sigmas[step])
	var picture []float32
	switch s.c.Prediction {
	case "sample":
		picture = out
	case "v_prediction":
		picture = mix(a, x, -b, out)
	default:
		picture = mix(1/a, x, -b/a, out)
	}
	before := s.past
	s.past = [][]float32{picture}
	lower := s.c.LowerFinal == nil || *s.c.LowerFinal
	last := step == n-1 && (s.c.EulerFinal || lower && n < 15 || s.c.FinalSigmas == "zero")
	to, keeps := split(s.sigmas[step+1])
	h := lambda(s.sigmas[step+1]) - lambda(s.sigmas[step])
	grows := math.Exp(-h) - 1
	y := mix(keeps/b, x, -to*grows, picture)
	if s.c.Order < 2 || last || len(before) == 0 {
		return y
	}
	r := (lambda(s.sigmas[step]) - lambda(s.sigmas[step-1])) / h
	by := -0.5 * to * grows / r
	if s.c.Solver == "heun" {
		by = to * (grows/h + 1) / r
	}
	change := mix(1, picture, -1, before[0])
	return mix(1, y, by, change)
}

// lambda is the logarithm of how much more picture than noise there is.
func lambda(sigma float64) float64 { return -math.Log(sigma) }

func (s *Schedule) consistent(step int, out, x []float32, draw func(int) []float32) []float32 {
	const data = 0.5
	kept, scaled := s.at(s.Times[step]), s.Times[step]*s.c.Scaling
	square := scaled*scaled + data*data
	clean := mix(scaled/math.Sqrt(square), s.guess(out, x, kept), data*data/square, x)
	if step == len(s.Times)-1 {
		return clean
	}
	next := s.at(s.Times[step+1])
	return mix(math.Sqrt(next), clean, math.Sqrt(1-next), draw(len(x)))
}

// linear is PNDM without its first steps of another kind: it goes on as the last
// four answers did.
func (s *Schedule) linear(step int, out, x []float32) []float32 {
	gap := float64(s.c.Steps / s.steps)
	from, to := s.Times[step], s.Times[step]-gap
	if s.taken == 1 { // the first step again, now that its end was looked at
		from, to = s.Times[step]+gap, s.Times[step]
		out, x = mix(0.5, out, 0.5, s.past[0]), s.before
	} else {
		s.past = append(s.past[max(0, len(s.past)-3):], out)
		if s.taken == 0 {
			s.before = x
		}
		out = s.led()
	}
	a, b := s.at(from), s.at(to)
	if s.c.Prediction == "v_prediction" {
		out = mix(math.Sqrt(a), out, math.Sqrt(1-a), x)
	}
	below := a*math.Sqrt(1-b) + math.Sqrt(a*(1-a)*b)
	return mix(math.Sqrt(b/a), x, -(b-a)/below, out)
}

// led is the last answer, led on by those before it.
func (s *Schedule) led() []float32 {
	p := s.past
	n := len(p)
	switch n {
	case 1:
		return p[0]
	case 2:
		return mix(1.5, p[1], -0.5, p[0])
	case 3:
		return mix(1, mix(23.0/12, p[2], -16.0/12, p[1]), 5.0/12, p[0])
	}
	return mix(1, mix(55.0/24, p[n-1], -59.0/24, p[n-2]), 1, mix(37.0/24, p[n-3], -9.0/24, p[n-4]))
}
