package figure_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/figure"
)

func TestClausesThatAskForFigures(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]bool{
		"哪个地区金额最高": true, "列出每个月的合计": true, "list the three biggest orders": true, "and the average by region": true,
		"highest first": false, "从高到低排序": false, "只看一月份": false, "by region": false, "求平均值": true, "excluding Tea": false,
	} {
		if got := figure.Asked(clause); got != want {
			t.Errorf("%s: %v", clause, got)
		}
	}
	for said, want := range map[string]bool{"what is the average in maths": true, "how much is it": false, "what is their total": false, "where is the shop": false} {
		if got := figure.Another(said); got != want {
			t.Errorf("%s: %v", said, got)
		}
	}
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"谁的", "最高", true},
		{"who has the highest ", " score", true},
		{"数学和", "分别多少", true},
		{"read it in ", " please", false},
		{"list everyone who failed ", ", that is, below 45", true},
		{"which pupils are passing ", "?", true},
		{"who is best in ", "?", true},
	} {
		if got := figure.OfMarks(c.before, c.after); got != c.want {
			t.Errorf("%s_%s: %v", c.before, c.after, got)
		}
	}
	if !figure.Led("把它翻译成") || figure.Led("谁的") || !figure.Praise("哪些评论是差评") || figure.Praise("哪些商品最贵") {
		t.Error("a word is taken for another")
	}
}

func TestAFigureIsCarriedToTheQuestionBehindIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		question string
		columns  []string
		want     string
	}{
		{"再告诉我哪个月最高", []string{"销售额"}, "再告诉我销售额哪个月最高"},
		{"哪天最低？", []string{"气温"}, "气温哪天最低"},
		{"and tell me which month was the highest", []string{"quantity"}, "and tell me which month was the highest in quantity"},
		{"which store has the lowest rent", []string{"rent"}, "which store has the lowest rent"},
		{"哪个月最高", []string{"销售额", "成本"}, "哪个月最高"},
		{"有几个月？", []string{"销售额"}, "有几个月？"},
	} {
		if got := figure.Of(c.question, c.columns); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

func TestANumberBehindAWishIsItsNumber(t *testing.T) {
	t.Parallel()
	for behind, want := range map[string]int{
		"? give me five": 5, ". Three are enough.": 3, ", just 4 please": 4, "。给我五个": 5, "，两个就够了。": 2, "？要10个": 10, ". A dozen will do": 12,
		". Give me five minutes of sound": 0, ". Translate them": 0, "": 0, "，翻译成三种语言": 0,
	} {
		if got := figure.Wanted(behind); got != want {
			t.Errorf("%q: %d, want %d", behind, got, want)
		}
	}
}
