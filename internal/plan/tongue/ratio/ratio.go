// Package ratio reads how many times as loud, fast, bright or large something is to
// become: “half as loud”, “three times slower”, 音量减半. It knows no tasks.
package ratio

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

const (
	number  = `\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten`
	part    = `(?:a |one )?half|(?:a|one) (?:third|quarter|fifth|tenth)|two thirds|three quarters|\d+(?:\.\d+)? ?(?:%|percent|per cent)`
	several = `twice|double|triple|quadruple|(?:` + number + `) ?(?:times|x)`
	it      = `(?:it |this |that |them |(?:the|its) (?:\w+ )?\w+ )?`
	near    = `[^,.;]{0,18}?`
	numeral = `(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+)`
	partZh  = `一半|半|` + numeral + `分之` + numeral + `|` + numeral + `成|\d+(?:\.\d+)?[%％]|百分之` + numeral
)

// Quantity is what may become more or less.
type Quantity struct{ as, halved, up, down, told, of, less expression.Lazy }

// quantity knows a quantity by the adjectives of more and of less, its nouns, and the
// verbs that need no noun, in English, and the adjectives and nouns in Chinese.
func quantity(more, less, noun, raise, lower, moreZh, lessZh, nounZh string) Quantity {
	amount := `(?:a factor of )?(` + part + `|` + several + `|` + number + `)`
	return Quantity{
		as:     expression.New(`\b(` + part + `|` + several + `) (as |(?:of )?(?:the |its |their )(?:original |current )?)?(?:(` + more + `)|(` + less + `)|(?:` + noun + `))\b`),
		halved: expression.New(`\b(halve|half|double|triple|quadruple)d? (?:the |its |their |this |that )?(?:original )?(?:` + noun + `)\b`),
		up:     expression.New(`\b(?:` + raise + `|(?:set|turn|put|chang|rais|increas|boost)\w*\b` + near + `\b(?:` + noun + `)) (?:up )?(by |to |at )` + amount),
		down:   expression.New(`\b(?:` + lower + `|(?:reduc|lower|decreas|cut|drop|turn)\w*\b` + near + `\b(?:` + noun + `)(?: down)?) (?:down )?(by |in |to )` + amount),
		told:   expression.New(`(?:(?:` + nounZh + `)[^，。；,;]{0,3}?(?:[调变弄放]?(?:` + lessZh + `|` + moreZh + `)|[减降缩加提增升翻调设改变])|[调变弄放再]?(?:` + moreZh + `|` + lessZh + `))[了低小少大高慢快]?(到|至|成|为|回)?(?:[原现]来?[声图在]?的?)?(` + partZh + `|` + numeral + `倍)`),
		of:     expression.New(`(` + partZh + `|` + numeral + `倍)的?(?:` + nounZh + `)|(?:` + nounZh + `)[^，。；,;]{0,2}(减半|翻倍|加倍|翻一番)`),
		less:   expression.New(`[减降缩]|` + lessZh),
	}
}

// The quantities.
var (
	Loudness   = quantity(`loud(?:er)?`, `quiet(?:er)?|soft(?:er)?`, `volume|loudness|level|sound`, `louder|turn(?:ed)? `+it+`up|boost it|amplify(?: it)?`, `quieter|softer|turn(?:ed)? `+it+`down`, `大|高|响`, `小|低|轻`, `音量|响度|声音|声`)
	Speed      = quantity(`fast(?:er)?|quick(?:er|ly)?`, `slow(?:er|ly)?`, `(?:playback )?speed|tempo|pace`, `faster|quicker|speed `+it+`up`, `slower|slow `+it+`down`, `快|加速|提速`, `慢|减速`, `速度|语速|速|节奏`)
	Brightness = quantity(`bright(?:er)?|light(?:er)?`, `dark(?:er)?|dim(?:mer)?`, `brightness|exposure`, `brighter|lighter|brighten(?: it)?`, `darker|dimmer|darken(?: it)?`, `亮|高`, `暗|低`, `亮度|曝光`)
	Size       = quantity(`big(?:ger)?|large(?:r)?|wide(?:r)?|tall(?:er)?`, `small(?:er)?`, `size|width|height|dimensions`, `bigger|larger|enlarge(?:d)?(?: it)?|scale `+it+`up`, `smaller|shrink(?: it)?|scale `+it+`down`, `大`, `小`, `尺寸|大小|宽度|高度|画面|图片|照片|图`)
	Pitch      = quantity(`high(?:er)?`, `low(?:er)?|deep(?:er)?`, `pitch`, `higher`, `deeper`, `高|尖`, `低|沉`, `音调|音高|调子|调`)
)

// Of is how many times as much of a quantity some words ask for, and whether they
// say so: what they say of another does not count.
func (q Quantity) Of(said string) (float64, bool) {
	said = folds.ReplaceAllString(strings.ToLower(said), "by $1 times")
	for _, read := range []func(string) float64{q.compared, q.changed, q.chinese} {
		if n := read(said); n > 0 && n != 1 {
			return math.Round(n*1000) / 1000, true
		}
	}
	return 0, false
}

// folds are how many times, in one word.
var folds = expression.New(`\b(two|three|four|five|six|ten)-?fold\b`)

// slower is what makes a number of times one of slowness.
var slower = expression.New(`(?i)\b(x|times)\s+slower\b|\d\s*x slower|\bslow(ed|s|ing)?\b[^,.;]*\b(times|factor)\b|\bslow(ed|s|ing)?\b[^,.;]*\dx\b|放?慢(了|到|放)?[\d一二两三四五六]+倍|[\d一二两三四五六]+倍的?慢`)

// Slower reports whether a number of times that some words say is one of slowness.
func Slower(said string) bool { return slower.MatchString(said) }

// Decibels are how much louder a sound of so many times the loudness is.
func Decibels(times float64) float64 { return math.Round(200*math.Log10(times)) / 10 }

// Semitones are how much higher a tone of so many times the pitch is.
func Semitones(times float64) float64 { return math.Round(12 * math.Log2(times)) }

// Sides are both sides of a picture of a shape of which one is said: “a square of
// 300 pixels”. Zero is a side that is not; ok is false where nothing follows.
func Sides(shape string, width, height float64) (w, h float64, ok bool) {
	a, b := 1.0, 1.0
	if x, y, cut := strings.Cut(shape, ":"); cut {
		a, b = count(x), count(y)
	} else if shape != "square" {
		return 0, 0, false
	}
	switch {
	case a <= 0 || b <= 0 || (width > 0) == (height > 0):
		return 0, 0, false
	case width > 0:
		return width, math.Round(width * b / a), true
	}
	return math.Round(height * a / b), height, true
}

// compared reads “half as loud”, “twice the speed”, “three times slower”, “20 % louder”.
func (q Quantity) compared(said string) float64 {
	m := q.as.FindStringSubmatch(said)
	if m == nil {
		if m := q.halved.FindStringSubmatch(said); m != nil {
			return value(m[1])
		}
		return 0
	}
	n, by := value(m[1]), m[2] == "" && m[3]+m[4] != "" // louder by that much, not as loud as that
	switch {
	case m[4] != "" && by && n < 1:
		return 1 - n
	case m[4] != "":
		return 1 / n
	case by && n < 1:
		return 1 + n
	}
	return n
}

// changed reads “turn it down by half”, “reduce the volume to a third”, “louder by 20 %”.
func (q Quantity) changed(said string) float64 {
	if m := q.down.FindStringSubmatch(said); m != nil {
		n := value(m[2])
		switch {
		case m[1] == "to ":
			return n
		case n < 1:
			return 1 - n
		}
		return 1 / n
	}
	m := q.up.FindStringSubmatch(said)
	if m == nil {
		return 0
	}
	if n := value(m[2]); m[1] != "by " || n >= 1 {
		return n
	}
	return 1 + value(m[2])
}

// chinese reads 音量减半, 声音调小一半, 慢两倍, 亮度提高20%. 大一倍 is twice as large,
// and so is 大两倍 as people say it.
func (q Quantity) chinese(said string) float64 {
	m := q.told.FindStringSubmatch(said)
	if m == nil {
		switch m := q.of.FindStringSubmatch(said); {
		case m == nil:
			return 0
		case m[2] == "减半":
			return 0.5
		case m[2] != "":
			return 2
		default:
			return value(m[1])
		}
	}
	n, times := value(m[2]), strings.HasSuffix(m[2], "倍")
	if times && n == 1 && m[1] == "" {
		n = 2
	}
	switch down := q.less.MatchString(strings.TrimSuffix(m[0], m[2])); {
	case m[1] != "":
		return n
	case down && times:
		return 1 / n
	case down:
		return 1 - n
	case times:
		return n
	}
	return 1 + n
}

var (
	words = map[string]float64{
		"half": 0.5, "third": 1.0 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1, "twice": 2, "double": 2, "triple": 3, "quadruple": 4, "halve": 0.5,
		"two thirds": 2.0 / 3, "three quarters": 0.75, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "一半": 0.5, "半": 0.5,
	}
	digits = []rune("零一二三四五六七八九")
	unit   = expression.New(`^(?:a|one) | ?(?:times|x|倍|percent|per cent|%|％)$|^百分之|成$`)
)

// value is the number that words say, a share of one where they say a part.
func value(s string) float64 {
	if n, ok := words[s]; ok {
		return n
	}
	if below, above, ok := strings.Cut(s, "分之"); ok && below != "百" {
		return count(above) / max(count(below), 1)
	}
	n := count(unit.ReplaceAllString(unit.ReplaceAllString(s, ""), ""))
	switch {
	case strings.HasPrefix(s, "百分之") || strings.ContainsAny(s, "%％") || strings.Contains(s, "cent"):
		return n / 100
	case strings.HasSuffix(s, "成"):
		return n / 10
	}
	return n
}

// count is a number in digits, in a word, or in Chinese numerals under a hundred.
func count(s string) float64 {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n
	}
	if n, ok := words[s]; ok {
		return n
	}
	n, ones := 0.0, 0.0
	for _, r := range s {
		switch i := slices.Index(digits, r); {
		case r == '十':
			n, ones = 10*max(ones, 1), 0
		case r == '两':
			ones = 2
		case i >= 0:
			ones = float64(i)
		}
	}
	return n + ones
}
