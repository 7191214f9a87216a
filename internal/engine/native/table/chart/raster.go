package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strconv"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"github.com/tenonhub/tenon/internal/engine/native/typeface"
)

const zoom = 2.0 // pixels per unit

// raster paints a canvas. Letters that no font has are kept in missing.
type raster struct {
	img     *image.RGBA
	missing []rune
}

func newRaster() *raster {
	r := &raster{img: image.NewRGBA(image.Rect(0, 0, width*zoom, height*zoom))}
	for i := range r.img.Pix {
		r.img.Pix[i] = 0xFF
	}
	return r
}

func (r *raster) bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, r.img); err != nil {
		return nil, fmt.Errorf("write the chart: %w", err)
	}
	return b.Bytes(), nil
}

func parseColor(s string, opacity float64) color.NRGBA {
	v, _ := strconv.ParseUint(s[1:], 16, 32)
	a := 255.0
	if opacity > 0 {
		a *= min(opacity, 1)
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: uint8(a)} //nolint:gosec // bytes of #rrggbb
}

// segment is a step of an outline in pixels: one point for a move or a line,
// two and three for curves.
type segment struct {
	move bool
	pts  []point
}

// fill paints outlines within their bounding box only.
func (r *raster) fill(outline []segment, c color.NRGBA) {
	lo, hi := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, s := range outline {
		for _, p := range s.pts {
			lo = point{min(lo.x, p.x), min(lo.y, p.y)}
			hi = point{max(hi.x, p.x), max(hi.y, p.y)}
		}
	}
	box := image.Rect(int(math.Floor(lo.x)), int(math.Floor(lo.y)), int(math.Ceil(hi.x))+1, int(math.Ceil(hi.y))+1).Intersect(image.Rect(-4000, -4000, 8000, 8000))
	if len(outline) == 0 || box.Empty() || box.Intersect(r.img.Bounds()).Empty() {
		return
	}
	v := vector.NewRasterizer(box.Dx(), box.Dy())
	f := func(p point) (x, y float32) {
		return float32(p.x - float64(box.Min.X)), float32(p.y - float64(box.Min.Y))
	}
	for i, s := range outline {
		x, y := f(s.pts[0])
		switch {
		case s.move:
			if i > 0 {
				v.ClosePath()
			}
			v.MoveTo(x, y)
		case len(s.pts) == 1:
			v.LineTo(x, y)
		case len(s.pts) == 2:
			x2, y2 := f(s.pts[1])
			v.QuadTo(x, y, x2, y2)
		default:
			x2, y2 := f(s.pts[1])
			x3, y3 := f(s.pts[2])
			v.CubeTo(x, y, x2, y2, x3, y3)
		}
	}
	v.ClosePath()
	v.Draw(r.img, box, image.NewUniform(c), image.Point{})
}

func (r *raster) rect(x, y, w, h, round float64, fill string) {
	round = min(round, w/2, h/2)
	const k = 0.5523 // of a quarter circle in a Bézier curve
	p := func(dx, dy float64) point { return point{(x + dx) * zoom, (y + dy) * zoom} }
	o := []segment{{true, []point{p(round, 0)}}, {false, []point{p(w-round, 0)}}}
	corner := func(a, b, c point) { o = append(o, segment{false, []point{a, b, c}}) }
	q := round * (1 - k)
	corner(p(w-q, 0), p(w, q), p(w, round))
	o = append(o, segment{false, []point{p(w, h-round)}})
	corner(p(w, h-q), p(w-q, h), p(w-round, h))
	o = append(o, segment{false, []point{p(round, h)}})
	corner(p(q, h), p(0, h-q), p(0, h-round))
	o = append(o, segment{false, []point{p(0, round)}})
	corner(p(0, q), p(q, 0), p(round, 0))
	r.fill(o, parseColor(fill, 0))
}

func (r *raster) line(pts []point, s stroke) {
	c, half := parseColor(s.color, s.opacity), s.width*zoom/2
	for i := 1; i < len(pts); i++ {
		a, b := point{pts[i-1].x * zoom, pts[i-1].y * zoom}, point{pts[i].x * zoom, pts[i].y * zoom}
		d := math.Hypot(b.x-a.x, b.y-a.y)
		if d == 0 {
			continue
		}
		nx, ny := (b.y-a.y)/d*half, -(b.x-a.x)/d*half
		r.fill([]segment{{true, []point{{a.x + nx, a.y + ny}}}, {false, []point{{b.x + nx, b.y + ny}}}, {false, []point{{b.x - nx, b.y - ny}}}, {false, []point{{a.x - nx, a.y - ny}}}}, c)
		if s.width > 1.5 && i > 1 {
			r.fill(circle(a, half), c)
		}
	}
}

func circle(at point, r float64) []segment {
	const k = 0.5523
	p := func(dx, dy float64) point { return point{at.x + dx*r, at.y + dy*r} }
	return []segment{
		{true, []point{p(1, 0)}},
		{false, []point{p(1, k), p(k, 1), p(0, 1)}},
		{false, []point{p(-k, 1), p(-1, k), p(-1, 0)}},
		{false, []point{p(-1, -k), p(-k, -1), p(0, -1)}},
		{false, []point{p(k, -1), p(1, -k), p(1, 0)}},
	}
}

func (r *raster) dot(at point, radius float64, fill string, opacity float64) {
	r.fill(circle(point{at.x * zoom, at.y * zoom}, radius*zoom), parseColor(fill, opacity))
}

func (r *raster) wedge(center point, radius, from, to float64, fill string) {
	pts := wedgeOutline(center, radius, from, to)
	o := make([]segment, len(pts))
	for i, p := range pts {
		o[i] = segment{i == 0, []point{{p.x * zoom, p.y * zoom}}}
	}
	r.fill(o, parseColor(fill, 0))
	if to-from < 1 {
		r.line([]point{pts[1], center, pts[len(pts)-1]}, stroke{color: paper, width: 1.5})
	}
}

func (r *raster) text(at point, s string, l lettering) {
	face := typeface.Of(l.bold)
	x := 0.0
	switch l.align {
	case left:
	case middle:
		x = -typeface.Measure(s, l.size, l.bold) / 2
	case right:
		x = -typeface.Measure(s, l.size, l.bold)
	}
	sin, cos := math.Sincos(-l.turn * math.Pi / 180)
	place := func(gx, gy float64) point {
		gx += x * zoom
		return point{at.x*zoom + gx*cos - gy*sin, at.y*zoom + gx*sin + gy*cos}
	}
	var b sfnt.Buffer
	c := parseColor(l.color, 0)
	for _, ru := range s {
		f, g := face.Find(&b, ru)
		if g == 0 && unicode.IsLetter(ru) && !slices.Contains(r.missing, ru) && len(r.missing) < 20 {
			r.missing = append(r.missing, ru)
		}
		segs, err := f.LoadGlyph(&b, g, fixed.Int26_6(l.size*zoom*64), nil)
		if err == nil && ru != ' ' {
			r.fill(outline(segs, place), c)
		}
		x += typeface.Advance(&b, f, g, l.size)
	}
}

func outline(segs sfnt.Segments, place func(x, y float64) point) (out []segment) {
	args := map[sfnt.SegmentOp]int{sfnt.SegmentOpMoveTo: 1, sfnt.SegmentOpLineTo: 1, sfnt.SegmentOpQuadTo: 2, sfnt.SegmentOpCubeTo: 3}
	for _, s := range segs {
		seg := segment{move: s.Op == sfnt.SegmentOpMoveTo}
		for _, a := range s.Args[:args[s.Op]] {
			seg.pts = append(seg.pts, place(float64(a.X)/64, float64(a.Y)/64))
		}
		out = append(out, seg)
	}
	return out
}
