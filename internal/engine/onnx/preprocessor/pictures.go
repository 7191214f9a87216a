// Package preprocessor makes of pictures what models take, as preprocessor_config.json
// and the class of transformers that it names say it.
package preprocessor

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
)

// Planes are what a model is given of a picture: red, green and blue one after another,
// each in rows.
type Planes struct {
	W, H int
	V    []float32
}

// What pictures are made for a model, at most.
const (
	maxSide  = 4096
	maxGiven = 8 << 20 // pixels
)

// size is how large a picture is made: a number, two, or names with numbers.
type size struct {
	Height int `json:"height"`
	Width  int `json:"width"`
	Short  int `json:"shortest_edge"`
	Long   int `json:"longest_edge"`
	High   int `json:"max_height"`
	Wide   int `json:"max_width"`
	one    int // where only a number is said
}

func (s *size) UnmarshalJSON(b []byte) error {
	*s = size{}
	if json.Unmarshal(b, &s.one) == nil {
		return nil
	}
	var two [2]int
	if json.Unmarshal(b, &two) == nil {
		s.Height, s.Width = two[0], two[1]
		return nil
	}
	type plain size
	return json.Unmarshal(b, (*plain)(s))
}

// Within reports whether each is a side that pictures are made for models.
func Within(l ...int) bool {
	return !slices.ContainsFunc(l, func(n int) bool { return n < 1 || n > maxSide })
}

// said reports whether it says a size.
func (s size) said() bool {
	return Within(s.Height, s.Width) || Within(s.Short) && s.Long == 0 || Within(s.Short, s.Long) || Within(s.High, s.Wide)
}

// Pictures is what preprocessor_config.json says of pictures.
type Pictures struct {
	Class     string    `json:"image_processor_type"`
	Old       string    `json:"feature_extractor_type"`
	Resize    *bool     `json:"do_resize"`
	Size      size      `json:"size"`
	MaxSize   int       `json:"max_size"`
	Filter    *int      `json:"resample"`
	Crop      bool      `json:"do_center_crop"`
	CropSize  size      `json:"crop_size"`
	Rescale   *bool     `json:"do_rescale"`
	Factor    float64   `json:"rescale_factor"`
	Normalize *bool     `json:"do_normalize"`
	Mean      []float64 `json:"image_mean"`
	Std       []float64 `json:"image_std"`
	Percent   *float64  `json:"crop_pct"`
	Pad       *bool     `json:"do_pad"`
	PadSize   size      `json:"pad_size"`
	Divisor   int       `json:"size_divisor"`
	Multiple  int       `json:"ensure_multiple_of"`
	Keep      bool      `json:"keep_aspect_ratio"`

	kind string // of the class: what is done that no field says
}

// The usual means of pictures.
var (
	imagenetMean, imagenetStd = []float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}
	clipMean, clipStd         = []float64{0.48145466, 0.4578275, 0.40821073}, []float64{0.26862954, 0.26130258, 0.27577711}
	halves                    = []float64{0.5, 0.5, 0.5}
)

// Read reads the file. What it does not say is as the class of transformers has it.
// Fault: Invalid.
func Read(b []byte) (*Pictures, error) {
	p := &Pictures{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fault.New(fault.Invalid, "the model's %s is not as it must be: %v", "preprocessor_config.json", err)
	}
	p.complete()
	return p, p.check()
}

// Sized makes pictures of w × h, each colour less mean and divided by std, in shares of
// the brightest. Fault: Invalid.
func Sized(w, h int, mean, std float64) (*Pictures, error) {
	same := func(f float64) []float64 { return []float64{f, f, f} }
	p := &Pictures{Size: size{Height: h, Width: w}, Mean: same(mean), Std: same(std)}
	return p, p.check()
}

// class is the name of the class without its ending.
func (p *Pictures) class() string {
	name := p.Class
	if name == "" {
		name = p.Old
	}
	for _, end := range []string{"Fast", "Pil", "ImageProcessor", "FeatureExtractor"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

func (p *Pictures) complete() {
	short := true // a number alone is that of the shorter side
	switch c := p.class(); c {
	case "Detr", "ConditionalDetr", "DeformableDetr", "Yolos":
		p.kind = c
		p.usual(size{Short: 800, Long: 1333}, pixel.Bilinear, imagenetMean, imagenetStd)
		p.longest()
	case "RTDetr":
		p.kind = c
		no := false
		if p.Normalize == nil {
			p.Normalize = &no
		}
		p.usual(size{Height: 640, Width: 640}, pixel.Bilinear, imagenetMean, imagenetStd)
	case "MaskFormer", "Mask2Former":
		p.kind = "MaskFormer"
		p.usual(size{Short: 800, Long: 1333}, pixel.Bilinear, imagenetMean, imagenetStd)
		if p.longest(); p.Divisor == 0 {
			p.Divisor = 32
		}
	case "CLIP":
		p.usual(size{Short: 224}, 3, clipMean, clipStd)
	case "Segformer":
		short = false
		p.usual(size{Height: 512, Width: 512}, pixel.Bilinear, imagenetMean, imagenetStd)
	case "DPT":
		p.kind, short = c, false
		p.usual(size{Height: 384, Width: 384}, 3, halves, halves)
	case "GLPN":
		no := false
		if p.kind = c; p.Normalize == nil {
			p.Normalize = &no
		}
		if p.Divisor == 0 {
			p.Divisor = 32
		}
	case "Swin2SR":
		no := false
		p.kind, p.Resize, p.Normalize = c, &no, &no
		if p.Divisor == 0 {
			p.Divisor = max(p.PadSize.one, 0)
		}
		if p.Divisor == 0 {
			p.Divisor = 8
		}
	default:
		short = false
	}
	p.Size.settle(short)
	p.CropSize.settle(false)
}

// usual fills in what is not said.
func (p *Pictures) usual(s size, filter int, mean, std []float64) {
	if p.Size == (size{}) {
		p.Size = s
	}
	if p.Filter == nil {
		p.Filter = &filter
	}
	if p.Mean == nil {
		p.Mean = mean
	}
	if p.Std == nil {
		p.Std = std
	}
}

// longest has the longer side bounded, where only the shorter one is said.
func (p *Pictures) longest() {
	const usual = 1333
	if n := max(p.Size.one, p.Size.Short); n > 0 && p.Size.Long == 0 {
		p.Size = size{Short: n, Long: usual}
		if p.MaxSize > 0 {
			p.Size.Long = p.MaxSize
		}
	}
}

func (s *size) settle(short bool) {
	switch {
	case s.one == 0:
	case short:
		s.Short = s.one
	default:
		s.Height, s.Width = s.one, s.one
	}
}

func yes(b *bool) bool { return b == nil || *b }

func (p *Pictures) check() error {
	_, filter := pixel.FilterOf(p.filter())
	switch {
	case yes(p.Resize) && p.kind != "GLPN" && !p.Size.said(), p.Crop && !Within(p.CropSize.Height, p.CropSize.Width):
		return fault.New(fault.Invalid, "preprocessor_config.json does not say how large pictures are made (size, crop_size), of at most %d pixels a side", maxSide)
	case p.Percent != nil:
		return fault.New(fault.Invalid, "preprocessor_config.json cuts pictures by a share (crop_pct), which is not done here")
	case !filter:
		return fault.New(fault.Invalid, "preprocessor_config.json wants the filter %d (resample); 1, 2 and 3 are there", p.filter())
	case yes(p.Normalize) && (len(p.Mean) != 3 || len(p.Std) != 3 || slices.Contains(p.Std, 0)):
		return fault.New(fault.Invalid, "preprocessor_config.json does not have image_mean and image_std for three colours")
	case p.Divisor < 0 || p.Divisor > maxSide || p.Multiple < 0 || p.Multiple > maxSide:
		return fault.New(fault.Invalid, "preprocessor_config.json wants sides that are multiples of %d and %d, at most %d is done", p.Divisor, p.Multiple, maxSide)
	}
	return nil
}

func (p *Pictures) filter() int {
	if p.Filter == nil {
		return pixel.Bilinear
	}
	return *p.Filter
}

// target is the size that a picture of w × h is made.
func (p *Pictures) target(w, h int) (int, int) {
	s := p.Size
	switch {
	case p.kind == "GLPN":
		return max(w/p.Divisor, 1) * p.Divisor, max(h/p.Divisor, 1) * p.Divisor
	case s.Short > 0 && s.Long > 0:
		w, h = aspect(w, h, s.Short, s.Long)
	case s.Short > 0 && w > h:
		w, h = s.Short*w/h, s.Short
	case s.Short > 0:
		w, h = s.Short, s.Short*h/w
	case s.High > 0:
		scale := min(float64(s.High)/float64(h), float64(s.Wide)/float64(w))
		w, h = int(float64(w)*scale), int(float64(h)*scale)
	case p.kind == "DPT":
		w, h = p.steps(w, h)
	default:
		w, h = s.Width, s.Height
	}
	switch {
	case p.kind == "Yolos" && s.Short > 0:
		w, h = w-w%16, h-h%16
	case p.kind == "MaskFormer":
		w, h = (w+p.Divisor-1)/p.Divisor*p.Divisor, (h+p.Divisor-1)/p.Divisor*p.Divisor
	}
	return w, h
}

// aspect keeps the shape: the shorter side is made short, if the longer is not more
// than long then.
func aspect(w, h, short, long int) (int, int) {
	raw := float64(short)
	low, high := float64(min(w, h)), float64(max(w, h))
	if high/low*raw > float64(long) {
		raw = float64(long) * low / high
		short = int(math.RoundToEven(raw))
	}
	switch {
	case h <= w && h == short, w <= h && w == short:
		return w, h
	case w < h:
		return short, int(raw * float64(h) / float64(w))
	}
	return int(raw * float64(w) / float64(h)), short
}

// steps are sides that are multiples, of a shape that is kept or not.
func (p *Pictures) steps(w, h int) (int, int) {
	tall, wide := float64(p.Size.Height)/float64(h), float64(p.Size.Width)/float64(w)
	if p.Keep {
		if math.Abs(1-wide) < math.Abs(1-tall) {
			tall = wide
		} else {
			wide = tall
		}
	}
	to := float64(max(p.Multiple, 1))
	return int(math.RoundToEven(wide*float64(w)/to) * to), int(math.RoundToEven(tall*float64(h)/to) * to)
}

// Prepare is what a model is given of a picture. Faults: Invalid, TooLarge.
func (p *Pictures) Prepare(px pixel.Picture) (Planes, error) {
	if yes(p.Resize) {
		f, _ := pixel.FilterOf(p.filter())
		w, h := p.target(px.W, px.H)
		if w < 1 || h < 1 || w > maxGiven/h {
			return Planes{}, fault.New(fault.TooLarge, "a picture of %d × %d would be %d × %d for the model; give it one whose sides are more alike", px.W, px.H, w, h)
		}
		px = px.Resized(w, h, f)
	}
	if p.Crop {
		px = px.Centre(p.CropSize.Width, p.CropSize.Height)
	}
	return p.padded(p.scaled(px))
}

// scaled is a picture as numbers.
func (p *Pictures) scaled(px pixel.Picture) Planes {
	factor := p.Factor
	if factor == 0 {
		factor = 1.0 / 255
	}
	if !yes(p.Rescale) {
		factor = 1
	}
	n := px.W * px.H
	x := Planes{px.W, px.H, make([]float32, 3*n)}
	for c := range 3 {
		var is [256]float32 // what a byte becomes
		for v := range is {
			f := float64(v) * factor
			if yes(p.Normalize) {
				f = (f - p.Mean[c]) / p.Std[c]
			}
			is[v] = float32(f)
		}
		for i := range n {
			x.V[c*n+i] = is[px.V[3*i+c]]
		}
	}
	return x
}

// padded puts something around a picture.
func (p *Pictures) padded(x Planes) (Planes, error) {
	w, h := x.W, x.H
	up := func(n int) int { return (n + p.Divisor - 1) / max(p.Divisor, 1) * p.Divisor }
	switch {
	case p.kind == "Swin2SR" && yes(p.Pad): // a mirror, and never nothing
		to := func(n int) int { return (n/p.Divisor + 1) * p.Divisor }
		return around(x, to(w), to(h), 0, 0, true), nil
	case p.kind == "DPT" && p.Pad != nil && *p.Pad && p.Divisor > 0:
		return around(x, up(w), up(h), (up(w)-w)/2, (up(h)-h)/2, false), nil
	case p.kind == "Detr" && yes(p.Pad) && Within(p.PadSize.Height, p.PadSize.Width):
		if p.PadSize.Height < h || p.PadSize.Width < w {
			return x, fault.New(fault.Invalid, "preprocessor_config.json makes pictures of %d × %d, and then wants them filled up to %d × %d", w, h, p.PadSize.Width, p.PadSize.Height)
		}
		return around(x, p.PadSize.Width, p.PadSize.Height, 0, 0, false), nil
	}
	return x, nil
}

// around is x in the midst of w × h numbers: what is beyond its edge is nothing, or
// as in a mirror.
func around(x Planes, w, h, left, top int, mirror bool) Planes {
	out := Planes{w, h, make([]float32, 3*w*h)}
	for c := range 3 {
		for y := range h {
			for i := range w {
				fy, fx := y-top, i-left
				if mirror {
					fy, fx = mirrored(fy, x.H), mirrored(fx, x.W)
				}
				if fy >= 0 && fy < x.H && fx >= 0 && fx < x.W {
					out.V[(c*h+y)*w+i] = x.V[(c*x.H+fy)*x.W+fx]
				}
			}
		}
	}
	return out
}

// mirrored is the place of i among n that are read to and fro.
func mirrored(i, n int) int {
	if i %= 2 * n; i >= n {
		return 2*n - 1 - i
	}
	return i
}
