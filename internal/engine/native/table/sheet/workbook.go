package sheet

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// plain is a number as a workbook holds it: no unit, no zero before it, no more
// digits than are exact.
var plain = regexp.MustCompile(`^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$`)

// Plain reports whether a cell is a number as a workbook, or JSON, holds it.
func Plain(cell string) bool { return plain.MatchString(cell) }

// Workbook writes the lines of a CSV as an XLSX file of one sheet, the first of
// them bold.
func Workbook(lines string) ([]byte, error) {
	rows, err := csv.NewReader(strings.NewReader(lines)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	f := excelize.NewFile()
	defer f.Close()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, s := range row {
			cells[j] = s
			if n, err := strconv.ParseFloat(s, 64); err == nil && plain.MatchString(s) {
				cells[j] = n
			}
			if i == 0 {
				cells[j] = excelize.Cell{StyleID: bold, Value: s}
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return b.Bytes(), nil
}
