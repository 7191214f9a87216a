package manner_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/manner"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		question, rest string
		decimals       int
		cross          bool
	}{
		{"average amount per product, round to whole numbers", "average amount per product", 0, false},
		{"average salary by city, rounded to 1 decimal place", "average salary by city", 1, false},
		{"average salary with two decimals", "average salary", 2, false},
		{"mean price, rounded", "mean price", 0, false},
		{"average price rounded to the nearest euro", "average price", 0, false},
		{"各部门平均工资，保留一位小数", "各部门平均工资", 1, false},
		{"各部门平均工资，四舍五入保留两位小数", "各部门平均工资", 2, false},
		{"平均分精确到小数点后3位", "平均分", 3, false},
		{"各班平均分，四舍五入取整", "各班平均分", 0, false},
		{"平均分保留整数", "平均分", 0, false},
		{"which round did we win?", "which round did we win?", -1, false},
		{"round up the amounts", "round up the amounts", -1, false},
		{"cross table of amount by region and product", "amount by region and product", -1, true},
		{"pivot amount by region and product", "amount by region and product", -1, true},
		{"统计每个地区每个产品的销售额，做成交叉表，另存csv", "统计每个地区每个产品的销售额", -1, true},
		{"orders over 50, and save those as an excel file", "orders over 50", -1, false},
		{"amount by region, export to xlsx", "amount by region", -1, false},
		{"List the rows in the East and save them as an Excel workbook", "List the rows in the East", -1, false},
		{"销售额前十的订单，导出excel", "销售额前十的订单", -1, false},
		{"列出北京的员工，存成xlsx文件", "列出北京的员工", -1, false},
		{"北京有哪些员工，要xlsx", "北京有哪些员工", -1, false},
		{"把北京的员工整理成表格", "把北京的员工", -1, false},
		{"月薪超过2万的员工列成一张表，存成excel", "月薪超过2万的员工", -1, false},
		{"去年入职的员工做成名单给我", "去年入职的员工", -1, false},
		{"amount by region, save as csv", "amount by region", -1, false},
		{"list the five biggest sales and save them as a new CSV", "list the five biggest sales", -1, false},
		{"找出在杭州的员工，存成新的CSV文件", "找出在杭州的员工", -1, false},
		{"数据透视表：各地区各产品的金额", "各地区各产品的金额", -1, true},
	} {
		rest, m := manner.Read(c.question)
		if rest != c.rest || m.Decimals != c.decimals || m.Cross != c.cross {
			t.Errorf("%s: %q %+v", c.question, rest, m)
		}
	}
}

func TestSummed(t *testing.T) {
	t.Parallel()
	for question, want := range map[string][2]string{
		"List the sales in the East and add up the amount": {"List the sales in the East, amount", "amount"},
		"show me the orders of May and add them up":        {"show me the orders of May", ""},
		"list the orders over 100? Then add them up":       {"list the orders over 100", ""},
		"列出研发部员工的月薪？然后算一下总和":                               {"列出研发部员工的月薪", ""},
		"list the salaries, then work out the total.":      {"list the salaries", ""},
		"把研发部员工的名字和月薪列出来，并算一下总和":                           {"把研发部员工的名字和月薪列出来", ""},
		"列出研发部员工的月薪，并算出总和":                                 {"列出研发部员工的月薪", ""},
		"列出研发部员工，再算出月薪的总和":                                 {"列出研发部员工, 月薪", "月薪"},
		"list the regions and show the total amount":       {},
		"what is the sum of the amounts?":                  {},
		"研发部员工的月薪总和":                                       {},
		"列出各部门的月薪总和":                                       {},
	} {
		list, column, ok := manner.Summed(question)
		if ok != (want[0] != "") || list != want[0] || column != want[1] {
			t.Errorf("%s: %q %q %v", question, list, column, ok)
		}
	}
}
