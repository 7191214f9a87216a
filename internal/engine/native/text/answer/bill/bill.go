// Package bill reads bills, receipts and invoices: lines of labels with amounts,
// and which of them a question about the whole means.
package bill

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Entry is a line of a bill or a part of one: “Cake 4.20”, 合计：7.70元. The
// offsets are of the amount.
type Entry struct {
	Label      string // in lower case
	Start, End int
	Part       Part
}

// Part is what an entry of a bill is of the whole.
type Part int

const (
	Item   Part = iota
	Before      // all without tax
	Tax
	Total
	Due // the total, or what is left of it to be paid
)

var (
	entryForm = expression.New(`(?i)(?:\d{1,3} ?[x×]? )?(\pL[\pL'’&/-]*(?:[ \t]+(?:\pL[\pL'’&/-]*)){0,3}?)(?:[ \t]*[(（](?:小写|大写|含税|不含税|人民币|元)[)）])?(?:[ \t]*[(（@]?\d+(?:[.,]\d+)?[ \t]?[%％][)）]?)?[ \t]*[:：.…]*[ \t]*` +
		`((?:[$€£¥￥]|(?:eur|usd|gbp|cny|rmb)[ \t])?[ \t]?\d[\d,]*(?:[.,]\d{1,2})?(?:[ \t]?(?:[$€£¥元块]|eur(?:os?)?\b|usd\b|gbp\b|cny\b|rmb\b|dollars?\b|pounds?\b|yuan\b))?)(?:[ \t]+|$)`)
	inTotal   = expression.New(`(?i)^(?:(?:grand |invoice |order )?total(?: amount| price| cost)?|sum|amount|总计|合计|总共|总价|总额|总金额|共计|金额|(?:合计|总计)金额|价税合计|含税(?:总额|合计|总价|金额)|应付总额)$`)
	inDue     = expression.New(`(?i)^(?:(?:grand )?(?:total|amount|balance|sum)(?: amount)? (?:due|payable|owed|owing|outstanding|to pay|to be paid)|(?:amount |balance )?(?:due|payable|outstanding)(?: amount)?|balance|to pay|please pay|应付|应付(?:金额|总额|总计|合计|款)|实付(?:金额|款)?|待付(?:金额|款)?|余额|尾款)$`)
	inTax     = expression.New(`(?i)^(?:(?:plus )?(?:vat|v\.a\.t\.?|gst|hst|(?:sales |value added )?tax(?:es)?|mwst)(?: amount)?|增值税(?:额)?|税额|税金|税费|税款)$`)
	beforeTax = expression.New(`(?i)^(?:sub-?total|sub total|net(?: total| amount)?|小计|不含税(?:金额|合计|总额)?|税前(?:金额|合计|总额)?|未税(?:金额|合计)?)$`)
	// numbered are what leads to the number of a paper, which is no amount.
	numbered  = expression.New(`(?i)(?:receipt|invoice|order|bill|ticket|table|no|nr|number|ref|reference|page|account|tel|phone|编号|单号|订单|订单号|发票|发票号|收据|号码|电话|桌号)[ \t.:：#№号]*$`)
	priced    = expression.New(`(?i)[$€£¥￥元块a-z]|[.,]\d{2}$`)
	asksTotal = expression.New(`\b(?:total|sum)(?: (?:on|due|paid|to pay|payable|amount|price|cost|bill|owed|of the (?:receipt|bill|invoice|order))\b|\s*[?.!]?$)|\b(?:in total|altogether|in all)\b|^how much (?:is|was|are) (?:the|this|that|my|our) (?:whole )?(?:invoice|bill|receipt|order|check)\s*[?.!]*$|(?:发票|账单|订单|小票)(?:一共|总共)?(?:是|有|要)?多少(?:钱|元)?[？?。]*$|^(?:这张|该)?(?:发票|账单|订单|小票|收据)(?:的|上的?)?(?:总)?(?:金额|数额|价税合计|含税金额)(?:合计)?(?:是|为|有)?(?:多少(?:钱|元)?|几)?[？?。]*$|价税合计|含税(?:总额|合计|总价|金额)|总共|一共|合计|总计|总价|总额|总金额`)
	asksDue   = expression.New(`\b(?:total|amount|balance|sum)(?: amount)? (?:is )?(?:due|payable|owed|owing|outstanding|to pay|to be paid)\b|\bbalance\s*[?.!]*$|\boutstanding\s*[?.!]*$` +
		`|\b(?:total|amount|sum)(?: amount)? (?:that )?(?:i|we|you|they) (?:(?:still )?(?:have|need) to pay|must pay|should pay|owe)\b` +
		`|^how much (?:(?:do|must|should|shall|does|will) \pL+ (?:have to |need to |still )?(?:pay|owe)|(?:is|are|must be|has to be|needs to be|is to be|is still|remains)(?: left)? (?:due|owed|payable|paid|outstanding|to pay|to be paid))(?: in (?:total|all)| altogether| (?:for|on) (?:this|the) (?:bill|invoice|receipt|order))?\s*[?.!]*$|(?:应付|要付|该付|需付|实付|待付|须付|应该付|需要付|还要付)(?:的)?(?:多少|金额|总额|款)`)
	asksBefore = expression.New(`\b(?:sub-?total|sub total|(?:before|without|excluding|excl\.?) (?:the )?(?:vat|tax|taxes|gst)|net (?:total|amount))\b|小计|不含税|税前|未税`)
	asksTax    = expression.New(`^(?:how much|what|how high) (?:(?:is|was|are) )?(?:the )?(?:vat|gst|hst|(?:sales |value added )?tax(?:es)?)(?: amount)?(?: (?:is|was|do|does|did|must|are|will|to|on|of|have)\b[\pL ]*)?\s*[?.!]*$|(?:增值税|税额|税金|税费|税款)(?:额)?(?:是|有|为)?(?:多少|几)`)
	asksRate   = expression.New(`\brate\b|\bper ?cent|税率|百分`)
)

// Read reads the lines of text that are nothing but labels with amounts.
func Read(text string) (out []Entry) {
	at := 0
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		body := strings.TrimRight(line, " \t\r\n")
		found := entryForm.FindAllStringSubmatchIndex(body, -1)
		rest := 0
		var got []Entry
		for _, m := range found {
			rest += m[1] - m[0]
			label, amount := body[m[2]:m[3]], strings.TrimSpace(body[m[4]:m[5]])
			e := Entry{strings.ToLower(label), start + m[5] - len(strings.TrimLeft(body[m[4]:m[5]], " \t")), start + m[5], partOf(label)}
			e.End = e.Start + len(amount)
			if !numbered.MatchString(label) && (e.Part != Item || !sentence(label)) && (e.Part != Item || priced.MatchString(amount)) {
				got = append(got, e)
			}
		}
		if len(found) > 0 && rest == len(strings.TrimLeft(body, " \t")) {
			out = append(out, got...)
		}
	}
	return taxed(out)
}

// withTax is the label of what all comes to with tax: other totals beside it are without.
var withTax = expression.New(`价税合计|含税`)

func taxed(l []Entry) []Entry {
	if slices.ContainsFunc(l, func(e Entry) bool { return e.Part == Total && withTax.MatchString(e.Label) }) {
		for i, e := range l {
			if e.Part == Total && !withTax.MatchString(e.Label) {
				l[i].Part = Before
			}
		}
	}
	return l
}

// sentence reports whether a label has little words: “the rent is” is part of
// a sentence and no label.
func sentence(label string) bool {
	return slices.ContainsFunc(words.Tokens(label), func(t words.Token) bool {
		return t.Kind == words.Word && words.Stop(t.Norm) || t.Tag == "v" && t.Kind == words.Han
	})
}

// partOf reads what a label says that its entry is.
func partOf(label string) Part {
	switch {
	case inTotal.MatchString(label):
		return Total
	case inDue.MatchString(label):
		return Due
	case inTax.MatchString(label):
		return Tax
	case beforeTax.MatchString(label):
		return Before
	}
	return Item
}

// Asked are the parts of a bill that a question may mean, the likeliest first.
func Asked(question string) []Part {
	low := strings.TrimSpace(strings.ToLower(question))
	switch {
	case asksRate.MatchString(low):
		return nil
	case asksBefore.MatchString(low):
		return []Part{Before}
	case asksTax.MatchString(low):
		return []Part{Tax}
	case asksDue.MatchString(low):
		return []Part{Due, Total}
	case asksTotal.MatchString(low):
		return []Part{Total, Due}
	}
	return nil
}

// AsksTotal reports whether a question in lower case asks what all comes to.
func AsksTotal(question string) bool { return asksTotal.MatchString(question) }

var (
	asksDay   = expression.New(`^(?:by |until )?when (?:is|are|was|were|must|should|does|do|has|have|will) (?:it|this|that|they|i|we|you|the (?:invoice|bill|total|amount|balance|payment|money)) (?:(?:to|have to|has to|need to|be|is) )*(?:due|payable|paid|pay|settled)\s*[?.!]*$|\bdue date\b|\bpayment deadline\b|(?:什么时候|何时|哪天|几号|多久)(?:之?前)?(?:要|应|得|必须|需要|需)?(?:付款|付清|付|缴费|支付)|(?:付款|支付|缴费)(?:截止)?(?:日期|期限|日)`)
	dayAfter  = expression.New(`(?i)(?:\bdue(?: date)?|\b(?:pay|payable|payment|paid|settle)\b[^.\n]{0,30}?)(?: is| be)?(?: due)?(?: by| on| before| until| no later than)?[ \t]*:?[ \t]*(?:the )?$|(?:付款|付清|缴费|支付|到期)(?:截止)?(?:日期|日|期限)?(?:为|是|[:：])?[ \t]*$`)
	dayBefore = expression.New(`^(?:之?前|以前)?(?:付款|付清|缴费|缴清|支付)`)
)

// AsksDay reports whether a question asks by when a bill must be paid.
func AsksDay(question string) bool {
	return asksDay.MatchString(strings.TrimSpace(strings.ToLower(question)))
}

// Payday reports whether the date between two stretches of a text is the day by
// which something must be paid.
func Payday(before, after string) bool {
	return dayAfter.MatchString(before) || dayBefore.MatchString(after)
}

// Money reports whether an amount is one of money.
func Money(s string) bool {
	if strings.ContainsAny(s, "$€£¥₹₩元块币角镑") {
		return true
	}
	low := strings.ToLower(s)
	for _, w := range []string{"dollar", "euro", "pound", "yen", "yuan", "rmb", "usd", "eur", "gbp", "cny", "franc", "kron", "rupee", "ruble", "rouble", "peso", "cent", "won"} {
		if strings.Contains(low, w) && !strings.Contains(low, "percent") && !strings.Contains(low, "per cent") && !strings.Contains(low, "centi") {
			return true
		}
	}
	return false
}
