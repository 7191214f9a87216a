package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/typeface"
)

const pieRadius = 190.0

// pie draws the parts clockwise from the top, with a legend at the right that
// gives each its value and share.
func (d *drawing) pie(c canvas) {
	d.axisName(c, point{marginLeft, titleBase + 30}, d.yName, left)
	values := d.series[0].values
	whole := 0.0
	for _, v := range values {
		whole += v
	}
	center := point{marginLeft + pieRadius + 40, titleBase + 60 + pieRadius + 30}
	at := 0.0
	x, y := center.x+pieRadius+70, center.y-float64(len(values))*15+10
	for i, v := range values {
		fill := hue(i)
		if d.other && i == len(values)-1 {
			fill = axisColor
		}
		turn := v / whole
		c.wedge(center, pieRadius, at, at+turn, fill)
		share := percent(turn)
		if turn >= 0.04 {
			mid := (at + turn/2) * 2 * math.Pi
			c.text(point{center.x + 0.68*pieRadius*math.Sin(mid), center.y - 0.68*pieRadius*math.Cos(mid) + 5}, share, lettering{size: labelSize, color: paper, align: middle, bold: true})
		}
		at += turn
		c.rect(x, y-12, 12, 12, 3, fill)
		name := typeface.Shorten(d.labels[i], labelSize, 200)
		c.text(point{x + 18, y}, name+"  "+label(v, d.format, d.han)+"  "+share, lettering{size: labelSize, color: ink})
		y += 30
	}
	d.axisName(c, point{center.x, height - 16}, d.xName, middle)
}

func percent(part float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", 100*part), ".0") + "%"
}

// wedgeOutline follows the edge of a part of a circle, from and to in turns
// clockwise from the top, in steps that no eye sees.
func wedgeOutline(center point, r, from, to float64) []point {
	pts := []point{center}
	n := max(int(math.Ceil((to-from)*180)), 1)
	for i := range n + 1 {
		a := (from + (to-from)*float64(i)/float64(n)) * 2 * math.Pi
		pts = append(pts, point{center.x + r*math.Sin(a), center.y - r*math.Cos(a)})
	}
	return pts
}
