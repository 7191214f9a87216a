package question_test

import "testing"

func TestAFigureOfEachAndTheFirstOfThem(t *testing.T) {
	t.Parallel()
	answered(t, "marks.csv", "姓名,班级,语文,数学,英语\n甲,一班,90,60,99\n乙,一班,80,70,60\n丙,二班,70,95,50\n丁,二班,60,55,70\n戊,三班,60,80,40\n", [][3]string{
		{"三个班的数学平均分各是多少？", "二班：75", "没有理解"},
		{"三个班的语文平均分分别是多少", "一班：85", "没有理解"},
		{"三个班的数学平均分各是多少？哪个班最高", "三班，平均数学为 80", "没有指明"},
		{"一班的数学平均分是多少？哪个班最低", "一班，平均数学为 65", "没有指明"},
	})
	answered(t, "shops.csv", "Shop,Kind,Guests,Takings\nNorth,cafe,30,100\nSouth,bar,10,300\nSouth,cafe,20,200\nEast,bar,90,50\n", [][3]string{
		{"What are the average guests of the three shops?", "North: 30", unread},
		{"What is the average number of guests per shop? Which shop is the highest?", "East, with an average Guests of 90", unread},
		{"total of guests in the bars? which shop is lowest?", "South, with a sum of Guests of 10", unread},
		{"What are the average takings by kind? Which shop has the most guests?", "East, with a sum of Guests of 90", unread},
	})
}

func TestSalesAreHowManyAtWhichPrice(t *testing.T) {
	t.Parallel()
	answered(t, "orders.csv", "订单号,门店,品类,数量,单价\nD1,东店,吐司,10,8\nD2,西店,蛋糕,3,90\nD3,东店,蛋糕,1,90\nD4,西店,吐司,1,8\n", [][3]string{
		{"哪家店卖得最多（按金额）", "西店，金额合计为 278", "没有理解"},
		{"各门店的销售额", "西店：278", "没有理解"},
		{"各门店的销售额", "销售额 = 数量 × 单价", ""},
		{"营业额一共多少", "448", "没有理解"},
		{"哪家店卖得最多", "东店，数量合计为 11", "×"},
	})
	answered(t, "stall.csv", "Stall,Fruit,Qty,Unit price\nA,fig,10,£0.50\nB,pear,2,£3.00\nB,fig,1,£0.50\n", [][3]string{
		{"which stall has the highest revenue?", "B, with a sum of revenue of £6.50", unread},
		{"total turnover", "turnover = Qty × Unit price", unread},
	})
	answered(t, "own.csv", "Stall,Qty,Unit price,Revenue\nA,10,5,40\nB,2,3,6\n", [][3]string{{"total revenue", "is 46", "×"}})
}

func TestOneVersusTheOther(t *testing.T) {
	t.Parallel()
	answered(t, "spent.csv", "shop,payment,amount\nA,cash,10\nB,card,30\nC,cash,20\nD,card,40\n", [][3]string{
		{"what was the average amount paid in cash vs card", "The average amount is 15 for payment = cash and 35 for payment = card; it is 20 more for payment = card.", "-"},
		{"total card versus cash", "70", "-"},
		{"difference in the average amount between cash and card", "The difference", unread},
	})
	answered(t, "spent.csv", "店,支付,金额\n甲,现金,10\n乙,刷卡,30\n丙,现金,20\n", [][3]string{
		{"对比现金和刷卡的平均金额", "支付 = 现金 为 15，支付 = 刷卡 为 30；支付 = 刷卡 多 15。", "相差"},
	})
}
