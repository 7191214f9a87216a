package schedule

import (
	"math"
	"slices"
	"sort"

	"github.com/tenonhub/tenon/internal/fault"
)

// even are n times of training, the latest first, with as much between them as the
// spacing says.
func (s *Schedule) even(n int) []float64 {
	total := s.c.Steps
	l := make([]float64, 0, n)
	switch s.c.Spacing {
	case "linspace":
		l = append(l, spread(0, float64(total-1), n)...)
		slices.Reverse(l)
	case "leading":
		for i := n - 1; i >= 0; i-- {
			l = append(l, float64(i*(total/n)+s.c.Offset))
		}
	default:
		return trailing(total, n)
	}
	if s.Kind != Euler && s.Kind != EulerAncestral {
		for i := range l {
			l[i] = math.RoundToEven(l[i])
		}
	}
	return l
}

func trailing(total, n int) (l []float64) {
	ratio := float64(total) / float64(n)
	for i := 0; len(l) < n; i++ {
		l = append(l, math.RoundToEven(float64(total)-float64(i)*ratio)-1)
	}
	return l
}

// spread are n numbers from a to b.
func spread(a, b float64, n int) []float64 {
	l := make([]float64, n)
	for i := range l {
		l[i] = a
		if n > 1 {
			l[i] += (b - a) * float64(i) / float64(n-1)
		}
	}
	return l
}

// between are the n times of DPM++, which leaves out where noise is no more.
func (s *Schedule) between(n int) []float64 {
	if s.c.Spacing == "trailing" {
		return trailing(s.c.Steps, n)
	}
	var l []float64
	if s.c.Spacing == "linspace" {
		for _, t := range spread(0, float64(s.c.Steps-1), n+1) {
			l = append(l, math.RoundToEven(t))
		}
	} else {
		for i := range n + 1 {
			l = append(l, float64(i*(s.c.Steps/(n+1))+s.c.Offset))
		}
	}
	slices.Reverse(l)
	return l[:n]
}

// deviate finds the times and the deviations of the noise at them.
func (s *Schedule) deviate() {
	all := make([]float64, len(s.kept)) // by time of training
	for i, k := range s.kept {
		all[i] = math.Sqrt((1 - k) / k)
	}
	if s.Kind == DPM {
		s.Times = s.between(s.steps)
	} else {
		s.Times = s.even(s.steps)
	}
	at := make([]float64, len(s.Times))
	for i, t := range s.Times {
		at[i] = interpolate(all, t)
	}
	if s.c.Karras && s.Kind != EulerAncestral {
		most, least := slices.Max(at), slices.Min(at)
		if s.Kind == DPM {
			most, least = all[len(all)-1], all[0]
		}
		at = s.karras(most, least)
		for i, sigma := range at {
			s.Times[i] = timeOf(all, sigma)
			if s.Kind == DPM && s.c.BetaSchedule != "squaredcos_cap_v2" {
				s.Times[i] = math.RoundToEven(s.Times[i])
			}
		}
	}
	last := 0.0
	if s.c.FinalSigmas == "sigma_min" && s.Kind != EulerAncestral {
		last = all[0]
	}
	s.sigmas = append(at, last)
	if s.Kind == DPM {
		for i, t := range s.Times { // they are whole
			s.Times[i] = math.Trunc(t)
		}
	}
}

// karras are deviations from the most to the least that grow with their seventh root.
func (s *Schedule) karras(most, least float64) []float64 {
	if s.Kind == Euler || s.Kind == DPM {
		if s.c.SigmaMin > 0 {
			least = s.c.SigmaMin
		}
		if s.c.SigmaMax > 0 {
			most = s.c.SigmaMax
		}
	}
	const rho = 7
	l := spread(math.Pow(most, 1.0/rho), math.Pow(least, 1.0/rho), s.steps)
	for i := range l {
		l[i] = math.Pow(l[i], rho)
	}
	return l
}

// interpolate is a list's value between two of its places.
func interpolate(l []float64, at float64) float64 {
	i := min(max(int(math.Floor(at)), 0), len(l)-1)
	if i == len(l)-1 || at <= 0 {
		return l[i]
	}
	return l[i] + (at-float64(i))*(l[i+1]-l[i])
}

// timeOf is the time of training at which noise has a deviation.
func timeOf(all []float64, sigma float64) float64 {
	if len(all) < 2 {
		return 0
	}
	log := math.Log(max(sigma, 1e-10))
	high := sort.SearchFloat64s(all, sigma)
	if high < len(all) && all[high] == sigma {
		high++
	}
	low := min(max(high-1, 0), len(all)-2)
	a, b := math.Log(all[low]), math.Log(all[low+1])
	share := min(max((a-log)/(a-b), 0), 1)
	return (1-share)*float64(low) + share*float64(low+1)
}

// few are the times of a model that was taught to take few steps: some of those
// that its teacher took.
func (s *Schedule) few(strength float64) error {
	taught, gap := int(float64(s.c.Original)*strength), s.c.Steps/s.c.Original
	if s.steps > taught {
		return fault.New(fault.Invalid, "%d steps are not possible with lcm: of the %d that the model was taught, a strength of %g leaves %d",
			s.steps, s.c.Original, strength, taught)
	}
	for i := range s.steps {
		at := int(float64(taught) * float64(i) / float64(s.steps))
		s.Times = append(s.Times, float64((taught-at)*gap-1))
	}
	return nil
}
