package question_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// How an answer is to stand – in which order, with which columns, how exact,
// across what – is heeded, and what stands for each is told for each.
func TestAnswersStandAsTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table, q, rows string // rows are those of Answer.Result in their order
	}{
		{"drinks.csv", "total amount per region, highest first", "East 500.25; South 450.00; North 390.50; West 75.00"},
		{"drinks.csv", "按地区统计总金额，从高到低排序", "East 500.25; South 450.00; North 390.50; West 75.00"},
		{"drinks.csv", "total amount per region, highest first, top 2 only", "East 500.25; South 450.00"},
		{"drinks.csv", "每个地区一共卖了多少金额，从高到低排，只要前两名", "East 500.25; South 450.00"},
		{"drinks.csv", "金额最高的前三个地区", "East 500.25; South 450.00; North 390.50"},
		{"drinks.csv", "total amount per region as xlsx", "East 500.25; North 390.50; South 450.00; West 75.00"},
		{"drinks.csv", "total amount per region, sort ascending", "West 75.00; North 390.50; South 450.00; East 500.25"},
		{"drinks.csv", "number of rows per product, most first", "Coffee 4; Tea 3; Cocoa 2"},
		{"drinks.csv", "average amount by region rounded to whole numbers", "East 250; North 130; South 225; West 75"},
		{"drinks.csv", "各地区平均金额，保留一位小数", "East 250.1; North 130.2; South 225.0; West 75.0"},
		{"drinks.csv", "top 3 by amount, only date and amount", "2025-02-20 410.25; 2025-01-09 300; 2025-01-15 210"},
		{"scores.csv", "按英语成绩排序取前两名，只显示姓名和英语", "袁泉 98; 潘越 95"},
		{"drinks.csv", "amount by region and product as a cross table", "East  410.25 90.00; North 60.00 210.00 120.50; South  450.00 0.00; West 75.00  "},
		{"drinks.csv", "统计每个地区每个产品的金额，做成交叉表", "East  410.25 90.00; North 60.00 210.00 120.50; South  450.00 0.00; West 75.00  "},
		{"drinks.csv", "pivot table with regions as rows and products as columns", "East  410.25 90.00; North 60.00 210.00 120.50; South  450.00 0.00; West 75.00  "},
		{"drinks.csv", "rank the regions by total amount", "East 500.25; South 450.00; North 390.50; West 75.00"},
		{"drinks.csv", "how many sales per product", "Cocoa 2; Coffee 4; Tea 3"},
		{"expenses.csv", "各类支出的占比，从高到低", "Travel 28,898.58 44.47%; Supplies 23,526.76 36.2%; Software 8,552.29 13.16%; Meals 4,005.95 6.16%"},
		{"expenses.csv", "where did most of the money go?", "Travel 28,898.58"},
		{"scores.csv", "语文和数学的最高分", "97 100"},
		{"scores.csv", "average of every subject, one decimal", "77.6 74.1 71.4"},
		{"drinks.csv", "difference between January and February in percent", "-130.25 500.25 630.50 -20.66%"},
		{"scores.csv", "各科平均分", "77.58 74.08 71.42"},
		{"scores.csv", "average of each subject per class", "一班 70.63 80.13 76.25; 三班 82.75 70.5 70.38; 二班 79.38 71.63 67.63"},
		{"scores.csv", "各科最高分", "97 100 98"},
		{"drinks.csv", "除了North，其他地区的金额分别是多少", "East 500.25; South 450.00; West 75.00"},
		{"drinks.csv", "North和South的金额各是多少", "North 390.50; South 450.00"},
		{"drinks.csv", "what is the amount of each of the other regions except North", "East 500.25; South 450.00; West 75.00"},
		{"expenses.csv", "哪一类花得最多", "Travel 28,898.58"},
		{"expenses.csv", "what did we spend the most on?", "Travel 28,898.58"},
		{"expenses.csv", "各类别占比", "Meals 4,005.95 6.16%; Software 8,552.29 13.16%; Supplies 23,526.76 36.2%; Travel 28,898.58 44.47%"},
		{"drinks.csv", "what percentage of the total does North have?", "27.58%"},
		{"expenses.csv", "哪一类花得最多？占比多少？", "Travel 28,898.58 44.47%"},
		{"expenses.csv", "哪一类花得最少？占总额的百分之几？", "Meals 4,005.95 6.16%"},
		{"expenses.csv", "Which category cost the most? And what share of the total is that?", "Travel 28,898.58 44.47%"},
		{"drinks.csv", "Compare January and February totals: how much percent did it fall?", "-130.25 500.25 630.50 -20.66%"},
		{"drinks.csv", "一月和二月的总金额比较，下降了百分之几", "-130.25 500.25 630.50 -20.66%"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		var rows []string
		for _, r := range a.Result {
			rows = append(rows, strings.Join(r, " "))
		}
		if got := strings.Join(rows, "; "); err != nil || got != c.rows || strings.Contains(a.Text, "ot understood") || strings.Contains(a.Text, "没有理解") {
			t.Errorf("%s\ngot  %s %v\n%s\nwant %s", c.q, got, err, a.Text, c.rows)
		}
	}
}

// The rows that an answer leaves have only the columns that were asked for.
func TestOnlyTheColumnsThatAreAskedForAreLeft(t *testing.T) {
	t.Parallel()
	a, err := question.Ask(t.Context(), open(t, "drinks.csv"), "top 2 by amount, only date and amount")
	rows, bad := csv.NewReader(strings.NewReader(a.Rows)).ReadAll()
	if err != nil || bad != nil || len(rows) != 3 || strings.Join(rows[0], " ") != "date amount" || strings.Join(rows[1], " ") != "2025-02-20 410.25" {
		t.Errorf("%v %v %v", rows, err, bad)
	}
}

// What an answer cannot look like is named.
func TestLooksThatAnAnswerCannotHaveAreNamed(t *testing.T) {
	t.Parallel()
	for q, want := range map[string]string{
		"哪个地区的金额最多？比最少的地区多多少？":                             "East比West多 425.25",
		"list the rows in the North, rounded to 1 decimal": "Not used: rounding",
		"列出North的行，保留一位小数":                                 "没有用到：取舍位数",
		"total amount as a cross table":                    "Not used: the cross table",
		"各科最高分是谁":                                          "没有列出是谁",
	} {
		table := "drinks.csv"
		if strings.Contains(q, "科") {
			table = "scores.csv"
		}
		if a, err := question.Ask(t.Context(), open(t, table), q); !strings.Contains(a.Text+fmt.Sprint(err), want) {
			t.Errorf("%s: %s %v", q, a.Text, err)
		}
	}
}

// A cross table has a cell for each pair of values: of many it is none.
func TestACrossTableHasAFewColumns(t *testing.T) {
	t.Parallel()
	for n, crossed := range map[int]bool{100: true, 101: false} {
		var b strings.Builder
		b.WriteString("region,product,amount\n")
		for i := range 4 * n {
			fmt.Fprintf(&b, "%s,p%d,%d\n", []string{"North", "South", "East", "West"}[i/n], i%n, i)
		}
		tab, err := sheet.Read(t.Context(), "t.csv", []byte(b.String()), "")
		if err != nil {
			t.Fatal(err)
		}
		a, err := question.Ask(t.Context(), tab, "amount by region and product as a cross table")
		if wide := len(a.Header) == n+1; err != nil || wide != crossed || strings.Contains(a.Text, "over 100 columns") == crossed {
			t.Errorf("of %d: %v %.300s %v", n, a.Header, a.Text, err)
		}
	}
}

// A second question takes from the first one what it leaves out, and nothing
// where it names what it is about, or is meant of all.
func TestASecondQuestionTakesWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table, q, want string
	}{
		{"expenses.csv", "How much did we spend on Travel? How much is that on average?", "average Amount (EUR) where Category = Travel"},
		{"drinks.csv", "Coffee一共卖了多少钱？平均每次多少？", "平均amount，条件：product = Coffee"},
		{"drinks.csv", "How many units of Tea did North sell? And whats the best month overall?", "sum of amount by date (month), sorted by sum of amount, highest first, first 1"},
		{"drinks.csv", "How much did Coffee bring in the East? and how much in the North?", "sum of amount where product = Coffee and region = North"},
		{"scores.csv", "数学最高分是谁？最低分呢？", "列出行、按数学从低到高、取前 1"},
		{"scores.csv", "数学最高的是谁？最低的是谁？", "列出行、按数学从低到高、取前 1"},
		{"scores.csv", "谁的数学最高？英语最低的是谁？", "列出行、按英语从低到高、取前 1"},
		{"expenses.csv", "哪一类花得最多？占比多少？", "Amount (EUR)合计，按Category、按Amount (EUR)合计从高到低、取前 1"},
		{"drinks.csv", "Coffee的总金额是多少？占多少比例？", "占比：amount合计，条件：product = Coffee"},
		{"drinks.csv", "Coffee在哪个地区卖得最好？卖了多少？", "amount合计，按region，条件：product = Coffee、按amount合计从高到低、取前 1"},
		{"scores.csv", "语文大于90分的有几个人？分别是谁？", "列出行，条件：语文 > 90"},
		{"scores.csv", "Who has more than 90 in 语文? How many are they?", "number of rows where 语文 > 90"},
		{"drinks.csv", "which product sold most in the North? and overall?", "sum of amount by product, sorted by sum of amount, highest first, first 1"},
		{"drinks.csv", "Did the amount fall from January to February? By how much?", "difference: sum of amount: date = February − date = January"},
		{"expenses.csv", "How much did Travel cost? What share of the total cost is that?", "share: sum of Amount (EUR) where Category = Travel"},
		{"scores.csv", "语文平均分是多少？中位数呢？", "语文中位数"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if _, read, _ := strings.Cut(strings.ReplaceAll(a.Text, "理解为：", "Read as: "), "Read as: "); err != nil || read != c.want {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}

// A sum that is asked for beside a list stands beside it.
func TestASumBesideAList(t *testing.T) {
	t.Parallel()
	const zh = "共 5 行（部门 = 市场部）：吴倩 (月薪 23400)、徐强 (月薪 29100)、朱琳 (月薪 6600)、郭芳 (月薪 20800)、何勇 (月薪 10600)。\n月薪合计（部门 = 市场部）为 90500。\n理解为：列出行，条件：部门 = 市场部"
	for _, c := range []struct{ table, q, want string }{
		{"drinks.csv", "List the rows in the East and add up the amount", "2 rows where region = East:\n90 (date 2025-02-02, region East, product Tea, quantity 9)\n410.25 (date 2025-02-20, region East, product Coffee, quantity 15)\nThe sum of amount where region = East is 500.25.\nRead as: rows where region = East"},
		{"staff.csv", "把市场部员工的名字和月薪列出来，并算一下总和", zh},
		{"staff.csv", "列出市场部员工的月薪，并算出总和", zh},
		{"staff.csv", "列出市场部员工，再算出月薪的总和", zh},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err != nil || a.Text != c.want {
			t.Errorf("%s\ngot  %q %v\nwant %q", c.q, a.Text, err, c.want)
		}
	}
}

// The share of the one that was asked for is said with it, and not those of all others.
func TestTheShareOfTheFirst(t *testing.T) {
	t.Parallel()
	for q, want := range map[string]string{
		"哪一类花得最少？占总额的百分之几？":                                                  "Meals，Amount (EUR)合计为 4,005.95，占全部的 6.16%。",
		"Which category cost the most? And what share of the total is that?": "Travel, with a sum of Amount (EUR) of 28,898.58, 44.47% of the whole.",
	} {
		if a, err := question.Ask(t.Context(), open(t, "expenses.csv"), q); err != nil || !strings.HasPrefix(a.Text, want) {
			t.Errorf("%s: %q, %v, want %q", q, a.Text, err, want)
		}
	}
}
