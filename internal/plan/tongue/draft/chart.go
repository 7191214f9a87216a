package draft

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	titled  = regexp.MustCompile(`(?i)(?:标题|题目|titled?|called|headed|with the title|heading)[^“"'「]{0,8}[“"'「]([^”"'」]+)[”"'」]`)
	sums    = regexp.MustCompile(`(?i)\b(total|totals|average|averages|mean|sum|sums|count|number of|how many|top|best|most|least|largest|highest|lowest|cheapest|per|median|bottom|biggest|share)\b|合计|总计|平均|总|汇总|统计|前[一二三四五六七八九十\d]|最|数量|多少|求和|占比|均|人数|次数|各.{1,6}的`)
	grouped = regexp.MustCompile(`(?i)\b(total|average|mean|sum|count|number of|how many).*\b(per|by|each|every)\b|每|各|按`)
)

// drawsAnother reports whether a chart shows something else than the table was
// asked for before: its own clause names columns and nothing to be computed,
// behind a whole question.
func (b *Draft) drawsAnother(s *reading.Step) bool {
	if n := len(b.groups); n == 0 || b.groups[n-1].task != "table-question-answering" || b.groups[n-1].step == nil {
		return false
	}
	asked := b.groups[len(b.groups)-1].step
	own := b.r.said(s)
	x, y := b.r.Columns(s)
	return asked.To <= s.From && b.r.Text.Tokens[asked.From].Clause != b.r.Text.Tokens[s.From].Clause && strings.ContainsAny(b.r.Sentence(asked), "?？") && (x != "" || len(y) > 0) && !sums.MatchString(own)
}

// chart sets what a chart shows, or takes the rows that were asked for before.
func (b *Draft) chart(s *reading.Step, p task.Params) (rows bool) {
	if m := titled.FindStringSubmatch(b.r.Req.Text); m != nil {
		p["title"] = m[1]
	}
	x, y := b.r.Columns(s)
	if b.drawsAnother(s) {
		if len(y) > 0 {
			p["y"] = y
		}
		if x != "" {
			p["x"] = x
		}
		return false
	}
	if len(b.groups) > 0 && b.groups[len(b.groups)-1].task == "table-question-answering" {
		asked := b.groups[len(b.groups)-1].step
		if asked != nil && x == "" && len(y) == 0 && s.From >= asked.To {
			return true
		}
		if asked != nil && x == "" && grouped.MatchString(b.r.Said(asked.From, asked.To)) {
			return true
		}
		if asked != nil && b.r.Sentence(asked) == b.r.Sentence(s) && (x == "" || sums.MatchString(strings.Join(y, " ")) || len(y) == 0 && sums.MatchString(b.r.Said(asked.From, asked.To))) && !strings.ContainsAny(b.r.Said(asked.From, asked.To), "?？") {
			return true
		}
	}
	if x != "" {
		p["x"] = x
	}
	if len(y) > 0 {
		p["y"] = y
	}
	return false
}
