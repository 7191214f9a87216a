package restriction_test

import (
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
