// Package subject guesses what a picture is of, without knowing any kind of
// thing: what stands out from the borders in colour, lies near the middle, is
// sharp, or has the colour of skin. The guess blurs the background.
package subject

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// cell is a small area of one colour: the picture is cut into some hundred of
// them (SLIC), which are what is judged.
type cell struct {
	lab   [3]float64
	x, y  float64 // in [0, 1], the middle
	n     float64 // pixels
	rim   float64 // pixels on the border of the picture
	next  map[int]bool
	sharp float64
	skin  float64
}

const cellsWanted = 320

// cut divides lab into cells and says which one every pixel belongs to.
func cut(lab *raster.Picture) ([]cell, []int) {
	w, h := lab.W, lab.H
	step := max(2, math.Sqrt(float64(w*h)/cellsWanted))
	var centres [][5]float64
	for y := step / 2; y < float64(h); y += step {
		for x := step / 2; x < float64(w); x += step {
			i := int(y)*w + int(x)
			centres = append(centres, [5]float64{float64(lab.C[0].V[i]), float64(lab.C[1].V[i]), float64(lab.C[2].V[i]), x, y})
		}
	}
	if len(centres) == 0 {
		centres = [][5]float64{{}}
	}
	owner := make([]int, w*h)
	for range 6 {
		assign(lab, centres, owner, step)
		recentre(lab, centres, owner)
	}
	return collect(lab, owner, len(centres)), owner
}

// assign gives every pixel to the centre that is nearest in colour and place.
func assign(lab *raster.Picture, centres [][5]float64, owner []int, step float64) {
	const compact = 0.06
	least := make([]float64, len(owner))
	for i := range least {
		least[i] = math.Inf(1)
	}
	for k, c := range centres {
		x0, x1 := max(0, int(c[3]-2*step)), min(lab.W-1, int(c[3]+2*step))
		y0, y1 := max(0, int(c[4]-2*step)), min(lab.H-1, int(c[4]+2*step))
		for y := y0; y <= y1; y++ {
			for x := x0; x <= x1; x++ {
				i := y*lab.W + x
				dl, da, db := float64(lab.C[0].V[i])-c[0], float64(lab.C[1].V[i])-c[1], float64(lab.C[2].V[i])-c[2]
				dx, dy := (float64(x)-c[3])/step, (float64(y)-c[4])/step
				if d := dl*dl + 4*(da*da+db*db) + compact*compact*(dx*dx+dy*dy); d < least[i] {
					least[i], owner[i] = d, k
				}
			}
		}
	}
}

func recentre(lab *raster.Picture, centres [][5]float64, owner []int) {
	sum, n := make([][5]float64, len(centres)), make([]float64, len(centres))
	for i, k := range owner {
		n[k]++
		for c := range 3 {
			sum[k][c] += float64(lab.C[c].V[i])
		}
		sum[k][3] += float64(i % lab.W)
		sum[k][4] += float64(i / lab.W)
	}
	for k := range centres {
		for c := range sum[k] {
			if n[k] > 0 {
				centres[k][c] = sum[k][c] / n[k]
			}
		}
	}
}

func collect(lab *raster.Picture, owner []int, count int) []cell {
	cells := make([]cell, count)
	fine := lab.C[0].Mix(lab.C[0].Blur(1.5), func(a, b float32) float32 { return (a - b) * (a - b) })
	for i := range cells {
		cells[i].next = map[int]bool{}
	}
	for i, k := range owner {
		c := &cells[k]
		x, y := i%lab.W, i/lab.W
		for ch := range 3 {
			c.lab[ch] += float64(lab.C[ch].V[i])
		}
		c.x, c.y, c.n = c.x+float64(x)/float64(lab.W), c.y+float64(y)/float64(lab.H), c.n+1
		c.sharp += float64(fine.V[i])
		c.skin += skin(lab.C[0].V[i], lab.C[1].V[i], lab.C[2].V[i])
		switch { // people and things stand on the lower border, so it counts little
		case x == 0 || y == 0 || x == lab.W-1:
			c.rim++
		case y == lab.H-1:
			c.rim += 0.15
		}
		if x+1 < lab.W && owner[i+1] != k {
			c.next[owner[i+1]], cells[owner[i+1]].next[k] = true, true
		}
		if y+1 < lab.H && owner[i+lab.W] != k {
			c.next[owner[i+lab.W]], cells[owner[i+lab.W]].next[k] = true, true
		}
	}
	for i := range cells {
		c := &cells[i]
		if c.n == 0 {
			continue
		}
		for ch := range c.lab {
			c.lab[ch] /= c.n
		}
		c.x, c.y, c.sharp, c.skin = c.x/c.n, c.y/c.n, math.Sqrt(c.sharp/c.n), c.skin/c.n
	}
	return cells
}

// skin is 1 for the hues that skin of all shades has, at middle strengths.
func skin(l, a, b float32) float64 {
	strength, hue := math.Hypot(float64(a), float64(b)), math.Atan2(float64(b), float64(a))
	if l > 0.3 && l < 0.95 && strength > 0.03 && strength < 0.16 && hue > 0.35 && hue < 1.25 {
		return 1
	}
	return 0
}

func (c *cell) far(d *cell) float64 {
	x, y, z := c.lab[0]-d.lab[0], c.lab[1]-d.lab[1], c.lab[2]-d.lab[2]
	return math.Sqrt(x*x + 4*(y*y+z*z))
}
