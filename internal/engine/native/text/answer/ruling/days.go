package ruling

import (
	"math/bits"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	dayEn   = expression.New(`\b(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|day|sday|nesday|rsday|urday|sdays|days|nesdays|rsdays|urdays)?\b|\b(weekdays?|working days?|during the week)\b|\b(weekends?)\b|\b(bank holidays?|public holidays?)\b`)
	dayZh   = expression.New(`(?:周|星期|礼拜)([一二三四五六日天])|(工作日|平日|平时)|(周末|双休日)|(节假日|法定假日|假期|国庆|春节|元旦|清明|过年)|周([一二三四五六日])`)
	through = expression.New(`^\s?(?:-|–|—|~|to|until|till|through|至|到)\s?$`)
	alsoZh  = expression.New(`^、?([一二三四五六日])[^月年个条]`)
	monthEn = expression.New(`\b(january|february|march|april|may|june|july|august|september|october|november|december)\b`)
)

// week are the days of the week that a text in lower case names, holidays the eighth.
func week(s string, chinese bool) (set uint16) {
	form := dayEn
	if chinese {
		form = dayZh
	}
	last, end := -1, 0
	for _, m := range form.FindAllStringSubmatchIndex(s, -1) {
		d := -1
		switch {
		case chinese && m[2] >= 0:
			d = strings.Index("一二三四五六日天", part(s, m, 1)) / len("一")
			if d == 7 {
				d = 6
			}
		case m[2] >= 0:
			d = strings.Index("montuewedthufrisatsun", part(s, m, 1)) / 3
		case m[4] >= 0:
			set |= 0b0011111
		case m[6] >= 0:
			set |= 0b1100000
		case m[8] >= 0:
			set |= 0b10000000
		}
		if d >= 0 {
			if last >= 0 && through.MatchString(s[end:m[0]]) {
				for k := last; k != d; k = (k + 1) % 7 {
					set |= 1 << k
				}
			}
			set |= 1 << d
			if chinese {
				if also := alsoZh.FindStringSubmatch(s[m[1]:]); also != nil {
					set |= 1 << (strings.Index("一二三四五六日", also[1]) / len("一"))
				}
			}
		}
		last, end = d, m[1]
	}
	return set
}

// months are those that an English text in lower case names; through is every month between two of them.
func months(s string) (set uint16) {
	last, end := -1, 0
	for _, m := range monthEn.FindAllStringIndex(s, -1) {
		k := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", s[m[0]:m[0]+3]) / 3
		if last >= 0 && through.MatchString(s[end:m[0]]) {
			for i := last; i != k; i = (i + 1) % 12 {
				set |= 1 << i
			}
		}
		set |= 1 << k
		last, end = k, m[1]
	}
	return set
}

// overlap says how the days that are asked about stand to those that are said.
func overlap(asked, said uint16) string {
	switch {
	case asked == 0 || said == 0:
		return ""
	case asked&said == asked:
		return "in"
	case asked&said == 0 && bits.OnesCount16(asked) > 0:
		return "out"
	}
	return "some"
}
