package compose

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/typeface"
	"github.com/tenonhub/tenon/internal/fault"
)

// Points of the pages, and how the blocks are set.
const (
	mostPages        = 2000
	margin           = 62.0
	body             = 11.0
	leading          = 1.55
	indent           = 20.0
	cell             = 5.0 // room round the words of a cell
	tableSize        = 9.5
	leastCell        = 34.0
	footer           = 34.0
	headingSize      = 20.0
	quoteGrey        = 0.35
	a4W, a4H         = 595.0, 842.0
	letterW, letterH = 612.0, 792.0
)

type sheet struct {
	pen           *pen
	pages         []*bytes.Buffer
	width, height float64
	y             float64 // of the top of what comes next
	err           error
}

// PDF writes d as a PDF file on a4 or letter paper. The runes that no font of the machine has
// come back: they are left out of it.
func PDF(ctx context.Context, d Document, paper string) ([]byte, []rune, error) {
	s := &sheet{pen: newPen(), width: a4W, height: a4H}
	if paper == "letter" {
		s.width, s.height = letterW, letterH
	}
	s.turn()
	if d.Title != "" {
		s.block(Block{Kind: Heading, Level: 1, Spans: []Span{{Text: d.Title}}})
	}
	for _, b := range d.Blocks {
		if ctx.Err() != nil {
			return nil, nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		s.block(b)
		if s.err != nil {
			return nil, nil, s.err
		}
	}
	for i, b := range s.pages {
		said := []rune(fmt.Sprintf("%d / %d", i+1, len(s.pages)))
		if len(s.pages) > 1 {
			s.pen.show(b, s.width/2-12, footer, 9, said, func(int) bool { return false })
		}
	}
	return s.pen.file(s.pages, s.width, s.height, d.Title), s.pen.missing, nil
}

// turn begins a page.
func (s *sheet) turn() {
	if len(s.pages) == mostPages && s.err == nil {
		s.err = fault.New(fault.TooLarge, "it would have over %d pages; write a part of it", mostPages)
	}
	if s.err == nil {
		s.pages = append(s.pages, &bytes.Buffer{})
	}
	s.y = s.height - margin
}

func (s *sheet) page() *bytes.Buffer { return s.pages[len(s.pages)-1] }

// room turns the page where so much does not fit on it.
func (s *sheet) room(high float64) {
	if s.y-high < margin {
		s.turn()
	}
}

func (s *sheet) block(b Block) {
	size, left, heavy, after := body, margin, false, 0.0
	switch b.Kind {
	case Heading:
		size, heavy = max(body+1, headingSize-3*float64(b.Level-1)), true
		after = size * 0.35
		s.y -= size * 0.5
		s.room(size*leading + 2*body*leading)
	case Item:
		left += indent * float64(b.Level+1)
	case Quote:
		left += indent
	case Code:
		size, left = body-1.5, left+indent/2
	case Rule:
		s.room(body)
		fmt.Fprintf(s.page(), "0.6 G 0.7 w %.1f %.1f m %.1f %.1f l S\n", margin, s.y-body/2, s.width-margin, s.y-body/2)
		s.y -= body
		return
	case Table:
		s.table(b.Rows)
		return
	case Paragraph:
		after = body * 0.35
	}
	s.lines(b, size, left, heavy)
	s.y -= after
}

// lines sets the words of a block, broken into lines.
func (s *sheet) lines(b Block, size, left float64, heavy bool) {
	var runes []rune
	var bold []bool
	for _, span := range b.Spans {
		for _, r := range span.Text {
			runes, bold = append(runes, r), append(bold, heavy || span.Bold)
		}
	}
	mark := []rune(b.Mark)
	for from := 0; from <= len(runes); {
		to := from
		for to < len(runes) && runes[to] != '\n' {
			to++
		}
		part, of := runes[from:to], bold[from:to]
		for _, at := range typeface.Wrap(part, s.width-margin-left, func(i int) float64 { return s.pen.width(part[i], of[i]) * size }) {
			s.room(size * leading)
			if s.err != nil {
				return
			}
			base := s.y - size*1.1
			if len(mark) > 0 {
				s.pen.show(s.page(), left-indent*0.8, base, size, mark, func(int) bool { return false })
				mark = nil
			}
			if b.Kind == Quote {
				fmt.Fprintf(s.page(), "%g g\n", quoteGrey)
			}
			s.pen.show(s.page(), left, base, size, part[at[0]:at[1]], func(i int) bool { return of[at[0]+i] })
			if b.Kind == Quote {
				s.page().WriteString("0 g\n")
			}
			s.y -= size * leading
		}
		from = to + 1
	}
}

// table draws the lines and words of a table. Its columns are as wide as their words need
// beside each other; its header stands again on each page.
func (s *sheet) table(rows [][]string) {
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(r))
	}
	if columns == 0 {
		return
	}
	full := s.width - 2*margin
	if float64(columns)*leastCell > full {
		s.err = fault.New(fault.TooLarge, "a table of %d columns does not fit on a page: at most %d do; take some of them, or write it as Excel", columns, int(full/leastCell))
		return
	}
	widths := s.columns(rows, columns, full)
	s.y -= body * 0.4
	for i, r := range rows {
		if i > 0 && s.row(r, widths, false, true) {
			s.turn()
			s.row(rows[0], widths, true, false)
		}
		s.row(r, widths, i == 0, false)
		if s.err != nil {
			return
		}
	}
	s.y -= body
}

// columns are how wide the columns are.
func (s *sheet) columns(rows [][]string, n int, full float64) []float64 {
	want := make([]float64, n)
	for i, r := range rows {
		if i > 2000 {
			break
		}
		for k, c := range r {
			w := 0.0
			for _, r := range c[:min(len(c), 300)] {
				w += s.pen.width(r, i == 0) * tableSize
			}
			want[k] = max(want[k], min(w, full*0.6)+2*cell+1)
		}
	}
	sum := 0.0
	for k := range want {
		want[k] = max(want[k], leastCell)
		sum += want[k]
	}
	if sum > full { // what is over the least is shared
		over := sum - leastCell*float64(n)
		for k := range want {
			want[k] = leastCell + (want[k]-leastCell)*(full-leastCell*float64(n))/over
		}
	}
	return want
}

// row draws a row, or only says whether it does not fit on the page.
func (s *sheet) row(cells []string, widths []float64, heavy, only bool) bool {
	type line struct {
		text []rune
		x    float64
	}
	var all [][]line
	high, x := 1, margin
	for k, w := range widths {
		var l []line
		if k < len(cells) {
			for part := range strings.SplitSeq(cells[k], "\n") {
				runes := []rune(strings.TrimSpace(part))
				for _, at := range typeface.Wrap(runes, w-2*cell, func(i int) float64 { return s.pen.width(runes[i], heavy) * tableSize }) {
					l = append(l, line{runes[at[0]:at[1]], x + cell})
				}
			}
		}
		all, high, x = append(all, l), max(high, len(l)), x+w
	}
	step := tableSize * 1.35
	most := int((s.height - 2*margin) / step)
	tall := float64(min(high, most-1))*step + cell
	if only {
		return s.y-tall < margin
	}
	b := s.page()
	if heavy {
		fmt.Fprintf(b, "0.93 g %.1f %.1f %.1f %.1f re f 0 g\n", margin, s.y-tall, x-margin, tall)
	}
	fmt.Fprintf(b, "0.7 G 0.5 w %.1f %.1f %.1f %.1f re S\n", margin, s.y-tall, x-margin, tall)
	edge := margin
	for _, w := range widths[:len(widths)-1] {
		edge += w
		fmt.Fprintf(b, "%.1f %.1f m %.1f %.1f l S\n", edge, s.y, edge, s.y-tall)
	}
	for _, l := range all {
		for i, part := range l[:min(len(l), most-1)] {
			s.pen.show(b, part.x, s.y-cell/2-tableSize-float64(i)*step+1, tableSize, part.text, func(int) bool { return heavy })
		}
	}
	s.y -= tall
	return false
}
