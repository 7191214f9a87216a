package style

import (
	"context"
	"image"
	"image/color"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// Pixel art is so many blocks long, in so many colours.
const (
	pixelBlocks  = 144
	pixelColours = 32
)

// pixel draws the picture in blocks of a small palette. The blocks are of one
// size, whole pixels; what is transparent stays so.
func pixel(ctx context.Context, p *raster.Picture) (image.Image, error) {
	side := max(2, int(math.Round(float64(max(p.W, p.H))/pixelBlocks)))
	side = min(side, p.W, p.H)
	w, h := max(1, p.W/side), max(1, p.H/side)
	c := canvas(p.OnPaper(1, 1, 1))
	u := unit(c)
	c = kuwahara(c, flowOf(c, 2*u), 3*u, 8000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	lab := crisp(c.Resize(w, h)).Lab()
	shades := palette(lab, pixelColours)
	pal := color.Palette{}
	for _, s := range shades {
		r, g, b := raster.RGB(s[0], s[1], s[2])
		pal = append(pal, color.NRGBA{byteOf(r), byteOf(g), byteOf(b), 255})
	}
	clear := uint8(len(pal))
	pal = append(pal, color.NRGBA{})
	cells := dither(lab, shades)
	if p.A != nil {
		for i, a := range p.A.Linear(w, h).V {
			if a < 0.5 {
				cells[i] = clear
			}
		}
	} else {
		pal = pal[:clear]
	}
	out := image.NewPaletted(image.Rect(0, 0, w*side, h*side), pal)
	for y := range h * side {
		row := out.Pix[y*out.Stride:]
		for x := range w * side {
			row[x] = cells[y/side*w+x/side]
		}
	}
	return out, nil
}

// crisp strengthens colour and small contrasts, which averaging weakens.
func crisp(p *raster.Picture) *raster.Picture {
	return p.Each(func(c *raster.Plane) *raster.Plane {
		return c.Mix(c.Blur(1.2), func(v, soft float32) float32 { return raster.Clamp(v + 0.55*(v-soft)) })
	}).Saturate(1.25)
}

// dither picks a colour for every cell; between two that are nearly as good, a
// fixed checker decides, as pixel artists shade.
func dither(lab *raster.Picture, shades []shade) []uint8 {
	bayer := [4]float32{-0.375, 0.125, 0.375, -0.125}
	out := make([]uint8, lab.W*lab.H)
	for i := range out {
		x, y := i%lab.W, i/lab.W
		l := lab.C[0].V[i] + 0.022*bayer[y%2*2+x%2]
		out[i] = uint8(nearest(shades, l, lab.C[1].V[i], lab.C[2].V[i]))
	}
	return out
}

func byteOf(v float32) uint8 { return uint8(raster.Clamp(v)*255 + 0.5) }
