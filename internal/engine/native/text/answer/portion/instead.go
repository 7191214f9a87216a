package portion

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// The group of asksInstead is what something else is taken for.
var asksInstead = expression.New(`(?i)^(?:and |so )?what (?:can|could|should|do|may|else can) (?:i|we|you|one) (?:use|take|have|put in|eat|drink|buy|get|add) (?:instead of|in place of|rather than) (?:the |an? )?([\pL' -]+?)[?.! ]*$|^(?:and |so )?what (?:can|could) replace (?:the |an? )?([\pL' -]+?)[?.! ]*$`)

// instead is what a text puts in the place of a thing: “replace the cream with oat cream”.
func instead(flat, thing string) string {
	l := words.Tokens(thing)
	if len(l) == 0 {
		return ""
	}
	head := `(?:the |any |all |your )?(?:[\pL-]+ ){0,2}?` + regexp.QuoteMeta(words.Stem(l[len(l)-1].Norm)) + `(?:e?s|e|y|ies)?`
	for _, form := range []string{
		`(?i)\b(?:replace|substitute|swap|exchange) ` + head + ` (?:with|by|for) ([^,.;]+?)(?: and (?:leave|then|omit|add|do)\b|[,.;]|$)`,
		`(?i)\b(?:instead of|in place of|rather than) ` + head + `,? (?:you|we|one) (?:can|could|may|might) (?:also )?(?:use|take|have|put in) ([^,.;]+)`,
		`(?i)\b(?:use|take|have|with|or) ([^,.;]+?) (?:instead of|in place of|rather than) ` + head,
		`(?i)\b` + head + ` (?:can|may|could) be (?:replaced|substituted|exchanged) (?:with|by|for) ([^,.;]+)`,
	} {
		for _, m := range regexp.MustCompile(form).FindAllStringSubmatchIndex(flat, -1) {
			if !cue.Denies(flat[strings.LastIndexAny(flat[:m[0]], ".;!?")+1 : m[1]]) {
				return strings.TrimSpace(flat[m[2]:m[3]])
			}
		}
	}
	return ""
}
