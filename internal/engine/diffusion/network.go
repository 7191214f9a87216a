package diffusion

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/onnx/file"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/diffusers"
)

// network is a part that computes, known by the names of its inputs.
type network struct {
	*file.File
	part string
}

// network loads a part. Known are the inputs that are made for it; it must have the first.
func (m *Model) network(ctx context.Context, dir folder, part string, known ...string) (*network, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	f, err := file.Open(filepath.Join(string(dir), filepath.FromSlash(m.layout.Graphs[part])), file.Options{Libraries: m.o.Libraries, Threads: m.o.Threads})
	if kind, why := fault.Of(err); err != nil && kind == fault.Invalid {
		err = fault.New(fault.Invalid, "the model's %s: %s", part, why)
	}
	if err != nil {
		return nil, err
	}
	m.open = append(m.open, f)
	n := &network{f, part}
	for _, p := range f.Inputs {
		if !slices.Contains(known, p.Name) {
			return nil, fault.New(fault.Invalid, "the model's %s wants the input %.80q, and only %s are made for it here", part, p.Name, strings.Join(known, ", "))
		}
	}
	if _, ok := n.input(known[0]); !ok {
		return nil, fault.New(fault.Invalid, "the model's %s has no input %s", part, known[0])
	}
	if len(f.Outputs) == 0 || f.Outputs[0].Type.Whole() {
		return nil, fault.New(fault.Invalid, "the model's %s gives no numbers", part)
	}
	return n, nil
}

func (n *network) input(name string) (runtime.Port, bool) {
	i := slices.IndexFunc(n.Inputs, func(p runtime.Port) bool { return p.Name == name })
	if i < 0 {
		return runtime.Port{}, false
	}
	return n.Inputs[i], true
}

// output is the place of the first of some outputs that there is; -1 is none.
func (n *network) output(names ...string) int {
	for _, name := range names {
		if i := slices.IndexFunc(n.Outputs, func(p runtime.Port) bool { return p.Name == name }); i >= 0 {
			return i
		}
	}
	return -1
}

// tensor is numbers in rows as an input takes them: whole ones where it does.
func tensor(p runtime.Port, shape []int64, v []float32) runtime.Tensor {
	x := runtime.Tensor{Shape: shape}
	if !p.Type.Whole() {
		x.Floats = v
		return x
	}
	x.Ints = make([]int64, len(v))
	for i, f := range v {
		x.Ints[i] = int64(f)
	}
	return x
}

// run computes, given the numbers of each input by its name.
func (n *network) run(ctx context.Context, in map[string]runtime.Tensor) ([]runtime.Tensor, error) {
	l := make([]runtime.Tensor, len(n.Inputs))
	for i, p := range n.Inputs {
		x, ok := in[p.Name]
		if !ok {
			return nil, fault.New(fault.Invalid, "the model's %s wants the input %.80q, which this kind of model does not have", n.part, p.Name)
		}
		l[i] = x
		if p.Type.Whole() && x.Ints == nil || !p.Type.Whole() && x.Floats == nil {
			l[i] = tensor(p, x.Shape, x.Floats)
		}
	}
	out, err := n.Run(ctx, l)
	if told, ok := errors.AsType[*runtime.Error](err); ok {
		return nil, fault.New(fault.Invalid, "the model's %s does not take what its settings say: %.300s", n.part, told.Message)
	}
	return out, err
}

// agree checks that the parts fit together, as far as they say.
func (m *Model) agree() error {
	check := func(n *network, input string, at int, want int) error {
		p, _ := n.input(input)
		if at < len(p.Shape) && p.Shape[at] > 0 && int(p.Shape[at]) != want {
			return fault.New(fault.Invalid, "the model's %s takes %d of %s where its settings say %d", n.part, p.Shape[at], input, want)
		}
		return nil
	}
	if err := check(m.net, "sample", 1, m.layout.UNet.In); err != nil {
		return err
	}
	if err := check(m.net, "sample", 0, 1); err != nil {
		return err
	}
	if err := check(m.decoder, "latent_sample", 1, m.layout.VAE.Latent); err != nil {
		return err
	}
	if in := m.layout.UNet.In; in != m.layout.VAE.Latent && !m.layout.Inpaints() {
		return fault.New(fault.Invalid, "the model's %s takes %d channels, and of %d that pictures have here %d or %d are known", diffusers.UNet, in, m.layout.VAE.Latent, m.layout.VAE.Latent, 2*m.layout.VAE.Latent+1)
	}
	if _, ok := m.net.input("timestep_cond"); ok && m.layout.UNet.Condition == nil {
		return fault.New(fault.Invalid, "the model's unet takes timestep_cond, and its config.json does not say how many numbers (time_cond_proj_dim)")
	}
	return nil
}
