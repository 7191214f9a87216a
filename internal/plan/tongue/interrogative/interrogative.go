// Package interrogative makes of the words of a request the question of a text as it would be
// asked alone. It does not say which words ask.
package interrogative

import (
	"regexp"
	"strings"
)

var (
	// within is what says where the answer stands, which every text leaves out: 图里的, “in each of the contracts”.
	within = regexp.MustCompile(`^(请问|那么?|在)*(这|那)?(张|个|份|段|篇|封)?(图|图片|照片|截图|图中|文件|文章|合同|邮件|录音|视频|信|附件|文档|通知)(片)?(里面?|中|上面?|当中)的?`)
	// joint leads from a wish to the question, and telling only says that an answer is wanted: “then tell me who …”, 并告诉我.
	joint   = regexp.MustCompile(`(?i)^(?:[,，;；、\s]+|(?:and also|and then|and|then|but|so|plus|please|pls|after that|finally|lastly)\b\s*,?\s*|also,\s*|请问[，,]?|并且|然后|接着|另外|还有|顺便|(?:最后|同时|再|并|也)[,，])`)
	telling = regexp.MustCompile(`(?i)^(?:(?:also|finally) )?(?:(?:can|could|would|will) you (?:please |also )?)?(?:(?:(?:just|also) )?(?:tell|inform|show|let) (?:me|us)(?: know)?(?: exactly)?,? |i(?:['’]d| would) (?:also )?like to know,? |i (?:also )?(?:want|need) to know,? |i(?:['’]d| would) (?:also )?be (?:(?:so|very|ever so|most|really) )?(?:grateful|glad|happy|thankful|obliged) if you (?:could|would|can) (?:please )?(?:tell me |find out |let me know |say )?|(?:do|would) you (?:happen to )?know |would you mind (?:telling me|finding out) |any idea |(?:find out|look up|see|know|check) )|^(?:那就|就|那|再|并|也|请|麻烦|帮我|给我|最后|同时|顺便|你|我想)*(?:(?:跟|和|给|对)我(?:们)?(?:说说|讲讲|说一下|讲一下|说下|说|讲)|告诉我(?:一下|们)?|讲一下|讲讲|说下|告知我?|想知道|说说|说一下|看看|看一下|看下|查一下|查查|问一下|问问)[,，]?`)
	// handed is a Chinese question that is to be told, 把花了多少钱告诉我.
	handed   = regexp.MustCompile(`^(?:请|麻烦|帮我|就|再|并)*(?:把|将)(.+?)(?:都|也|一并)?(?:告诉|告知|讲给|说给|发给|报给)(?:给|一下)?(?:我们?|咱)(?:一下|一声|听)?[。.！!]?$`)
	ofEach   = regexp.MustCompile(`(?i),? (in|of|for|from) (each|both|all|every one)( (of )?(the|these|those|them|our|my))?( (contracts?|documents?|files?|letters?|texts?|reports?|invoices?|papers?))?[?.! ]*$`)
	askedFor = regexp.MustCompile(`(?i)多少|多久|多[长大高远]|几|谁|哪|什么|怎么|如何|吗|是否|\b(what|how|which|who|when|where|why)\b`)
)

// Bare is a question of a text without the words that only say that an answer is wanted, and of
// which of the texts.
func Bare(question string, several bool) string {
	short := question
	for before := ""; short != before; {
		before, short = short, telling.ReplaceAllString(joint.ReplaceAllString(short, ""), "")
	}
	if m := handed.FindStringSubmatch(short); m != nil {
		short = m[1]
	}
	short = within.ReplaceAllString(short, "")
	if several {
		short = ofEach.ReplaceAllString(short, "")
	}
	if len([]rune(short)) < 4 || !askedFor.MatchString(short) {
		return question
	}
	return short
}

var (
	predicate = regexp.MustCompile(`(是|在|有|为|到|要|需要)?(多少|多久|多长|多大|几|谁|哪|什么|怎么|如何)`)
	subject   = regexp.MustCompile(`(?i)^(.*?\b(?:is|are|was|were)) (?:the|my|our|your|their|his|her|its|a|an) [^?]*$`)
	named     = regexp.MustCompile(`(?i)^(?:the|my|our|your|their|his|her|its|a|an) `)
	phrased   = regexp.MustCompile(`(?i)^(in|on|at|for|from|by|with|during) `)
)

// Instead is a question of a text with another subject, or another time or
// place: “how much is the deposit” and “the rent”. Where it has no such form,
// it is what was said.
func Instead(before, rest, said string) string {
	before = strings.TrimRight(before, "?？ ")
	if at := predicate.FindStringIndex(before); at != nil {
		return rest + before[at[0]:]
	}
	if m := subject.FindStringSubmatch(before); m != nil && named.MatchString(rest) {
		return m[1] + " " + rest
	}
	if m := phrased.FindStringSubmatch(rest); m != nil {
		if at := strings.LastIndex(strings.ToLower(before), " "+strings.ToLower(m[1])+" "); at > 0 {
			return before[:at] + " " + rest
		}
		return before + " " + rest
	}
	return said
}
