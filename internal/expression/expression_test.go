package expression_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/expression"
)

func TestAnExpressionIsOneOfRegexp(t *testing.T) {
	t.Parallel()
	l := expression.New(`(\w)(\d)`)
	const s = "a1 b2"
	if !l.MatchString(s) || l.FindString(s) != "a1" || l.ReplaceAllString(s, "$2$1") != "1a 2b" ||
		!slices.Equal(l.FindStringIndex(s), []int{0, 2}) || !slices.Equal(l.FindStringSubmatch(s), []string{"a1", "a", "1"}) ||
		!slices.Equal(l.FindStringSubmatchIndex(s), []int{0, 2, 0, 1, 1, 2}) ||
		len(l.FindAllStringIndex(s, -1)) != 2 || len(l.FindAllStringSubmatchIndex(s, 1)) != 1 {
		t.Error("a method of Lazy is not that of regexp.Regexp")
	}
	first := l.Regexp()
	if first != l.Regexp() || first.String() != `(\w)(\d)` {
		t.Error("the expression is not compiled once")
	}
}

// TestAWrongExpressionCostsNothingUntilItIsUsed: compiling waits for the first use.
func TestAWrongExpressionCostsNothingUntilItIsUsed(t *testing.T) {
	t.Parallel()
	l := expression.New(`(`)
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression was used")
		}
	}()
	l.MatchString("x")
}
