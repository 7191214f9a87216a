package term

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
)

// Token is a stretch of the question with everything that it may mean.
type Token struct {
	Text   string
	Key    string
	Words  []lexicon.Word
	Cols   []Mention
	Values []Literal
	Num    *Quantity
	When   *span.Span
	Used   bool // a condition or group was made of it
}

// Quantity is a number in a question.
type Quantity struct {
	Value  float64
	By     float64 // the multiplier written after it, else 1
	Unit   string  // what stands next to it: %, $, eur, 元
	Spelt  bool    // three, 三
	Digits string
}

// Is reports whether the token may be a word of a class.
func (t *Token) Is(class string) bool { return t.Word(class) != nil }

// Word is its word of a class, or nil.
func (t *Token) Word(class string) *lexicon.Word {
	for i := range t.Words {
		if t.Words[i].Class == class {
			return &t.Words[i]
		}
	}
	return nil
}

// Has reports whether it has a word of a class with the first argument.
func (t *Token) Has(class, arg string) bool {
	return slices.ContainsFunc(t.Words, func(w lexicon.Word) bool { return w.Class == class && w.Arg(0) == arg })
}

// Filler reports whether the token says nothing by itself.
func (t *Token) Filler() bool {
	return len(t.Cols) == 0 && len(t.Values) == 0 && t.Num == nil && t.When == nil &&
		!slices.ContainsFunc(t.Words, func(w lexicon.Word) bool {
			return w.Class != "stop" && w.Class != "row" && w.Class != "hint" && w.Class != "generic" && w.Class != "subject"
		}) && t.Key != "," && t.Key != ";"
}

// Unknown reports whether nothing is known of the token.
func (t *Token) Unknown() bool {
	return len(t.Words) == 0 && len(t.Cols) == 0 && len(t.Values) == 0 && t.Num == nil && t.When == nil
}

const maxPhrase = 10 // units

// Scan splits a question into tokens, the longest phrases first, and finds
// what each of them may mean.
func (s *Schema) Scan(question string) []Token {
	ts := s.split(question)
	ts = s.turned(ts)
	s.given(ts)
	s.partial(ts)
	s.letters(ts)
	s.kin(ts)
	s.qualify(ts)
	return ts
}

func (s *Schema) split(question string) []Token {
	rs := []rune(lexicon.Narrow(question))
	lower := []rune(strings.Map(unicode.ToLower, string(rs)))
	if len(lower) != len(rs) {
		lower = rs
	}
	us := lexicon.Units(rs)
	var out []Token
	for i := 0; i < len(us); {
		n, t := s.longest(us, i, lower)
		if when, end := span.Read(lower, us[i].From, rs); when != nil && (when.Day <= 0 || when.Year != 0 || len(out) == 0 || !out[len(out)-1].Is("top")) && (!when.Bare || !ofUnit(us, i, lower)) { // the top 3 March orders; 2000 euros
			k := i
			for k < len(us) && us[k].To <= end {
				k++
			}
			if k-i > n || k-i == n && len(t.Values) == 0 {
				n, t = max(k-i, 1), Token{When: when}
			}
		}
		if t.When == nil && len(t.Cols) == 0 {
			if q, k := readNumber(us, i, lower); q != nil && (k >= n && len(t.Values) == 0 || k > n) {
				n, t = k, Token{Num: q}
			}
		}
		if t.Is("sortby") && n == 2 && len(out) > 0 && out[len(out)-1].Is("sup") { // the biggest order by value
			n, t = s.longest(us[:i+1], i, lower)
		}
		t.Text, t.Key = string(rs[us[i].From:us[i+n-1].To]), lexicon.Key(us[i:i+n])
		if own := s.capitals[t.Text]; len(own) > 0 {
			t.Values, t.Words = own, nil
		}
		if last := len(out) - 1; t.Unknown() && !us[i].Word && last >= 0 && out[last].Unknown() && lexicon.Chinese(us[i].Norm) && lexicon.Chinese(out[last].Key) {
			out[last].Text += t.Text
			out[last].Key += t.Key
		} else {
			out = append(out, t)
		}
		i += n
	}
	return out
}

// given makes a number of one that also numbers a row where the column that it is a value
// of stands right before it: 满意度是1.
func (s *Schema) given(ts []Token) {
	for i := range ts {
		t := &ts[i]
		n, err := strconv.ParseFloat(t.Key, 64)
		if err != nil || len(t.Values) == 0 || t.Num != nil {
			continue
		}
		for j := i - 1; j >= 0 && j >= i-2; j-- {
			if len(ts[j].Cols) > 0 && ts[j].Cols[0].Weight >= 10 && s.Fields[ts[j].Cols[0].Col].Role != "none" && s.Fields[ts[j].Cols[0].Col].Kind == "number" {
				t.Num, t.Values = &Quantity{Value: n, By: 1, Digits: t.Key}, nil
			}
			if !ts[j].Filler() && !ts[j].Is("cmp") {
				break
			}
		}
	}
}

// ofUnit reports whether a number with a unit stands at us[i].
func ofUnit(us []lexicon.Unit, i int, lower []rune) bool {
	q, _ := readNumber(us, i, lower)
	return q != nil && q.Unit != ""
}

// longest finds the longest phrase at us[i] that means something.
func (s *Schema) longest(us []lexicon.Unit, i int, lower []rune) (int, Token) {
	for n := min(maxPhrase, len(us)-i); n > 0; n-- {
		k := lexicon.Key(us[i : i+n])
		t := Token{Words: lexicon.Load().Words[k], Cols: s.Cols[k], Values: s.Values[k]}
		plural := t.Is("sortby") && string(lower[us[i].From:us[i].To]) == "orders" // "orders by Ann" is no "order by"
		if k == "by time" && len(s.Cols["time"]) > 0 {
			continue // of the column Time, and not in the order of dates
		}
		if t.Unknown() || plural || n > 1 && (t.Is("by") || t.Is("every")) && s.overlaps(us, i, n) {
			continue
		}
		return n, t
	}
	return 1, Token{}
}

// overlaps reports whether a shorter "each" leaves the name of a column: 各类别
// is 各 and 类别, not 各类 and 别.
func (s *Schema) overlaps(us []lexicon.Unit, i, n int) bool {
	for m := 1; m < n; m++ {
		if ws := lexicon.Load().Words[lexicon.Key(us[i:i+m])]; len(ws) == 0 || ws[0].Class != "by" {
			continue
		}
		for k := n - m + 1; k <= maxPhrase && i+m+k <= len(us); k++ {
			if len(s.Cols[lexicon.Key(us[i+m:i+m+k])]) > 0 {
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
func readNumber(us []lexicon.Unit, i int, lower []rune) (*Quantity, int) {
	q, n := &Quantity{By: 1}, 0
	if k := lexicon.Key(us[i : i+1]); (k == "$" || k == "€" || k == "£" || k == "¥") && i+1 < len(us) {
		q.Unit, n = k, 1
	}
	u := us[i+n]
	v, err := strconv.ParseFloat(u.Norm, 64)
	switch word, ok := spelt[u.Norm]; {
	case err == nil && unicode.IsDigit(lower[u.From]):
		q.Value, q.Digits = v, u.Norm
		n++
	case ok && n == 0:
		q.Value, q.Spelt = word, true
		n++
	case n == 0 && (u.Norm == "a" || u.Norm == "an" || u.Norm == "one") && i+1 < len(us) && slices.Contains([]string{"hour", "minute", "second"}, us[i+1].Norm):
		q.Value = 1
		n++
	default:
		value, k := chineseNumber(us, i+n)
		if k == 0 || n > 0 {
			return nil, 0
		}
		q.Value, q.Spelt = value, true
		n += k
	}
	for _, m := range magnitudes {
		if k := len(lexicon.Units([]rune(m.word))); i+n+k <= len(us) && lexicon.Key(us[i+n:i+n+k]) == m.word {
			q.By, q.Value = m.by, q.Value*m.by
			n += k
			break
		}
	}
	if i+n < len(us) {
		switch w := us[i+n].Norm; w {
		case "%", "％", "percent":
			q.Unit = "%"
			n++
		case "hour", "minute", "min", "second", "day", "meter", "metre", "gram", "ton":
			q.Unit = w
			n++
		case "元", "块", "eur", "usd", "dollar", "euro", "岁", "kg", "km", "€", "$", "分", "度", "℃":
			q.Unit = w
			n++
		}
	}
	return q, n
}

// chineseNumber reads 三, 十二, 两 where a number must stand: before a measure
// word or a multiplier, or after 前, 后 and the like.
func chineseNumber(us []lexicon.Unit, i int) (float64, int) {
	total, digit, n := 0.0, 0.0, 0
	for ; i+n < len(us); n++ {
		r := []rune(us[i+n].Norm)[0]
		if d := strings.IndexRune("零一二三四五六七八九", r); d >= 0 && !us[i+n].Word {
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
	if i > 0 && strings.Contains("前后名第", us[i-1].Norm) {
		return total, n
	}
	if i+n < len(us) && strings.Contains("个名位条笔件套家种款人天次项万亿千元岁大门本部辆单行台间户场样类晚回支", us[i+n].Norm) {
		return total, n
	}
	return 0, 0
}

// partial makes unknown words find the values that they are a part of.
func (s *Schema) partial(ts []Token) {
	whole := names(ts)
	for i := range ts {
		t := &ts[i]
		if !t.Unknown() || len([]rune(t.Key)) < 2 || !lexicon.Chinese(t.Key) && len(t.Key) < 3 {
			continue
		}
		for c := range s.Fields {
			found := map[string]bool{}
			for _, v := range s.Fields[c].Text {
				if len(found) > 200 {
					break
				}
				if s.Fields[c].Kind == "text" && v != "" && !found[v] && partOf(v, whole[i]) {
					found[v] = true
				}
			}
			if len(found) > 200 {
				continue
			}
			for v := range found {
				t.Values = append(t.Values, Literal{c, v})
			}
		}
		slices.SortFunc(t.Values, func(a, b Literal) int {
			return cmp.Or(a.Col-b.Col, strings.Compare(a.Text, b.Text))
		})
	}
}

// names returns for each token the words that must stand together in a value:
// two words in a row that begin with capitals are one name.
func names(ts []Token) []string {
	out := make([]string, len(ts))
	proper := func(t Token) bool {
		return t.Unknown() && t.Text != "" && unicode.IsUpper([]rune(t.Text)[0])
	}
	for i := 0; i < len(ts); {
		j := i + 1
		for proper(ts[i]) && j < len(ts) && proper(ts[j]) {
			j++
		}
		var keys []string
		for k := i; k < j; k++ {
			keys = append(keys, ts[k].Key)
		}
		for k := i; k < j; k++ {
			out[k] = strings.Join(keys, " ")
		}
		i = j
	}
	return out
}

func partOf(value, k string) bool {
	if len(value) > 200 {
		return false
	}
	if lexicon.Chinese(k) {
		return strings.Contains(value, k)
	}
	return find(lexicon.Units([]rune(lexicon.Narrow(value))), k) >= 0
}

// Number returns the token as a number; four digits may be one.
func (t *Token) Number() *Quantity {
	if t.Num == nil && t.When != nil && t.When.Bare {
		return &Quantity{Value: float64(t.When.Year), By: 1, Digits: t.Key}
	}
	return t.Num
}

// Divisor converts a number of a question to the unit of the column.
func (f *Field) Divisor(q *Quantity) float64 {
	if a, b := sizeOf(f.Unit), sizeOf(q.Unit); a.of != "" && a.of == b.of {
		return a.by / b.by
	}
	if q.By > 1 {
		return f.By
	}
	return 1
}

// letters lets a value of one capital letter count beside the name of its
// column: group A, A组.
func (s *Schema) letters(ts []Token) {
	for i := range ts {
		if !lettered(ts[i].Text) {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || j >= len(ts) {
				continue
			}
			for _, m := range ts[j].Cols {
				if slices.Contains(s.Fields[m.Col].Text, ts[i].Text) {
					ts[i].Values = []Literal{{m.Col, ts[i].Text}}
					ts[i].Words = nil
				}
			}
		}
	}
}

func lettered(s string) bool {
	return len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z' && !lexicon.Chinese(s)
}

// size is a unit as a multiple of the smallest of its kind.
type size struct {
	of string
	by float64
}

func sizeOf(unit string) size {
	switch unit {
	case "s", "sec", "second", "seconds", "秒":
		return size{"time", 1}
	case "min", "mins", "minute", "minutes", "分钟":
		return size{"time", 60}
	case "h", "hr", "hrs", "hour", "hours", "小时":
		return size{"time", 3600}
	case "day", "days", "天":
		return size{"time", 86400}
	case "g", "gram", "grams", "克":
		return size{"weight", 1}
	case "kg", "公斤", "千克":
		return size{"weight", 1e3}
	case "t", "ton", "tons", "吨":
		return size{"weight", 1e6}
	case "cm", "厘米":
		return size{"length", 1}
	case "m", "meter", "metre", "meters", "metres", "米":
		return size{"length", 100}
	case "km", "公里", "千米":
		return size{"length", 1e5}
	}
	return size{}
}
