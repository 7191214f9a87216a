package chart

import (
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/engine/native/typeface"
)

// frame is where the marks stand.
type frame struct{ left, top, right, bottom float64 }

// draw lays d out on c: the title at the top left, the legend under it, the
// value axis at the left, the places along the bottom.
//
//	title
//	legend
//	y-name
//	 |      marks
//	 +----------------
//	   labels
func (d *drawing) draw(c canvas) {
	c.text(point{marginLeft, titleBase}, typeface.Shorten(d.title, titleSize*1.05, width-marginLeft-marginRight), lettering{size: titleSize, color: ink, bold: true})
	if d.kind == Pie {
		d.pie(c)
		return
	}
	top := titleBase + 30
	if len(d.series) > 1 {
		top = d.legend(c, top)
	} else {
		d.axisName(c, point{marginLeft, top}, d.yName, left)
	}
	y := d.values()
	f := frame{top: top + 26, right: width - marginRight}
	step := 1.0
	if len(y.ticks) > 1 {
		step = y.ticks[1] - y.ticks[0]
	}
	widest := 0.0
	for _, v := range y.ticks {
		widest = max(widest, typeface.Measure(tick(v, step, d.format, d.han), labelSize, false))
	}
	f.left = marginLeft + widest + tickGap
	b := d.bottom(f)
	f.bottom = height - b.space
	y.from, y.to = f.bottom, f.top
	for _, v := range y.ticks {
		at := y.at(v)
		c.line([]point{{f.left, at}, {f.right, at}}, stroke{color: gridColor, width: 1})
		c.text(point{f.left - tickGap, at + 5.5}, tick(v, step, d.format, d.han), lettering{size: labelSize, color: faint, align: right})
	}
	b.draw(c, f, d)
	d.marks(c, y, b)
	zero := f.bottom
	if y.lo < 0 && y.hi > 0 {
		zero = y.at(0)
	}
	c.line([]point{{f.left, zero}, {f.right, zero}}, stroke{color: axisColor, width: 1.2})
}

// axisName writes what an axis is of, unless the title says it.
func (d *drawing) axisName(c canvas, at point, words string, a align) {
	if !strings.Contains(strings.ToLower(d.title), strings.ToLower(words)) {
		c.text(at, typeface.Shorten(words, labelSize, width/2), lettering{size: labelSize, color: faint, align: a})
	}
}

// values is the scale of the value axis. Bars begin at zero; lines and points
// do when that costs less than half of the height.
func (d *drawing) values() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range d.series {
		for _, v := range s.values {
			if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	return nice(lo, hi, 5, d.kind == Bar || lo >= 0 && lo < hi/2)
}

func (d *drawing) legend(c canvas, y float64) float64 {
	x := marginLeft
	for i, s := range d.series {
		name := typeface.Shorten(s.name, labelSize, 220)
		w := 18 + typeface.Measure(name, labelSize, false) + 22
		if x+w > width-marginRight && x > marginLeft {
			x, y = marginLeft, y+26
		}
		c.rect(x, y-12, 12, 12, 3, hue(i))
		c.text(point{x + 18, y}, name, lettering{size: labelSize, color: ink})
		x += w
	}
	return y
}

func (d *drawing) marks(c canvas, y scale, b bottom) {
	switch d.kind {
	case Bar:
		d.bars(c, y, b)
	case Scatter:
		for i, s := range d.series {
			for k, v := range s.values {
				if !math.IsNaN(v) {
					c.dot(point{b.at(k), y.at(v)}, dotSize(len(s.values)), hue(i), 0.65)
				}
			}
		}
	case Line:
		for i, s := range d.series {
			d.curve(c, s, hue(i), y, b)
		}
	case Pie:
	}
}

func dotSize(n int) float64 {
	switch {
	case n > 2000:
		return 2
	case n > 300:
		return 3.2
	}
	return 5
}

func (d *drawing) bars(c canvas, y scale, b bottom) {
	slot := b.slot * 0.72
	each := min(slot/float64(len(d.series)), 90)
	gap := 0.0
	if len(d.series) > 1 && each > 6 {
		gap = 1.5
	}
	for i, s := range d.series {
		for k, v := range s.values {
			if math.IsNaN(v) {
				continue
			}
			x := b.at(k) - each*float64(len(d.series))/2 + each*float64(i)
			top, base := y.at(max(v, 0)), y.at(min(v, 0))
			fill := hue(i)
			if d.other && k == len(s.values)-1 && len(d.series) == 1 {
				fill = axisColor
			}
			c.rect(x+gap/2, top, each-gap, base-top, 0, fill)
			text := label(v, d.format, d.han)
			if w := typeface.Measure(text, markSize, false); len(d.series) == 1 && w < b.slot*0.98 && len(s.values) <= maxLabels {
				at := top - 6
				if v < 0 {
					at = base + 18
				}
				c.text(point{x + each/2, at}, text, lettering{size: markSize, color: ink, align: middle})
			}
		}
	}
}

// curve draws a line, broken where values are missing, with dots when they
// are few.
func (d *drawing) curve(c canvas, s series, col string, y scale, b bottom) {
	var run []point
	flush := func() {
		if len(run) > 1 {
			c.line(run, stroke{color: col, width: 2.6})
		}
		if len(run) == 1 || len(s.values) <= 40 {
			for _, p := range run {
				c.dot(p, 5.2, paper, 0)
				c.dot(p, 3.8, col, 0)
			}
		}
		run = nil
	}
	for k, v := range s.values {
		if math.IsNaN(v) {
			flush()
			continue
		}
		run = append(run, point{b.at(k), y.at(v)})
	}
	flush()
}

// bottom is the axis along the bottom.
type bottom struct {
	at    func(i int) float64
	slot  float64 // the width that one place has
	space float64 // height under the frame
	marks []mark
	turn  float64
	grid  bool
}

type mark struct {
	x    float64
	text string
}

const turned = 38.0 // degrees

// bottom places the labels so that none runs into the next: level when they
// fit, turned when not, and then only every second or third.
func (d *drawing) bottom(f frame) bottom {
	if d.at != nil {
		return d.continuous(f)
	}
	n := max(len(d.labels), 1)
	b := bottom{slot: (f.right - f.left) / float64(n)}
	b.at = func(i int) float64 { return f.left + b.slot*(float64(i)+0.5) }
	widest := 0.0
	texts := make([]string, len(d.labels))
	for i, l := range d.labels {
		texts[i] = typeface.Shorten(l, labelSize, 180)
		widest = max(widest, typeface.Measure(texts[i], labelSize, false))
	}
	every := 1
	b.space = 72
	if widest > b.slot-8 {
		b.turn = turned
		b.space = 56 + widest*math.Sin(turned*math.Pi/180) + labelSize
		every = int(math.Ceil(24 / b.slot))
	}
	for i, t := range texts {
		if i%every == 0 {
			b.marks = append(b.marks, mark{b.at(i), t})
		}
	}
	return b
}

// continuous is an axis of numbers or times.
func (d *drawing) continuous(f frame) bottom {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range d.at {
		lo, hi = min(lo, v), max(hi, v)
	}
	b := bottom{space: 72, slot: (f.right - f.left) / float64(max(len(d.at), 1)), grid: d.kind == Scatter}
	if d.times {
		pad := max((hi-lo)*0.02, 43200)
		s := scale{lo: lo - pad, hi: hi + pad, from: f.left, to: f.right}
		at, labels := times(lo, hi, 10)
		if len(at) < 2 || len(d.at) <= 12 && len(d.labels) == len(d.at) && len(d.labels[0]) <= len("2006-01") {
			at, labels = d.at, d.labels
		}
		for i, v := range at {
			b.marks = append(b.marks, mark{s.at(v), labels[i]})
		}
		b.at = func(i int) float64 { return s.at(d.at[i]) }
		return b
	}
	s := nice(lo, hi, 8, d.kind == Scatter && lo >= 0 && lo < hi/3)
	if d.kind == Line {
		s.lo, s.hi = lo-(hi-lo)*0.02, hi+(hi-lo)*0.02
	}
	s.from, s.to = f.left, f.right
	step := 1.0
	if len(s.ticks) > 1 {
		step = s.ticks[1] - s.ticks[0]
	}
	for _, v := range s.ticks {
		if v < s.lo || v > s.hi {
			continue
		}
		text := tick(v, step, d.xForm, d.han)
		if d.kind == Line {
			text = plainYear(v, d.xForm)
		}
		b.marks = append(b.marks, mark{s.at(v), text})
	}
	b.at = func(i int) float64 { return s.at(d.at[i]) }
	return b
}

// plainYear writes a number of the bottom axis without thousands when it may
// be a year.
func plainYear(v float64, f sheet.Format) string {
	if v >= 1500 && v <= 2200 && v == math.Round(v) {
		return sheet.Format{}.Write(v, 0)
	}
	return label(v, f, false)
}

func (b bottom) draw(c canvas, f frame, d *drawing) {
	for _, m := range b.marks {
		if b.grid {
			c.line([]point{{m.x, f.top}, {m.x, f.bottom}}, stroke{color: gridColor, width: 1})
		}
		if b.turn > 0 {
			c.text(point{m.x + 5, f.bottom + 20}, m.text, lettering{size: labelSize, color: ink, align: right, turn: b.turn})
			continue
		}
		c.text(point{m.x, f.bottom + 26}, m.text, lettering{size: labelSize, color: ink, align: middle})
	}
	d.axisName(c, point{(f.left + f.right) / 2, height - 16}, d.xName, middle)
}
