package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tenonhub/tenon/internal/fault"
)

// CheckZip refuses a packed file that would grow beyond what is sound.
// The reader of each file holds it to its declared size.
func CheckZip(name string, b []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fault.About(name, fault.Invalid, "is damaged or cut short; save it again and retry")
	}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; f.UncompressedSize64 > MaxBytes || total > MaxBytes {
			return nil, fault.About(name, fault.TooLarge, "unpacks to over %d MB; give a smaller file", MaxBytes>>20)
		}
	}
	if total > 8<<20 && total > maxUnpacked*uint64(len(b)) {
		return nil, fault.About(name, fault.Invalid, "unpacks to over %d times its size and is refused as a zip bomb", maxUnpacked)
	}
	return z, nil
}

// readXLSX reads the visible sheets of a workbook.
func readXLSX(ctx context.Context, name string, b []byte) ([]Grid, error) {
	z, err := CheckZip(name, b)
	if err != nil {
		return nil, err
	}
	if _, err := z.Open("xl/workbook.xml"); err != nil {
		return nil, fault.About(name, fault.Invalid, "is a ZIP archive without a workbook in it; give a CSV, TSV or XLSX file")
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		UnzipSizeLimit: MaxBytes, UnzipXMLSizeLimit: MaxBytes, ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss",
	})
	if err != nil {
		return nil, fault.About(name, fault.Invalid, "is not readable as an XLSX workbook: %v", err)
	}
	defer f.Close()
	var grids []Grid
	for _, s := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(s); err == nil && !visible {
			continue
		}
		g, err := readSheet(ctx, name, f, s)
		if err != nil {
			return nil, err
		}
		grids = append(grids, g)
	}
	return grids, nil
}

func readSheet(ctx context.Context, name string, f *excelize.File, sheet string) (Grid, error) {
	g := Grid{Name: sheet}
	shown, err := f.Rows(sheet)
	if err != nil {
		return g, nil // a chart sheet has no rows
	}
	defer shown.Close()
	raw, err := f.Rows(sheet)
	if err != nil {
		return g, nil // as above
	}
	defer raw.Close()
	cells := 0
	for shown.Next() && raw.Next() {
		if len(g.Rows)%1024 == 0 && ctx.Err() != nil {
			return g, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		s, err := shown.Columns()
		if err != nil {
			return g, fault.About(name, fault.Invalid, "sheet %q is damaged: %v", sheet, err)
		}
		r, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return g, fault.About(name, fault.Invalid, "sheet %q is damaged: %v", sheet, err)
		}
		for i := range s {
			if i < len(r) {
				s[i] = exact(s[i], r[i])
			}
		}
		g.Rows = append(g.Rows, s)
		cells += len(s)
		if err := bounds(name, len(g.Rows), cells); err != nil {
			return g, err
		}
	}
	return g, nil
}

// exact returns a cell as it is shown, with all the digits that it holds: a
// cell that shows $12 may hold 12.4, one that shows 3/4/24 is a certain day.
func exact(shown, raw string) string {
	if shown == raw {
		return shown
	}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return shown
	}
	if f, ok := ParseNumber(shown, false); ok {
		return exactNumber(shown, f, v)
	}
	if t, err := excelize.ExcelDateToTime(v, false); err == nil && strings.ContainsAny(shown, "0123456789") && v >= 1 {
		t = t.Round(time.Second)
		if t.Hour()+t.Minute()+t.Second() == 0 {
			return t.Format("2006-01-02")
		}
		return t.Format("2006-01-02 15:04:05")
	}
	return shown
}

func exactNumber(shown string, f Figure, v float64) string {
	if f.Suffix == "%" {
		v *= 100
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if i := strings.IndexByte(s, '.'); i >= 0 && len(s)-i > 10 { // the dust of binary fractions
		s = strings.TrimRight(strconv.FormatFloat(v, 'f', 9, 64), "0")
		s = strings.TrimSuffix(s, ".")
	}
	if _, frac, _ := strings.Cut(s, "."); len(frac) <= f.Decimals {
		return shown
	}
	if f.Grouped {
		s = Group(s)
	}
	return f.Prefix + s + f.Suffix
}
