package compose

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/tenonhub/tenon/internal/engine/native/typeface"
)

func itoa(n int) string { return strconv.Itoa(n) }

// letter is a glyph of a font with the rune that it stands for.
type letter struct {
	r     rune
	heavy bool
}

// code is where a letter stands: in which font of the file, at which place from 1.
type code struct{ font, at int }

// pen collects the letters that a file needs. They are drawn as outlines (fonts of Type 3 with
// their words beside them), since the fonts of Chinese that Debian has are not TrueType's, the
// only ones that Go's writers of PDF embed. A font holds 255 letters.
type pen struct {
	buffer  sfnt.Buffer
	codes   map[letter]code
	fonts   [][]letter
	widths  map[letter]float64 // of a size of 1
	missing []rune
}

func newPen() *pen { return &pen{codes: map[letter]code{}, widths: map[letter]float64{}} }

// width is how wide a letter is in a size of 1.
func (p *pen) width(r rune, heavy bool) float64 {
	l := letter{r, heavy}
	w, ok := p.widths[l]
	if !ok {
		f, g := typeface.Of(heavy).Find(&p.buffer, r)
		if w = typeface.Advance(&p.buffer, f, g, 1); g == 0 && r > 0x2E80 {
			w = 1
		}
		p.widths[l] = w
	}
	return w
}

const perFont = 255

// place is the code of a letter.
func (p *pen) place(r rune, heavy bool) code {
	l := letter{r, heavy}
	c, ok := p.codes[l]
	if ok {
		return c
	}
	if _, g := typeface.Of(heavy).Find(&p.buffer, r); g == 0 && r > ' ' && len(p.missing) < 40 && !strings.ContainsRune(string(p.missing), r) {
		p.missing = append(p.missing, r)
	}
	if n := len(p.fonts); n == 0 || len(p.fonts[n-1]) == perFont {
		p.fonts = append(p.fonts, nil)
	}
	k := len(p.fonts) - 1
	p.fonts[k] = append(p.fonts[k], l)
	c = code{k, len(p.fonts[k])}
	p.codes[l] = c
	return c
}

// show writes a line of letters that begins at x, y.
func (p *pen) show(b *bytes.Buffer, x, y, size float64, rs []rune, heavy func(i int) bool) {
	if len(rs) == 0 {
		return
	}
	fmt.Fprintf(b, "BT %.2f %.2f Td", x, y)
	in := -1
	for i, r := range rs {
		c := p.place(r, heavy(i))
		if c.font != in {
			if in >= 0 {
				b.WriteString("> Tj")
			}
			fmt.Fprintf(b, " /F%d %.2f Tf <", c.font, size)
			in = c.font
		}
		fmt.Fprintf(b, "%02X", c.at)
	}
	b.WriteString("> Tj ET\n")
}

// outline is a letter as PDF draws it, 1000 units high.
func (p *pen) outline(l letter) string {
	const em = 1000
	var b strings.Builder
	fmt.Fprintf(&b, "%.0f 0 -500 -600 2000 1500 d1\n", p.width(l.r, l.heavy)*em)
	f, g := typeface.Of(l.heavy).Find(&p.buffer, l.r)
	segments, err := f.LoadGlyph(&p.buffer, g, fixed.I(em), nil)
	if err != nil || l.r <= ' ' || g == 0 && l.r < 0x80 {
		return b.String()
	}
	at := func(a fixed.Point26_6) (float64, float64) { return float64(a.X) / 64, -float64(a.Y) / 64 }
	var x, y float64
	for i, s := range segments {
		x1, y1 := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				b.WriteString("h\n")
			}
			fmt.Fprintf(&b, "%.1f %.1f m\n", x1, y1)
			x, y = x1, y1
		case sfnt.SegmentOpLineTo:
			fmt.Fprintf(&b, "%.1f %.1f l\n", x1, y1)
			x, y = x1, y1
		case sfnt.SegmentOpQuadTo:
			x2, y2 := at(s.Args[1])
			fmt.Fprintf(&b, "%.1f %.1f %.1f %.1f %.1f %.1f c\n", x+2*(x1-x)/3, y+2*(y1-y)/3, x2+2*(x1-x2)/3, y2+2*(y1-y2)/3, x2, y2)
			x, y = x2, y2
		case sfnt.SegmentOpCubeTo:
			x2, y2 := at(s.Args[1])
			x3, y3 := at(s.Args[2])
			fmt.Fprintf(&b, "%.1f %.1f %.1f %.1f %.1f %.1f c\n", x1, y1, x2, y2, x3, y3)
			x, y = x3, y3
		}
	}
	if len(segments) > 0 {
		b.WriteString("h f\n")
	}
	return b.String()
}

// writer writes the objects of a PDF file.
type writer struct {
	bytes.Buffer
	at []int
}

func (w *writer) object(format string, a ...any) int {
	w.at = append(w.at, w.Len())
	fmt.Fprintf(w, "%d 0 obj\n", len(w.at))
	fmt.Fprintf(w, format, a...)
	w.WriteString("\nendobj\n")
	return len(w.at)
}

func (w *writer) stream(b []byte) int {
	var z bytes.Buffer
	d := zlib.NewWriter(&z)
	_, _ = d.Write(b)
	_ = d.Close()
	return w.object("<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream", z.Len(), z.Bytes())
}

// font writes a font of letters and returns its object.
func (w *writer) font(p *pen, letters []letter) int {
	procs, names, widths := "", "", ""
	var words strings.Builder
	for i, l := range letters {
		procs += fmt.Sprintf("/g%d %d 0 R", i+1, w.stream([]byte(p.outline(l))))
		names += fmt.Sprintf("/g%d", i+1)
		widths += fmt.Sprintf("%.0f ", p.width(l.r, l.heavy)*1000)
		hex := ""
		for _, u := range utf16.Encode([]rune{l.r}) {
			hex += fmt.Sprintf("%04X", u)
		}
		if i%100 == 0 {
			if i > 0 {
				words.WriteString("endbfchar\n")
			}
			fmt.Fprintf(&words, "%d beginbfchar\n", min(100, len(letters)-i))
		}
		fmt.Fprintf(&words, "<%02X> <%s>\n", i+1, hex)
	}
	words.WriteString("endbfchar\n")
	unicode := w.stream([]byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def /CMapName /U def /CMapType 2 def\n1 begincodespacerange <00> <FF> endcodespacerange\n" + words.String() + "endcmap CMapName currentdict /CMap defineresource pop end end"))
	return w.object("<</Type/Font/Subtype/Type3/FontBBox[-500 -600 2000 1500]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar %d/Widths[%s]/CharProcs<<%s>>/Encoding<</Type/Encoding/Differences[1%s]>>/Resources<<>>/ToUnicode %d 0 R>>",
		len(letters), widths, procs, names, unicode)
}

// file puts the pages and fonts together. Pages 1, 2 and 3 are the catalogue, the tree and the facts.
func (p *pen) file(pages []*bytes.Buffer, width, height float64, title string) []byte {
	w := &writer{}
	w.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
	w.at = make([]int, 3)
	fonts := ""
	for i, letters := range p.fonts {
		fonts += fmt.Sprintf("/F%d %d 0 R", i, w.font(p, letters))
	}
	resources := w.object("<</Font<<%s>>>>", fonts)
	kids := ""
	for _, b := range pages {
		content := w.stream(b.Bytes())
		kids += fmt.Sprintf("%d 0 R ", w.object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Resources %d 0 R/Contents %d 0 R>>", width, height, resources, content))
	}
	fixed := func(n int, format string, a ...any) {
		w.at[n-1] = w.Len()
		fmt.Fprintf(w, "%d 0 obj\n"+format+"\nendobj\n", append([]any{n}, a...)...)
	}
	fixed(1, "<</Type/Catalog/Pages 2 0 R>>")
	fixed(2, "<</Type/Pages/Count %d/Kids[%s]>>", len(pages), kids)
	name := "FEFF"
	for _, u := range utf16.Encode([]rune(title)) {
		name += fmt.Sprintf("%04X", u)
	}
	fixed(3, "<</Title<%s>/Producer(Tenon)>>", name)
	start := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, o := range w.at {
		fmt.Fprintf(w, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(w, "trailer<</Root 1 0 R/Info 3 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n", len(w.at)+1, start)
	return w.Bytes()
}
