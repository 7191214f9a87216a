// Package table is the engine of the models over tables: it answers questions
// over them and draws charts of them. Reading is in sheet, understanding in
// question, answering in query, drawing in chart.
package table

import (
	"bytes"
	"context"
	"embed"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/table/chart"
	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

//go:embed cards/*.md
var cards embed.FS

// Models describes the models of this engine.
func Models() ([]catalog.Model, error) { return catalog.ReadCards(cards, "cards", "native") }

// New returns an engine of the models over tables. It is safe for concurrent use.
func New() engine.Func { return answer }

func answer(ctx context.Context, req engine.Request) (port.Values, error) {
	switch req.Model.Name {
	case "table-qa":
		return ask(ctx, req)
	case "chart":
		return draw(ctx, req)
	default:
		return nil, fault.About(req.Model.String(), fault.NotFound, "is no model over tables")
	}
}

const maxQuestion = 64 << 10 // bytes

func ask(ctx context.Context, req engine.Request) (port.Values, error) {
	in := req.In
	v, ok := in.First("table")
	if !ok {
		return nil, fault.New(fault.Invalid, "no table is given; attach a CSV, TSV or XLSX file")
	}
	asked, _ := in.First("question")
	b, err := asked.Read(maxQuestion)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the question cannot be read")
	}
	t, err := sheet.Open(ctx, v, string(b))
	if err != nil {
		return nil, err
	}
	a, err := question.Ask(ctx, t, string(b))
	if err != nil {
		return nil, err
	}
	rows := port.NewTable(a.Rows)
	rows.Name = stem(v.Name) + inLanguage(string(b), "-answer", "-结果") + ".csv"
	if req.Params.Text("format") == "xlsx" {
		b, err := sheet.Workbook(a.Rows)
		if err != nil {
			return nil, err
		}
		rows = file(port.Table, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", strings.TrimSuffix(rows.Name, ".csv")+".xlsx", b)
	}
	return port.Values{"answer": {port.NewText(a.Text)}, "rows": {rows}}, nil
}

func draw(ctx context.Context, req engine.Request) (port.Values, error) {
	v, ok := req.In.First("table")
	if !ok {
		return nil, fault.New(fault.Invalid, "no table is given; attach a CSV, TSV or XLSX file")
	}
	p := req.Params
	t, err := sheet.Open(ctx, v, p.Text("title"))
	if err != nil {
		return nil, err
	}
	o := chart.Options{Kind: chart.Kind(p.Text("kind")), X: p.Text("x"), Y: p.List("y"), Title: p.Text("title")}
	write, media, ext := chart.PNG, "image/png", "png"
	if p.Text("format") == "svg" {
		write, media, ext = chart.SVG, "image/svg+xml", "svg"
	}
	b, err := write(ctx, t, o)
	if err != nil {
		return nil, err
	}
	return port.Values{"image": {file(port.Image, media, ofAnswer.ReplaceAllString(stem(v.Name), "")+inLanguage(p.Text("title")+v.Name, "-chart", "-图表")+"."+ext, b)}}, nil
}

// file is a value of bytes.
func file(of port.Type, media, name string, b []byte) port.Value {
	return port.Value{
		Type: of, Media: media, Name: name, Size: int64(len(b)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

// ofAnswer ends the name of a table that an answer left, which a chart of it does without.
var ofAnswer = regexp.MustCompile(`-(?:answer|结果)$`)

// inLanguage is a word in the language of a request.
func inLanguage(request, english, han string) string {
	if strings.ContainsFunc(request, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return han
	}
	return english
}

// stem is a file name without its extension.
func stem(name string) string {
	if name == "" {
		return "table"
	}
	return strings.TrimSuffix(name, path.Ext(name))
}
