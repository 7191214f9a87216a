package restriction_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/restriction"
)

// A sentence of nothing but an order or a cut is no wish of its own.
func TestRefines(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string]bool{
		"从高到低排，只要前三名":                    true,
		"只要前三名就行":                        true,
		"按销量从高到低排序":                      true,
		"Highest first, top 3 only":      true,
		"Only the top 5":                 true,
		"sort them by name":              true,
		"Save the list as CSV":           true,
		"把名单导出成Excel":                    true,
		"Save the receipts as CSV":       false,
		"Sort the customers by name":     false,
		"从高到低排，画成柱状图":                    false,
		"前三名是谁":                          false,
		"top 3 products by revenue":      false,
		"highest first and draw a chart": false,
	} {
		if got := restriction.Refines(sentence); got != want {
			t.Errorf("%s: %v", sentence, got)
		}
	}
}

// A word or two, or what stands before a colon, says more of a question; the one before it
// stands before what goes on from it.
func TestWhatSaysMoreOfAQuestion(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]bool{"gross": true, "in march": true, "please": false, "as a csv": false, "thank you": false, "then draw a chart": false} {
		if got := restriction.Qualifies(said); got != want {
			t.Errorf("%q: %v", said, got)
		}
	}
	for said, want := range map[string]bool{"claims without a project|: how many": true, "线上和门店买的人，|谁的满意度高": true, "hello|: how many": false, "今天天气不错，|谁最高": false} {
		clause, behind, _ := strings.Cut(said, "|")
		if got := restriction.Topic(clause, behind); got != want {
			t.Errorf("%q: %v", said, got)
		}
	}
	for _, c := range [][4]string{
		{"how many are late", "who are they", "en", "how many are late? who are they"},
		{"谁最多", "多几单", "zh", "谁最多？多几单"},
		{"who comes more often, Ann or Bob", "Ann or Bob, and by how much", "en", "who comes more often, Ann or Bob, and by how much"},
		{"who spent more, Ann or Bob, and by how much", "Ann or Bob, and by how much", "en", "who spent more, Ann or Bob, and by how much"},
	} {
		if got, _ := restriction.Behind(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%s | %s: %s", c[0], c[1], got)
		}
	}
}
