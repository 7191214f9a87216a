package diffusers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Net is what is used of the config.json of a network that makes pictures.
type Net struct {
	In        int      `json:"in_channels"`
	Latent    int      `json:"latent_channels"`
	Sample    numbers  `json:"sample_size"`
	Channels  []int    `json:"block_out_channels"`
	Down      []string `json:"down_block_types"`
	Heads     numbers  `json:"attention_head_dim"` // how many there are: it is called by another name
	Numbers   numbers  `json:"num_attention_heads"`
	Layers    numbers  `json:"layers_per_block"`
	Condition *int     `json:"time_cond_proj_dim"`
	Scaling   float64  `json:"scaling_factor"`
	Shift     *float64 `json:"shift_factor"`
}

// numbers are one number or several.
type numbers []int

func (n *numbers) UnmarshalJSON(b []byte) error {
	var one *int
	if json.Unmarshal(b, &one) == nil {
		if *n = nil; one != nil {
			*n = numbers{*one}
		}
		return nil
	}
	var l []int
	err := json.Unmarshal(b, &l)
	*n = l
	return err
}

// at is the ith number, or the only one.
func (n numbers) at(i, or int) int {
	switch {
	case len(n) == 0:
		return or
	case i < len(n):
		return n[i]
	}
	return n[len(n)-1]
}

// What numbers of networks may be.
const (
	maxBlocks = 8
	maxWidth  = 1 << 14
)

// check is what cannot be of what a file says.
func (n Net) check() string {
	wrong := func(l []int) bool {
		return slices.ContainsFunc(l, func(v int) bool { return v < 1 || v > maxWidth })
	}
	switch {
	case len(n.Channels) > maxBlocks || len(n.Down) > maxBlocks || len(n.Heads) > maxBlocks || len(n.Numbers) > maxBlocks || len(n.Layers) > maxBlocks:
		return fmt.Sprintf("that it has more than %d blocks", maxBlocks)
	case wrong(n.Channels) || wrong(n.Heads) || wrong(n.Numbers) || wrong(n.Layers) || wrong(n.Sample):
		return fmt.Sprintf("a size that is not between 1 and %d", maxWidth)
	case n.In < 0 || n.In > maxWidth || n.Latent < 0 || n.Latent > maxWidth:
		return fmt.Sprintf("in_channels %d and latent_channels %d", n.In, n.Latent)
	case n.Condition != nil && (*n.Condition < 2 || *n.Condition > maxWidth):
		return fmt.Sprintf("time_cond_proj_dim %d", *n.Condition)
	case !(n.Scaling >= 0 && n.Scaling < 1000):
		return fmt.Sprintf("scaling_factor %g", n.Scaling)
	}
	return ""
}

// complete takes from another what a file does not say.
func (n *Net) complete(o Net) {
	if n.In == 0 {
		n.In = o.In
	}
	if n.Latent == 0 {
		n.Latent = o.Latent
	}
	if n.Scaling == 0 {
		n.Scaling = o.Scaling
	}
	if len(n.Sample) == 0 {
		n.Sample = o.Sample
	}
	if len(n.Channels) == 0 {
		n.Channels, n.Down, n.Heads = o.Channels, o.Down, o.Heads
	}
}

// usualNet is the network of Stable Diffusion 1, and of XL.
func usualNet(large bool) Net {
	if large {
		return Net{In: 4, Sample: numbers{128}, Channels: []int{320, 640, 1280}, Down: []string{"DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"}, Heads: numbers{5, 10, 20}}
	}
	return Net{In: 4, Sample: numbers{64}, Channels: []int{320, 640, 1280, 1280}, Down: []string{"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}, Heads: numbers{8}}
}

func usualVAE(large bool) Net {
	n := Net{Latent: 4, Scaling: 0.18215, Channels: []int{128, 256, 512, 512}}
	if large {
		n.Scaling = 0.13025
	}
	return n
}

// Scale is how many pixels of a picture a point of what the model computes stands for.
func (l Layout) Scale() int { return 1 << (len(l.VAE.Channels) - 1) }

// Unit is what the sides of pictures are multiples of.
func (l Layout) Unit() int { return l.Scale() << (len(l.UNet.Channels) - 1) }

// Size is how large pictures are that nothing else is said of.
func (l Layout) Size() (width, height int) {
	h, w := l.UNet.Sample.at(0, 64), l.UNet.Sample.at(1, 64)
	return max(w*l.Scale()/l.Unit(), 1) * l.Unit(), max(h*l.Scale()/l.Unit(), 1) * l.Unit()
}

// Working is how many bytes computing a picture of a size takes at its height, beside the
// weights: the larger of what the network and the decoder keep at a time, numbers
// of four bytes each.
func (l Layout) Working(width, height int) int64 {
	const number, copies = 4, 4 // a layer's input, its output, what is between, and what was arranged anew
	w, h := float64(width/l.Scale()), float64(height/l.Scale())
	kept, widest, looks := 0.0, 0.0, 0.0
	for i, c := range l.UNet.Channels {
		points := w * h / float64(int(1)<<(2*i))
		feature := points * float64(c) * number
		kept += feature * float64(l.UNet.Layers.at(i, 2)+1)
		widest = max(widest, 2*feature) // where what was kept is joined to it
		if i < len(l.UNet.Down) && strings.Contains(l.UNet.Down[i], "Attn") || i == len(l.UNet.Channels)-1 {
			heads := l.UNet.Heads.at(i, 8)
			if len(l.UNet.Numbers) > 0 {
				heads = l.UNet.Numbers.at(i, 8)
			}
			looks = max(looks, 2*float64(heads)*points*points*number)
		}
	}
	net := kept + copies*widest + looks
	wide := 0.0
	for i, c := range l.VAE.Channels {
		before := c
		if i+1 < len(l.VAE.Channels) {
			before = l.VAE.Channels[i+1] // it comes enlarged
		}
		wide = max(wide, float64(width)*float64(height)/float64(int(1)<<(2*i))*float64(max(c, before))*number)
	}
	decoder := copies*wide + 2*w*h*w*h*number
	return int64(min(max(net, decoder), 1<<50))
}
