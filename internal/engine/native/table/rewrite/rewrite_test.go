package rewrite_test

import (
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/rewrite"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

const people = "name,city,amount,code\nAnn,Leeds,10,007\n\nBob,\"York, \"\"old\"\" town\",20.5,12\nAnn ,Leeds,10,007\nCid,,<5>,3|4\n"

func grid(t *testing.T, name, s string) sheet.Grid {
	t.Helper()
	g, n, err := rewrite.First(t.Context(), name, []byte(s))
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	return g
}

func TestWrite(t *testing.T) {
	t.Parallel()
	g := grid(t, "p.csv", people)
	rows, dropped := rewrite.Unique(g.Rows)
	if dropped != 1 || len(rows) != 4 {
		t.Fatalf("dropped %d, left %q", dropped, rows)
	}
	g.Rows = rows
	for f, want := range map[rewrite.Format]string{
		rewrite.CSV:      "name,city,amount,code\nAnn,Leeds,10,007\nBob,\"York, \"\"old\"\" town\",20.5,12\nCid,,<5>,3|4\n",
		rewrite.Markdown: "| name | city | amount | code |\n| --- | --- | --- | --- |\n| Ann | Leeds | 10 | 007 |\n| Bob | York, \"old\" town | 20.5 | 12 |\n| Cid |  | <5> | 3\\|4 |\n",
		rewrite.JSON: "[\n  {\"name\": \"Ann\", \"city\": \"Leeds\", \"amount\": 10, \"code\": \"007\"},\n  {\"name\": \"Bob\", \"city\": \"York, \\\"old\\\" town\", \"amount\": 20.5, \"code\": 12},\n" +
			"  {\"name\": \"Cid\", \"city\": null, \"amount\": \"<5>\", \"code\": \"3|4\"}\n]\n",
	} {
		b, err := rewrite.Write(g, f)
		if err != nil || string(b) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", f, err, b, want)
		}
		if f == rewrite.JSON && !json.Valid(b) {
			t.Errorf("no JSON: %s", b)
		}
	}
}

// A workbook comes back as it was written, and one of several sheets says how many it has.
func TestAWorkbookThereAndBack(t *testing.T) {
	t.Parallel()
	g := grid(t, "p.csv", people)
	b, err := rewrite.Write(g, rewrite.XLSX)
	if err != nil {
		t.Fatal(err)
	}
	back := grid(t, "p.xlsx", string(b))
	first, err := rewrite.Write(g, rewrite.CSV)
	if err != nil {
		t.Fatal(err)
	}
	again, err := rewrite.Write(back, rewrite.CSV)
	if err != nil || string(first) != string(again) {
		t.Errorf("%v\n%s\nwant\n%s", err, again, first)
	}
}
