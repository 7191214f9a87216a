// Package pronoun puts what earlier questions name in the place of the words that
// stand for it in a later one: “Who is the band and how much do they cost?”
package pronoun

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	// they and it stand for a thing that an earlier question names; the “it” of a bill
	// that must be paid is no such thing.
	they = expression.New(`(?i)\b(they|them)\b`)
	it   = expression.New(`(?i)^((?:how much|when|where|what time|how long|how old|how big|how far) (?:is|does|did|was|will) )it\b`)
	// whose do something with it: when do I get it back, how must we return that.
	deed   = expression.New(`(?i)^(?:and )?((?:how|how much|how long|how soon|when|where|by when|until when|what time|who|whom|what) (?:(?:do|does|did|can|could|may|must|should|will|would|shall) )?(?:i|we|you|one|people|they|the \pL+) (?:(?:have|need) to |be able to )?[a-z]+ )(?:it|that|this)( back| off| up| out| in| down| over)?(\s*[?.!]*)$`)
	theyZh = expression.New(`^(?:那)?(?:他们|她们|它们|它|这个|这些)`)

	subject   = expression.New(`(?i)\b(?:(?:is|are|was|were)|(does|do|did|will|can|must|should))\s+((?:the|our|my|this|that|these|those)\s+[\pL'’ -]+)`)
	naming    = expression.New(`(?i)^(?:the )?(?:names?|address(?:es)?|numbers?|titles?|dates?|times?|prices?|costs?|length|size|phone number|telephone number|email address) (?:of|for) ((?:the|our|my|this|that|these|those) .+)$`)
	fading    = expression.New(`(?i)\s+(?:on|in|at|for|from|to|by|with|of|and|or|until|before|after|called|named|due|back|up|off|out|down|over|home|again|away|there)\b.*$`)
	lastNoun  = expression.New(`(?i)\b(?:the|our|my|this|that|these|those)\s+[\pL'’-]+\s*\??$`)
	subjectZh = expression.New(`^(?:请问)?(.{2,10}?)(?:的(?:名字|名称|地址|电话|时间))?(?:叫|是|在|什么|几|多少|多久|多长|多大|哪|怎么|谁|有|要|会|能|何)`)
	// lostZh is a question that has only its verb: 什么时候退, 怎么付.
	lostZh = expression.New(`^(?:那么?|又|都|还|然后)?(?:(?:什么时候|何时|几号|几点|哪天|多久|怎么|怎样|如何|由?谁|在哪里?|到哪里?)(?:来|去|要|该|可以|能|才|会|应该?)?){1,2}(?:[退交付还缴算收给签开结领拿办用取发]|[退归返]还|退款|支付|缴纳|交纳|付清|结清|到账|生效|到期|续签|发放|收取|计算|退回|领取|办理|取消|更换|开始|结束)(?:的|呢|呀|啊)?[？?。 ]*$`)
	// noThing is what stands where a subject would and is none.
	noThing = expression.New(`^(?:一共|总共|总计|共|大概|大约|最多|最少|每|请问)|[谁哪几]|什么|怎|多少`)
	tailZh  = expression.New(`(?:一共|总共|总计|大概|大约|到底|究竟|应该|需要|[收交付缴花应得])+$`)
)

// Meant is a question with what the questions before it name for its pronoun; as
// it is where it has none, or they name nothing.
func Meant(before []string, question string) string {
	for _, b := range before {
		thing := strings.ReplaceAll(named(b), "$", "")
		switch {
		case thing == "":
		case they.MatchString(question) && (subject.MatchString(b) || b[0] >= 0x80):
			return they.ReplaceAllString(question, thing)
		case it.MatchString(question):
			return it.ReplaceAllString(question, "${1}"+thing)
		case deed.MatchString(question) && !strings.EqualFold(thing, "the"):
			return deed.ReplaceAllString(question, "${1}"+thing+"${2}${3}")
		case theyZh.MatchString(question):
			return theyZh.ReplaceAllString(question, thing)
		}
	}
	return whole(before, question)
}

// whole is a question that has lost its subject with that of one before it: 押金是多少？什么时候退？
func whole(before []string, question string) string {
	if !lostZh.MatchString(question) {
		return question
	}
	for _, b := range slices.Backward(before) {
		if thing := tailZh.ReplaceAllString(named(b), ""); thing != "" && thing[0] >= 0x80 && !noThing.MatchString(thing) {
			return thing + question
		}
	}
	return question
}

// named is the thing that a question is about, where it names one.
func named(part string) string {
	part = strings.TrimRight(part, "?？ ")
	if m := subjectZh.FindStringSubmatch(part); m != nil && m[1][0] >= 0x80 {
		return m[1]
	}
	m := subject.FindStringSubmatch(part)
	if m == nil {
		return strings.TrimSpace(lastNoun.FindString(part))
	}
	if of := naming.FindStringSubmatch(m[2]); of != nil {
		return fading.ReplaceAllString(of[1], "")
	}
	words := strings.Fields(fading.ReplaceAllString(m[2], ""))
	if m[1] != "" && len(words) > 2 {
		words = words[:len(words)-1] // the verb
	}
	return strings.Join(words, " ")
}
