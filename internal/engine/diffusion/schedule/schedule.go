// Package schedule leads a picture out of noise in steps, as the schedulers of
// diffusers do: when a model is asked, and what is made of its answer. It runs no
// model.
package schedule

import (
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Kind is a way of stepping.
type Kind string

// The kinds that there are.
const (
	DDIM           Kind = "ddim"
	PNDM           Kind = "pndm"
	Euler          Kind = "euler"
	EulerAncestral Kind = "euler-ancestral"
	DPM            Kind = "dpm++"
	LCM            Kind = "lcm"
)

// own are the kinds of classes that are done as they are.
var own = map[string]Kind{
	"DDIMScheduler": DDIM, "PNDMScheduler": PNDM, "EulerDiscreteScheduler": Euler, "EulerAncestralDiscreteScheduler": EulerAncestral,
	"DPMSolverMultistepScheduler": DPM, "LCMScheduler": LCM,
}

// alike are classes of which another kind goes the same way, in steps of its own.
var alike = map[string]Kind{
	"LMSDiscreteScheduler": DPM, "HeunDiscreteScheduler": DPM, "KDPM2DiscreteScheduler": DPM, "KDPM2AncestralDiscreteScheduler": EulerAncestral,
	"DEISMultistepScheduler": DPM, "UniPCMultistepScheduler": DPM, "DPMSolverSinglestepScheduler": DPM, "DPMSolverSDEScheduler": EulerAncestral,
	"DDPMScheduler": DDIM, "TCDScheduler": LCM, "IPNDMScheduler": PNDM,
}

// KindOf is the kind of schedule that a file names. Faults: Invalid.
func (c Config) KindOf() (Kind, error) {
	name := strings.TrimPrefix(strings.TrimPrefix(c.Class, "Flax"), "Onnx")
	if k, ok := own[name]; ok {
		return k, nil
	}
	if k, ok := alike[name]; ok {
		return k, nil
	}
	return "", wrong("the scheduler %.80q is not known", c.Class)
}

// Schedule is the way of one picture out of noise. It is for one goroutine, and
// its steps are taken in their order.
type Schedule struct {
	Kind  Kind
	Times []float64 // what the model is told at each step, the first first

	c      Config
	steps  int       // that were asked for
	kept   []float64 // of a picture after each step of training
	final  float64   // kept of it at the end
	sigmas []float64 // deviations of the noise at each step, and at the end
	past   [][]float32
	before []float32 // what PNDM's first step began with
	taken  int
}

// New returns the way of so many steps. Strength, in (0, 1], is how much of a
// picture that one begins with is left to chance; 1 is all. Faults: Invalid.
func New(c Config, k Kind, steps int, strength float64) (*Schedule, error) {
	c, err := c.complete(k)
	if err != nil {
		return nil, err
	}
	if steps < 1 || steps > c.Steps {
		return nil, fault.New(fault.Invalid, "%d steps are not possible: the model was trained for %d, and a picture takes 1 or more", steps, c.Steps)
	}
	s := &Schedule{Kind: k, c: c, steps: steps, kept: c.kept(k), final: 1}
	if one := c.AlphaToOne; one == nil && k == PNDM || one != nil && !*one {
		s.final = s.kept[0]
	}
	switch k {
	case LCM:
		err = s.few(strength)
	case DDIM, PNDM:
		if s.Times = s.even(steps); k == PNDM && steps > 1 { // the second is taken twice
			s.Times = slices.Insert(s.Times, 1, s.Times[1])
		}
	default:
		s.deviate()
	}
	return s, err
}

// From is the step that a picture begins at which is left to chance to a share of
// strength. Faults: Invalid where no step is left.
func (s *Schedule) From(strength float64) (int, error) {
	if s.Kind == LCM { // it has counted it in
		return 0, nil
	}
	n := min(int(float64(s.steps)*strength), s.steps)
	if n < 1 {
		return 0, fault.New(fault.Invalid, "a strength of %g leaves none of %d steps: ask for more of either", strength, s.steps)
	}
	return s.steps - n, nil
}

// Begin is the deviation of the noise that a picture begins with.
func (s *Schedule) Begin() float64 {
	if s.sigmas == nil || s.Kind == DPM {
		return 1
	}
	most := slices.Max(s.sigmas)
	if s.c.Spacing == "leading" {
		return math.Sqrt(most*most + 1)
	}
	return most
}

// Scaled is x as the model takes it at a step; x itself is left as it is.
func (s *Schedule) Scaled(x []float32, step int) []float32 {
	if s.Kind != Euler && s.Kind != EulerAncestral {
		return x
	}
	out, by := make([]float32, len(x)), 1/math.Sqrt(s.sigmas[step]*s.sigmas[step]+1)
	for i, v := range x {
		out[i] = float32(float64(v) * by)
	}
	return out
}

// Noisy is x with as much noise as there is at a step; behind the last there is none.
func (s *Schedule) Noisy(x, noise []float32, step int) []float32 {
	if step >= len(s.Times) {
		return slices.Clone(x)
	}
	a := 1.0
	var b float64
	switch s.Kind {
	case Euler, EulerAncestral:
		b = s.sigmas[step]
	case DPM:
		a, b = split(s.sigmas[step])
	default:
		left := s.at(s.Times[step])
		a, b = math.Sqrt(left), math.Sqrt(1-left)
	}
	return mix(a, x, b, noise)
}

// Step makes of the model's answer at a step, and of what it was asked about, what
// the next is asked about. Draw draws noise, for kinds that add some.
func (s *Schedule) Step(step int, out, x []float32, draw func(n int) []float32) []float32 {
	defer func() { s.taken++ }()
	switch s.Kind {
	case Euler:
		return s.euler(step, out, x)
	case EulerAncestral:
		return s.ancestral(step, out, x, draw)
	case DPM:
		return s.multi(step, out, x)
	case LCM:
		return s.consistent(step, out, x, draw)
	case PNDM:
		return s.linear(step, out, x)
	default:
		return s.ddim(step, out, x)
	}
}

// at is what is kept of a picture at a time of training; before the first it is final.
func (s *Schedule) at(time float64) float64 {
	if time < 0 {
		return s.final
	}
	return s.kept[min(int(time), len(s.kept)-1)]
}

// mix is a times x and b times y.
func mix(a float64, x []float32, b float64, y []float32) []float32 {
	out := make([]float32, len(x))
	for i := range x {
		out[i] = float32(a*float64(x[i]) + b*float64(y[i]))
	}
	return out
}

// split is how much of the picture and of the noise there is at a deviation.
func split(sigma float64) (picture, noise float64) {
	a := 1 / math.Sqrt(sigma*sigma+1)
	return a, sigma * a
}
