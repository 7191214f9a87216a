package phrase

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const numerals = "零〇一二两三四五六七八九十百千半俩仨"

// number adds a number, a time such as 1:30, or a size such as 600x400.
func (s *scanner) number(i int) int {
	v, j := s.digits(i)
	if j < len(s.text) && s.text[j] == ':' {
		if t, end, ok := s.clock(v, j); ok {
			return s.add(Token{Kind: Time, Word: "{time}", Value: t, Start: i, End: end})
		}
	}
	for _, by := range []string{"x", "×", "*", " x ", " × ", "乘", " by "} {
		if !strings.HasPrefix(s.lower[j:], by) || !digit(s.text, j+len(by)) {
			continue
		}
		h, end := s.digits(j + len(by))
		return s.add(Token{Kind: Size, Word: "{size}", Value: v, Height: h, Start: i, End: end})
	}
	return s.add(Token{Kind: Number, Word: s.text[i:j], Value: v, Start: i, End: j})
}

func digit(text string, i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }

func (s *scanner) digits(i int) (v float64, end int) {
	j := i
	for digit(s.text, j) || j > i && j+1 < len(s.text) && s.text[j] == '.' && digit(s.text, j+1) {
		j++
	}
	v, err := strconv.ParseFloat(s.text[i:j], 64)
	if err != nil {
		v, _ = strconv.ParseFloat(strings.SplitN(s.text[i:j], ".", 2)[0], 64)
	}
	return v, j
}

// clock reads the rest of 1:30 or 1:02:30.
func (s *scanner) clock(v float64, colon int) (seconds float64, end int, ok bool) {
	end = colon
	for end < len(s.text) && s.text[end] == ':' && digit(s.text, end+1) && digit(s.text, end+2) {
		part, next := s.digits(end + 1)
		v, end, ok = v*60+part, next, true
	}
	return v, end, ok
}

// han adds a run of Chinese numerals, whose word is the run itself.
func (s *scanner) han(i int) int {
	j := i
	for j < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[j:])
		if !strings.ContainsRune(numerals, r) {
			break
		}
		if j > i && r == '一' && strings.HasSuffix(s.text[i:j], "一") {
			break // 统一一下 has no number
		}
		j += n
	}
	if v, end, ok := s.point(i, j); ok {
		return s.add(Token{Kind: Number, Word: s.text[i:end], Value: v, Start: i, End: end})
	}
	return s.add(Token{Kind: Number, Word: s.text[i:j], Value: numeral(s.text[i:j]), Start: i, End: j})
}

// point reads the rest of “一点五” before 倍, where it is a fraction and no time of day.
func (s *scanner) point(i, j int) (v float64, end int, ok bool) {
	rest, found := strings.CutPrefix(s.text[j:], "点")
	if !found {
		return 0, 0, false
	}
	r, n := utf8.DecodeRuneInString(rest)
	k := strings.Index("一二三四五六七八九", string(r))
	if k < 0 || r == utf8.RuneError || !strings.HasPrefix(rest[n:], "倍") {
		return 0, 0, false
	}
	return numeral(s.text[i:j]) + float64(k/3+1)/10, j + len("点") + n, true
}

// numeral is the value of a run of Chinese numerals.
func numeral(run string) float64 {
	if run == "一半" {
		return 0.5
	}
	total, unit := 0.0, 0.0
	last := 1.0
	for _, r := range run {
		switch r {
		case '十', '百', '千':
			last = map[rune]float64{'十': 10, '百': 100, '千': 1000}[r]
			total += max(unit, 1) * last
			unit = 0
		case '半':
			total, unit = total+unit+0.5*last, 0
		case '俩':
			unit = 2
		case '仨':
			unit = 3
		case '零', '〇':
			unit = 0
		case '两':
			unit = 2
		default:
			unit = float64(strings.Index("一二三四五六七八九", string(r))/3 + 1)
		}
	}
	return total + unit
}

// merge joins numbers and their units of time, and the words of a language.
func (s *scanner) merge() {
	var out []Token
	for i := 0; i < len(s.tokens); {
		if t, n := s.time(i); n > 0 {
			out, i = append(out, t), i+n
			continue
		}
		if l, n := s.brief(i); n > 0 {
			out, i = append(out, l...), i+n
			continue
		}
		if t, n := s.language(i); n > 0 {
			out, i = append(out, t), i+n
			continue
		}
		out = append(out, s.tokens[i])
		i++
	}
	s.tokens = out
	for i := 0; i+2 < len(out); i++ {
		if out[i].Kind == Number && out[i+2].Kind == Time && out[i+2].unit > 0 && slices.Contains(spans, out[i+1].Word) {
			out[i].Kind, out[i].Word, out[i].Value = Time, "{time}", out[i].Value*out[i+2].unit
		}
	}
}

// spans are what stands between two numbers that share a unit: “10 to 20 seconds”.
var spans = []string{"to", "and", "-", "–", "—", "~", "till", "until", "到", "至"}

var units = map[string]float64{
	"second": 1, "sec": 1, "s": 1, "secs": 1, "秒": 1, "minute": 60, "min": 60, "mins": 60, "minut": 60, "m": 60, "分": 60, "hour": 3600, "h": 3600, "时": 3600,
}

// time reads “12分05秒”, “2 minutes 30 seconds”, “半分钟” from token i on.
func (s *scanner) time(i int) (t Token, used int) {
	at := i
	if t, ok := s.bare(i); ok {
		if n := s.andHalf(i + 1); n > 0 {
			t.Value, t.End = t.Value+t.unit/2, s.tokens[i+n].End
			return t, 1 + n
		}
		return t, 1
	}
	if n := s.lone(i); n > 0 {
		u, _ := s.unit(i + n)
		t = s.tokens[i]
		t.Kind, t.Word, t.unit, t.End, t.Value = Time, "{time}", u, s.tokens[i+n].End, u/2
		return t, n + 1
	}
	for at+1 < len(s.tokens) && s.tokens[at].Kind == Number {
		u, n := s.unit(at + 1)
		if s.tokens[at+1].Word == "-" && at+2 < len(s.tokens) && s.tokens[at+2].Kind == Word {
			if u, n = s.unit(at + 2); u > 0 {
				n++ // “4-second”
			}
		}
		if u == 0 && used > 0 && s.tokens[at+1].Word == "s" {
			u, n = 1, 1 // the last of “3 min 5 s”
		}
		if u == 0 || used > 0 && u >= 60 {
			break
		}
		if used == 0 {
			t = s.tokens[i]
		}
		t.Kind, t.Word, t.unit = Time, "{time}", u
		t.Value = s.tokens[at].Value*u + map[bool]float64{true: t.Value}[used > 0]
		at += 1 + n
		if at < len(s.tokens) && s.tokens[at].Word == "半" {
			t.Value += u / 2
			at++
		}
		if u == 60 && at < len(s.tokens) && s.tokens[at].Kind == Number && s.tokens[at].Value < 60 && s.tokens[at-1].Word == "分" && s.tokens[at-1].End == s.tokens[at].Start {
			if v, _ := s.unit(min(at+1, len(s.tokens)-1)); v == 0 {
				t.Value += s.tokens[at].Value // 1分20
				at++
			}
		}
		if n := s.andHalf(at); n > 0 {
			t.Value += u / 2
			at += n
		}
		used = at - i
		t.End = s.tokens[at-1].End
	}
	return t, used
}

// bare reads the unit of “the first minute”, which is one of it.
func (s *scanner) bare(i int) (t Token, ok bool) {
	if i == 0 || s.tokens[i].Kind != Word || !slices.Contains([]string{"first", "last", "final", "open"}, s.tokens[i-1].Word) || strings.HasSuffix(strings.ToLower(s.text[s.tokens[i].Start:s.tokens[i].End]), "s") {
		return t, false
	}
	u, _ := s.unit(i)
	t = s.tokens[i]
	t.Kind, t.Word, t.unit, t.Value = Time, "{time}", u, u
	return t, u > 0
}

// andHalf returns how many tokens at i say “and a half”.
func (s *scanner) andHalf(i int) int {
	if i+2 < len(s.tokens) && s.tokens[i].Word == "and" && s.tokens[i+1].Word == "a" && s.tokens[i+2].Word == "half" {
		return 3
	}
	return 0
}

// lone returns how many tokens stand before a unit of time without a number of
// its own, as in “half a minute”.
func (s *scanner) lone(i int) int {
	if i+2 < len(s.tokens) && s.tokens[i].Word == "half" && slices.Contains([]string{"a", "an"}, s.tokens[i+1].Word) {
		if u, _ := s.unit(i + 2); u > 0 {
			return 2
		}
	}
	return 0
}

// unit reads a unit of time at token i: its seconds and how many tokens it has.
func (s *scanner) unit(i int) (seconds float64, n int) {
	u := s.tokens[i]
	if u.Kind != Word && u.Kind != Han {
		return 0, 0
	}
	next := func(k int) string {
		if i+k < len(s.tokens) {
			return s.tokens[i+k].Word
		}
		return ""
	}
	switch {
	case u.Word == "个" && next(1) == "小" && next(2) == "时":
		return 3600, 3
	case u.Word == "小" && next(1) == "时":
		return 3600, 2
	case (u.Word == "分" || u.Word == "秒") && next(1) == "钟":
		return units[u.Word], 2
	case u.Word == "时" || u.Word == "分" && slices.Contains([]string{"之", "类", "别", "贝", "辨", "数"}, next(1)):
		return 0, 0
	case u.Word == "m" && s.text[u.Start] == 'M':
		return 0, 0 // “2M” is a size
	case len(u.Word) == 1 && s.tokens[i-1].End != u.Start:
		return 0, 0 // “3 m” is not three minutes
	}
	return units[u.Word], 1
}

// polishes reports whether “polish” is what is to be done, and no language.
func (s *scanner) polishes(i int) bool {
	return strings.HasPrefix(s.text[s.tokens[i].Start:], "polish ") && i+1 < len(s.tokens) && slices.Contains([]string{"my", "the", "this", "it", "up", "our", "these", "her", "his", "their"}, s.tokens[i+1].Word) ||
		i == 0 && strings.HasPrefix(s.text[s.tokens[i].Start:], "Polish ") && i+1 < len(s.tokens) && slices.Contains([]string{"my", "this", "it", "up"}, s.tokens[i+1].Word)
}

func (s *scanner) language(i int) (t Token, used int) {
	for n := min(s.lex.longest, len(s.tokens)-i); n > 0; n-- {
		key := ""
		for _, t := range s.tokens[i : i+n] {
			key += t.Word
		}
		if code, ok := s.lex.languages[key]; ok && s.tokens[i].Kind != Quote && !s.polishes(i) {
			t = s.tokens[i]
			t.Kind, t.Word, t.Code, t.End = Language, "{lang}", code, s.tokens[i+n-1].End
			return t, n
		}
	}
	return t, 0
}
