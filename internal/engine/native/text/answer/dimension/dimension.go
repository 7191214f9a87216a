// Package dimension tells kinds of quantities apart: weights, lengths, areas, speeds, heat.
package dimension

import "github.com/tenonhub/tenon/internal/expression"

// dimensions are the kinds of quantities, with how a question asks for one and
// the units that one is measured in.
var dimensions = []struct {
	name        string
	asks, units expression.Lazy
}{
	{"weight", expression.New(`\bhow heavy\b|\bweigh|多重|重多少|重量|体重`), expression.New(`(?i)(?:kg|kilo(?:gram)?s?|gram(?:me)?s?|\bm?g|tonn?e?s?|pounds?|lbs?|ounces?|oz)$|(?:公斤|千克|毫克|克|吨|斤)$`)},
	{"speed", expression.New(`\bhow fast\b|\bspeed\b|多快|时速|速度`), expression.New(`(?i)(?:km/h|mph|per hour|an hour|per second|knots?)$|(?:公里|千米|米|节)$`)},
	{"area", expression.New(`\bsurface area\b|面积`), expression.New(`(?i)square|hectares?|acres?|\bsq|平方|公顷|亩|顷`)},
	{"heat", expression.New(`\bhow (?:hot|cold|warm)\b|\btemperature\b|多热|多冷|温度|气温|多少度`), expression.New(`(?i)degrees?|°|度$|℃`)},
	{"length", expression.New(`\bhow (?:tall|high|far|wide|deep)\b|多[高远宽深]|[高长宽深厚]多少|身高|高度|长度|全长|距离|宽度|深度|海拔`), expression.New(`(?i)(?:\bk?m|\bcm|\bmm|met(?:re|er)s?|miles?|feet|foot|\bft|inch(?:es)?|yards?|light-years?)(?: (?:tall|high|long|wide|deep))?$|(?:公里|千米|米|里)$`)},
}

// Asked is the kind of quantity that a question in lower case asks for, or "".
func Asked(question string) string {
	for _, d := range dimensions {
		if d.asks.MatchString(question) {
			return d.name
		}
	}
	return ""
}

// Measures reports whether an amount is of a kind, as any is of none; a speed may
// be said in kilometres, 时速八十公里.
func Measures(kind, amount string) bool {
	for _, d := range dimensions {
		if d.name == kind {
			return d.units.MatchString(amount)
		}
	}
	return true
}
