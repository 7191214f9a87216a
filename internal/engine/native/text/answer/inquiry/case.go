package inquiry

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksCase   = expression.New(`(?i)^what (?:happens|will happen|would happen|can happen|follows|is the (?:penalty|consequence)|does it mean|do (?:i|we|you) (?:have to |need to )?do|should (?:i|we|you) do|must (?:i|we|you) do) (?:if|when|in case(?: of| that)?|should|once)\s+(.+?)[?.! ]*$`)
	asksCaseZh = expression.New(`^(?:如果|若|要是|假如|一旦|万一)?(.+?)(?:的话)?[，,]?(?:会怎么样|会怎样|怎么办|会发生什么|会有什么后果|有什么后果|后果是什么|怎么处理|会如何|如何处理)[？?。 ]*$`)
)

// Supposed is the case that a question asks the consequence of: “a party commits
// a serious breach” of “What happens when …”.
func Supposed(question string) string {
	for _, form := range []expression.Lazy{asksCase, asksCaseZh} {
		if m := form.FindStringSubmatch(strings.TrimSpace(question)); m != nil {
			return m[1]
		}
	}
	return ""
}
