// Package section narrows a Chinese text to the part that a question is about: the second day of
// a journey, the first year of a story, the post of several that a notice offers.
package section

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Part is a part of a text, and what is asked of it, the likelier first. Only is set where the
// rest of the text answers nothing of it: another day is not the one that is asked about.
type Part struct {
	Text  string
	Start int
	Asks  []string
	Only  bool
	Said  string // what its form answers: all of it, or how many of a post it is the head of
}

const ordinal = `(第[一二三四五六七八九十两0-9]{1,3}|最后一)个?(天|日|年|晚|步|周|场|站|轮|阶段|季度|学期|课|条|章|节)`

var (
	named  = expression.New(ordinal + `(?:的时候|里面?|中|的|那天|当天)?`)
	counts = expression.New(`(?:^|[\n。！？；])[ \t　]*【?(?:到了?|在|进入)?` + ordinal)
	// head is a line that begins a part: its numbering, and its title.
	head = expression.New(`(?m)^[ \t　]*(?:([一二三四五六七八九十]{1,3}、)|([（(][一二三四五六七八九十0-9]{1,3}[）)])|(第[一二三四五六七八九十0-9]{1,4}[条章节部]分?)|([0-9]{1,2}[.．、])|(【))?[ \t　]*([\p{Han}A-Za-z+]{2,14})(】|[ \t　]+[^。\n]{0,24}$|[:：（(]|$)`)
	idle = expression.New(`^(?:要求|内容|说明|事项|方法|时间|地点|费用|其他|情况|安排|有关|关于|条件|方式|使用|服务|问题|须知|提示|公司|我们|需要|名称|多少|什么|保险)$`)
)

var asksAll = expression.New(`(?:怎么|如何|怎样)(?:算|计算|罚|赔|规定|约定|收费)`)

var (
	asksPosts = expression.New(`(?:招|要|收|缺|聘|需要?)(?:聘|收|录)?(?:了)?(?:几|多少)(?:个|名|位)?人?`)
	posts     = expression.New(`(?:[0-9]{1,4}|[一二三四五六七八九十两]{1,3}|若干)\s?(?:名|人|位)`)
)

var asksWhole = expression.New(`^[，,]?(?:都|主要|具体)?(?:(?:去|到)?(?:哪里|哪儿|哪|哪些地方|什么地方)(?:玩|逛|游玩|参观)|(?:要|会|得)?(?:做|干|玩|安排)(?:些)?(?:什么|啥|嘛)|怎么(?:安排|玩|走)|(?:有|是)?(?:什么|哪些)?(?:行程|安排|活动|景点|内容)(?:是什么|有哪些|呢)?)[了呢的？?。 ]*$`)

// Narrow is the part of text that question names by its number or its title; of no text where it names none.
func Narrow(text, question string) Part {
	if !words.Chinese(question) {
		return Part{}
	}
	if asksAll.MatchString(question) {
		return Part{}
	}
	if p := counted(text, question); p.Text != "" {
		return p
	}
	return titled(text, question)
}

// counted is the part with the number that a question says.
func counted(text, question string) Part {
	at := named.FindStringSubmatchIndex(question)
	if at == nil || at[0] == 0 && strings.Trim(question[at[1]:], "？?。 ") == "" {
		return Part{}
	}
	number, unit := question[at[2]:at[3]], question[at[4]:at[5]]
	var heads [][]int
	for _, m := range counts.FindAllStringSubmatchIndex(text, -1) {
		if text[m[4]:m[5]] == unit {
			heads = append(heads, m)
		}
	}
	if len(heads) == 0 && unit == "天" {
		heads = dated(text)
	}
	for i, m := range heads {
		last := i == len(heads)-1
		if n := text[m[2]:m[3]]; !same(n, number) && (!day.MatchString(n) || numeral.Value(strings.TrimPrefix(number, "第")) != i+1) && (number != "最后一" || !last || len(heads) < 2) {
			continue
		}
		p := Part{Start: m[2], Only: true}
		p.Text = text[m[2]:]
		if !last {
			p.Text = text[m[2]:heads[i+1][2]]
		} else if end := strings.Index(p.Text, "\n\n"); end > 0 {
			p.Text = p.Text[:end]
		}
		whose := question[:at[0]]
		if n := utf8.RuneCountInString(whose); n > 1 && n < 5 && strings.Contains(text, whose) && !strings.Contains(p.Text, whose) {
			whose = "" // 林志远第一年: there he is “he”
		}
		p.without(text, whose+question[at[1]:])
		return p
	}
	return Part{}
}

// without asks the question of the part below its head, without the words that only its head or the
// rest of the text has: 最后一天几点到上海 below 丽江—上海.
func (p *Part) without(text, question string) {
	if end := strings.Index(p.Text, "\n"); end > 0 && end < 120 && !strings.ContainsAny(p.Text[:end], "。，") && strings.TrimSpace(p.Text[end:]) != "" {
		p.Start, p.Text = p.Start+end, p.Text[end:]
	}
	for _, t := range words.Tokens(question) {
		if t.Kind == words.Han && strings.HasPrefix(t.Tag, "n") && len(t.Norm) > 3 && !strings.Contains(p.Text, t.Norm) && (strings.Contains(text[max(0, p.Start-120):p.Start], t.Norm) || strings.HasPrefix(t.Tag, "nr") && strings.Contains(text, t.Norm)) {
			question = strings.Replace(question, t.Text, "", 1)
		}
	}
	p.Asks = []string{question}
	if asksWhole.MatchString(question) {
		p.Said = strings.TrimSpace(p.Text)
	}
}

var day = expression.New(`(?m)^[ \t　]*((?:[0-9]{4}年)?[0-9]{1,2}月([0-9]{1,2})[日号])`)

// dated are the lines of a programme that begin with a day, where several do.
func dated(text string) [][]int {
	all := day.FindAllStringSubmatchIndex(text, -1)
	if len(all) < 2 {
		return nil
	}
	return all
}

// same reports whether two numbers are one: 第3, 第三.
func same(a, b string) bool {
	return a == b || numeral.Value(strings.TrimPrefix(a, "第")) == numeral.Value(strings.TrimPrefix(b, "第"))
}

// titled is the part under the only title of which a question has a word.
func titled(text, question string) Part {
	type title struct {
		start, style, body int
		words              []string
	}
	var all []title
	for _, m := range head.FindAllStringSubmatchIndex(text, -1) {
		t := title{start: m[0], body: m[1]}
		for s := 1; s <= 5; s++ {
			if m[2*s] >= 0 {
				t.style = s
			}
		}
		if t.style == 0 && m[15] > m[14] {
			continue // a label with what it says behind it
		}
		said, tail := text[m[12]:m[13]], text[m[14]:m[15]]
		t.words = append(t.words, said)
		for _, w := range words.Tokens(said) {
			if utf8.RuneCountInString(w.Norm) > 1 && w.Norm != said && !strings.HasPrefix(tail, "：") && !strings.HasPrefix(tail, ":") {
				t.words = append(t.words, w.Norm)
			}
		}
		all = append(all, t)
	}
	best, by := -1, ""
	for i, t := range all {
		for _, w := range t.words {
			if idle.MatchString(w) || !strings.Contains(question, w) || len(w) <= len(by) {
				continue
			}
			if !slices.ContainsFunc(all, func(o title) bool { return o.start != t.start && strings.Contains(o.words[0], w) }) {
				best, by = i, w
			}
		}
	}
	if best < 0 {
		return Part{}
	}
	end := len(text)
	for _, o := range all[best+1:] {
		if o.style <= all[best].style {
			end = o.start
			break
		}
	}
	if gap := strings.Index(text[all[best].body:end], "\n\n"); gap > 0 && end == len(text) {
		end = all[best].body + gap
	}
	if strings.TrimSpace(text[all[best].body:end]) == "" {
		return Part{}
	}
	p := Part{Text: text[all[best].start:end], Start: all[best].start, Asks: []string{question}}
	if head, _, _ := strings.Cut(strings.TrimSpace(p.Text), "\n"); asksPosts.MatchString(question) {
		p.Said = strings.TrimSpace(posts.FindString(head))
	}
	if rest := strings.Replace(question, by, "", 1); utf8.RuneCountInString(rest) > 4 {
		p.Asks = append(p.Asks, strings.TrimPrefix(rest, "的"))
	}
	return p
}
