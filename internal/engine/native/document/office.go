package document

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// packed reads the kinds of documents that are ZIP archives inside.
func packed(ctx context.Context, name string, b []byte) (string, error) {
	z, err := sheet.CheckZip(name, b)
	if err != nil {
		return "", err
	}
	has := func(file string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == file })
	}
	w := &writer{}
	switch {
	case has("word/document.xml"):
		for _, part := range []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} {
			if err == nil && has(part) {
				err = flow(ctx, name, z, part, w, wordTags)
			}
		}
	case has("ppt/presentation.xml"):
		for _, part := range numbered(z, "ppt/slides/slide", ".xml") {
			if err == nil {
				err = flow(ctx, name, z, part, w, slideTags)
			}
		}
	case has("xl/workbook.xml"):
		return table(ctx, name, b)
	case has("META-INF/container.xml"):
		return epub(ctx, name, z)
	case has("content.xml"):
		err = flow(ctx, name, z, "content.xml", w, openTags)
	default:
		return "", fault.About(name, fault.Invalid, "is a ZIP archive and no document; unpack it and give the file inside")
	}
	return w.String(), err
}

// numbered lists the files prefix1suffix, prefix2suffix… in their order.
func numbered(z *zip.Reader, prefix, suffix string) (out []string) {
	at := map[int]string{}
	var order []int
	for _, f := range z.File {
		mid, ok := strings.CutPrefix(f.Name, prefix)
		if mid, ok2 := strings.CutSuffix(mid, suffix); ok && ok2 {
			if n, err := strconv.Atoi(mid); err == nil && at[n] == "" {
				at[n] = f.Name
				order = append(order, n)
			}
		}
	}
	slices.Sort(order)
	for _, n := range order {
		out = append(out, at[n])
	}
	return out
}

func unpack(name string, z *zip.Reader, part string) ([]byte, error) {
	f, err := z.Open(part)
	if err != nil {
		return nil, fault.About(name, fault.Invalid, "lacks its part %s; save it again and retry", part)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil || len(b) > maxBytes {
		return nil, fault.About(name, fault.Invalid, "is damaged in its part %s; save it again and retry", part)
	}
	return b, nil
}

// tags say what the elements of a format mean, by local name.
type tags struct {
	paragraph, text, item, row, cell, tab, line, skip map[string]bool
	loose                                             bool // text stands in paragraphs, not in elements of its own
}

func set(names ...string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}

var (
	wordTags = tags{
		paragraph: set("p"), text: set("t"), item: set("numPr"), row: set("tr"), cell: set("tc"),
		tab: set("tab"), line: set("br", "cr"), skip: set("del", "moveFrom", "instrText", "Fallback", "separator", "continuationSeparator"),
	}
	slideTags = tags{paragraph: set("p"), text: set("t"), row: set("tr"), cell: set("tc"), tab: set("tab"), line: set("br"), skip: set("Fallback", "fld")}
	openTags  = tags{
		paragraph: set("p", "h"), item: set("list-item"), row: set("table-row"), cell: set("table-cell"),
		tab: set("tab"), line: set("line-break"), skip: set("tracked-changes", "annotation", "automatic-styles", "font-face-decls", "sequence-decls"), loose: true,
	}
)

// blocks stand apart from what comes before and after.
var blocks = set("tbl", "table", "list")

// reader walks the XML of a text.
type reader struct {
	tags
	w     *writer
	para  strings.Builder
	cells [][]string // of the open rows
	cell  []strings.Builder
	items int // of the open list items
	item  bool
	depth int // of open paragraphs
	text  bool
}

// flow adds the text of one part of a packed document to w.
func flow(ctx context.Context, name string, z *zip.Reader, part string, w *writer, t tags) error {
	b, err := unpack(name, z, part)
	if err != nil {
		return err
	}
	r := &reader{tags: t, w: w}
	d := xml.NewDecoder(bytes.NewReader(b))
	for count := 0; ; count++ {
		if count%4096 == 0 && ctx.Err() != nil {
			return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			w.gap(2)
			return nil
		}
		if err != nil {
			return fault.About(name, fault.Invalid, "is damaged in its part %s; save it again and retry", part)
		}
		switch el := tok.(type) {
		case xml.StartElement:
			if t.skip[el.Name.Local] {
				if err := d.Skip(); err != nil {
					return fault.About(name, fault.Invalid, "is damaged in its part %s; save it again and retry", part)
				}
				continue
			}
			r.open(el.Name.Local)
		case xml.EndElement:
			r.close(el.Name.Local)
		case xml.CharData:
			if r.text || t.loose && r.depth > 0 {
				r.para.Write(el)
			}
		}
	}
}

func (r *reader) open(tag string) {
	switch {
	case r.paragraph[tag]:
		if r.depth > 0 { // a text box in a paragraph
			r.para.WriteByte('\n')
		}
		r.depth++
	case r.tags.text[tag]:
		r.text = true
	case r.tags.item[tag]:
		r.item = true
		r.items++
	case r.row[tag]:
		r.cells = append(r.cells, nil)
	case r.tags.cell[tag]:
		r.cell = append(r.cell, strings.Builder{})
	case r.depth > 0 && r.tab[tag]:
		r.para.WriteByte('\t')
	case r.depth > 0 && r.loose && tag == "s":
		r.para.WriteByte(' ')
	case r.depth > 0 && r.line[tag]:
		r.para.WriteByte('\n')
	case len(r.cell) == 0 && blocks[tag]:
		r.w.gap(2)
	}
}

func (r *reader) close(tag string) {
	switch {
	case r.paragraph[tag]:
		if r.depth--; r.depth == 0 {
			r.endParagraph()
		}
	case r.tags.text[tag]:
		r.text = false
	case r.tags.item[tag] && r.loose:
		r.items--
	case r.tags.cell[tag] && len(r.cell) > 0:
		last := len(r.cell) - 1
		if len(r.cells) > 0 {
			r.cells[len(r.cells)-1] = append(r.cells[len(r.cells)-1], r.cell[last].String())
		}
		r.cell = r.cell[:last]
	case r.row[tag] && len(r.cells) > 0:
		last := len(r.cells) - 1
		if len(r.cell) > 0 { // a table in a cell
			r.cell[len(r.cell)-1].WriteString(strings.Join(r.cells[last], " ") + " ")
		} else {
			r.w.row(r.cells[last])
		}
		r.cells = r.cells[:last]
	case len(r.cell) == 0 && blocks[tag]:
		r.w.gap(2)
	}
}

func (r *reader) endParagraph() {
	s := r.para.String()
	r.para.Reset()
	switch {
	case len(r.cell) > 0:
		r.cell[len(r.cell)-1].WriteString(s + " ")
	case r.item:
		r.w.item(s)
	default:
		r.w.block(s)
	}
	if !r.loose || r.items == 0 {
		r.item = false
	}
}
