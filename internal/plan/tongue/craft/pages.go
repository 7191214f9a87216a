package craft

import (
	"regexp"
	"strconv"
	"strings"
)

// figures are numbers in words, and the order of things.
var figures = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
	"一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10",
}

const (
	figure   = `(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)`
	ordinal  = `(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)`
	figureZh = `(?:\d+|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])`
)

var (
	fromTo  = regexp.MustCompile(`(?i)\b(?:pages?|pp?\.?)\s*(?:no\.?\s*|nos\.?\s*|numbers?\s*)?(` + figure + `(?:\s*(?:-|–|—|~|to|till|until|through|thru|and|,|&|\+|plus|、)\s*(?:and\s+)?(?:pages?\s*)?` + figure + `)*(?:\s*(?:-|–|to|till)\s*(?:the\s+)?(?:end|last)|\s+(?:on|onwards?)\b)?)`)
	counts  = regexp.MustCompile(`(?i)\b(first|last|opening|final)\s+(` + figure + `)\s+pages?\b`)
	orders  = regexp.MustCompile(`(?i)\b(` + ordinal + `|last|final)(?:(?:\s*,\s*|\s+and\s+(?:the\s+)?)(` + ordinal + `|last|final))*\s+pages?\b`)
	each    = regexp.MustCompile(`(?i)` + ordinal + `|last|final`)
	parity  = regexp.MustCompile(`(?i)\b(odd|even)\b|(奇|偶)数`)
	some    = regexp.MustCompile(`(前|后|最后|末尾|倒数)(` + figureZh + `)页`)
	list    = regexp.MustCompile(`第?\s*(` + figureZh + `(?:\s*(?:页)?\s*(?:到|至|-|–|—|~|～|、|和|与|及|,|，)\s*第?\s*` + figureZh + `)*)\s*页(以?后|往后|开始)?`)
	ending  = regexp.MustCompile(`最后(?:一)?页|末页|尾页|封底|倒数第一页`)
	cover   = regexp.MustCompile(`(?i)\b(?:cover|title)\s+page\b|首页|封面`)
	spread  = regexp.MustCompile(`\s*(?:-|–|—|~|～|到|至)\s*|(?i)\s+(?:to|till|until|through|thru)\s+`)
	numeral = regexp.MustCompile(`(?i)` + figure + `|` + figureZh)
)

// value is a number in figures.
func value(s string) string {
	s = strings.ToLower(s)
	if f := figures[s]; f != "" {
		return f
	}
	if before, after, ok := strings.Cut(s, "十"); ok {
		tens, ones := 1, 0
		if f := figures[before]; f != "" {
			tens, _ = strconv.Atoi(f)
		}
		if f := figures[after]; f != "" {
			ones, _ = strconv.Atoi(f)
		}
		return strconv.Itoa(10*tens + ones)
	}
	return strings.TrimRight(s, "stndrh")
}

// pagesOf are the pages that words name, as the tasks over pages take them, or "".
func pagesOf(said string) string {
	switch m := parity.FindStringSubmatch(said); {
	case m != nil && (strings.EqualFold(m[1], "odd") || m[2] == "奇"):
		return "odd"
	case m != nil:
		return "even"
	}
	if m := counts.FindStringSubmatch(said); m != nil {
		return map[string]string{"first": "first ", "opening": "first ", "last": "last ", "final": "last "}[strings.ToLower(m[1])] + value(m[2])
	}
	if m := fromTo.FindStringSubmatch(said); m != nil {
		return listed(m[1])
	}
	if m := orders.FindString(said); m != "" {
		var l []string
		for _, o := range each.FindAllString(m, -1) {
			if o = strings.ToLower(o); o == "last" || o == "final" {
				l = append(l, "last")
			} else {
				l = append(l, value(o))
			}
		}
		return strings.Join(l, ",")
	}
	if m := some.FindStringSubmatch(said); m != nil && m[2] != "一" {
		return map[bool]string{true: "first ", false: "last "}[m[1] == "前"] + value(m[2])
	}
	if ending.MatchString(said) {
		return "last"
	}
	if cover.MatchString(said) {
		return "first"
	}
	if m := list.FindStringSubmatch(said); m != nil {
		open := ""
		if m[2] != "" {
			open = "-"
		}
		return listed(m[1]) + open
	}
	return ""
}

// listed are numbers and stretches of them as a list.
func listed(said string) string {
	tail := ""
	if at := regexp.MustCompile(`(?i)\s*(?:-|–|to|till)?\s*(?:the\s+)?\b(?:end|last|on|onwards?)$`).FindStringIndex(said); at != nil {
		said, tail = said[:at[0]], "-"
	}
	var b strings.Builder
	at := 0
	for _, m := range numeral.FindAllStringIndex(said, -1) {
		if at > 0 {
			if between := said[at:m[0]]; spread.MatchString(between) {
				b.WriteString("-")
			} else {
				b.WriteString(",")
			}
		}
		b.WriteString(value(said[m[0]:m[1]]))
		at = m[1]
	}
	return b.String() + tail
}

var (
	apiece  = regexp.MustCompile(`(?i)\b(?:every|of|into)\s+(` + figure + `)\s+pages?\b|(` + figure + `)\s+pages?\s+(?:each|apiece|per)|每(` + figureZh + `)页`)
	turned  = regexp.MustCompile(`(?i)(-?\d+)\s*(?:°|degrees?|deg|度)|(九十|一百八十|二百七十)度`)
	leftTo  = regexp.MustCompile(`(?i)counter[- ]?clockwise|anti[- ]?clockwise|\bleft\b|逆时针|[向往]左`)
	butOnly = regexp.MustCompile(`(?i)\b(?:but|except|other than)\b|除了|之外|以外`)
	resolve = regexp.MustCompile(`(?i)(\d+)\s*dpi`)
	within  = regexp.MustCompile(`^(\d+)(?:-(\d+)?)?$`)
)

// pages are the pages that a wish over a document is about.
func (w *Wish) pages(clause string) bool {
	p := w.Params
	switch w.Task {
	case "document-pages":
		said := pagesOf(clause)
		if said == "" {
			return false
		}
		p["pages"] = said
		if drop, _ := p["drop"].(bool); drop && butOnly.MatchString(clause) {
			delete(p, "drop") // all but these
		}
	case "document-rotation":
		if m := turned.FindStringSubmatch(clause); m != nil {
			n := map[string]float64{"九十": 90, "一百八十": 180, "二百七十": 270}[m[2]]
			if n == 0 {
				n = number(strings.TrimPrefix(m[1], "-"))
				if strings.HasPrefix(m[1], "-") {
					n = -n
				}
			}
			if n > 0 && n != 180 && leftTo.MatchString(clause) {
				n = -n
			}
			p["degrees"] = n
		}
		if said := pagesOf(turned.ReplaceAllString(clause, " ")); said != "" {
			p["pages"] = said
		}
	case "document-splitting":
		if m := apiece.FindStringSubmatch(clause); m != nil {
			p["every"] = number(value(m[1] + m[2] + m[3]))
		}
	case "document-to-images":
		if m := resolve.FindStringSubmatch(clause); m != nil {
			p["dpi"] = number(m[1])
		}
		if m := within.FindStringSubmatch(pagesOf(clause)); m != nil {
			p["first"], p["last"] = number(m[1]), number(m[1])
			if strings.HasSuffix(m[0], "-") {
				delete(p, "last")
			} else if m[2] != "" {
				p["last"] = number(m[2])
			}
		}
	}
	return true
}
