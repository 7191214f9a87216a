package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Clock is how the durations of a column are written; empty where it has none.
type Clock string

// The ways to write durations, whose numbers are seconds but for Halves.
const (
	Thirds Clock = "h:mm:ss"
	Halves Clock = "mm:ss" // or h:mm, which add up alike: the number counts the smaller part
	Worded Clock = "1h 20m"
	Han    Clock = "1小时20分"
)

var (
	colons = regexp.MustCompile(`^(\d{1,3}):([0-5]\d)(?::([0-5]\d)(\.\d{1,3})?)?$`)
	worded = regexp.MustCompile(`^(?i:(\d+)\s*(?:h|hrs?|hours?)(?:\s*,?\s*(\d+)\s*(?:m|mins?|minutes?)?)?(?:\s*(\d+)\s*(?:s|secs?|seconds?))?|(\d+)\s*(?:m|mins?|minutes?)\s*(\d+)\s*(?:s|secs?|seconds?)|(\d+)\s*(?:m|mins?|minutes?))$`)
	hours  = regexp.MustCompile(`^(?:(\d+)\s*(?:小时|时|个小时|钟头))?(?:(\d+)\s*(?:分钟|分))?(?:(\d+)\s*秒)?$`)

	lasts = regexp.MustCompile(`(?i)\b(?:duration|length|elapsed|taken|pace|lap|laps|split|splits|swim|bike|run|finish|net|chip|gun|race|total|hours|worked|overtime|runtime|running|best|record|result|playing|waiting|wait|delay|sleep|marathon|half|5k|10k)\b|时长|用时|工时|耗时|时间长|配速|成绩|净计时|总时间|小时|等待|延误|睡眠|加班`)
	timed = regexp.MustCompile(`(?i)\b(?:times?|pb)\b|时间|用时`)
	clock = regexp.MustCompile(`(?i)\b(?:start|starts|started|begin|begins|end|ends|in|out|open|opens|close|closes|clock|check|arrive|arrival|arrived|departure|depart|departs|departed|due|scheduled|from|to|until|at)\b|上班|下班|打卡|签到|签退|到达|出发|开始|结束|时刻|时间点|班次|到岗|离岗|起飞|降落|入住|退房`)
)

// ParseDuration reads a duration, and says how it is written: 2:33:34, 45:10, 1h 20m, 1小时20分.
func ParseDuration(s string) (seconds float64, c Clock, ok bool) {
	s = narrow(strings.TrimSpace(s))
	part := func(g []string, by ...float64) (sum float64) {
		for i, f := range by {
			n, _ := strconv.ParseFloat(g[i+1], 64)
			sum += n * f
		}
		return sum
	}
	if g := colons.FindStringSubmatch(s); g != nil {
		if g[3] == "" {
			return part(g, 60, 1), Halves, true
		}
		fraction, _ := strconv.ParseFloat("0"+g[4], 64)
		return part(g, 3600, 60, 1) + fraction, Thirds, true
	}
	if g := worded.FindStringSubmatch(s); g != nil {
		return part(g, 3600, 60, 1, 60, 1, 60), Worded, true
	}
	if g := hours.FindStringSubmatch(s); g != nil && s != "" {
		return part(g, 3600, 60, 1), Han, true
	}
	return 0, "", false
}

// Write writes seconds in that way; of Halves what they count.
func (c Clock) Write(v float64, decimals int) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	unit := math.Pow10(decimals)
	v = math.Round(v*unit) / unit
	whole := int64(v)
	h, m, s := whole/3600, whole/60%60, whole%60
	two := func(n int64) string { return strconv.FormatInt(n+100, 10)[1:] }
	switch c {
	case Halves:
		return sign + strconv.FormatInt(whole/60, 10) + ":" + two(s)
	case Thirds:
		out := sign + strconv.FormatInt(h, 10) + ":" + two(m) + ":" + two(s)
		if decimals > 0 {
			out += strconv.FormatFloat(v-float64(whole), 'f', decimals, 64)[1:]
		}
		return out
	case Worded, Han:
	}
	units := [3]string{"h", "m", "s"}
	if c == Han {
		units = [3]string{"小时", "分", "秒"}
	}
	var parts []string
	for i, n := range []int64{h, m, s} {
		if n > 0 || i == 1 && h == 0 && s == 0 {
			parts = append(parts, strconv.FormatInt(n, 10)+units[i])
		}
	}
	if c == Han {
		return sign + strings.Join(parts, "")
	}
	return sign + strings.Join(parts, " ")
}

// settleDuration makes a column of durations one of numbers. Times of day, which are
// written alike, it leaves: those that are named so, or of two digits below 24.
func (c *Column) settleDuration() bool {
	written, good, early, most, decimals := 0, 0, true, 0.0, 0
	values := make([]float64, len(c.Text))
	forms := map[Clock]int{}
	for i, s := range c.Text {
		values[i] = math.NaN()
		if s == "" {
			continue
		}
		written++
		v, form, ok := ParseDuration(s)
		if !ok {
			if written > 200 && good*2 < written {
				return false
			}
			continue
		}
		if _, fraction, cut := strings.Cut(s, "."); cut && form == Thirds {
			decimals = max(decimals, len(fraction))
		}
		first, _, _ := strings.Cut(s, ":")
		hour, _ := strconv.Atoi(first)
		early = early && hour < 24 && (form == Thirds || form == Halves)
		if len(first) == 1 && hour > 0 || form == Thirds && hour == 0 {
			most = max(most, 1) // 2:33:34 has no zero before it
		}
		good++
		forms[form]++
		values[i] = v
	}
	if good == 0 || float64(good) < agree*float64(written) || (forms[Thirds]+forms[Halves] > 0) == (forms[Worded]+forms[Han] > 0) {
		return false
	}
	name := strings.Join(words(c.Name), " ") + " " + c.Name
	if early && (clock.MatchString(name) || !lasts.MatchString(name) && (most == 0 || forms[Thirds] == 0)) {
		return false
	}
	if forms[Halves] > 0 && forms[Thirds] == 0 && !lasts.MatchString(name) && !timed.MatchString(name) {
		return false // 31:28 may be a score
	}
	form := Han
	switch {
	case forms[Thirds] > 0:
		form = Thirds
	case forms[Halves] > 0:
		form = Halves
	case forms[Worded] > 0:
		form = Worded
	}
	c.Kind, c.Odd, c.Num = Number, written-good, values
	c.Format = Format{Clock: form, Decimals: decimals}
	return true
}
