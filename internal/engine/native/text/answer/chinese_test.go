package answer_test

import "testing"

const (
	// jiaju, zhaopin and their like are papers as people have them.
	jiaju   = "会议设备采购清单\n\n投影仪8台，单价3200元；幕布12块，单价460元；会议桌5张，单价1750元。合计39870元，含安装费。保修期为三年。\n"
	ruzhi   = "录用通知\n\n陈亦凡同学：\n你已被我公司录用为测试工程师，税前工资为每月九千五百元。请于7月6日到岗，报到时带身份证原件。最晚在6月20日前回复是否接受。\n"
	minsu   = "民宿租住须知\n\n房租每晚320元，成人每位加收60元，儿童免费。租户在入住前三天付清尾款。未使用的，七天内可以退订，三天内可以改期。\n"
	baoming = "暑期游泳班招生\n\n地址：成都市锦江区东大街318号二楼。\n2026年夏季游泳班定于7月6日至20日开班，家长于6月28日前将健康证明送到前台陈老师处，缴费单寄到市体育局财务科。学员自带泳具，费用在开课前两天交清。每周更换一次池水。\n" +
		"体检安排在6月30日上午九点，地点在社区医院三楼。体检不合格的，报名费十日内退回。\n"
	huodong  = "2026年秋季读书节活动方案\n\n读书节将于10月12日（星期一）至16日在校图书馆举行。开幕式10月12日上午九点举行，九点半开始作家讲座，讲座地点设在报告厅。参赛作品请发送到 dushu@example.cn，纸质稿交至教务处。颁奖仪式推迟到10月21日举行。\n"
	shuihu   = "保温杯说明\n杯身采用316不锈钢，容量450毫升。密封圈每三个月更换一次。使用时请勿加热。\n"
	jianshen = "健身房会员协议\n年卡费用1980元，场馆面积1200平方米。\n会员中途退卡的，按剩余金额的20%支付违约金。损坏器材的，照价赔偿；丢失钥匙的，赔偿30元。\n"
	jiuye    = "校园招聘会安排\n招聘会定于3月20日（周五）上午九点在体育馆举行，3月21日、22日（周六、周日）休整。入场券可以到学生处领取，旧桌椅堆放在食堂后院。\n" +
		"会场由后勤处统一布置，午餐费由学校承担，交通费由学生承担。现场不得携带宠物。班车早上8:10从图书馆门口发车，晚上6:20返回校区。场地共需租金五千元。如有疑问，请联系周小川老师。\n"
	zhiliao = "房屋托管协议\n\n出租人：罗启明，电话：13612340001。\n承租人：白晓芸，电话：13612340002。\n月租金2800元。\n"
)

// TestChineseMoney: what names a price asks for money, and not how many there are.
func TestChineseMoney(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{jiaju, "投影仪单价多少？", "3200元"},
		{jiaju, "会议桌的单价是多少", "1750元"},
		{jiaju, "幕布价格多少？", "460元"},
		{jiaju, "会议桌有几张？", "5张"},
		{jiaju, "投影仪有几台？", "8台"},
		{jiaju, "投影仪押金多少？", ""},
		{minsu, "大人每位加多少钱？", "60元"},
		{jianshen, "丢了钥匙要赔多少钱？", "30元"},
		{jianshen, "年卡费用是多少", "1980元"},
	})
}

// TestChineseWordsForTheSame: people and papers call the same by other words.
func TestChineseWordsForTheSame(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{ruzhi, "最早哪天能上班？", "7月6日"},
		{ruzhi, "什么时候入职？", "7月6日"},
		{ruzhi, "月薪多少？", "九千五百元"},
		{zhiliao, "房东是谁？", "罗启明"},
		{zhiliao, "租客叫什么名字？", "白晓芸"},
		{zhiliao, "房租多少？", "2800元"},
		{shuihu, "杯身是什么材料的？", "316不锈钢"},
		{shuihu, "杯身是用什么做的", "316不锈钢"},
		{shuihu, "密封圈多久换一次？", "每三个月"},
		{shuihu, "容量多大？", "450毫升"},
		{jianshen, "健身房多大面积？", "1200平方米"},
		{zhiliao, "房东电话是多少？", "13612340001"},
		{"联系人：甲方 0571-8123456，乙方 0571-8654321。\n", "乙方的电话", "0571-8654321"},
		{"联系人：甲方 0571-8123456，乙方 0571-8654321。\n", "甲方的电话", "0571-8123456"},
		{minsu, "几天内可以退订？", "七天"},
		{minsu, "几天内可以改期？", "三天"},
	})
}

// TestChinesePlaces: an address to its end, and what has no name of its own.
func TestChinesePlaces(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{baoming, "游泳班在哪里？", "成都市锦江区东大街318号二楼"},
		{baoming, "健康证明送到哪里？", "前台陈老师处"},
		{baoming, "缴费单寄到什么地方？", "市体育局财务科"},
		{baoming, "泳帽寄到哪里？", ""},
		{baoming, "体检在哪儿？", "社区医院三楼"},
		{huodong, "讲座在哪里举行？", "报告厅"},
		{jiuye, "入场券去哪儿领？", "学生处"},
		{"还书请到二楼总台，办证在一楼大厅。", "在哪里办证？", "一楼大厅"},
		{"还书请到二楼总台，办证在一楼大厅。", "去哪里还书？", "二楼总台"},
		{jiuye, "旧桌椅堆在哪里？", "食堂后院"},
		{huodong, "作品发到哪里", "dushu@example.cn"},
		{huodong, "纸质稿交到哪儿", "教务处"},
		{huodong, "读书节在哪里举行", "校图书馆"},
	})
}

// TestChineseDays: a day before the season of a title, and what is to be within days.
func TestChineseDays(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{huodong, "读书节什么时候举行？", "10月12日（星期一）至16日"},
		{huodong, "开幕式几点？", "上午九点"},
		{huodong, "开幕式几点开始？", "上午九点"},
		{jiuye, "班车几点出发？", "8:10"},
		{"晚宴六点半开始入场，颁奖典礼七点举行，八点开始用餐。", "颁奖典礼几点开始？", "七点"},
		{huodong, "颁奖仪式什么时候举行？", "10月21日"},
		{baoming, "游泳班什么时候开班？", "7月6日至20日"},
		{baoming, "什么时候体检？", "6月30日上午九点"},
		{baoming, "费用什么时候交？", "开课前两天"},
		{baoming, "报名费什么时候退？", "十日内"},
		{baoming, "多久更换一次池水？", "每周"},
		{jiuye, "招聘会是哪天？", "3月20日（周五）"},
		{jiuye, "几号休整？", "3月21日、22日（周六、周日）"},
		{jiuye, "几点回校区？", "6:20"},
	})
}

// TestChineseAgents: 由 says who does or pays something.
func TestChineseAgents(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{jiuye, "会场谁来布置？", "后勤处"},
		{jiuye, "午餐费谁出？", "学校"},
		{jiuye, "交通费由谁承担？", "学生"},
		{jiuye, "有问题找谁？", "周小川"},
		{jiuye, "可以带宠物吗？", "否。现场不得携带宠物。"},
		{jiuye, "场地一共要多少租金？", "五千元"},
		{zhiliao, "租客叫什么？", "白晓芸"},
	})
}

// TestChineseSorts: what comprises what, which of several, and what only says the question again.
func TestChineseSorts(t *testing.T) {
	t.Parallel()
	const lou = "体检通知\n2号楼员工于4月8日体检，6号楼员工于4月11日体检。套餐包含血常规、心电图和胸片，家属收费280元，退休职工免费参加。体检卡编号为TJ-20418，报告在体检十天后领取。\n"
	check(t, []said{
		{lou, "6号楼什么时候体检？", "4月11日"},
		{lou, "2号楼哪天体检？", "4月8日"},
		{lou, "套餐都包含哪些项目？", "血常规、心电图和胸片"},
		{lou, "退休职工要钱吗？", "否。退休职工免费参加。"},
		{lou, "体检卡编号是多少？", "TJ-20418"},
		{lou, "家属多少钱？", "280元"},
		{"门诊时间：周一至周六上午8:00—11:30，周日及节假日只开急诊。", "星期天看门诊吗？", ""},
		{"门诊时间：周一至周六上午8:00—11:30，周日休息。", "周六看门诊吗？", "是。门诊时间：周一至周六上午8:00—11:30，周日休息。"},
		{"还书须知\n押金在还书当日退还，图书遗失的在还书三十天后结清。\n", "什么时候还书？", ""},
	})
}
