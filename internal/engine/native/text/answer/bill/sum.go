package bill

import (
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksSum = expression.New(`\badds? up\b|\b(?:is|are|whether|if|that|check|verify) .{0,40}\b(?:total|sum|sums|amounts?|subtotal|invoice|bill|arithmetic|maths?|calculations?|figures|numbers)\b.{0,30}\b(?:correct|right|wrong|accurate|consistent|ok|okay|match(?:es)?)\b|\b(?:check|verify|recalculate|recompute|double-check) (?:(?:if|whether|that|the|its|all|this|invoice|bill) )*(?:total|sums?|subtotal|arithmetic|maths?|calculations?|figures|amounts)\b|\bdo(?:es)? the .{0,40}\b(?:total|subtotal|sum|lines|items|amounts)\b.{0,40}\b(?:match|agree|fit|tally|correct)` +
		`|(?:核对|验算|核算|检查|验证|复核).{0,12}(?:总额|合计|总价|小计|金额|总计|加起来|计算|算)|(?:总额|合计|总价|小计|总计|加起来|金额|算).{0,12}(?:对吗|对不对|是否正确|是否相等|是否一致|有没有错|有误|正确吗|一致吗|相符)`)
	row   = expression.New(`^[ \t|]*(?:\d{1,4}[ \t]*[x×]?[ \t]+)?(\pL.*?)[ \t|]+(?:(\d+(?:[.,]\d+)?)[ \t]*(?:x|×|pcs|个|件|张|台)?[ \t|]+(?:[$€£¥￥]|[A-Z]{3}[ \t])?(\d[\d,]*(?:[.,]\d{1,2})?)(?:元)?[ \t|]+)?(?:[$€£¥￥]|[A-Z]{3}[ \t])?(\d[\d,]*[.,]\d{2})(?:元|[ \t]*[$€£¥]|[ \t]+[A-Z]{3})?[ \t|]*$`)
	final = expression.New(`^[ \t|]*(\pL[^:：\d]*?)(?:[ \t]*[(（@]?\d+(?:[.,]\d+)?[ \t]?[%％][)）]?)?[ \t|:：.…]+(?:[$€£¥￥]|[A-Z]{3}[ \t])?[ \t]*(\d[\d,]*(?:[.,]\d{1,2})?)(?:元|[ \t]*[$€£¥]|[ \t]+[A-Z]{3})?[ \t|]*$`)
)

// AsksSum reports whether a question asks if the amounts of a bill add up.
func AsksSum(question string) bool { return asksSum.MatchString(strings.ToLower(question)) }

// ledger is what the lines of a bill say, in hundredths.
type ledger struct {
	items               []string
	sum                 int64
	wrong               []string // lines whose number times price is another amount
	before, tax, total  int64
	hasBefore, hasTotal bool
}

// Check adds the lines of a bill up and says whether its sums are right.
func Check(text string, chinese bool) string {
	l := open(text)
	say := func(en, zh string, a ...any) string {
		if chinese {
			return fmt.Sprintf(zh, a...)
		}
		return fmt.Sprintf(en, a...)
	}
	if len(l.items) == 0 || !l.hasBefore && !l.hasTotal {
		return say("That was not checked: no lines with amounts and their sum could be read in this text.", "没有核对：文中没有读出带金额的明细和合计。")
	}
	right := len(l.wrong) == 0
	var said []string
	for _, w := range l.wrong {
		said = append(said, say("Of the line “%s” number times price is another amount.", "“%s”一行的数量乘单价与金额不符。", w))
	}
	compare := func(got, want int64, en, zh string) {
		if got == want {
			said = append(said, say(en+" %s, as the text says.", zh+" %s，与文中一致。", written(got)))
			return
		}
		right = false
		said = append(said, say(en+" %s, but the text says %s.", zh+" %s，而文中写的是 %s。", written(got), written(want)))
	}
	lines := strings.Join(l.items, " + ")
	switch {
	case l.hasBefore:
		compare(l.sum, l.before, "The lines, "+lines+", come to", "明细 "+lines+" 合计")
		if l.hasTotal {
			compare(l.before+l.tax, l.total, "With tax that is", "加上税为")
		}
	case l.tax == 0:
		compare(l.sum, l.total, "The lines, "+lines+", come to", "明细 "+lines+" 合计")
	default:
		compare(l.sum+l.tax, l.total, "The lines, "+lines+", with tax come to", "明细 "+lines+" 连税合计")
	}
	verdict := say("Yes. ", "对。")
	if !right {
		verdict = say("No. ", "不对。")
	}
	if chinese {
		return verdict + strings.Join(said, "")
	}
	return verdict + strings.Join(said, " ")
}

func open(text string) (l ledger) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if m := final.FindStringSubmatch(line); m != nil {
			label := strings.TrimSpace(m[1])
			switch partOf(label) {
			case Before:
				l.before, l.hasBefore = cents(m[2]), true
				continue
			case Tax:
				l.tax += cents(m[2])
				continue
			case Total, Due:
				if !l.hasTotal {
					l.total, l.hasTotal = cents(m[2]), true
				}
				continue
			case Item:
			}
			if numbered.MatchString(label) {
				continue
			}
		}
		m := row.FindStringSubmatch(line)
		if m == nil || l.hasBefore || l.hasTotal || sentence(strings.TrimSpace(m[1])) {
			continue
		}
		amount := cents(m[4])
		l.items = append(l.items, m[4])
		l.sum += amount
		if m[2] != "" && cents(m[2])*cents(m[3])/100 != amount {
			l.wrong = append(l.wrong, strings.Join(strings.Fields(line), " "))
		}
	}
	return l
}

// cents reads an amount of at most two decimals, in hundredths.
func cents(s string) int64 {
	whole, part := s, ""
	if i := strings.LastIndexAny(s, ".,"); i >= 0 && len(s)-i <= 3 {
		whole, part = s[:i], s[i+1:]
	}
	n := int64(0)
	for _, r := range whole + (part + "00")[:2] {
		if r >= '0' && r <= '9' && n < 1e15 {
			n = 10*n + int64(r-'0')
		}
	}
	return n
}

func written(n int64) string {
	s := fmt.Sprint(n / 100)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return fmt.Sprintf("%s.%02d", s, n%100)
}
