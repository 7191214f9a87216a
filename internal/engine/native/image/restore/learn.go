package restore

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// A filter looks at side × side pixels of a picture that was enlarged by a
// Lanczos kernel and says what is missing in the middle. There is one for each
// place within a coarse pixel, direction of the edge, and strength of it
// (after Romano, Isidoro and Milanfar 2016, but learned from the picture at
// hand; nothing else is known of it).
const (
	side       = 7
	patch      = side * side
	directions = 8
	strengths  = 3
	samples    = 240_000 // the most that are learned from
)

type filters struct {
	k    int
	weak float32 // the slope under which nothing is done
	sets [][patch]float32
}

// bucket numbers the kinds of places; -1 is flat, where nothing is missing.
func (f *filters) bucket(e edges, x, y int) int {
	dir, strength := e.at(x, y)
	if strength < f.weak {
		return -1
	}
	s := 0
	for limit := f.weak * 3; s < strengths-1 && strength > limit; limit *= 3 {
		s++
	}
	return ((y%f.k*f.k+x%f.k)*directions+dir)*strengths + s
}

// learn makes the filters of a picture, or nil when it is too plain to teach any.
func learn(y *raster.Plane, k int) *filters {
	w, h := y.W/k, y.H/k
	whole := &raster.Plane{W: w * k, H: h * k, V: make([]float32, 0, w*h*k*k)}
	for r := range whole.H {
		whole.V = append(whole.V, y.Row(r)[:whole.W]...)
	}
	soft := whole.Area(w, h).Resize(whole.W, whole.H)
	f := &filters{k: k, weak: 0.008, sets: make([][patch]float32, k*k*directions*strengths)}
	sums := make([]*normal, len(f.sets))
	trust := make([]trial, len(f.sets))
	e := edgesOf(soft)
	f.visit(e, soft, 0, func(b int, px *[patch]float32, i int) {
		if sums[b] == nil {
			sums[b] = &normal{}
		}
		sums[b].add(px, whole.V[i]-soft.V[i])
	})
	for b, s := range sums {
		if s != nil && s.n >= 2*patch {
			f.sets[b] = s.solve()
		}
	}
	f.visit(e, soft, 1, func(b int, px *[patch]float32, i int) {
		trust[b].add(dot(px, &f.sets[b]), whole.V[i]-soft.V[i])
	})
	taught := false
	for b, t := range trust {
		k := t.factor()
		taught = taught || k > 0
		for i := range f.sets[b] {
			f.sets[b][i] *= k
		}
	}
	if !taught {
		return nil
	}
	return f
}

// visit goes through a sample of the places that are not flat. Two turns see
// different places.
func (f *filters) visit(e edges, soft *raster.Plane, turn int, see func(bucket int, px *[patch]float32, i int)) {
	const r = side / 2
	every := 2 * max(1, soft.W*soft.H/2/samples)
	var px [patch]float32
	for y := r; y < soft.H-r; y++ {
		for x := r; x < soft.W-r; x++ {
			i := y*soft.W + x
			if (y/f.k*(soft.W/f.k)+x/f.k)%every != turn*every/2 {
				continue
			}
			if b := f.bucket(e, x, y); b >= 0 {
				window(soft, x, y, &px)
				see(b, &px, i)
			}
		}
	}
}

// trial compares what a filter says with the truth, at places that it was not
// learned from.
type trial struct{ said, agreed float64 }

func (t *trial) add(said, truth float32) {
	t.said += float64(said) * float64(said)
	t.agreed += float64(said) * float64(truth)
}

// factor is how much of what the filter says is to be believed.
func (t trial) factor() float32 {
	if t.said == 0 {
		return 0
	}
	return raster.Clamp(float32(t.agreed / t.said))
}

func dot(a, b *[patch]float32) (sum float32) {
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// window copies the pixels around a place, less the one in the middle: a
// filter must not care how bright a place is.
func window(p *raster.Plane, x, y int, out *[patch]float32) {
	const r = side / 2
	mid := p.V[y*p.W+x]
	for dy := range side {
		row := p.V[(y+dy-r)*p.W+x-r:][:side]
		for dx, v := range row {
			out[dy*side+dx] = v - mid
		}
	}
}

// apply adds what is missing to a picture enlarged by a Lanczos kernel, but
// never beyond what the pixels around a place hold by more than a little.
func (f *filters) apply(soft *raster.Plane) *raster.Plane {
	out := soft.Clone()
	e := edgesOf(soft)
	const r = side / 2
	raster.Rows(soft.H, func(y int) {
		if y < r || y >= soft.H-r {
			return
		}
		var px [patch]float32
		for x := r; x < soft.W-r; x++ {
			b := f.bucket(e, x, y)
			if b < 0 {
				continue
			}
			window(soft, x, y, &px)
			var add, lo, hi float32
			for i, w := range &f.sets[b] {
				add += px[i] * w
				lo, hi = min(lo, px[i]), max(hi, px[i])
			}
			slack := 0.15 * (hi - lo)
			out.V[y*soft.W+x] += max(lo-slack, min(hi+slack, add))
		}
	})
	return out
}

// edges is the smoothed structure tensor.
type edges struct{ xx, xy, yy *raster.Plane }

func edgesOf(p *raster.Plane) edges {
	e := edges{raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)}
	raster.Rows(p.H, func(y int) {
		for x := range p.W {
			dx, dy := (p.At(x+1, y)-p.At(x-1, y))/2, (p.At(x, y+1)-p.At(x, y-1))/2
			i := y*p.W + x
			e.xx.V[i], e.xy.V[i], e.yy.V[i] = dx*dx, dx*dy, dy*dy
		}
	})
	return edges{e.xx.Blur(1.3), e.xy.Blur(1.3), e.yy.Blur(1.3)}
}

// at is the direction of the edge at a place, as one of eight, and its slope.
func (e edges) at(x, y int) (int, float32) {
	i := y*e.xx.W + x
	a, b, c := e.xx.V[i], e.xy.V[i], e.yy.V[i]
	angle := math.Atan2(float64(2*b), float64(a-c)) / (2 * math.Pi) // [-1/2, 1/2] is half a turn
	dir := int((angle+0.5)*directions+0.5) % directions
	return dir, float32(math.Sqrt(float64(max(0, a+c))))
}

// normal is the normal equation of a least squares fit.
type normal struct {
	n   int
	ata [patch][patch]float64 // the lower half
	atb [patch]float64
}

func (s *normal) add(px *[patch]float32, target float32) {
	s.n++
	for i, v := range px {
		f := float64(v)
		row := &s.ata[i]
		for j := 0; j <= i; j++ {
			row[j] += f * float64(px[j])
		}
		s.atb[i] += f * float64(target)
	}
}

// solve is the fit, held small by a ridge so that few samples do not teach nonsense.
func (s *normal) solve() (out [patch]float32) {
	trace := 0.0
	for i := range patch {
		trace += s.ata[i][i]
	}
	ridge := trace / patch * (0.002 + 0.4/math.Sqrt(float64(s.n))*0.05)
	for i := range patch { // Cholesky, in place
		s.ata[i][i] += ridge
		for j := 0; j <= i; j++ {
			sum := s.ata[i][j]
			for k := range j {
				sum -= s.ata[i][k] * s.ata[j][k]
			}
			if i == j {
				s.ata[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				s.ata[i][j] = sum / s.ata[j][j]
			}
		}
	}
	for i := range patch {
		for k := range i {
			s.atb[i] -= s.ata[i][k] * s.atb[k]
		}
		s.atb[i] /= s.ata[i][i]
	}
	for i := patch - 1; i >= 0; i-- {
		for k := i + 1; k < patch; k++ {
			s.atb[i] -= s.ata[k][i] * s.atb[k]
		}
		s.atb[i] /= s.ata[i][i]
		out[i] = float32(s.atb[i])
	}
	return out
}
