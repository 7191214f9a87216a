// Package field reads requests for fields of a paper – “pull the e-mail address,
// phone number and invoice number” – and finds those that have a form of their
// own. The others are questions for package answer.
package field

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/expression"
)

// Field is something that a paper says: a name as the request has it, and the
// question that asks for it.
type Field struct{ Name, Question string }

// most is how many fields one request may name.
const most = 12

var (
	leads = expression.New(`(?i)^(?:(?:please|and|then|just|can you|could you|i need|i want|i'd like|help me) )*(?:to )?(?:pull|extract|get|find|give|take|list|grab|copy|fetch|note|pick|collect|show|tell|read|look up|lift|dig|write|return|retrieve|capture)(?: (?:out|down|me|us|off|up))*(?: of (?:this|it|here))? (.+?)[.?! ]*$`)
	whats = expression.New(`(?i)^(?:what(?:'?s|’s| is| are)|which(?: is| are)) (.+?)[.?! ]*$`)
	from  = expression.New(`(?i),? (?:(?:out of|from|in|on|off|inside|within)(?: all(?: of)?)? (?:this|it|that|these|them|the|my|our|here|there|each|attached)\b.*|of (?:this|it|these|them)\b.*|(?:as|in) (?:json|xml|yaml|csv|markdown|a (?:table|list))\b.*|that (?:you find|are|is|appear)\b.*|please|thanks|for me)$`)
	comma = expression.New(`\s*(?:,\s*and\b|,|;|\band\b|&|\bplus\b|\bas well as\b)\s*`)
	bare  = expression.New(`(?i)^(?:(?:all(?: of)?|every|any|each|also|both) )?(?:(?:the|their|its|his|her|our|my|a|an|any) )?`)
	known = expression.New(`(?i)(?:^|[ -])(?:e-?mails?|mails?|phones?|telephones?|mobiles?|fax|address(?:es)?|numbers?|no|ids?|iban|bic|dates?|deadlines?|totals?|subtotal|amounts?|sums?|prices?|rent|deposit|fees?|names?|person|people|vat|tax|rate|websites?|urls?|links?|references?|ref|codes?|terms?|period|due|contacts?|details|places?|cities|companies|company|customer|supplier|vendor|client|buyer|seller|tenant|landlord|recipient|sender|issuer|currency|quantity|signature|title|subject)$`)

	leadsZh = expression.New(`^(?:请|麻烦|帮我|帮忙|给我|你|再|并|然后|把|从|在)*(?:(?:这|那|该|文|合同|发票|邮件|名片|附件|图|正)?(?:个|份|张|封|段|篇|条)?(?:文件|文本|发票|合同|邮件|名片|信|文章|附件|图片|文|内容)?(?:里面?|中|上面?|当中)的?)?(?:提取|抽取|抽出|找出|找到|找一下|找|列出|摘出|摘录|抄下|记下|挑出|告诉我|导出|取出|查出|查一下|查|写出|读出|提炼)?(?:一下|出来|来|其中|文中|里面|上面)?(?:的)?(?:所有|全部)?的?(.+?)(?:(?:都|全|全部|分别|各)?(?:给我|帮我)?(?:提取|抽取|抽|找|列|摘|抄|取|挑|整理|导|写)(?:出来|下来|出|给我|一下)|(?:分别|各)?(?:是什么|是多少|是啥))?[。？！?!. ]*$`)
	asksZh  = expression.New(`提取|抽取|抽出|找|列|摘|抄|记下|挑|导出|取出|查|告诉我|给我|写出|提炼|整理|是什么|是多少|是啥`)
	commaZh = expression.New(`\s*(?:、|，|,|和|与|及|以及|还有|跟)\s*`)
	knownZh = expression.New(`(?:邮箱(?:地址)?|电子邮件|邮件地址|电话(?:号码)?|手机号?码?|座机|传真|地址|网址|链接|号码?|编号|单号|账号|卡号|税号|金额|总额|总价|总计|合计|小计|单价|价格|日期|时间|期限|租期|租金|押金|定金|姓名|名字|名称|人名|公司名?|联系人|联系方式|开户行|税率|税额|甲方|乙方|买方|卖方|出租方|承租方|抬头|收件人|寄件人|签字人|负责人)$`)
)

// asJSON are the words that want what is found as JSON.
var asJSON = expression.New(`(?i)[,，、;；]?\s*(?:\b(?:and )?(?:return|output|give|format|save|write|put)\s+(?:it|them|that|this|the (?:result|answer)s?)?\s*)?(?:\b(?:as|in|into|to)\s+(?:an?\s+|one\s+)?(?:valid\s+)?json(?: (?:object|format|form|file))?|(?:请)?(?:并)?(?:用|以|按|转成|转为|输出为|输出成|存成|返回|做成|写成|整理成|格式为)\s*json(?:\s*(?:格式|形式|对象))?(?:输出|返回|给我|给出|表示|写出|列出|回答|来)?|\bjson(?: (?:please|only|format|output))?[.!?]*$)\s*`)

// Asked are the fields that a request names, none when it is no request for
// fields alone; object is set where they are wanted as JSON.
func Asked(request string) (l []Field, object bool) {
	request = strings.TrimSpace(request)
	if cut := asJSON.ReplaceAllString(request, ""); cut != request {
		return asked(strings.Trim(cut, " ,，.。:："), true), true
	}
	return asked(request, false), false
}

func asked(request string, object bool) []Field {
	if strings.ContainsFunc(request, func(r rune) bool { return r >= 0x4e00 && r < 0xa000 }) {
		return chinese(request, object)
	}
	for _, form := range []expression.Lazy{leads, whats} {
		m := form.FindStringSubmatch(request)
		if m == nil {
			continue
		}
		items := shared(comma.Regexp().Split(from.ReplaceAllString(m[1], ""), -1))
		asks := func(name string) string {
			if strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") {
				return "What are the " + name + "?"
			}
			return "What is the " + name + "?"
		}
		trim := func(s string) string { return bare.ReplaceAllString(strings.TrimSpace(s), "") }
		if l := fields(items, among(known, object), trim, asks); len(l) > 1 || len(l) == 1 && formed(l[0].Name) {
			return l
		}
		return nil
	}
	return nil
}

func chinese(request string, object bool) []Field {
	m := leadsZh.FindStringSubmatch(request)
	if m == nil || !asksZh.MatchString(request) {
		return nil
	}
	asks := func(name string) string { return name + "是什么？" }
	items := commaZh.Regexp().Split(m[1], -1)
	if whose, _, ok := strings.Cut(items[0], "的"); ok {
		for i := range items[1:] {
			if !strings.Contains(items[i+1], "的") {
				items[i+1] = whose + "的" + items[i+1] // 出租方的姓名和电话
			}
		}
	}
	if l := fields(items, among(knownZh, object), strings.TrimSpace, asks); len(l) > 1 || len(l) == 1 && formed(l[0].Name) {
		return l
	}
	return nil
}

// thing is the name of a thing, when the wish for an object says that it lists such.
var thing = expression.New(`^\pL[\pL\d '’./-]{1,40}$`)

func among(known expression.Lazy, object bool) expression.Lazy {
	if object {
		return thing
	}
	return known
}

// shared gives all items of a list what the last says that they are of: “the
// name and address of the tenant”.
func shared(items []string) []string {
	_, of, ok := strings.Cut(items[len(items)-1], " of ")
	for i := range items {
		if ok && !strings.Contains(items[i], " of ") {
			items[i] += " of " + of
		}
	}
	return items
}

// fields are the items of a list, all of which must be words for fields.
func fields(items []string, known expression.Lazy, trim, asks func(string) string) (l []Field) {
	for _, item := range items {
		name := trim(item)
		if name == "" && len(items) > 1 {
			continue
		}
		head, _, _ := strings.Cut(name, " of ")
		if !known.MatchString(head) || len(strings.Fields(name)) > 6 || len(name) > 60 || len(l) == most {
			return nil
		}
		l = append(l, Field{name, asks(name)})
	}
	return l
}

// formed reports whether a field has a form of its own.
func formed(name string) bool {
	head, _ := whose(name)
	return kind(head) != "" || numbered(name) != nil
}

var kinds = []struct {
	kind entity.Kind
	said expression.Lazy
}{
	{entity.Email, expression.New(`(?i)^(?:e-?mails?|(?:e-?)?mail address(?:es)?|email address(?:es)?|(?:电子)?邮箱(?:地址)?|电子邮件(?:地址)?|邮件地址)$`)},
	{entity.Phone, expression.New(`(?i)^(?:(?:tele)?phones?|mobiles?|(?:(?:tele)?phone|mobile|contact) numbers?|(?:联系)?电话(?:号码)?|手机号?码?|联系方式)$`)},
	{entity.URL, expression.New(`(?i)^(?:websites?|urls?|links?|web address(?:es)?|网址|链接|网站)$`)},
	{entity.Date, expression.New(`(?i)^(?:dates|日期)$`)},
	{entity.Amount, expression.New(`(?i)^(?:amounts|prices|sums)$`)},
	{entity.Person, expression.New(`(?i)^(?:people|persons|names|names of (?:the )?people|人名)$`)},
	{entity.Organisation, expression.New(`(?i)^(?:companies|organi[sz]ations|公司名)$`)},
	{entity.Place, expression.New(`(?i)^(?:places|cities|locations|地名)$`)},
}

func kind(name string) entity.Kind {
	for _, k := range kinds {
		if k.said.MatchString(name) {
			return k.kind
		}
	}
	return ""
}

var (
	number   = expression.New(`(?i)^(.+?) (?:numbers?|no|nr|ids?|codes?|ref(?:erence)?s?)$`)
	numberZh = expression.New(`^(.+?)(?:号码?|编号|单号|代码)$`)
)

// numbered is the form in which a paper says the number of something: “Invoice
// No. 4711”, 发票号码：4711. The group is the number.
func numbered(name string) *regexp.Regexp {
	if head, _ := whose(name); kind(head) != "" {
		return nil
	}
	if m := number.FindStringSubmatch(name); m != nil {
		return regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(m[1]) + `[ \t]*(?:number|no\.?|nr\.?|num\.?|id|code|ref(?:erence)?\.?|№|#)?(?:[ \t]*[.:#№]|[ \t]+is)?[ \t]*#?([A-Z]{0,6}[-/ ]?\d[\w/-]*)`)
	}
	if m := numberZh.FindStringSubmatch(name); m != nil {
		return regexp.MustCompile(`(?i)` + regexp.QuoteMeta(m[1]) + `(?:号码?|编号|单号|代码)?(?:为|是|[:：])?[ \t]*([A-Z]{0,6}[-/]?\d[\w/-]*)`)
	}
	return nil
}

// whose parts a field from whom it is of: “phone number of the seller”, 乙方的电话.
func whose(name string) (head, owner string) {
	if before, after, ok := strings.Cut(name, "的"); ok {
		return after, before
	}
	head, owner, _ = strings.Cut(name, " of ")
	return head, bare.ReplaceAllString(owner, "")
}

// behind is the entity that stands next behind the words for its owner; all where
// a text has no such words.
func behind(text, owner string, l []entity.Entity) []entity.Entity {
	at := -1
	if owner != "" {
		at = strings.Index(strings.ToLower(text), strings.ToLower(owner))
	}
	if at < 0 {
		return l
	}
	best, far := -1, 0
	for i, e := range l {
		for from := at; from >= 0; {
			if d := e.Start - from; d >= 0 && (best < 0 || d < far) {
				best, far = i, d
			}
			next := strings.Index(strings.ToLower(text[from+1:]), strings.ToLower(owner))
			if next < 0 {
				break
			}
			from += 1 + next
		}
	}
	if best < 0 {
		return nil
	}
	return l[best : best+1]
}

// Find is what a text says of a field that has a form of its own; empty when it
// has none, or the text has nothing of that form.
func (f Field) Find(text string, found []entity.Entity) string {
	var l []string
	head, owner := whose(f.Name)
	if k := kind(head); k != "" {
		of := slices.DeleteFunc(slices.Clone(found), func(e entity.Entity) bool { return e.Kind != k })
		for _, e := range behind(text, owner, of) {
			if !slices.Contains(l, e.Text) {
				l = append(l, e.Text)
			}
		}
	}
	if form := numbered(f.Name); form != nil {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			if s := strings.TrimSpace(m[1]); !slices.Contains(l, s) {
				l = append(l, s)
			}
		}
	}
	between := "; "
	if strings.ContainsFunc(f.Name, func(r rune) bool { return r >= 0x4e00 }) {
		between = "；"
	}
	return strings.Join(l, between)
}

// Say is a field with what was found, in a line of its own.
func (f Field) Say(value string) string {
	if f.Name[0] >= 0x80 {
		return f.Name + "：" + value
	}
	return strings.ToUpper(f.Name[:1]) + f.Name[1:] + ": " + value
}

// Object writes fields and what was found of each as an object of JSON, in which
// null stands for what the text does not say.
func Object(l []Field, found []string) string {
	var b strings.Builder
	for i, f := range l {
		value := "null"
		if found[i] != "" {
			value = quote(found[i])
		}
		b.WriteString(",\n  " + quote(f.Name) + ": " + value)
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "\n}"
}

func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSpace(b.String())
}
