package contest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/expression"
)

// Said is an answer: by whom, to what, and from which paper if there are several.
type Said struct {
	ID, Question, File, Text string
	None                     bool // it has no answer
}

// Verdict says which paper is meant, or why nobody can tell, in Chinese where
// that is asked for.
func (q Question) Verdict(l []Said, chinese bool) string {
	say := func(en, zh string, a ...any) string {
		if chinese {
			return fmt.Sprintf(zh, a...)
		}
		return fmt.Sprintf(en, a...)
	}
	best, unit, same := -1, "", 0
	var at float64
	l = slices.Clone(l)
	for i := range l {
		l[i].Text = doubted.ReplaceAllString(l[i].Text, "$1")
	}
	for i, s := range l {
		v, u, ok := quantity(s.Text)
		switch {
		case s.None:
			return say("The two could not be compared: nothing that answers that was found in %s.", "无法比较：%s 中没有找到能回答的内容。", s.File)
		case !ok || i > 0 && u != unit:
			return say("They could not be compared: these are not two amounts of one kind.", "无法比较：它们不是同一种数量。")
		case i > 0 && near(v, at, u):
			same++
		case i == 0, q.Least && v < at, !q.Least && v > at:
			best, at, same = i, v, 0
		}
		unit = u
	}
	if best < 0 || len(l) < 2 {
		return ""
	}
	if same > 0 {
		return say("None is the %s one: it is the same, %s.", "都一样：没有哪一份更%s，是%s。", q.word, l[best].Text)
	}
	var others []string
	for i, s := range l {
		if i != best {
			others = append(others, say("%s (%s)", "%s（%s）", s.Text, s.File))
		}
	}
	and := say(" and ", "、")
	return say("%s: %s, against %s.", "%s：%s；另外是%s。", l[best].File, strings.TrimRight(l[best].Text, ".。"), strings.Join(others, and))
}

// doubted is an answer that is told as a probable one, with the sentence that has it.
var doubted = expression.New(`^(?:Probably: |可能是：)(.*?)(?: \(the text says: “[^”]*”.*\)|（原文：“[^”]*”.*）)?$`)

// near reports whether two quantities cannot be told apart: thirty days and a month.
func near(a, b float64, unit string) bool {
	if unit != days {
		return a == b
	}
	return a-b < 0.025*b && b-a < 0.025*b
}

const (
	days = "days"
	date = "date"
)

const numeral = `(\d[\d,]*(?:\.\d+)?|[零一二三四五六七八九十百千两半]+|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)`

var (
	span    = expression.New(`(?i)(?:^|[^\pL\d]|[\p{Han}])` + numeral + `\s?(?:个|calendar |working |business |full )?(工作日|小时|天|日|周|星期|月|季度|年|hours?|days?|weeks?|months?|quarters?|years?)`)
	money   = expression.New(`([$€£¥￥])\s?(\d[\d,]*(?:\.\d+)?)\s?(万|亿|million|thousand|k\b|m\b)?|(\d[\d,]*(?:\.\d+)?|[零一二三四五六七八九十百千两]+)\s?(万|亿|million |thousand )?(元|块|美元|欧元|英镑|euros?|dollars?|pounds?|EUR|USD|GBP|CNY|RMB)`)
	percent = expression.New(`(?i)(\d+(?:\.\d+)?)\s?(?:%|％|per ?cent)|百分之(` + `[零一二三四五六七八九十百点\d.]+)`)
	dateZh  = expression.New(`(\d{4})年(\d{1,2})月(?:(\d{1,2})[日号])?`)
	dateISO = expression.New(`(\d{4})-(\d{2})-(\d{2})`)
	dateEn  = expression.New(`(?i)(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (\d{1,2})(?:st|nd|rd|th)?,)? (\d{4})`)
	bare    = expression.New(`^(?:about |约)?(\d[\d,]*(?:\.\d+)?)(?:\s?\pL+)?$`)
)

var inDays = []struct {
	said *regexp.Regexp
	days float64
}{
	{regexp.MustCompile(`(?i)^(?:小时|hours?)$`), 1.0 / 24},
	{regexp.MustCompile(`(?i)^(?:天|日|days?)$`), 1},
	{regexp.MustCompile(`(?i)^工作日$`), 1.4},
	{regexp.MustCompile(`(?i)^(?:周|星期|weeks?)$`), 7},
	{regexp.MustCompile(`(?i)^(?:月|months?)$`), 30.44},
	{regexp.MustCompile(`(?i)^(?:季度|quarters?)$`), 91.3},
	{regexp.MustCompile(`(?i)^(?:年|years?)$`), 365.25},
}

// quantity is the first amount that an answer has, and what it is counted in.
func quantity(s string) (v float64, unit string, ok bool) {
	if t, ok := day(s); ok {
		return float64(t.Unix()), date, true
	}
	if m := money.FindStringSubmatch(s); m != nil {
		symbol, number, times := m[1], m[2], m[3]
		if symbol == "" {
			symbol, number, times = m[6], m[4], m[5]
		}
		return value(number) * multiple(strings.TrimSpace(times)), currency(symbol), true
	}
	if m := percent.FindStringSubmatch(s); m != nil {
		return value(m[1] + m[2]), "%", true
	}
	if m := span.FindStringSubmatch(s); m != nil {
		for _, u := range inDays {
			if u.said.MatchString(m[2]) {
				return value(m[1]) * u.days, days, true
			}
		}
	}
	if m := bare.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		return value(m[1]), "", true
	}
	return 0, "", false
}

func currency(symbol string) string {
	switch strings.ToLower(symbol) {
	case "¥", "￥", "元", "块", "cny", "rmb":
		return "CNY"
	case "€", "欧元", "euro", "euros", "eur":
		return "EUR"
	case "£", "英镑", "pound", "pounds", "gbp":
		return "GBP"
	}
	return "USD"
}

func multiple(s string) float64 {
	switch strings.ToLower(s) {
	case "万":
		return 1e4
	case "亿":
		return 1e8
	case "million", "m":
		return 1e6
	case "thousand", "k":
		return 1e3
	}
	return 1
}

func day(s string) (time.Time, bool) {
	whole := func(y, m, d string) (time.Time, bool) {
		a, _ := strconv.Atoi(y)
		b, _ := strconv.Atoi(m)
		c, _ := strconv.Atoi(d)
		return time.Date(a, time.Month(b), max(c, 1), 0, 0, 0, 0, time.UTC), a > 0 && b > 0
	}
	if m := dateZh.FindStringSubmatch(s); m != nil {
		return whole(m[1], m[2], m[3])
	}
	if m := dateISO.FindStringSubmatch(s); m != nil {
		return whole(m[1], m[2], m[3])
	}
	if m := dateEn.FindStringSubmatch(s); m != nil {
		month := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(m[2]))/3 + 1
		return whole(m[4], strconv.Itoa(month), m[1]+m[3])
	}
	return time.Time{}, false
}

var words = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")

// value reads digits, English words and Chinese numerals below ten thousand.
func value(s string) float64 {
	s = strings.ToLower(strings.ReplaceAll(s, ",", ""))
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return v
	}
	if s == "a" || s == "an" {
		return 1
	}
	total := 0.0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		for i, known := range words {
			if w == known {
				total += float64(i)
			}
		}
		total += map[string]float64{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}[w]
	}
	if total > 0 {
		return total
	}
	n, digit := 0.0, 0.0
	for _, r := range s {
		if i := strings.IndexRune("零一二三四五六七八九", r); i >= 0 {
			digit = float64(i / len("零"))
			continue
		}
		switch r {
		case '两':
			digit = 2
		case '半':
			digit = 0.5
		case '十':
			n, digit = n+10*max(digit, 1), 0
		case '百':
			n, digit = n+100*digit, 0
		case '千':
			n, digit = n+1000*digit, 0
		}
	}
	return n + digit
}

// longest is how many runes of a question stand in the title of its answer.
const longest = 60

// joined is what leads from one question to the next.
var joined = regexp.MustCompile(`(?i)^(?:[,，;；、\s]+|(?:and|also|then|plus|but|so)[, ]+|(?:并且|然后|另外|还有|以及|顺便)[，,]?)+`)

// Title is the question of an answer, to stand behind its name, where several are
// told that answer different ones; else nothing.
func Title(l []Said, id string, chinese bool) string {
	bare := func(s string) string { return strings.TrimRight(strings.TrimSpace(s), " ?？.。!！，,") }
	own, several := "", false
	for _, s := range l {
		if s.ID == id {
			own = bare(s.Question)
		}
		several = several || bare(s.Question) != bare(l[0].Question)
	}
	for _, s := range l { // what is carried over from the question before it stands there
		at := strings.LastIndexAny(own, "?？")
		if at > 0 && s.ID != id && strings.HasSuffix(bare(s.Question), bare(own[:at])) {
			own = strings.TrimPrefix(strings.TrimLeft(own[at:], "?？ "), "and ")
		}
	}
	own = joined.ReplaceAllString(own, "")
	switch {
	case own == "" || !several:
		return ""
	case len([]rune(own)) > longest:
		own = strings.TrimSpace(string([]rune(own)[:longest])) + "…"
	}
	if chinese {
		return "——" + own
	}
	return " – " + own
}

// Compare says which of several papers was asked for, when all were asked the same
// of which one has more; else nothing.
func Compare(l []Said, chinese bool) string {
	var q Question
	var same []Said
	for _, s := range l {
		if one, ok := Asked(s.Question); ok && s.File != "" && (q.Plain == "" || one.Plain == q.Plain) {
			q, same = one, append(same, s)
		}
	}
	if len(same) < 2 {
		return ""
	}
	return q.Verdict(same, chinese)
}
