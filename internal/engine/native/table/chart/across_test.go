package chart_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/chart"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// TestMonthsThatAreColumnsStandAlongTheBottom: a line goes from month to month for each row,
// of those alone that are named.
func TestMonthsThatAreColumnsStandAlongTheBottom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, of, has, hasNot string }{
		{"Station,Jan,Feb,Mar\nHighmoor,121,97,90\nNorthgate,82,61,55\nPort Selby,70,54,49\n", "rain in Highmoor and Port Selby", "Highmoor, Port Selby by Month", "Northgate"},
		{"Station,Jan,Feb,Mar\nHighmoor,121,97,90\nNorthgate,82,61,55\n", "rain", "Highmoor, Northgate by Month", "by Station"},
		{"门店,一月,二月,三月\n东店,12,9,7\n西店,8,6,5\n", "", "月份", "各门店"},
	} {
		tab, err := sheet.Read(t.Context(), "rain.csv", []byte(c.table), "")
		if err != nil {
			t.Fatal(err)
		}
		b, err := chart.SVG(t.Context(), tab, chart.Options{Kind: chart.Line, Of: c.of})
		if err != nil || !strings.Contains(string(b), c.has) || strings.Contains(string(b), c.hasNot) {
			t.Errorf("%s: %v, want %q and no %q", c.of, err, c.has, c.hasNot)
		}
	}
}
