package question_test

import "testing"

const (
	inn    = "单号,客人,房型,入住日期,晚数,总价,已付,状态,渠道\nM1,赵磊,大床房,2025-07-01,3,900,900,已入住,携程\nM2,钱敏,双床房,2025-07-09,2,700,350,已入住,美团\nM3,赵磊,大床房,2025-08-02,1,300,0,已取消,携程\nM4,孙洁,亲子房,2025-08-11,4,2000,1500,已入住,直订\nM5,赵磊,双床房,2025-08-20,2,720,720,已入住,携程\n"
	roll   = "日期,姓名,部门,状态,迟到分钟,加班小时\n2025-06-02,陈立,研发部,迟到,12,1\n2025-06-02,周敏,研发部,正常,0,2\n2025-06-02,吴昊,市场部,请假,0,\n2025-06-18,陈立,研发部,正常,0,3\n2025-06-18,周敏,研发部,迟到,20,0\n2025-06-18,吴昊,市场部,旷工,0,\n"
	poll   = "编号,城市,满意度,是否推荐\n1,成都,5,是\n2,成都,1,否\n3,西安,,是\n4,西安,4,是\n5,重庆,1,否\n"
	club   = "Name,Joined,Plan,Monthly fee,Age,Visits this year,Active\nGil Moss,2024-03-01,plus,£30.00,44,19,yes\nHugo Pym,2023-01-09,basic,£20.00,29,12,no\nIda Lunt,2024-06-02,plus,£30.00,61,0,no\n"
	claims = "Date,Employee,Category,Net,Gross,Reimbursed,Project\n2025-01-05,Leo,Hotel,100,120,yes,Atlas\n2025-01-09,Mia,Hotel,50,60,no,\n2025-02-11,Leo,Meals,20,24,no,Atlas\n2025-02-20,Mia,Meals,30,36,no,\n2025-05-02,Leo,Hotel,10,12,yes,\n"
	runs   = "day,runner,route,km,time\n2025-03-01,Mina,park,5,0:27:40\n2025-03-02,Otto,hills,12,1:10:00\n2025-03-04,Mina,hills,10,1:01:00\n2025-03-04,Mina,park,5,0:28:10\n"
)

// Bookings: what is owed, what each night costs, how often somebody came.
func TestWhatIsAskedOfBookings(t *testing.T) {
	t.Parallel()
	answered(t, "民宿.csv", inn, [][3]string{
		{"已入住的客人里谁还欠钱？欠多少", "孙洁：500、钱敏：350", "没有理解"},
		{"还没付清的订单有哪些？各差多少钱", "M2 (差 350)、M3 (差 300)、M4 (差 500)", "没有理解"},
		{"平均每晚多少钱", "385", "没有理解"},
		{"七月入住的有几单？一共住了多少晚", "晚数合计（入住日期 = 7月）为 5", "没有理解"},
		{"来过两次以上的客人有哪些", "赵磊：3", "钱敏"},
		{"不算取消的，哪种房型收入最高？三种各是多少", "亲子房：2000、双床房：1420、大床房：900", "没有理解"},
		{"携程和美团哪个渠道订单多？多几单", "携程比美团多 2。", "没有理解"},
		{"退订的有几单", "共 1 行（状态 = 已取消）", "没有理解"},
		{"住得最久的是谁", "赵磊，晚数合计为 6", "没有理解"},
	})
}

// Attendance: who never did something is asked of all their rows.
func TestWhoNeverDid(t *testing.T) {
	t.Parallel()
	answered(t, "考勤.csv", roll, [][3]string{
		{"谁从来没请过假", "周敏、陈立", "吴昊"},
		{"六月上半月谁没迟到过", "吴昊、周敏", "陈立"},
		{"旷工的都有谁？各几次", "吴昊：1", "没有理解"},
		{"谁迟到次数最多？一共晚了多少分钟", "32", "没有理解"},
		{"哪个部门加班最多，多几小时", "研发部", "没有理解"},
		{"两个部门加班总时长各多少？哪个最少", "市场部，加班小时合计为 0", "没有理解"},
		{"迟到的是哪几次？各几分钟", "12", "没有理解"},
	})
	answered(t, "pupils.csv", "Pupil,Week,State\nAbby,1,late\nBen,1,present\nAbby,2,present\nBen,2,present\n", [][3]string{
		{"which pupil was never late", "Ben", "Abby"},
	})
}

// A survey: what was given is a mark, what was not given is missing.
func TestWhatWasGiven(t *testing.T) {
	t.Parallel()
	answered(t, "调查.csv", poll, [][3]string{
		{"打1分的有几个", "共 2 行（满意度 = 1）", "编号 ="},
		{"打1分的有几个？都在哪些城市", "成都、重庆", "西安"},
		{"没打分的人有几个", "共 1 行（缺少满意度）", "没有理解"},
		{"哪个城市最满意？平均几分", "西安", "编号"},
		{"成都平均打几分，比总体高多少", "城市 = 成都 为 3", "没有理解"},
	})
	answered(t, "shelf.csv", "sku,section,supplier,stock,price,state,stars\nP1,Toys,Acme,10,5,active,5\nP2,Toys,,4,9,discontinued,2\nP3,Home,Acme,8,20,active,5\nP4,Home,,1,7,active,1\n", [][3]string{
		{"how many articles have no supplier, and in which section are most of them?", "Number of rows where supplier is missing: Toys: 1, Home: 1", unread},
		{"cheapest toy and dearest toy?", "The highest price where section = Toys is 9.", unread},
		{"average stars per section, best first", "Toys: 3.5, Home: 3", unread},
		{"what is all our stock worth? and how much of that is discontinued?", "is 36", unread},
		{"5-star articles", "P1, P3", "P2"},
	})
}

// Members: visits are how often, people have ages, and a fee is for a month by its name.
func TestWhatIsAskedOfMembers(t *testing.T) {
	t.Parallel()
	answered(t, "club.csv", club, [][3]string{
		{"who comes more often, Gil or Hugo, and by how much", "Gil Moss is 7 more than Hugo Pym.", unread},
		{"which of the inactive ones are over 40", "Ida Lunt", "fee >"},
		{"who joined in 2024? how often did they come on average", "where Joined = 2024 is 9.5", unread},
		{"avg age by plan, oldest first", "plus: 52.5, basic: 29", unread},
		{"members who have never been here", "Ida Lunt", "Gil"},
		{"who came fewer than 15 times", "Hugo Pym, Ida Lunt", "Gil"},
		{"which plan brings in the most per month", "plus, with a sum of Monthly fee of £60.00", unread},
	})
	answered(t, "claims.csv", claims, [][3]string{
		{"who is still owed money and how much each, gross", "Mia: 96, Leo: 24", unread},
		{"claims without a project: how many and what do they add up to in gross", "Number of rows: 3, sum of Gross: 108", unread},
		{"gross per month? which month was the most expensive?", "2025-01, with a sum of Gross of 180", unread},
		{"what is the biggest hotel bill and whose is it", "Leo (Net 100", unread},
		{"what did Leo and Mia spend on meals, net? and who spent more?", "Mia: 30, Leo: 20", unread},
		{"what was claimed in may", "Gross 12", "2025-01"},
	})
	answered(t, "runs.csv", runs, [][3]string{
		{"who ran the furthest altogether, and how much further than the next one?", "Mina is 8 more than Otto.", unread},
		{"who ran on the most days", "Mina, with a number of different day of 2", unread},
		{"runs longer than an hour: how many", "2 rows where time > 1:00:00", unread},
		{"total km per runner and who ran the furthest", "Mina, with a sum of km of 20", unread},
	})
}

// What is left of what came in, parts of other columns, and what no figure can be made of.
func TestWhatIsLeftOfIt(t *testing.T) {
	t.Parallel()
	answered(t, "经营.csv", "门店,营业额,房租,人工\n东店,100,20,30\n西店,80,10,50\n", [][3]string{
		{"每家店扣掉房租和人工还剩多少", "东店：50、西店：20", "没有理解"},
		{"房租总额占营业额的百分之几", "16.67%", "没有理解"},
	})
	answered(t, "profit.csv", "Shop,Revenue,Cost\nA,100,60\nB,80,\nA,50,20\nC,70,90\n", [][3]string{
		{"profit per shop", "A: 70, C: -20.\nLeft out, since it cannot be worked out: B.", "B: 0"},
		{"average cost as a percentage of revenue", "(of the sums of both columns)", unread},
		{"which shop has the lowest profit", "C, with a sum of profit of -20", "B, with"},
	})
	answered(t, "员工.csv", "姓名,部门,月薪,奖金,年龄\n刘洋,技术部,9000,0,31\n陈静,技术部,7000,500,45\n杨帆,财务部,6000,900,28\n", [][3]string{
		{"技术部谁工资最高？比部门平均高多少", "刘洋比平均月薪（部门 = 技术部）多 1000。", "没有理解"},
		{"两个部门平均月薪各是多少？最高的和最低的差多少", "技术部比财务部多 2000。", "没有理解"},
		{"没拿到奖金的有谁", "刘洋", "陈静"},
		{"各部门有多少人？平均拿多少", "技术部：8000、财务部：6000", "没有理解"},
	})
}

// Units that stand in a header without brackets, what is still out, and a denial that is a
// value.
func TestUnitsAndDenials(t *testing.T) {
	t.Parallel()
	answered(t, "energy.csv", "month,building,electricity kWh,water m3,cost EUR\n2024-01,Mill,1600,90,300\n2024-02,Mill,900,120,200\n2024-01,Barn,500,80,100\n", [][3]string{
		{"how many months did the Mill use more than 1500 kWh?", "There is 1 row where building = Mill and electricity kWh > 1500", unread},
		{"where was less than 100 m3 used", "water m3 < 100", unread},
	})
	answered(t, "loans.csv", "loan,reader,title,returned on\nL1,Bibi,Dune,2025-03-01\nL2,Cleo,Momo,\n", [][3]string{
		{"which books are still out? who has them", "Cleo", "Bibi"},
		{"loans that have not come back", "L2", "L1"},
	})
	answered(t, "报名.csv", "姓名,部门,缴费状态,成绩\n高远,生产部,已缴费,90\n梁静,采购部,未缴费,70\n唐宇,采购部,未缴费,60\n", [][3]string{
		{"没缴费的有几个人？都是谁", "梁静、唐宇", "高远"},
		{"两个部门的平均成绩差多少？哪个部门高", "部门 = 生产部 多 25", "没有理解"},
	})
}
