// Package table is the engine of the models over tables: it answers questions
// over them, draws charts of them, and writes them in other formats. Reading is in sheet, understanding in
// question, answering in query, drawing in chart, writing in rewrite.
package table

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/table/chart"
	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/total"
	"github.com/tenonhub/tenon/internal/engine/native/table/rewrite"
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
	case "table-convert":
		return convert(ctx, req)
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
	if a.Whole {
		rows.Name = stem(v.Name) + ".csv" // nothing was chosen of it
	}
	if f := rewrite.Format(req.Params.Text("format")); f != "" && f != rewrite.CSV && a.Rows != "" {
		g, _, err := rewrite.First(ctx, rows.Name, []byte(a.Rows))
		if err != nil {
			return nil, err
		}
		if a.Whole { // what is to be saved is the figure
			g.Rows, rows.Name = append([][]string{a.Header}, a.Result...), stem(v.Name)+inLanguage(string(b), "-answer", "-结果")
		}
		if rows, err = written(g, f, stem(rows.Name)); err != nil {
			return nil, err
		}
	}
	return port.Values{"answer": {port.NewText(a.Text)}, "rows": {rows}}, nil
}

// written is a table as a file of a format, under a name without ending.
func written(g sheet.Grid, f rewrite.Format, name string) (port.Value, error) {
	b, err := rewrite.Write(g, f)
	return file(port.Table, f.Media(), name+f.Ending(), b), err
}

func convert(ctx context.Context, req engine.Request) (port.Values, error) {
	v, ok := req.In.First("table")
	if !ok {
		return nil, fault.New(fault.Invalid, "no table is given; attach a CSV, TSV or XLSX file")
	}
	b, err := v.Read(sheet.MaxBytes)
	if err != nil {
		return nil, fault.About(v.Name, fault.TooLarge, "has over %d MB; give a part of it", sheet.MaxBytes>>20)
	}
	g, sheets, err := rewrite.First(ctx, cmp.Or(v.Name, "the table"), b)
	if err != nil {
		return nil, err
	}
	f := rewrite.Format(req.Params.Text("format"))
	if f == "" || f == "as-is" {
		if f = rewrite.CSV; bytes.HasPrefix(b, []byte("PK")) {
			f = rewrite.XLSX
		}
	}
	says, name := spoken["en"], stem(v.Name)
	if req.Params.Text("language") == "zh" {
		says = spoken["zh"]
	}
	var note []string
	if req.Params["unique"] == true {
		all := len(g.Rows)
		var dropped int
		g.Rows, dropped = rewrite.Unique(g.Rows)
		note, name = append(note, fmt.Sprintf(says[0], dropped, all-dropped-1)), name+inLanguage(name, "-unique", "-去重")
	}
	if sheets > 1 {
		note = append(note, fmt.Sprintf(says[1], g.Name, sheets))
	}
	table, err := written(g, f, name)
	if err != nil {
		return nil, err
	}
	return port.Values{"table": {table}, "note": {port.NewText(strings.Join(note, " "))}}, nil
}

// spoken is what a conversion tells, by language.
var spoken = map[string][2]string{
	"en": {"Rows that stood there again and were left out: %d. Rows that remain: %d.", "It is the sheet “%s”, the first of %d."},
	"zh": {"去掉的重复行：%d，剩下：%d 行。", "这是工作表“%s”，共有 %d 个工作表。"},
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
	o := chart.Options{Kind: chart.Kind(p.Text("kind")), X: p.Text("x"), Y: p.List("y"), Of: p.Text("of"), Title: p.Text("title")}
	var notes []string
	for _, said := range append(slices.Clone(o.Y), o.Of) { // what no column holds, of two that do
		next, asks, made := total.Derived(t, said)
		if made == "" {
			continue
		}
		if i := slices.Index(o.Y, said); i >= 0 {
			o.Y[i] = strings.TrimSpace(asks)
		} else {
			o.Of = asks
		}
		t, notes = next, append(notes, made)
	}
	write, media, ext := chart.PNG, "image/png", "png"
	if p.Text("format") == "svg" {
		write, media, ext = chart.SVG, "image/svg+xml", "svg"
	}
	b, err := write(ctx, t, o)
	if err != nil {
		return nil, err
	}
	out := port.Values{"image": {file(port.Image, media, ofAnswer.ReplaceAllString(stem(v.Name), "")+inLanguage(p.Text("title")+v.Name, "-chart", "-图表")+"."+ext, b)}}
	if by := chart.Counted(t, o); by != "" {
		notes = append(notes, fmt.Sprintf(inLanguage(o.Of, "It shows how many rows there are by %s.", "图中是按“%s”数的行数。"), by))
	}
	if len(notes) > 0 {
		out["note"] = []port.Value{port.NewText(strings.Join(notes, "\n"))}
	}
	return out, nil
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
