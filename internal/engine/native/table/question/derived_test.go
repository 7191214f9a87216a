package question_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// answered runs questions over a table; each answer has what is wanted and not what follows.
func answered(t *testing.T, name, table string, cases [][3]string) {
	t.Helper()
	tab, err := sheet.Read(t.Context(), name, []byte(table), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		a, err := question.Ask(t.Context(), tab, c[0])
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		if !strings.Contains(a.Text, c[1]) || c[2] != "" && strings.Contains(a.Text, c[2]) {
			t.Errorf("%s: want %q\n%s", c[0], c[1], a.Text)
		}
	}
}

const unread = "Not understood"

func TestAColumnIsMadeOfTwoOthers(t *testing.T) {
	t.Parallel()
	answered(t, "rent.csv", "Tenant,House,Due,Paid,People,Km\nAnn,A,900,900,2,10\nBob,A,800,350,1,20\nCid,B,1000,,4,5\nDee,B,750,700,3,8\n", [][3]string{
		{"how much is still outstanding (due minus paid) per house?", "A: 450, B: 1050", unread},
		{"who still owes the most?", "Cid (outstanding 1000)", unread},
		{"who owes money?", "Bob, Cid, Dee", unread},
		{"list what each tenant owes", "Ann: 0, Bob: 450, Cid: 1000, Dee: 50", unread},
		{"due per person", "345", unread},
		{"difference between due and paid by house", "A: 450, B: 1050", unread},
		{"what is due divided by km?", "80.23", unread},
	})
	answered(t, "zh.csv", "产品,单价,数量,收入,成本,人数,里程(公里),油费\n苹果,5,10,50,30,2,100,70\n香蕉,3,20,60,50,4,200,130\n梨,4,5,20,,1,50,40\n", [][3]string{
		{"单价乘以数量是多少", "130", "没有理解"},
		{"利润最高的产品是哪个", "苹果 (利润 20)", "没有理解"},
		{"总利润是多少", "有 1 行算不出", "没有理解"},
		{"人均成本", "13.33", "没有理解"},
		{"收入减去成本的合计", "30", "没有理解"},
	})
}

func TestTheContraryOfYesOrNo(t *testing.T) {
	t.Parallel()
	answered(t, "invoices.csv", "Invoice,Client,Amount,Paid on,Status,Invited\nI1,Acme,100,2026-03-01,sent,yes\nI2,Beta,250,,draft,no\nI3,Acme,300,,sent,yes\nI4,Gamma,120,2026-03-09,sent,no\n", [][3]string{
		{"which invoices are unpaid?", "I2, I3", unread},
		{"total of the unpaid invoices", "550", unread},
		{"how many clients are uninvited?", "is 2", unread},
		{"how many uninvited clients", "is 2", unread},
		{"non-invited clients", "Beta, Gamma", unread},
		{"unsent invoices", "I2", unread},
	})
	answered(t, "zh.csv", "姓名,部门,是否到场,已付款,还书日期,借出\n张三,销售部,是,否,2026-03-02,3\n李四,技术部,否,是,,2\n王五,技术部,是,是,2026-03-05,1\n赵六,销售部,否,否,,4\n", [][3]string{
		{"有多少人没到场", "共 2 行", "没有理解"},
		{"谁还没付款", "张三、赵六", "没有理解"},
		{"谁没还书", "李四、赵六", "没有理解"},
		{"谁已经付款了", "李四、王五", "没有理解"},
	})
}

func TestDurationsAreReckonedWith(t *testing.T) {
	t.Parallel()
	answered(t, "run.csv", "Runner,Club,Time\nAnn,Red,2:33:34\nBob,Blue,2:45:10\nCid,Red,3:01:02\nDee,Blue,2:59:59\nEve,Red,3:15:00\n", [][3]string{
		{"who was the fastest?", "Ann (Time 2:33:34)", unread},
		{"the three fastest runners", "Ann (Time 2:33:34), Bob (Time 2:45:10), Dee", unread},
		{"average time by club", "Blue: 2:52:35, Red: 2:56:32", unread},
		{"total time", "14:34:45", unread},
		{"which club has the best average time?", "Blue", unread},
		{"sort by time", "Ann (Time 2:33:34), Bob", unread},
		{"who ran under 2:50:00?", "Ann, Bob.", unread},
		{"runners faster than 2 hours 50 minutes", "Ann, Bob.", unread},
		{"how many finished in under 3 hours?", "3 rows", unread},
	})
	answered(t, "hours.csv", "员工,日期,上班,下班,加班时长\n张三,2026-03-02,08:58,18:05,1:30\n李四,2026-03-02,09:05,18:00,0:45\n张三,2026-03-03,08:50,20:10,2:15\n李四,2026-03-03,09:00,18:30,0:30\n", [][3]string{
		{"每个人加班总时长", "张三：3:45、李四：1:15", "没有理解"},
		{"加班超过1小时的有哪些", "共 2 行", "没有理解"},
		{"平均加班时长", "1:15", "没有理解"},
	})
}

func TestRepeatsAndRunningTotals(t *testing.T) {
	t.Parallel()
	answered(t, "people.csv", "ID,Name,Email,Date,Amount\n1,Ann,a@x.com,2026-01-03,10\n2,Bob,b@x.com,2026-01-09,20\n3,Ann,a@x.com,2026-01-03,10\n4,Cid,b@x.com,2026-02-09,5\n5,Dee,d@x.com,2026-02-11,7\n", [][3]string{
		{"find duplicates", "left aside: ID", unread},
		{"which emails occur twice?", "4 rows", unread},
		{"how many duplicate names are there?", "2 rows", unread},
		{"running total of amount", "2026-02-11: 7 (52)", unread},
		{"cumulative amount by month", "2026-01: 40 (40), 2026-02: 12 (52)", unread},
		{"what is the month over month change in amount?", "2026-02: 12 (-70%)", unread},
	})
	answered(t, "zh.csv", "日期,产品,金额\n2026-01-03,草莓,5\n2026-01-09,果酱,6\n2026-01-03,草莓,5\n2026-02-01,草莓,4\n", [][3]string{
		{"有没有重复的行", "共 2 行（整行重复）", "没有理解"},
		{"每月累计金额", "2026-02：4 (20)", "没有理解"},
	})
}

// TestWordsOfTheSubjectAreNotLeftOut: what the rows are, and that they are to be saved,
// says nothing beside a condition.
func TestWordsOfTheSubjectAreNotLeftOut(t *testing.T) {
	t.Parallel()
	answered(t, "party.csv", "Name,Menu,Coming,Children\nEve,vegan,yes,1\nLeo,meat,no,2\nAmy,vegan,yes,0\n", [][3]string{
		{"which guests are coming and want the vegan menu?", "Eve, Amy", unread},
		{"how many of the flats are vegan", "2 rows", unread},
		{"please save the number of children per menu, thank you", "vegan: 1", unread},
	})
}

// TestStrangersTables: what people asked of tables that nobody had seen before.
func TestStrangersTables(t *testing.T) {
	t.Parallel()
	answered(t, "parkrun.csv", "Runner,Gender,Club,Time,PB,Runs so far\nOla,F,Red,29:56,yes,12\nTom,M,Blue,20:01,no,101\nUma,F,Red,20:56,no,7\nJon,M,Blue,19:13,yes,55\nIvy,F,Blue,35:46,no,3\n", [][3]string{
		{"who won the race and in what time?", "Jon (Time 19:13)", unread},
		{"give me the two fastest women", "Uma (Time 20:56), Ola (Time 29:56)", unread},
		{"how many people finished in under 25 minutes?", "3 rows", "Runs"},
		{"how many didn't run a PB?", "3 rows where PB = no", unread},
		{"sort the results from slowest to fastest", "rows: Ivy", unread},
		{"rank the runners by time", "Jon (Time 19:13), Tom", unread},
		{"median time of the men", "19:37", unread},
	})
	answered(t, "invoices.csv", "Invoice no,Customer,Issued,Due date,Net,VAT,Paid on\nI1,Oak,2026-01-05,2026-02-04,100.00,20.00,2026-02-10\nI2,Fern,2026-01-20,2026-02-19,50.00,10.00,\nI3,Oak,2026-02-03,2026-03-05,200.00,40.00,2026-03-01\n", [][3]string{
		{"which invoices haven't been paid yet?", "I2", unread},
		{"which invoices were paid after their due date?", "I1", unread},
		{"total of net plus VAT by customer", "Fern: 60.00, Oak: 360.00", unread},
		{"average monthly net", "175.00", unread},
		{"VAT as a percentage of net", "20.00%", unread},
	})
	answered(t, "stock.csv", "Item,Category,In stock,Unit price\nPrimer,Paint,0,£10.99\nGloss,Paint,3,£5.00\nSaw,Tools,2,£15.49\n", [][3]string{
		{"which items are out of stock?", "Primer", unread},
		{"value of the stock (in stock x unit price) per category", "Paint: 15.00, Tools: 30.98", unread},
		{"cheapest thing in Paint", "Gloss", unread},
	})
	answered(t, "考勤.csv", "姓名,部门,日期,迟到分钟,请假\n陈明,行政部,2026-03-02,5,否\n王磊,研发部,2026-03-02,0,是\n王磊,研发部,2026-03-05,13,否\n陈明,行政部,2026-03-05,0,否\n陈明,行政部,2026-03-06,7,否\n", [][3]string{
		{"谁迟到次数最多?", "陈明，行数为 2", "没有理解"},
		{"三月份请了几次假?", "共 1 行", "没有理解"},
		{"哪个部门迟到的总分钟数最多", "研发部，迟到分钟合计为 13", "没有理解"},
		{"3月5日谁迟到了", "王磊", "陈明"},
		{"王磊迟到了几次？一共迟到多少分钟", "为 13", "25"},
	})
	answered(t, "水电费.csv", "房号,月份,用电量(度),电费,水费,已缴费\n101,2026-01,100,56.00,19.0,是\n102,2026-01,50,28.00,38.0,否\n101,2026-02,200,112.00,7.6,是\n", [][3]string{
		{"每个房间的电费加水费一共多少", "101：194.6", "没有理解"},
		{"未缴的电费总共多少钱", "28.00", "没有理解"},
		{"101房平均每月用电多少度", "平均为 150", "没有理解"},
		{"1月份哪间房水费最高", "102", "没有理解"},
	})
	answered(t, "wages.csv", "姓名,部门,基本工资,奖金,社保,个税\n林涛,财务部,9500,800,997.5,129.07\n何静,财务部,8000,0,840,10\n", [][3]string{
		{"实发工资=基本工资+奖金-社保-个税,列出每个人的", "林涛 (实发工资 9173.43)、何静 (实发工资 7150.00)", "没有理解"},
		{"基本工资加奖金减社保减个税合计多少", "16323.43", "没有理解"},
		{"奖金加基本工资乘以社保", "16197050", "没有理解"},
	})
	answered(t, "工资表.csv", "姓名,部门,基本工资,奖金,入职日期\n林涛,财务部,8000,2400,2020-05-01\n何静,生产部,10000,2600,2016-07-13\n", [][3]string{
		{"奖金占基本工资的比例最高的是谁", "林涛", "没有理解"},
		{"应发工资=基本工资+奖金,列出每个人的", "林涛 (应发工资 10400)", "没有理解"},
		{"谁的奖金最高？是多少", "何静 (奖金 2600)", "没有理解"},
		{"按入职日期从早到晚排序", "何静", "行数"},
	})
	answered(t, "借书.csv", "读者,书名,类别,归还日期,罚款\n王芳,三体,小说,,0\n王芳,史记,历史,2026-03-01,1\n李强,三体,小说,2026-03-02,0\n", [][3]string{
		{"谁借的书最多", "王芳，行数为 2", "没有理解"},
		{"没有罚款的借书记录有多少条", "共 2 行", "没有理解"},
	})
	answered(t, "marks.csv", "Student,Maths,Homework handed in\nAdam,50,yes\nBella,60,no\n", [][3]string{
		{"Which pupils have not handed in their homework?", "Bella", "Adam"},
	})
}
