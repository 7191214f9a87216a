// Package hours answers when a place opens or closes, on the days that a question
// names – 周末几点开门, “when does it close on Sundays?” – from the lines that say from
// when to when it is open.
package hours

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const (
	dayZh  = `(?:周|星期|礼拜)[一二三四五六日天末]`
	daysZh = dayZh + `(?:\s?(?:、|，|,|和|及|至|到|[-—–~～])\s?(?:` + dayZh + `|[一二三四五六日天]))*|工作日|周末|双休日|平日|平时|每天|每日|(?:法定)?节?假日|其[余他](?:的)?(?:时间|日子|时段|各?日|各?天)`
	dayEn  = `(?:mon|tue(?:s|sday)?|wed(?:nes|nesday)?|thu(?:r|rs|rsday)?|fri|sat(?:ur|urday)?|sun|monday|friday|sunday)(?:day)?s?`
	daysEn = `\b` + dayEn + `\b(?:\s?(?:,|and|&|to|through|till|until|[-–—])\s?(?:and )?` + dayEn + `\b)*|\bweekdays?\b|\bweekends?\b|\b(?:every ?day|daily)\b|\b(?:public |bank )?holidays?\b`
	clock  = `(?:(?:上午|下午|早上|早晨|中午|晚上|凌晨|晚)\s?)?(?:[0-9]{1,2}\s?[:：.]\s?[0-9]{2}(?:\s?[ap]\.?m\b\.?)?|[0-9]{1,2}\s?[ap]\.?m\b\.?|(?:[0-9]{1,2}|[一二三四五六七八九十两]{1,3})\s?[点时](?:半|整|一刻|三刻|[0-9一二三四五六七八九十]{1,3}分)?|noon\b|midnight\b)`
	until  = `\s*(?:[-—–~～－]+|至|到|一|\bto\b|\btill\b|\buntil\b)\s*`
	closed = `闭馆|闭园|闭店|关门|休息|休馆|停业|歇业|不开放|不营业|不上班|不开门|\bclosed\b`
)

var (
	pieces   = expression.New(`(?i)(` + daysZh + `|` + daysEn + `)|(` + clock + `)` + until + `(` + clock + `)|(` + closed + `)|([。；;\n])`)
	named    = expression.New(`(?i)` + daysZh + `|` + daysEn)
	holidays = expression.New(`(?:法定)?节?假日|(?:public |bank )?holidays?`)
	others   = expression.New(`^其`)
	one      = expression.New(`(?i)[一二三四五六日天末]|` + dayEn)
	joined   = expression.New(`(?i)至|到|[-—–~～]|\bto\b|\bthrough\b|\btill\b|\buntil\b`)

	asksBoth  = expression.New(`(?i)(?:几点钟?|什么时候|何时)(?:开始)?(?:到|至)(?:几点|什么时候|何时)|(?:营业|开放|开馆|开门|办公|上班|服务|开园)(?:的)?时间|\b(?:opening|business|office|working|visiting) (?:hours|times)\b|\bhours of business\b|\bfrom when (?:to|until) when\b.*\bopen\b|\bwhen (?:is|are) (?:the |this |that |your )?[\pL ]+ open\b`)
	asksOpen  = expression.New(`(?i)(?:几点钟?|什么时候|何时|什么时间|多早)(?:才|能|可以|会|就)?(?:开始)?(?:开门|开馆|开放|开园|开店|开始营业|营业|上班|办公|开)(?:[的了呀啊呢]|[？?。，, ]|$)|\b(?:when|what time|how early)\b.*\b(?:opens?|opening)\b`)
	asksClose = expression.New(`(?i)(?:几点钟?|什么时候|何时|什么时间|多晚)(?:才|会|就)?(?:关门|闭馆|闭园|关店|关|打烊|结束营业|停止营业|下班)|(?:开|营业|开放|上班|开门|办公|服务)(?:到|至)(?:几点|什么时候|何时|多晚)|\b(?:when|what time|how late)\b.*\b(?:closes?|closing|shuts?)\b|\b(?:until when|till when|until what time|till what time|how late)\b.*\bopen\b`)
	asksDay   = expression.New(`(?:开不开|上不上班|营不营业|开没开)(?:门|放)?|(?:(?:开门|开馆|开店|开放|开园|营业|上班|办公|开)[的了]?|有人(?:上班|值班)?)(?:吗|么|嘛|不|没)`)
	idle      = expression.New(`(?i)` + daysZh + `|` + daysEn + `|请问|告诉我|那里?|这里?|它|在|的|是|从|每|今天|一般|通常|呢|吗|我|想|知道|[？?。，,.!\s]|\b(?:the|on|in|at|it|is|are|does|do|they|you|when|what|time|until|till|how|late|early|open|opens|close|closes|opening|closing|times?|hours|tell|me|of|for|a|an|this|that|there|from|to)\b`)
)

// week is a set of days, Monday first; the eighth is a holiday.
type week uint8

const (
	workdays week = 1<<5 - 1
	weekend  week = 1<<5 | 1<<6
	holiday  week = 1 << 7
)

// entry is from when to when a place is open on some days.
type entry struct {
	days     week
	said     string // the days in the text's words
	from, to string // none where it is closed
	closed   string
	line     int
}

// Answer is when a place opens, closes, or both; empty when something else is asked,
// or the text does not say.
func Answer(text, question string) string {
	both, opens, closes, whether := asksBoth.MatchString(question), asksOpen.MatchString(question), asksClose.MatchString(question), asksDay.MatchString(question)
	asked := week(0)
	for _, m := range named.FindAllStringIndex(question, -1) {
		asked |= days(question[m[0]:m[1]])
	}
	if whether = whether && asked != 0 && !strings.Contains(question, "平时") && !both && !opens && !closes; !whether && !both && !opens && !closes {
		return ""
	}
	all, lines := read(text)
	if all = about(all, lines, topic(question)); len(all) == 0 {
		return ""
	}
	if whether {
		return verdict(all, asked)
	}
	if asked != 0 && strings.TrimSpace(topic(question)) == "" {
		all = first(all, asked)
	}
	var said []string
	seen := map[string]bool{}
	open := 0
	for _, e := range all {
		if e.from != "" {
			open++
		}
	}
	for _, e := range all {
		if asked != 0 && e.days&asked == 0 {
			continue
		}
		hours := e.from
		switch {
		case e.from == "":
			hours = e.closed
		case both || opens == closes:
			hours = e.from + "–" + e.to
		case closes:
			hours = e.to
		}
		if e.from == "" || open > 1 && (asked == 0 || asked&^e.days != 0) {
			hours = strings.TrimSpace(e.said + space(e.said, hours) + hours)
		}
		if !seen[hours] && (asked != 0 || e.from != "" || both) {
			said = append(said, hours)
		}
		seen[hours] = true
	}
	between := "; "
	if words.Chinese(question) {
		between = "；"
	}
	return strings.Join(said, between)
}

// verdict is whether a place is open on the days that are asked for, and from when to when; empty
// where the hours say nothing of these days or have but their closing, which the sentence says better.
func verdict(all []entry, asked week) string {
	var said []string
	open, shut := week(0), week(0)
	for _, e := range all {
		switch {
		case e.days&asked == 0, e.days&asked&(open|shut) != 0:
			continue
		case e.from == "":
			shut |= e.days & asked
			said = append(said, strings.TrimSpace(e.said)+e.closed)
		default:
			open |= e.days & asked
			said = append(said, strings.TrimSpace(e.said+space(e.said, e.from)+e.from+"–"+e.to))
		}
	}
	switch {
	case open == asked:
		return "是。" + strings.Join(said, "；")
	case open != 0 && open|shut == asked:
		return strings.Join(said, "；")
	}
	return ""
}

// first are the entries of the first line that speaks of a day: others say when
// something else is.
func first(all []entry, asked week) (out []entry) {
	for _, e := range all {
		if e.days&asked != 0 && (len(out) == 0 || out[0].line == e.line || asked&^out[0].days != 0) {
			out = append(out, e)
		}
	}
	return out
}

func space(days, hours string) string {
	if days == "" || !strings.ContainsAny(hours[:1], "0123456789") && days[0] >= 0x80 {
		return ""
	}
	return " "
}

// topic is what a question asks the hours of.
func topic(question string) string {
	for _, form := range []expression.Lazy{asksBoth, asksClose, asksOpen, asksDay} {
		if words.Chinese(question) {
			question = form.ReplaceAllString(question, "")
		}
	}
	return idle.ReplaceAllString(question, " ")
}

// about are the entries of the lines that speak of a topic, all where none does but
// the text has its words; none where it has not.
func about(all []entry, lines []string, topic string) (out []entry) {
	asked := words.Tokens(topic)
	speaks := func(s string) bool {
		s = strings.ToLower(s)
		for _, t := range asked {
			if t.IsWord() && !words.Function(t) && !strings.Contains(s, t.Norm) {
				return false
			}
		}
		return true
	}
	if text := strings.Join(lines, "\n"); !speaks(text) && !nameless(text, topic) {
		return nil
	}
	for _, e := range all {
		if speaks(lines[e.line]) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

var (
	venue = expression.New(`(?i)馆|店|厅|超市|商场|医院|诊所|食堂|银行|公园|中心|学校|餐|酒吧|泳池|library|museum|shop|store|pool|office|clinic|gym|market|park|caf|bar\b`)
	hall  = expression.New(`[闭开休]馆`)
)

// nameless reports whether a sign says hours of no place that it names, so that they are
// of that which is asked about; 闭馆 is said of a 馆.
func nameless(text, topic string) bool {
	return !venue.MatchString(hall.ReplaceAllString(text, "")) && (!hall.MatchString(text) || strings.Contains(topic, "馆"))
}

// read finds the hours of a text, and its lines and sentences.
func read(text string) (out []entry, lines []string) {
	said, from, open := "", 0, false
	add := func(e entry) {
		if e.said = said; said == "" {
			e.days = workdays | weekend
		} else if e.days = days(said); others.MatchString(said) {
			e.days = workdays | weekend
			for _, o := range out {
				if !others.MatchString(o.said) {
					e.days &^= o.days
				}
			}
		}
		e.line = len(lines)
		if n := len(out); n > 0 && out[n-1].line == e.line && out[n-1].said == e.said && e.from != "" && out[n-1].from != "" {
			out[n-1].to = e.to // 上午…，下午…
			return
		}
		out = append(out, e)
		open = false
	}
	for _, m := range pieces.FindAllStringSubmatchIndex(text, -1) {
		switch {
		case m[2] >= 0 && open && strings.Trim(text[from:m[2]], "、，, 和及and&") == "":
			said += text[from:m[2]] + text[m[2]:m[3]]
			from = m[3]
		case m[2] >= 0:
			said, from, open = text[m[2]:m[3]], m[3], true
		case m[4] >= 0:
			add(entry{from: squeeze(text[m[4]:m[5]]), to: squeeze(text[m[6]:m[7]])})
		case m[8] >= 0 && said != "":
			add(entry{closed: text[m[8]:m[9]]})
		case m[10] >= 0:
			start := 0
			for _, l := range lines {
				start += len(l)
			}
			lines = append(lines, text[start:m[11]])
			if text[m[10]:m[11]] != "\n" || !open {
				said = ""
			}
		}
	}
	start := 0
	for _, l := range lines {
		start += len(l)
	}
	return out, append(lines, text[start:])
}

func squeeze(s string) string {
	if s[0] >= 0x80 || strings.ContainsAny(s, ":：") && !strings.ContainsAny(strings.ToLower(s), "apm") {
		return strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "：", ":")
	}
	return s
}

// days are those that words name: 周一至周五, “Sat, Sun”.
func days(s string) (w week) {
	low := strings.ToLower(s)
	switch {
	case holidays.MatchString(low):
		w, low = holiday, holidays.ReplaceAllString(low, "")
	case strings.Contains(low, "工作日"), strings.HasPrefix(low, "平"), strings.HasPrefix(low, "weekday"):
		return workdays
	case strings.Contains(low, "双休日"), strings.HasPrefix(low, "weekend"):
		return weekend
	case strings.HasPrefix(low, "每"), strings.HasPrefix(low, "every"), low == "daily":
		return workdays | weekend
	}
	last, end := -1, 0
	for _, m := range one.FindAllStringIndex(low, -1) {
		d := day(low[m[0]:m[1]])
		if d == 7 {
			w |= weekend
			continue
		}
		if last >= 0 && joined.MatchString(low[end:m[0]]) {
			for k := last; k != d; k = (k + 1) % 7 {
				w |= 1 << k
			}
		}
		w |= 1 << d
		last, end = d, m[1]
	}
	return w
}

// day is the number of a day of the week, Monday 0; 7 is the weekend.
func day(s string) int {
	for i, names := range []string{"一mo", "二tu", "三we", "四th", "五fr", "六sa", "日天su", "末"} {
		if strings.Contains(names, s[:min(len(s), 3)]) || s[0] < 0x80 && strings.Contains(names, s[:2]) {
			return i
		}
	}
	return 7
}
