package sheet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

func read(t *testing.T, csv string) *sheet.Table {
	t.Helper()
	tab, err := sheet.Read(t.Context(), "t.csv", []byte(csv), "")
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// names lists the columns with the first letter of their kinds.
func names(t *sheet.Table) string {
	var out []string
	for _, c := range t.Columns {
		out = append(out, c.Name+":"+string(c.Kind[:1]))
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in, columns string
		rows        int
	}{
		"commas":                 {"a,b\n1,x\n2,y\n", "a:n b:t", 2},
		"semicolons, decimals":   {"Datum;Betrag\n01.02.2024;1.234,50\n13.02.2024;9,90\n", "Datum:d Betrag:n", 2},
		"tabs":                   {"a\tb\n1,5\t2\n", "a:n b:n", 1},
		"bars":                   {"a|b\nx|2\n", "a:t b:n", 1},
		"Excel's first line":     {"sep=;\na;b\n1;2\n", "a:n b:n", 1},
		"scores, times of a run": {"match,score,time\nA-B,31:28,29:13\nC-D,25:20,30:01\n", "match:t score:t time:n", 2},
		"a title above":          {"Sales of the year,,\n,,\nRegion,Units,Date\nNorth,3,2024-01-01\nSouth,4,2024-01-02\n", "Region:t Units:n Date:d", 2},
		"a total below":          {"Region,Units\nNorth,3\nSouth,4\nTotal,7\n", "Region:t Units:n", 2},
		"合计 below":               {"地区,金额\n北,3元\n南,4元\n合计,7元\n", "地区:t 金额:n", 2},
		"no header":              {"North,3\nSouth,4\n", "Column 1:t Column 2:n", 2},
		"years as header":        {"Region,2022,2023\nNorth,3,4\nSouth,5,6\n", "Region:t 2022:n 2023:n", 2},
		"names twice":            {"a,a,\n1,2,3\n", "a:n a (2):n Column 3:n", 1},
		"ragged rows":            {"a,b\n1\n2,3,4\n", "a:n b:n Column 3:n", 2},
		"codes stay text":        {"zip,id\n01234,A1\n00321,A2\n", "zip:t id:t", 2},
		"missing cells":          {"n,d\n1,2024-01-01\nN/A,-\n3,2024-03-01\n", "n:n d:d", 3},
		"quotes and line ends":   {"a,b\n\"x, \"\"y\"\"\nz\",1\n", "a:t b:n", 1},
		"Chinese dates":          {"日期,额\n2024年3月5日,1\n2024年12月,2\n", "日期:d 额:n", 2},
		"one column":             {"name\nx\ny\n", "name:t", 2},
		"a stray word":           {"n\n1\n2\n3\n4\n5\n6\n7\ntbd\n", "n:n", 8},
		"percent, money, units":  {"p,m,u\n45%,\"$1,200\",5 kg\n3.5%,($3),6 kg\n", "p:n m:n u:n", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := read(t, c.in)
			if got := names(tab); got != c.columns || tab.Rows != c.rows {
				t.Errorf("got %s with %d rows, want %s with %d", got, tab.Rows, c.columns, c.rows)
			}
		})
	}
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]float64{
		"12": 12, "-3.5": -3.5, "1,234,567.89": 1234567.89, "$1,200.50": 1200.5, "(12)": -12, "45%": 45, "３．５": 3.5, "¥ 20": 20,
		"1.5e3": 1500, "+7": 7, "12 kg": 12, "5-": -5, "€3": 3, "1 234": 1234, ".5": 0.5, "$-4": -4, "-$4": -4, "RMB 8": 8, "99元": 99,
	} {
		if f, ok := sheet.ParseNumber(in, false); !ok || f.Value != want {
			t.Errorf("%q: got %v %v, want %v", in, f.Value, ok, want)
		}
	}
	if f, ok := sheet.ParseNumber("1.234,50 €", true); !ok || f.Value != 1234.5 || f.Suffix != "€" {
		t.Errorf("got %+v %v", f, ok)
	}
	for _, in := range []string{"", "abc", "A12", "1,23,4567,8", "1.2.3", "2024-01-01", "3:15"} {
		if f, ok := sheet.ParseNumber(in, false); ok {
			t.Errorf("%q is no number, got %v", in, f.Value)
		}
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2024-03-05": "2024-03-05", "2024/3/5": "2024-03-05", "20240305": "2024-03-05", "05.03.2024": "2024-03-05", "3/5/2024": "2024-03-05", "25/3/2024": "2024-03-25",
		"Mar 5, 2024": "2024-03-05", "5 March 2024": "2024-03-05", "5-Mar-24": "2024-03-05", "Tue, 5 Mar 2024": "2024-03-05", "2024年3月5日": "2024-03-05", "2024年3月": "2024-03",
		"2024-03": "2024-03", "March 2024": "2024-03", "Q2 2024": "2024-Q2", "2024Q2": "2024-Q2", "2024年第二季度": "2024-Q2", "2024年": "2024",
		"2024-03-05T14:30:00Z": "2024-03-05 14:30:00", "2024-03-05 2:30 PM": "2024-03-05 14:30:00", "2024-03-05 00:00:00": "2024-03-05",
	} {
		m, ok := sheet.ParseDate(in, sheet.MonthFirst)
		if got := sheet.WriteTime(m.Seconds, m.Precision); !ok || got != want {
			t.Errorf("%q: got %s %v, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "2024", "2024-13-01", "2024-02-30", "12", "hello 5", "1.5", "10:30", "Q5 2024", "99/99/9999"} {
		if m, ok := sheet.ParseDate(in, sheet.MonthFirst); ok {
			t.Errorf("%q is no date, got %s", in, sheet.WriteTime(m.Seconds, m.Precision))
		}
	}
}

func TestADateThatLeavesNoChoiceDecidesForItsColumn(t *testing.T) {
	t.Parallel()
	c := read(t, "d\n03/04/2024\n25/04/2024\n").Columns[0]
	if got := sheet.WriteTime(c.Time[0], sheet.Day); got != "2024-04-03" {
		t.Errorf("got %s", got)
	}
}

func TestMultipliersAreWorkedOut(t *testing.T) {
	t.Parallel()
	c := read(t, "n\n3.5万\n8000\n1.2亿\n").Columns[0]
	if c.Num[0] != 35000 || c.Num[1] != 8000 || c.Num[2] != 1.2e8 {
		t.Errorf("got %v", c.Num)
	}
}

func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for _, s := range []string{"Orders", "Staff", "Hidden"} {
		if _, err := f.NewSheet(s); err != nil {
			t.Fatal(err)
		}
	}
	money, err1 := f.NewStyle(&excelize.Style{NumFmt: 3})
	day, err2 := f.NewStyle(&excelize.Style{NumFmt: 14})
	share, err3 := f.NewStyle(&excelize.Style{NumFmt: 9})
	set := func(sheet, cell string, v any, style int) {
		if err := f.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle(sheet, cell, cell, style); err != nil {
			t.Fatal(err)
		}
	}
	set("Orders", "A1", "Item", 0)
	set("Orders", "B1", "Amount", 0)
	set("Orders", "C1", "Day", 0)
	set("Orders", "D1", "Share", 0)
	set("Orders", "A2", "Desk", 0)
	set("Orders", "B2", 1234.56, money) // shown as 1,235
	set("Orders", "C2", time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC), day)
	set("Orders", "D2", 0.125, share) // shown as 13%
	set("Staff", "A1", "Name", 0)
	set("Staff", "A2", "Ann", 0)
	set("Hidden", "A1", "x", 0)
	if err := f.SetSheetVisible("Hidden", false); err != nil || err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err, err1, err2, err3)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	b := workbook(t)
	tab, err := sheet.Read(t.Context(), "b.xlsx", b, "how much?")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(tab), "Item:t Amount:n Day:d Share:n"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	c := tab.Columns
	if c[1].Num[0] != 1234.56 || sheet.WriteTime(c[2].Time[0], sheet.Day) != "2024-03-05" || math.Abs(c[3].Num[0]-12.5) > 1e-9 {
		t.Errorf("got %v %s %v: the cells must keep what they hold, not what they show", c[1].Num, c[2].Text, c[3].Num)
	}
	staff, err := sheet.Read(t.Context(), "b.xlsx", b, "who is in the staff sheet?")
	if err != nil || names(staff) != "Name:t" {
		t.Errorf("got %v, %v, want the sheet that is named", staff, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 50<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in    string
		kind  fault.Kind
		words string
	}{
		"bomb.xlsx": {bomb.String(), fault.Invalid, "bomb.xlsx: unpacks to over 200 times its size"},
		"old.xls":   {"\xD0\xCF\x11\xE0\xA1", fault.Invalid, "old Microsoft Office file"},
		"cut.xlsx":  {string(workbook(t)[:3000]), fault.Invalid, "damaged or cut short"},
		"none.csv":  {"", fault.Invalid, "the table is empty"},
		"rows.csv":  {strings.Repeat("a\n", sheet.MaxRows+2), fault.TooLarge, "over 1000000 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Read(t.Context(), name, []byte(c.in), "")
			if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, want a fault of kind %s with %q", err, c.kind, c.words)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "日期;额\n2024年3月5日;3,5\n", "\xFF\xFEa\x00,\x00b\x00", "x\n\"", "PK\x03\x04", "sep=;\na;b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tab, err := sheet.Read(context.Background(), "f.csv", b, "")
		if err != nil {
			return
		}
		for _, c := range tab.Columns {
			if len(c.Text) != tab.Rows || c.Kind == sheet.Number && len(c.Num) != tab.Rows || c.Kind == sheet.Date && len(c.Time) != tab.Rows {
				t.Errorf("column %q of %q has another length than %d", c.Name, b, tab.Rows)
			}
		}
	})
}

// A workbook holds what the lines said, numbers as numbers.
func TestAWorkbookIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	b, err := sheet.Workbook("name,pay,code\n李雷,1200.5,007\nAnn,-3,2024-01-05\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Read(t.Context(), "a.xlsx", b, "")
	if err != nil || got.Rows != 2 || got.Columns[1].Kind != sheet.Number || got.Columns[1].Num[0] != 1200.5 || got.Columns[0].Text[0] != "李雷" || got.Columns[2].Text[0] != "007" {
		t.Errorf("%+v %v", got, err)
	}
}
