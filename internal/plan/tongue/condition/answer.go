package condition

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
)

// bare is a condition without a word for “if”: 是负面的就翻译, “Is it English? Otherwise, …”.
var bare = regexp.MustCompile(`的话|就|则|\botherwise\b|\bor else\b|否则|不然`)

var (
	// so says that what was asked about before is not so, or is.
	so = regexp.MustCompile(`^(?:(not|no|there (?:is|are) none|there['’]s none|none|(?:it|he|she|this|that) (?:(?:is|does|was|did|has) not|(?:is|does|was|did|has)n['’]?t)|they (?:(?:are|do|were|did|have) not|(?:are|do|were|did|have)n['’]?t)|there (?:(?:is|are) not|(?:is|are)n['’]?t)(?: any| one)?|不是|没有|不)|(so|yes|yep|(?:it|he|she|this|that) (?:is|does|was|did|has)|they (?:are|do|were|did|have)|there (?:is|are)(?: any| one| some)?|是的?|对的?|有|是这样))(?:的话|\s*(?:[,，.!。:：]|就|则|$|\b[a-z]|请|把|帮))`)
	// bareSo is the same without a word for “if”, and else what is said in its place.
	bareSo = regexp.MustCompile(`^(?:(不是|没有|否则|不然|要不然?|otherwise|or else)|(是的?|对|有|是这样))(?:的话[\s，,]*就?|\s*[，,]?\s*(?:就|则)|\s*[，,]|\b)`)
	// asked is what asks whether something is so.
	asked = regexp.MustCompile(`(?:^|[.!?;,:\n]\s*|\band )(is|are|was|were|does|do|did|has|have) |(是不是|有没有)|\b(?:if|whether)\s+|是否|\b(?:find|look for|search for|list|extract|(?:scan|check|search|examine|look (?:at|through)) (?:it|this|that|(?:the|this|that|my) [a-z]+|\x03+) for)( )|([^，。！？；,.!?;\n]+)(?:吗|没有?[?？])`)
	// further joins another wish to a question.
	further = regexp.MustCompile(`[,;:，；、]|\b(?:and|or|then)\b|并|还是|然后`)
	// looks is what has somebody look whether something is so.
	looks = regexp.MustCompile(`(?:请|帮我|然后|再|先|并)*(?:看看|看一看|看一下|看下|判断(?:一下|下)?|检查(?:一下|下)?|确认(?:一下|下)?|分析(?:一下|下)?)|\b(?:please )?(?:check|see|find out|judge|determine|decide|look|verify|test) (?:if|whether)\b`)
	ended = regexp.MustCompile(`^(?:的|了)*[\s,，;；.。]|^[,;.]|^\s*(?:,?\s*and if|$)`)
	word  = regexp.MustCompile(`^[^\s,.;!?]+ `)
)

// maxSubject is how many words what a question is about may have.
const maxSubject = 5

// answered is the test of a condition that is the answer to a question before it, “If so”: its
// first word stands at begin, what is behind “if” at after.
func (m masked) answered(begin, after int) (t Test, question [2]int, end int, ok bool) {
	k := so.FindStringSubmatchIndex(m.text[after:])
	if k == nil && strings.HasSuffix(m.text[begin:after], "是") { // 要是的话
		after -= len("是")
		k = so.FindStringSubmatchIndex(m.text[after:])
	}
	if k == nil {
		return t, question, 0, false
	}
	if t, question, ok = m.before(begin); ok {
		t.Not = t.Not != (k[3] > 0)
	}
	return t, question, after + max(k[3], k[5]), ok
}

// bareAnswer is a condition that begins at a place and only answers a question before it:
// 没有就描述一下, “Otherwise, …”.
func (m masked) bareAnswer(at int) (opening, bool) {
	k := bareSo.FindStringSubmatchIndex(m.text[at:])
	if k == nil || strings.TrimSpace(m.text[at+k[1]:]) == "" {
		return opening{}, false
	}
	t, question, ok := m.before(at)
	if !ok || question == [2]int{} {
		return opening{}, false
	}
	t.Not, t.Why = t.Not != (k[3] > 0), m.source[at:at+max(k[3], k[5])]
	return opening{test: t, from: at, at: at + max(k[3], k[5]), leading: true, question: question}, true
}

// answers is the question before a place that a test answers in its own words, 是不是正面的？如果是正面的.
func (m masked) answers(t Test, at int) (question [2]int, asked string) {
	if before, q, ok := m.before(at); ok && before.Is == t.Is && before.Task == t.Task && before.Of == t.Of {
		return q, before.Asked
	}
	return question, ""
}

// before is the last thing that was asked about before a place: “check whether it is negative; if
// so, …”, “Is it negative? If so, …”. The question is the place of a sentence that asks for that alone.
func (m masked) before(to int) (best Test, question [2]int, ok bool) {
	cut := m
	cut.text = m.text[:to]
	for _, at := range asked.FindAllStringSubmatchIndex(cut.text, -1) {
		var t Test
		var end int
		var good bool
		var from int
		switch {
		case at[2] >= 0: // is it negative
			from = at[2]
			t, end, good = cut.turned(at[2], at[3])
		case at[4] >= 0: // 是不是, 有没有
			from = cut.opens(at[4])
			t, end, good = cut.test(at[5] - len("是"))
		case at[6] >= 0: // find the dates
			t, end, good = cut.test(at[0])
			if !good {
				t, end, good = cut.found(at[7])
			}
			from = to
		case at[8] >= 0: // 是英文吗
			from = at[8]
			t, end, good = cut.asking(at[8], at[9])
		default:
			t, end, good = cut.test(at[1])
			from = to
		}
		if !good {
			continue
		}
		best, question, ok = t, [2]int{}, true
		if at[4] >= 0 || at[6] < 0 && at[8] < 0 && at[2] < 0 { // 看看是不是, “check whether”
			begins := cut.opens(at[0])
			if k := looks.FindAllStringIndex(cut.text[begins:at[1]], -1); k != nil {
				from = begins + k[len(k)-1][0]
				if k := ended.FindStringIndex(cut.text[end:]); k != nil {
					question = [2]int{from, end + k[0]}
					best.Asked = strings.Trim(m.source[from:end], " ")
					continue
				}
			}
		}
		if k := stop.FindStringIndex(cut.text[end:]); k != nil && from < to && strings.ContainsAny(cut.text[end:][k[0]:k[1]], "?？") && !further.MatchString(cut.text[end:end+k[0]]) {
			question = [2]int{from, end + k[1]}
			best.Asked = strings.Trim(m.source[from:end+k[1]], " ?？")
		}
	}
	return best, question, ok
}

// found is the test of what is to be looked for, which is named at a place.
func (m masked) found(at int) (Test, int, bool) {
	const find = "find "
	if at < len(find) {
		return Test{}, 0, false
	}
	turned := m
	turned.text = m.text[:at-len(find)] + find + m.text[at:]
	return turned.test(at - len(find))
}

// turned is the test of a question whose verb stands between two places, before what it is about:
// with that before it, of the same length.
func (m masked) turned(from, verb int) (Test, int, bool) {
	end := verb + 1
	for range maxSubject {
		n := len(word.FindString(m.text[end:]))
		if n == 0 {
			break
		}
		end += n
		turned := m
		turned.text = m.text[:from] + m.text[verb+1:end] + m.text[from:verb+1] + m.text[end:]
		if t, at, ok := turned.test(from); ok {
			return t, max(at, end), true
		}
	}
	return Test{}, 0, false
}

// asking is the test of a Chinese question between two places.
func (m masked) asking(from, to int) (Test, int, bool) {
	for at := range m.text[from:to] {
		if t, end, ok := m.test(from + at); ok && (end == to || strings.Trim(m.text[end:to], "的了") == "" || t.Is == graph.Label && liked.MatchString(m.text[end:to])) {
			return t, to, true
		}
	}
	return Test{}, 0, false
}

// liked is what somebody likes or not, behind that.
var liked = regexp.MustCompile(`^(?:这|那|它|他|她|我们)\p{Han}{0,7}$`)

var leaning = regexp.MustCompile(`(?i)(?:^|[.!?;]\s*)(?:and |but )?if (?:so|not|yes|no|(?:it|they|she|he) (?:is|are|does|do)(?:n['’]?t| not)?)\b|(?:^|[，。；？！,;?!]\s*)(?:如果|要是|若)?\p{Han}{1,6}的话[，,就]`)

// courtesy is said of whoever is asked, and decides nothing.
var courtesy = regexp.MustCompile(`可以|方便|有空|可能|没问题|行的话|能的话|有时间|愿意|需要|允许|[说讲写问]的话`)

// Leaning are words that make something depend on what was asked before; none where there are none.
func Leaning(request string) string {
	said := leaning.FindString(request)
	if courtesy.MatchString(said) {
		return ""
	}
	return said
}

// opens is where the clause of a place begins.
func (m masked) opens(at int) int {
	l := clauses.FindAllStringIndex(m.text[:at], -1)
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1][1]
}

// without are the words from one place to another without those of a question.
func (m masked) without(question [2]int, from, to int) string {
	if question[1] <= question[0] || question[0] < from || question[1] > to {
		return m.source[from:to]
	}
	return m.source[from:question[0]] + m.source[question[1]:to]
}
