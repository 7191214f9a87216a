// Package measure says of a picture what can be measured in it, in numbers and
// in words. It recognises nothing: not things, not people, not places.
package measure

import (
	_ "embed" // the names of colours
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// Kind is what a picture looks like it is.
type Kind string

// The kinds. They are guesses from flatness, colours and noise.
const (
	Photo    Kind = "photo"
	Document Kind = "document" // mostly a light page with dark signs on it
	Drawing  Kind = "drawing"  // a drawing, chart or screenshot: flat areas, few colours
	Plain    Kind = "plain"    // one colour
)

// Share is a colour by name, and how much of an area has it.
type Share struct {
	En, Zh string
	Of     float64
}

// Facts are what was measured.
type Facts struct {
	Light    float64 // mean lightness, in [0, 1]
	Contrast float64 // its standard deviation
	Colour   float64 // mean strength of colour (Oklab chroma)
	Sharp    float64 // slope of the steepest edges at full size, 1 is from black to white within a pixel
	Noise    float64 // standard deviation, of 255
	Kind     Kind
	Palette  []Share // of the whole, most first
	Top, Low Share   // the commonest colour of the upper and the lower third
	Flat     float64 // share of neighbours that are equal
	Soft     float64 // share of the others that differ a little
}

const lookPixels = 700_000

// Of measures a picture.
func Of(p *raster.Picture) Facts {
	var f Facts
	f.Noise = math.Round(255*noise(p)*10) / 10
	f.Sharp = sharpness(p)
	f.Flat, f.Soft = flatness(p)
	lab := p.Within(lookPixels).Lab()
	n := float64(len(lab.C[0].V))
	for i, l := range lab.C[0].V {
		f.Light += float64(l) / n
		f.Colour += math.Hypot(float64(lab.C[1].V[i]), float64(lab.C[2].V[i])) / n
	}
	for _, l := range lab.C[0].V {
		f.Contrast += (float64(l) - f.Light) * (float64(l) - f.Light) / n
	}
	f.Contrast = math.Sqrt(f.Contrast)
	f.Palette = shares(lab, 0, lab.H)
	f.Top, f.Low = shares(lab, 0, max(1, lab.H/3))[0], shares(lab, min(lab.H-1, lab.H*2/3), lab.H)[0]
	f.Kind = f.kind(lab)
	return f
}

// kind decides by rules whose limits were set on pictures of each kind.
func (f *Facts) kind(lab *raster.Picture) Kind {
	light, dark, grey := 0.0, 0.0, 0.0
	n := float64(len(lab.C[0].V))
	for i, l := range lab.C[0].V {
		c := math.Hypot(float64(lab.C[1].V[i]), float64(lab.C[2].V[i]))
		if c < 0.05 {
			grey += 1 / n
		}
		switch {
		case l > 0.82:
			light += 1 / n
		case l < 0.55:
			dark += 1 / n
		}
	}
	switch {
	case f.Contrast < 0.01 && f.Colour < 0.5 && f.Palette[0].Of > 0.98:
		return Plain
	case light > 0.6 && grey > 0.8 && dark > 0.004 && dark < 0.35 && f.Palette[0].Of > 0.5:
		return Document
	case f.Flat > 0.55 && f.Soft < 0.5:
		return Drawing
	}
	return Photo
}

func noise(p *raster.Picture) float64 {
	l := p.Luma()
	var calm []float64
	for y := 0; y+16 <= l.H; y += 16 {
		for x := 0; x+16 <= l.W; x += 16 {
			diff := 0.0
			for dy := 0; dy < 16; dy += 2 {
				a, b := l.Row(y + dy)[x:x+16], l.Row(y + dy + 1)[x:x+16]
				for dx := 0; dx < 16; dx += 2 {
					d := float64(a[dx]-a[dx+1]-b[dx]+b[dx+1]) / 2
					diff += d * d / 64
				}
			}
			calm = append(calm, diff)
		}
	}
	if len(calm) == 0 {
		return 0
	}
	slices.Sort(calm)
	return math.Sqrt(calm[len(calm)/5])
}

// sharpness is the 99.5th hundredth of the steps between neighbours, against
// the steps over eight pixels there: an edge that takes one pixel is sharp.
func sharpness(p *raster.Picture) float64 {
	l := p.Luma()
	const reach = 4
	var steps []float64
	for y := 0; y < l.H; y += max(1, l.H/400) {
		row := l.Row(y)
		for x := reach; x < l.W-reach; x++ {
			wide := math.Abs(float64(row[x+reach] - row[x-reach]))
			if wide > 0.15 {
				steps = append(steps, math.Abs(float64(row[x+1]-row[x]))/wide)
			}
		}
	}
	if len(steps) < 20 {
		return 0
	}
	slices.Sort(steps)
	return min(1, steps[len(steps)*95/100])
}

// flatness is the share of neighbours that are equal, and of the others the
// share that differ a little: light and cameras make soft steps, pens do not.
func flatness(p *raster.Picture) (flat, soft float64) {
	const same, little = 1.5 / 255, 14.0 / 255
	n, equal, small := 0, 0, 0
	for y := 0; y < p.H; y += max(1, p.H/300) {
		r, g, b := p.C[0].Row(y), p.C[1].Row(y), p.C[2].Row(y)
		for x := 1; x < p.W; x++ {
			n++
			switch d := max(abs(r[x]-r[x-1]), abs(g[x]-g[x-1]), abs(b[x]-b[x-1])); {
			case d < same:
				equal++
			case d < little:
				small++
			}
		}
	}
	return float64(equal) / float64(max(1, n)), float64(small) / float64(max(1, n-equal))
}

func abs(v float32) float32 { return max(v, -v) }

//go:embed colors.csv
var colors string

type named struct {
	en, zh  string
	l, a, b float32
}

// A broken table is a programmer's mistake, so reading it panics.
var names = sync.OnceValue(func() []named {
	rows, err := csv.NewReader(strings.NewReader(colors)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("measure: read colors.csv: %v", err))
	}
	var out []named
	for _, r := range rows {
		v, err := strconv.ParseUint(r[2], 16, 24)
		if err != nil {
			panic(fmt.Sprintf("measure: colour %s: %v", r[0], err))
		}
		l, a, b := raster.Lab(float32(v>>16)/255, float32(v>>8&255)/255, float32(v&255)/255)
		out = append(out, named{r[0], r[1], l, a, b})
	}
	return out
})

// shares counts the colours of some rows of a picture in Oklab, most first.
func shares(lab *raster.Picture, y0, y1 int) []Share {
	table := names()
	count := make([]int, len(table))
	for i := y0 * lab.W; i < y1*lab.W; i++ {
		best, least := 0, float32(math.MaxFloat32)
		for k, c := range table {
			dl, da, db := lab.C[0].V[i]-c.l, lab.C[1].V[i]-c.a, lab.C[2].V[i]-c.b
			if d := dl*dl + 2.5*(da*da+db*db); d < least {
				best, least = k, d
			}
		}
		count[best]++
	}
	var out []Share
	for k, n := range count {
		if n > 0 {
			out = append(out, Share{table[k].en, table[k].zh, float64(n) / float64((y1-y0)*lab.W)})
		}
	}
	slices.SortStableFunc(out, func(a, b Share) int {
		if a.Of > b.Of {
			return -1
		}
		return 1
	})
	return out
}
