package diffusion

import (
	"context"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion/noise"
	"github.com/tenonhub/tenon/internal/engine/diffusion/schedule"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// work is a picture on its way. Its latents are rows of points, one channel after another.
type work struct {
	*Model
	order
	way     *schedule.Schedule
	first   int // step
	kept    int // bytes of the prompt that were read
	tokens  int // that it has
	chance  *noise.Source
	says    meaning // of the prompt
	not     meaning // of the negative one; used where guidance is
	latents []float32
	about   *about // the picture that is changed; nil is none
}

// meaning is what a prompt means to the model.
type meaning struct {
	each runtime.Tensor // of each token
	all  runtime.Tensor // of all together; empty where the model does not look at it
}

// paint paints a picture from its beginning.
func (m *Model) paint(ctx context.Context, o order, tell func(share float64)) (out port.Values, u engine.Usage, err error) {
	w := &work{Model: m, order: o, chance: noise.New(o.seed)}
	if err := w.lead(ctx, tell); err != nil {
		return nil, u, err
	}
	pixels, err := w.decode(ctx)
	if err != nil {
		return nil, u, err
	}
	v, err := w.picture(pixels)
	if err != nil {
		return nil, u, err
	}
	if w.kept < len(o.prompt) {
		v.Kept = o.prompt[:w.kept]
	}
	return port.Values{"image": {v}}, engine.Usage{TokensIn: int64(w.tokens), Pictures: 1, Steps: int64(len(w.way.Times) - w.first)}, nil
}

// lead leads the latents out of noise.
func (w *work) lead(ctx context.Context, tell func(share float64)) (err error) {
	if w.way, err = w.schedule(w.order); err != nil {
		return err
	}
	if w.first, err = w.way.From(w.strength); err != nil {
		return err
	}
	if err := w.read(ctx); err != nil {
		return err
	}
	if err := w.begin(ctx); err != nil {
		return err
	}
	n := len(w.way.Times)
	for i := w.first; i < n; i++ {
		if err := w.step(ctx, i); err != nil {
			return err
		}
		tell(float64(i-w.first+1) / float64(n-w.first+1))
	}
	return nil
}

// guided reports whether the model is asked about the negative prompt too.
func (w *work) guided() bool { return w.guidance > 1 && w.layout.UNet.Condition == nil }

// read has the prompts read.
func (w *work) read(ctx context.Context) (err error) {
	if w.says, w.kept, w.tokens, err = w.mean(ctx, w.prompt); err != nil || !w.guided() {
		return err
	}
	if w.negative == "" && w.layout.Large && w.layout.Zeros {
		w.not = meaning{nothing(w.says.each), nothing(w.says.all)}
		return nil
	}
	w.not, _, _, err = w.mean(ctx, w.negative)
	return err
}

func nothing(x runtime.Tensor) runtime.Tensor {
	return runtime.Tensor{Shape: x.Shape, Floats: make([]float32, len(x.Floats))}
}

// mean is what a prompt means: what each reader says of a token, side by side.
func (m *Model) mean(ctx context.Context, prompt string) (s meaning, kept, tokens int, err error) {
	var parts []runtime.Tensor
	kept = len(prompt)
	for _, r := range m.readers {
		each, all, read, n, err := r.read(ctx, prompt)
		if err != nil {
			return s, 0, 0, err
		}
		parts, s.all = append(parts, each), all
		kept, tokens = min(kept, read), max(tokens, n)
	}
	s.each = parts[0]
	if len(parts) == 2 {
		a, b := parts[0], parts[1]
		if a.Shape[1] != b.Shape[1] {
			return s, 0, 0, fault.New(fault.Invalid, "the model's two readers of prompts take %d and %d tokens", a.Shape[1], b.Shape[1])
		}
		s.each = runtime.Tensor{Shape: []int64{1, a.Shape[1], a.Shape[2] + b.Shape[2]}}
		for i := range int(a.Shape[1]) {
			s.each.Floats = append(s.each.Floats, a.Floats[i*int(a.Shape[2]):(i+1)*int(a.Shape[2])]...)
			s.each.Floats = append(s.each.Floats, b.Floats[i*int(b.Shape[2]):(i+1)*int(b.Shape[2])]...)
		}
	}
	return s, kept, tokens, nil
}

// begin makes the latents that the first step is about.
func (w *work) begin(ctx context.Context) error {
	if w.given != nil {
		return w.change(ctx)
	}
	w.latents = w.chance.Draw(w.points() * w.layout.VAE.Latent)
	scale(w.latents, w.way.Begin())
	return nil
}

// points is how many points latents have.
func (w *work) points() int { return w.width / w.layout.Scale() * (w.height / w.layout.Scale()) }

func scale(x []float32, by float64) {
	for i, v := range x {
		x[i] = float32(float64(v) * by)
	}
}

func (w *work) step(ctx context.Context, i int) error {
	in := w.way.Scaled(w.latents, i)
	if w.about != nil && w.about.beside != nil {
		in = slices.Concat(in, w.about.beside)
	}
	out, err := w.ask(ctx, in, i, w.says)
	if err != nil {
		return err
	}
	if w.guided() {
		other, err := w.ask(ctx, in, i, w.not)
		if err != nil {
			return err
		}
		for k, v := range other {
			out[k] = v + float32(w.guidance)*(out[k]-v)
		}
	}
	w.latents = w.way.Step(i, out, w.latents, w.chance.Draw)
	if w.about != nil && w.about.mask != nil && w.about.beside == nil {
		w.keep(i + 1)
	}
	return nil
}

// ask has the network say what is to be taken away from latents.
func (w *work) ask(ctx context.Context, x []float32, step int, s meaning) ([]float32, error) {
	across, down := int64(w.width/w.layout.Scale()), int64(w.height/w.layout.Scale())
	at := runtime.Tensor{Floats: []float32{float32(w.way.Times[step])}}
	if p, _ := w.net.input("timestep"); len(p.Shape) > 0 {
		at.Shape = []int64{1}
	}
	in := map[string]runtime.Tensor{
		"sample":   {Shape: []int64{1, int64(w.layout.UNet.In), down, across}, Floats: x},
		"timestep": at, "encoder_hidden_states": s.each,
	}
	if w.layout.Large {
		h, wide := float32(w.height), float32(w.width)
		in["text_embeds"] = s.all
		in["time_ids"] = runtime.Tensor{Shape: []int64{1, 6}, Floats: []float32{h, wide, 0, 0, h, wide}}
	}
	if n := w.layout.UNet.Condition; n != nil {
		in["timestep_cond"] = runtime.Tensor{Shape: []int64{1, int64(*n)}, Floats: waves(w.guidance-1, *n)}
	}
	out, err := w.net.run(ctx, in)
	if err != nil {
		return nil, err
	}
	if want := w.points() * w.layout.VAE.Latent; len(out[0].Floats) != want {
		return nil, fault.New(fault.Invalid, "the model's unet gives %v for latents of %d × %d × %d", out[0].Shape, w.layout.VAE.Latent, down, across)
	}
	return out[0].Floats, nil
}

// waves tell a model that was taught with guidance how much of it there is.
func waves(guidance float64, n int) []float32 {
	v := make([]float32, n)
	half := n / 2
	for i := range half {
		x := guidance * 1000 * math.Exp(-math.Log(10000)*float64(i)/float64(max(half-1, 1)))
		sin, cos := math.Sincos(x)
		v[i], v[half+i] = float32(sin), float32(cos)
	}
	return v
}

// decode makes pixels of the latents: colours one after another, -1 to 1.
func (w *work) decode(ctx context.Context) ([]float32, error) {
	x := slices.Clone(w.latents)
	scale(x, 1/w.layout.VAE.Scaling)
	if s := w.layout.VAE.Shift; s != nil {
		for i := range x {
			x[i] += float32(*s)
		}
	}
	across, down := int64(w.width/w.layout.Scale()), int64(w.height/w.layout.Scale())
	out, err := w.decoder.run(ctx, map[string]runtime.Tensor{"latent_sample": {Shape: []int64{1, int64(w.layout.VAE.Latent), down, across}, Floats: x}})
	if err != nil {
		return nil, err
	}
	if len(out[0].Floats) != 3*w.width*w.height {
		return nil, fault.New(fault.Invalid, "the model's vae_decoder gives %v for a picture of %d × %d", out[0].Shape, w.width, w.height)
	}
	for _, v := range out[0].Floats {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, fault.New(fault.Unavailable, "the model computed something that is no number: another seed, scheduler or guidance may help")
		}
	}
	return out[0].Floats, nil
}
