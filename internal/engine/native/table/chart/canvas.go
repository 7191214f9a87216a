package chart

// point is a place on a canvas, from the top left.
type point struct{ x, y float64 }

// stroke is how a line is drawn; opacity 0 is full.
type stroke struct {
	color   string
	width   float64
	opacity float64
}

// lettering is how a text is drawn: from, around or until its point, turned
// anticlockwise by turn degrees.
type lettering struct {
	size  float64
	color string
	align align
	bold  bool
	turn  float64
}

type align int

const (
	left align = iota
	middle
	right
)

// canvas is what charts are drawn on.
type canvas interface {
	rect(x, y, w, h, round float64, fill string)
	line(pts []point, s stroke)
	dot(at point, r float64, fill string, opacity float64)
	wedge(center point, r, from, to float64, fill string) // from and to in turns, clockwise from the top
	text(at point, s string, l lettering)
}
