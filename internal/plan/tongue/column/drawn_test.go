package column_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/column"
)

func TestDrawnIsWhatAChartIsOf(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"Make a pie chart of the menus": "menus", "bar chart of the mechanics please": "mechanics", "画一张项目分布的饼图": "项目", "line chart of the monthly rain in Highmoor and Port Selby only": "monthly rain in Highmoor and Port Selby", "做个城市的柱状图": "城市",
		"Draw a bar chart of this table": "", "根据这个表格画一张柱状图": "", "a chart for me": "", "draw a line chart": "",
	} {
		if got := column.Drawn(said); got != want {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}

func TestNoColumnIsCalledIt(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{"it": "", "them and the units": "units", "它": "", "这个": "", "italy, this": "italy"} {
		if got := strings.Join(column.Split(said), " "); got != want {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}
