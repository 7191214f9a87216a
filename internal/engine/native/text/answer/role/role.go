// Package role answers who a party of a contract is: “who is the landlord?”, 租客是谁. It
// goes by where a paper says who its parties are, and by any word for what they are to
// each other; it does not weigh sentences.
package role

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

// groups are the words for one side of a contract.
var groups = []string{
	"landlord|landlady|lessor|房东|出租人|出租方|房主",
	"tenant|lessee|renter|租客|租户|房客|承租人|承租方|租房人|租赁方",
	"buyer|purchaser|vendee|买方|买家|买受人|购买方|购买人|采购方|需方|购方|购货方",
	"seller|vendor|卖方|卖家|出卖人|出售方|销售方|供方|供应商|供货方|售方",
	"employer|雇主|用人单位|聘用方|雇佣方",
	"employee|雇员|员工|劳动者|受聘方|受雇方",
	"lender|creditor|贷款人|出借人|出借方|债权人",
	"borrower|debtor|借款人|借款方|债务人",
	"licensor|许可人|许可方|授权方",
	"licensee|被许可人|被许可方|被授权方",
	"client|customer|委托方|委托人|发包方|发包人|客户",
	"contractor|service provider|受托方|受托人|承包方|承包人|服务方|承揽方",
	"supplier", "guarantor|保证人|担保人|担保方",
	"甲方|party a", "乙方|party b", "丙方|party c",
}

// english and han are all the words, the longest first.
var english, han = alternatives()

func alternatives() (en, zh string) {
	var l [2][]string
	for _, g := range groups {
		for w := range strings.SplitSeq(g, "|") {
			if w[0] < 0x80 {
				l[0] = append(l[0], w)
			} else {
				l[1] = append(l[1], w)
			}
		}
	}
	for i := range l {
		slices.SortStableFunc(l[i], func(a, b string) int { return len(b) - len(a) })
	}
	return strings.Join(l[0], "|"), strings.Join(l[1], "|")
}

// side is the number of the group of a word; -1 is none.
func side(word string) int {
	word = strings.ToLower(word)
	return slices.IndexFunc(groups, func(g string) bool { return slices.Contains(strings.Split(g, "|"), word) })
}

var (
	asks = expression.New(`(?i)^(?:(?:so|and|please|now|then|hey|ok)[, ]+)*(?:(?:can|could) you )?(?:tell me |find out |find |give me |show me |what(?:'s|’s| is| are) |i need )*(?:` +
		`who(?:'s|’s|s| is| are| was)?(?: named| given| listed| acting)?(?: as)?(?: the| my| our| his| her| their)? (` + english + `)s?(?: is)?|` +
		`(?:the )?(?:full )?names? of (?:the|my|our) (` + english + `)s?|` +
		`(?:the |my |our )?(` + english + `)s?(?:'s|’s|'|’)? (?:full )?names?)(?: is)?(?: (?:in|of|under|according to|here) ?(?:this|the|our|my)? ?\w*)?[?.! ]*$`)
	asksZh = expression.New(`^(?:请问|请告诉我|告诉我|我想知道|那么|那)*(?:(?:这份|本|该|这个)?(?:合同|协议)(?:里面?|中|上)?的?)?(?:` +
		`谁是(?:这份合同的)?(` + han + `)|(` + han + `)的?(?:名字|姓名|名称|全名|全称)?(?:到底|究竟)?(?:(?:是|叫)(?:做|作)?(?:谁|什么(?:名字|名称|人|公司|单位)?|哪位|哪家(?:公司|单位|企业)?|哪个(?:公司|人|单位))?|为谁|有谁))(?:呢|啊|呀)?[？?。 ]*$|` +
		`^(?:找出|提取|列出|写出|查一下)?(` + han + `)的?(?:名字|姓名|名称|全名|全称)[？?。 ]*$`)

	label = expression.New(`(?im)^[ \t•*#>|-]*(?:\(?\d+[.)] ?)?(?:the |name of (?:the )?)?(` + english + `)(?:'s name|’s name| name| ?\([^)\n]{0,40}\))?[ \t]*[:：][ \t*|]*([^\n]+)`)
	// defined is where a name gets its role: Harriet Stone (the “Landlord”).
	defined = expression.New(`(?i)\(\s*(?:hereinafter|hereafter|herein|referred to|known|called|as|collectively|together|,|\s)*(?:the )?["“”'‘’]?(?:the )?(` + english + `)s?["“”'‘’]?\s*\)`)
	named   = expression.New(`\p{Lu}[\pL\d&.'’-]*(?:(?: (?:and|&|de|van|von|der|la|del|di|bin))* \p{Lu}[\pL\d&.'’-]*|,? (?:Ltd|Limited|LLC|Inc|plc|PLC|GmbH|AG|SA|BV|Co)\b\.?)*`)
	begins  = expression.New(`(?i)\bbetween\b:?|\n\s*\n|\b(?:and|by)\s+(?:\(\d\)\s*)?$|[;:]`)

	labelZh   = expression.New(`(?m)(?:^|[ 　\t；;])[ 　\t一二三四五六七八九十0-9、.．]*([^：:\n，。； 　\t]{2,30})[：:][ \t　_]*([^\n，。；;,：:（(_]{2,40})`)
	beside    = expression.New(`[ 　\t；;]+((?:` + han + `)[^：:\n，。； 　\t]{0,20}[：:])`) // another party of the line
	definedZh = expression.New(`([\p{Han}A-Za-z·&. ]{2,40})[（(](?:以下|下)?(?:统?简?称|称为|简称为|作为|以下)?(?:为)?[：:]?[“"「『]?(` + han + `)[”"」』]?[)）]`)
	headZh    = expression.New(`(?:` + han + `)|以下|下|简称|称为|称|即|全称|名称|姓名|单位|签字|盖章|签章|签名|[（()）“”"「」『』/／、或]`)
	wordZh    = expression.New(han)
	led       = expression.New(`^(?:由|与|和|及|同|是|为|本合同由|本协议由)`)

	// deeds tell what 甲方 and 乙方 are to each other by what they do.
	deeds = []struct {
		does expression.Lazy
		as   [2]string // what the one who is named first is, and the other
	}{
		{expression.New(`([甲乙]方)(?:自愿|同意)?(?:将|把)[^。；\n甲乙]{0,80}?(?:出租|租赁|租)(?:给|与|于)`), [2]string{"房东", "租客"}},
		{expression.New(`([甲乙]方)(?:自愿|同意)?(?:向|从)[甲乙]方(?:承租|租用|租赁|租)`), [2]string{"租客", "房东"}},
		{expression.New(`([甲乙]方)(?:自愿|同意)?(?:将|把)[^。；\n甲乙]{0,80}?(?:出售|销售|卖|转让)(?:给|与|于)`), [2]string{"卖方", "买方"}},
		{expression.New(`([甲乙]方)(?:自愿|同意)?(?:向|从)[甲乙]方(?:购买|采购|购进|订购|购)`), [2]string{"买方", "卖方"}},
		{expression.New(`([甲乙]方)(?:自愿|同意)?(?:向|从)[甲乙]方(?:借款|借)`), [2]string{"借款人", "贷款人"}},
		{expression.New(`([甲乙]方)(?:现|特|自愿)?(?:委托|聘请)[甲乙]方`), [2]string{"委托方", "受托方"}},
		{expression.New(`([甲乙]方)(?:现|自愿)?(?:聘用|雇用|招用|录用)[甲乙]方`), [2]string{"雇主", "雇员"}},
	}
)

// party is one whom a paper names, by the sides that it says.
type party struct {
	name  string
	sides []int
}

// Answer is the name of the party that question asks for; empty when it asks for
// something else, or the text does not say who that is.
func Answer(text, question string) string {
	q := strings.TrimSpace(question)
	m := asks.FindStringSubmatch(q)
	if m == nil {
		m = asksZh.FindStringSubmatch(q)
	}
	if m == nil {
		return ""
	}
	wanted := side(strings.Join(m[1:], ""))
	var names []string
	for _, p := range parties(text) {
		if slices.Contains(p.sides, wanted) && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, "; ")
}

// parties are all whom a paper names as such.
func parties(text string) []party {
	l := append(labelled(text), defineds(text)...)
	for _, d := range deeds {
		m := d.does.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for i, p := range l {
			for k, alias := range []string{"甲方", "乙方"} {
				if !slices.Contains(p.sides, side(alias)) {
					continue
				}
				as := d.as[0]
				if m[1] != []string{"甲方", "乙方"}[k] {
					as = d.as[1]
				}
				l[i].sides = append(l[i].sides, side(as))
			}
		}
	}
	return l
}

// labelled are the parties of lines such as “Landlord: Grace Okafor”, 甲方（出租方）：李建国.
func labelled(text string) (l []party) {
	for _, m := range label.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[4]:m[5]]
		if cut := strings.IndexAny(name, ",;(|"); cut > 0 {
			name = name[:cut]
		}
		if name = strings.Trim(name, " \t*.\r"); strings.ContainsFunc(name, letter) {
			l = append(l, party{name, []int{side(text[m[2]:m[3]])}})
		}
	}
	text = beside.ReplaceAllString(text, "\n$1")
	for _, m := range labelZh.FindAllStringSubmatchIndex(text, -1) {
		head, name := text[m[2]:m[3]], strings.Trim(text[m[4]:m[5]], " 　\t\r")
		if headZh.ReplaceAllString(head, "") != "" {
			continue
		}
		if f := strings.Fields(name); len(f) > 1 && !strings.ContainsFunc(name, func(r rune) bool { return r < 0x80 && letter(r) }) {
			name = f[0]
		}
		p := party{name: name}
		for _, at := range wordZh.FindAllStringIndex(head, -1) {
			p.sides = append(p.sides, side(head[at[0]:at[1]]))
		}
		if len(p.sides) > 0 && strings.ContainsFunc(name, letter) {
			l = append(l, p)
		}
	}
	return l
}

// defineds are the parties whose role stands in brackets behind the name.
func defineds(text string) (l []party) {
	last := 0
	for _, m := range defined.FindAllStringSubmatchIndex(text, -1) {
		before := text[max(last, m[0]-300):m[0]]
		for at := begins.FindStringIndex(before); at != nil && at[1] < len(before); at = begins.FindStringIndex(before) {
			before = before[at[1]:]
		}
		last = m[1]
		if name := named.FindString(before); name != "" {
			l = append(l, party{strings.TrimRight(name, ".,"), []int{side(text[m[2]:m[3]])}})
		}
	}
	for _, m := range definedZh.FindAllStringSubmatchIndex(text, -1) {
		name := led.ReplaceAllString(strings.TrimSpace(text[m[2]:m[3]]), "")
		if name != "" && side(name) < 0 {
			l = append(l, party{name, []int{side(text[m[4]:m[5]])}})
		}
	}
	return l
}

func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0xbf && r != '＿'
}
