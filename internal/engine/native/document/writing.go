package document

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/charset"
	"github.com/tenonhub/tenon/internal/engine/native/document/compose"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// maxWritten is how many bytes a text or table has at the most that is written as a document.
const maxWritten = 8 << 20

// forms are the endings and media types of what is written.
var forms = map[string][2]string{
	"pdf": {".pdf", "application/pdf"}, "docx": {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	"html": {".html", "text/html; charset=utf-8"}, "markdown": {".md", "text/markdown; charset=utf-8"},
}

// write writes a text or a table as a document.
func write(ctx context.Context, req engine.Request) (port.Values, error) {
	v, ok := req.In.First("text")
	if !ok {
		return nil, fault.New(fault.Invalid, "no text is given; attach a file or put the words in quotes")
	}
	name := v.Name
	if name == "" {
		name = "the text"
	}
	b, err := v.Read(maxWritten)
	if err != nil {
		return nil, fault.About(name, fault.TooLarge, "cannot be read whole, or has over %d MB; give a part of it", maxWritten>>20)
	}
	d, err := composed(ctx, v, name, b)
	if err != nil {
		return nil, err
	}
	d.Title = strings.TrimSpace(req.Params.Text("title"))
	format := req.Params.Text("format")
	var missing []rune
	switch format {
	case "docx":
		b, err = compose.DOCX(d)
	case "html":
		b = compose.HTML(d)
	case "markdown":
		if b = bytes.TrimSpace(b); v.Type == port.Table || d.Title != "" {
			b = compose.Markdown(d)
		}
	default:
		format = "pdf"
		b, missing, err = compose.PDF(ctx, d, req.Params.Text("paper"))
	}
	if e, isFault := err.(*fault.Error); isFault && e.Subject == "" { //nolint:errorlint // as it was made
		return nil, fault.About(name, e.Kind, "%s", e.Msg)
	}
	if err != nil {
		return nil, err
	}
	out := pdf(b, base(strings.TrimPrefix(name, "the "))+forms[format][0])
	out.Media = forms[format][1]
	note := ""
	if len(missing) > 0 && strings.HasPrefix(req.Params.Text("language"), "zh") {
		note = fmt.Sprintf("本机字体里没有这些字，文件中这些位置是空的：%s。", string(missing))
	} else if len(missing) > 0 {
		note = fmt.Sprintf("No font on this machine has these letters, and their places are blank: %s.", string(missing))
	}
	return port.Values{"document": {out}, "note": {port.NewText(note)}}, nil
}

// composed is a text or a table in blocks.
func composed(ctx context.Context, v port.Value, name string, b []byte) (compose.Document, error) {
	if v.Type == port.Table {
		grids, err := sheet.Grids(ctx, name, b)
		if err != nil {
			return compose.Document{}, err
		}
		for _, g := range grids {
			if len(g.Rows) > 0 {
				return compose.Grid(g.Rows), nil
			}
		}
		return compose.Document{}, fault.About(name, fault.Invalid, "the table is empty")
	}
	if v.Type == port.Labels || v.Type == port.Boxes {
		labels, err := v.ReadLabels()
		if err != nil {
			return compose.Document{}, fmt.Errorf("read labels: %w", err)
		}
		var lines []string
		for _, l := range labels {
			line := strings.TrimSpace(l.Text)
			if line == "" || l.Name != "" && line != l.Name {
				line = strings.TrimSuffix(l.Name+": "+line, ": ")
			}
			lines = append(lines, line)
		}
		return compose.Text(strings.Join(lines, "\n"), false), nil
	}
	text, _ := charset.Decode(b)
	if charset.Binary(b) {
		return compose.Document{}, fault.About(name, fault.Invalid, "this is not text; extract the text of a document or picture first")
	}
	if strings.TrimSpace(text) == "" {
		return compose.Document{}, fault.About(name, fault.Invalid, "it is empty; there is nothing to write")
	}
	ending := strings.ToLower(path.Ext(v.Name))
	return compose.Text(text, ending == ".md" || ending == ".markdown" || strings.HasPrefix(v.Media, "text/markdown")), nil
}
