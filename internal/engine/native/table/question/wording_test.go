package question_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var small = map[string]string{
	"kitty":  "日期,事项,收入,支出\n2025-01-03,会费,300,0\n2025-01-20,买茶,0,120\n2025-02-11,借场地,0,260\n",
	"purse":  "Date,What,Income,Spending\n2025-01-03,fees,300,0\n2025-01-20,tea,0,120.5\n2025-02-11,hall,0,60\n",
	"bills":  "House,Customer,Fee,State\n1,Ann,40,paid\n2,Bob,50,unpaid\n3,Cy,60,late\n4,Di,75,unpaid\n",
	"jobs":   "Job,Mechanic,Cost,Paid,Invited\nJ-a,Ben,40,yes,no\nJ-b,Ada,50,no,yes\nJ-c,Cy,60,no,no\n",
	"账单":     "门牌,住户,物业费,状态\n1,甲明,40,已付\n2,乙红,50,未付\n3,丙亮,60,逾期\n",
	"clinic": "日期,医生,年龄,费用\n2025-01-03,马丽,30,10\n2025-01-04,何静,41,50\n2025-01-05,刘芳,52,90\n2025-01-06,孙强,9,20\n",
	"marks":  "Pupil,Class,Maths,Science\nAda,1A,48,71\nBen,1A,66,39\nCleo,1B,90,44\nDov,1B,51,80\n",
	"shop":   "day,goods,where,pieces,amount\n2025-01-01,Rose,Online,9,20.5\n2025-01-02,Vase,Market,3,12\n2025-01-03,Fern,Online,2,7\n2025-01-04,Rose,Online,6,11\n",
}

// What a question leaves to be understood is taken from the table: what is left from what
// came in and went out, the contrary of a value from the value that says it, the money
// that a verb speaks of, and how many are wanted from the words behind a superlative.
func TestWordsThatTheTableMakesPlain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want, not string }{
		{"kitty", "总收入多少，总支出多少，还剩多少", "收入合计：300、支出合计：380、结余合计：-80", "行"},
		{"kitty", "还剩多少钱？", "结余合计为 -80", "行"},
		{"kitty", "每个月的结余", "2025-01：180、2025-02：-260", ""},
		{"kitty", "2月一共花了多少", "支出合计（日期 = 2月）为 260", "收入"},
		{"purse", "how much did we spend on tea?", "is 120.5", "Income"},
		{"purse", "how much did the fees bring in?", "is 300", "Spending"},
		{"purse", "how much money is left over?", "balance is 119.5", "rows"},
		{"purse", "what is the balance by month", "2025-01: 179.5, 2025-02: -60", ""},
		{"clinic", "还剩多少", "算不出", "共"},
		{"shop", "what is our balance?", "cannot be worked out", "rows"},
		{"bills", "which customers haven't paid?", "Bob, Di.", "Cy"},
		{"bills", "Who hasn't paid and what do they owe altogether?", "is 125", "Cy"},
		{"bills", "how much do the customers who have not paid owe in total", "is 125", "ot understood"},
		{"账单", "没有已付的住户有哪些", "乙红", "丙亮"},
		{"jobs", "Total cost of unpaid jobs?", "is 110", "ot understood"},
		{"jobs", "total cost of paid jobs", "is 40", "ot understood"},
		{"shop", "How many online orders had more than 5 pieces, and what did they bring in together?", "Number of rows: 2, sum of amount: 31.5", ""},
		{"shop", "How many online orders had more than 5 pieces? and what did they bring in together?", "is 31.5", "Vase"},
		{"shop", "how much did the market bring in", "is 12", ""},
		{"clinic", "收入最高的医生前三名", "刘芳 (费用 90)、何静 (费用 50)、孙强 (费用 20)", "马丽"},
		{"clinic", "费用最高的医生，前两名", "刘芳 (费用 90)、何静 (费用 50)。", "孙强"},
		{"clinic", "把费用超过20的挑出来，按费用从高到低排好，导出成表格", "90", "没有理解"},
		{"marks", "Which pupils failed science (below 50)?", "Ben, Cleo.", "ot understood"},
		{"marks", "who failed maths, i.e. got less than 50? Save the list as CSV.", "Ada", "ot understood"},
		{"marks", "which pupils failed science?", "which marks are meant", "Ada"},
		{"marks", "哪些人Maths不及格（低于50分）", "共 1 行（Maths < 50）", "60"},
		{"marks", "average maths mark for each class", "1A: 57, 1B: 70.5", "ot understood"},
		{"clinic", "的了啊", "费用合计", "年龄合计"},
		{"kitty", "总支出多少？还剩多少", "结余合计为 -80", "支出合计"},
	} {
		tab, err := sheet.Read(t.Context(), c.table+".csv", []byte(small[c.table]), "")
		if err != nil {
			t.Fatal(err)
		}
		a, err := question.Ask(t.Context(), tab, c.q)
		said := a.Text
		if err != nil {
			said = err.Error()
		}
		if !strings.Contains(said, c.want) || c.not != "" && strings.Contains(said, c.not) {
			t.Errorf("%s: %s", c.q, said)
		}
	}
}
