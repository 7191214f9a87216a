package diffusion

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/task"
)

// margins are how much is painted on around a picture, in shares of its width and height.
type margins struct{ left, right, top, bottom float64 }

func marginsOf(p task.Params) margins {
	return margins{p.Number("left"), p.Number("right"), p.Number("top"), p.Number("bottom")}
}

func (m margins) none() bool { return m == margins{} }

// sides are those of a picture with its margins.
func (m margins) sides(w, h int) (int, int) {
	return int(math.Round(float64(w) * (1 + m.left + m.right))), int(math.Round(float64(h) * (1 + m.top + m.bottom)))
}

// around is p in the middle of a canvas of w × h, whose margins continue its edges,
// and where these are.
func (m margins) around(p pixel.Picture, w, h int) (pixel.Picture, []bool) {
	wide, high := inner(w, m.left+m.right), inner(h, m.top+m.bottom)
	lanczos, _ := pixel.FilterOf(1)
	p = p.Resized(wide, high, lanczos)
	x0, y0 := min(int(math.Round(float64(wide)*m.left)), w-wide), min(int(math.Round(float64(high)*m.top)), h-high)
	out, mask := pixel.New(w, h), make([]bool, w*h)
	for y := range h {
		for x := range w {
			in := min(max(y-y0, 0), high-1)*wide + min(max(x-x0, 0), wide-1)
			at := y*w + x
			copy(out.V[3*at:3*at+3], p.V[3*in:3*in+3])
			mask[at] = x < x0 || x >= x0+wide || y < y0 || y >= y0+high
		}
	}
	return out, mask
}

// inner is how long a picture is of which a canvas of n is left beside its margins.
func inner(n int, margins float64) int {
	return max(int(math.Round(float64(n)/(1+margins))), 1)
}
