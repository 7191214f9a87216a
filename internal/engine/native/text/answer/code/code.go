// Package code answers what number something has that is no amount: 订单号是多少, 车牌号.
package code

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asks = expression.New(`^(?:请问)?([\p{Han}A-Za-z]{0,8}?)(?:的)?(号码?|编号|单号|代码|密码|账号|帐号|卡号|取件码|提货码|验证码|兑换码|邀请码)(?:是|为)?(?:多少|什么|几)?(?:呢|啊)?[？?。 ]*$`)
	// reached are numbers of other kinds.
	reached = expression.New(`电话|手机|身份证|热线|联系|传真|QQ|qq`)
	special = expression.New(`[^\p{Han}A-Za-z0-9]`)
)

// Answer is the number that a text gives behind the words that a question asks for;
// empty when something else is asked.
func Answer(text, question string) string {
	m := asks.FindStringSubmatch(strings.TrimSpace(question))
	if m == nil || reached.MatchString(question) {
		return english(text, question)
	}
	thing := special.ReplaceAllString(m[1], "")
	given := expression.New(`(?:` + thing + m[2] + `|` + thing + `(?:号码?|编号|单号|代码|密码|账号|帐号|卡号)?)(?:是|为|：|:|\s|（|\()*([\p{Han}]?[A-Za-z0-9][A-Za-z0-9·.\-/]{3,30})`)
	if found := given.FindStringSubmatch(text); found != nil {
		return strings.TrimRight(found[1], ".-/")
	}
	return ""
}
