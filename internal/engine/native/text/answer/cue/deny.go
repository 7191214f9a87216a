package cue

import "github.com/tenonhub/tenon/internal/expression"

var (
	unless   = expression.New(`(?i)\b(?:if|when|where|unless)\b[^,.;]*,`)
	denies   = expression.New(`(?i)\b(?:not|never|cannot|no|nor|neither|nobody|none|nothing|without|hardly|rarely|seldom|avoid|refuse[sd]?|stop(?:s|ped)?)\b|n['’]t\b`)
	idleNo   = expression.New(`不锈钢|不(?:超过|少于|低于|高于|多于|满|足|仅|但|久|断|同|锈)|未(?:成年|满|来)|无障碍|无线|无人|别墅|别(?:的|人)|特别|分别|区别|级别|性别|个别|没收|免费`)
	deniesZh = expression.New(`[不未无没勿免毋别莫]|禁|谢绝|非必|取消|停止|拒绝`)
)

// Denies reports whether a stretch of an English text says that something is not so, other than in a condition.
func Denies(said string) bool { return denies.MatchString(unless.ReplaceAllString(said, "")) }

// DeniesChinese reports whether a stretch of a Chinese text says that something is not so or not to be done.
func DeniesChinese(said string) bool {
	return deniesZh.MatchString(idleNo.ReplaceAllString(said, ""))
}
