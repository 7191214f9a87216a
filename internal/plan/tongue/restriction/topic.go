package restriction

import (
	"regexp"
	"strings"
)

var (
	brief    = regexp.MustCompile(`^(?:in |at )?[A-Za-z]{3,}(?: [A-Za-z]{3,})?$`)
	courtesy = regexp.MustCompile(`(?i)\b(?:please|pls|plz|thanks?|thx|cheers|you|now|asap|quick(?:ly)?|first|then|also|too|and|or|but|png|svg|jpe?g|webp|csv|pdf|xlsx?|excel|json|markdown|mp3|wav|ok(?:ay)?|short|brief(?:ly)?|hi|hello|hey|draw|plot|chart|graph|save|read|translate|summari[sz]e|english|chinese|bars?|pie|lines?)\b`)
	colon    = regexp.MustCompile(`[:：]\s*$`)
	people   = regexp.MustCompile(`(?:的(?:人|客人|顾客|学生|员工|会员|订单|商品|东西|记录|同学|店|产品)?|里面?|当中|之中|中)[，,：:]?$`)
)

// Qualifies reports whether a clause is a word or two that only say more of the one before
// it: …, gross.
func Qualifies(clause string) bool {
	clause = bare(clause)
	return brief.MatchString(clause) && !courtesy.MatchString(clause)
}

// Topic reports whether a clause, with what stands behind it, only says of what is asked
// after it.
func Topic(clause, behind string) bool {
	behind = strings.TrimLeft(behind, " ")
	if colon.MatchString(clause) || strings.HasPrefix(behind, ":") || strings.HasPrefix(behind, "：") {
		return !courtesy.MatchString(clause)
	}
	return people.MatchString(bare(clause)) && len([]rune(clause)) <= 24
}

var drawn = regexp.MustCompile(`(?i)\b(?:draw|plot|chart|graph)\b|画|图`)

// Draws reports whether a question wants something drawn, and so says all that it wants.
func Draws(question string) bool { return drawn.MatchString(question) }

// Behind is a question of a table with the one before it, which may leave out what that
// names, or that one alone where it is a part of it.
func Behind(before, question, lang string) (joint string, part bool) {
	whole, bare := strings.TrimRight(before, "?？ "), strings.TrimRight(question, "?？ ")
	switch {
	case strings.Contains(whole, bare):
		return before, true
	case strings.HasPrefix(bare, whole):
		return question, false
	}
	for n := min(len(whole), len(bare)); n > 3; n-- { // they share some words
		if rest, ok := strings.CutPrefix(question, whole[len(whole)-n:]); ok {
			return whole + rest, false
		}
	}
	if lang == "zh" {
		return whole + "？" + question, false
	}
	return whole + "? " + question, false
}
