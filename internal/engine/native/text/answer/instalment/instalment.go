// Package instalment answers how something is paid in Chinese: the sentences of a
// text that say when which part is due – 怎么付款, 分几次付, 每次付多少.
package instalment

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asks = expression.New(`(?:怎么|如何|怎样)(?:来)?(?:支付|付款|付|交付|交纳|缴纳|缴费|缴|交|交费|交钱|给钱|结算|结账|打款|还款|还)(?:的|法|呢)?|(?:付款|支付|缴费|结算|还款|交费|收费)(?:的)?(?:方式|条件|条款|安排|办法|计划|进度|节点|时间表)` +
		`|分?(?:几|多少)(?:次|期|笔|批)(?:来)?(?:支付|付款|付清|付完|付|交清|交|缴清|缴|还清|还|给|结清)|(?:支付|付款|付|交|缴|还|给)(?:多少|几)(?:次|期|笔)|分(?:几|多少)(?:次|期|笔|批)|每(?:一)?(?:次|期|笔|批)(?:要|应|该|需|需要|应该|分别|各)?(?:支付|付|交|缴|还|给)?(?:多少|几)`)
	pays = expression.New(`支付|付清|付款|缴纳|缴清|交纳|交清|预付|结清|结算|打款|汇入|转账|首付|定金|订金|尾款|余款|付`)
	// parts are marks of one part of a sum, plan of a sum that is paid in parts or on days.
	parts  = expression.New(`[0-9.]+\s?[%％]|百分之[零一二三四五六七八九十百]+|[一二三四五六七八九]成|余款|尾款|剩余|其余|余下|定金|订金|预付|首付|首期|首笔|第[一二三四五六七八九十0-9]+(?:期|次|笔|批)|一半|半数|全款|[0-9,.]+万?元|[一二三四五六七八九十百千万]+元`)
	plan   = expression.New(`分[一二两三四五六七八九十0-9]+(?:次|期|笔|批)|按(?:月|季度|季|年|周|揭|日|半年)|每(?:个)?(?:月|季度|季|年|周|半年)|一次性|押一付|付款方式|支付方式|[日天]前|之前`)
	fined  = expression.New(`逾期|违约|滞纳|罚|拖欠|赔偿|未按|迟延|延期付`)
	idle   = expression.New(`请问|告诉我|这(?:份|个|笔)?|该|需要|应该|一共|总共|都|要|的|是|应|分|呢|吗|什么|哪些|[？?。，,\s]`)
	number = expression.New(`^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+条\s?|[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、]\s?)`)
	whole  = expression.New(`^(?:款|款项|钱|费用|货款|价款|合同款|总价|总款|总额|甲方|乙方|买方|我|我们|客户|对方)?$`)
)

// stretch is sentences of a text that say how it is paid.
type stretch struct {
	text  string
	last  int  // sentence
	marks int  // parts of a sum that it names
	plan  bool // it says on which days, or in how many parts
	about bool // it speaks of what is asked about
}

// Answer is what a text says of how something is paid; empty when something else
// is asked, or it says nothing of it.
func Answer(text, question string) string {
	at := asks.FindStringIndex(question)
	if at == nil || !words.Chinese(question) || fined.MatchString(question) {
		return ""
	}
	topic := idle.ReplaceAllString(question[:at[0]]+question[at[1]:], "")
	topic = pays.ReplaceAllString(topic, "")
	best := stretch{}
	for _, s := range stretches(text, topic) {
		if (s.about || whole.MatchString(topic)) && s.worth() > best.worth() {
			best = s
		}
	}
	if strings.Contains(best.text, "； ") {
		return best.text
	}
	return number.ReplaceAllString(best.text, "")
}

// worth is how surely a stretch says how it is paid, 0 for one that does not.
func (s stretch) worth() int {
	switch {
	case s.plan:
		return 2*s.marks + 3
	case s.marks > 1:
		return 2 * s.marks
	}
	return 0
}

// stretches are the sentences of text that speak of paying; those that follow each
// other as parts of a list are one.
func stretches(text, topic string) (out []stretch) {
	var before [2]bool // whether the sentences that stand before speak of the topic
	for i, s := range words.Sentences(text) {
		body := strings.Join(strings.Fields(text[s.Start:s.End]), " ")
		about := speaks(body, topic)
		n := stretch{body, i, len(parts.FindAllStringIndex(body, -1)), plan.MatchString(body), about || before[0] || before[1]}
		switch k := len(out) - 1; {
		case !pays.MatchString(body) || fined.MatchString(body) || n.marks == 0 && !n.plan:
			before = [2]bool{before[1], about}
		case k >= 0 && out[k].last == i-1 && strings.HasSuffix(out[k].text, "；"):
			out[k] = stretch{out[k].text + " " + body, i, out[k].marks + n.marks, out[k].plan || n.plan, out[k].about || n.about}
		default:
			out = append(out, n)
			before = [2]bool{false, about}
		}
	}
	return out
}

// speaks reports whether a sentence has the words of a topic, or others for them.
func speaks(sentence, topic string) bool {
	if topic == "" || strings.Contains(sentence, topic) {
		return topic != ""
	}
	have := words.Tokens(sentence)
	for _, t := range words.Tokens(topic) {
		met := strings.Contains(sentence, t.Norm)
		for _, h := range have {
			met = met || cue.Alike(t.Norm, strings.TrimPrefix(h.Norm, "月"))
		}
		if !met {
			return false
		}
	}
	return true
}
