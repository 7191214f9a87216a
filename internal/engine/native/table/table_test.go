package table_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/native/table"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

const orders = "Region,Month,Revenue\nNorth,2024-01,\"$1,200.10\"\nSouth,2024-01,$800.20\nNorth,2024-02,$99.70\n"

func question(tab port.Value, q string) engine.Request {
	return engine.Request{
		Model: ref.Model{Owner: "tenon", Name: "table-qa"}, Task: "table-question-answering",
		In: port.Values{"table": {tab}, "question": {port.NewText(q)}},
	}
}

func graph(tab port.Value, p task.Params) engine.Request {
	return engine.Request{
		Model: ref.Model{Owner: "tenon", Name: "chart"}, Task: "chart-generation", In: port.Values{"table": {tab}}, Params: p,
	}
}

func run(t *testing.T, req engine.Request) (out port.Values, failure error) {
	t.Helper()
	for ev, err := range table.New().Run(t.Context(), req) {
		if err != nil {
			return nil, err
		}
		out = ev.Out
	}
	return out, nil
}

func TestModels(t *testing.T) {
	t.Parallel()
	models, err := table.Models()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if m.Engine != "native" {
			t.Errorf("%s is of engine %q", m.Ref, m.Engine)
		}
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	enginetest.Run(t, table.New(), question(port.NewTable(orders), "What is the total revenue of the North?"))
	enginetest.Run(t, table.New(), graph(port.NewTable(orders), task.Params{"kind": "bar", "format": "png"}))
}

func TestAnswerHasTheFigureTheReadingAndTheRows(t *testing.T) {
	t.Parallel()
	v := port.NewTable(orders)
	v.Name = "orders.csv"
	out, err := run(t, question(v, "What is the total revenue of the North?"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := out["answer"][0].Text, "The sum of Revenue where Region = North is $1,299.80.\nRead as: sum of Revenue where Region = North"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	rows := out["rows"][0]
	if want := "Region,Month,Revenue\nNorth,2024-01,\"$1,200.10\"\nNorth,2024-02,$99.70\n"; rows.Text != want || rows.Name != "orders-answer.csv" {
		t.Errorf("rows %s: %q, want %q", rows.Name, rows.Text, want)
	}
}

// Rows are a workbook where that is asked for, and files are named in the language of
// the request.
func TestRowsAreAFileOfTheirFormat(t *testing.T) {
	t.Parallel()
	v := port.NewTable(orders)
	v.Name = "orders.csv"
	for asked, want := range map[string]string{"How many orders are over 500? Save those as an excel file": "orders-answer.xlsx", "列出金额超过500的订单，要xlsx": "orders-结果.xlsx"} {
		req := question(v, asked)
		req.Params = task.Params{"format": "xlsx"}
		out, err := run(t, req)
		if err != nil {
			t.Fatal(err)
		}
		rows := out["rows"][0]
		again, err := run(t, question(rows, "how many rows are there?"))
		if err != nil || rows.Name != want || again["answer"][0].Text != "There are 2 rows.\nRead as: number of rows" {
			t.Errorf("%s: %s %v %v", asked, rows.Name, again["answer"], err)
		}
	}
}

func TestChartIsAFileOfItsFormat(t *testing.T) {
	t.Parallel()
	v := port.NewTable(orders)
	v.Name = "orders.csv"
	for format, want := range map[string]struct{ name, media, begins string }{
		"png": {"orders-chart.png", "image/png", "\x89PNG"},
		"svg": {"orders-chart.svg", "image/svg+xml", "<svg "},
	} {
		out, err := run(t, graph(v, task.Params{"kind": "line", "format": format, "y": []string{"revenue"}, "title": "Orders"}))
		if err != nil {
			t.Fatal(err)
		}
		img := out["image"][0]
		b, err := img.Read(1 << 20)
		if err != nil || img.Name != want.name || img.Media != want.media || img.Size != int64(len(b)) || !strings.HasPrefix(string(b), want.begins) {
			t.Errorf("got %s %s of %d bytes, %v", img.Name, img.Media, len(b), err)
		}
	}
}

// TestAChartOfWhatIsMadeOfTwoColumns: what was taken is how many at which price, and that is said.
func TestAChartOfWhatIsMadeOfTwoColumns(t *testing.T) {
	t.Parallel()
	v := port.NewTable("Stall,Qty,Unit price\nA,10,5\nB,2,300\nA,1,5\n")
	for _, p := range []task.Params{
		{"kind": "bar", "format": "svg", "x": "Stall", "y": []string{"revenue"}},
		{"kind": "bar", "format": "svg", "x": "Stall", "y": []string{"total revenue"}},
		{"kind": "pie", "format": "svg", "x": "Stall", "y": []string{"revenue"}},
	} {
		out, err := run(t, graph(v, p))
		if err != nil {
			t.Fatal(err)
		}
		b, err := out["image"][0].Read(1 << 20)
		if err != nil || !strings.Contains(string(b), "600") || !strings.Contains(string(b), "55") {
			t.Errorf("%v: no 600 and 55 in it, %v", p, err)
		}
		if note := out["note"]; len(note) == 0 || note[0].Text != "revenue = Qty × Unit price" {
			t.Errorf("%v: told %v", p, note)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	pdf := port.Value{Type: port.Table, Name: "r.csv", Text: "%PDF-1.7 ..."}
	for name, c := range map[string]struct {
		req   engine.Request
		kind  fault.Kind
		words string
	}{
		"no table":           {engine.Request{Model: ref.Model{Owner: "tenon", Name: "table-qa"}, In: port.Values{}}, fault.Invalid, "no table is given"},
		"empty table":        {question(port.NewTable("\n\n"), "how many?"), fault.Invalid, "table is empty"},
		"header alone":       {question(port.NewTable("a,b\n"), "how many?"), fault.Invalid, "no rows"},
		"empty question":     {question(port.NewTable(orders), " "), fault.Invalid, "question is empty"},
		"unread question":    {question(port.NewTable(orders), "What is the meaning of life?"), fault.Invalid, "(not understood: “meaning”, “life”); the columns are: Region, Month, Revenue. Ask for example: what is the total Revenue by Region?"},
		"unread in Chinese":  {question(port.NewTable(orders), "今天天气怎么样"), fault.Invalid, "表中的列有：Region、Month、Revenue"},
		"a PDF named csv":    {question(pdf, "how many?"), fault.Invalid, "r.csv: is a PDF"},
		"cut short workbook": {question(port.Value{Type: port.Table, Name: "b.xlsx", Text: "PK\x03\x04 broken"}, "how many?"), fault.Invalid, "b.xlsx: is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := run(t, c.req)
			if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, want a fault of kind %s with %q", err, c.kind, c.words)
			}
		})
	}
}

// TestConvert: a table in another format, with what is said of it.
func TestConvert(t *testing.T) {
	t.Parallel()
	const people = "name,city\nAnn,Leeds\nBob,York\nAnn,Leeds\n"
	for _, c := range []struct {
		p                       task.Params
		name, media, text, note string
	}{
		{task.Params{"format": "json"}, "people.json", "application/json", "[\n  {\"name\": \"Ann\", \"city\": \"Leeds\"},\n  {\"name\": \"Bob\", \"city\": \"York\"},\n  {\"name\": \"Ann\", \"city\": \"Leeds\"}\n]\n", ""},
		{task.Params{"unique": true}, "people-unique.csv", "text/csv; charset=utf-8", "name,city\nAnn,Leeds\nBob,York\n", "Rows that stood there again and were left out: 1. Rows that remain: 2."},
		{task.Params{"unique": true, "format": "markdown", "language": "zh"}, "people-unique.md", "text/markdown; charset=utf-8", "| name | city |\n| --- | --- |\n| Ann | Leeds |\n| Bob | York |\n", "去掉的重复行：1，剩下：2 行。"},
	} {
		in := port.NewTable(people)
		in.Name = "people.csv"
		req := engine.Request{Model: ref.Model{Owner: "tenon", Name: "table-convert"}, Task: "table-conversion", In: port.Values{"table": {in}}, Params: c.p}
		enginetest.Run(t, table.New(), req)
		out, err := run(t, req)
		if err != nil {
			t.Fatal(err)
		}
		got := out["table"][0]
		b, err := got.Read(1 << 20)
		if err != nil || got.Name != c.name || got.Media != c.media || string(b) != c.text || out["note"][0].Text != c.note {
			t.Errorf("%v: %v %s %s %q %q", c.p, err, got.Name, got.Media, b, out["note"][0].Text)
		}
	}
}

// TestRowsInOtherFormats: the rows of an answer are written as they are asked for.
func TestRowsInOtherFormats(t *testing.T) {
	t.Parallel()
	req := question(port.NewTable(orders), "list the rows of the North")
	req.Params = task.Params{"format": "markdown"}
	out, err := run(t, req)
	if err != nil {
		t.Fatal(err)
	}
	b, err := out["rows"][0].Read(1 << 20)
	if err != nil || !strings.HasPrefix(string(b), "| Region | Month | Revenue |\n| --- |") || out["rows"][0].Name != "table-answer.md" {
		t.Errorf("%v %s %s", err, out["rows"][0].Name, b)
	}
}
