// Package contact finds the telephone numbers, mail addresses and numbers of
// identity cards that a text gives for one of those it names.
package contact

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// kinds are what can be asked for, with how a text shows it.
var kinds = []struct {
	kind entity.Kind
	asks expression.Lazy
	none [2]string // what is said when there is none, English and Chinese
}{
	{entity.Phone, expression.New(`(?i)\b(?:(?:tele)?phone|mobile|cell(?: ?phone)?|tel\.?|contact)(?: ?numbers?| ?no\.?)?\b|\bcontact (?:details|data|information|info)\b|(?:联系)?电话(?:号码?)?|手机(?:号码?)?|联系方式|号码`), [2]string{"no telephone number is given", "没有写电话"}},
	{entity.Email, expression.New(`(?i)\be-?mails?(?: address(?:es)?)?\b|\bmail address(?:es)?\b|\bcontact (?:details|data|information|info)\b|(?:电子)?邮箱(?:地址)?|电子邮件(?:地址)?|邮件地址|联系方式`), [2]string{"no e-mail address is given", "没有写邮箱"}},
	{identity, expression.New(`(?i)\bid(?:entity)?(?: card)? numbers?\b|身份证(?:号码?)?`), [2]string{"no identity number is given", "没有写身份证号"}},
}

const identity entity.Kind = "identity"

var (
	reach = expression.New(`(?i)^(?:and )?(?:how|where) (?:can|could|do|should|may) (?:i|we|you|one) (?:contact|reach|get in touch with|get hold of) (?:the )?(.+?)[?.! ]*$|^(?:怎么|怎样|如何)联系(.+?)[？?。]*$`)
	card  = expression.New(`(?:^|[^0-9])([1-9]\d{16}[\dXx])(?:[^0-9]|$)`)
	// asked is the form of such a question: nothing but the kinds and whose they are.
	asked = expression.New(`(?i)^(?:(?:and|please|can you|could you|tell me|give me|show me|find|get|list|extract|what's|whats|what|which|are|is|do you know)\b\s*)*(?:me )?(?:the |all )?(.*?)(?:,? please)?\s*[?.!]*$`)
	of    = expression.New(`(?i)^\s*(?:of|for|from|belonging to)\s+(?:the |my |our )?(.+)$`)
	whose = expression.New(`(?i)^(?:the |my |our )?(.+?)(?:'s|’s|s')\s*$`)
	joins = expression.New(`(?i)^(?:[\s,，、;；/&]|\band\b|\bor\b|\btheir\b|\bhis\b|\bher\b|\bits\b|\bthe\b|\bas well as\b|\bplus\b|和|与|及|以及|跟|还有|的|号)*$`)

	idleZh = expression.New(`请问|请|告诉我|帮我|给我|查一下|查|找出|找|提取|列出|合同(?:里|中|上)?面?的?|文件(?:里|中)?的?|协议(?:里|中)?的?|文中|发票(?:上|里)?的?|上面的?|分别|各自?|都|是什么|是多少|是啥|多少|什么|有没有|有哪些|哪些|是|呢|吗|一下|[？?。！!，,、；;：:\s]`)

	sellers = expression.New(`(?i)^(?:seller|vendor|supplier|issuer|sender|shop|store|merchant|company|provider|biller|payee|business)$|^(?:卖方|卖家|供应商|开票方|销售方|商家|收款方|销方)$`)
	buyers  = expression.New(`(?i)^(?:buyer|customer|client|recipient|purchaser|payer|bill-?to|addressee)$|^(?:买方|买家|客户|购买方|收件人|付款方|购方)$`)
	// billed begins the block of a bill that says who is to pay.
	billed = expression.New(`(?im)^[ \t]*(?:bill(?:ed)?[ -]?to|invoice(?:d)? to|sold to|ship to|customer|client|buyer|attn\.?|to|购买方|买方|客户|收件人|购货单位)\b?[ \t]*[:：]`)
	// party begins a line about one of the parties to a contract.
	parties = expression.New(`[甲乙丙丁]方|买方|卖方|出租方|承租方|出租人|承租人|委托方|受托方|供方|需方`)
	party   = expression.New(`^[ \t]*(?:[\p{Han}]{0,6}[（(])?(?:[甲乙丙丁]方|买方|卖方|出租方|承租方|出租人|承租人|委托方|受托方|供方|需方)`)
)

var (
	asksBuyer  = expression.New(`(?i)^(?:and )?who(?:'s| is| was) (?:the |our )?(?:buyer|customer|client|recipient|purchaser)\s*[?.!]*$|^(?:and )?(?:to whom|who) (?:is|was) (?:it|(?:the|this) (?:invoice|bill)) (?:addressed|billed|made out|sent|issued)(?: to)?\s*[?.!]*$|^(?:买方|客户|购买方|收件人|付款方)是(?:谁|哪家|哪个公司)[？?。]*$`)
	asksSeller = expression.New(`(?i)^(?:and )?who(?:'s| is| was) (?:the |our )?(?:seller|vendor|supplier|issuer)\s*[?.!]*$|^(?:and )?who (?:issued|sent|wrote|made) (?:it|(?:the|this) (?:invoice|bill))\s*[?.!]*$|^(?:卖方|卖家|供应商|开票方|销售方|收款方)是(?:谁|哪家|哪个公司)[？?。]*$|^(?:请问)?(?:这张|该)?(?:发票|账单|收据)?(?:是)?(?:由)?(?:谁|哪家(?:公司|单位)?|哪个(?:公司|单位)|什么公司)(?:给我们|给我)?(?:开|开具|出|出具|开出)的?(?:发票|票|账单)?[？?。]*$`)
	// sold is the line of a bill that says whose it is.
	sold  = expression.New(`(?im)^[ \t]*(?:销售方|开票方|收款方|收款单位|卖方|供应商|销货单位|开票单位|sold by|seller|vendor|supplier|issued by|from)(?:名称|信息|name)?[ \t]*[:：][ \t]*(?:名称[:：][ \t]*)?([^\n]*?\pL[^\n,，]*)`)
	title = expression.New(`(?i)^(?:tax |sales |pro ?forma )?(?:invoice|bill|receipt)\b[^\pL]*$|^发票$|^收据$|^账单$`)
)

// Party is who a bill is to, or whose it is; it is empty for what is no bill, or
// when something else is asked.
func Party(text, question string) string {
	m := billed.FindStringIndex(text)
	switch q := strings.TrimSpace(question); {
	case asksSeller.MatchString(q) && sold.MatchString(text):
		return strings.TrimSpace(sold.FindStringSubmatch(text)[1])
	case m == nil:
	case asksBuyer.MatchString(q):
		name, _, _ := strings.Cut(strings.TrimSpace(text[m[1]:m[1]+line(text[m[1]:])]), ",")
		name, _, _ = strings.Cut(name, "，")
		return name
	case asksSeller.MatchString(q):
		for l := range strings.Lines(text[:m[0]]) {
			if l = strings.TrimSpace(l); l != "" && !title.MatchString(l) && !strings.ContainsAny(l, ":：0123456789") {
				return l
			}
		}
	}
	return ""
}

// Answer gives what question asks for, of whom it names; it is empty when
// something else is asked, or the text does not say.
func Answer(ctx context.Context, text, question string) (string, error) {
	want, owner := read(question)
	if len(want) == 0 || owner == "" {
		return "", nil
	}
	found, err := entity.Find(ctx, text)
	if err != nil {
		return "", err
	}
	for _, m := range card.FindAllStringSubmatchIndex(text, -1) {
		found = slices.DeleteFunc(found, func(e entity.Entity) bool { return e.Start < m[3] && e.End > m[2] })
		found = append(found, entity.Entity{Kind: identity, Text: text[m[2]:m[3]], Start: m[2], End: m[3]})
	}
	places, known := stretches(text, owner)
	if !known {
		places, known = stretches(text, called(text, owner))
	}
	if !known {
		return "", nil
	}
	chinese := words.Chinese(question)
	var said []string
	some := false
	for _, k := range want {
		got := within(found, kinds[k].kind, places)
		some = some || len(got) > 0
		switch {
		case len(got) > 0:
			said = append(said, strings.Join(got, pick(chinese, ", ", "、")))
		default:
			said = append(said, pick(chinese, kinds[k].none[0], kinds[k].none[1]))
		}
	}
	if !some {
		return "", nil
	}
	return strings.Join(said, pick(chinese, "; ", "；")), nil
}

// called is another word for owner that text has: 出租人 for 房东.
func called(text, owner string) string {
	out := ""
	for _, w := range cue.Of(owner).Words() {
		if strings.Contains(text, w) {
			out = max(out, w)
		}
	}
	return cmp.Or(out, owner)
}

func pick(chinese bool, en, zh string) string {
	if chinese {
		return zh
	}
	return en
}

// read finds the kinds that a question asks for, in its order, and whose; none
// when the question has anything else.
func read(question string) (want []int, owner string) {
	rest := strings.Join(strings.Fields(question), " ")
	if m := reach.FindStringSubmatch(rest); m != nil {
		return []int{0, 1}, m[1] + m[2]
	}
	if words.Chinese(question) {
		rest = idleZh.ReplaceAllString(rest, "")
	} else {
		rest = asked.FindStringSubmatch(rest)[1]
	}
	first, last := len(rest), 0
	at := map[int]int{}
	between := rest
	for i, k := range kinds {
		for _, m := range k.asks.FindAllStringIndex(rest, -1) {
			first, last = min(first, m[0]), max(last, m[1])
			between = between[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + between[m[1]:]
			if _, known := at[i]; !known {
				at[i] = m[0]
				want = append(want, i)
			}
		}
	}
	if len(want) == 0 || !joins.MatchString(between[first:last]) {
		return nil, ""
	}
	slices.SortStableFunc(want, func(a, b int) int { return at[a] - at[b] })
	before, after := strings.TrimSpace(rest[:first]), strings.TrimSpace(rest[last:])
	switch {
	case words.Chinese(question):
		if after != "" && after != "的" {
			return nil, ""
		}
		return want, strings.TrimSuffix(strings.TrimPrefix(before, "把"), "的")
	case before == "" && of.MatchString(after):
		return want, of.FindStringSubmatch(after)[1]
	case after == "" && whose.MatchString(before):
		return want, whose.FindStringSubmatch(before)[1]
	case after == "" && (sellers.MatchString(before) || buyers.MatchString(before)):
		return want, before
	}
	return nil, ""
}

// both are all parties together.
var both = expression.New(`(?i)^(?:甲乙)?(?:双方|各方)$|^甲方[和与、]?乙方$|^(?:both|all)(?: the)? parties$|^(?:the )?parties$`)

// stretches are the parts of text that speak of owner, the nearest first: the
// rest of the line that names it, then its paragraph up to another party.
func stretches(text, owner string) (out [][2]int, known bool) {
	if both.MatchString(owner) {
		return [][2]int{{0, len(text)}}, true
	}
	low := strings.ToLower(text)
	name := strings.ToLower(owner)
	var far [][2]int // what stands below says less than another line that names it
	for at := 0; ; {
		i := strings.Index(low[at:], name)
		if i < 0 || len(low) != len(text) {
			break
		}
		start := at + i
		at = start + len(name)
		if letter(low, start-1) && letter(name, 0) || letter(low, at) && letter(name, len(name)-1) {
			continue
		}
		end := start + line(text[start:])
		if m := parties.FindStringIndex(text[at:end]); m != nil && strings.ContainsAny(text[at:at+m[0]], "0123456789@") {
			out = append(out, [2]int{start, at + m[0]}) // 甲方 0571-1234567，乙方 …
		}
		out = append(out, [2]int{start, end})
		for end < len(text) {
			next := end + 1
			stop := next + line(text[next:])
			if strings.TrimSpace(text[next:stop]) == "" || party.MatchString(text[next:stop]) {
				break
			}
			far = append(far, [2]int{next, stop})
			end = stop
		}
	}
	if out = append(out, far...); len(out) > 0 {
		return out, true
	}
	m := billed.FindStringIndex(text)
	switch {
	case m == nil && sellers.MatchString(owner):
		return [][2]int{{0, len(text)}}, true
	case m == nil:
		return nil, false
	}
	end := m[1]
	for end < len(text) {
		stop := end + line(text[end:])
		if strings.TrimSpace(text[end:stop]) == "" {
			break
		}
		end = min(stop+1, len(text))
	}
	switch {
	case sellers.MatchString(owner):
		return [][2]int{{0, m[0]}, {end, len(text)}}, true
	case buyers.MatchString(owner):
		return [][2]int{{m[0], end}}, true
	}
	return nil, false
}

func letter(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z')
}

func line(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// within are the entities of a kind in the first of some stretches that has any.
func within(found []entity.Entity, kind entity.Kind, places [][2]int) (out []string) {
	for _, p := range places {
		for _, e := range found {
			if e.Kind == kind && e.Start >= p[0] && e.End <= p[1] && !slices.Contains(out, e.Text) {
				out = append(out, e.Text)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}
