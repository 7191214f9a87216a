// Package standing reads what a text says beside a name as what its bearer is
// or does: “our treasurer, Ann Lee”, 退休教师林秀芳.
package standing

import (
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Said is a stretch of a text, and what it is worth as an answer.
type Said struct {
	Start, End int
	Worth      float64
}

var (
	besideAfter = expression.New(`^(?: \(\d{1,3}\))?,? (?:now |then |today )?(?:\d{1,3}, )?((?:an?|the|our|its|his|her|their)\s[^,.;()]{3,80})`)
	besideIs    = expression.New(`^(?:, \d{1,3},)? (?:is|was|became|will be|works as|worked as|serves as|served as) ((?:an?|the|our|its|his|her|their)\s[^,.;()]{3,80})`)
	besideParen = expression.New(`^ ?\(([^()\d][^()]{2,40})\)`)
	besideWho   = expression.New(`^, who ([^,.;]{4,60})`)
	besideRole  = expression.New(`^, ((?:[A-Z]\pL+ ?){1,4})(?:[.,;\n]|$)`)
	besideFront = expression.New(`(?i)(?:^|[\s(])((?:(?:an?|the|our|its|his|her|their) )(?:[\pL\d-]+,? ){1,5})$`)
	cutRelative = expression.New(` (?:who|which|that|from|with|when|where|and has|since|for)\b.*$`)

	OnceWas = expression.New(`(?i)\b(?:formerly|previously|used to be|used to work as|once|before that,? (?:he|she) (?:was|had been|worked as)) (an? [^,.;]{3,60})|(?:以前|原来|原先|曾经|曾|过去|之前|原)(?:是|任|当过|担任|为)(?:了)?(?:一名|一位|一个)?([^，。；\n]{2,20})`)
	zhTitle = expression.New(`^(?:老师|教授|博士|院士|医生|大夫|护士|律师|法官|记者|校长|院长|主任|局长|部长|省长|市长|县长|书记|经理|总监|总裁|董事长|会长|秘书长|工程师|教练|队长|师傅|导演)`)
	Is      = expression.New(`(?:现任|担任|曾任|现为|是|任|当过|从事)((?:一名|一位|一个)?[^，。；、：\n]{2,24})`)
	zhAfter = expression.New(`^(?:[（(]([^（）()\n]{2,16})[）)]|，?(?:今年[^，。]{1,6}岁，)?(?:他|她|也|还|目前|现在|一直|曾经|曾|原来|原先|原|过去|以前|，)*(?:现任|担任|曾任|现为|是|任|当过|从事)(?:了)?((?:一名|一位|一个)?[^，。；、：\n]{2,24}))`)
)

// Beside finds what stands beside the name at a place of a sentence, whose words
// are tokens, as what its bearer is.
func Beside(text string, sentence, at [2]int, tokens []words.Token, chinese bool) (out []Said) {
	before, after := text[sentence[0]:at[0]], text[at[1]:sentence[1]]
	add := func(start, end int, worth float64) {
		for _, lead := range []string{"一名", "一位", "一个"} {
			if strings.HasPrefix(text[start:end], lead) {
				start += len(lead)
			}
		}
		if cut := cutRelative.FindStringIndex(text[start:end]); cut != nil && cut[0] > 3 {
			end = start + cut[0]
		}
		if end > start {
			out = append(out, Said{start, end, worth})
		}
	}
	if chinese {
		if m := zhAfter.FindStringSubmatchIndex(after); m != nil {
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					add(at[1]+m[g], at[1]+m[g+1], 0.8)
				}
			}
		}
		if m := zhTitle.FindStringIndex(after); m != nil {
			add(at[1]+m[0], at[1]+m[1], 0.85)
		}
		if start := front(tokens, at[0]); start < at[0] && utf8.RuneCountInString(text[start:at[0]]) > 1 {
			add(start, at[0], 0.75)
		}
		return out
	}
	for _, f := range []struct {
		re    expression.Lazy
		worth float64
	}{{besideIs, 0.85}, {besideAfter, 0.85}, {besideParen, 0.75}, {besideRole, 0.7}, {besideWho, 0.5}} {
		if m := f.re.FindStringSubmatchIndex(after); m != nil {
			add(at[1]+m[2], at[1]+m[3], f.worth)
		}
	}
	if m := besideFront.FindStringSubmatchIndex(before); m != nil {
		add(sentence[0]+m[2], sentence[0]+len(strings.TrimRight(before[:m[3]], " ,")), 0.7)
	}
	return out
}

// front is where the Chinese title before a name begins: 退休教师 in
// 家住江北的退休教师林秀芳.
func front(tokens []words.Token, at int) int {
	start := at
	for i := len(tokens) - 1; i >= 0; i-- {
		t := tokens[i]
		if t.Start >= at {
			continue
		}
		noun := strings.HasPrefix(t.Tag, "n") || t.Tag == "" || t.Tag == "b" || t.Tag == "vn" || t.Tag == "j" || t.Tag == "l" || t.Tag == "a" ||
			start < at && (t.Tag == "v" || t.Tag == "m") && utf8.RuneCountInString(t.Norm) > 1
		if t.Kind != words.Han || t.End != start || !noun || t.Norm == "的" {
			break
		}
		start = t.Start
	}
	return start
}
