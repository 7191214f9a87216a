package bill

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksCost    = expression.New(`\bwhat (?:do|does|did|will|would|is|was)\b.*\b(?:cost|costs|costing)(?: (?:for|per|in|on|at|if|when|to) [^?]*| each| apiece)?\s*[?.!]*$`)
	asksPenalty = expression.New(`罚|违约金|滞纳金|赔(?:多少|偿)`)
	fine        = expression.New(`罚|违约金|滞纳金|赔`)
	ofPay       = expression.New(`^的?月?(?:租金|房租|工资|薪|货款|价款|费用)`)
	anyPrice    = expression.New(`价|金额|费用|总额|钱`)
)

// AsksCost reports whether a question asks what something costs.
func AsksCost(question string) bool { return asksCost.MatchString(strings.ToLower(question)) }

// AsksPenalty reports whether a question asks for a fine, which may be a share of something.
func AsksPenalty(question string) bool { return asksPenalty.MatchString(question) }

// Fined is what it is worth that a sentence with an amount speaks of a fine where the
// question asks for one.
func Fined(question, sentence string) float64 {
	switch {
	case !asksPenalty.MatchString(question):
		return 0
	case fine.MatchString(sentence):
		return 0.3
	}
	return -0.3
}

// OfPay reports whether what stands behind a duration makes it an amount: 一个月租金.
func OfPay(after string) bool { return ofPay.MatchString(after) }

// AnyPrice reports whether a word for money does not say what it is paid for.
func AnyPrice(word string) bool { return anyPrice.MatchString(word) }
