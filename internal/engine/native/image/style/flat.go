package style

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// flat makes an illustration of few colours and clean areas: smooth the
// picture but not its edges, choose a palette, drop specks, round the borders.
func flat(ctx context.Context, p *raster.Picture) (*raster.Picture, error) {
	const colours = 24
	c := canvas(p)
	u := unit(c)
	c = kuwahara(c, flowOf(c, 2.5*u), 4.5*u, 8000)
	c = kuwahara(c, flowOf(c, 3*u), 4.5*u, 12000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	lab := c.Lab()
	for i := 1; i < 3; i++ {
		lab.C[i] = lab.C[i].Map(func(v float32) float32 { return v * 1.2 })
	}
	shades := palette(lab, colours)
	areas := assign(lab, shades)
	dropSpecks(areas, c.W, c.H, int(70*u*u), shades)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	return fill(areas, c.W, c.H, shades, 1.5*u, p.W, p.H), nil
}

// dropSpecks gives every connected area of fewer than least pixels the colour
// around it that is most like its own.
func dropSpecks(areas []uint8, w, h, least int, shades []shade) {
	seen := make([]bool, len(areas))
	var queue []int
	for start := range areas {
		if seen[start] {
			continue
		}
		own := areas[start]
		around := map[uint8]int{}
		queue = append(queue[:0], start)
		seen[start] = true
		for i := 0; i < len(queue); i++ {
			at := queue[i]
			x, y := at%w, at/w
			for _, n := range [4]int{at - 1, at + 1, at - w, at + w} {
				if n == at-1 && x == 0 || n == at+1 && x == w-1 || n == at-w && y == 0 || n == at+w && y == h-1 {
					continue
				}
				switch {
				case areas[n] != own:
					around[areas[n]]++
				case !seen[n]:
					seen[n] = true
					queue = append(queue, n)
				}
			}
		}
		if len(queue) < least && len(around) > 0 {
			to := likest(own, around, shades)
			for _, at := range queue {
				areas[at] = to
			}
		}
	}
}

// likest weighs how alike two colours are against how long their border is.
func likest(own uint8, around map[uint8]int, shades []shade) uint8 {
	best, score := own, float32(-1)
	s := shades[own]
	for k := range shades {
		n, ok := around[uint8(k)]
		if !ok {
			continue
		}
		if v := float32(n) / (0.002 + shades[k].far(s[0], s[1], s[2])); v > score {
			best, score = uint8(k), v
		}
	}
	return best
}

// fill paints the areas at the size w × h. Each area is blurred and the
// strongest wins, which rounds borders; where two are close they mix, which
// takes the stairs out of them.
func fill(areas []uint8, aw, ah int, shades []shade, round float64, w, h int) *raster.Picture {
	first, second := raster.NewPlane(w, h), raster.NewPlane(w, h)
	one, two := make([]uint8, w*h), make([]uint8, w*h)
	for k := range shades {
		own := raster.NewPlane(aw, ah)
		for i, a := range areas {
			if int(a) == k {
				own.V[i] = 1
			}
		}
		own = own.Blur(round).Linear(w, h)
		for i, v := range own.V {
			switch {
			case v > first.V[i]:
				second.V[i], two[i] = first.V[i], one[i]
				first.V[i], one[i] = v, uint8(k)
			case v > second.V[i]:
				second.V[i], two[i] = v, uint8(k)
			}
		}
	}
	sharp := float32(round * float64(w) / float64(aw) * 1.8)
	out := raster.New(w, h)
	raster.Rows(h, func(y int) {
		for i := y * w; i < (y+1)*w; i++ {
			t := raster.Clamp(0.5 + (first.V[i]-second.V[i])*sharp*0.5)
			r, g, b := raster.RGB(shades[one[i]][0], shades[one[i]][1], shades[one[i]][2])
			if t < 1 {
				r2, g2, b2 := raster.RGB(shades[two[i]][0], shades[two[i]][1], shades[two[i]][2])
				r, g, b = r2+(r-r2)*t, g2+(g-g2)*t, b2+(b-b2)*t
			}
			out.C[0].V[i], out.C[1].V[i], out.C[2].V[i] = r, g, b
		}
	})
	return out
}
