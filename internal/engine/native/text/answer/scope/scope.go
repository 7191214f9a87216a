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

// senses are what is asked of a thing, and the heads of lists that say it, or its denial.
var senses = []struct{ asks, heads, denials expression.Lazy }{
	{
		expression.New(`包括|包含|包|含|算|在内`),
		expression.New(`(?:费用?|价格?|团费|服务|套餐|房价|租金|学费)?(?:已|都|均)?(?:包括|包含|含)(?:以下|下列)?\p{Han}{0,4}$`),
		expression.New(`(?:不|未)(?:包括|包含|含)(?:以下|下列)?\p{Han}{0,4}$|(?:另|自)(?:行)?(?:付|理|费)(?:项目|费用)?$`),
	},
	{
		expression.New(`赔|报销|保(?:障|修)?|理赔|管`),
		expression.New(`(?:承担|负责|赔付|给付|报销|保修)(?:以下|下列|保险)?\p{Han}{0,6}$|保险责任$`),
		expression.New(`不(?:承担|负责|予?赔付?|予?报销|予?保修|属于|在)\p{Han}{0,12}$|责任免除$|免责\p{Han}{0,4}$|除外\p{Han}{0,4}$`),
	},
	{
		expression.New(`能|可以|允许|准|让`),
		expression.New(`(?:可以?|允许|准许)\p{Han}{0,8}$`),
		expression.New(`(?:禁止|严禁|不得|不可以?|不能|不准|谢绝|请勿)\p{Han}{0,10}$`),
	},
}

var (
	bullet = expression.New(`^\s*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[-•·*●①-⑳])\s*`)
	idle   = expression.New(`请问|我们?|你们?|吗|呢|的话|如果|是不是|是否|有没有|里面?|费用|团费|[？?，。 ]`)
)

// Answer is yes or no with the list that says so; empty when something else is asked, or no list has the thing.
func Answer(text, question string) string {
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
		for _, l := range lists(text) {
			verdict := ""
			switch {
			case s.denials.MatchString(l.head):
				verdict = "否。"
			case s.heads.MatchString(l.head):
				verdict = "是。"
			}
			if verdict == "" {
				continue
			}
			for _, item := range l.items {
				for _, w := range things {
					if strings.Contains(item, w) {
						if l.whole != "" {
							return verdict + l.whole
						}
						return verdict + l.head + "：" + item
					}
				}
			}
		}
	}
	return ""
}

var barred = expression.New(`(?:禁用|忌用|禁服|忌服|禁食|忌食)$`)

// unfit is the sentence that bars those whom a question names from taking something.
func unfit(text, question string, things []string) string {
	if !senses[2].asks.MatchString(question) {
		return ""
	}
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。；\n", r) }) {
		for _, w := range things {
			if barred.MatchString(s) && strings.Contains(s, w) {
				return "否。" + strings.TrimSpace(bullet.ReplaceAllString(s, ""))
			}
		}
	}
	return ""
}

// among are lists in a sentence: 包括车费、门票和午餐.
var among = expression.New(`((?:不|未|已|均|都)?(?:包括|包含|含))([^，。；：:\n]*、[^，。；：:\n]*)`)

type list struct {
	head  string
	items []string
	whole string // the sentence of a list in one
}

// lists are those of a text: in a line behind its head, or line by line below it.
func lists(text string) (out []list) {
	lines := strings.Split(text, "\n")
	for _, m := range among.FindAllStringSubmatchIndex(text, -1) {
		start, end := 0, m[1]+strings.IndexAny(text[m[1]:]+"\n", "。；\n")
		if at := strings.LastIndexAny(text[:m[0]], "。；\n"); at >= 0 {
			_, size := utf8.DecodeRuneInString(text[at:])
			start = at + size
		}
		whole := strings.TrimSpace(text[start:end]) + "。"
		out = append(out, list{text[m[2]:m[3]], strings.FieldsFunc(text[m[4]:m[5]], func(r rune) bool { return strings.ContainsRune("、和及与", r) }), whole})
	}
	for i, l := range lines {
		l = strings.TrimSpace(l)
		at := strings.IndexAny(l, "：:")
		if at < 0 || at > 90 {
			continue
		}
		head := strings.TrimSpace(l[:at])
		head = head[strings.LastIndexAny(head, "，。；")+1:]
		if r := strings.LastIndexAny(l[:at], "，。；"); r >= 0 {
			_, size := utf8.DecodeRuneInString(l[r:])
			head = l[r+size : at]
		}
		head = bullet.ReplaceAllString(head, "")
		_, size := utf8.DecodeRuneInString(l[at:])
		if body := strings.TrimSpace(l[at+size:]); body != "" {
			out = append(out, list{head: head, items: strings.FieldsFunc(strings.TrimRight(body, "。"), func(r rune) bool { return strings.ContainsRune("、，,；;。", r) })})
			continue
		}
		b := list{head: head}
		for _, item := range lines[i+1:] {
			if m := bullet.FindString(item); m != "" {
				b.items = append(b.items, strings.Trim(item[len(m):], "；;。 \r"))
			} else if strings.TrimSpace(item) != "" {
				break
			}
		}
		out = append(out, b)
	}
	return out
}
