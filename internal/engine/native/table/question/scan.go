package question

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// token is a stretch of the question with everything that it may mean.
type token struct {
	text   string
	key    string
	words  []word
	cols   []mention
	values []literal
	num    *quantity
	when   *span
	used   bool
}

// quantity is a number in a question.
type quantity struct {
	value  float64
	by     float64 // the multiplier written after it, else 1
	unit   string  // what stands next to it: %, $, eur, 元
	spelt  bool    // three, 三
	digits string
}

func (t *token) is(class string) bool { return t.word(class) != nil }

func (t *token) word(class string) *word {
	for i := range t.words {
		if t.words[i].class == class {
			return &t.words[i]
		}
	}
	return nil
}

func (w *word) arg(i int) string {
	if w == nil || i >= len(w.args) {
		return ""
	}
	return w.args[i]
}

func (t *token) has(class, arg string) bool {
	return slices.ContainsFunc(t.words, func(w word) bool { return w.class == class && w.arg(0) == arg })
}

// filler reports whether the token says nothing by itself.
func (t *token) filler() bool {
	return len(t.cols) == 0 && len(t.values) == 0 && t.num == nil && t.when == nil &&
		!slices.ContainsFunc(t.words, func(w word) bool { return w.class != "stop" && w.class != "row" && w.class != "hint" }) && t.key != "," && t.key != ";"
}

func (t *token) unknown() bool {
	return len(t.words) == 0 && len(t.cols) == 0 && len(t.values) == 0 && t.num == nil && t.when == nil
}

const maxPhrase = 10 // units

// scan splits a question into tokens, the longest phrases first.
func (s *schema) scan(question string) []token {
	rs := []rune(narrow(question))
	lower := []rune(strings.Map(unicode.ToLower, string(rs)))
	if len(lower) != len(rs) {
		lower = rs
	}
	us := units(rs)
	var out []token
	for i := 0; i < len(us); {
		n, t := s.longest(us, i)
		if when, end := readSpan(lower, us[i].from, rs); when != nil {
			k := i
			for k < len(us) && us[k].to <= end {
				k++
			}
			if k-i > n || k-i == n && len(t.values) == 0 {
				n, t = max(k-i, 1), token{when: when}
			}
		}
		if t.when == nil && len(t.values) == 0 && len(t.cols) == 0 {
			if q, k := readNumber(us, i, lower); q != nil && k >= n {
				n, t = k, token{num: q}
			}
		}
		t.text, t.key = string(rs[us[i].from:us[i+n-1].to]), key(us[i:i+n])
		if last := len(out) - 1; t.unknown() && !us[i].word && last >= 0 && out[last].unknown() && cjk(us[i].norm) && cjk(out[last].key) {
			out[last].text += t.text
			out[last].key += t.key
		} else {
			out = append(out, t)
		}
		i += n
	}
	return out
}

func cjk(s string) bool { r := []rune(s); return len(r) > 0 && unicode.Is(unicode.Han, r[0]) }

// longest finds the longest phrase at us[i] that means something.
func (s *schema) longest(us []unit, i int) (int, token) {
	for n := min(maxPhrase, len(us)-i); n > 0; n-- {
		k := key(us[i : i+n])
		t := token{words: theLexicon().words[k], cols: s.cols[k], values: s.values[k]}
		if t.unknown() || n > 1 && t.is("by") && s.overlaps(us, i, n) {
			continue
		}
		return n, t
	}
	return 1, token{}
}

// overlaps reports whether a shorter "each" leaves the name of a column: 各类别
// is 各 and 类别, not 各类 and 别.
func (s *schema) overlaps(us []unit, i, n int) bool {
	for m := 1; m < n; m++ {
		if ws := theLexicon().words[key(us[i:i+m])]; len(ws) == 0 || ws[0].class != "by" {
			continue
		}
		for k := n - m + 1; k <= maxPhrase && i+m+k <= len(us); k++ {
			if len(s.cols[key(us[i+m:i+m+k])]) > 0 {
				return true
			}
		}
	}
	return false
}

var spelt = map[string]float64{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "hundred": 100}

var magnitudes = []struct {
	word string
	by   float64
}{{"千万", 1e7}, {"百万", 1e6}, {"万", 1e4}, {"亿", 1e8}, {"千", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"thousand", 1e3}, {"k", 1e3}, {"m", 1e6}, {"bn", 1e9}}

// readNumber reads a number at us[i] with its multiplier and unit, and returns
// how many units it takes.
func readNumber(us []unit, i int, lower []rune) (*quantity, int) {
	q, n := &quantity{by: 1}, 0
	if k := key(us[i : i+1]); (k == "$" || k == "€" || k == "£" || k == "¥") && i+1 < len(us) {
		q.unit, n = k, 1
	}
	u := us[i+n]
	v, err := strconv.ParseFloat(u.norm, 64)
	switch word, ok := spelt[u.norm]; {
	case err == nil && unicode.IsDigit(lower[u.from]):
		q.value, q.digits = v, u.norm
		n++
	case ok && n == 0:
		q.value, q.spelt = word, true
		n++
	default:
		value, k := chineseNumber(us, i+n)
		if k == 0 || n > 0 {
			return nil, 0
		}
		q.value, q.spelt = value, true
		n += k
	}
	for _, m := range magnitudes {
		if k := len(units([]rune(m.word))); i+n+k <= len(us) && key(us[i+n:i+n+k]) == m.word {
			q.by, q.value = m.by, q.value*m.by
			n += k
			break
		}
	}
	if i+n < len(us) {
		switch w := us[i+n].norm; w {
		case "%", "％", "percent":
			q.unit = "%"
			n++
		case "元", "块", "eur", "usd", "dollar", "euro", "岁", "kg", "km", "€", "$":
			q.unit = w
			n++
		}
	}
	return q, n
}

// chineseNumber reads 三, 十二, 两 where a number must stand: before a measure
// word or a multiplier, or after 前, 后 and the like.
func chineseNumber(us []unit, i int) (float64, int) {
	total, digit, n := 0.0, 0.0, 0
	for ; i+n < len(us); n++ {
		r := []rune(us[i+n].norm)[0]
		if d := strings.IndexRune("零一二三四五六七八九", r); d >= 0 && !us[i+n].word {
			digit = float64(d / 3)
		} else if r == '两' {
			digit = 2
		} else if r == '十' || r == '百' {
			by := map[rune]float64{'十': 10, '百': 100}[r]
			total += max(digit, 1) * by
			digit = 0
		} else {
			break
		}
	}
	if total += digit; n == 0 || total == 0 {
		return 0, 0
	}
	if i > 0 && strings.Contains("前后名第", us[i-1].norm) {
		return total, n
	}
	if i+n < len(us) && strings.Contains("个名位条笔件套家种款人天次项万亿千元岁大门本部辆", us[i+n].norm) {
		return total, n
	}
	return 0, 0
}

// partial makes unknown words find the values that they are a part of.
func (s *schema) partial(ts []token) {
	for i := range ts {
		t := &ts[i]
		if !t.unknown() || len([]rune(t.key)) < 2 || !cjk(t.key) && len(t.key) < 3 {
			continue
		}
		for c := range s.fields {
			found := map[string]bool{}
			for _, v := range s.fields[c].Text {
				if len(found) > 200 {
					break
				}
				if s.fields[c].Kind == "text" && v != "" && !found[v] && partOf(v, t.key) {
					found[v] = true
				}
			}
			if len(found) > 200 {
				continue
			}
			for v := range found {
				t.values = append(t.values, literal{c, v})
			}
		}
		slices.SortFunc(t.values, func(a, b literal) int {
			return cmp.Or(a.col-b.col, strings.Compare(a.text, b.text))
		})
	}
}

func partOf(value, k string) bool {
	if len(value) > 200 {
		return false
	}
	if cjk(k) {
		return strings.Contains(value, k)
	}
	return find(units([]rune(narrow(value))), k) >= 0
}
