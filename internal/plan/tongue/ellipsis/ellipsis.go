// Package ellipsis tells questions that leave most of what they ask to the one
// before them.
package ellipsis

import (
	"regexp"
	"strings"
)

var (
	followsOn  = regexp.MustCompile(`(?i)^(?:and\s+)?(?:what|how) about\s+|^and\s+|^(?:那么?|还有|以及)`)
	asksItself = regexp.MustCompile(`(?i)\b(?:what'?s?|how'?s?|which|who'?s?|whose|when|where|why|is|are|was|were|do|does|did|can|should|list|show|give|tell|name|find|count|calculate|compute|sort|rank|draw|plot|summari[sz]e|translate)\b|列|算|画|多少|几|谁|哪|什么|啥|怎|是否|吗|为何`)
)

// Resumes reports whether a question leaves most of it to the one before it,
// “and in February?”, 二月份呢, and what it says itself.
func Resumes(question string) (rest string, yes bool) {
	s := strings.TrimSpace(strings.TrimRight(question, " ?？。."))
	rest = followsOn.ReplaceAllString(s, "")
	if rest == s && !strings.HasSuffix(s, "呢") || asksItself.MatchString(rest) || len(strings.Fields(rest)) > 6 || len([]rune(rest)) > 40 {
		return "", false
	}
	rest = strings.TrimSpace(strings.TrimSuffix(rest, "呢"))
	return rest, rest != ""
}
