package question_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
)

// A measured column is found by another word for it, another form of its name,
// a part of its name, and the end of what it measures.
func TestColumnsByOtherWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"weather.csv", "on which day did it rain most?", "2026-06-03"},
		{"weather.csv", "how much rainfall was there altogether", "is 9.7"},
		{"weather.csv", "when was it the wettest", "2026-06-03"},
		{"weather.csv", "total precipitation", "is 9.7"},
		{"weather.csv", "average maximum temperature", "The average tmax is 20.75"},
		{"weather.csv", "which day had the lowest min temp", "2026-06-03 (tmin 4.2"},
		{"weather.csv", "what was the hottest day", "2026-06-04 (tmax 24.1"},
		{"weather.csv", "the coldest day", "2026-06-03 (tmin 4.2"},
		{"weather.csv", "which day was the windiest", "2026-06-02 (windKmh 35"},
		{"weather.csv", "what was the most that anybody weighed", "Weight (kg)"},
		{"weather.csv", "哪天雨下得最大", "2026-06-03"},
		{"weather.csv", "降水量一共多少", "9.7"},
		{"weather.csv", "平均最高气温", "平均tmax为 20.75"},
		{"weather.csv", "最冷的是哪天", "2026-06-03 (tmin 4.2"},
		{"weather.csv", "风速最大的一天", "windKmh 35"},
		{"staff.csv", "各部门的平均薪酬", "平均月薪，按部门"},
		{"staff.csv", "薪水最高的部门", "月薪"},
		{"staff.csv", "平均工资最低的部门是哪个", "平均月薪"},
		{"sales.csv", "which region had the highest takings", "sum of Amount by Region"},
		{"sales.csv", "total turnover per region", "sum of Amount by Region"},
		{"sales.csv", "average sales value by region", "average Amount by Region"},
		{"team.csv", "who has been here the longest", "sorted by Start Date, lowest first, first 1"},
		{"team.csv", "who is the newest employee", "sorted by Start Date, highest first, first 1"},
		{"team.csv", "the longest-serving person", "sorted by Start Date, lowest first, first 1"},
		{"staff.csv", "资历最老的是谁", "入职"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err != nil || !strings.Contains(a.Text, c.want) || strings.Contains(a.Text, "names no column") || strings.Contains(a.Text, "没有理解") {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}

// A quantity that no column holds is not answered from another column, nor one
// that several may hold from the first of them.
func TestAQuantityWithoutAColumnIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"weather.csv", "average humidity", `no column of the table is about “humidity”; which one is meant? The columns are: day, tmin`},
		{"weather.csv", "what was the temperature on average", `which column is meant by "temperature": tmin or tmax?`},
		{"weather.csv", "which day had the most sunshine", "“sunshine”"},
		{"drinks.csv", "which region had the highest profit", "“profit”"},
		{"drinks.csv", "line chart of the discount by month", "“discount”"},
		{"expenses.csv", "how many visitors were there", "“visitors”"},
		{"staff.csv", "奖金最高的是谁", "表中没有与“奖金”对应的列；指的是哪一列？"},
		{"staff.csv", "各部门的平均提成", "“提成”"},
		{"shop.csv", "利润最高的门店", "“利润”"},
		{"weather.csv", "平均气温是多少", "“气温”指的是哪一列：tmin还是tmax？"},
		{"weather.csv", "湿度最高的是哪天", "“湿度”"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err == nil || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}
