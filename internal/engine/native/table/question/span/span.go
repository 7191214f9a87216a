// Package span reads the times that questions name: days, months, quarters,
// halves and years, in English and Chinese.
package span

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/expression"
)

// Span is a time as a question names it. What it leaves open is 0.
type Span struct {
	Year, Quarter, Half, Month, Day int
	Years                           int  // how many years it has, when more than one
	From, To                        int  // days of the month, when only some count
	FirstDay, LastDay               int  // of the week, 1 is Monday: weekends are 6 to 7
	Bare                            bool // four digits that may be a number as well
}

const monthNames = `(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?`

type form struct {
	re    expression.Lazy
	names string // what the groups are, one letter each: y q h m d, M a month's name, w a day of the week, D a decade, f a part of a month, 1 and 2 a day and a month of which the question tells which
}

// slashed is 15/03/2026, dayFirst one that shows that the days stand first.
var (
	slashed  = expression.New(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b`)
	dayFirst = expression.New(`(?:^|[^\d/.])(?:(?:1[3-9]|2\d|3[01])/\d{1,2}/|\d{1,2}\.\d{1,2}\.)\d{4}`)
)

// The forms of times, those that say more first.
var forms = []form{
	{expression.New(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`), "ymd"},
	{expression.New(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]`), "ymd"},
	{expression.New(`^` + monthNames + `\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`), "Mdy"},
	{expression.New(`^(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?` + monthNames + `,?\s+(\d{4})\b`), "dMy"},
	{slashed, "12y"},
	{expression.New(`^(\d{4})\s*年\s*第?\s*([一二三四1-4])\s*季度`), "yq"},
	{expression.New(`^q([1-4])\s*(?:of\s+|/)?(\d{4})\b`), "qy"},
	{expression.New(`^(\d{4})[\s-]*q([1-4])\b`), "yq"},
	{expression.New(`^(first|second|third|fourth|1st|2nd|3rd|4th|last)\s+quarter(?:\s+(?:of|in))?\s+(\d{4})\b`), "qy"},
	{expression.New(`^(first|second|1st|2nd)\s+half\s+of\s+` + monthNames + `\s+(\d{4})\b`), "fMy"},
	{expression.New(`^(first|second|1st|2nd)\s+half\s+of\s+` + monthNames + `(?:\b|\s|$)`), "fM"},
	{expression.New(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*([上中下]旬|[上下]半月)`), "ymf"},
	{expression.New(`^(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?的?\s*([上中下]旬|[上下]半月)`), "mf"},
	{expression.New(`^(first|second|1st|2nd)\s+half(?:\s+(?:of|in))?\s+(\d{4})\b`), "hy"},
	{expression.New(`^(\d{4})\s*年?\s*(上|下)半年`), "yh"},
	{expression.New(`^(\d{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?`), "ym"},
	{expression.New(`^(\d{4})[-/](\d{1,2})\b`), "ym"},
	{expression.New(`^` + monthNames + `(?:\s+of)?,?\s+(\d{4})\b`), "My"},
	{expression.New(`^` + monthNames + `\s+(\d{1,2})(?:st|nd|rd|th)?\b`), "Md"},
	{expression.New(`^(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?` + monthNames + `(?:\b|\s|$)`), "dM"},
	{expression.New(`^(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]`), "md"},
	{expression.New(`^第?\s*([一二三四1-4])\s*季度`), "q"},
	{expression.New(`^q([1-4])\b`), "q"},
	{expression.New(`^(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\b`), "q"},
	{expression.New(`^(first|second|1st|2nd)\s+half\b`), "h"},
	{expression.New(`^(上|下)半年`), "h"},
	{expression.New(`^(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?`), "m"},
	{expression.New(`^` + monthNames + `(?:\b|\s|$)`), "M"},
	{expression.New(`^((?:18|19|20)\d0)(?:'?s\b|\s*年代)`), "D"},
	{expression.New(`^(\d{4})\s*年`), "y"},
	{expression.New(`^(monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend)s?\b`), "w"},
	{expression.New(`^(?:on|during) (weekday)s\b`), "w"},
	{expression.New(`^(工作日|周末|双休日)`), "w"},
	{expression.New(`^(?:周|星期|礼拜)([一二三四五六日天])`), "w"},
	{expression.New(`^((?:19|20)\d\d)\b`), "b"},
}

// within stands before the month of May, which is no verb there.
var within = expression.New(`(?:^|\s)(?:in|during|since|until|till|of|for|from|by|to|last|early|late|mid|before|after|end of)\s+$`)

// Read reads a time that begins at rune i, and returns the rune after it.
func Read(lower []rune, i int, asWritten []rune) (*Span, int) {
	if i > 0 && (digit(lower[i]) && (digit(lower[i-1]) || lower[i-1] == '.') || latin(lower[i]) && latin(lower[i-1]) || strings.ContainsRune("$¥€£", lower[i-1])) {
		return nil, 0
	}
	rest := string(lower[i:min(len(lower), i+40)])
	for _, f := range forms {
		m := f.re.FindStringSubmatch(rest)
		if m == nil {
			continue
		}
		if f.names == "12y" && dayFirst.MatchString(string(lower)) {
			f.names = "dmy"
		} else if f.names == "12y" {
			f.names = "mdy"
		}
		s, ok := f.fill(m[1:])
		if !ok || f.names == "M" && strings.TrimSpace(m[0]) == "may" && asWritten[i] != 'M' && !within.MatchString(string(lower[max(0, i-10):i])) {
			continue
		}
		return s, i + len([]rune(strings.TrimSpace(m[0])))
	}
	return nil, 0
}

func (f form) fill(groups []string) (*Span, bool) {
	s := &Span{}
	for j, name := range f.names {
		g := groups[j]
		switch name {
		case 'y':
			s.Year = atoi(g)
		case 'b':
			s.Year, s.Bare = atoi(g), true
		case 'q':
			s.Quarter = ordinal(g)
		case 'h':
			s.Half = ordinal(g)
		case 'm':
			s.Month = ordinal(g)
		case 'd':
			s.Day = atoi(g)
		case 'D':
			s.Year, s.Years = atoi(g), 10
		case 'f':
			s.From, s.To = stretch(g)
		case 'w':
			s.FirstDay, s.LastDay = week(g)
		case 'M':
			s.Month = sheet.MonthNamed(g)
		}
	}
	return s, s.Month <= 12 && s.Day <= 31 && s.Quarter <= 4 && (s.Year == 0 || s.Year >= 1000)
}

// stretch returns the days of a part of a month; 31 is its end.
func stretch(g string) (from, to int) {
	switch g {
	case "first", "1st", "上半月":
		return 1, 15
	case "second", "2nd", "下半月":
		return 16, 31
	case "上旬":
		return 1, 10
	case "中旬":
		return 11, 20
	}
	return 21, 31
}

// week returns the days of the week that a word means.
func week(g string) (first, last int) {
	switch g {
	case "weekday", "工作日":
		return 1, 5
	case "weekend", "周末", "双休日":
		return 6, 7
	case "日", "天", "sunday":
		return 7, 7
	}
	if i := strings.Index("一二三四五六", g); i >= 0 {
		return i/3 + 1, i/3 + 1
	}
	for d := time.Monday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()) == g {
			return int(d), int(d)
		}
	}
	return 0, 0
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

func digit(r rune) bool { return r >= '0' && r <= '9' }

func latin(r rune) bool { return unicode.IsLetter(r) && r < 0x2E80 }

func ordinal(g string) int {
	switch g {
	case "first", "1st", "一", "上":
		return 1
	case "second", "2nd", "二", "下":
		return 2
	case "third", "3rd", "三":
		return 3
	case "fourth", "4th", "last", "四":
		return 4
	}
	if n := atoi(g); n > 0 {
		return n
	}
	n := 0
	for _, r := range g {
		if r == '十' {
			n = max(n, 1) * 10
		} else {
			n += strings.IndexRune("零一二三四五六七八九", r) / 3
		}
	}
	return n
}

// Bounds returns the time from its begin until before its end, for a span
// with a year.
func (s Span) Bounds() (from, to int64) {
	month, n := 1, 12
	switch {
	case s.Month > 0:
		month, n = s.Month, 1
	case s.Quarter > 0:
		month, n = s.Quarter*3-2, 3
	case s.Half > 0:
		month, n = s.Half*6-5, 6
	}
	begin := time.Date(s.Year, time.Month(month), max(s.Day, 1), 0, 0, 0, 0, time.UTC)
	end := begin.AddDate(0, n, 0)
	switch {
	case s.From > 0:
		last := end
		begin = begin.AddDate(0, 0, s.From-1)
		if end = begin.AddDate(0, 0, s.To-s.From+1); end.After(last) {
			end = last
		}
	case s.Day > 0:
		end = begin.AddDate(0, 0, 1)
	case s.Years > 1:
		end = begin.AddDate(s.Years, 0, 0)
	}
	return begin.Unix(), end.Unix()
}

// Part returns the part of a date that a span without a year fixes.
func (s Span) Part() (p query.DatePart, from, to int) {
	switch {
	case s.FirstDay > 0:
		return query.Weekday, s.FirstDay - 1, s.LastDay - 1
	case s.Month > 0 && s.From > 0:
		return query.Day, s.Month*100 + s.From, s.Month*100 + s.To
	case s.Month > 0 && s.Day > 0:
		return query.Day, s.Month*100 + s.Day, s.Month*100 + s.Day
	case s.Month > 0:
		return query.Month, s.Month, s.Month
	case s.Quarter > 0:
		return query.Quarter, s.Quarter, s.Quarter
	case s.Half > 0:
		return query.Month, s.Half*6 - 5, s.Half * 6
	}
	return query.Year, s.Year, s.Year
}

// Through returns two times as the ends of one stretch: a year that only one of
// them names is the other's too, or the one next to it that keeps them in order.
func Through(a, b Span) (Span, Span) {
	switch {
	case a.Year == 0 && b.Year > 0:
		if a.Year = b.Year; a.begin() > b.begin() {
			a.Year--
		}
	case b.Year == 0 && a.Year > 0:
		if b.Year = a.Year; a.begin() > b.begin() {
			b.Year++
		}
	}
	return a, b
}

func (s Span) begin() int64 { from, _ := s.Bounds(); return from }

// Days returns the days that a span without a year fixes, as months times 100
// with days, where it fixes any.
func (s Span) Days() (from, to int, ok bool) {
	switch part, from, to := s.Part(); part {
	case query.Day:
		return from, to, true
	case query.Month:
		return from*100 + 1, to*100 + 31, true
	case query.Quarter:
		return (from*3-2)*100 + 1, to*3*100 + 31, true
	default:
		return 0, 0, false
	}
}

// Grain is the part of dates that a span is one of.
func (s Span) Grain() query.DatePart { p, _, _ := s.Part(); return p }

func (s Span) String() string {
	pad := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	out := ""
	if s.Year > 0 {
		out = strconv.Itoa(s.Year)
		if s.Years > 1 {
			out += "–" + strconv.Itoa(s.Year+s.Years-1)
		}
	}
	add := func(t string) {
		if out != "" {
			out += "-"
		}
		out += t
	}
	switch {
	case s.FirstDay > 0 && s.LastDay > s.FirstDay:
		return time.Weekday(s.FirstDay).String() + "–" + time.Weekday(s.LastDay%7).String()
	case s.FirstDay > 0:
		return time.Weekday(s.FirstDay % 7).String()
	case s.Quarter > 0:
		add("Q" + strconv.Itoa(s.Quarter))
	case s.Half > 0:
		add("H" + strconv.Itoa(s.Half))
	case s.Month > 0 && s.From > 0:
		add(pad(s.Month) + "-" + pad(s.From) + "–" + pad(s.To))
	case s.Month > 0 && s.Year == 0 && s.Day == 0:
		return time.Month(s.Month).String()
	case s.Month > 0:
		add(pad(s.Month))
	}
	if s.Day > 0 {
		add(pad(s.Day))
	}
	return out
}

// Names are the words of months and weekdays, in lower case.
func Names() (out []string) {
	for m := time.January; m <= time.December; m++ {
		out = append(out, strings.ToLower(m.String()), strings.ToLower(m.String()[:3]))
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		out = append(out, strings.ToLower(d.String()), strings.ToLower(d.String())+"s")
	}
	return append(out, "sept", "weekend", "weekends", "weekday", "weekdays", "half")
}
