// Package pronoun puts what earlier questions name in the place of the words that
// stand for it in a later one: “Who is the band and how much do they cost?”
package pronoun

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	// they and it stand for a thing that an earlier question names; the “it” of a bill
	// that must be paid is no such thing.
	they   = expression.New(`(?i)\b(they|them)\b`)
	it     = expression.New(`(?i)^((?:how much|when|where|what time|how long|how old|how big|how far) (?:is|does|did|was|will) )it\b`)
	theyZh = expression.New(`^(?:那)?(?:他们|她们|它们|它|这个|这些)`)

	subject   = expression.New(`(?i)\b(?:(?:is|are|was|were)|(does|do|did|will|can|must|should))\s+((?:the|our|my|this|that|these|those)\s+[\pL'’ -]+)`)
	naming    = expression.New(`(?i)^(?:the )?(?:names?|address(?:es)?|numbers?|titles?|dates?|times?|prices?|costs?|length|size|phone number|telephone number|email address) (?:of|for) ((?:the|our|my|this|that|these|those) .+)$`)
	fading    = expression.New(`(?i)\s+(?:on|in|at|for|from|to|by|with|of|and|or|until|before|after|called|named|due|back|up|off|out|down|over|home|again|away|there)\b.*$`)
	lastNoun  = expression.New(`(?i)\b(?:the|our|my|this|that|these|those)\s+[\pL'’-]+\s*\??$`)
	subjectZh = expression.New(`^(?:请问)?(.{2,10}?)(?:的(?:名字|名称|地址|电话|时间))?(?:叫|是|在|什么|几|多少|哪|怎么|谁|有|要|会|能|何)`)
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
		case theyZh.MatchString(question):
			return theyZh.ReplaceAllString(question, thing)
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
