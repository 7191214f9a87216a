package code

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksNumber = expression.New(`(?i)^(?:and )?(?:what|which)(?:'s| is| was)? (?:the |my |our |your |this |their )?(invoice|order|booking|reservation|reference|customer|client|account|policy|contract|case|ticket|flight|receipt|membership|member|tracking|serial|model|article|item|file|registration|passport|complaint|claim|room|seat|gate) ?(?:number|no\.?|code|reference|id)\b[^,;]*?[?.! ]*$|^(?:and )?what (?:is|was) (?:the |my |our |your )?(reference) ?(?:number|code)?[?.! ]*$`)
	asksFloor  = expression.New(`(?i)^(?:and |so )?(?:on )?(?:which|what) (?:floor|storey)\b`)
	asksWhich  = expression.New(`(?i)^(?:and )?(?:(?:at|in|from|on|of) )?(?:which|what) (terminal|room|gate|platform|track|hall|floor|flat|apartment|unit|block|seat|coach|carriage|flight|chapter|page|table|stand|building|zone|ward|bus|line|lane|court|studio|exit|pier|berth)\b`)
)

// english is Answer of an English question; it is empty too where the text has several.
func english(text, question string) string {
	if m := asksNumber.FindStringSubmatch(question); m != nil {
		kind := m[1] + m[2]
		return only(text, `(?i:\b`+regexp.QuoteMeta(kind)+`(?:[ \t]+(?:number|no\.?|nr\.?|code|reference|ref\.?|id))?)(?:[ \t]*[:#№][ \t]*|[ \t]+(?:is[ \t]+)?#?)(`+label+`)`)
	}
	if asksFloor.MatchString(question) {
		return only(text, `\b((?i:ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|basement|lower ground|\d{1,2}(?:st|nd|rd|th))[ -](?i:floor|storey))\b`)
	}
	if m := asksWhich.FindStringSubmatch(question); m != nil {
		if said := only(text, `\b((?i:`+m[1]+`)[ \t](?:[A-Z]{0,3}[ -]?\d[\dA-Za-z-]*|[A-Z]))(?:[\s.,;:)]|$)`); said != "" {
			return said
		}
	}
	return ""
}

// label is a word with a figure in it that is no date, amount or hour.
const label = `[A-Z]{0,5}[ /-]?[A-Z\d]*\d[A-Z\d/-]*\d[A-Z\d]*|[A-Z]{1,5}-?\d+`

// only is the first group of a form that is the same wherever a text has it.
func only(text, form string) string {
	said := ""
	for _, m := range regexp.MustCompile(form).FindAllStringSubmatch(text, -1) {
		if said != "" && !strings.EqualFold(m[1], said) {
			return ""
		}
		said = m[1]
	}
	return said
}
