// Package rival says which of two things that a Chinese text describes has more of something:
// A款和B款哪个便宜.
package rival

import (
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asks    = expression.New(`^(?:请问)?([^，。？和跟与]{1,12}?)(?:和|跟|与|、)([^，。？]{1,12}?)(?:相比|比起来|比较|之间)?[，,]?(?:的)?(?:哪一?[个款种型家间班条]|谁)(?:的)?([^，。？更要]{0,8}?)(?:更|要|会|比较)?(便宜|划算|贵|长|短|大|小|高|低|重|轻|多|少|远|近|早|晚|久|快|慢|宽|窄|厚|薄)(?:些|一点|一些)?[？?。 ]*$`)
	amount  = expression.New(`([0-9][0-9,，.]*|[一二三四五六七八九十两][一二三四五六七八九十两百千万亿零〇点]*)(万|千|百)?\s?(元|块|公里|千米|米|厘米|毫米|平米|平方米|公斤|千克|克|吨|小时|分钟|天|年|个月|月|升|毫升|瓦|度|人|个|名|节|次|页|寸|GB|G|W|毫安时|mAh)`)
	whole   = expression.New(`^(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?$|^[一二三四五六七八九]?十[一二三四五六七八九]?$|^[一二三四五六七八九两]$`)
	beside  = expression.New(`[0-9一二三四五六七八九十两百千万亿点半分之\-—–~～至到下,，]$`)
	behind  = expression.New(`^\s?[0-9一二三四五六七八九十两半多余\-—–~～至到]`)
	bound   = expression.New(`超过|不足|低于|高于|不到|以[上下内]|至[少多]|最[少多低高]|起$`)
	per     = expression.New(`每个?\p{Han}{1,2}|[/／]\p{Han}{1,2}|[年月日周季时][租费薪]|包[年月]|[单双]人`)
	money   = expression.New(`元|块`)
	time    = expression.New(`^(?:小时|分钟|天|年|个月|月)$`)
	most    = "贵长大高重多远晚久宽厚"
	clauses = "，。；\n"
	grouped = expression.New(`[0-9]，[0-9]{3}`)
)

// Answer is the one of two that has more, or less, with what the text says of both; empty when something else
// is asked, or the text does not give the two in one unit.
func Answer(text, question string) string {
	m := asks.FindStringSubmatch(strings.TrimSpace(question))
	if m == nil {
		return ""
	}
	if grouped.MatchString(text) {
		return "" // 12，000
	}
	said, value, unit := [2]string{}, [2]float64{}, [2]string{}
	for i, name := range m[1:3] {
		said[i], value[i], unit[i] = of(text, name, m[2-i], m[3], m[4])
		if said[i] == "" {
			return ""
		}
	}
	if per.FindString(said[0]) != per.FindString(said[1]) || unit[0] != unit[1] || value[0] == value[1] {
		return ""
	}
	more := strings.Contains(most, m[4]) || (m[4] == "快") != time.MatchString(unit[0]) && (m[4] == "快" || m[4] == "慢")
	first := 0
	if value[1] > value[0] == more {
		first = 1
	}
	return m[1+first] + "：" + said[first] + "（" + m[2-first] + "：" + said[1-first] + "）"
}

// of is the clause with the quantity of a thing, in the stretch that begins with its name and ends at the other's.
func of(text, name, other, noun, how string) (said string, value float64, unit string) {
	at := strings.Index(text, name)
	if at < 0 {
		return "", 0, ""
	}
	own := text[at+len(name):]
	if end := strings.Index(own, other); end >= 0 {
		own = own[:end]
	}
	price := how == "贵" || how == "便宜" || how == "划算"
	for _, c := range strings.FieldsFunc(own, func(r rune) bool { return strings.ContainsRune(clauses, r) }) {
		at := amount.FindStringSubmatchIndex(c)
		if at == nil || noun != "" && !strings.Contains(c, noun) || noun == "" && !price {
			continue
		}
		n := amount.FindStringSubmatch(c)
		if price != money.MatchString(n[3]) {
			continue
		}
		if !whole.MatchString(n[1]) || beside.MatchString(c[:at[0]]) || behind.MatchString(c[at[1]:]) || bound.MatchString(c) || strings.Count(c, n[3]) > 1 && amount.MatchString(c[at[1]:]) {
			return "", 0, ""
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(n[1], ",", ""), 64)
		if err != nil {
			v = float64(numeral.Value(n[1]))
		}
		v *= map[string]float64{"": 1, "百": 100, "千": 1000, "万": 10000}[n[2]]
		return strings.TrimSpace(strings.TrimPrefix(c, "：")), v, n[3]
	}
	return "", 0, ""
}
