// Package span answers from when to when something is.
package span

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksSpan = expression.New(`(?i)(?:从|自)?(?:什么时候|何时|哪天|哪一天|几号|几月几号|哪年)(?:开始)?[，,]?(?:到|至)(?:什么时候|何时|哪天|哪一天|几号|几月几号|哪年)|起止(?:日期|时间|时间段)|\bfrom when (?:to|until|till) when\b|\bfrom (?:what|which) (?:date|day) (?:to|until|till) (?:what|which)\b|\bstart and end dates?\b`)
	spanned  = expression.New(`^\s?(?:起|开始)?(?:至|到|止于|-|–|—|~|and ends on|and runs until|to|until|till|through)\s?$`)
)

// Answer is a stretch of time with both its dates; it is empty when something
// else is asked, or the text has none.
func Answer(ctx context.Context, text, question string) (string, error) {
	if !asksSpan.MatchString(question) {
		return "", nil
	}
	found, err := entity.Find(ctx, text)
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		if a.Kind == entity.Date && b.Kind == entity.Date && spanned.MatchString(text[a.End:b.Start]) {
			return text[a.Start:b.End], nil
		}
	}
	return "", err
}
