// Package verdict says whether a clause of a text answers a question of yes or no
// with yes or with no, or leaves it open.
package verdict

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Verdict is what a clause says to a question.
type Verdict int

const (
	Open Verdict = iota // the clause is worth quoting, but is neither yes nor no
	Yes
	No
)

var (
	// idle are words that look like denials and deny nothing.
	idle   = expression.New(`(?i)不得不|不但|不仅|不只|不(?:超|多|少|低|高|迟|晚|早|小|大|满|足)(?:过|于)?|不论|不管|不限|不断|不久|不同|不良|不当|不便|无论|无误|无息|无损|无线|未来|未成年|未婚|没关系|差不多|了不起|是否|\bnot only\b|\bno (?:later|more|less|fewer|earlier|sooner) than\b`)
	denial = expression.New(`(?i)不|未|没|无|禁止|严禁|谢绝|拒绝|请勿|切勿|免(?:预约|押金|挂号|排队|试|检|\p{Han}{1,3}[费税息票])|\b(?:not|no|never|neither|nor|none|nobody|cannot|prohibited|forbidden|banned|refused)\b|n't\b`)
	closed = expression.New(`休息|停诊|停课|停业|停运|停办|停止|暂停|闭馆|闭园|闭店|休馆|关门|歇业|放假|取消|(?i)\b(?:closed|cancelled|suspended)\b`)

	day       = expression.New(`(?:周|星期|礼拜)[一二三四五六日天末]|节假日`)
	excepts   = expression.New(`只|仅|除`)
	asksLeave = expression.New(`可以|能|可否|允许|准许|行不行`)
	leave     = expression.New(`可|能|允许|准予|准许|有权|同意|欢迎|均|都`)
	asksNeed  = expression.New(`需要|必须|得|(?:^|[^不主重])要[^不求]|(?:^|[^可])用(?:付|交|买|带|预|排|提|填|办|打|穿)`)
	need      = expression.New(`需|须|必|应|要|得|请|凭|收|付`)
)

// Of weighs a clause that has the words of a question; opposed is set where one of its
// words says the opposite of one of the question, as closed does of open. Whole is the
// sentence of the clause.
func Of(question, clause, whole string, opposed bool) Verdict {
	if at := strings.LastIndex(clause, "的，"); at >= 0 {
		clause = clause[at:] // 未请假缺课的，视为已上课
	}
	question = idle.ReplaceAllString(question, "")
	asked, said := len(denial.FindAllStringIndex(question, -1)), len(denial.FindAllStringIndex(idle.ReplaceAllString(clause, ""), -1))
	if opposed || closed.MatchString(clause) && !closed.MatchString(question) {
		said++
	}
	switch {
	case said > 1:
		return Open
	case said != asked%2:
		return No
	case !words.Chinese(question):
		return Yes
	case day.MatchString(question) && excepts.MatchString(whole):
		return Open // 周日只开急诊
	case said == 0 && asksNeed.MatchString(question) && !need.MatchString(clause) && leave.MatchString(clause),
		said == 0 && asksLeave.MatchString(question) && !leave.MatchString(clause) && need.MatchString(whole):
		return Open // 可以退租吗: 退租应提前三十天通知
	}
	return Yes
}

// OfDay reports whether a clause speaks of the days of the week that a question names,
// where it names any.
func OfDay(question, clause string) bool {
	for _, d := range day.FindAllStringIndex(question, -1) {
		if !strings.Contains(clause, question[d[0]:d[1]]) {
			return false
		}
	}
	return true
}

// Say puts yes or no before what is quoted.
func (v Verdict) Say(quote string, chinese bool) string {
	if chinese {
		return [...]string{"", "是。", "否。"}[v] + quote
	}
	return [...]string{"", "Yes. ", "No. "}[v] + quote
}
