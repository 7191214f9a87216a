package deed

import (
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksList = expression.New(`(?i)\bwho(?:'s| is| are| was| were| has|'d| have| had| must| should| shall| will| needs?| does| do| did| agreed| promised)? ?(?:supposed |going |expected |meant |asked |agreed )?(?:to )?(?:do(?:es|ing)?|takes? (?:on|care of)|handles?|prepares?|delivers?|get done|responsible for|in charge of|assigned(?: to)?) (?:what|which)\b|\bwho (?:does|is doing) what\b|\b(?:action|follow-?up) (?:items?|points?|list|steps?)\b|\bto-?dos?\b(?: list| items?)?` +
		`|\bwhat (?:must|should|shall|will|does|do|has|have|is|are) (?:each|every|all|everyone|everybody)\b.{0,40}\bdo\b|\b(?:list|extract|pull out|find|show|give me|what are|which are|collect) (?:me )?(?:all )?(?:the |of the )*(?:agreed |assigned |open |individual )*(?:tasks|actions|assignments|duties|responsibilities|jobs to do)\b|\b(?:which|what) tasks? (?:were|was|are|is|have been|has been|did|do|does)\b|\b(?:tasks|actions|duties|jobs) (?:of|for|by) (?:each|every) (?:person|member|one)\b`)
	asksListZh = expression.New(`(?:谁|哪些人|每个?人|各人|各自|各位|大家|每位)(?:都|分别|各自)?(?:要|该|应该|应|得|需要?|须|负责|来|去|得在|什么时候|何时|前|之?前|在|内)*(?:做|干|完成|办|负责|承担|交|准备)(?:的是)?(?:什么|哪些|啥|哪几)|谁(?:来)?(?:负责|做|干)(?:什么|哪些|啥|哪几)|待办(?:事项|清单|列表|任务)?|行动(?:项|事项|计划清单)|任务(?:分工|分配|清单|列表)|分工|(?:列出|找出|提取|整理|摘出)(?:所有|全部|各项)?(?:的)?(?:任务|工作安排|责任人)|责任人(?:和|与|及)?(?:任务|期限|截止|时间)`)

	// deed is what somebody is to do, and who: the name stands right before “will”.
	deedEn  = expression.New(`\b((?:[A-Z][\pL'’-]+(?: (?:and|&) )?[ ]?){1,5}|[Tt]he [A-Z][\pL]+|(?:[Aa]ll |[Ee]very )?[\pL]+)\s+` + must + `([^.;!?\n]{3,})`)
	byWhom  = expression.New(`^由([\p{Han}·]{2,4}?)(?:负责|牵头|承办|来|组织|跟进|完成)(.*)$`)
	does    = expression.New(`^(?:.{0,30}?(?:决定|要求|安排|请|，|：))?([\p{Han}·]{2,4}?)(?:负责|牵头|跟进|要在|要|需要|需|应|将|必须|须|来)(.+)$`)
	until   = expression.New(`^([\p{Han}·]{2,4}?)((?:[0-9一二三四五六七八九十]+月[0-9一二三四五六七八九十]*[日号底初中]?|本?下?周[一二三四五六日天]?|月底|年底|明天|今天)(?:之?前|内|底前|以前)?.{2,})$`)
	namesZh = expression.New(`(?m)^[ \t]*(?:参加|参会|出席|与会|到会|列席)?(?:人员?|者|名单)?(?:参加|参会|出席|与会|主持|记录|列席)?(?:人员?|者)?[：:]\s*([\p{Han}·]{2,4}(?:[、，, \t]+[\p{Han}·]{2,4})*)[^\n]*$`)
	passive = expression.New(`^(?:be|become|rise|fall|cost|have been|remain|begin|start|end|last|take place)\b`)
)

// AsksList reports whether a question asks what everybody is to do.
func AsksList(question string) bool {
	return asksList.MatchString(question) || asksListZh.MatchString(question)
}

// List is a line for each thing that somebody is to do in text, with who and by
// when as the text says it; empty when question asks for something else, or there is none.
func List(ctx context.Context, text, question string) (string, error) {
	if !AsksList(question) {
		return "", nil
	}
	found, err := entity.Find(ctx, text)
	if err != nil {
		return "", err
	}
	known := map[string]bool{}
	for _, e := range found {
		if e.Kind == entity.Person {
			known[e.Text] = true
			for w := range strings.FieldsSeq(e.Text) {
				known[w] = true
			}
		}
	}
	for _, m := range namesZh.Regexp().FindAllStringSubmatch(text, -1) {
		for _, n := range strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune("、，, \t", r) }) {
			known[n] = true
		}
	}
	var out []string
	for _, s := range words.Sentences(text) {
		var line string
		if words.Chinese(s.Text) {
			line = tasked(s.Text, known)
		} else {
			line = bound(s.Text, known)
		}
		if line != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n"), nil
}

// bound is who of an English sentence is to do what.
func bound(s string, known map[string]bool) string {
	var lines []string
	for _, m := range deedEn.Regexp().FindAllStringSubmatch(s, -1) {
		who, what := strings.TrimSpace(m[1]), strings.TrimRight(m[2], " ,")
		if passive.MatchString(what) && !strings.HasPrefix(what, "be responsible") || !someone(who, known) {
			continue
		}
		lines = append(lines, who+": "+what)
	}
	return strings.Join(lines, "\n")
}

// people are words for some of those whom a text is for.
var people = expression.New(`(?i)^(?:(?:the|all|every|both) )?(?:members?|everyone|everybody|all|tenants?|landlords?|clients?|contractors?|buyers?|sellers?|suppliers?|customers?|providers?|employees?|employers?|participants?|volunteers?|parents?|students?|teachers?|residents?|treasurer|secretary|chair(?:man|woman|person)?|parties|party|licensees?|licensors?|lessees?|lessors?|we|you|i|staff)$`)

func someone(who string, known map[string]bool) bool {
	if people.MatchString(who) {
		return true
	}
	for w := range strings.FieldsSeq(who) {
		if !known[w] && w != "and" && w != "&" && w != "Mr" && w != "Ms" && w != "Mrs" && w != "Dr" {
			return false
		}
	}
	return who != ""
}

// tasked is who of a Chinese sentence is to do what: the clauses from the one that
// names somebody on, and the one before it where 由…负责 says nothing more.
func tasked(s string, known map[string]bool) string {
	s = strings.TrimRight(s, "。；！ ")
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '，' || r == '；' || r == '。' })
	var lines []string
	for i, part := range parts {
		who, what := whose(strings.TrimSpace(part), known)
		if who == "" {
			if len(lines) > 0 {
				lines[len(lines)-1] += "，" + part
			}
			continue
		}
		if what == "" && i > 0 && len(lines) == 0 {
			what = parts[i-1]
		}
		if what != "" {
			lines = append(lines, who+"："+decided.ReplaceAllString(strings.TrimSpace(what), ""))
		}
	}
	return strings.Join(lines, "\n")
}

var decided = expression.New(`^(?:会议|大家|全体)?(?:决定|要求|同意|商定)`)

func whose(part string, known map[string]bool) (who, what string) {
	for _, form := range []expression.Lazy{byWhom, until, does} {
		for _, m := range form.Regexp().FindAllStringSubmatch(part, -1) {
			if known[m[1]] {
				return m[1], m[2]
			}
		}
	}
	for n := range known { // somewhere in the clause: 二组王芳负责采购
		if i := strings.Index(part, n); i >= 0 && len(n) > 3 {
			for _, form := range []expression.Lazy{byWhom, until, does} {
				if m := form.FindStringSubmatch(part[i:]); m != nil && m[1] == n {
					return m[1], m[2]
				}
			}
		}
	}
	return "", ""
}
