package label

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	// The group of asksItem is what is on.
	asksItem = expression.New(`(?i)^(?:and |so )?(?:when|(?:at )?what time) (?:is|are|does|do|will|did|was)(?: the| our| my| a| an)? ([\pL' -]+?)(?: (?:start|starts|begin|begins|take place|taking place|on|be|happen|scheduled|due|held|go off))*[?.! ]*$`)
	// dropped says that something of it is not held, or at another time.
	dropped = expression.New(`(?i)\b(?:cancell?ed|called off|postponed|rescheduled|scrapped|dropped)\b|取消|延期|停办`)
	// item is a line of a programme: 19:30 Concert in the barn.
	item = expression.New(`(?m)^[ \t•*-]*(\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:-|–|to|until)\s?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?)?):?[ \t]+(.+)$`)
)

// Programme is the hour of the one line of a programme that has all words of what a question
// asks the time of; empty where none or several have, or something else is asked.
func Programme(text, question string) string {
	m := asksItem.FindStringSubmatch(question)
	if m == nil || words.Chinese(text) || dropped.MatchString(text) {
		return ""
	}
	said := ""
	for _, line := range item.FindAllStringSubmatchIndex(text, -1) {
		have := map[string]bool{}
		for _, t := range words.Tokens(text[line[4]:line[5]]) {
			have[words.Stem(t.Norm)] = true
		}
		n, all := 0, 0
		for _, t := range words.Tokens(m[1]) {
			if t.IsWord() && !words.Stop(t.Norm) {
				all++
				if have[words.Stem(t.Norm)] {
					n++
				}
			}
		}
		switch {
		case all == 0 || n < all:
		case cue.Denies(text[line[4]:line[5]]):
			return ""
		case said != "":
			return ""
		default:
			said = strings.TrimSpace(text[line[2]:line[3]])
		}
	}
	return said
}
