package question_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestAnswersInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"sales.csv", "How many orders were pending in 2024?", "There are 4 rows where Status = Pending and Date = 2024.\nRead as: number of rows where Status = Pending and Date = 2024"},
		{"countries.csv", "What is the capital of Kenya?", "Capital where Country = Kenya: Nairobi.\nRead as: Capital where Country = Kenya"},
		{"countries.csv", "average internet usage in Asia", "The average Internet Users where Continent = Asia is 72.62%.\nRead as: average Internet Users where Continent = Asia"},
		{"sales.csv", "Using sales.csv, how many units of Desk were sold in the North?", "The sum of Units where Product = Desk and Region = North is 1.\nRead as: sum of Units where Product = Desk and Region = North"},
		{"shop.csv", "根据这个表格，现金支付的有几笔？", "共 23 行（支付方式 = 现金）。\n理解为：行数，条件：支付方式 = 现金"},
		{"sales.csv", "Is the average amount in North higher than in South?", "No: the average Amount is $969.29 for Region = North and $2,190.05 for Region = South; the difference is $1,220.77.\nRead as: comparison: average Amount: Region = North > Region = South"},
		{"league.csv", "is the average goals for higher than the average goals against?", "Yes: the average Goals For is 15.75, the average Goals Against 14.92; the difference is 0.83.\nRead as: comparison: average Goals For > average Goals Against"},
		{"team.csv", "the last 2 rows", "2 rows:\nMax (Department Engineering, Job Title Developer, Age 30, Salary €56,000, Start Date 25 Jan 2021, City Madrid, Remote yes)\nNina (Department Finance, Job Title Accountant, Age , Salary €48,000, Start Date 9 Sep 2019, City Berlin, Remote no)\nRead as: rows, last 2"},
		{"staff.csv", "销售部的平均月薪是不是比技术部高？", "不是：平均月薪，部门 = 销售部 为 19300，部门 = 技术部 为 24612.5，相差 5312.5。\n理解为：比较：平均月薪：部门 = 销售部 > 部门 = 技术部"},
		{"shop.csv", "面包的单价是多少", "单价（商品 = 面包）：9.9元。\n理解为：单价，条件：商品 = 面包"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err != nil || a.Text != c.want {
			t.Errorf("%s\ngot  %q %v\nwant %q", c.q, a.Text, err, c.want)
		}
	}
}

// What the table cannot answer is said in the answer, or the question is
// refused with the words that were not understood.
func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"team.csv", "average salary and shoe size in Berlin", "Not understood and left out: “shoe”, “size”."},
		{"team.csv", "who earns less than Zorro", `"less than Zorro" is not understood`},
		{"team.csv", "who was hired before Laura Martin", `"before Laura Martin" is not understood`},
		{"team.csv", "who earns more than Madrid", `"Madrid" stands in 4 rows with different values of "Salary"`},
		{"team.csv", "who is older than Nina", `"Nina" has no value in the column "Age"`},
		{"team.csv", "比张伟年轻的员工", "没能理解“比张伟”"},
		{"team.csv", "各部门平均工资和奖金", "没有理解、因此没有用到：“奖金”。"},
		{"staff.csv", "总分第一名", "“总分”要把几列相加"},
		{"movies.csv", "which movies are longer than Blue River", `"longer than Blue River" is not understood`},
		{"team.csv", "who joined last month", "depends on the day of asking"},
		{"team.csv", "whats the avrage sallary", "“avrage” is read as “average”.\n“sallary” is read as “salary”."},
		{"sales.csv", "compare North and South", "The question names no column of numbers; Amount was used."},
		{"sales.csv", "regions where revenue is above 10000", "Amount was added up for every Region."},
		{"stock.csv", "which items are below their reorder level", "Stock < Reorder Level"},
		{"team.csv", "who is older than Tom?", "Age > 41 (Tom)"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if text := a.Text + fmt.Sprint(err); !strings.Contains(text, c.want) {
			t.Errorf("%s\ngot  %s\nwant %s", c.q, text, c.want)
		}
	}
}

// What a request for a chart says of its other steps is not asked of the table.
func TestOnlyWhatConcernsTheTableIsRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"team.csv", "bar chart of the average salary by department, then translate the heading into Spanish", "average Salary by Department"},
		{"team.csv", "Draw a chart of salary by city. Read the result aloud in a deep voice.", "average Salary by City"},
		{"staff.csv", "把各部门的平均月薪画成柱状图，然后配上旁白", "平均月薪，按部门"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err != nil || strings.Contains(a.Text, "ot understood") || strings.Contains(a.Text, "没有理解") || !strings.HasSuffix(a.Text, c.want) {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}

// A question that leaves most of it to the one before is asked with what it
// names in the place of its like.
func TestAQuestionGoesOnFromTheOneBefore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table, q string
		want     [][]string
	}{
		{"drinks.csv", "What is the total amount in January? And in February?", [][]string{{"500.25"}}},
		{"drinks.csv", "total amount in January 2025? what about March?", [][]string{{"285.00"}}},
		{"drinks.csv", "一月份的总金额是多少？二月份呢？", [][]string{{"500.25"}}},
		{"drinks.csv", "How many units were sold in the North? And in the South?", [][]string{{"22"}}},
		{"drinks.csv", "北区卖了多少？南区呢？", [][]string{{"22"}}},
		{"drinks.csv", "Total amount in the North? And the total quantity?", [][]string{{"21"}}},
		{"drinks.csv", "What is the total amount? And in February?", [][]string{{"500.25"}}},
		{"team.csv", "average salary in Berlin? and in London?", [][]string{{"€63,125"}}},
	} {
		if a, err := question.Ask(t.Context(), open(t, c.table), c.q); err != nil || !same(a.Result, c.want) {
			t.Errorf("%s\ngot  %v %v\nwant %v", c.q, a.Result, err, c.want)
		}
	}
}

// Months that a table names in English are found by their Chinese names.
func TestMonthsAreNamedInChineseToo(t *testing.T) {
	t.Parallel()
	tab, err := sheet.Read(t.Context(), "t.csv", []byte("month,region,amount\nJanuary,North,10\nFebruary,North,20\nFebruary,South,5\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]string{"一月份的总金额是多少？": "10", "2月的总金额": "25", "一月份的总金额是多少？二月份呢？": "25", "total amount in February": "25"} {
		if a, err := question.Ask(t.Context(), tab, q); err != nil || !same(a.Result, [][]string{{want}}) {
			t.Errorf("%s: %v %v, want %s", q, a.Result, err, want)
		}
	}
}

// TestMonthsAreGroupedWithoutDates: a table may have months and no date.
func TestMonthsAreGroupedWithoutDates(t *testing.T) {
	t.Parallel()
	tab, err := sheet.Read(t.Context(), "t.csv", []byte("月份,地区,金额\n一月,华东,30\n一月,华北,20\n二月,华东,33\n二月,华北,11\n三月,华东,36\n三月,华北,31\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string][][]string{
		"按月份统计华东的金额":           {{"一月", "30"}, {"二月", "33"}, {"三月", "36"}},
		"各月的总金额":               {{"一月", "50"}, {"二月", "44"}, {"三月", "67"}},
		"monthly total amount": {{"一月", "50"}, {"二月", "44"}, {"三月", "67"}},
	} {
		a, err := question.Ask(t.Context(), tab, q)
		if err != nil || !same(a.Result, want) {
			t.Errorf("%s: %v %v, want %v", q, a.Result, err, want)
		}
	}
}

// A column of months is asked for by the words for months, whatever its name,
// and May is a month in it.
func TestMonthsWithoutDates(t *testing.T) {
	t.Parallel()
	const (
		zh = "月份,产品,金额\n一月,台灯,32000\n一月,椅子,56000\n二月,台灯,18000\n二月,椅子,56200\n三月,台灯,40000\n三月,椅子,60000\n"
		en = "month,product,amount\nApril,Lamp,10\nApril,Chair,30\nMay,Lamp,20\nMay,Chair,5\n"
	)
	for _, c := range []struct {
		table, q string
		want     [][]string
	}{
		{zh, "哪个月的总金额最低？", [][]string{{"二月", "74200"}}},
		{zh, "哪月合计金额最少", [][]string{{"二月", "74200"}}},
		{zh, "哪个月的总金额最低？列出每个月的合计", [][]string{{"二月", "74200"}, {"一月", "88000"}, {"三月", "100000"}}},
		{zh, "列出每个月的金额合计", [][]string{{"一月", "88000"}, {"二月", "74200"}, {"三月", "100000"}}},
		{en, "哪个月的总金额最低？", [][]string{{"May", "25"}}},
		{en, "Which month has the lowest total amount?", [][]string{{"May", "25"}}},
		{en, "total amount of Lamps in May", [][]string{{"20"}}},
		{en, "May I have the total amount?", [][]string{{"65"}}},
	} {
		tab, err := sheet.Read(t.Context(), "t.csv", []byte(c.table), "")
		if err != nil {
			t.Fatal(err)
		}
		if a, err := question.Ask(t.Context(), tab, c.q); err != nil || !same(a.Result, c.want) {
			t.Errorf("%s\ngot  %v %v\nwant %v", c.q, a.Result, err, c.want)
		}
	}
}

func TestSeveralFiguresAndChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table, q string
		want     [][]string
	}{
		{"team.csv", "lowest, highest and average age", [][]string{{"25", "52", "35.38"}}},
		{"league.csv", "total goals for and points per group", [][]string{{"A", "67", "66"}, {"B", "66", "60"}, {"C", "56", "52"}}},
		{"orders.csv", "month over month amount", [][]string{{"2024-01", "3728"}, {"2024-02", "5346", "43.4"}, {"2024-03", "5930", "10.92"}, {"2024-04", "3397", "42.72"}}},
		{"drinks.csv", "How many coffee sales were above 200?", [][]string{{"3"}}},
		{"drinks.csv", "How many sales were there in the North?", [][]string{{"3"}}},
		{"drinks.csv", "How many units were sold in the North?", [][]string{{"21"}}},
		{"drinks.csv", "how many coffee were sold?", [][]string{{"41"}}},
		{"drinks.csv", "只统计北区，总金额多少", [][]string{{"390.50"}}},
		{"drinks.csv", "What was the best month?", [][]string{{"2025-01", "630.50"}}},
		{"drinks.csv", "Average amount by product, excluding Tea, in February", [][]string{{"Coffee", "410.25"}}},
		{"team.csv", "who is the second oldest", [][]string{{"Hugo", "45"}}},
		{"exam.xlsx", "语文第二高的是谁", [][]string{{"陈晨", "92"}}},
		{"exam.xlsx", "男女比例", [][]string{{"男", "8", "53.33"}, {"女", "7", "46.67"}}},
		{"orders.csv", "which orders are bigger than order 1007", [][]string{{"1017"}}},
		{"orders.csv", "how many orders over $1k", [][]string{{"8"}}},
		{"orders.csv", "orders in the second half of February", [][]string{{"1010"}, {"1011"}}},
		{"orders.csv", "list orders with no discount in April", [][]string{{"1021"}}},
		{"movies.csv", "movies longer than 2 hours", [][]string{{"The Long Road"}, {"Space Run"}, {"Iron City"}, {"Home Again"}}},
		{"expenses.csv", "difference in spending between January and February", [][]string{{"1047.25", "6053.59", "7100.84"}}},
		{"exam.xlsx", "各班数学最高分和最低分", [][]string{{"一班", "95", "59"}, {"二班", "97", "62"}, {"三班", "93", "67"}}},
		{"team.csv", "who earns the same as Dee", [][]string{{"Dee"}}},
		{"team.csv", "does anyone in Support earn more than 40,000?", [][]string{{"Lou"}}},
		{"team.csv", "ages of people in London, youngest first", [][]string{{"Iris", "36"}, {"Gwen", "38"}, {"Lou", "39"}, {"Bob", "52"}}},
		{"sensors.csv", "哪天温度最高", [][]string{{"2024-06-04 08:00", "31.2"}}},
		{"league.csv", "who won more, Foxes or Wolves", [][]string{{"Wolves", "6"}, {"Foxes", "5"}}},
	} {
		if a, err := question.Ask(t.Context(), open(t, c.table), c.q); err != nil || !same(a.Result, c.want) {
			t.Errorf("%s\ngot  %v %v\nwant %v", c.q, a.Result, err, c.want)
		}
	}
}

func TestSumsHaveNoRoundingError(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("n\n")
	for range 1000 {
		b.WriteString("0.1\n0.2\n")
	}
	tab, err := sheet.Read(t.Context(), "n.csv", []byte(b.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	if a, err := question.Ask(t.Context(), tab, "total n"); err != nil || a.Result[0][0] != "300.0" {
		t.Errorf("got %v, %v", a.Result, err)
	}
}

// Every question is put to every table: what does not fit is refused or
// answered, and nothing breaks.
func TestAnyQuestionOverAnyTable(t *testing.T) {
	t.Parallel()
	tables := []*sheet.Table{}
	for _, f := range []string{"sales.csv", "employees.tsv", "countries.csv", "expenses.csv", "shop.csv", "staff.csv", "scores.csv", "houses.csv", "movies.csv"} {
		tables = append(tables, open(t, f))
	}
	for _, csv := range []string{"a\nx\n", "n\n1\n", "d\n2024-01-01\n", "a,b\n,\n1,\n", "yes,no\nyes,no\n"} {
		if tab, err := sheet.Read(t.Context(), "odd.csv", []byte(csv), ""); err == nil {
			tables = append(tables, tab)
		}
	}
	qs := append(questions(t, "dev.jsonl"), questions(t, "everyday-dev.jsonl")...)
	for i, a := range append(qs, questions(t, "heldout.jsonl")...) {
		for j := range tables {
			if (i+j)%5 != 0 { // a fifth of the pairs, another one for each table
				continue
			}
			got, err := question.Ask(t.Context(), tables[j], a.Q)
			if err != nil && !fault.Is(err, fault.Invalid) || err == nil && (got.Text == "" || !strings.Contains(got.Text, "\n")) {
				t.Errorf("%s: %s: %q %v", tables[j].Name, a.Q, got.Text, err)
			}
		}
	}
}

func FuzzAsk(f *testing.F) {
	tab, err := sheet.Read(f.Context(), "t.csv", []byte("Region,Day,Units,Paid\nNorth,2024-01-02,3,yes\n南区,2024-02-01,5,no\n"), "")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"total units by region", "前3个region", "between 1 and", "2024年", "top", "how many not paid or", "北区比南区多多少", "after before since 2024-13", "$ % >= 5万"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := question.Ask(t.Context(), tab, q); err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
			t.Errorf("%q: %v", q, err)
		}
	})
}

func BenchmarkMillionRows(b *testing.B) {
	var s strings.Builder
	s.WriteString("region,day,amount\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&s, "r%d,2024-%02d-%02d,%d.%02d\n", i%50, i%12+1, i%28+1, i%9973, i%100)
	}
	for b.Loop() {
		tab, err := sheet.Read(b.Context(), "big.csv", []byte(s.String()), "")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := question.Ask(b.Context(), tab, "total amount by region in March"); err != nil {
			b.Fatal(err)
		}
	}
}
