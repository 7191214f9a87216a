package question

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// span is a time as a question names it. What it leaves open is 0.
type span struct {
	year, quarter, half, month, day int
	bare                            bool // four digits that may be a number as well
}

const monthNames = `(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?`

type spanForm struct {
	re    *regexp.Regexp
	names string // what the groups are, one letter each: y q h m d, M a month's name
}

// The forms of times, those that say more first.
var spanForms = []spanForm{
	{regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`), "ymd"},
	{regexp.MustCompile(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]`), "ymd"},
	{regexp.MustCompile(`^` + monthNames + `\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`), "Mdy"},
	{regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?` + monthNames + `,?\s+(\d{4})\b`), "dMy"},
	{regexp.MustCompile(`^(\d{4})\s*年\s*第?\s*([一二三四1-4])\s*季度`), "yq"},
	{regexp.MustCompile(`^q([1-4])\s*(?:of\s+|/)?(\d{4})\b`), "qy"},
	{regexp.MustCompile(`^(\d{4})[\s-]*q([1-4])\b`), "yq"},
	{regexp.MustCompile(`^(first|second|third|fourth|1st|2nd|3rd|4th|last)\s+quarter(?:\s+(?:of|in))?\s+(\d{4})\b`), "qy"},
	{regexp.MustCompile(`^(first|second|1st|2nd)\s+half(?:\s+(?:of|in))?\s+(\d{4})\b`), "hy"},
	{regexp.MustCompile(`^(\d{4})\s*年?\s*(上|下)半年`), "yh"},
	{regexp.MustCompile(`^(\d{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?`), "ym"},
	{regexp.MustCompile(`^(\d{4})[-/](\d{1,2})\b`), "ym"},
	{regexp.MustCompile(`^` + monthNames + `(?:\s+of)?,?\s+(\d{4})\b`), "My"},
	{regexp.MustCompile(`^` + monthNames + `\s+(\d{1,2})(?:st|nd|rd|th)?\b`), "Md"},
	{regexp.MustCompile(`^(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]`), "md"},
	{regexp.MustCompile(`^第?\s*([一二三四1-4])\s*季度`), "q"},
	{regexp.MustCompile(`^q([1-4])\b`), "q"},
	{regexp.MustCompile(`^(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\b`), "q"},
	{regexp.MustCompile(`^(first|second|1st|2nd)\s+half\b`), "h"},
	{regexp.MustCompile(`^(上|下)半年`), "h"},
	{regexp.MustCompile(`^(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?`), "m"},
	{regexp.MustCompile(`^` + monthNames + `(?:\b|\s|$)`), "M"},
	{regexp.MustCompile(`^(\d{4})\s*年`), "y"},
	{regexp.MustCompile(`^((?:19|20)\d\d)\b`), "b"},
}

// readSpan reads a time that begins at rune i, and returns the rune after it.
func readSpan(lower []rune, i int, asWritten []rune) (*span, int) {
	if i > 0 && (digit(lower[i]) && (digit(lower[i-1]) || lower[i-1] == '.') || latin(lower[i]) && latin(lower[i-1]) || strings.ContainsRune("$¥€£", lower[i-1])) {
		return nil, 0
	}
	rest := string(lower[i:min(len(lower), i+40)])
	for _, f := range spanForms {
		m := f.re.FindStringSubmatch(rest)
		if m == nil {
			continue
		}
		s, ok := f.fill(m[1:])
		if !ok || f.names == "M" && strings.TrimSpace(m[0]) == "may" && asWritten[i] != 'M' {
			continue
		}
		return s, i + len([]rune(strings.TrimSpace(m[0])))
	}
	return nil, 0
}

func (f spanForm) fill(groups []string) (*span, bool) {
	s := &span{}
	for j, name := range f.names {
		g := groups[j]
		switch name {
		case 'y':
			s.year = atoi(g)
		case 'b':
			s.year, s.bare = atoi(g), true
		case 'q':
			s.quarter = ordinal(g)
		case 'h':
			s.half = ordinal(g)
		case 'm':
			s.month = ordinal(g)
		case 'd':
			s.day = atoi(g)
		case 'M':
			s.month = sheet.MonthNamed(g)
		}
	}
	return s, s.month <= 12 && s.day <= 31 && s.quarter <= 4 && (s.year == 0 || s.year >= 1000)
}

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
	rs, n := []rune(g), 0
	for _, r := range rs {
		if r == '十' {
			n = max(n, 1) * 10
		} else {
			n += strings.IndexRune("零一二三四五六七八九", r) / 3
		}
	}
	return n
}

// bounds returns the time from its begin until before its end, for a span
// with a year.
func (s span) bounds() (from, to int64) {
	month, n := 1, 12
	switch {
	case s.month > 0:
		month, n = s.month, 1
	case s.quarter > 0:
		month, n = s.quarter*3-2, 3
	case s.half > 0:
		month, n = s.half*6-5, 6
	}
	begin := time.Date(s.year, time.Month(month), max(s.day, 1), 0, 0, 0, 0, time.UTC)
	end := begin.AddDate(0, n, 0)
	if s.day > 0 {
		end = begin.AddDate(0, 0, 1)
	}
	return begin.Unix(), end.Unix()
}

// part returns the part of a date that a span without a year fixes.
func (s span) part() (p query.DatePart, from, to int) {
	switch {
	case s.month > 0 && s.day > 0:
		return query.Day, s.month*100 + s.day, s.month*100 + s.day
	case s.month > 0:
		return query.Month, s.month, s.month
	case s.quarter > 0:
		return query.Quarter, s.quarter, s.quarter
	case s.half > 0:
		return query.Month, s.half*6 - 5, s.half * 6
	}
	return query.Year, s.year, s.year
}

func (s span) String() string {
	pad := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	out := ""
	if s.year > 0 {
		out = strconv.Itoa(s.year)
	}
	add := func(t string) {
		if out != "" {
			out += "-"
		}
		out += t
	}
	switch {
	case s.quarter > 0:
		add("Q" + strconv.Itoa(s.quarter))
	case s.half > 0:
		add("H" + strconv.Itoa(s.half))
	case s.month > 0 && s.year == 0 && s.day == 0:
		return time.Month(s.month).String()
	case s.month > 0:
		add(pad(s.month))
	}
	if s.day > 0 {
		add(pad(s.day))
	}
	return out
}
