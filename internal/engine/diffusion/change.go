package diffusion

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// given is a picture that is to be changed, as large as it becomes.
type given struct {
	picture pixel.Picture
	mask    []bool // what of it is changed, by pixel; nil is all
}

// about is a picture that is being changed, as latents.
type about struct {
	latents []float32 // as it was
	noise   []float32 // that was put on it
	mask    []float32 // 1 where it is changed, by point; nil is everywhere
	beside  []float32 // what a model that paints in parts is shown: the mask, and the rest of the picture
}

// take reads the picture that a request brings, and its mask.
func (m *Model) take(req engine.Request) (*given, error) {
	v, ok := req.In.First("image")
	if !ok {
		return nil, fault.New(fault.Invalid, "%s needs the input image", req.Task)
	}
	b, err := content(v)
	if err != nil {
		return nil, err
	}
	p, err := m.pictures.Read(b)
	if err != nil {
		return nil, err
	}
	on := marginsOf(req.Params)
	w, h := m.sides(on.sides(p.W, p.H))
	if err := m.fits(w, h); err != nil { // before anything is made so large
		return nil, err
	}
	mask, masked := req.In.First("mask")
	glass, _ := req.Params["transparent"].(bool)
	if !on.none() {
		if masked || glass {
			return nil, fault.New(fault.Invalid, "a picture is painted on around it, or where a mask is white or it is transparent, and not both: leave the mask, or left, right, top and bottom, out")
		}
		g := &given{}
		g.picture, g.mask = on.around(p, w, h)
		return g, nil
	}
	lanczos, _ := pixel.FilterOf(1)
	g := &given{picture: p.Resized(w, h, lanczos)}
	switch {
	case masked && glass:
		err = fault.New(fault.Invalid, "a mask says where to paint, or what is transparent does: leave one of them out")
	case glass && !m.pictures.Shines(b):
		err = fault.New(fault.Invalid, "nothing of the picture is transparent: give a PNG or WebP whose background is, or a mask")
	case glass:
		g.mask, err = m.masked(v, p, w, h)
	case masked:
		g.mask, err = m.masked(mask, p, w, h)
	case m.layout.Inpaints():
		err = fault.New(fault.Invalid, "this model paints in a part of a picture, and needs the input mask: white where it is to paint")
	}
	return g, err
}

func content(v port.Value) ([]byte, error) {
	b, err := v.Read(pixel.MaxBytes)
	if err != nil {
		return nil, fault.Wrap(err, fault.TooLarge, "the picture has more than %d MB", pixel.MaxBytes>>20)
	}
	return b, nil
}

// sides is how large a picture becomes: as it is if the model paints so large, in the steps
// that it can.
func (m *Model) sides(w, h int) (int, int) {
	usualW, usualH := m.layout.Size()
	by := min(1, math.Sqrt(float64(usualW)*float64(usualH)/(float64(w)*float64(h))))
	unit := float64(m.layout.Unit())
	to := func(n int) int { return int(max(math.Floor(float64(n)*by/unit+0.5), 1) * unit) }
	return to(w), to(h)
}

// masked reads what of a picture is changed: where the mask is white, or shines through.
func (m *Model) masked(v port.Value, of pixel.Picture, w, h int) ([]bool, error) {
	b, err := content(v)
	if err != nil {
		return nil, err
	}
	p, err := m.pictures.Mask(b)
	if err != nil {
		return nil, err
	}
	if abs(p.W*of.H-p.H*of.W) > max(p.W, p.H, of.W, of.H) {
		return nil, fault.New(fault.Invalid, "the mask is %d × %d and the picture %d × %d: they must have the same shape", p.W, p.H, of.W, of.H)
	}
	lanczos, _ := pixel.FilterOf(1)
	p = p.Resized(w, h, lanczos)
	mask, some := make([]bool, w*h), false
	for i := range mask {
		r, g, b := int(p.V[3*i]), int(p.V[3*i+1]), int(p.V[3*i+2])
		mask[i] = (r*19595+g*38470+b*7471+1<<15)>>16 >= 128
		some = some || mask[i]
	}
	if !some {
		return nil, fault.New(fault.Invalid, "nothing of the picture is to be changed: the mask is black everywhere, and must be white or transparent where the model is to paint")
	}
	return mask, nil
}

func abs(n int) int { return max(n, -n) }

// change makes the latents of a picture that is changed.
func (w *work) change(ctx context.Context) (err error) {
	g, n := w.given, w.points()*w.layout.VAE.Latent
	w.about = &about{}
	all := w.strength >= 1 && g.mask != nil // nothing is left of what is painted over
	if !w.layout.Inpaints() || !all {
		if w.about.latents, err = w.encode(ctx, colours(g.picture, nil)); err != nil {
			return err
		}
	}
	w.about.noise = w.chance.Draw(n)
	if all {
		w.latents = append([]float32{}, w.about.noise...)
		scale(w.latents, w.way.Begin())
	} else {
		w.latents = w.way.Noisy(w.about.latents, w.about.noise, w.first)
	}
	if g.mask == nil {
		return nil
	}
	w.about.mask = w.coarse(g.mask)
	if !w.layout.Inpaints() {
		w.chance.Draw(n) // as others do, whose seeds are kept to
		return nil
	}
	rest, err := w.encode(ctx, colours(g.picture, g.mask))
	w.about.beside = append(append([]float32{}, w.about.mask...), rest...)
	return err
}

// coarse is a mask by point of the latents.
func (w *work) coarse(mask []bool) []float32 {
	scale := w.layout.Scale()
	out := make([]float32, w.points())
	for i := range out {
		across := w.width / scale
		if mask[i/across*scale*w.width+i%across*scale] {
			out[i] = 1
		}
	}
	return out
}

// colours are a picture's, one after another, -1 to 1; 0 where a mask is.
func colours(p pixel.Picture, mask []bool) []float32 {
	n := p.W * p.H
	x := make([]float32, 3*n)
	for i := range n {
		for c := range 3 {
			if mask == nil || !mask[i] {
				x[c*n+i] = 2*(float32(p.V[3*i+c])/255) - 1
			}
		}
	}
	return x
}

// lowest and highest are what logarithms of variances are cut to.
const lowest, highest = -30, 20

// encode makes latents of pixels, drawn from those that they may mean.
func (w *work) encode(ctx context.Context, x []float32) ([]float32, error) {
	out, err := w.encoder.run(ctx, map[string]runtime.Tensor{"sample": {Shape: []int64{1, 3, int64(w.height), int64(w.width)}, Floats: x}})
	if err != nil {
		return nil, err
	}
	n := w.points() * w.layout.VAE.Latent
	v := out[0].Floats
	switch len(v) {
	case n: // it has drawn them itself
	case 2 * n:
		drawn := w.chance.Draw(n)
		for i, d := range drawn {
			deviation := math.Exp(0.5 * min(max(float64(v[n+i]), lowest), highest))
			drawn[i] = v[i] + float32(deviation)*d
		}
		v = drawn
	default:
		return nil, fault.New(fault.Invalid, "the model's vae_encoder gives %v for a picture of %d × %d", out[0].Shape, w.width, w.height)
	}
	if s := w.layout.VAE.Shift; s != nil {
		for i := range v {
			v[i] -= float32(*s)
		}
	}
	scale(v, w.layout.VAE.Scaling)
	return v, nil
}

// keep puts back what is not changed, with as much noise as there is at a step.
func (w *work) keep(step int) {
	was := w.way.Noisy(w.about.latents, w.about.noise, step)
	n := w.points()
	for i, v := range was {
		if w.about.mask[i%n] == 0 {
			w.latents[i] = v
		}
	}
}
