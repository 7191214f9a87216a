package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// The rows of a table are written as a workbook where that is asked for, and a list
// that is made a table is no chart.
func TestRowsAreWrittenAsAWorkbook(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	table := []plan.Given{{Name: "staff.csv", Type: port.Table}}
	for request, xlsx := range map[string]bool{
		"How many people earn over 5000? Save those as an Excel file": true, "list everyone hired after 2020, as xlsx please": true, "which orders are over 50? export them to an excel workbook": true,
		"filter out all rows under 3000 and save them as xlsx": true, "Please take out everything below 4000, as an Excel file": true,
		"2020年以后入职的员工做成表格给我，要xlsx": true, "列出北京的员工，存成excel": true, "月薪超过两万的员工有哪些，导出xlsx": true,
		"Which students failed science, i.e. below 50? Save them as Excel.": true, "哪些学生科学不及格（低于50分）？把名单导出成Excel": true, "Which students failed science (below 50)? Save the list as CSV.": false,
		"list everyone hired after 2020": false, "把北京的员工整理成表格": false,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: request, Given: table}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", request, plans, err)
			continue
		}
		got := drawn(plans[0].Graph)
		if strings.Contains(got, "format:xlsx") != xlsx || !strings.HasPrefix(got, "n1 table-question-answering") || strings.Contains(got, "chart") || strings.Contains(got, "n2") || len(plans[0].Undone) > 0 {
			t.Errorf("%s: %s %v", request, got, plans[0].Undone)
		}
	}
}
