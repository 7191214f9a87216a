package term

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	unWord    = regexp.MustCompile(`(?i)\b(?:(?:un|non)-?|not-)([a-z]{3,})\b|\bin(active|complete|valid|eligible|correct)\b`)
	opposites = map[string]*regexp.Regexp{"present": regexp.MustCompile(`(?i)\babsent\b`), "occupied": regexp.MustCompile(`(?i)\bvacant\b`)}
	stillOut  = regexp.MustCompile(`(?i)\b(?:still out|still missing|not (?:yet )?back|(?:have|has) not (?:yet )?(?:come|been brought) back(?: yet)?|(?:haven'?t|hasn'?t) (?:come|been brought) back(?: yet)?|never came back)\b`)
	notHan    = regexp.MustCompile(`(?:还没有?|尚未|还未|没有|未|没|不|非)([\p{Han}]{1,6})`)
)

// Contrary is a question in which the contrary of what a column says yes or no to, or
// holds as a value, is said by a denial: unpaid of Paid is not paid, 未到 of 是否到 不到.
// Of a column of dates with gaps it is those: unpaid of “Paid on” is without it.
func (s *Schema) Contrary(question string) string {
	deny := func(said, bare string) string {
		if len(s.Values[lexicon.KeyOf(said)]) > 0 || s.own()[strings.ToLower(said)] {
			return said
		}
		for i, f := range s.Fields {
			words := strings.Fields(strings.ToLower(spread(f.Name)))
			named := f.Yes != "" && (strings.EqualFold(f.Name, bare) || len(words) > 0 && (words[len(words)-1] == bare || words[0] == bare))
			if f.Kind == sheet.Date && len(words) > 0 && words[0] == bare && s.Gappy(i) {
				return "without " + f.Name
			}
			if named || f.Kind == sheet.Text && f.Yes == "" && s.holds(i, bare) {
				return "not " + bare
			}
		}
		return said
	}
	question = unWord.ReplaceAllStringFunc(question, func(said string) string {
		return deny(said, strings.ToLower(strings.Join(unWord.FindStringSubmatch(said)[1:], "")))
	})
	for of, word := range opposites {
		question = word.ReplaceAllStringFunc(question, func(said string) string { return deny(said, of) })
	}
	for i, f := range s.Fields {
		if words := strings.Fields(strings.ToLower(spread(f.Name))); f.Kind == sheet.Date && len(words) > 0 && len(words[0]) > 2 && s.Gappy(i) && words[0] != "date" {
			undone := regexp.MustCompile(`(?i)\b(?:not|never|aren'?t|isn'?t|haven'?t|hasn'?t|wasn'?t|weren'?t|yet to be|still to be)(?: yet)?(?: been)? ` + regexp.QuoteMeta(words[0]) + `(?: yet)?\b`)
			question = undone.ReplaceAllString(question, "without "+f.Name)
			if words[0] == "returned" {
				question = stillOut.ReplaceAllString(question, "without "+f.Name)
			}
		}
	}
	return notHan.ReplaceAllStringFunc(question, func(said string) string {
		rest := notHan.FindStringSubmatch(said)[1]
		for r := []rune(rest); len(r) > 1; r = r[:len(r)-1] { // 没缴费, where some are 未缴费
			for _, not := range []string{"未", "没", "没有", "不"} {
				if value := not + string(r); len(s.Values[value]) > 0 && !strings.HasPrefix(said, value) {
					return value + strings.TrimPrefix(rest, string(r))
				}
			}
		}
		for i, f := range s.Fields {
			bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(f.Name, "是否"), "已"), "了")
			switch {
			case bare == "" || !lexicon.Chinese(bare):
			case f.Yes != "" && utf8.RuneCountInString(bare) == 2 && strings.HasPrefix(rest, string([]rune(bare)[:1])+"的"):
				return "不是" + f.Name + strings.TrimPrefix(rest, string([]rune(bare)[:1])) // 未缴的
			case f.Yes != "" && strings.HasPrefix(rest, bare):
				return "不是" + f.Name + strings.TrimPrefix(rest, bare)
			case f.Kind == sheet.Date && s.Gappy(i):
				for _, end := range []string{"日期", "时间", "日"} {
					if verb, ok := strings.CutSuffix(f.Name, end); ok && verb != "" && strings.HasPrefix(rest, verb) {
						return "没有" + f.Name + strings.TrimPrefix(rest, verb)
					}
				}
			}
		}
		return said
	})
}

// holds reports whether a value of a column is that word.
func (s *Schema) holds(column int, word string) bool {
	for _, l := range s.Values[lexicon.KeyOf(word)] {
		if l.Col == column && strings.EqualFold(l.Text, word) {
			return true
		}
	}
	return false
}

var (
	soldOut = regexp.MustCompile(`(?i)\b(?:out of stock|sold out)\b|缺货|断货|没货|没有库存|无货|卖完了?|售罄`)
	stocked = regexp.MustCompile(`(?i)\b(?:in stock|stock|on hand|quantity in stock)\b|库存|存量|现存`)
	howOft  = regexp.MustCompile(`^(?:了|过)?的?(次数|几次|多少次|几回)`)
	whoDid  = regexp.MustCompile(`^(?:了|过)(?:的|[\s？?。，,]|$)`)
	amounts = regexp.MustCompile(`(?:\(.*\)|（.*）|分钟数?|小时数?|时长|时间|天数|金额)+$`)
	totals  = regexp.MustCompile(`总(分钟|小时|天)数?`)
)

// Meant is a question with what is said of a column of numbers by a verb as a condition
// on it: out of stock is a stock of 0, 迟到次数 counts the rows whose 迟到分钟 is over 0.
func (s *Schema) Meant(question string) string {
	question = totals.ReplaceAllString(question, "总的$1")
	for _, m := range append(slices.Clone(s.Cols["stock"]), s.Cols["库存"]...) { // what is there, and not what should be
		if f := &s.Fields[m.Col]; m.Weight == 7 && f.Concept == "quantity" {
			zero := map[bool]string{true: f.Name + "等于0", false: "with " + f.Name + " equal to 0"}[lexicon.Chinese(f.Name)]
			question = soldOut.ReplaceAllString(question, zero)
		}
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Concept != "reorder" && f.Kind == sheet.Number && stocked.MatchString(strings.ReplaceAll(f.Name, "_", " ")) {
			zero := map[bool]string{true: f.Name + "等于0", false: "with " + f.Name + " equal to 0"}[lexicon.Chinese(f.Name)]
			question = soldOut.ReplaceAllString(question, zero)
			break
		}
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		r := []rune(amounts.ReplaceAllString(f.Name, ""))
		if len(r) == 2 && lexicon.Chinese(string(r)) && (f.Yes != "" || f.Kind == sheet.Number) {
			apart := regexp.MustCompile(string(r[0]) + `(?:了|过)?(几次|多少次|几天|多少天)` + string(r[1]))
			question = apart.ReplaceAllString(question, string(r)+"$1") // 请了几次假
		}
		verb := string(r)
		if len(r) < 2 || f.Kind != sheet.Number || f.Role == "none" || verb == f.Name || !lexicon.Chinese(verb) {
			continue
		}
		at := strings.Index(question, verb)
		if at < 0 || strings.HasPrefix(question[at:], f.Name) {
			continue
		}
		behind := question[at+len(verb):]
		if m := howOft.FindStringSubmatch(behind); m != nil {
			return question[:at] + f.Name + "大于0的" + m[1] + behind[len(m[0]):]
		}
		if whoDid.MatchString(behind) && !strings.Contains(behind, "多") {
			return question[:at] + f.Name + "大于0" + behind[len("了"):]
		}
	}
	return question
}
