package subject

import (
	_ "embed" // the cascade
	"fmt"
	"math"
	"sync"

	pigo "github.com/esimov/pigo/core"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

//go:embed facefinder
var cascade []byte

// A broken cascade is a programmer's mistake, so reading it panics.
var finder = sync.OnceValue(func() *pigo.Pigo {
	f, err := pigo.NewPigo().Unpack(cascade)
	if err != nil {
		panic(fmt.Sprintf("subject: read facefinder: %v", err))
	}
	return f
})

// face is a face that looks at the camera, in shares of the picture: its
// middle and its size as shares of the width and the height.
type face struct{ x, y, w, h float64 }

// faces finds faces of at least a twentieth of the shorter side.
func faces(p *raster.Picture) []face { return detect(p, 400_000, 20, 12) }

// detect finds faces of at least a part of the shorter side in a picture of so many pixels,
// that are so sure.
func detect(p *raster.Picture, pixels, part int, sure float32) []face {
	small := p.Within(pixels)
	if min(small.W, small.H) < 40 {
		return nil
	}
	l := small.Luma()
	px := make([]uint8, len(l.V))
	for i, v := range l.V {
		px[i] = uint8(raster.Clamp(v)*255 + 0.5)
	}
	params := pigo.CascadeParams{
		MinSize: max(20, min(l.W, l.H)/part), MaxSize: min(l.W, l.H), ShiftFactor: 0.1, ScaleFactor: 1.1,
		ImageParams: pigo.ImageParams{Pixels: px, Rows: l.H, Cols: l.W, Dim: l.W},
	}
	var found []pigo.Detection
	for _, turn := range []float64{0, 0.05, 0.95} { // upright, and heads held to a side; 1 is a whole turn
		found = append(found, finder().RunCascade(params, turn)...)
	}
	return believed(finder().ClusterDetections(found, 0.2), l.W, l.H, sure)
}

// believed keeps the detections that are sure, and beside a sure face those of
// like size that are less so: people come in groups, and patterns do not.
func believed(found []pigo.Detection, w, h int, sure float32) (out []face) {
	const likely = 4.5
	size := 0
	for _, d := range found {
		if d.Q > sure {
			size = max(size, d.Scale)
		}
	}
	for _, d := range found {
		if d.Q > sure || d.Q > likely && d.Scale*2 > size && d.Scale < 2*size {
			out = append(out, face{float64(d.Col) / float64(w), float64(d.Row) / float64(h), float64(d.Scale) / float64(w), float64(d.Scale) / float64(h)})
		}
	}
	return out
}

// person is how likely a place belongs to the one whose face this is: the
// head for sure, and below it shoulders and body.
func (f face) person(x, y float64) float64 {
	dx, dy := (x-f.x)/f.w, (y-f.y)/f.h
	if math.Hypot(dx/0.62, (dy+0.1)/0.85) < 1 {
		return 1
	}
	if dy < 0.45 || dy > 8 {
		return 0
	}
	half := math.Min(1.25, 0.5+0.9*(dy-0.45))
	return 0.9 * float64(1-raster.Smoothstep(float32(half), float32(half+0.5), float32(math.Abs(dx))))
}

// people adds what faces say: where there are some, they are the subject.
func people(cells []cell, score []float64, found []face) {
	if len(found) == 0 {
		return
	}
	for i := range cells {
		best := 0.0
		for _, f := range found {
			best = max(best, f.person(cells[i].x, cells[i].y))
		}
		score[i] = max(best*best, score[i]*(0.5+0.5*best))
	}
}
