package subject_test

import (
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/engine/native/image/subject"
)

// TestFacesAreHidden: what makes a face is gone within it, and all else is as it was.
func TestFacesAreHidden(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(600, 400, 1)
	rastertest.Portrait(p, 180, 190, 170)
	rastertest.Portrait(p, 430, 200, 130)
	for _, style := range []string{"pixelate", "blur", "black"} {
		got, n, err := subject.Hide(t.Context(), p, style)
		if err != nil || n != 2 {
			t.Fatalf("%s: %d faces, %v", style, n, err)
		}
		for _, f := range [][3]int{{180, 190, 170}, {430, 200, 130}} {
			rough := func(c *raster.Plane) (sum float64) { // how much neighbours differ round the eyes
				for y := f[1] - f[2]/4; y < f[1]; y++ {
					for x := f[0] - f[2]/4; x < f[0]+f[2]/4; x++ {
						sum += math.Abs(float64(c.At(x+1, y) - c.At(x, y)))
					}
				}
				return sum
			}
			if was, is := rough(p.C[0]), rough(got.C[0]); is > was*0.6 {
				t.Errorf("%s: the eyes differ by %.1f, before by %.1f", style, is, was)
			}
		}
		for _, at := range [][2]int{{5, 5}, {590, 10}, {300, 390}, {20, 380}} {
			if got.C[1].At(at[0], at[1]) != p.C[1].At(at[0], at[1]) {
				t.Errorf("%s: %v has changed", style, at)
			}
		}
	}
	empty := rastertest.Scene(300, 200, 3)
	if got, n, err := subject.Hide(t.Context(), empty, "black"); err != nil || n != 0 || got.C[0].V[77] != empty.C[0].V[77] {
		t.Errorf("a landscape: %d faces, %v", n, err)
	}
}
