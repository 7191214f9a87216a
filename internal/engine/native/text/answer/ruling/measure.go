package ruling

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

// quantity is a number of something, or a stretch of numbers.
type quantity struct {
	kind       string // of what; empty is of nothing that is known
	lo, hi     float64
	bound      string // point, most, least or range
	start, end int
}

var (
	numberEn = expression.New(`(?:(£|\$|€)\s?)?\b(\d[\d,]*(?:\.\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half an?)(?:[- ](one|two|three|four|five|six|seven|eight|nine|hundred|thousand))?(?:\s?(?:working |more |full |calendar )?-?(%|per cent|percent|pounds?|quid|p|euros?|dollars?|days?|nights?|weeks?|fortnights?|months?|years?|hours?|h|minutes?|mins?|kg|kilos?|kilograms?|g|grams?|tonn?es?|m|met(?:re|er)s?|cm|km|kilomet(?:re|er)s?|miles?|feet|foot|inch(?:es)?|ml|lit(?:re|er)s?|degrees?|°c?|a\.?m|p\.?m|o'?clock)\b|(%))?(?:[- ](old)\b)?`)
	clockEn  = expression.New(`\b(\d{1,2})[:.](\d\d)\b(?:\s?(a\.?m|p\.?m))?|\b(noon|midday|midnight)\b`)
	dateEn   = expression.New(`\b(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)? (january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|(january|february|march|april|may|june|july|august|september|october|november|december) (\d{1,2})(?:st|nd|rd|th)?\b|(\d{1,2})(?:st|nd|rd|th)\b)`)
	hourEn   = expression.New(`\b(?:at|until|till|by) $`)
	mostEn   = expression.New(`(?:\b(?:up to|at most|no more than|not more than|maximum(?: of)?|max|not exceed(?:ing)?|under|below|less than|within|until|till|by|before|fewer than|no later than|for up to|only|to|as late as|last)(?: the| a)?[ £$€]*)$`)
	leastEn  = expression.New(`(?:\b(?:at least|from|over|above|more than|minimum(?: of)?|after|since|not before|older than|no less than|starts? at|starting at|past|as of|earliest|beyond)(?: the| a)?[ £$€]*)$`)
	mostAft  = expression.New(`^\W{0,2}(?:or less|or under|or fewer|or younger|at most|maximum|max|at the latest|and under|and younger|limit|tops)\b`)
	leastAft = expression.New(`^\W{0,2}(?:or more|or over|and over|upwards|and above|or above|plus\b|at least|or older|and older|onwards?|and up|minimum)|^\+`)
	betwEn   = expression.New(`^\s?(?:-|–|—|to|and|up to|until|till|or)\s?(?:£|the )?$`)

	number   = `([0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?|[零一二两三四五六七八九十百千万半俩仨]+)`
	amountZh = expression.New(number + `(?:多|来|几)?\s?(%|％|元|块钱|块|毛|角|万元|万|个工作日|工作日|天|日|号|周岁|周|个?星期|个?礼拜|个半月|个月|月份|月|年|岁|个?小时|个?钟头|个半小时|分钟|分|秒|点半|点钟|点|时|刻钟|公斤|千克|克|斤|吨|毫米|厘米|公分|公里|千米|平方米|平米|平|米|毫升|升|度|℃|折|成|个人|人|位|名|口|个|张|件|次|只|本|瓶|份|间|台|辆|头|双|套|项|条|户|幢|栋|楼|层|期|回|趟|袋|箱|桌|枝|把|匹|颗|粒|片|册|节|课时|场|遍|倍|晚|路)?`)
	clockZh  = expression.New(`(凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|晚|夜里|半夜|当晚|今晚|次日)?([0-9]{1,2})[:：]([0-9]{2})`)
	pointZh  = expression.New(`(凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|晚|夜里|半夜|当晚|今晚|次日)?` + number + `(点半|点钟|点[^击]|点$|时[^间])`)
	dateZh   = expression.New(number + `月(?:份)?(?:` + number + `[日号])?`)
	mostZh   = expression.New(`(?:最多|至多|不超过|不得超过|不多于|不大于|不高于|低于|少于|不满|未满|不足|不到|限\p{Han}{0,3}|仅限|上限|封顶|最高|最长|最晚|最迟|至|到|截止|截至|止于|限高|只能|只)(?:为|于|是|能|可|[带报买抱领借])?$`)
	leastZh  = expression.New(`(?:至少|最少|不少于|不低于|高于|满|年满|须满|超过|超出|超|多于|大于|自|从|过|逾|最早|提前)$`)
	mostEnd  = expression.New(`^(?:（含）|\(含\))?(?:以内|之内|内|以下|及以下|之前|以前|前|止|为限|封顶|截止|为上限)`)
	leastEnd = expression.New(`^(?:（含）|\(含\))?(?:以上|及以上|起|之后|以后|后|开外)`)
	betwZh   = expression.New(`^\s?(?:-|–|—|——|~|～|至|到|、)\s?(?:次日|第二天)?$`)
)

var digits = map[string]float64{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "half a": 0.5, "half an": 0.5}

// units are what a word for a unit measures, and how much of it one is.
var units = map[string]struct {
	kind string
	of   float64
}{
	"%": {"share", 1}, "per cent": {"share", 1}, "percent": {"share", 1}, "％": {"share", 1}, "折": {"share", 10}, "成": {"share", 10},
	"pound": {"money", 1}, "quid": {"money", 1}, "p": {"money", 0.01}, "euro": {"money", 1}, "dollar": {"money", 1}, "元": {"money", 1}, "块钱": {"money", 1}, "块": {"money", 1}, "毛": {"money", 0.1}, "角": {"money", 0.1}, "万元": {"money", 10000},
	"day": {"time", 24}, "night": {"time", 24}, "week": {"time", 168}, "fortnight": {"time", 336}, "month": {"time", 730}, "year": {"time", 8766}, "hour": {"time", 1}, "h": {"time", 1}, "minute": {"time", 1. / 60}, "min": {"time", 1. / 60},
	"天": {"time", 24}, "个工作日": {"time", 24}, "工作日": {"time", 24}, "晚": {"time", 24}, "周": {"time", 168}, "个星期": {"time", 168}, "星期": {"time", 168}, "礼拜": {"time", 168}, "个礼拜": {"time", 168}, "个月": {"time", 730}, "年": {"time", 8766}, "小时": {"time", 1}, "个小时": {"time", 1}, "钟头": {"time", 1}, "个钟头": {"time", 1}, "分钟": {"time", 1. / 60}, "秒": {"time", 1. / 3600},
	"日": {"day", 1}, "号": {"day", 1},
	"岁": {"age", 1}, "周岁": {"age", 1},
	"kg": {"weight", 1000}, "kilo": {"weight", 1000}, "kilogram": {"weight", 1000}, "g": {"weight", 1}, "gram": {"weight", 1}, "tonne": {"weight", 1e6}, "ton": {"weight", 1e6}, "公斤": {"weight", 1000}, "千克": {"weight", 1000}, "克": {"weight", 1}, "斤": {"weight", 500}, "吨": {"weight", 1e6},
	"m": {"length", 1}, "metre": {"length", 1}, "meter": {"length", 1}, "cm": {"length", 0.01}, "km": {"length", 1000}, "kilometre": {"length", 1000}, "kilometer": {"length", 1000}, "mile": {"length", 1609}, "feet": {"length", 0.3}, "foot": {"length", 0.3}, "inch": {"length", 0.025}, "米": {"length", 1}, "厘米": {"length", 0.01}, "公分": {"length", 0.01}, "毫米": {"length", 0.001}, "公里": {"length", 1000}, "千米": {"length", 1000},
	"ml": {"volume", 1}, "litre": {"volume", 1000}, "liter": {"volume", 1000}, "毫升": {"volume", 1}, "升": {"volume", 1000},
	"degree": {"heat", 1}, "°": {"heat", 1}, "°c": {"heat", 1}, "度": {"heat", 1}, "℃": {"heat", 1},
}

// quantities are the numbers that a text in lower case says.
func quantities(s string, chinese bool) []quantity {
	if chinese {
		return bounds(s, quantitiesZh(s), mostZh, leastZh, mostEnd, leastEnd, betwZh)
	}
	f := &finds{s: s, taken: map[int]bool{}}
	f.clocks()
	f.dates()
	f.numbers()
	return bounds(s, f.out, mostEn, leastEn, mostAft, leastAft, betwEn)
}

// finds are the quantities of an English text, none of which has a part of another.
type finds struct {
	s     string
	taken map[int]bool
	out   []quantity
}

func (f *finds) add(kind string, v float64, m []int) {
	for i := m[0]; i < m[1]; i++ {
		if f.taken[i] && f.s[i] != ' ' {
			return
		}
	}
	for i := m[0]; i < m[1]; i++ {
		f.taken[i] = true
	}
	f.out = append(f.out, quantity{kind, v, v, "point", m[0], m[1]})
}

func (f *finds) clocks() {
	for _, m := range clockEn.FindAllStringSubmatchIndex(f.s, -1) {
		v := map[string]float64{"noon": 12, "midday": 12, "midnight": 24}[part(f.s, m, 4)]
		if v == 0 {
			hour, _ := strconv.ParseFloat(part(f.s, m, 1), 64)
			minute, _ := strconv.ParseFloat(part(f.s, m, 2), 64)
			if hour > 24 || minute > 59 || strings.HasSuffix(f.s[:m[0]], "£") || strings.HasSuffix(f.s[:m[0]], "$") || strings.HasSuffix(f.s[:m[0]], "€") {
				continue
			}
			v = half(hour, part(f.s, m, 3)) + minute/60
		}
		f.add("clock", v, m)
	}
}

func (f *finds) dates() {
	for _, m := range dateEn.FindAllStringSubmatchIndex(f.s, -1) {
		month, kind := part(f.s, m, 2)+part(f.s, m, 3), "day"
		d, _ := strconv.ParseFloat(part(f.s, m, 1)+part(f.s, m, 4)+part(f.s, m, 5), 64)
		if month != "" {
			kind = "date"
			d += 31 * float64(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", month[:3])/3+1)
		}
		f.add(kind, d, m)
	}
}

func (f *finds) numbers() {
	for _, m := range numberEn.FindAllStringSubmatchIndex(f.s, -1) {
		n := strings.ReplaceAll(part(f.s, m, 2), ",", "")
		v, err := strconv.ParseFloat(n, 64)
		if err != nil {
			v = digits[n]
		}
		if more := digits[part(f.s, m, 3)]; more >= 100 {
			v *= more
		} else {
			v += more
		}
		word := part(f.s, m, 4) + part(f.s, m, 5)
		u, ok := units[word]
		if !ok {
			u = units[strings.TrimSuffix(word, "s")]
		}
		if u.of == 0 {
			u.of = 1
		}
		switch {
		case (n == "a" || n == "an") && u.kind != "time":
		case part(f.s, m, 1) != "":
			f.add("money", v, m)
		case strings.HasPrefix(word, "a.m"), strings.HasPrefix(word, "p.m"), word == "am", word == "pm", strings.HasPrefix(word, "o"):
			f.add("clock", half(v, word), m)
		case part(f.s, m, 6) != "":
			f.add("age", v, m)
		case u.kind == "" && v <= 24 && hourEn.MatchString(f.s[:m[0]]):
			f.add("clock", v, m)
		default:
			f.add(u.kind, v*u.of, m)
		}
	}
}

func part(s string, m []int, k int) string {
	if m[2*k] < 0 {
		return ""
	}
	return s[m[2*k]:m[2*k+1]]
}

// half is an hour of the day by am or pm.
func half(h float64, of string) float64 {
	if strings.HasPrefix(of, "p") && h < 12 {
		return h + 12
	}
	return h
}

func quantitiesZh(s string) (out []quantity) {
	taken := map[int]bool{}
	add := func(kind string, v float64, from, to int) {
		if taken[from] {
			return
		}
		for i := from; i < to; i++ {
			taken[i] = true
		}
		out = append(out, quantity{kind, v, v, "point", from, to})
	}
	hour := func(of string, h float64) float64 {
		switch of {
		case "下午", "傍晚", "晚上", "晚", "夜里", "半夜", "当晚", "今晚":
			if h < 12 && (h >= 5 || of == "下午" || of == "傍晚") {
				return h + 12
			}
		case "次日":
			return h + 24
		case "凌晨":
			return h
		}
		return h
	}
	for _, m := range clockZh.FindAllStringSubmatchIndex(s, -1) {
		h, _ := strconv.ParseFloat(part(s, m, 2), 64)
		minute, _ := strconv.ParseFloat(part(s, m, 3), 64)
		add("clock", hour(part(s, m, 1), h)+minute/60, m[0], m[1])
	}
	for _, m := range dateZh.FindAllStringSubmatchIndex(s, -1) {
		month := han(part(s, m, 1))
		if day := part(s, m, 2); day != "" {
			add("date", 31*month+han(day), m[0], m[1])
		} else if month <= 12 && !strings.HasPrefix(s[m[1]:], "付") {
			add("month", month, m[0], m[1])
		}
	}
	for _, m := range pointZh.FindAllStringSubmatchIndex(s, -1) {
		h := hour(part(s, m, 1), han(part(s, m, 2)))
		if strings.HasPrefix(part(s, m, 3), "点半") {
			h += 0.5
		}
		add("clock", h, m[0], m[2*3]+len("点"))
	}
	for _, m := range amountZh.FindAllStringSubmatchIndex(s, -1) {
		unit := part(s, m, 2)
		v := han(part(s, m, 1))
		if unit == "" && !strings.ContainsAny(part(s, m, 1), "0123456789") || v == 0 {
			continue
		}
		if unit == "米" && m[1] < len(s) {
			if more := han(firstRune(s[m[1]:])); more > 0 {
				v += more / 10 // 一米二
			}
		}
		u := units[unit]
		if u.of == 0 {
			u.of = 1
			if u.kind = unit; unit == "个人" || unit == "位" || unit == "名" || unit == "口" {
				u.kind = "人"
			}
		}
		add(u.kind, v*u.of, m[0], m[1])
	}
	return out
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// han is a number in digits or Chinese.
func han(s string) float64 {
	s = strings.NewReplacer(",", "", "，", "").Replace(s)
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return v
	}
	sum, section, n := 0.0, 0.0, 0.0
	last := 1.0
	for _, r := range s {
		if at := strings.IndexRune("零一二三四五六七八九", r); at >= 0 {
			n = float64(at / len("零"))
			continue
		}
		switch r {
		case '两', '俩':
			n = 2
		case '仨':
			n = 3
		case '半':
			section += 0.5
		case '十':
			section, n, last = section+10*max(n, 1), 0, 1
		case '百':
			section, n, last = section+100*max(n, 1), 0, 10
		case '千':
			section, n, last = section+1000*max(n, 1), 0, 100
		case '万':
			sum, section, n, last = (section+n)*10000, 0, 0, 1000
		default:
			return 0
		}
	}
	return sum + section + n*last
}

// bounds finds which numbers are limits, and joins those that are the two ends of one stretch.
func bounds(s string, l []quantity, most, least, mostAfter, leastAfter, between expression.Lazy) (out []quantity) {
	slices.SortFunc(l, func(a, b quantity) int { return cmp.Compare(a.start, b.start) })
	for i := 0; i < len(l); i++ {
		q := l[i]
		if i+1 < len(l) && l[i+1].start >= q.end && between.MatchString(s[q.end:l[i+1].start]) && (q.kind == l[i+1].kind || q.kind == "" || l[i+1].kind == "") {
			r := l[i+1]
			if q.kind == "" {
				q.kind = r.kind
				if u := unitOf(s[r.start:r.end]); u > 0 && r.kind != "clock" {
					q.lo *= u
				}
			}
			q.hi, q.end, q.bound = r.hi, r.end, "range"
			if q.hi < q.lo && (q.kind == "clock" || q.kind == "") {
				q.hi += 12
				if q.hi < q.lo {
					q.hi += 12
				}
			}
			out = append(out, q)
			i++
			continue
		}
		before, after := s[max(0, q.start-24):q.start], s[q.end:]
		switch {
		case least.MatchString(before) && !most.MatchString(before) && !mostAfter.MatchString(after), leastAfter.MatchString(after):
			q.bound, q.hi = "least", math.Inf(1)
		case most.MatchString(before), mostAfter.MatchString(after):
			q.bound, q.lo = "most", math.Inf(-1)
		}
		out = append(out, q)
	}
	return out
}

// unitOf is what the unit at the end of s makes of one.
func unitOf(s string) float64 {
	f := strings.Fields(strings.ReplaceAll(s, "-", " "))
	if len(f) == 0 {
		return 0
	}
	w := f[len(f)-1]
	if u, ok := units[w]; ok {
		return u.of
	}
	return units[strings.TrimSuffix(w, "s")].of
}

// compare says how a number that is asked about stands to one that is said: within or beyond a limit, or
// the same, less or more where that is none. It is empty where they are not of one kind.
func compare(asked, said quantity) string {
	loose := asked.kind != said.kind
	if loose && !alike(asked.kind, said.kind) {
		return ""
	}
	x := asked.lo
	if math.IsInf(x, 0) {
		x = asked.hi
	}
	y := said
	switch {
	case asked.kind == "day" && said.kind == "date":
		fold := func(v float64) float64 {
			if math.IsInf(v, 0) {
				return v
			}
			return math.Mod(v, 31)
		}
		y.lo, y.hi = fold(y.lo), fold(y.hi)
	case asked.kind == "date" && said.kind == "day":
		x = math.Mod(x, 31)
	}
	in := func(x float64) bool { return x >= y.lo-1e-9 && x <= y.hi+1e-9 }
	ok := in(x) || asked.kind == "clock" && x < 12 && asked.bound == "point" && in(x+12) || asked.kind == "clock" && x < 6 && in(x+24)
	how := ""
	if loose {
		how = "loose "
	}
	switch {
	case said.bound != "point" && ok:
		return how + "in " + said.bound
	case said.bound != "point":
		return how + "out " + said.bound
	case ok:
		return how + "same"
	case x < y.lo:
		return how + "less"
	}
	return how + "more"
}

// alike reports whether numbers of two kinds may be of one.
func alike(a, b string) bool {
	plain := map[string]bool{"": true, "age": true, "人": true, "clock": true, "day": true}
	return a == "" && plain[b] || b == "" && plain[a] || a == "day" && b == "date" || a == "date" && b == "day"
}
