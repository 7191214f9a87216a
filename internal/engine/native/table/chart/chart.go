// Package chart draws tables as bar, line, scatter and pie charts, in SVG and PNG.
// It chooses columns that are not given, adds up rows of one category, puts
// times in order, and keeps many categories readable.
package chart

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// Kind is a kind of chart.
type Kind string

// The kinds.
const (
	Bar     Kind = "bar"
	Line    Kind = "line"
	Scatter Kind = "scatter"
	Pie     Kind = "pie"
)

// Options say what is drawn. The zero value draws bars of chosen columns.
type Options struct {
	Kind  Kind
	X     string   // the column along the bottom, or "month", "weekday" and the like of its dates; empty is chosen
	Y     []string // the columns drawn, also as "average salary" or "headcount"; none are chosen
	Of    string   // what is drawn, in words, where neither X nor Y is known
	Title string   // empty is made of the names
}

// SVG draws t. Characters that a viewer's fonts lack are its affair.
func SVG(ctx context.Context, t *sheet.Table, o Options) ([]byte, error) {
	d, err := prepare(ctx, t, o)
	if err != nil {
		return nil, err
	}
	c := newSVG(d.title)
	d.draw(c)
	return c.bytes(), nil
}

// PNG draws t at two pixels for each unit of the SVG. It fails with a fault of
// kind Unavailable when no font on this machine has the letters.
func PNG(ctx context.Context, t *sheet.Table, o Options) ([]byte, error) {
	d, err := prepare(ctx, t, o)
	if err != nil {
		return nil, err
	}
	c := newRaster()
	d.draw(c)
	if len(c.missing) > 0 {
		return nil, fault.About(t.Name, fault.Unavailable,
			"no font here has the letters %q; install one (on Debian: apt install fonts-noto-cjk), or draw the chart as SVG", string(c.missing))
	}
	return c.bytes()
}

// The size of a chart, and where its parts stand, in units of the SVG.
const (
	width, height            = 960.0, 600.0
	marginLeft, marginRight  = 36.0, 36.0
	titleSize, labelSize     = 26.0, 16.0
	markSize                 = 15.0 // of the figure at a bar
	titleBase                = 46.0
	tickGap                  = 10.0
	maxCategories, maxLabels = 20, 24
	maxSlices                = 8
)

const (
	ink       = "#1f2937"
	faint     = "#6b7280"
	gridColor = "#e5e7eb"
	axisColor = "#9ca3af"
	paper     = "#ffffff"
)

// palette is told apart in grey and by most colour-blind people.
var palette = []string{"#3b6fb6", "#e8833a", "#3f9b6c", "#c8504b", "#8566b0", "#d6a927", "#4fa3bd", "#a0656f"}

func hue(i int) string { return palette[i%len(palette)] }
