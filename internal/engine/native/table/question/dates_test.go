package question_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
)

// A stretch of days is read from its first to its last day, however the two are
// written and whichever of them names the month and the year.
func TestStretchesOfDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"drinks.csv", "total amount between 3 Jan and 20 Feb 2025", "2025-01-03 – 2025-02-20"},
		{"drinks.csv", "how much did we sell from 3 January to 20 February", "01-03 – 02-20"},
		{"drinks.csv", "amount sold from the 3rd to the 20th of February 2025", "2025-02-03 – 2025-02-20"},
		{"drinks.csv", "sum of amount, February 2 to 14, 2025", "2025-02-02 – 2025-02-14"},
		{"drinks.csv", "what came in between 20 December and 15 January 2025", "2024-12-20 – 2025-01-15"},
		{"drinks.csv", "total amount from 5 Jan 2025 to 9 Feb", "2025-01-05 – 2025-02-09"},
		{"drinks.csv", "total amount between 03/01/2025 and 20/02/2025", "2025-01-03 – 2025-02-20"},
		{"drinks.csv", "total amount from 03.01.2025 to 20.02.2025", "2025-01-03 – 2025-02-20"},
		{"drinks.csv", "total amount from January to 15 February", "January – 02-15"},
		{"shop.csv", "1月5日到2月10日一共卖了多少钱", "1月5日至2月10日"},
		{"shop.csv", "2024年1月5日到20日的销售额", "2024-01-05 – 2024-01-20"},
		{"shop.csv", "3月2号至9号之间的总金额", "3月2日至3月9日"},
		{"shop.csv", "从2024年1月5日到2月10日的总金额", "2024-01-05 – 2024-02-10"},
		{"shop.csv", "11月到1月的总金额", "11月至1月"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err != nil || !strings.Contains(a.Text, c.want) || strings.Contains(a.Text, "ot understood") || strings.Contains(a.Text, "没有理解") {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}

// A time of which a part was not understood is refused, since the figure would be
// that of another time.
func TestATimeNotUnderstoodIsNoAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, q, want string }{
		{"drinks.csv", "total amount since the 5th", "the time at"},
		{"drinks.csv", "total amount between the 3rd and 2 weeks before February", "the time at"},
		{"drinks.csv", "total amount until 12", "the time at"},
		{"shop.csv", "5日以后的总金额", "没能理解“5日以后”"},
		{"shop.csv", "截至8号卖了多少钱", "没能理解“"},
		{"shop.csv", "15日之前一共卖了多少钱", "没能理解“"},
	} {
		a, err := question.Ask(t.Context(), open(t, c.table), c.q)
		if err == nil || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.q, a.Text, err, c.want)
		}
	}
}
