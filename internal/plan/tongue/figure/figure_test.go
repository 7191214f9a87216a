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
