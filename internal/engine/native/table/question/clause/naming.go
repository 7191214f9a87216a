package clause

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// NumbersNamed are the number columns that the question names, outside its
// conditions, in order.
func (q *Clause) NumbersNamed() (cols []int) {
	for j := range q.Tokens {
		if c := q.Pick(j, sheet.Number); c >= 0 && !q.Claimed[j] && len(q.Tokens[j].Values) == 0 && !slices.Contains(cols, c) && q.Schema.Fields[c].Role != "none" {
			cols = append(cols, c)
		}
	}
	for _, c := range slices.Clone(cols) { // a column that is made of others is meant by their names
		cols = slices.DeleteFunc(cols, func(o int) bool { return slices.Contains(q.Schema.Fields[c].Parts, o) })
	}
	return cols
}

// Aggregate finds the figure that the question names.
func (q *Clause) Aggregate() query.Agg {
	found := query.Agg("")
	for i := range q.Tokens {
		if w := q.Tokens[i].Word("agg"); w != nil && !q.Tokens[i].Used && !q.Claimed[i] && (len(q.Tokens[i].Cols) == 0 || w.Arg(0) != "count" && !q.isColumn(i)) {
			a := query.Agg(w.Arg(0))
			if found == "" || found == query.Sum || found == query.Count {
				found = a
			}
		}
	}
	return found
}

// isColumn reports whether a word for a figure at a token is the name of a column, and no
// other one follows that it may be of: guest and total, but not total nights.
func (q *Clause) isColumn(i int) bool {
	if q.Tokens[i].Cols[0].Weight < 10 || i == 0 || !q.Tokens[i-1].Is("and") && q.Tokens[i-1].Key != "," {
		return false
	}
	for j := i + 1; j < len(q.Tokens); j++ {
		if len(q.Tokens[j].Cols) > 0 {
			return q.Pick(j, sheet.Number) < 0
		}
		if !q.Tokens[j].Filler() {
			return true
		}
	}
	return true
}

// Aggregates are the figures that the question names, in order, and whether
// they stand in one list.
func (q *Clause) Aggregates() (aggs []query.Agg, joined bool) {
	last := -1
	joined = true
	for i := range q.Tokens {
		t := &q.Tokens[i]
		a := query.Agg("")
		if w := t.Word("agg"); w != nil && w.Arg(0) != "distinct" {
			a = query.Agg(w.Arg(0))
		} else if w := t.Word("sup"); w != nil && w.Arg(1) == "" {
			a = query.Extreme(w.Arg(0) == "max")
		}
		if a == "" || t.Used || slices.Contains(aggs, a) {
			continue
		}
		if last >= 0 {
			linked := false
			for j := last + 1; j < i; j++ {
				u := &q.Tokens[j]
				linked = linked || u.Is("and") || u.Key == ","
				joined = joined && (u.Filler() || u.Is("and") || u.Key == "," || u.Key == "分" || q.Pick(j, sheet.Number) >= 0)
			}
			joined = joined && linked
		}
		aggs, last = append(aggs, a), i
	}
	return aggs, joined
}

// CountNear takes a small whole number from one of the tokens.
func (q *Clause) CountNear(from int, at ...int) int {
	for _, j := range at {
		if j < 0 || j >= len(q.Tokens) || q.Tokens[j].Used {
			continue
		}
		if n := q.Tokens[j].Num; n != nil && n.By == 1 && n.Value >= 1 && n.Value <= 10_000 && n.Value == float64(int(n.Value)) {
			q.Tokens[j].Used = true
			return int(n.Value)
		}
		if t := &q.Tokens[j]; !t.Filler() && len(t.Cols) == 0 && !t.Is("top") && j > from { // 最高的前三名
			break
		}
	}
	return 0
}

// CountBehind takes the number of the first ones that are wanted from a “top” behind the
// superlative at a token: 费用最高的医生，前三名.
func (q *Clause) CountBehind(at int) int {
	for j := at + 1; j < len(q.Tokens); j++ {
		t := &q.Tokens[j]
		switch {
		case t.Is("top") && !t.Used && len(t.Cols) == 0:
			n := q.CountNear(j, j+1, j+2)
			t.Used = t.Used || n > 0
			return n
		case t.Is("sup"), t.Is("agg"), t.Is("cmp"), t.When != nil, q.Pick(j, sheet.Number) >= 0:
			return 0
		}
	}
	return 0
}

// CountAhead takes the number of rows that are wanted from before the superlative at a
// token: the 3 rows with the highest price.
func (q *Clause) CountAhead(at int) int {
	if lexicon.Chinese(q.Tokens[at].Key) {
		return 0 // 三家店加起来最多
	}
	for j := at - 2; j >= 0; j-- {
		t, next := &q.Tokens[j], &q.Tokens[j+1]
		switch {
		case t.Num != nil && t.Num.Unit == "" && !t.Used && (next.Is("row") || next.Is("subject") || next.Is("generic") || q.Pick(j+1, sheet.Text) >= 0):
			if j > 0 && (q.Tokens[j-1].Is("cmp") || q.Tokens[j-1].Is("wh") || len(q.Tokens[j-1].Cols) > 0) {
				return 0
			}
			return q.CountNear(j, j)
		case t.Num != nil, t.Key == ",", t.Is("howmany"), t.Is("sup"):
			return 0
		}
	}
	return 0
}

// DateColumn finds the date column that a time at token i is of.
func (q *Clause) DateColumn(i int) int {
	for d := 1; d <= len(q.Tokens); d++ {
		for _, j := range []int{i - d, i + d} {
			if j >= 0 && j < len(q.Tokens) {
				if c := q.Pick(j, sheet.Date); c >= 0 {
					if d <= 4 && !q.Asked(j) {
						q.Claim(j)
					}
					return c
				}
			}
		}
	}
	return q.Schema.KindOf(sheet.Date)
}

func (q *Clause) YearColumn() int {
	for i, f := range q.Schema.Fields {
		if f.Calendar {
			return i
		}
	}
	return -1
}

// Named reports whether the question names column c.
func (q *Clause) Named(c int) bool {
	for _, t := range q.Tokens {
		if len(t.Cols) > 0 && t.Cols[0].Col == c {
			return true
		}
	}
	return false
}

// Mentions reports whether a word of the question may name column c.
func (q *Clause) Mentions(c int) bool {
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool {
		return slices.ContainsFunc(t.Cols, func(m term.Mention) bool { return m.Col == c })
	})
}

// RowsCost reports whether a verb of money is of the rows, which the question calls by the
// column that names them: what did the cancelled bookings cost.
func (q *Clause) RowsCost(texts []int) bool {
	return len(texts) == 1 && q.Schema.Fields[texts[0]].Unique && q.Verbs() && q.Any("list") < 0 && !slices.ContainsFunc(q.Tokens, func(t term.Token) bool {
		return t.Is("sup") || t.Is("order") || t.Is("sortby") || t.Has("wh", "person") || t.Key == "which"
	})
}

// Spans counts the times of the question.
func (q *Clause) Spans() (n int) {
	for _, t := range q.Tokens {
		if t.When != nil {
			n++
		}
	}
	return n
}

// Counts reports whether "most" is most rows or values: the most orders,
// 房源最多.
func (q *Clause) Counts(at, m int) bool {
	k := q.Tokens[at].Key
	if k != "most" && k != "fewest" && k != "least" && k != "最多" && k != "最少" {
		return false
	}
	for j := at + 1; j < len(q.Tokens) && !lexicon.Chinese(k); j++ {
		t := &q.Tokens[j]
		if t.Is("stop") && len(t.Cols) == 0 {
			continue
		}
		if c := q.Pick(j, sheet.Number); c >= 0 && q.Schema.Fields[c].Role != "none" {
			return false
		}
		if j == at+1 && len(t.Values) > 0 && t.Used && j+1 == len(q.Tokens)-q.mark() { // the most returned
			return true
		}
		t.Used = t.Used || t.Is("subject") && len(t.Cols)+len(t.Values) == 0
		return (t.Is("row") || t.Is("subject") || q.Pick(j, sheet.Text) >= 0) && !t.Is("hint")
	}
	if !lexicon.Chinese(k) {
		return m < 0
	}
	for j := at - 1; j >= 0; j-- {
		t := &q.Tokens[j]
		if q.Pick(j, sheet.Number) >= 0 || t.Is("hint") {
			return false
		}
		if t.Is("row") || t.Is("howmany") {
			return true
		}
		if !t.Filler() {
			break
		}
	}
	return m < 0 || len(q.NumbersNamed()) == 0 && q.Schema.WithConcept("amount", "quantity") < 0
}

// Neighbour returns the number column right after token at, or right before.
func (q *Clause) Neighbour(at int) int {
	for j := at + 1; j < len(q.Tokens) && j <= at+4; j++ {
		if c := q.Pick(j, sheet.Number); c >= 0 && !q.Claimed[j] && !lexicon.Chinese(q.Tokens[at].Key) {
			return c
		}
		if !q.Tokens[j].Filler() && !q.Tokens[j].Is("agg") {
			break
		}
	}
	for j := at - 1; j >= 0; j-- {
		if c := q.Pick(j, sheet.Number); c >= 0 && !q.Claimed[j] && q.Schema.Fields[c].Role != "none" {
			return c
		}
		if !q.Tokens[j].Filler() && !q.Tokens[j].Is("agg") && q.Tokens[j].Key != "," {
			break
		}
	}
	return -1
}

// AskedPart returns the part of dates that is asked: which month.
func (q *Clause) AskedPart() query.DatePart {
	if q.Schema.KindOf(sheet.Date) < 0 {
		return ""
	}
	for j := range q.Tokens {
		w := q.Tokens[j].Word("part")
		if w == nil || q.Tokens[j].Used {
			continue
		}
		if q.Asked(j) || []rune(q.Tokens[j].Key)[0] == '哪' || []rune(q.Tokens[j].Key)[0] == '几' || q.FollowedByWhich(j) || q.Ranks(j) {
			if d := q.Schema.KindOf(sheet.Date); len(q.Tokens[j].Cols) > 0 && w.Arg(0) == "day" && q.Schema.Fields[d].Format.Precision <= sheet.Day {
				return query.Whole
			}
			return query.DatePart(w.Arg(0))
		}
	}
	return ""
}

// NamedAgain reports whether the question names column c beside what it groups
// by: which month is the lowest, list each month.
func (q *Clause) NamedAgain(c int) bool {
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return !t.Used && len(t.Cols) > 0 && t.Cols[0].Col == c })
}

var dayNumber = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)

// Ends are the times that tokens i and k name as the ends of a range: the first
// or the last may be only a day of the other's month, 1 to 15 March, 3月1日到15日.
func (q *Clause) Ends(i, k int) (a, b span.Span, ok bool) {
	from, to := q.Tokens[i].When, q.Tokens[k].When
	switch {
	case from != nil && to != nil:
		return *from, *to, true
	case from == nil && to == nil:
		return a, b, false
	case from == nil:
		a, ok = otherDay(*to, &q.Tokens[i])
		return a, *to, ok
	}
	b, ok = otherDay(*from, &q.Tokens[k])
	return *from, b, ok
}

// otherDay is the day of the month of s that token t names.
func otherDay(s span.Span, t *term.Token) (span.Span, bool) {
	g := dayNumber.FindStringSubmatch(strings.ToLower(t.Text))
	if g == nil || s.Day == 0 || s.Month == 0 {
		return s, false
	}
	n, err := strconv.Atoi(g[1])
	s.Day = n
	return s, err == nil && n >= 1 && n <= 31
}

// Untimed reports whether token i is a part of a time that was not understood: a
// time of which nothing came, or a number beside one.
func (q *Clause) Untimed(i int) bool {
	t := &q.Tokens[i]
	near := func(from, to int) bool {
		return slices.ContainsFunc(q.Tokens[max(0, from):min(len(q.Tokens), to)], func(u term.Token) bool {
			return u.When != nil || u.Has("part", "day") && lexicon.Chinese(u.Key) || u.Is("since") && u.Key != "beginning" || u.Is("until") || u.Is("before") || u.Is("after")
		})
	}
	switch day := dayNumber.MatchString(strings.ToLower(t.Text)); {
	case q.Schema.KindOf(sheet.Date) < 0:
		return false
	case t.When != nil:
		return true
	case t.Num != nil && day && !t.Num.Spelt:
		return near(i-3, i+4)
	case t.Is("nth") && day && t.Key[0] <= '9': // since the 5th
		return near(i-2, i)
	}
	return false
}
