package question_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
)

// A total of marks that no column holds is the sum of the columns that do, or of
// those of them that are named; few rows of a count are named with it, and a last
// wish that is whole takes nothing from the one before.
func TestTotalsNamesAndWishesOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"exam.xlsx", "每班总分第一名", "一班：275、三班：276、二班：285"},
		{"exam.xlsx", "总分最高的两个人是谁", "总分 = 语文 + 数学 + 英语"},
		{"exam.xlsx", "哪些同学总成绩不到200", "总成绩 < 200"},
		{"scores.csv", "语文和英语的总分谁最高", "总分 = 语文 + 英语"},
		{"scores.csv", "who has the best total score", "total score = 语文 + 数学 + 英语"},
		{"scores.csv", "average overall marks per class", "average overall marks by"},
		{"scores.csv", "list the three lowest total scores", "sorted by total scores, lowest first, first 3"},
		{"scores.csv", "语文90分以上的有几个人", "语文 ≥ 90）："},
		{"scores.csv", "how many students have over 90 in 语文", "where 语文 > 90: "},
		{"team.csv", "how many people work in Finance?", "where Department = Finance: "},
		{"countries.csv", "how many countries are in Oceania?", "where Continent = Oceania: "},
		{"staff.csv", "市场部有多少人", "部门 = 市场部）：吴倩、徐强"},
		{"team.csv", "who are the top 3 by salary? and the average salary in Finance", "average Salary where Department = Finance"},
		{"team.csv", "Which city has the most people? and the highest age in Madrid", "highest Age where City = Madrid"},
		{"staff.csv", "月薪最高的三个人是谁？还有技术部的平均月薪", "平均月薪，条件：部门 = 技术部"},
		{"staff.csv", "年龄最大的两个人是谁？以及各部门的平均月薪", "平均月薪，按部门"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err != nil || !strings.Contains(a.Text, c.want) || strings.Contains(a.Text, "ot understood") || strings.Contains(a.Text, "没有理解") {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}
