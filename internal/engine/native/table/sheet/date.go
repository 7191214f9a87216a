package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Order is how dates of two numbers and a year are read.
type Order int

// The orders: 03/04/2024 is in March, or in April.
const (
	MonthFirst Order = iota
	DayFirst
)

// Moment is a date as a cell writes it.
type Moment struct {
	Seconds   int64
	Precision Precision
	dayFirst  int // 1: must be day first, -1: must be month first, 0: either or no matter
}

// ParseDate reads a date in one of the usual forms: 2024-03-15, 15.03.2024,
// 3/15/2024, Mar 5, 2024, 20240315, 2024年3月5日, 2024年3月, Q1 2024, with or without
// a time. A bare year is a number, not a date.
func ParseDate(s string, order Order) (Moment, bool) {
	s = narrow(strings.TrimSpace(s))
	if len(s) < 5 || len(s) > 48 || !strings.ContainsAny(s, "0123456789") {
		return Moment{}, false
	}
	day, clock := splitClock(s)
	p, ok := pieces(day)
	if !ok {
		return Moment{}, false
	}
	y, m, d, mo, ok := p.date(order)
	if !ok || y < 1000 || y > 2999 || m < 1 || m > 12 || d < 1 {
		return Moment{}, false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d {
		return Moment{}, false
	}
	mo.Seconds = t.Unix()
	if clock != "" {
		sec, ok := parseClock(clock)
		if !ok || mo.Precision != Day {
			return Moment{}, false
		}
		if mo.Seconds += sec; sec != 0 {
			mo.Precision = Second
		}
	}
	return mo, true
}

func splitClock(s string) (day, clock string) {
	i := strings.IndexByte(s, ':')
	if i < 0 {
		return s, ""
	}
	j := strings.LastIndexAny(s[:i], "T \t")
	if j <= 0 {
		return s, ""
	}
	return strings.TrimSpace(s[:j]), strings.TrimSpace(s[j+1:])
}

func parseClock(s string) (int64, bool) {
	s = strings.ToUpper(s)
	if i := strings.IndexAny(s, "+Z"); i > 0 {
		s = s[:i]
	} else if i := strings.LastIndexByte(s, '-'); i > 0 {
		s = s[:i]
	}
	if i := strings.IndexByte(s, '.'); i > 0 {
		s = s[:i]
	}
	for _, layout := range []string{"15:04:05", "15:04", "3:04:05 PM", "3:04 PM", "3:04PM"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return int64(t.Hour()*3600 + t.Minute()*60 + t.Second()), true
		}
	}
	return 0, false
}

// parts of a date: its numbers in order, the month that is named, and the
// shape, in which 9 is a number and the rest are the separators.
type parts struct {
	nums  []int
	wide  []int // digits of each number
	month int
	at    int // how many numbers stand before the month
	shape string
}

func pieces(s string) (parts, bool) {
	var p parts
	var shape strings.Builder
	rs := []rune(s)
	for i := 0; i < len(rs); {
		j := i + 1
		switch r := rs[i]; {
		case r >= '0' && r <= '9':
			for j < len(rs) && rs[j] >= '0' && rs[j] <= '9' {
				j++
			}
			if j-i > 8 {
				return p, false
			}
			n, _ := strconv.Atoi(string(rs[i:j]))
			p.nums, p.wide = append(p.nums, n), append(p.wide, j-i)
			shape.WriteByte('9')
		case unicode.IsLetter(r) && r < 0x2E80:
			for j < len(rs) && unicode.IsLetter(rs[j]) && rs[j] < 0x2E80 {
				j++
			}
			if !p.word(strings.ToLower(string(rs[i:j])), &shape) {
				return p, false
			}
		case r == ' ' || r == ',' || r == '第':
		default:
			shape.WriteRune(r)
		}
		i = j
	}
	p.shape = shape.String()
	return p, len(p.nums) > 0 && len(p.nums) <= 3
}

func (p *parts) word(w string, shape *strings.Builder) bool {
	if m := MonthNamed(w); m > 0 && p.month == 0 {
		p.month, p.at = m, len(p.nums)
		shape.WriteByte('m')
		return true
	}
	switch w {
	case "q":
		shape.WriteByte('q')
	case "st", "nd", "rd", "th", "of", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues", "thur", "thurs",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday":
	default:
		return false
	}
	return true
}

// MonthNamed returns the month of an English name or its short form, or 0.
func MonthNamed(w string) int {
	w = strings.ToLower(strings.TrimSuffix(w, "."))
	if len(w) < 3 {
		return 0
	}
	if w == "sept" {
		return 9
	}
	for m := time.January; m <= time.December; m++ {
		if full := strings.ToLower(m.String()); w == full || w == full[:3] {
			return int(m)
		}
	}
	return 0
}

// Calendar returns the place of the name of a month, weekday or quarter among
// its like: March, 3月, Wed, 周三, Q1, 第一季度.
func Calendar(name string) (order float64, ok bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	if m := MonthNamed(name); m > 0 {
		return float64(m), true
	}
	for d := time.Monday; d <= time.Saturday+1; d++ {
		full := strings.ToLower((d % 7).String())
		if name == full || name == full[:3] {
			return float64(d), true
		}
		han := string([]rune("一二三四五六日")[d-1])
		if name == "周"+han || name == "星期"+han || name == "礼拜"+han {
			return float64(d), true
		}
	}
	for i, forms := range [][]string{{"q1", "第一季度", "一季度"}, {"q2", "第二季度", "二季度"}, {"q3", "第三季度", "三季度"}, {"q4", "第四季度", "四季度"}} {
		if slices.Contains(forms, name) {
			return float64(i + 1), true
		}
	}
	if n, found := strings.CutSuffix(name, "月"); found {
		m, err := strconv.Atoi(n)
		if i := slices.Index([]string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"}, n); i >= 0 {
			return float64(i + 1), true
		}
		return float64(m), err == nil
	}
	return 0, false
}

func (p parts) date(order Order) (y, m, d int, mo Moment, ok bool) {
	mo.Precision = Day
	n := p.nums
	switch {
	case p.month > 0:
		return p.named()
	case p.shape == "9-9-9" || p.shape == "9/9/9" || p.shape == "9.9.9" || p.shape == "9年9月9日" || p.shape == "9年9月9号" || p.shape == "9年9月9":
		if p.wide[0] == 4 {
			return n[0], n[1], n[2], mo, true
		}
		return p.ambiguous(order)
	case p.wide[0] == 4 && (p.shape == "9-9" || p.shape == "9/9" || p.shape == "9年9月" || p.shape == "9.9" && p.wide[1] == 2):
		mo.Precision = Month
		return n[0], n[1], 1, mo, true
	case p.shape == "9/9" && p.wide[1] == 4:
		mo.Precision = Month
		return n[1], n[0], 1, mo, true
	case p.shape == "9" && p.wide[0] == 8:
		return n[0] / 10000, n[0] / 100 % 100, n[0] % 100, mo, true
	case p.shape == "q99" || p.shape == "q9-9" || p.shape == "q9/9":
		mo.Precision = Quarter
		return n[1], n[0]*3 - 2, 1, mo, n[0] >= 1 && n[0] <= 4
	case p.shape == "9q9" || p.shape == "9-q9" || p.shape == "9/q9" || p.shape == "9年9季度" || p.shape == "9年q9":
		mo.Precision = Quarter
		return n[0], n[1]*3 - 2, 1, mo, n[1] >= 1 && n[1] <= 4
	case strings.HasPrefix(p.shape, "9年") && strings.HasSuffix(p.shape, "季度") && len(n) == 1:
		q := strings.Index("一二三四", strings.TrimSuffix(strings.TrimPrefix(p.shape, "9年"), "季度")) / len("一")
		mo.Precision = Quarter
		return n[0], q*3 + 1, 1, mo, q >= 0 && len(p.shape) == len("9年一季度")
	case p.shape == "9年" && p.wide[0] == 4:
		mo.Precision = Year
		return n[0], 1, 1, mo, true
	}
	return 0, 0, 0, mo, false
}

// named reads a date whose month is a word.
func (p parts) named() (y, m, d int, mo Moment, ok bool) {
	n := p.nums
	mo.Precision = Day
	switch {
	case len(n) == 1 && p.wide[0] == 4:
		mo.Precision = Month
		return n[0], p.month, 1, mo, true
	case len(n) == 1 && p.wide[0] == 2 && strings.Contains(p.shape, "-"):
		mo.Precision = Month
		return century(n[0]), p.month, 1, mo, true
	case len(n) == 2 && p.wide[0] == 4 && p.at == 1: // 2024 Mar 5
		return n[0], p.month, n[1], mo, true
	case len(n) == 2 && p.wide[1] == 4:
		return n[1], p.month, n[0], mo, true
	case len(n) == 2 && p.wide[1] == 2 && p.at == 1: // 5-Mar-24
		return century(n[1]), p.month, n[0], mo, true
	}
	return 0, 0, 0, mo, false
}

// ambiguous reads 3/4/2024 or 3/4/24.
func (p parts) ambiguous(order Order) (y, m, d int, mo Moment, ok bool) {
	mo.Precision = Day
	a, b, y := p.nums[0], p.nums[1], p.nums[2]
	if p.wide[0] > 2 || p.wide[1] > 2 {
		return 0, 0, 0, mo, false
	}
	switch p.wide[2] {
	case 2:
		y = century(y)
	case 4:
	default:
		return 0, 0, 0, mo, false
	}
	switch {
	case a > 12:
		mo.dayFirst = 1
		return y, b, a, mo, true
	case b > 12:
		mo.dayFirst = -1
		return y, a, b, mo, true
	case order == DayFirst || p.shape == "9.9.9":
		return y, b, a, mo, true
	}
	return y, a, b, mo, true
}

func century(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}
