// Package scope says whether a thing is among those that a Chinese text lists as included, paid
// for or allowed, or among those that are not: 费用不含：游船、午餐.
package scope

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

type sense struct{ asks, heads, denials expression.Lazy }

// not is how a denial begins.
const not = `(?:[不未](?:再|能|予|可以?|得|会|允许|许|准)?|无法|禁止|严禁|停止)(?:予以?|给予)?`

// senses are what is asked of a thing, and the heads of lists that say it, or its denial.
var senses = []sense{
	{
		expression.New(`包括|包含|包|含|算|在内`),
		expression.New(`(?:费用?|价格?|团费|服务|套餐|房价|租金|学费)?(?:已|都|均)?(?:包括|包含|含)(?:以下|下列)?\p{Han}{0,4}$`),
		expression.New(not + `(?:包括|包含|含)(?:以下|下列)?\p{Han}{0,4}$|(?:另|自)(?:行)?(?:付|理|费)(?:项目|费用)?$`),
	},
	{
		expression.New(`赔|报销|保(?:障|修)?|理赔|管`),
		expression.New(`(?:承担|负责|赔付|给付|报销|保修)(?:以下|下列|保险)?\p{Han}{0,6}$|保险责任$`),
		expression.New(not + `(?:承担|负责|赔付?|报销|保修|属于)\p{Han}{0,12}$|责任免除$|免责\p{Han}{0,4}$|除外\p{Han}{0,4}$`),
	},
	{
		expression.New(`能|可以|允许|准|让`),
		expression.New(`(?:可以?|允许|准许)\p{Han}{0,8}$`),
		expression.New(`(?:禁止|严禁|无法|不再允许|不(?:得|可以?|能|准|许|允许)|未(?:获|被)?(?:允许|准许)|谢绝|请勿)\p{Han}{0,10}$`),
	},
}

var (
	bullet = expression.New(`^\s*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[-•·*●①-⑳])\s*`)
	denies = expression.New(`[另自]行?[付理费]|谢绝|严禁|[不无未没勿免禁拒非除]|停止|取消|例外|以外|可能|但|如果|仅|只`)
	common = expression.New(`免费|无线|不锈钢|违禁|不可抗力|非常`)
	choice = expression.New(`包不包|含不含|能不能|可不可以|赔不赔|算不算|是不是|有没有|让不让|准不准|保不保|管不管|可否|能否|是否`)
	idle   = expression.New(`请问|我们?|你们?|吗|呢|的话|如果|是不是|是否|有没有|里面?|费用|团费|[？?，。 ]`)
)

// Answer is yes or no with the list that says so; empty when something else is asked, or no list has the thing.
func Answer(text, question string) string {
	if denies.MatchString(common.ReplaceAllString(choice.ReplaceAllString(question, ""), "")) {
		return ""
	}
	if question = inquiry.Direct(question); !words.Chinese(question) || !strings.Contains(question, "吗") {
		return ""
	}
	for _, s := range senses {
		if !s.asks.MatchString(question) {
			continue
		}
		things := cue.Content(idle.ReplaceAllString(s.asks.ReplaceAllString(question, "，"), "，"))
		things = slices.DeleteFunc(things, func(w string) bool { return utf8.RuneCountInString(w) < 2 })
		for i, w := range things {
			things[i] = strings.ReplaceAll(w, "饭", "餐")
		}
		if said := unfit(text, question, things); said != "" {
			return said
		}
		if said, found := s.say(lists(text), things); found {
			return said
		}
	}
	return ""
}

// say is what the lists that have one of things say, found where one has it; empty where they differ or one is unclear.
func (s sense) say(all []list, things []string) (said string, found bool) {
	yes := ""
	for _, l := range all {
		verdict := ""
		switch denied := len(denies.FindAllStringIndex(common.ReplaceAllString(l.before, ""), 2)); {
		case denied == 1 && s.denials.MatchString(l.head):
			verdict = "否。"
		case denied == 0 && s.heads.MatchString(l.head):
			verdict = "是。"
		case denied == 0:
			continue
		}
		for _, item := range l.items {
			if !slices.ContainsFunc(things, func(w string) bool { return strings.Contains(item, w) }) {
				continue
			}
			if verdict == "" || yes != "" && yes != verdict || denies.MatchString(common.ReplaceAllString(item+l.after, "")) {
				return "", true
			}
			if yes = verdict; said == "" {
				if said = verdict + l.whole; l.whole == "" {
					said = verdict + l.head + "：" + item
				}
			}
		}
	}
	return said, said != ""
}

var barred = expression.New(`(?:禁用|忌用|禁服|忌服|禁食|忌食)$`)

// spared are words by which a sentence may bar others than it names.
var spared = expression.New(`[除非可能不无未]`)

// unfit is the sentence that bars those whom a question names from taking something.
func unfit(text, question string, things []string) string {
	if !senses[2].asks.MatchString(question) {
		return ""
	}
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(ends, r) }) {
		for _, w := range things {
			if strings.Contains(s, w) && barred.MatchString(s) && !spared.MatchString(barred.ReplaceAllString(s, "")) {
				return "否。" + strings.TrimSpace(bullet.ReplaceAllString(s, ""))
			}
		}
	}
	return ""
}

// among is a list in a sentence.
var among = expression.New(`((?:包括|包含|含))([^，。；：:\n]*、[^，。；：:\n]*)`)

type list struct {
	before string // the sentence up to the items
	head   string
	items  []string
	after  string // what else its clause says
	whole  string // the sentence of a list in one
}

const (
	longest = 900 // bytes of a sentence with a list
	many    = 400 // lists of a text that are looked at
	ends    = "。；;\n"
)

// lists are those of a text: in a sentence behind its head, or line by line below it.
func lists(text string) (out []list) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		parts := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(ends, r) })
		for n, part := range parts {
			if part = strings.TrimSpace(part); len(part) > longest {
				continue
			}
			if len(out) >= many {
				return nil
			}
			if l, ok := inline(part); ok {
				out = append(out, l)
			}
			at := strings.IndexAny(part, "：:")
			if at < 0 || at > 90 {
				continue
			}
			before := bullet.ReplaceAllString(strings.TrimSpace(part[:at]), "")
			l := list{before: before, head: before}
			if comma := strings.LastIndex(before, "，"); comma >= 0 {
				l.head = before[comma+len("，"):]
			}
			_, size := utf8.DecodeRuneInString(part[at:])
			if body := strings.TrimSpace(part[at+size:]); body != "" {
				l.items = strings.FieldsFunc(body, func(r rune) bool { return strings.ContainsRune("、，,", r) })
				l.after = body
			} else if n == len(parts)-1 {
				l.items = below(lines[i+1:])
			}
			out = append(out, l)
		}
	}
	return out
}

// inline is a list in a sentence: 包括车费、门票和午餐.
func inline(sentence string) (list, bool) {
	m := among.FindStringSubmatchIndex(sentence)
	if m == nil {
		return list{}, false
	}
	after := meanwhile.ReplaceAllString(sentence[m[1]:], "")
	items := strings.FieldsFunc(sentence[m[4]:m[5]], func(r rune) bool { return strings.ContainsRune("、和及与", r) })
	return list{sentence[:m[3]], sentence[:m[3]], items, sentence[m[4]:m[5]] + after, sentence + "。"}, true
}

// meanwhile is another list behind one.
var meanwhile = expression.New(`^，但?不(?:包括|包含|含)\p{Han}+`)

// below are the items line by line below a head, up to the next head.
func below(lines []string) (out []string) {
	for _, item := range lines[:min(len(lines), 60)] {
		m := bullet.FindString(item)
		if m == "" && strings.TrimSpace(item) != "" {
			break
		}
		if item = strings.Trim(item[len(m):], "；;。 \r"); strings.HasSuffix(item, "：") {
			break
		}
		if item != "" {
			out = append(out, item)
		}
	}
	return out
}
