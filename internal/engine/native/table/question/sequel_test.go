package question_test

import "testing"

const (
	stall = "no,day,town,client,article,pcs,price each,state\n1,2025-03-02,Bath,Ira,lamp,2,40,sent\n2,2025-03-05,Hull,Ole,lamp,1,40,returned\n3,2025-03-09,Bath,Ira,desk,1,300,sent\n4,2025-04-01,Hull,Uma,desk,2,300,sent\n5,2025-04-04,York,Ole,mat,5,9,returned\n6,2025-04-11,York,Uma,lamp,3,40,returned\n"
	depot = "品名,类别,数量,安全库存,单价,供应商\n纸,耗材,120,200,20,甲\n笔,耗材,300,150,2,甲\n墨,耗材,14,30,90,乙\n钉,工具,9,15,30,丙\n锤,工具,40,10,50,丙\n"
	marks = "姓名,班级,数学,英语\n甲,一班,90,60\n乙,一班,81,70\n丙,二班,70,96\n丁,二班,64,70\n"
	purse = "Date,Who,Kind,Amount (GBP)\n2025-03-01,Nina,food,100.50\n2025-03-04,Paul,food,220.25\n2025-03-19,Paul,fuel,50\n2025-04-02,Nina,fuel,400\n"
	crew  = "Name,Team,Office,Remote,Salary,Age\nAnn Roe,IT,Madrid,yes,4000,30\nBo Lee,IT,Madrid,no,5000,51\nCy Fox,HR,Madrid,yes,5000,42\nDi May,HR,Oslo,yes,6000,63\n"
	shops = "月份,门店,店员,营业额,人工\n2025-01,东店,陆,100,30\n2025-01,西店,方,80,40\n2025-02,东店,陆,140,20\n2025-02,西店,卢,90,30\n2025-03,南店,方,70,50\n"
)

// Money that no column holds is how many at which price, by whatever words it is asked for.
func TestMoneyIsHowManyAtWhichPrice(t *testing.T) {
	t.Parallel()
	answered(t, "stall.csv", stall, [][3]string{
		{"which town brought in the most money, not counting returned orders?", "Hull, with a sum of amount of 600 where state ≠ returned.\namount = pcs × price each", unread},
		{"which town brought in the most money, not counting returned orders? then tell me the figure for all three", "Hull: 600, Bath: 380", unread},
		{"who spent the most? what did each of the others spend", "Uma: 720, Ira: 380, Ole: 85", unread},
		{"what was Ira's total spending", "is 380", unread},
		{"how much did we make with lamps", "240", unread},
		{"which article is worth the most to us in money", "desk", unread},
		{"leaving out returned ones, how much money came from Bath in march", "380", unread},
		{"what did York turn over in april", "165", unread},
		{"how many lamps were sold? ", "sum of pcs where article = lamp is 6", "amount"},
		{"average price each by article", "lamp: 40", "amount"},
	})
	answered(t, "库.csv", depot, [][3]string{
		{"库存一共值多少钱", "金额合计为 6530。\n金额 = 数量 × 单价", "没有理解"},
		{"哪一类最值钱？其他的各是多少", "耗材：4260、工具：2270", "没有理解"},
		{"每个供应商的货值是多少", "甲：3000", "没有理解"},
		{"单价最高的是什么", "墨", "金额"},
	})
}

// How far what comes first is ahead is told with it, whatever words ask for it.
func TestByHowMuch(t *testing.T) {
	t.Parallel()
	answered(t, "purse.csv", purse, [][3]string{
		{"who spent more in march, Nina or Paul, and by how much", "Paul is 169.75 more than Nina.", unread},
		{"which of Nina and Paul spent more in march? how much is the difference", "Paul is 169.75 more than Nina.", unread},
		{"what did Nina and Paul spend in march, and what's the gap between them?", "Paul is 169.75 more than Nina.", unread},
		{"which kind cost the most, and how much more is it than the other?", "fuel is 129.25 more than food.", unread},
		{"Who is the biggest spender and by what margin?", "Nina is 230.25 more than Paul.", unread},
	})
	answered(t, "班.csv", marks, [][3]string{
		{"两个班数学平均分相差多少，哪个班高", "班级 = 一班 为 85.5，班级 = 二班 为 67；班级 = 一班 多 18.5。", "没有理解"},
		{"哪个班数学平均分高？高多少", "一班比二班多 18.5。", "没有理解"},
		{"英语最高的是谁，比第二名高多少", "丙比乙多 26。", "没有理解"},
		{"哪个班英语平均分最高，领先多少", "二班比一班多 18。", "没有理解"},
		{"一班的数学平均分是多少，比全体高多少", "班级 = 一班 为 85.5，全部 为 76.25；班级 = 一班 多 9.25", "没有理解"},
	})
	answered(t, "crew.csv", crew, [][3]string{
		{"which team has the higher average salary, IT or HR? by how much", "HR is 1000 more than IT.", unread},
		{"how far apart are the two teams in average age", "12", unread},
		{"Who is the oldest and how much older than the second oldest is he?", "Di May is 12 more than Bo Lee.", unread},
	})
}

// What is below another column is told with how far.
func TestHowMuchIsLacking(t *testing.T) {
	t.Parallel()
	answered(t, "库.csv", depot, [][3]string{
		{"哪些东西低于安全库存了？各差多少", "纸 (差 80)、墨 (差 16)、钉 (差 6)", "没有理解"},
		{"哪些快没了，分别缺多少", "纸 (差 80)、墨 (差 16)、钉 (差 6)", "没有理解"},
		{"哪些要补货？还差多少", "纸 (差 80)、墨 (差 16)、钉 (差 6)", "没有理解"},
		{"耗材里哪些不到安全库存，各差几件", "纸 (差 80)、墨 (差 16)", "钉"},
		{"已经断货的有吗", "没有符合", "安全库存"},
	})
	answered(t, "store.csv", "Item,In stock,Reorder level\nglue,3,10\ntape,40,20\npins,7,8\n", [][3]string{
		{"what is below its reorder level, and by how much?", "glue (difference 7), pins (difference 1)", unread},
		{"which items are running low? how many short is each", "glue (difference 7), pins (difference 1)", unread},
		{"which items need reordering", "2 rows where In stock < Reorder level", unread},
		{"what do we need to restock? how far below is each", "glue (difference 7)", unread},
	})
}

// A question that goes on is of what the one before it found.
func TestAQuestionThatGoesOn(t *testing.T) {
	t.Parallel()
	answered(t, "crew.csv", crew, [][3]string{
		{"How many folks work remotely from Madrid? names and their average pay please", "The average Salary where Remote = yes and Office = Madrid is 4500: Ann Roe, Cy Fox.", unread},
		{"How many people work in Madrid? who are they", "Ann Roe, Bo Lee, Cy Fox", unread},
		{"how many are in HR? list them", "Cy Fox, Di May", unread},
		{"who works remotely? and what is their average age", "where Remote = yes is 45", unread},
		{"who earns the most? how old is that", "Di May", unread},
		{"how many people does each team have? and what is their average salary", "HR: 5500, IT: 4500", unread},
		{"which of them are over 40", "Age > 40", "Salary >"},
		{"average salary per office, and which office is the highest?", "Oslo", unread},
	})
	answered(t, "店.csv", shops, [][3]string{
		{"三个店上半年各卖了多少", "东店：240、南店：70、西店：170", "没有理解"},
		{"三个店上半年各卖了多少？谁最多", "东店，营业额合计为 240", "没有理解"},
		{"三家店人工各花了多少，哪家最多", "西店，人工合计为 70", "没有理解"},
		{"哪个店卖得最好？比第二名多多少", "东店比西店多 70。", "没有理解"},
		{"营业额最高的两个月是哪两个月", "2025-02：230、2025-01：180", "没有理解"},
		{"每个店的人工占营业额多少", "东店：20.83%", "没有理解"},
	})
	answered(t, "stall.csv", stall, [][3]string{
		{"what share of the orders came back? and which article comes back most often", "lamp, with a number of rows of 2 where state = returned.", unread},
		{"which town had the most returns", "York, with a number of rows of 2", unread},
		{"how many orders were sent? which of them was the latest", "4", unread},
		{"how many mats were sold in total and which client bought the most of them", "Ole, with a sum of pcs of 5", unread},
	})
}
