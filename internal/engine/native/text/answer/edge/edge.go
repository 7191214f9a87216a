// Package edge tells the ends of a stretch of time: until when something runs, since when.
package edge

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

// Edge is the end of a stretch of time that a question asks for, or that a date
// is: until when does it run, since when.
type Edge int

const (
	Neither Edge = iota
	Begins
	Ends
)

var (
	asksEnd   = expression.New(`\b(?:until|till|ends?|ended|expires?|expiry|expired|finish(?:es|ed)?|runs? out|lapses?|last day)\b|到期|截止|截至|终止|届满|结束|为止|最晚|最迟|(?:到|至)(?:什么时候|何时|哪天|哪一天|哪年|哪一年|几号|几月)`)
	asksBegin = expression.New(`\b(?:begins?|began|starts?|started|commences?|commenced|since when|from when|take effect|effective|in force)\b|开始|生效|起算|(?:从|自)(?:什么时候|何时|哪天|哪一天|哪年|几号)|(?:什么时候|何时|哪天|哪年)起`)

	endBefore   = expression.New(`(?i)(?:\b(?:until|till|through|to|up to|by|end(?:s|ing|ed)?|expir(?:es?|ing|ed)|terminat(?:es?|ing|ed)|finish(?:es|ed)?|no later than)(?:\son)?(?:\sthe)?\s|[0-9]\s?[-–—]\s?|至|到|截至|截止到?|止于)$`)
	endAfter    = expression.New(`^\s*(?:止|为止|前|到期|届满|结束|终止|截止)`)
	beginBefore = expression.New(`(?i)(?:\b(?:from|since|begin(?:s|ning)?|began|commenc(?:es?|ing|ed)|start(?:s|ing|ed)?|as of|effective(?: as of| from)?)(?:\son)?(?:\sthe)?\s|自|从|始于)$`)
	beginAfter  = expression.New(`^\s*(?:起|开始|生效|以来|始)`)
)

// Asked is the end that a question asks for.
func Asked(question string) Edge {
	low := strings.ToLower(question)
	switch e, b := asksEnd.MatchString(low), asksBegin.MatchString(low); {
	case e && !b:
		return Ends
	case b && !e:
		return Begins
	}
	return Neither
}

// Said is the end that a date is, by what stands before and after it.
func Said(before, after string) Edge {
	switch {
	case endBefore.MatchString(before), endAfter.MatchString(after):
		return Ends
	case beginBefore.MatchString(before), beginAfter.MatchString(after):
		return Begins
	}
	return Neither
}

// Speaks reports whether a word is one of ending, beginning or going on for a time.
func Speaks(word string) bool {
	return asksEnd.MatchString(word) || asksBegin.MatchString(word) || lasting[word]
}

// Lasting reports whether a verb is one of what goes on for a time.
func Lasting(verb string) bool { return lasting[verb] }

var lasting = map[string]bool{"run": true, "last": true, "apply": true, "stay": true, "hold": true, "valid": true, "continue": true, "remain": true, "有效": true, "持续": true}
