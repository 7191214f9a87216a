// Package lettering writes words on a picture, once or all over it.
package lettering

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"github.com/tenonhub/tenon/internal/engine/native/image/edge"
	"github.com/tenonhub/tenon/internal/engine/native/image/tint"
	"github.com/tenonhub/tenon/internal/engine/native/typeface"
	"github.com/tenonhub/tenon/internal/fault"
)

// Most of what is written: letters, and lines.
const (
	MostLetters = 500
	mostLines   = 40
)

// Words are what is written, and how.
type Words struct {
	Text    string
	Place   string  // middle, top, bottom-right …, or tiled: all over the picture, aslant
	Size    float64 // of the letters in pixels; 0 is chosen
	Color   color.NRGBA
	Opacity float64 // from 0 to 1
	Heavy   bool
}

// Write returns a picture with the words on it. A rim of the other lightness is round the
// letters, so that they can be read on any ground. Letters that no font has are a fault.
func (w Words) Write(on image.Image) (*image.NRGBA, error) {
	b := on.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), on, b.Min, draw.Src)
	text := strings.TrimSpace(w.Text)
	switch n := len([]rune(text)); {
	case text == "":
		return nil, fault.New(fault.Invalid, "there are no words to write on it")
	case n > MostLetters:
		return nil, fault.New(fault.Invalid, "at most %d letters are written on a picture, and there are %d", MostLetters, n)
	}
	if missing := absent(text, w.Heavy); missing != "" {
		return nil, fault.New(fault.Invalid, "no font on this machine has the letters %s; install one that does, such as Debian's fonts-noto-cjk", missing)
	}
	size := w.size(text, b.Dx(), b.Dy())
	lines := w.wrap(text, size, float64(b.Dx())*0.92)
	if len(lines) > mostLines {
		return nil, fault.New(fault.Invalid, "the words take %d lines, and at most %d are written; make them smaller", len(lines), mostLines)
	}
	cover := image.NewAlpha(out.Bounds())
	if w.Place == "tiled" {
		w.tile(cover, strings.Join(strings.Fields(text), " "), size)
	} else {
		w.once(cover, lines, size)
	}
	rim := widened(cover, min(12, max(1, int(math.Round(size/24)))))
	ground := color.NRGBA{0, 0, 0, 255}
	if tint.Light(w.Color) < 0.45 {
		ground = color.NRGBA{255, 255, 255, 255}
	}
	lay(out, rim, ground, w.Opacity*0.7)
	lay(out, cover, w.Color, w.Opacity)
	return out, nil
}

// size is how large the letters are: as is asked for, or so that the words suit the picture.
func (w Words) size(text string, width, height int) float64 {
	if w.Size > 0 {
		return max(4, min(w.Size, float64(height)))
	}
	size := max(10, float64(min(width, height))/14)
	if w.Place == "tiled" {
		return max(9, size*0.6)
	}
	widest := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		widest = max(widest, typeface.Measure(line, size, w.Heavy))
	}
	if most := float64(width) * 0.92; widest > most {
		size = max(size/2, size*most/widest)
	}
	return size
}

// wrap divides the words into lines that are so wide at the most.
func (w Words) wrap(text string, size, most float64) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		runes := []rune(strings.TrimSpace(line))
		for _, at := range typeface.Wrap(runes, most, func(i int) float64 { return typeface.Measure(string(runes[i]), size, w.Heavy) }) {
			lines = append(lines, string(runes[at[0]:at[1]]))
		}
	}
	return lines
}

// once writes the lines at their place.
func (w Words) once(on *image.Alpha, lines []string, size float64) {
	b := on.Bounds()
	margin := int(math.Round(float64(min(b.Dx(), b.Dy())) * 0.04))
	step := size * 1.3
	high := int(math.Ceil(step * float64(len(lines))))
	for i, line := range lines {
		wide := int(math.Ceil(typeface.Measure(line, size, w.Heavy)))
		at := edge.Place(w.Place, b.Dx()-2*margin-wide, b.Dy()-2*margin-high)
		letters(on, line, size, w.Heavy, float64(margin+at.X), float64(margin+at.Y)+step*float64(i)+size*0.98, 0)
	}
}

// tile writes the words again and again, aslant.
func (w Words) tile(on *image.Alpha, text string, size float64) {
	const slant = -math.Pi / 6
	b := on.Bounds()
	wide, sin, cos := typeface.Measure(text, size, w.Heavy)+size*3, math.Sin(slant), math.Cos(slant)
	reach := float64(b.Dx() + b.Dy())
	rows := 0
	for v := -reach; v < reach; v += size * 4 {
		rows++
		// the part of the row that comes near the picture, whatever its shape
		from := max((v*sin-wide)/cos, (float64(b.Dy())+wide-v*cos)/sin)
		to := min((v*sin+float64(b.Dx())+wide)/cos, (-wide-v*cos)/sin)
		first := float64(rows%2) * wide / 2
		for u := first + math.Ceil((from-first)/wide)*wide; u < to; u += wide {
			letters(on, text, size, w.Heavy, u*cos-v*sin, u*sin+v*cos, slant)
		}
	}
}

// letters draws a line that begins at a place of its base line, turned.
func letters(on *image.Alpha, line string, size float64, heavy bool, x, y, turn float64) {
	face := typeface.Of(heavy)
	sin, cos := math.Sincos(turn)
	var b sfnt.Buffer
	along := 0.0
	for _, r := range line {
		f, g := face.Find(&b, r)
		segments, err := f.LoadGlyph(&b, g, fixed.Int26_6(size*64), nil)
		if err == nil && r != ' ' {
			fill(on, segments, func(gx, gy float64) (float64, float64) {
				gx += along
				return x + gx*cos - gy*sin, y + gx*sin + gy*cos
			})
		}
		along += typeface.Advance(&b, f, g, size)
	}
}

// fill covers the outline of a letter.
func fill(on *image.Alpha, segments sfnt.Segments, place func(x, y float64) (float64, float64)) {
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	args := map[sfnt.SegmentOp]int{sfnt.SegmentOpMoveTo: 1, sfnt.SegmentOpLineTo: 1, sfnt.SegmentOpQuadTo: 2, sfnt.SegmentOpCubeTo: 3}
	for _, s := range segments {
		for _, a := range s.Args[:args[s.Op]] {
			x, y := place(float64(a.X)/64, float64(a.Y)/64)
			lo, hi = [2]float64{min(lo[0], x), min(lo[1], y)}, [2]float64{max(hi[0], x), max(hi[1], y)}
		}
	}
	if len(segments) == 0 {
		return
	}
	box := image.Rect(int(math.Floor(lo[0])), int(math.Floor(lo[1])), int(math.Ceil(hi[0]))+1, int(math.Ceil(hi[1]))+1)
	if box.Intersect(on.Bounds()).Empty() {
		return
	}
	v := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(a fixed.Point26_6) (float32, float32) {
		x, y := place(float64(a.X)/64, float64(a.Y)/64)
		return float32(x - float64(box.Min.X)), float32(y - float64(box.Min.Y))
	}
	for i, s := range segments {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				v.ClosePath()
			}
			v.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			v.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x2, y2 := at(s.Args[1])
			v.QuadTo(x, y, x2, y2)
		case sfnt.SegmentOpCubeTo:
			x2, y2 := at(s.Args[1])
			x3, y3 := at(s.Args[2])
			v.CubeTo(x, y, x2, y2, x3, y3)
		}
	}
	v.ClosePath()
	letter := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy())) // some of it may lie outside
	v.Draw(letter, letter.Bounds(), image.Opaque, image.Point{})
	draw.Draw(on, box, letter, image.Point{}, draw.Over)
}

// widened is what is covered, and so many pixels round it.
func widened(a *image.Alpha, by int) *image.Alpha {
	for _, step := range []image.Point{{X: 1}, {Y: 1}} {
		out := image.NewAlpha(a.Bounds())
		for y := range a.Bounds().Dy() {
			for x := range a.Bounds().Dx() {
				most := uint8(0)
				for k := -by; k <= by; k++ {
					most = max(most, a.AlphaAt(x+k*step.X, y+k*step.Y).A)
				}
				out.Pix[y*out.Stride+x] = most
			}
		}
		a = out
	}
	return a
}

// lay lays a colour on a picture where it is covered.
func lay(out *image.NRGBA, cover *image.Alpha, c color.NRGBA, opacity float64) {
	for i, a := range cover.Pix {
		if a == 0 {
			continue
		}
		k := float64(a) / 255 * opacity
		px := out.Pix[4*i : 4*i+4]
		was := float64(px[3]) / 255
		full := k + was*(1-k)
		for j, v := range [3]uint8{c.R, c.G, c.B} {
			px[j] = uint8(math.Round((float64(v)*k + float64(px[j])*was*(1-k)) / full))
		}
		px[3] = uint8(math.Round(255 * full))
	}
}

// absent are the letters that no font has.
func absent(text string, heavy bool) string {
	var b sfnt.Buffer
	face, missing := typeface.Of(heavy), ""
	for _, r := range text {
		if _, g := face.Find(&b, r); g == 0 && unicode.IsGraphic(r) && !unicode.IsSpace(r) && !strings.ContainsRune(missing, r) && len(missing) < 40 {
			missing += string(r)
		}
	}
	return missing
}
