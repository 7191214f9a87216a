package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/ellipsis"
	"github.com/tenonhub/tenon/internal/plan/tongue/interrogative"
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
			return interrogative.Instead(before, rest, question)
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
		return interrogative.Bare(question, len(r.Req.Given) > 1)
	}
	return question
}
