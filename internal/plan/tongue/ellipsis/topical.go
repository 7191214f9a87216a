package ellipsis

import "regexp"

var (
	bareZh  = regexp.MustCompile(`^(那么?|又|还|都|是|在|于|从)*(哪里|哪儿|什么地方|什么时候|何时|几点|几号|多久|谁|为什么)(呢|呀|啊)?[?？]*$`)
	topicZh = regexp.MustCompile(`^(.{2,12}?)(是|在|要|将|会)?(什么时候|何时|几点|几号|哪里|哪儿|什么地方|多久|谁|为什么)`)
	bareEn  = regexp.MustCompile(`(?i)^(?:and )?(where|when|why|at what time|what time)[?]*$`)
	topicEn = regexp.MustCompile(`(?i)^(?:and )?(?:where|when|why|at what time|what time) ((?:is|are|was|were|does|do|did|will)\b.+)$`)
)

// Topical is a question of nothing but its question word about what the one before
// it is about: 会议什么时候开？在哪里？
func Topical(before, question string) string {
	if m := topicZh.FindStringSubmatch(before); m != nil && bareZh.MatchString(question) {
		return m[1] + question
	}
	if w, m := bareEn.FindStringSubmatch(question), topicEn.FindStringSubmatch(before); w != nil && m != nil {
		return w[1] + " " + m[1]
	}
	return question
}
