// Package tier finds the step of a scale that a question is about: what is kept of the price when one
// cancels five days before, where a text says it for three to six days and for others.
package tier

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const number, unit = `([0-9]{1,5}|[一二三四五六七八九十两]{1,3})`, `(工作日|天|日|小时|个月|周|年|周?岁|公斤|千克|公里|人|元)`

var (
	asked   = expression.New(number + unit)
	partial = expression.New(`[0-9][.．,，][0-9]|点[0-9一二三四五六七八九十]|[0-9一二三四五六七八九十两][百千万亿]|[0-9]{6}|半[个天年日小]|[个天年时]半`)
	date    = expression.New(`月份?\s?[0-9一二三四五六七八九十]+\s?[日号至到\-—–~～]|[0-9]月|(?:19|20)[0-9]{2}年`)
	asks    = expression.New(`多少|几|怎么|吗|什么|免费|哪`)
	between = expression.New(number + `(?:` + unit + `)?(?:以上)?(?:[（(]含[）)])?(?:至|到|[-—–~～]+)` + number + unit)
	least   = expression.New(`(?:满|超过|不少于|至少|达到?)?` + number + `个?` + unit + `(?:[（(]含[^）)]*[）)])?(?:及其?|或)?(?:以上|以前|之前|前|或更[早多])|(?:超过|不少于|多于|满)` + number + `个?` + unit)
	most    = expression.New(number + `个?` + unit + `(?:[（(]含[^）)]*[）)])?(?:及其?|或)?(?:以内|之内|内|以下)|(?:不足|未满|少于|不到|不满)` + number + `个?` + unit)
)

// Answer is what the clause says whose bounds hold the number of a question; empty where the text has
// no scale of at least two steps, or none fits, or several do.
func Answer(text, question string) string {
	m := asked.FindStringSubmatch(question)
	if m == nil || !words.Chinese(question) || partial.MatchString(question) || date.MatchString(question) || !asks.MatchString(strings.Replace(question, m[0], "", 1)) {
		return ""
	}
	n, in := numeral.Value(m[1]), kind(m[2])
	var said []string
	steps := 0
	for _, c := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("；;。\n", r) }) {
		low, high, u := bounds(c)
		if u != in || low == 0 && high == 0 || !shares(c, strings.Replace(question, m[0], "，", 1)) {
			continue
		}
		if partial.MatchString(c) || date.MatchString(c) {
			return "" // 2.5公斤, 1,500元, 3月5日至10日: no whole number, or none of a scale
		}
		if steps++; n >= low && (high == 0 || n <= high) {
			said = append(said, c)
		}
	}
	if steps < 2 || len(said) != 1 {
		return ""
	}
	out := strings.TrimSpace(said[0])
	if at := strings.Index(out, "："); at > 0 {
		out = out[at+len("："):]
	}
	return out
}

// bounds are those of a clause; none is zero.
func bounds(c string) (low, high int, in string) {
	if m := between.FindStringSubmatch(c); m != nil {
		low, high, in = numeral.Value(m[1]), numeral.Value(m[3]), kind(m[4])
		return min(low, high), max(low, high), in
	}
	if m := most.FindStringSubmatch(c); m != nil {
		if m[3] != "" {
			return 0, numeral.Value(m[3]) - 1, kind(m[4])
		}
		return 0, numeral.Value(m[1]), kind(m[2])
	}
	if m := least.FindStringSubmatch(c); m != nil {
		return numeral.Value(m[1] + m[3]), 0, kind(m[2] + m[4])
	}
	return 0, 0, ""
}

func kind(unit string) string {
	switch unit {
	case "日", "工作日":
		return "天"
	case "周岁":
		return "岁"
	case "千克":
		return "公斤"
	}
	return unit
}

// shares reports whether a clause has a word of a question.
func shares(clause, question string) bool {
	for _, t := range words.Tokens(question) {
		if t.Kind == words.Han && !words.Function(t) && len(t.Norm) > 3 && t.Norm != "提前" && strings.Contains(clause, t.Norm) {
			return true
		}
	}
	return false
}
