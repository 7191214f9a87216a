package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/column"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	titled  = regexp.MustCompile(`(?i)(?:标题|题目|titled?|called|headed|with the title|heading)[^“"'「]{0,8}[“"'「]([^”"'」]+)[”"'」]`)
	asks    = regexp.MustCompile(`(?i)[?？]|哪|谁|什么|几|多少|\b(which|who|what|when|where|how)\b`)
	ranked  = regexp.MustCompile(`(?i)^(the )?(top|bottom|best|worst) (\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b|前[\d一二三四五六七八九十]`)
	counted = regexp.MustCompile(`(?i)\b(number|count) of\b|数量$|条数$|人数$|次数$`)
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
	if b.r.ToldBeside(asked) != "" {
		return true
	}
	own := b.r.Around(s)
	x, y := b.r.Columns(s)
	return asked.To <= s.From && b.r.Text.Tokens[asked.From].Clause != b.r.Text.Tokens[s.From].Clause && asks.MatchString(b.r.Said(asked.From, asked.To)) && (x != "" || len(y) > 0) && !reading.Sums.MatchString(own)
}

// countsApart reports whether a chart shows a count that the table was not asked
// for before: “the average rating, and a pie of the number of reviews per product”.
func (b *Draft) countsApart(s *reading.Step, y []string) bool {
	n := len(b.groups)
	if n == 0 || b.groups[n-1].step == nil || len(y) != 1 || !counted.MatchString(y[0]) {
		return false
	}
	asked := b.groups[n-1].step
	return asked.To <= s.From && !strings.Contains(b.r.Said(asked.From, s.From), y[0]) && !counted.MatchString(b.r.Said(asked.From, s.From))
}

// chart sets what a chart shows, or takes the rows that were asked for before.
func (b *Draft) chart(s *reading.Step, p task.Params) (rows bool) {
	if m := titled.FindStringSubmatch(b.r.Req.Text); m != nil {
		p["title"] = m[1]
	}
	x, y := b.r.Columns(s)
	if n := len(b.groups); n > 1 && b.groups[n-1].task == "table-question-answering" && b.groups[n-2].task == b.groups[n-1].task && b.groups[n-1].step != nil && b.r.Draws(s, b.groups[n-1].step) {
		return true
	}
	if b.drawsAnother(s) || b.countsApart(s, y) {
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
		if asked != nil && (x == "" && len(y) == 0 && s.From >= asked.To || b.asksFor(asked, x, y)) {
			return true
		}
		if asked != nil && ranked.MatchString(b.r.Said(asked.From, asked.To)) && b.r.Sentence(asked) == b.r.Sentence(s) {
			return true
		}
		if asked != nil && x == "" && grouped.MatchString(b.r.Said(asked.From, asked.To)) {
			return true
		}
		if asked != nil && b.r.Sentence(asked) == b.r.Sentence(s) && (x == "" || reading.Sums.MatchString(strings.Join(y, " ")) || len(y) == 0 && reading.Sums.MatchString(b.r.Said(asked.From, asked.To))) && !strings.ContainsAny(b.r.Said(asked.From, asked.To), "?？") {
			return true
		}
	}
	if x != "" {
		p["x"] = x
	}
	if of := column.Drawn(b.r.Sentence(s)); of != "" && x == "" && len(y) == 0 {
		p["of"] = of
	} else if len(y) > 0 {
		p["y"] = y
	}
	return false
}

// asksFor reports whether the columns of a chart are what the table is asked for:
// “the amount per month for the North” has rows that the table itself has not.
func (b *Draft) asksFor(asked *reading.Step, x string, y []string) bool {
	said := b.r.Clauses(asked.From, asked.To)
	within := func(column string) bool { return strings.Contains(said, column) }
	return x != "" && len(y) > 0 && within(x) && !slices.ContainsFunc(y, func(c string) bool { return !within(c) }) && !asks.MatchString(said)
}
