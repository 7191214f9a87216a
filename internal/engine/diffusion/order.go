package diffusion

import (
	"math/rand/v2"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion/schedule"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/diffusers"
	"github.com/tenonhub/tenon/internal/task"
)

// order is what a picture is to be.
type order struct {
	prompt, negative string
	width, height    int
	steps            int
	guidance         float64
	strength         float64 // how much of a picture that is changed is left to chance
	seed             uint64
	kind             schedule.Kind
	given            *given // a picture that is changed; nil is none
}

// maxWords is how many bytes of a prompt are read at all.
const maxWords = 16 << 20

// order reads a request, and takes from the model what it does not say.
func (m *Model) order(req engine.Request) (o order, err error) {
	p := req.Params
	o = order{steps: m.usualSteps(), guidance: m.usualGuidance(), strength: 1, kind: m.kind, negative: p.Text("negative"), seed: uint64(rand.Uint32())} //nolint:gosec // a picture's chance
	v, ok := req.In.First("prompt")
	if !ok {
		return o, fault.New(fault.Invalid, "%s needs the input prompt", req.Task)
	}
	b, err := v.Read(maxWords)
	if err != nil {
		return o, fault.Wrap(err, fault.TooLarge, "the prompt has more than %d MB", maxWords>>20)
	}
	if o.prompt = strings.ToValidUTF8(string(b), "\ufffd"); strings.TrimSpace(o.prompt) == "" {
		return o, fault.New(fault.Invalid, "the prompt is empty: say what the picture is to show")
	}
	if n := p.Number("steps"); n > 0 {
		o.steps = int(n)
	}
	if _, said := p["guidance"]; said {
		o.guidance = p.Number("guidance")
	}
	if _, said := p["seed"]; said {
		o.seed = uint64(p.Number("seed"))
	}
	if k := p.Text("scheduler"); k != "" {
		o.kind = schedule.Kind(k)
	}
	if req.Task == diffusers.Repaints {
		if o.given, err = m.take(req); err != nil {
			return o, err
		}
		if o.strength = 1; o.given.mask == nil {
			o.strength = usualStrength
		}
	}
	if n := p.Number("strength"); n > 0 {
		o.strength = min(n, 1)
	}
	if err := m.shape(&o, p); err != nil {
		return o, err
	}
	_, err = m.schedule(o)
	return o, err
}

// schedule is the way that a picture takes, which also tells whether there is one.
func (m *Model) schedule(o order) (*schedule.Schedule, error) {
	s, err := schedule.New(m.config, o.kind, o.steps, o.strength)
	if err != nil {
		return nil, err
	}
	_, err = s.From(o.strength)
	return s, err
}

// usualSteps and usualGuidance are what makes good pictures with a model of its kind.
func (m *Model) usualSteps() int {
	if m.layout.Few || m.kind == schedule.LCM {
		return 4
	}
	return 25
}

func (m *Model) usualGuidance() float64 {
	switch {
	case m.layout.UNet.Condition != nil:
		return 8.5
	case m.layout.Few, m.kind == schedule.LCM:
		return 0
	case m.layout.Large:
		return 5
	}
	return 7.5
}

// usualStrength is how much of a picture is left to chance that is changed as a whole.
const usualStrength = 0.8

// shape finds how large a picture becomes, and whether it can.
func (m *Model) shape(o *order, p task.Params) error {
	width, height := m.layout.Size()
	if o.given != nil {
		width, height = o.given.picture.W, o.given.picture.H
	}
	for name, to := range map[string]*int{"width": &width, "height": &height} {
		if n := p.Number(name); n > 0 {
			*to = int(n)
		}
	}
	unit := m.layout.Unit()
	if width%unit != 0 || height%unit != 0 {
		near := func(n int) int { return max((n+unit/2)/unit, 1) * unit }
		return fault.New(fault.Invalid, "this model does not paint %d × %d: both must be multiples of %d pixels; %d × %d is near", width, height, unit, near(width), near(height))
	}
	o.width, o.height = width, height
	return m.fits(width, height)
}

// fits is a fault if a picture of a size needs more memory than there is.
func (m *Model) fits(width, height int) error {
	const most = 1 << 14 // a side
	if width > most || height > most {
		return fault.New(fault.TooLarge, "a picture of %d × %d is too large: at most %d pixels a side", width, height, most)
	}
	need := m.weights() + m.layout.Working(width, height)
	if m.o.Memory == 0 || need <= m.o.Memory {
		return nil
	}
	unit := m.layout.Unit()
	side := max(width, height) / unit * unit
	for side > unit && m.weights()+m.layout.Working(side, side) > m.o.Memory {
		side -= unit
	}
	return fault.New(fault.TooLarge, "a picture of %d × %d takes about %d MiB of memory with this model, and it has %d MiB here: ask for at most %d × %d",
		width, height, need>>20, m.o.Memory>>20, side, side)
}

// weights is what the weights take, in bytes: the runtime arranges some of them anew.
func (m *Model) weights() int64 { return m.bytes + m.bytes/2 }
