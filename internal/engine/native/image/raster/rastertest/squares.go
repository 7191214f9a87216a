package rastertest

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

var square = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v(\d+)h-`)

// Squares is what the squares of the path of an SVG fill, black on white.
func Squares(tb testing.TB, svg []byte) *raster.Plane {
	tb.Helper()
	var root struct {
		W int `xml:"width,attr"`
		H int `xml:"height,attr"`
	}
	if err := xml.Unmarshal(svg, &root); err != nil {
		tb.Fatal(err)
	}
	p := raster.NewPlane(root.W, root.H)
	for i := range p.V {
		p.V[i] = 1
	}
	for _, m := range square.FindAllSubmatch(svg, -1) {
		var at [4]int
		for i, b := range m[1:] {
			n, err := strconv.Atoi(string(b))
			if err != nil {
				tb.Fatal(err)
			}
			at[i] = n
		}
		for y := at[1]; y < at[1]+at[3]; y++ {
			for x := at[0]; x < at[0]+at[2]; x++ {
				p.V[y*p.W+x] = 0
			}
		}
	}
	return p
}
