// Package sequel makes one query of two questions of which the second goes on from the
// first: who came late most often? and how many minutes in all. It reads no question itself.
package sequel

import (
	"context"
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/clause"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/manner"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Turn is a question with the query that was made of it alone.
type Turn struct {
	*clause.Clause
	Query   query.Query
	Own     []int // the columns that it has conditions on
	Guessed int   // the column that was taken because none was named, or -1
	Guess   string
}

// Away asks how far what a query finds is from the rest; it reports whether that can be.
func Away(q *query.Query, from manner.Lead) bool {
	second := map[manner.Lead]int{manner.FromSecond: 1, manner.FromLast: -1, manner.FromOverall: 2}[from]
	switch {
	case from == manner.FromOverall && q.Shape == query.Value && q.Where.Op != query.Always && len(q.Also) == 0:
		*q = query.Query{Shape: query.Difference, Measure: q.Measure, Sides: []query.Cond{q.Where, {}}, Versus: true, Round: q.Round, Notes: q.Notes}
	case from == manner.FromOverall && q.Shape == query.Rows && q.Order != nil && q.Limit == 1:
		q.Lead = second // than the average
	case from == manner.FromOverall:
		return false
	case q.Shape == query.Difference:
		q.Versus = !q.Ratio && !q.Percent && q.Verdict == ""
	case q.Shape == query.Rows && q.Order == nil && q.Where.Measured() != nil && !(from == manner.FromOverall):
		q.Apart = true
	case q.Shape == query.Distinct && q.Where.Measured() != nil:
		q.Shape, q.Apart = query.Rows, true
	case q.Shape == query.Rows && q.Order != nil && q.Limit == 1 && q.Skip == 0 && q.Per == 0:
		if q.Limit, q.Lead = 2, second; second < 0 {
			q.Limit = 0
		}
	case q.Shape == query.Groups && len(q.Keys) == 1 && q.Skip == 0 && !q.Running && !q.Change:
		if q.Order == nil || q.Order.Column != query.ByFigure {
			q.Order, second = &query.Order{Column: query.ByFigure, Desc: true}, -1
		}
		q.Limit, q.Lead = 0, second
	case q.Shape == query.Value && len(q.Also) == 0:
		if !beside(q, true) {
			return false
		}
		q.Lead = 1
	default:
		return false
	}
	return true
}

// beside sets the figures of the things that a query puts together side by side.
func beside(q *query.Query, most bool) bool {
	pair := -1
	q.Where.Without(func(c query.Cond) bool {
		if c.Op == query.Is && len(c.Texts) > 1 {
			pair = c.Column
		}
		return false
	})
	if pair < 0 || q.Shape != query.Value || len(q.Also) > 0 {
		return false
	}
	q.Shape, q.Keys, q.Columns = query.Groups, []query.Key{{Column: pair}}, nil
	q.Order = &query.Order{Column: query.ByFigure, Desc: most}
	return true
}

var (
	// whichMore asks which of the things that were named comes first.
	whichMore = regexp.MustCompile(`(?i)^(?:and )?(?:who|which(?: \w+)?|what)\b.{0,16}\b(?:more|most|higher|highest|larger|better|best|less|least|lower|lowest|fewer)\b|^(?:谁|哪).{0,6}(?:更|最)?[多高大好贵强少低小差]`)
	fewer     = regexp.MustCompile(`(?i)\b(?:less|least|lower|lowest|fewer|smaller)\b|[少低小差]`)
	// forAll asks for the figure of all where that of the first ones was told.
	forAll = regexp.MustCompile(`(?i)\b(?:figures?|numbers?|values?|totals?|amounts?|sums?|results?|same|it|that|counts?)\b.{0,24}\b(?:all|each|every\w*|both|others?|rest)\b|\b(?:all|each|every one) of (?:them|the others|the rest)\b|\bthe (?:others|rest)\b|^(?:and )?(?:for )?(?:all|both)(?: (?:the )?(?:two|three|four|five|six|\d+|others?))?$|(?:各自?|分别|都|每个|每家|每人|每种)(?:是|为|有|卖|花)?了?(?:多少|几)|^(?:其他|其它|别)的?(?:几个|几家|店|人)?(?:呢|各|分别|都)`)
	// names asks who or what they are that were counted.
	names = regexp.MustCompile(`(?i)^(?:and |then |please |also |give me |list |show |tell me |with |what are |which are )*(?:the |their |all )*(?:names?|titles?|who (?:are|were|is|was) (?:they|these|those|it|that)|which ones?(?: are they)?|what are they called)\b|^(?:list|show|name|print)(?: me)? (?:them|those|these)\b|叫什么|都?是谁|都?有谁|是哪几|是哪些|都?有哪些|名字|姓名|名单|列出来|列一下|^(?:都)?(?:把.{1,4})?列出`)
	// each asks of each of them.
	each  = regexp.MustCompile(`(?i)\b(?:each|every|apiece|respectively|their|them|they)\b|各|分别|每`)
	alike = regexp.MustCompile(`^(?:平均|一共|总共|共|合计)`)
	// those are the rows of the first question.
	those = regexp.MustCompile(`(?i)\b(?:they|them|their|those|these|he|she|his|her|him|its?|that|which of)\b|他|她|它|其中|这些|这几|那些|那几|该`)
	whose = regexp.MustCompile(`(?i)^(?:and )?(?:who|whose|by whom|which one)\b[^,]{0,12}$|^(?:都|又|分别)?(?:是|归|属于)?谁`)
)

// Follow is the query that the second of two questions means after the first; next is nil
// where it was not understood alone. It reports whether it goes on.
func Follow(ctx context.Context, s *term.Schema, first Turn, next *Turn, said string) (q query.Query, ok bool) {
	q = first.Query
	ts := s.Scan(said)
	has := func(classes ...string) bool {
		return slices.ContainsFunc(ts, func(t term.Token) bool {
			return slices.ContainsFunc(classes, func(c string) bool { return t.Is(c) })
		})
	}
	named := slices.ContainsFunc(ts, func(t term.Token) bool { return t.When != nil || len(t.Values) > 0 })
	other := slices.ContainsFunc(ts, func(t term.Token) bool { // it names another column of numbers
		return len(t.Cols) > 0 && len(t.Values) == 0 && s.Fields[t.Cols[0].Col].Kind == sheet.Number && t.Cols[0].Col != q.Measure.Column && (q.Order == nil || t.Cols[0].Col != q.Order.Column) && s.Fields[t.Cols[0].Col].Role != "none"
	})
	switch {
	case next == nil && q.Limit > 0 && !slices.ContainsFunc(ts, func(t term.Token) bool { return !t.Filler() }):
		return q, true // …, and what is it: the figure stands in the answer
	case next == nil && !named && !other && q.Shape == query.Groups && len(q.Keys) == 1 && (whichMore.MatchString(said) || has("sup")):
		q.Order, q.Limit, q.Lead = &query.Order{Column: query.ByFigure, Desc: !fewer.MatchString(said)}, 1, 0
		return q, true // which of them is the most
	case has("share") && !named && (next == nil || next.Query.Shape != query.Share):
		ok := shared(&q)
		return q, ok
	case forAll.MatchString(said) && q.Shape == query.Groups && q.Limit > 0 && !other && !named:
		q.Limit, q.Skip = 0, 0
		return q, true
	case names.MatchString(said) && !named && (q.Shape == query.Value || q.Shape == query.Share) && q.Where.Op+q.Part.Op != query.Always:
		return called(s, q, next), true
	case !named && !other && !has("sup", "rel") && q.Limit == 1 && (has("quantity") || has("howmuch") || has("howmany")) && !slices.ContainsFunc(ts, func(t term.Token) bool { return t.Is("agg") && !t.Has("agg", "sum") }):
		return q, true // the figure stands in the answer
	case whichMore.MatchString(said) && !named && !other && beside(&q, !fewer.MatchString(said)):
		return q, true
	case q.Shape == query.Difference && !named && !has("sup"):
		if q.Verdict == "" && !q.Ratio { // which one is more
			q.Versus = true
		}
		return q, true
	case whose.MatchString(said) && q.Shape == query.Rows && q.Limit > 0 && first.Persons(false) >= 0:
		if c := first.Persons(false); !slices.Contains(q.Columns, c) {
			q.Columns = append(q.Columns, c)
		}
		return q, true
	case next != nil:
		return over(ctx, s, first, *next, said), true
	case each.MatchString(said) && has("howmany", "quantity", "howmuch") && !named:
		return apiece(s, first, query.Measure{Agg: query.Count, Column: -1})
	case q.Where.Op != query.Always && (has("wh") || has("list")):
		return query.Query{Shape: query.Rows, Columns: shown(s, first), Where: q.Where}, true
	}
	return q, false
}

// called names the rows of a count, with the figure that is asked for beside the names.
func called(s *term.Schema, q query.Query, next *Turn) query.Query {
	label := s.Label
	if label < 0 {
		label = s.WithConcept("person", "customer", "product")
	}
	where := query.Join(q.Where, q.Part)
	if next != nil && next.Query.Shape == query.Value && next.Query.Measure.Column >= 0 {
		out := next.Query
		if out.Where = query.Join(where, out.Where); label >= 0 {
			out.Columns = []int{label}
		}
		return out
	}
	out := query.Query{Shape: query.Rows, Where: where}
	if label >= 0 {
		out.Columns = []int{label}
	}
	for c := range s.Fields {
		if label < 0 {
			out.Columns = append(out.Columns, c)
		}
	}
	return out
}

// shown are the columns of a list of rows.
func shown(s *term.Schema, first Turn) (out []int) {
	if s.Label >= 0 {
		return []int{s.Label}
	}
	for c := range s.Fields {
		out = append(out, c)
	}
	return out
}

// apiece is a figure of each of what the first question found.
func apiece(s *term.Schema, first Turn, m query.Measure) (query.Query, bool) {
	q := first.Query
	key := -1
	switch {
	case q.Shape == query.Groups && len(q.Keys) > 0:
		q.Measure, q.Limit = m, 0
		return q, true
	case q.Shape == query.Distinct:
		key = q.Columns[0]
	case q.Shape == query.Rows && q.Limit == 0:
		key = first.Persons(false)
	}
	if key < 0 || s.Fields[key].Kind != sheet.Text {
		return q, false
	}
	return query.Query{Shape: query.Groups, Keys: []query.Key{{Column: key}}, Measure: m, Where: q.Where, Order: &query.Order{Column: query.ByFigure, Desc: true}}, true
}

// shared asks for the share that the answer has of the whole.
func shared(q *query.Query) bool {
	switch {
	case q.Shape == query.Groups, q.Shape == query.Difference:
		q.Percent = true
	case q.Shape == query.Value && q.Where.Op != query.Always && len(q.Also) == 0 && (q.Measure.Agg == query.Count || q.Measure.Agg == query.Sum):
		q.Shape, q.Part, q.Where = query.Share, q.Where, query.Cond{}
	case q.Shape == query.Rows && q.Where.Op != query.Always && q.Limit == 0:
		*q = query.Query{Shape: query.Share, Part: q.Where, Measure: query.Measure{Agg: query.Count, Column: -1}}
	default:
		return false
	}
	return true
}

// over is the next question within the conditions of the one before on other columns, of
// the figure that it took.
func over(ctx context.Context, s *term.Schema, first, next Turn, said string) query.Query {
	was, q := first.Query, next.Query
	kept := query.Join(was.Where, was.Part).Without(func(c query.Cond) bool {
		return slices.ContainsFunc(next.Own, c.Names) || slices.ContainsFunc(q.Keys, func(k query.Key) bool { return c.Names(k.Column) })
	})
	column := -1
	if was.Measure.Agg != "" {
		column = was.Measure.Column
	}
	if was.Order != nil && was.Order.Column >= 0 && was.Shape == query.Rows {
		column = was.Order.Column
	}
	figures := q.Shape == query.Value && (q.Measure.Column >= 0 || q.Measure.Agg == query.Count)
	if figures && len(next.Own) == 0 && was.Shape == query.Groups && was.Limit == 0 && q.Measure == was.Measure && !each.MatchString(said) && !those.MatchString(said) {
		return was // the figures stand in the answer
	}
	switch won, top := was.Winners(ctx, s.Table); {
	case q.Shape == query.Distinct || q.Shape == query.Rows && q.Order == nil && q.Limit == 0:
		if len(next.Own) == 0 && (was.Shape == query.Rows || was.Shape == query.Distinct) {
			was.Shape = query.Rows
			for _, c := range q.Columns { // who supplies them: each of the rows with its own
				if !slices.Contains(was.Columns, c) {
					was.Columns = append(was.Columns, c)
				}
			}
			return was
		}
	case figures && len(next.Own) == 0 && (each.MatchString(said) || was.Shape == query.Groups && alike.MatchString(said)) && !top:
		if out, ok := apiece(s, first, q.Measure); ok && (was.Shape == query.Groups || !those.MatchString(said)) {
			return out
		}
	case figures && top && len(next.Own) == 0:
		q.Where = won // of the one that was found
		return of(q, next, column)
	}
	if c, ok := belongs(s, was, next); ok && len(next.Own) == 0 {
		was.Keys = append(was.Keys, query.Key{Column: c})
		return was
	}
	if was.Shape == query.Groups && q.Shape == query.Groups && q.Order != nil && len(q.Keys) == 1 && whichMore.MatchString(said) && !slices.ContainsFunc(next.Tokens, func(t term.Token) bool { return len(t.Cols) > 0 }) {
		q.Keys = was.Keys // the shops, and not who served in them
	}
	q.Where = query.Join(kept, q.Where)
	q = of(q, next, column)
	if figure := was.Shape == query.Groups || was.Shape == query.Value; figure && q.Shape == query.Groups && q.Order != nil && (next.Guessed >= 0 || bare(next)) && next.Any("agg") < 0 {
		q.Measure = was.Measure // which class is the highest: by the average that was asked for
		q.Notes = slices.DeleteFunc(q.Notes, func(note string) bool { return note == next.Guess })
	}
	return q
}

// bare reports whether a question names no column of numbers.
func bare(next Turn) bool {
	return len(next.NumbersNamed()) == 0 && (!next.Verbs() || slices.ContainsFunc(next.Tokens, func(t term.Token) bool { return t.Has("sup", "max") && t.Word("sup").Arg(1) == "price" })) && next.Any("howmany") < 0 && next.Query.Measure.Column >= 0
}

// of takes the figure of the question before where the next one names none.
func of(q query.Query, next Turn, column int) query.Query {
	if next.Guessed >= 0 && q.Measure.Column == next.Guessed && column >= 0 {
		q.Measure.Column = column
		q.Notes = slices.DeleteFunc(q.Notes, func(note string) bool { return note == next.Guess })
	}
	return q
}

// belongs is the column that the next question asks of groups that each have one value of
// it: of which team is the employee with the fewest hours.
func belongs(s *term.Schema, q query.Query, next Turn) (column int, ok bool) {
	if q.Shape != query.Groups || len(q.Keys) != 1 || q.Keys[0].Part != "" || q.Per > 0 || next.Query.Shape != query.Distinct || len(next.Query.Columns) != 1 {
		return -1, false
	}
	key, column := s.Fields[q.Keys[0].Column].Text, next.Query.Columns[0]
	value := map[string]string{}
	for i, of := range s.Fields[column].Text {
		if was, seen := value[key[i]]; seen && was != of {
			return -1, false
		}
		value[key[i]] = of
	}
	return column, column != q.Keys[0].Column
}
