// Package inquiry cuts a question that asks several things into questions that
// each ask one: “What is the total and by when must it be paid?”
package inquiry

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
	"github.com/tenonhub/tenon/internal/pronoun"
)

// most is how many parts a question may have; one of more stays whole.
const most = 6

var (
	lead   = expression.New(`(?i)^(?:please )?(?:tell me|say|find out|let me know|i(?: would like|'d like| want) to know)[,:]? ((?:(?:by|until|since|from|to|on|in|at) )?(?:whom?|whose|what|when|where|why|which|how)\b.*)$`)
	leadZh = expression.New(`^(?:请问|请)?(?:告诉我|告诉一下|问一下|说说|说一下|我想知道|查一下)[，,：: ]*(.+)$`)
	// joint is where another part begins: the group is its question.
	joint   = expression.New(`(?i)(?:[?]\s*(?:and\s+)?|[,;]\s*and\s+|[,;]\s+|\s+and\s+)((?:(?:by|until|till|since|from|to|for|with|on|in|at|of|under|how)\s+)?(?:whom?|whose|what|when|where|why|which|how)\b)`)
	joints  = expression.New(`[？?]|[，,；;、](?:还有|以及|另外)?`)
	asks    = expression.New(`(?i)\b(?:whom?|whose|what|when|where|why|which|how)\b`)
	asksZh  = expression.New(`什么|多少|几|谁|哪|怎么|怎样|何时|何地|为何|吗|多久|多长|多大|是否`)
	whether = expression.New(`(?i)^(?:is|are|was|were|do|does|did|can|may|must|will|has|have|had|should)\b`)
	trails  = expression.New(`(?i)\b(?:whom?|what|when|where|why|which|how)$`)
	alone   = expression.New(`(?i)^(?:(?:by|until|since|from|to|on|in|at)\s+)?(?:whom?|what|when|where|why|which|how|how much|how many)$`)
	shared  = expression.New(`(?i)^(?:(?:by|until|since|from|to|on|in|at)\s+)?(?:whom?|when|where|why|how)\b`)
)

// Parts are the questions in question, in its order, each with the words that
// it shares with the next (“when and where is it?”) and the thing that “they”
// stands for; never none.
func Parts(question string) []string {
	question = strip(question)
	cut := english
	if strings.ContainsFunc(question, func(r rune) bool { return r >= 0x4e00 && r < 0xa000 }) {
		cut = chinese
	}
	if parts := cut(question); len(parts) > 0 && len(parts) <= most {
		for i := range parts {
			parts[i] = pronoun.Meant(parts[:i], parts[i])
		}
		return parts
	}
	return []string{question}
}

// Last is what a Chinese question asks behind the occasion on which it is asked: 能退多少 of
// 上了三节课想退费，能退多少; empty where it has none.
func Last(question string) string {
	if m := wishedZh.FindStringSubmatch(question); m != nil && asksZh.MatchString(m[1]) {
		return m[1]
	}
	return ""
}

var wishedZh = expression.New(`^[^，？]*(?:想|打算|准备)[^，？]*，([^，]{4,})$`)

// strip takes "tell me" from the front of a question.
func strip(question string) string {
	for _, l := range []expression.Lazy{lead, leadZh} {
		if m := l.FindStringSubmatch(question); m != nil {
			return m[1]
		}
	}
	return question
}

func english(question string) (out []string) {
	from := 0
	for _, m := range joint.FindAllStringSubmatchIndex(question, -1) {
		before := strings.TrimSpace(question[from:m[0]])
		settles := whether.MatchString(before) && question[m[0]] == ','
		if !asks.MatchString(before) && !settles && !strings.ContainsRune(question[m[0]:m[2]], '?') {
			continue // "the day and when": the question goes on
		}
		if trails.MatchString(before) && !alone.MatchString(before) {
			continue // "do they say when and where": of one sentence
		}
		if question[m[0]] == ',' && !strings.Contains(question[m[0]:m[2]], "and") && relative(question[m[2]:m[3]]) && !list(question[m[1]:]) {
			continue // a clause about a noun: the firm, which made it
		}
		out = append(out, before)
		from = m[2]
	}
	out = append(out, strings.TrimSpace(question[from:]))
	return share(out)
}

// relative reports whether a word may begin a clause about a noun.
func relative(word string) bool {
	switch strings.ToLower(word) {
	case "which", "who", "whom", "whose", "where", "when":
		return true
	}
	return false
}

// list reports whether what comes after holds another "and" with a question:
// then commas part questions too.
func list(rest string) bool {
	m := joint.FindStringIndex(rest)
	return m != nil && strings.Contains(rest[m[0]:m[1]], "and")
}

// share gives a question of nothing but its question word the words of the next.
func share(parts []string) []string {
	for i := len(parts) - 2; i >= 0; i-- {
		if m := shared.FindStringIndex(parts[i+1]); m != nil && alone.MatchString(parts[i]) && !alone.MatchString(strings.TrimRight(parts[i+1], " ?.")) {
			parts[i] += parts[i+1][m[1]:]
		}
	}
	if n := len(parts); n > 1 && bareWhen.MatchString(parts[n-1]) {
		word := strings.TrimRight(parts[n-1], " ?.!")
		if m := must.FindStringSubmatch(parts[n-2]); m != nil {
			parts[n-1] = word + " " + m[0] + "?"
		} else if m := owed.FindStringSubmatch(parts[n-2]); m != nil {
			ask := m[2] + " " + m[1]
			if helped := helpers[strings.ToLower(m[2])]; helped[0] != "" {
				ask = helped[0] + " " + m[1] + " " + helped[1]
			}
			parts[n-1] = word + " " + ask + " " + m[3] + "?"
		}
	}
	return parts
}

var (
	// bareWhen are the last words of a question that leave its verb to those before.
	bareWhen = expression.New(`(?i)^(?:(?:by|until|from|since) )?(?:when|where)[ ?.!]*$`)
	must     = expression.New(`(?i)\b(?:must|should|shall|will|can|may|do|does|did) (?:i|we|you|they|he|she|it|the \pL+) (?:(?:have|need) to )?\pL+`)
	owed     = expression.New(`(?i)\b(i|we|you|they|he|she|it|the \pL+) (have to|has to|need to|needs to|must|should|shall|will) (\pL+)`)
)

// helpers are verbs that ask with another before them.
var helpers = map[string][2]string{"have to": {"do", "have to"}, "need to": {"do", "need to"}, "has to": {"does", "have to"}, "needs to": {"does", "need to"}}

// eachOf asks the same of two things: 租金和押金分别是多少.
var eachOf = expression.New(`^([^，。？！]{2,12}?)(?:和|与|跟|及|以及|、)([^，。？！、和]{2,12}?)(?:分别|各自?|都)((?:是|为|有|在|叫)?(?:多少|什么|谁|哪|几|多久|多长)[^，。]*)$`)

func chinese(question string) (out []string) {
	if m := eachOf.FindStringSubmatch(question); m != nil {
		whose, _, ok := strings.Cut(m[1], "的")
		if ok && !strings.Contains(m[2], "的") {
			m[2] = whose + "的" + m[2]
		}
		return []string{m[1] + m[3], m[2] + m[3]}
	}
	from := 0
	for _, m := range append(joints.FindAllStringIndex(question, -1), []int{len(question), len(question)}) {
		if part := strings.TrimSpace(question[from:m[0]]); asksZh.MatchString(part) || Direct(part) != part {
			if m[0] < len(question) && strings.HasPrefix(question[m[0]:], "？") {
				part += "？"
			}
			out = append(out, part)
			from = m[1]
		}
	}
	if rest := strings.TrimSpace(question[from:]); rest != "" && len(out) > 0 {
		if len(out) == 1 {
			return nil
		}
		out[len(out)-1] += "，" + rest
	}
	return out
}
