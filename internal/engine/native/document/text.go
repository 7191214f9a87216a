package document

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/charset"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/expression"
	"github.com/tenonhub/tenon/internal/fault"
)

// Text returns the text of a document: paragraphs with an empty line between
// them, items of lists after a dash, rows of tables with tabs between cells.
// What the bytes are decides; the extension of name only tells kinds of text
// apart.
func Text(ctx context.Context, name string, b []byte) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fault.Wrap(err, fault.Canceled, "canceled")
	}
	text, err := read(ctx, name, b)
	if err != nil {
		return "", err
	}
	text = tidy(text)
	if text == "" {
		return "", fault.About(name, fault.Invalid, "has no text in it")
	}
	return text, nil
}

func read(ctx context.Context, name string, b []byte) (string, error) {
	kind := charset.Kind(b)
	switch {
	case bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")):
		return "", fault.About(name, fault.Unavailable, "is a PDF; use tenon/pdftotext")
	case kind == "a ZIP archive":
		return packed(ctx, name, b)
	case strings.HasSuffix(kind, "picture"):
		return "", fault.About(name, fault.Invalid, "is %s, not a document; read its letters with text recognition (OCR)", kind)
	case kind != "":
		return "", fault.About(name, fault.Invalid, "is %s, not a document; give a DOCX, HTML, Markdown or text file", kind)
	case bytes.HasPrefix(b, []byte(`{\rtf`)):
		return rtf(ctx, string(b)), nil
	}
	ext := strings.ToLower(path.Ext(name))
	switch {
	case ext == ".html" || ext == ".htm" || ext == ".xhtml" || looksHTML(b):
		return html(ctx, b)
	case ext == ".eml" || looksMail(b):
		return mail(ctx, name, b, 0)
	case ext == ".csv" || ext == ".tsv":
		return table(ctx, name, b)
	}
	text, _ := charset.Decode(b)
	if ext == ".md" || ext == ".markdown" {
		text = markdown(text)
	}
	return text, nil
}

var (
	tag      = expression.New(`(?i)^\s*(<!--.*?-->\s*)*(<\?xml[^>]*\?>\s*)?<(!doctype\s+html|html|head|body)[\s>]`)
	mailHead = expression.New(`^(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3,}\r?\n`)
)

func looksHTML(b []byte) bool { return tag.Regexp().Match(b[:min(len(b), 1024)]) }

func looksMail(b []byte) bool {
	head := mailHead.Regexp().Find(b[:min(len(b), 64<<10)])
	low := bytes.ToLower(head)
	return bytes.Contains(low, []byte("from:")) && (bytes.Contains(low, []byte("subject:")) || bytes.Contains(low, []byte("received:")))
}

// table writes the rows of all sheets.
func table(ctx context.Context, name string, b []byte) (string, error) {
	grids, err := sheet.Grids(ctx, name, b)
	if err != nil {
		return "", err
	}
	w := &writer{}
	for _, g := range grids {
		if len(grids) > 1 && len(g.Rows) > 0 {
			w.block(g.Name)
		}
		w.gap(2)
		for _, r := range g.Rows {
			w.row(r)
		}
		w.gap(2)
	}
	return w.String(), nil
}

// writer puts pieces of text together with the right space between them.
type writer struct {
	strings.Builder
	want int // line ends that must come before the next piece
}

// gap asks for at least n line ends before what comes next.
func (w *writer) gap(n int) { w.want = max(w.want, n) }

func (w *writer) add(s string) {
	if s == "" {
		return
	}
	if w.Len() > 0 {
		w.WriteString("\n\n"[:min(w.want, 2)])
	}
	w.want = 0
	w.WriteString(s)
}

// block adds a paragraph.
func (w *writer) block(s string) {
	if s = strings.TrimSpace(s); s != "" {
		w.gap(2)
		w.add(s)
		w.gap(2)
	}
}

// item adds an item of a list, under others without an empty line.
func (w *writer) item(s string) {
	if s = strings.TrimSpace(s); s != "" {
		w.gap(1)
		w.add("- " + s)
		w.gap(1)
	}
}

// row adds a row of a table.
func (w *writer) row(cells []string) {
	out := make([]string, 0, len(cells))
	for _, c := range cells {
		out = append(out, strings.Join(strings.Fields(c), " "))
	}
	if s := strings.TrimRight(strings.Join(out, "\t"), "\t"); s != "" {
		w.gap(1)
		w.add(s)
		w.gap(1)
	}
}

// tidy drops spaces at line ends, more than one empty line, and characters
// that only control a terminal.
func tidy(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u00A0", " ", "\u00AD", "", "\u200B", "", "\uFEFF", "").Replace(s)
	var b strings.Builder
	empty := 0
	for line := range strings.Lines(s) {
		line = strings.TrimRight(strings.Map(printable, line), " \t\n")
		if line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:1+min(empty, 1)])
		}
		empty = 0
		b.WriteString(line)
	}
	return b.String()
}

func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' || r == 0x7F {
		return -1
	}
	return r
}
