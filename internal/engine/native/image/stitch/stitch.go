package stitch

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// The most pictures, the size at which corners are looked for, and the most
// pixels of the result.
const (
	MaxPictures = 30
	lookPixels  = 500_000
	maxPixels   = 24_000_000
)

// Join joins pictures: auto, panorama, horizontal, vertical or grid. auto is a
// panorama if all pictures overlap, else a row or a grid. It also says which
// layout it took.
func Join(ctx context.Context, pics []*raster.Picture, layout string) (*raster.Picture, string, error) {
	switch {
	case len(pics) < 2:
		return nil, "", fault.New(fault.Invalid, "two or more pictures are needed to join, and there is %d; attach the others", len(pics))
	case len(pics) > MaxPictures:
		return nil, "", fault.New(fault.TooLarge, "at most %d pictures are joined, and there are %d", MaxPictures, len(pics))
	}
	if layout == "auto" || layout == "panorama" {
		p, err := panorama(ctx, pics)
		if err != nil {
			return nil, "", err
		}
		if p != nil {
			return p, "panorama", nil
		}
		if layout == "panorama" {
			return nil, "", fault.New(fault.Invalid, "the pictures do not overlap enough for a panorama; take them with a third in common, or join them side by side")
		}
		if layout = "horizontal"; len(pics) > 3 {
			layout = "grid"
		}
	}
	p, err := beside(pics, layout)
	return p, layout, err
}

func panorama(ctx context.Context, pics []*raster.Picture) (*raster.Picture, error) {
	at, err := place(ctx, pics)
	if err != nil || at == nil {
		return nil, err
	}
	x0, y0, x1, y1 := bounds(pics, at)
	w, h := x1-x0, y1-y0
	area := 0.0
	for _, p := range pics {
		area += float64(p.W * p.H)
	}
	if w*h > 6*area { // bent out of all proportion: not one view
		return nil, nil
	}
	scale := math.Min(1, math.Sqrt(maxPixels/(w*h)))
	toSheet := homography{scale, 0, -x0 * scale, 0, scale, -y0 * scale, 0, 0, 1}
	for i := range at {
		at[i] = toSheet.times(at[i])
	}
	return blend(ctx, pics, at, max(1, int(w*scale+0.5)), max(1, int(h*scale+0.5)))
}

// place finds where each picture lies on the plane of one of them, or nil when
// they do not all hang together. Links with most agreement are taken first.
func place(ctx context.Context, pics []*raster.Picture) ([]homography, error) {
	feats := make([][]feature, len(pics))
	for i, p := range pics {
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		feats[i] = look(p)
	}
	links := make([][]homography, len(pics))
	votes := make([][]int, len(pics))
	for i := range pics {
		links[i], votes[i] = make([]homography, len(pics)), make([]int, len(pics))
	}
	for i := range pics {
		for j := i + 1; j < len(pics); j++ {
			if err := ctx.Err(); err != nil {
				return nil, fault.Wrap(err, fault.Canceled, "canceled")
			}
			pairs := match(feats[i], feats[j])
			h, n := agree(pairs, float64(max(pics[i].W, pics[i].H)))
			if n >= 12 && float64(n) > 0.2*float64(len(pairs)) {
				links[i][j], links[j][i] = h, h.inverse()
				votes[i][j], votes[j][i] = n, n
			}
		}
	}
	return chain(links, votes), nil
}

// chain hangs every picture on the one that is linked best.
func chain(links [][]homography, votes [][]int) []homography {
	root, most := 0, -1
	for i := range votes {
		sum := 0
		for _, v := range votes[i] {
			sum += v
		}
		if sum > most {
			root, most = i, sum
		}
	}
	at := make([]homography, len(links))
	done := make([]bool, len(links))
	at[root], done[root] = identity(), true
	for range len(links) - 1 {
		from, to, best := -1, -1, 0
		for i := range links {
			for j := range links {
				if done[i] && !done[j] && votes[i][j] > best {
					from, to, best = i, j, votes[i][j]
				}
			}
		}
		if from < 0 {
			return nil
		}
		at[to], done[to] = at[from].times(links[from][to]), true
	}
	return at
}

// look finds the features of p, at a size at which that is quick.
func look(p *raster.Picture) []feature {
	w, h := raster.Fit(p.W, p.H, lookPixels)
	l := p.Luma()
	if w != p.W {
		l = l.Area(w, h)
	}
	fs := features(l.Blur(0.8))
	sx, sy := float64(p.W)/float64(w), float64(p.H)/float64(h)
	for i := range fs {
		fs[i].x, fs[i].y = (fs[i].x+0.5)*sx-0.5, (fs[i].y+0.5)*sy-0.5
	}
	return fs
}

func bounds(pics []*raster.Picture, at []homography) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i, p := range pics {
		for _, c := range [4][2]float64{{0, 0}, {float64(p.W), 0}, {0, float64(p.H)}, {float64(p.W), float64(p.H)}} {
			x, y := at[i].apply(c[0], c[1])
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
	}
	return x0, y0, x1, y1
}
