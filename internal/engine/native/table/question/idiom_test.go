package question_test

import "testing"

const (
	garden = "ticket,opened,gardener,kind,state,days,fee\nG1,2025-04-01,Lia,lawn,completed,2,120\nG2,2025-04-03,Max,hedge,pending,1,80\nG3,2025-04-09,Lia,hedge,completed,3,210\nG4,2025-05-02,Ona,lawn,called off,1,60\nG5,2025-05-06,Max,pond,completed,4,400\nG6,2025-05-20,Lia,lawn,pending,2,95\nG7,2025-06-11,Ona,hedge,completed,1,70\nG8,2025-06-15,Lia,pond,pending,5,310\n"
	heats  = "bib,runner,club,finish\n1,Asha Rao,Hill,41:12\n2,Tom Berg,Hill,44:50\n3,Lin Wu,City,39:58\n4,Omar Said,City,52:07\n"
	petals = "日期,分店,花种,数量,单价,金额,状态,会员\n2025-03-01,江北店,玫瑰,20,5,100,已付款,是\n2025-03-02,江南店,百合,10,12,120,未付款,否\n2025-03-05,江北店,百合,15,12,180,已付款,否\n2025-03-08,江南店,玫瑰,60,5,300,已付款,是\n2025-04-01,河西店,康乃馨,40,3,120,未付款,否\n2025-04-03,江北店,玫瑰,30,5,150,未付款,是\n2025-04-09,河西店,百合,25,12,2600,已付款,否\n"
	pantry = "article,colour,stock,price\ncandle,red,40,2\ncandle,white,25,2\nnapkin,white,300,0.1\n"
)

// How things stand is read by other words for the values of a column, and said so.
func TestValuesByOtherWords(t *testing.T) {
	t.Parallel()
	answered(t, "garden.csv", garden, [][3]string{
		{"Which gardener brought in the most with finished tickets?", "Max, with a sum of fee of 400 where state = completed.\n“finished” is read as state = completed.", unread},
		{"who made the most money with done (completed) work", "Max, with a sum of fee of 400", unread},
		{"what did the cancelled jobs cost", "is 60.\n“cancelled” is read as state = called off.", unread},
		{"total fee of unfinished tickets", "is 545.\n“unfinished” is read as state = not completed.", unread},
		{"fee of the waiting ones together", "where state = pending is 485", unread},
		{"how many are finished? and not finished?", "4 rows where state ≠ completed", unread},
	})
	answered(t, "花.csv", petals, [][3]string{
		{"付清了的有几单", "共 4 行（状态 = 已付款）。\n“付清”按“状态 = 已付款”理解。", "没有理解"},
		{"已经付清的总额是多少？没付的呢", "金额合计（状态 = 未付款）为 390", "没有理解"},
	})
}

// “They” and a sum without a column are of the rows that were counted before.
func TestWhatCountedRowsComeTo(t *testing.T) {
	t.Parallel()
	answered(t, "garden.csv", garden, [][3]string{
		{"How many tickets are pending and how much are they together?", "Number of rows: 3, sum of fee: 485 where state = pending.", unread},
		{"How many hedge tickets are there, and what is their total fee?", "Number of rows: 3, sum of fee: 360", unread},
		{"How many tickets are pending? What do they come to?", "The sum of fee where state = pending is 485.", "Number of rows"},
		{"how much did Lia earn", "The sum of fee where gardener = Lia is 735.", unread},
		{"What was earned with lawn work? and the rest?", "The sum of fee where kind ≠ lawn is 1070.", unread},
	})
	answered(t, "花.csv", petals, [][3]string{
		{"会员一共花了多少？非会员呢", "金额合计（会员 = 否）为 3020", "没有理解"},
		{"江北店的总额是多少？其他的呢", "金额合计（分店 ≠ 江北店）为 3140", "没有理解"},
		{"超过200的有几笔？三月份总共卖了多少", "数量合计：105、金额合计：700（日期 = 3月）", "没有理解"},
	})
}

// A number of rows may stand before them, and a number alone is of the money.
func TestNumbersWithoutAColumn(t *testing.T) {
	t.Parallel()
	answered(t, "garden.csv", garden, [][3]string{
		{"the two tickets with the highest fee", "2 rows: G5 (fee 400), G8 (fee 310).", unread},
		{"show the 3 jobs that took the most days", "G8 (days 5), G5 (days 4), G3 (days 3)", unread},
		{"the two gardeners with the most tickets", "Lia: 4, Max: 2", "Ona"},
		{"everything above 150", "3 rows where fee > 150: G3, G5, G8.\nNo column is named for 150; fee was used.", unread},
		{"jobs that took over 3 days", "2 rows where days > 3", "fee"},
	})
	answered(t, "花.csv", petals, [][3]string{
		{"2000元以上的有几笔", "共 1 行（金额 ≥ 2000）", "日期"},
		{"高于2000的是哪几笔", "共 1 行（金额 > 2000）", "日期 >"},
	})
}

// What is sold best is what all its rows come to, each is of what stands before it, and
// a measure word asks for the quantity.
func TestWhatIsSoldOfEach(t *testing.T) {
	t.Parallel()
	answered(t, "花.csv", petals, [][3]string{
		{"这三家分店各自卖了多少钱", "金额合计：江北店：430、江南店：420、河西店：2720。", "没有理解"},
		{"玫瑰卖了几枝", "数量合计（花种 = 玫瑰）为 110", "没有理解"},
		{"江北店卖得最好的是哪种花", "玫瑰，金额合计为 250", "行"},
		{"哪种花卖得最好", "百合，金额合计为 2900。\n按“数量”则是玫瑰：110。", "行"},
	})
	answered(t, "garden.csv", garden, [][3]string{
		{"how much did the three gardeners each bring in", "Lia: 735, Max: 480, Ona: 130", unread},
		{"number of tickets for each of the gardeners", "Lia: 4, Max: 2, Ona: 2", unread},
	})
	answered(t, "pantry.csv", pantry, [][3]string{
		{"how many candles do we have in both colours together", "The sum of stock where article = candle is 65.", unread},
		{"how many white candles are left", "is 25.", unread},
		{"how many articles are there", "2", "stock"},
	})
}

// How far one was behind another is reckoned from their places.
func TestHowFarBehind(t *testing.T) {
	t.Parallel()
	answered(t, "heats.csv", heats, [][3]string{
		{"how far was Tom Berg behind the winner", "is 4:52: 44:50 for runner = Tom Berg, 39:58 for runner = Lin Wu", unread},
		{"what was the winning margin?", "is 1:14", unread},
		{"how much slower was the last runner than the first", "is 12:09", unread},
		{"冠军领先第二名多少", "相差 1:14", "没有理解"},
		{"最后一名比第一名慢多少", "相差 12:09", "没有理解"},
	})
	answered(t, "league.csv", "team,played,points\nReds,10,24\nBlues,10,19\nGreens,10,11\n", [][3]string{
		{"how many points behind the leader is the last team", "is 13: 24 for team = Reds, 11 for team = Greens", unread},
		{"how far ahead of the Blues are the Reds", "is 5", unread},
	})
}

const (
	cabins = "booking,start,guest,cabin,nights,guests,total,payment\nB01,2025-06-02,Holm,Fjord,3,2,420,settled\nB03,2025-06-15,Rasch,Fjord,7,2,930,pending\nB04,2025-07-01,Holm,Lake,5,5,1050,settled\nB05,2025-07-09,Tveit,Pine,4,3,600,called off\nB10,2025-12-22,Tveit,Lake,6,6,1480,pending\n"
	works  = "单号,小区,项目,师傅,工时,费用,状态\nW001,桂园,水管,老陈,2,180,已完成\nW002,梅园,电路,小方,3,260,已完成\nW004,兰园,空调,老吴,4,520,已完成\nW006,兰园,电路,老陈,1.5,150,待处理\nW007,桂园,空调,老吴,5,680,已完成\n"
)

// Questions of strangers over bookings and repairs: nights are how long, guests are who,
// what is pending of a payment is unpaid, and what rows cost is no list of them.
func TestBookingsAndRepairs(t *testing.T) {
	t.Parallel()
	answered(t, "cabins.csv", cabins, [][3]string{
		{"How many bookings are unpaid?", "2 rows where payment = pending", unread},
		{"which booking was the longest", "B03 (nights 7)", unread},
		{"what did the cancelled bookings cost us", "is 600", "rows"},
		{"who stayed the most nights?", "Tveit, with a sum of nights of 10", unread},
		{"how many nights did Holm stay and how much did he pay", "Sum of nights: 8, sum of total: 1470 where guest = Holm", unread},
		{"which guests paid more than 1000", "2 rows where total > 1000:\nB04 (guest Holm, guests 5)", "settled"},
		{"list the pending bookings with guest and total", "B03 (guest Rasch, guests 2, total 930)", "um of"},
		{"how many bookings each cabin had", "Fjord: 2, Lake: 2, Pine: 1", unread},
		{"average price per cabin", "Average total: Fjord: 675, Lake: 1265, Pine: 600.\nNo column is called price; total was used.", unread},
		{"bookings of more than 4 guests", "guests > 4: B04, B10", "No column"},
		{"what did Lake bring in? and the other cabins?", "where cabin ≠ Lake is 1950", unread},
	})
	answered(t, "修.csv", works, [][3]string{
		{"做完的单子里费用最低的两单", "共 2 行（状态 = 已完成）：W001 (费用 180)、W002 (费用 260)", "没有理解"},
		{"哪种项目最耗工时", "空调，工时合计为 9", "没有理解"},
		{"兰园的费用是多少？别的小区呢", "费用合计（小区 ≠ 兰园）为 1120", "没有理解"},
	})
}

// Rows of more than two columns stand one below the other.
func TestRowsStandOneBelowTheOther(t *testing.T) {
	t.Parallel()
	answered(t, "花.csv", petals, [][3]string{
		{"金额最高的两笔", "共 2 行：\n2600 (日期 2025-04-09, 分店 河西店, 花种 百合, 数量 25, 单价 12, 状态 已付款, 会员 否)\n300 (日期", "、300"},
		{"金额最高的一笔", "共 1 行：2600 (日期", ""},
	})
	answered(t, "heats.csv", heats, [][3]string{
		{"list everyone with club and finish", "4 rows:\nAsha Rao (club Hill, finish 41:12)\nTom Berg", ", Tom"},
	})
}
