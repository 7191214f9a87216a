package ellipsis

import (
	"regexp"
	"strings"
)

var (
	bareZh  = regexp.MustCompile(`^(那么?|又|还|都|是|在|于|从)*(哪里|哪儿|什么地方|什么时候|何时|几点|几号|多久|谁|为什么)(呢|呀|啊)?[?？]*$`)
	topicZh = regexp.MustCompile(`^(.{2,12}?)(是|在|要|将|会)?(什么时候|何时|几点|几号|哪里|哪儿|什么地方|多久|谁|为什么)`)
	bareEn  = regexp.MustCompile(`(?i)^(?:and )?((?:at what time|what time|(?:by|until|till|since|from|before|after) when|(?:to|for|with|by|from) whom|where to|where from|(?:for )?how long|how often|where|when|why)(?: and (?:to whom|for whom|where|why|by when|until when|how))?)[?]*$`)
	topicEn = regexp.MustCompile(`(?i)^(?:and )?(where|when|why|at what time|what time|what|which \w+|how much|how many \w+|whom?) ((?:is|are|was|were|does|do|did|will|can|must|should|has|have)\b.+)$`)
	// tailed is a question with another behind “and” that leaves all to it: “what does he pay, and by when?”
	tailed = regexp.MustCompile(`(?i)^(.{8,}?),? and ((?:at what time|what time|(?:by|until|till|since|from|before|after) when|(?:to|for|with|by|from) whom|(?:for )?how long|how often|where|when|why))\?*$`)
)

// Topical is a question of nothing but its question word about what the one before
// it is about: 会议什么时候开？在哪里？
func Topical(before, question string) string {
	if m := topicZh.FindStringSubmatch(before); m != nil && bareZh.MatchString(question) {
		return m[1] + question
	}
	for _, of := range []struct{ so, whether *regexp.Regexp }{{soEn, whetherEn}, {soZh, whetherZh}} {
		if w, m := of.so.FindStringSubmatch(question), of.whether.FindStringSubmatch(before); w != nil && m != nil {
			if of.so == soZh {
				return m[1] + "，" + w[1]
			}
			return w[1] + " " + strings.ToLower(m[1][:1]) + m[1][1:]
		}
	}
	if w, m := bareEn.FindStringSubmatch(question), topicEn.FindStringSubmatch(before); w != nil && m != nil {
		if object.MatchString(m[1]) && !passive.MatchString(m[2]) {
			return w[1] + " " + m[2] + " it"
		}
		return w[1] + " " + m[2]
	}
	return question
}

var (
	// soEn is what is asked where the question before it, of whetherEn, has the answer yes.
	soEn      = regexp.MustCompile(`(?i)^(?:and )?if (?:so|yes|it does|it is|they do|they are|he does|she does|that is so),? (?:(?:please )?(?:tell|let|show) me (?:know )?|say )?((?:(?:by|until|from|since|to|for|with) )?(?:when|where|why|how|how much|how long|how many|who|whom|what))[?.]*$`)
	whetherEn = regexp.MustCompile(`(?i)^((?:does|do|did|is|are|was|were|can|could|will|would|must|should|may|has|have) [^?]+)\??$`)
	soZh      = regexp.MustCompile(`^(?:如果|要是)?(?:是|会|能|有|可以|允许|要|行)(?:的话)?[，,]?(?:就)?(?:告诉我|说一下|说说)?((?:是|在)?(?:什么时候|何时|几点|几号|哪里|哪儿|多少钱?|多久|怎么[办做弄]|为什么|谁))[？?。]*$`)
	whetherZh = regexp.MustCompile(`^([^？?]+?)(?:吗|么)?[？?]*$`)

	object  = regexp.MustCompile(`(?i)^(?:what|which \w+)$`)
	passive = regexp.MustCompile(`(?i)^(?:is|are|was|were) |\b(?:to|for|with|of|about|in|on|at)$`)
)

// Tailed are the two questions of one that has a second behind “and” which leaves all to it.
func Tailed(question string) (first, second string, yes bool) {
	m := tailed.FindStringSubmatch(question)
	if m == nil {
		return "", "", false
	}
	second = Topical(m[1], m[2])
	return m[1] + "?", second + "?", second != m[2]
}
