package question_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/chart"
	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

const trips = "Order No,Driver,Channel,Total,Stock,Reorder level\n" +
	"11,Ines,phone,40,5,9\n12,Ravi,web,90,30,10\n13,Ines,invoice,70,2,4\n14,Omar,web,10,8,8\n15,Omar,invoice,55,40,4\n16,Ravi,invoice,20,3,7\n"

// TestAValueBehindByIsACondition: “by invoice” is the way of paying where the table has
// that value, also where a column may be called so; the number of rows asked for counts
// wherever it stands; and what is asked of “them” is told beside each.
func TestAValueBehindByIsACondition(t *testing.T) {
	t.Parallel()
	tab, err := sheet.Read(t.Context(), "trips.csv", []byte(trips), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ q, want, not string }{
		{"top 2 biggest orders paid by invoice", "13 (Total 70), 15 (Total 55)", "by Order No"},
		{"the smallest order booked by phone", "11", "90"},
		{"total of the orders paid by invoice", "is 145", ""},
		{"which two orders made via web have the highest total?", "12: 90, 14: 10", "Not understood"},
		{"which 2 drivers have the highest total?", "Ines: 110, Ravi: 110", "Not understood"},
		{"total by driver", "Ines: 110, Omar: 65, Ravi: 110", ""},
		{"which orders are below their reorder level? who drives them?", "11 (Driver Ines), 13 (Driver Ines), 16 (Driver Ravi)", ""},
		{"which orders have a total over 50? what channel did they come by?", "12 (Channel web), 13 (Channel invoice), 15 (Channel invoice)", ""},
	} {
		a, err := question.Ask(t.Context(), tab, c.q)
		if err != nil {
			t.Errorf("%s: %v", c.q, err)
			continue
		}
		if !strings.Contains(a.Text, c.want) || c.not != "" && strings.Contains(a.Text, c.not) {
			t.Errorf("%s: %s", c.q, a.Text)
		}
	}
}

// TestAChartOfSomeRowsSaysWhich: the title of a chart of an answer has its condition.
func TestAChartOfSomeRowsSaysWhich(t *testing.T) {
	t.Parallel()
	for q, want := range map[string]string{
		"total per driver of the orders paid by invoice": "<title>sum of Total by Driver where Channel = invoice</title>",
		"total per driver": "<title>sum of Total by Driver</title>",
		"各 Driver 的 Total 合计，只看 Channel 是 web": "<title>各Driver的Total合计，条件：Channel = web</title>",
	} {
		tab, err := sheet.Read(t.Context(), "trips.csv", []byte(trips), "")
		if err != nil {
			t.Fatal(err)
		}
		a, err := question.Ask(t.Context(), tab, q)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := sheet.Read(t.Context(), "rows.csv", []byte(a.Rows), "")
		if err != nil {
			t.Fatal(err)
		}
		b, err := chart.SVG(t.Context(), rows, chart.Options{Kind: chart.Pie})
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: %.300s %v", q, b, err)
		}
	}
}
