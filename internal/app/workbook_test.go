package app_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// TestAWorkbookComesWhole: rows that are saved as an Excel file are one, and can be asked about.
func TestAWorkbookComesWhole(t *testing.T) {
	t.Parallel()
	m := start(t)
	run := m.ask(t, sdk.Ask{Text: "List the rows of the North region, save them as an Excel file", Files: attached("sales.csv")})
	i := slices.IndexFunc(run.Artefacts, func(v sdk.Value) bool { return strings.HasSuffix(v.Name, ".xlsx") })
	if run.State != "done" || i < 0 {
		t.Fatalf("%s %s %v", run.State, run.Error, run.Artefacts)
	}
	book := m.bytes(t, run.Artefacts[i])
	files, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil || !slices.ContainsFunc(files.File, func(f *zip.File) bool { return f.Name == "xl/workbook.xml" }) {
		t.Fatalf("%d bytes are no workbook: %v", len(book), err)
	}
	again := m.ask(t, sdk.Ask{Text: "How many rows are there?", Files: []sdk.File{{Name: "north.xlsx", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(book)), nil }}}})
	if want := "15 rows"; again.State != "done" || !strings.Contains(again.Answer, want) {
		t.Errorf("the workbook is told as %q, not of %s", again.Answer+again.Error, want)
	}
}
