package sheet

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Figure is a number as a cell writes it.
type Figure struct {
	Value          float64
	Prefix, Suffix string
	Decimals       int
	Grouped        bool
	Padded         bool // it begins with a zero that is not its value, as codes do
}

// ParseNumber reads a number with its currency or unit: "$1,234.50",
// "(12)", "45 %", "３.5万", "1.234,50 €" when comma is set.
func ParseNumber(s string, comma bool) (Figure, bool) {
	s = narrow(strings.TrimSpace(s))
	negative := false
	if n := len(s); n > 2 && s[0] == '(' && s[n-1] == ')' {
		s, negative = s[1:n-1], true
	}
	first, last := strings.IndexAny(s, "0123456789"), strings.LastIndexAny(s, "0123456789")
	if first < 0 || len(s) > 64 {
		return Figure{}, false
	}
	if first > 0 && s[first-1] == point(comma) {
		first--
	}
	f := Figure{Prefix: s[:first], Suffix: strings.TrimSpace(s[last+1:])}
	negative = negative != f.takeSign()
	if !currency(f.Prefix) || !unit(f.Suffix) {
		return f, false
	}
	digits, ok := f.plain(s[first:last+1], comma)
	if !ok {
		return f, false
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return f, false
	}
	if f.Value = v; negative {
		f.Value = -v
	}
	return f, true
}

func point(comma bool) byte {
	if comma {
		return ','
	}
	return '.'
}

// takeSign takes the sign out of what stands around the digits.
func (f *Figure) takeSign() (negative bool) {
	for _, sign := range []string{"-", "−", "–", "+"} {
		if p, ok := strings.CutPrefix(f.Prefix, sign); ok {
			f.Prefix, negative = p, sign != "+"
			break
		}
		if p, ok := strings.CutSuffix(f.Prefix, sign); ok {
			f.Prefix, negative = p, sign != "+"
			break
		}
	}
	if f.Suffix == "-" {
		f.Suffix, negative = "", true
	}
	f.Prefix = strings.TrimSpace(f.Prefix)
	return negative
}

func currency(p string) bool {
	if p == "" {
		return true
	}
	if len(p) <= 4 && strings.ContainsAny(p, "$€£¥₹₽₩¢") {
		return true
	}
	switch strings.ToUpper(p) {
	case "USD", "EUR", "GBP", "CNY", "RMB", "JPY", "HKD", "CHF", "AUD", "CAD", "INR", "RS", "RS.", "KR", "KR.", "R", "¥", "人民币":
		return true
	}
	return false
}

func unit(s string) bool {
	if utf8.RuneCountInString(s) > 12 {
		return false
	}
	for i, r := range s {
		if !unicode.IsLetter(r) && !strings.ContainsRune("%‰°/²³.$€£¥₹ ", r) || i == 0 && r == '/' {
			return false
		}
	}
	return true
}

// plain returns the digits of a number in Go's form.
func (f *Figure) plain(s string, comma bool) (string, bool) {
	dec, sep := point(comma), point(!comma)
	out := make([]byte, 0, len(s))
	seenPoint, group := false, -1
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			out = append(out, c)
			if seenPoint {
				f.Decimals++
			} else if group >= 0 {
				group++
			}
		case c == dec && !seenPoint && (group < 0 || group == 3):
			seenPoint, group = true, -1
			out = append(out, '.')
		case (c == sep || c == '\'' || c == ' ') && !seenPoint && i > 0 && (group < 0 && i <= 3 || group == 3 || group == 2):
			f.Grouped, group = true, 0
		case (c == 'e' || c == 'E') && i > 0 && i+1 < len(s):
			return s, !comma && exponent(s[i+1:])
		default:
			return "", false
		}
	}
	f.Padded = len(out) > 1 && out[0] == '0' && out[1] != '.'
	return string(out), group < 0 || group == 3
}

func exponent(s string) bool {
	s = strings.TrimLeft(s, "+-")
	_, err := strconv.ParseUint(s, 10, 8)
	return err == nil
}

// narrow maps full-width forms and odd spaces to ASCII.
func narrow(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			if r == '￥' {
				return '¥'
			}
			return r - 0xFEE0
		case r == 0xFFE5:
			return '¥'
		case r == 0xA0 || r == 0x202F || r == 0x2009 || r == 0x3000:
			return ' '
		}
		return r
	}, s)
}

// multiplier splits a unit such as 万元 into its factor and the rest.
func multiplier(suffix string) (float64, string) {
	for _, m := range []struct {
		word string
		by   float64
	}{{"亿", 1e8}, {"万", 1e4}, {"千", 1e3}, {"bn", 1e9}, {"mn", 1e6}, {"million", 1e6}, {"billion", 1e9}, {"K", 1e3}, {"k", 1e3}, {"M", 1e6}, {"B", 1e9}} {
		rest, ok := strings.CutPrefix(suffix, m.word)
		if ok && (m.word >= "\x80" || rest == "") {
			return m.by, rest
		}
	}
	return 1, suffix
}

// words splits a name at everything that is no letter or digit, and where
// lower case turns upper.
func words(name string) []string {
	var out []string
	var w []rune
	flush := func() {
		if len(w) > 0 {
			out, w = append(out, strings.ToLower(string(w))), nil
		}
	}
	var before rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
		case unicode.IsUpper(r) && unicode.IsLower(before):
			flush()
			w = append(w, r)
		default:
			w = append(w, r)
		}
		before = r
	}
	flush()
	return out
}
