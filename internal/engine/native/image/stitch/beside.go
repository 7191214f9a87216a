package stitch

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// beside sets pictures in a row, a column or a grid, without gaps in rows and
// columns. In a grid each stands in the middle of a white field.
func beside(pics []*raster.Picture, layout string) (*raster.Picture, error) {
	flat := make([]*raster.Picture, len(pics))
	for i, p := range pics {
		flat[i] = p.OnPaper(1, 1, 1)
	}
	switch layout {
	case "horizontal":
		return row(flat, false), nil
	case "vertical":
		return row(flat, true), nil
	case "grid":
		return grid(flat), nil
	}
	return nil, fault.New(fault.Invalid, "there is no layout %q", layout)
}

// row sets pictures side by side, all as high as the middle one of their
// heights; or below one another, all equally wide.
func row(pics []*raster.Picture, down bool) *raster.Picture {
	length := func(p *raster.Picture) (across, along int) {
		if down {
			return p.W, p.H
		}
		return p.H, p.W
	}
	side, total := 0.0, 0.0
	for _, p := range pics {
		a, _ := length(p)
		side += float64(a) / float64(len(pics))
	}
	for _, p := range pics {
		a, l := length(p)
		total += float64(l) * side / float64(a)
	}
	if n := total * side; n > maxPixels {
		side *= math.Sqrt(maxPixels / n)
	}
	across := max(1, int(side+0.5))
	var scaled []*raster.Picture
	sum := 0
	for _, p := range pics {
		a, l := length(p)
		along := max(1, int(float64(l)*float64(across)/float64(a)+0.5))
		sum += along
		if down {
			scaled = append(scaled, p.Resize(across, along))
		} else {
			scaled = append(scaled, p.Resize(along, across))
		}
	}
	out := raster.New(sum, across)
	if down {
		out = raster.New(across, sum)
	}
	x, y := 0, 0
	for _, p := range scaled {
		put(out, p, x, y)
		if down {
			y += p.H
		} else {
			x += p.W
		}
	}
	return out
}

func grid(pics []*raster.Picture) *raster.Picture {
	const gap = 0.015
	cols := int(math.Ceil(math.Sqrt(float64(len(pics)))))
	rows := (len(pics) + cols - 1) / cols
	w, h := 0, 0
	for _, p := range pics {
		w, h = max(w, p.W), max(h, p.H)
	}
	if n := float64(w*cols) * float64(h*rows); n > maxPixels {
		s := math.Sqrt(maxPixels / n)
		w, h = max(1, int(float64(w)*s)), max(1, int(float64(h)*s))
	}
	edge := int(gap * float64(min(w, h)))
	out := raster.New(cols*(w+edge)+edge, rows*(h+edge)+edge)
	for _, c := range out.C {
		for i := range c.V {
			c.V[i] = 1
		}
	}
	for i, p := range pics {
		s := math.Min(float64(w)/float64(p.W), float64(h)/float64(p.H))
		q := p.Resize(max(1, int(float64(p.W)*s)), max(1, int(float64(p.H)*s)))
		put(out, q, edge+i%cols*(w+edge)+(w-q.W)/2, edge+i/cols*(h+edge)+(h-q.H)/2)
	}
	return out
}

func put(on, p *raster.Picture, x, y int) {
	for c := range on.C {
		for i := range p.H {
			copy(on.C[c].Row(y + i)[x:x+p.W], p.C[c].Row(i))
		}
	}
}
