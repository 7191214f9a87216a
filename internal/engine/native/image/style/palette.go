package style

import (
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// shade is a colour in Oklab.
type shade [3]float32

func (s shade) far(l, a, b float32) float32 {
	dl, da, db := s[0]-l, s[1]-a, s[2]-b
	return 0.6*dl*dl + 1.6*(da*da+db*db) // hue counts more than brightness: a red belt stays red
}

// palette chooses at most n colours that stand for those of lab: k-means over
// a sample of its pixels, begun at places that are far from one another.
func palette(lab *raster.Picture, n int) []shade {
	sample := sampleOf(lab, 12000)
	centres := spreadOut(sample, n)
	for range 14 {
		sum, count := make([]shade, len(centres)), make([]float32, len(centres))
		for _, s := range sample {
			k := nearest(centres, s[0], s[1], s[2])
			count[k]++
			for c := range s {
				sum[k][c] += s[c]
			}
		}
		for k := range centres {
			if count[k] > 0 {
				centres[k] = shade{sum[k][0] / count[k], sum[k][1] / count[k], sum[k][2] / count[k]}
			}
		}
	}
	centres = addMissed(centres, sample)
	slices.SortFunc(centres, func(a, b shade) int {
		if a[0] < b[0] {
			return -1
		}
		return 1
	})
	return slices.Compact(centres)
}

// addMissed adds up to four colours that are far from all others and not rare:
// averages of k-means lose a red belt in a dark picture.
func addMissed(centres []shade, sample []shade) []shade {
	const far, share = 0.012, 0.0015
	for range 4 {
		var worst shade
		most := float32(0)
		for _, s := range sample {
			c := centres[nearest(centres, s[0], s[1], s[2])]
			if d := c.far(s[0], s[1], s[2]); d > most {
				most, worst = d, s
			}
		}
		var sum shade
		var n float32
		for _, s := range sample {
			if worst.far(s[0], s[1], s[2]) < far {
				n++
				for c := range s {
					sum[c] += s[c]
				}
			}
		}
		if most < far || n < share*float32(len(sample)) {
			break
		}
		centres = append(centres, shade{sum[0] / n, sum[1] / n, sum[2] / n})
	}
	return centres
}

func sampleOf(lab *raster.Picture, most int) []shade {
	step := max(1, lab.W*lab.H/most)
	var out []shade
	for i := 0; i < lab.W*lab.H; i += step {
		out = append(out, shade{lab.C[0].V[i], lab.C[1].V[i], lab.C[2].V[i]})
	}
	return out
}

// spreadOut picks n of the sample, each likely to be far from those before it
// (k-means++), so that small but telling colours get their place.
func spreadOut(sample []shade, n int) []shade {
	centres := []shade{sample[len(sample)/2]}
	far := make([]float32, len(sample))
	for i, s := range sample {
		far[i] = centres[0].far(s[0], s[1], s[2])
	}
	for len(centres) < n {
		var total float64
		for _, d := range far {
			total += float64(d)
		}
		if total < 1e-9 {
			break
		}
		at, rest := 0, total*float64(hash(len(centres), 7, 99))
		for at < len(far)-1 && rest > float64(far[at]) {
			rest -= float64(far[at])
			at++
		}
		c := sample[at]
		centres = append(centres, c)
		for i, s := range sample {
			far[i] = min(far[i], c.far(s[0], s[1], s[2]))
		}
	}
	return centres
}

func nearest(p []shade, l, a, b float32) int {
	best, least := 0, float32(math.MaxFloat32)
	for k, s := range p {
		if d := s.far(l, a, b); d < least {
			best, least = k, d
		}
	}
	return best
}

// assign names the nearest colour of every pixel.
func assign(lab *raster.Picture, p []shade) []uint8 {
	out := make([]uint8, lab.W*lab.H)
	raster.Rows(lab.H, func(y int) {
		for i := y * lab.W; i < (y+1)*lab.W; i++ {
			out[i] = uint8(nearest(p, lab.C[0].V[i], lab.C[1].V[i], lab.C[2].V[i]))
		}
	})
	return out
}
