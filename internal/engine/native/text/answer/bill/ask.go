package bill

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksCost    = expression.New(`\bwhat (?:do|does|did|will|would|is|was)\b.*\b(?:cost|costs|costing)(?: (?:for|per|in|on|at|if|when|to) [^?]*| each| apiece)?\s*[?.!]*$`)
	asksPenalty = expression.New(`罚|违约金|滞纳金|赔(?:多少|偿)`)
	fine        = expression.New(`罚|违约金|滞纳金|赔|给付|补偿|亏`)
	ofPay       = expression.New(`^的?月?(?:租金|房租|工资|薪|货款|价款|费用)`)
	anyPrice    = expression.New(`价|金额|费用|总额|钱`)
)

// AsksBack reports whether a question asks how much is given back, paid or kept, which is money
// or a share of something: 能退多少.
func AsksBack(question string) bool { return asksBack.MatchString(question) }

var asksBack = expression.New(`(退|赔|补|返|扣|付|罚)偿?(?:还|款|给|付|费|回|除|偿)?(?:给)?(?:我们?|你|他|她|对方|乙方|甲方|家长|学员|租客|客户|顾客)?(?:多少|几成)(?:钱|比例)?[？?。 ]*$`)

// Per reports whether a Chinese word says of which one each an amount is: 每人.
func Per(word string) bool { return per.MatchString(word) }

// Takes reports whether a word only says that money is taken.
func Takes(word string) bool {
	return word == "收" || word == "收取" || word == "收费" || word == "花"
}

// Aside is what it costs an amount that its clause says to be of something that a question for
// money does not name: 材料费每人60元.
func Aside(question, before string) float64 {
	if deducted.MatchString(before) && !strings.ContainsAny(question, "扣减免") {
		return -0.4
	}
	if aside.MatchString(before) && !strings.ContainsAny(question, "费另") {
		return -0.3
	}
	return 0
}

var deducted = expression.New(`(?:扣除|扣减|减去)$`)

var aside = expression.New(`^(?:另外?[收付交加]|\p{Han}{0,2}[^收免缴交经]费(?:用)?(?:[每为是另共]|$))`)

var per = expression.New(`^每(?:人|位|户|次|针|斤|件|张|份|套|本|间|班|辆|晚|课时|学期)$`)

// AsksCost reports whether a question asks what something costs.
func AsksCost(question string) bool { return asksCost.MatchString(strings.ToLower(question)) }

// AsksPenalty reports whether a question asks for a fine, which may be a share of something.
func AsksPenalty(question string) bool { return asksPenalty.MatchString(question) }

// Fined is what it is worth that a sentence with an amount speaks of a fine where the
// question asks for one, or of what is given back or kept.
func Fined(question, sentence string) float64 {
	if m := asksBack.FindStringSubmatch(question); m != nil {
		for _, verbs := range []string{"退返", "赔补违罚给", "扣"} {
			if strings.Contains(verbs, m[1]) && !strings.ContainsAny(sentence, verbs) {
				return -0.4
			}
		}
	}
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

// Held reports whether a word for money is one of what is left as a pledge or paid as a fine, which no
// price is.
func Held(word string) bool {
	switch word {
	case "押金", "保证金", "定金", "订金", "违约金", "滞纳金", "罚款":
		return true
	}
	return false
}
