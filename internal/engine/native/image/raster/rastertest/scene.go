// Package rastertest paints pictures to test with: a landscape with edges,
// fine lines and natural textures. Everything in it is made of numbers, so
// nothing has to be shipped and nobody's rights are touched.
package rastertest

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/port"
)

type colour [3]float64

func (c colour) to(d colour, t float64) colour {
	t = max(0, min(1, t))
	return colour{c[0] + (d[0]-c[0])*t, c[1] + (d[1]-c[1])*t, c[2] + (d[2]-c[2])*t}
}

// Scene is a landscape of w × h pixels: sky, sun, hills, a lake, a house with
// a fence, a tree and a meadow. Another seed is another landscape.
func Scene(w, h int, seed uint32) *raster.Picture {
	const fine = 2 // sub-pixels a side, against stairs
	out := raster.New(w, h)
	raster.Rows(h, func(y int) {
		for x := range w {
			var sum colour
			for s := range fine * fine {
				u := (float64(x) + (float64(s%fine)+0.5)/fine) / float64(h)
				v := (float64(y) + (float64(s/fine)+0.5)/fine) / float64(h)
				c := point(u, v, float64(w)/float64(h), seed)
				for k := range c {
					sum[k] += c[k] / (fine * fine)
				}
			}
			for k, v := range sum {
				out.C[k].V[y*w+x] = float32(max(0, min(1, v)))
			}
		}
	})
	return out
}

// point is the colour of a place; the nearest thing that covers it is drawn.
func point(u, v, wide float64, seed uint32) colour {
	if c, ok := things(u, v, wide, seed); ok {
		return c
	}
	if v > 0.72+0.03*math.Sin(u*5) {
		if noise(u*40, v*40, 1, seed+15) > 0.93 {
			return colour{0.95, 0.25, 0.35}
		}
		return colour{0.38, 0.55, 0.16}.to(colour{0.08, 0.22, 0.05}, noise(u*30, v*60, 4, seed+12))
	}
	if v > 0.62 {
		wave := noise(u*5, v*70, 3, seed+8)
		return colour{0.25, 0.42, 0.55}.to(colour{0.86, 0.88, 0.85}, wave*wave*0.9)
	}
	for i := 2; i >= 0 && v > 0.2; i-- {
		if v > 0.36+0.09*float64(i)-0.16*(noise(u*(1.6+float64(i)), float64(i)*9, 5, seed+3)-0.35) {
			c := colour{0.42, 0.46, 0.58}.to(colour{0.22, 0.34, 0.22}, float64(i)/2)
			return c.to(colour{0.08, 0.1, 0.12}, noise(u*18, v*26, 4, seed+uint32(i))*0.7-0.1)
		}
	}
	if math.Hypot(u-wide*0.8, v-0.16) < 0.07 {
		return colour{1, 0.95, 0.62}
	}
	sky := colour{0.30, 0.52, 0.85}.to(colour{0.93, 0.80, 0.66}, v*2)
	return sky.to(colour{1, 1, 1}, (noise(u*3, v*7, 5, seed)-0.48)*2.4)
}

// things are the tree, the fence and the house, from near to far.
func things(u, v, wide float64, seed uint32) (colour, bool) {
	tx, ty := u-wide*0.62, v-0.38
	if math.Hypot(tx, ty*1.15) < 0.24 {
		if leaf := noise(u*26, v*26, 4, seed+51); math.Hypot(tx, ty*1.15)+0.22*(leaf-0.5) < 0.17 && leaf > 0.34 {
			return colour{0.1, 0.3, 0.08}.to(colour{0.6, 0.75, 0.25}, leaf*1.5-0.5-tx), true
		}
	}
	if math.Abs(tx-0.01*math.Sin(v*20)) < 0.014+0.02*max(0, v-0.7) && v > 0.38 && v < 0.8 {
		return colour{0.28, 0.19, 0.12}.to(colour{0.5, 0.38, 0.26}, noise(u*160, v*30, 2, seed+41)), true
	}
	if math.Abs(v-0.82) < 0.05 && math.Mod(u*28, 1) < 0.24 || math.Abs(math.Abs(v-0.82)-0.02) < 0.005 {
		return colour{0.88, 0.86, 0.8}.to(colour{0.45, 0.36, 0.28}, noise(u*60, v*9, 2, seed+31)*0.7), true
	}
	x, y := u-wide*0.3, v-0.58
	switch {
	case y > -0.14 && y < -0.02 && math.Abs(x) < 0.16+(y+0.02)*1.2:
		return colour{0.62, 0.2, 0.14}.to(colour{0.4, 0.1, 0.08}, 0.5+0.5*math.Sin(y*340)), true
	case math.Abs(x) < 0.13 && y >= -0.02 && y < 0.18:
		return wall(x, y, u, v, seed), true
	}
	return colour{}, false
}

func wall(x, y, u, v float64, seed uint32) colour {
	wx, wy := math.Mod(x+0.13, 0.087)-0.043, y-0.05
	switch {
	case math.Abs(wx) >= 0.022 || math.Abs(wy) >= 0.03:
		return colour{0.93, 0.9, 0.8}.to(colour{0.7, 0.64, 0.55}, noise(u*50, v*50, 3, seed+22)*0.8)
	case math.Abs(wx) < 0.002 || math.Abs(wy) < 0.002:
		return colour{0.95, 0.95, 0.95}
	}
	return colour{0.2, 0.26, 0.34}
}

// noise is fractal value noise in [0, 1].
func noise(x, y float64, octaves int, seed uint32) float64 {
	sum, norm, amp := 0.0, 0.0, 1.0
	for range octaves {
		sum += amp * lumps(x, y, seed)
		norm += amp
		x, y, amp, seed = x*2+17, y*2+5, amp*0.55, seed+101
	}
	return sum / norm
}

func lumps(x, y float64, seed uint32) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	tx, ty := x-x0, y-y0
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	a := hash(int(x0), int(y0), seed)*(1-tx) + hash(int(x0)+1, int(y0), seed)*tx
	b := hash(int(x0), int(y0)+1, seed)*(1-tx) + hash(int(x0)+1, int(y0)+1, seed)*tx
	return a*(1-ty) + b*ty
}

func hash(x, y int, seed uint32) float64 {
	h := uint32(x)*0x9e3779b1 ^ uint32(y)*0x85ebca77 ^ seed*0xc2b2ae3d
	h = (h ^ h>>15) * 0x2c1b3c6d
	h = (h ^ h>>12) * 0x297a2d39
	return float64((h^h>>15)>>8) / (1 << 24)
}

// JPEG returns p as a file.
func JPEG(tb testing.TB, p *raster.Picture, name string) port.Value {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p.Image(), &jpeg.Options{Quality: 92}); err != nil {
		tb.Fatal(err)
	}
	return File(b.Bytes(), name)
}

// PNG returns p as a file.
func PNG(tb testing.TB, p *raster.Picture, name string) port.Value {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p.Image()); err != nil {
		tb.Fatal(err)
	}
	return File(b.Bytes(), name)
}

// File returns bytes as a picture value, whatever they are.
func File(b []byte, name string) port.Value {
	return port.Value{Type: port.Image, Name: name, Text: string(b), Size: int64(len(b))}
}

// PSNR is how near b is to a, in decibels, all channels together.
func PSNR(a, b *raster.Picture) float64 {
	sum, n := 0.0, 0
	for k := range a.C {
		for i, v := range a.C[k].V {
			d := float64(v - b.C[k].V[i])
			sum += d * d
			n++
		}
	}
	return -10 * math.Log10(sum/float64(n)+1e-12)
}

// SSIM is how alike the forms of two planes are, 1 if equal (Wang 2004, with
// a Gaussian window of 1.5 pixels).
func SSIM(a, b *raster.Plane) float64 {
	const c1, c2 = 0.01 * 0.01, 0.03 * 0.03
	mul := func(x, y float32) float32 { return x * y }
	ma, mb := a.Blur(1.5), b.Blur(1.5)
	aa, bb, ab := a.Mix(a, mul).Blur(1.5), b.Mix(b, mul).Blur(1.5), a.Mix(b, mul).Blur(1.5)
	sum := 0.0
	for i := range a.V {
		x, y := float64(ma.V[i]), float64(mb.V[i])
		va, vb, cov := float64(aa.V[i])-x*x, float64(bb.V[i])-y*y, float64(ab.V[i])-x*y
		sum += (2*x*y + c1) * (2*cov + c2) / ((x*x + y*y + c1) * (va + vb + c2))
	}
	return sum / float64(len(a.V))
}
