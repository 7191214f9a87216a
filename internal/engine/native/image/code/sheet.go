package code

import (
	"math"

	"github.com/makiuchi-d/gozxing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// sheet is a grey copy of a picture, scaled and turned, with the way back.
type sheet struct {
	w, h     int
	px       []byte
	scale    float64 // pixels of the sheet to one of the picture
	sin, cos float64
	whole    *raster.Plane
	bits     *gozxing.BinaryBitmap // of px, until it changes
}

// rect is an area of a sheet.
type rect struct{ x, y, w, h int }

// newSheet copies luma at no more than so many pixels, or grown by a whole
// number, turned by degrees.
func newSheet(luma *raster.Plane, pixels, grow int, degrees float64, invert bool) *sheet {
	w, h := raster.Fit(luma.W*grow, luma.H*grow, pixels)
	src := luma
	if w != luma.W || h != luma.H {
		src = luma.Linear(w, h)
	}
	s := &sheet{scale: float64(w) / float64(luma.W), whole: luma}
	s.sin, s.cos = math.Sincos(degrees * math.Pi / 180)
	s.w = int(math.Ceil(math.Abs(s.cos)*float64(w)+math.Abs(s.sin)*float64(h)-1e-6)) + 8
	s.h = int(math.Ceil(math.Abs(s.sin)*float64(w)+math.Abs(s.cos)*float64(h)-1e-6)) + 8
	s.px = make([]byte, s.w*s.h)
	raster.Rows(s.h, func(y int) {
		for x := range s.w {
			u, v := s.turn(float64(x), float64(y), w, h)
			l := float32(1) // a white rim, which codes need
			if u > -0.5 && v > -0.5 && u < float64(w)-0.5 && v < float64(h)-0.5 {
				l = src.Sample(float32(u), float32(v))
				if invert {
					l = 1 - l
				}
			}
			s.px[y*s.w+x] = byte(raster.Clamp(l)*255 + 0.5)
		}
	})
	return s
}

// turn leads from the sheet to a picture of w × h that is not turned.
func (s *sheet) turn(x, y float64, w, h int) (float64, float64) {
	x, y = x-float64(s.w-1)/2, y-float64(s.h-1)/2
	return x*s.cos - y*s.sin + float64(w-1)/2, x*s.sin + y*s.cos + float64(h-1)/2
}

func (s *sheet) bitmap() *gozxing.BinaryBitmap {
	if s.bits != nil {
		return s.bits
	}
	src, err := gozxing.NewPlanarYUVLuminanceSource(s.px, s.w, s.h, 0, 0, s.w, s.h, false)
	if err != nil {
		panic("code: a sheet that does not fit itself: " + err.Error())
	}
	b, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(src))
	if err != nil {
		panic("code: a sheet without a binarizer: " + err.Error())
	}
	s.bits = b
	return b
}

// blackAndWhite is s with every pixel black or white, as its surroundings decide.
func (s *sheet) blackAndWhite() *sheet {
	out := &sheet{w: s.w, h: s.h, px: make([]byte, len(s.px))}
	m, err := s.bitmap().GetBlackMatrix()
	for i := range out.px {
		if err != nil || !m.Get(i%s.w, i/s.w) {
			out.px[i] = 255
		}
	}
	return out
}

func (s *sheet) crop(r rect) *sheet {
	out := &sheet{w: r.w, h: r.h}
	for y := r.y; y < r.y+r.h; y++ {
		out.px = append(out.px, s.px[y*s.w+r.x:][:r.w]...)
	}
	return out
}

// areaOf is where a code stands on the sheet.
func (s *sheet) areaOf(r *gozxing.Result) rect {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	add := func(x, y float64) {
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	pts := r.GetResultPoints()
	for _, p := range pts {
		if p != nil {
			add(p.GetX(), p.GetY())
		}
	}
	if math.IsInf(x0, 1) {
		return rect{}
	}
	switch f := r.GetBarcodeFormat(); {
	case f == gozxing.BarcodeFormat_QR_CODE && len(pts) >= 3: // the middles of three corners
		add(pts[0].GetX()+pts[2].GetX()-pts[1].GetX(), pts[0].GetY()+pts[2].GetY()-pts[1].GetY())
		mx, my := (x1-x0)*0.17, (y1-y0)*0.17
		return s.clip(x0-mx, y0-my, x1+mx, y1+my)
	case f == gozxing.BarcodeFormat_DATA_MATRIX || f == gozxing.BarcodeFormat_AZTEC:
		return s.clip(x0-2, y0-2, x1+2, y1+2)
	}
	return s.growBars(s.clip(x0, y0, x1, y1+1))
}

func (s *sheet) clip(x0, y0, x1, y1 float64) rect {
	a, b := max(0, int(x0)), max(0, int(y0))
	return rect{a, b, max(0, min(s.w, int(math.Ceil(x1)))-a), max(0, min(s.h, int(math.Ceil(y1)))-b)}
}

// growBars goes up and down from the row in which a barcode was read, as long
// as the rows are alike. Bars may lean: each row is compared with the last one.
func (s *sheet) growBars(r rect) rect {
	if r.w < 4 || r.y >= s.h {
		return rect{}
	}
	top, low := r.y, r.y
	for top > 0 && s.alike(r, top, top-1) {
		top--
	}
	for low < s.h-1 && s.alike(r, low, low+1) {
		low++
	}
	margin := r.w / 40
	return s.clip(float64(r.x-margin), float64(top), float64(r.x+r.w+margin), float64(low+1))
}

// alike is whether two rows correlate over a span.
func (s *sheet) alike(r rect, y1, y2 int) bool {
	a, b := s.px[y1*s.w+r.x:][:r.w], s.px[y2*s.w+r.x:][:r.w]
	var sa, sb, aa, bb, ab float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		sa, sb, aa, bb, ab = sa+x, sb+y, aa+x*x, bb+y*y, ab+x*y
	}
	n := float64(r.w)
	va, vb := aa-sa*sa/n, bb-sb*sb/n
	return va > 0 && vb > 0 && (ab-sa*sb/n)/math.Sqrt(va*vb) > 0.55
}

func (s *sheet) paintOver(r rect) {
	s.bits = nil
	for y := r.y; y < r.y+r.h; y++ {
		row := s.px[y*s.w+r.x:][:r.w]
		for i := range row {
			row[i] = 255
		}
	}
}

// origin is the upright rectangle on the whole picture around an area of s.
func (s *sheet) origin(r rect) [4]int {
	w, h := float64(s.whole.W)*s.scale, float64(s.whole.H)*s.scale
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range [4][2]int{{r.x, r.y}, {r.x + r.w, r.y}, {r.x, r.y + r.h}, {r.x + r.w, r.y + r.h}} {
		x, y := s.turn(float64(c[0]), float64(c[1]), int(w+0.5), int(h+0.5))
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	a, b := max(0, int(x0/s.scale)), max(0, int(y0/s.scale))
	return [4]int{a, b, min(s.whole.W, int(x1/s.scale+0.5)) - a, min(s.whole.H, int(y1/s.scale+0.5)) - b}
}
