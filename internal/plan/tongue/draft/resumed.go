package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/ellipsis"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/pronoun"
)

// resumed is a question as a model can answer it that leaves most of it to the
// one before. What a table is asked keeps both where it is short, since only its
// columns and values tell what takes the place of what, and what stands alone.
func (r *wishes) resumed(s *reading.Step, question string) string {
	rest, yes := ellipsis.Resumes(question)
	i := slices.Index(r.Order, s)
	if i < 0 {
		return question
	}
	leans := s.Task.ID == "table-question-answering" && leaning.MatchString(question) && len(strings.Fields(question)) <= 8 && len([]rune(question)) <= 48 &&
		(r.Lang != "zh" || len([]rune(question)) <= 14)
	if !yes && !leans {
		return r.meant(s, r.Order[:i], question)
	}
	for _, o := range slices.Backward(r.Order[:i]) {
		if o.Task.ID != s.Task.ID {
			continue
		}
		before := r.asked(o)
		if s.Task.ID != "table-question-answering" {
			return instead(before, rest, question)
		}
		mark := "? "
		if r.Lang == "zh" {
			mark = "？"
		}
		if whole := strings.TrimRight(r.narrowed(o, before), "?？ "); !strings.Contains(whole, strings.TrimRight(question, "?？ ")) {
			return whole + mark + question
		}
		return question
	}
	return question
}

// leaning is what a short question of a table asks by, which may be meant of
// what was asked before, or what adds that up.
var leaning = regexp.MustCompile(`(?i)\b(how|what|whats|which|who|when|share|percent|percentage|(add|sum|total) (them|these|those|it)( all)?( up)?)\b|多少|几|谁|哪|什么|占比|百分|比例|加起来|加总|求和|(算|求)(一下|出|个)?(它们|其|这些)?的?(总和|合计|总计|总数)`)

// meant is a question with what those before it name for its pronoun.
func (r *wishes) meant(s *reading.Step, earlier []*reading.Step, question string) string {
	var before []string
	for _, o := range earlier {
		if o.Task.ID == s.Task.ID {
			before = append(before, r.asked(o))
		}
	}
	question = pronoun.Meant(before, question)
	if s.Task.ID == "question-answering" {
		if n := len(before); n > 0 {
			question = ellipsis.Topical(before[n-1], question)
		}
		return r.bareQuestion(question)
	}
	return question
}

var (
	// within is what says where the answer stands, which every text leaves out: 图里的, “in each of the contracts”.
	within   = regexp.MustCompile(`^(请问|那么?|在)*(这|那)?(张|个|份|段|篇|封)?(图|图片|照片|截图|图中|文件|文章|合同|邮件|录音|视频|信|附件|文档|通知)(片)?(里面?|中|上面?|当中)的?`)
	ofEach   = regexp.MustCompile(`(?i),? (in|of|for|from) (each|both|all|every one)( (of )?(the|these|those|them|our|my))?( (contracts?|documents?|files?|letters?|texts?|reports?|invoices?|papers?))?[?.! ]*$`)
	askedFor = regexp.MustCompile(`(?i)多少|几|谁|哪|什么|怎么|如何|吗|是否|\b(what|how|which|who|when|where|why)\b`)
)

// bareQuestion is a question of a text without the words that say which text it is of.
func (r *wishes) bareQuestion(question string) string {
	short := within.ReplaceAllString(question, "")
	if len(r.Req.Given) > 1 {
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

// instead is a question of a text with another subject, or another time or
// place: “how much is the deposit” and “the rent”. Where it has no such form,
// it is what was said.
func instead(before, rest, said string) string {
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
