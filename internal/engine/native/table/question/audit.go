package question

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// audit compares the query with the question: what the query does not reflect
// is said in the answer, and a comparison that was not understood is refused,
// since the answer without it would be another one.
func (p *parser) audit() {
	var left []string
	cols := p.q.Reflects()
	for i := range p.ts {
		switch t := &p.ts[i]; {
		case t.Used || p.claimed[i]:
		case p.comparing(i):
			p.refuse(p.pickWords("%q is not understood: it is followed by no number, row or column of the table; the columns are: %s",
				"没能理解“%s”：它后面不是表中的数值、行或列；表中的列有：%s"), p.Phrase(i), strings.Join(p.s.Names(), p.pickWords(", ", "、")))
			return
		case p.q.Shape != query.Difference && p.Untimed(i):
			p.refuse(p.pickWords("the time at %q is not understood, and an answer without it would be of another time; write it as %s",
				"没能理解“%s”这里的时间，去掉它得到的就是另一段时间的结果；请写成%s"), p.Phrase(max(0, i-1)), p.pickWords("“from 1 March 2026 to 15 April 2026”", "“2026年3月1日到2026年4月15日”"))
			return
		case p.dropped(i, cols):
			left = append(left, t.Text)
		}
	}
	if slices.Contains(p.NumbersNamed(), p.guessed) {
		p.guessed = -1
	}
	if p.guessed >= 0 && p.q.Measure.Column == p.guessed && len(p.s.Measures()) > 1 {
		p.notes = append(p.notes, p.guess())
	}
	if p.open(left, cols) {
		return
	}
	if q := p.q; len(left) > 0 && q.Shape == query.Rows && q.Where.Op == query.Always && q.Order == nil && q.Limit == 0 && len(p.NumbersNamed())+len(p.textsNamed()) == 0 {
		p.err = p.s.Unread(p.ts, p.zh) // all rows are no answer to words that were not understood
		return
	}
	if len(left) > 0 {
		sep := p.pickWords(", ", "、")
		p.note("Not understood and left out: %s.", "没有理解、因此没有用到：%s。", term.Quoted(left, sep))
	}
	p.q.Notes = p.notes
}

// open refuses a question that names a quantity which no column holds, or several
// may: another column would give another answer.
func (p *parser) open(left []string, cols map[int]bool) bool {
	sep := p.pickWords(", ", "、")
	for i := range p.ts {
		if t := &p.ts[i]; !t.Used && len(t.Cols) > 0 && cols[t.Cols[0].Col] {
			if names := p.s.Either(t); names != nil {
				p.refuse(p.pickWords("which column is meant by %q: %s?", "“%s”指的是哪一列：%s？"), t.Text, strings.Join(names, p.pickWords(" or ", "还是")))
				return true
			}
		}
	}
	q := p.q
	guessed := p.guessed >= 0 && (q.Measure.Column == p.guessed || q.Shape == query.Rows && q.Order != nil && q.Order.Column == p.guessed)
	all := q.Measure.Agg == query.Count && q.Where.Op == query.Always && (q.Shape == query.Value || q.Shape == query.Groups && p.Any("howmany") < 0 && p.Aggregate() != query.Count && !p.Rows())
	if len(left) == 0 || !guessed && !all || !p.s.Strange(p.ts) {
		return false
	}
	left = slices.DeleteFunc(slices.Clone(left), func(said string) bool {
		return slices.ContainsFunc(p.ts, func(t term.Token) bool { return t.Text == said && len(t.Cols) > 0 })
	})
	p.refuse(p.pickWords("no column of the table is about %s; which one is meant? The columns are: %s", "表中没有与%s对应的列；指的是哪一列？表中的列有：%s"),
		term.Quoted(left, sep), strings.Join(p.s.Names(), sep))
	return true
}

// guess says which column was taken because none was named.
func (p *parser) guess() string {
	return fmt.Sprintf(p.pickWords("The question names no column of numbers; %s was used.", "问题没有指明数值列，这里用的是“%s”。"), p.s.Fields[p.guessed].Name)
}

func (p *parser) note(english, han string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(p.pickWords(english, han), args...))
}

// comparing reports whether token i compares and nothing came of it.
func (p *parser) comparing(i int) bool {
	t := &p.ts[i]
	if t.Is("cmp") && len(t.Cols)+len(t.Values) == 0 {
		return t.Key != "=" && !t.Is("since") && !t.Is("until")
	}
	switch {
	case t.Key == "比":
		return p.q.Shape != query.Difference
	case (t.Is("before") || t.Is("after")) && p.s.KindOf(sheet.Date) >= 0:
		return p.q.Shape != query.Difference
	}
	return t.Key == "than" && p.Any("diff") < 0 && p.q.Shape != query.Difference && i > 0 && p.relative(i)
}

func (p *parser) relative(i int) bool {
	return slices.ContainsFunc(p.ts[max(0, i-5):i], func(t term.Token) bool { return t.Is("rel") && !t.Used })
}

// dropped reports whether token i says something that the query does not do.
func (p *parser) dropped(i int, cols map[int]bool) bool {
	t, q := &p.ts[i], p.q
	side := q.Shape == query.Difference
	switch {
	case t.Is("subject") && len(t.Cols)+len(t.Values) == 0:
		return q.Where.Op == query.Always && q.Measure.Agg == query.Count && !p.s.About(*t)
	case t.Unknown():
		unit := slices.ContainsFunc(p.s.Fields, func(f term.Field) bool { return f.Unit != "" && strings.EqualFold(f.UnitOf(), t.Text) })
		return term.Sayable(t.Text) && !p.s.About(*t) && !p.s.Akin(t.Key) && !unit && !p.OfMarks(i, cols)
	case t.Is("same") && len(t.Words) == 1 && len(t.Cols)+len(t.Values) == 0:
		return true // men, where the table does not tell them
	case t.When != nil && !side, t.Num != nil && !t.Num.Spelt:
		return true
	case len(t.Values) > 0 && len(t.Words) == 0 && len(t.Cols) == 0:
		return !side
	case len(t.Cols) > 0:
		return !slices.ContainsFunc(t.Cols, func(m term.Mention) bool {
			return cols[m.Col] || m.Col == p.s.Label && q.Shape == query.Value && q.Where.Op != query.Always
		}) && len(t.Words) == 0
	case t.Is("order"), t.Is("sortby"):
		return q.Order == nil
	case t.Is("every"):
		return true
	case t.Is("top"):
		return false
	case t.Is("mark"):
		return true
	case t.Is("not"), t.Is("missing"):
		return !slices.Contains(p.denials, i) && len(t.Text) > 1
	case t.Is("share"):
		return q.Shape != query.Share && !q.Percent
	case t.Is("ratio"):
		return !q.Ratio
	case t.Is("growth"):
		return !q.Percent && !q.Change
	case t.Is("repeat"), t.Is("running") && t.Has("running", "total"):
		return !q.Running
	case t.Is("sup"):
		most := t.Word("sup").Arg(0) == "max"
		return (q.Order == nil || q.Order.Desc != most) && !figures(q, query.Extreme(most), query.RangeWidth)
	case t.Is("agg"):
		a := query.Agg(t.Word("agg").Arg(0))
		return !q.Mean && (a == query.Average || a == query.Median || a == query.RangeWidth) && !figures(q, a) && (q.Having == nil || q.Having.Measure.Agg != a)
	}
	return false
}

// figures reports whether the query has a figure of one of the kinds.
func figures(q query.Query, kinds ...query.Agg) bool {
	return slices.ContainsFunc(append([]query.Measure{q.Measure}, q.Also...), func(m query.Measure) bool { return slices.Contains(kinds, m.Agg) })
}
