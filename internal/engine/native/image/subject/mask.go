package subject

import (
	"container/heap"
	"context"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

const lookPixels = 60_000

// Mask says for every pixel of p how likely it belongs to the subject.
func Mask(ctx context.Context, p *raster.Picture) (*raster.Plane, error) {
	small := p.Within(lookPixels)
	cells, owner := cut(small.Lab())
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	score := judge(cells, faces(p))
	m := raster.NewPlane(small.W, small.H)
	for i, k := range owner {
		m.V[i] = float32(score[k])
	}
	// The borders of cells are coarse; the picture itself says where edges are.
	m = m.Guided(small.Luma(), 4, 0.0004)
	guide := p.Luma()
	u := max(1, min(p.W, p.H)/150)
	m = m.Linear(p.W, p.H).Guided(guide, 2*u, 0.0004)
	return m.Map(func(v float32) float32 { return raster.Smoothstep(0.5, 0.82, v) }), nil
}

// judge gives every cell the share in [0, 1] to which it is the subject.
func judge(cells []cell, found []face) []float64 {
	back := background(cells)
	score := make([]float64, len(cells))
	for i := range cells {
		a := &cells[i]
		for j := range cells {
			b := &cells[j]
			d2 := (a.x-b.x)*(a.x-b.x) + (a.y-b.y)*(a.y-b.y)
			score[i] += a.far(b) * math.Exp(-d2/(2*0.25*0.25)) * back[j] * b.n
		}
	}
	normalise(score)
	sharp := make([]float64, len(cells))
	for i := range cells {
		sharp[i] = cells[i].sharp
	}
	normalise(sharp)
	for i := range cells {
		c := &cells[i]
		dx, dy := (c.x-0.5)/0.36, (c.y-0.53)/0.42
		if dy > 0 {
			dy *= 0.6
		}
		centre := math.Exp(-(dx*dx + dy*dy) / 2)
		v := 0.46*score[i] + 0.30*centre + 0.12*sharp[i] + 0.22*c.skin*centre
		score[i] = v * (1 - 0.75*back[i])
	}
	normalise(score)
	people(cells, score, found)
	for range 3 {
		score = settle(cells, score)
	}
	people(cells, score, found)
	return score
}

// background is how much each cell belongs to the border of the picture: how
// long a border its region has, for its size (Zhu 2014). Regions are reached
// by paths through like colours.
func background(cells []cell) []float64 {
	const alike = 0.075
	out := make([]float64, len(cells))
	for i := range cells {
		area, rim := 0.0, 0.0
		for j, d := range paths(cells, i) {
			w := math.Exp(-d * d / (2 * alike * alike))
			area += w * cells[j].n
			rim += w * cells[j].rim
		}
		con := rim / math.Sqrt(max(1, area))
		out[i] = 1 - math.Exp(-con*con/(2*0.5*0.5))
	}
	return out
}

// paths are the lengths of the shortest ways from a cell to all others, in
// steps of colour.
func paths(cells []cell, from int) []float64 {
	dist := make([]float64, len(cells))
	for i := range dist {
		dist[i] = math.Inf(1)
	}
	dist[from] = 0
	q := &queue{{0, from}}
	for q.Len() > 0 {
		at, _ := heap.Pop(q).(stop)
		if at.d > dist[at.cell] {
			continue
		}
		for n := range cells[at.cell].next {
			if d := at.d + max(0, cells[at.cell].far(&cells[n])-0.02); d < dist[n] {
				dist[n] = d
				heap.Push(q, stop{d, n})
			}
		}
	}
	return dist
}

type stop struct {
	d    float64
	cell int
}

type queue []stop

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].d < q[j].d }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(v any)        { s, _ := v.(stop); *q = append(*q, s) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// settle makes the guess whole: cells of one colour and neighbours agree more.
func settle(cells []cell, score []float64) []float64 {
	out := make([]float64, len(cells))
	for i := range cells {
		a := &cells[i]
		var fore, rear, nf, nr float64
		for j := range cells {
			b := &cells[j]
			dx, dy, d := a.x-b.x, a.y-b.y, a.far(b)
			w := b.n * math.Exp(-d*d/(2*0.06*0.06)-(dx*dx+dy*dy)/(2*0.3*0.3))
			s := score[j] * score[j]
			r := (1 - score[j]) * (1 - score[j])
			fore, rear, nf, nr = fore+w*s, rear+w*r, nf+b.n*s, nr+b.n*r
		}
		fore, rear = fore/max(nf, 1e-9), rear/max(nr, 1e-9)
		colour := fore / max(fore+rear, 1e-12)
		around, n := 0.0, 0.0
		for j := range a.next {
			d := a.far(&cells[j])
			w := math.Exp(-d * d / (2 * 0.1 * 0.1))
			around, n = around+w*score[j], n+w
		}
		if n > 0 {
			around /= n
		}
		out[i] = 0.45*score[i] + 0.30*colour + 0.25*around
	}
	normalise(out)
	return out
}

// normalise stretches the values from their 5th to their 95th hundredth over [0, 1].
func normalise(v []float64) {
	s := slices.Clone(v)
	slices.Sort(s)
	lo, hi := s[len(s)*5/100], s[min(len(s)-1, len(s)*95/100)]
	for i := range v {
		if hi-lo < 1e-9 {
			v[i] = 0.5
			continue
		}
		v[i] = max(0, min(1, (v[i]-lo)/(hi-lo)))
	}
}
