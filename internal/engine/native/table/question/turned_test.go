package question_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// TestWordsTurnedRoundAndUnits: a column whose word is turned round in the question, a
// value by another kind of word, the unit that “how many” is asked of, and a second
// question about the rows or groups of the first.
func TestWordsTurnedRoundAndUnits(t *testing.T) {
	t.Parallel()
	const rooms = "房间,路线,油耗（升）,费用（元）\n甲房,北线,40,300\n乙房,南线,25,190\n甲房,南线,30,225\n乙房,北线,35,260\n"
	const shifts = "Day,Employee,Ward,Attendance,Energy (kWh)\n2026-01-05,Ida,A,present,4\n2026-01-05,Tom,B,absent,6\n2026-01-06,Ida,A,absent,5\n2026-01-06,Tom,B,present,1\n2026-01-07,Tom,B,absent,2\n"
	for _, c := range []struct{ table, q, want string }{
		{rooms, "每间房的费用，从高到低", "甲房：525、乙房：450"},
		{rooms, "一共用了多少升油", "油耗（升）合计为 130"},
		{rooms, "甲房平均每次用多少升", "35"},
		{rooms, "每间房的北线和南线各用了多少升", "甲房 / 北线"},
		{shifts, "number of absences by employee", "Ida: 1, Tom: 2"},
		{shifts, "how many kWh did Ida use", "is 9"},
		{shifts, "which employee had the most absences? and which ward is that?", "Tom / B"},
		{shifts, "list everyone absent on 5 January 2026, with their ward", "Tom"},
		{shifts, "which employees used over 4 kWh? and on which day?", "(Day 2026-01-05"},
	} {
		tab, err := sheet.Read(t.Context(), "table.csv", []byte(c.table), "")
		if err != nil {
			t.Fatal(err)
		}
		a, err := question.Ask(t.Context(), tab, c.q)
		if err != nil || !strings.Contains(a.Text, c.want) || strings.Contains(a.Text, "Not understood") {
			t.Errorf("%s: %s %v", c.q, a.Text, err)
		}
	}
}
