package question

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// several reads more than one figure at a time: "average, lowest and highest
// salary by department", "total units and revenue per region".
func (p *parser) several(agg query.Agg) bool {
	aggs, joined := p.Aggregates()
	cols := p.NumbersNamed()
	var ms []query.Measure
	every := p.Any("every")
	if every >= 0 && len(cols) == 0 {
		cols = p.s.Measures()
	}
	switch {
	case every >= 0 && len(aggs) == 1:
		for _, c := range cols {
			ms = append(ms, query.Measure{Agg: aggs[0], Column: c})
		}
		p.ts[every].Used = true
		if p.Who() || p.Any("wh") >= 0 && p.target(-1, false) >= 0 {
			p.note("Whose they are is not said: only the figures of each column.", "没有列出是谁：这里只给出各列的数值。")
		}
	case len(cols) > 1 && len(aggs) == 1 && agg == "" && p.Any("wh") < 0 && p.Any("list") < 0 && !p.Rows() && p.limit <= 1 && p.SideBySide(cols):
		for _, c := range cols { // the highest marks of two subjects
			ms = append(ms, query.Measure{Agg: aggs[0], Column: c})
		}
	case len(aggs) > 1 && joined:
		if len(cols) == 0 {
			cols = []int{p.main()}
		}
		for _, c := range cols {
			for _, a := range aggs {
				if m := p.figure(a, c); c >= 0 && !slices.Contains(ms, m) {
					ms = append(ms, m)
				}
			}
		}
	case len(cols) > 1 && (agg == query.Sum || agg == query.Average || agg == query.Median) && p.Any("sup") < 0 && p.Any("top") < 0:
		for _, c := range cols {
			ms = append(ms, p.figure(agg, c))
		}
	}
	if len(ms) < 2 {
		return false
	}
	p.q.Shape, p.q.Measure, p.q.Also = query.Value, ms[0], ms[1:]
	if len(p.q.Keys) > 0 {
		p.q.Shape = query.Groups
	}
	return true
}

// changes reads "month over month" and the like: a figure for every time with
// its change to the one before; or a running total: with all that came before.
func (p *parser) changes(agg query.Agg) bool {
	at, date := p.Any("change"), p.s.KindOf(sheet.Date)
	timed := slices.ContainsFunc(p.q.Keys, func(k query.Key) bool { return k.Column == date })
	run := p.Any("running")
	if date < 0 || at < 0 && (run < 0 || len(p.q.Keys) > 1 || len(p.q.Keys) == 1 && !timed || !timed && !p.ts[run].Has("running", "total")) {
		return false
	}
	m := p.measure()
	if at < 0 {
		if at = run; !timed {
			p.q.Keys = []query.Key{{Column: date}}
		}
		p.q.Running, agg = true, query.Sum
	} else {
		p.q.Keys = []query.Key{{Column: date, Part: query.DatePart(p.ts[at].Word("change").Arg(0))}}
	}
	if m < 0 && p.Any("howmany") < 0 && agg != query.Count {
		m = p.main()
	}
	p.q.Shape, p.q.Measure, p.q.Change = query.Groups, p.figure(agg, m), !p.q.Running
	p.ts[at].Used = true
	return true
}

// nth reads "the second highest" around the superlative at token i.
func (p *parser) nth(i, n int) {
	for _, j := range []int{i - 1, i + 1} {
		if n > 0 || j < 0 || j >= len(p.ts) || p.ts[j].Used || !p.ts[j].Is("nth") {
			continue
		}
		p.ts[j].Used = true
		p.q.Skip = int(p.ts[j].Word("nth").Arg(0)[0]-'0') - 1
	}
}

// nthAlone reads 第二高, whose adjective is no superlative by itself.
func (p *parser) nthAlone() (at int, desc bool) {
	for i := range p.ts[:max(len(p.ts)-1, 0)] {
		if !p.ts[i].Is("nth") || p.ts[i].Used {
			continue
		}
		for _, a := range lexicon.Adjectives {
			if strings.HasPrefix(p.ts[i+1].Key, a.Words) && (p.ts[i+1].Unknown() || p.ts[i+1].Is("stop") || p.ts[i+1].Is("diff")) {
				p.limit = 1
				p.nth(i+1, 0)
				p.ts[i+1].Used = true
				return i + 1, a.Op == ">"
			}
		}
	}
	return -1, false
}

// across refuses the sum of several columns, unless a column holds it.
func (p *parser) across() bool {
	at := slices.IndexFunc(p.ts, func(t term.Token) bool { return t.Is("across") && len(t.Cols) == 0 })
	if at < 0 || len(p.s.Measures()) < 2 || len(p.NumbersNamed()) > 0 {
		return false
	}
	var names []string
	for _, c := range p.s.Measures() {
		names = append(names, p.s.Fields[c].Name)
	}
	p.refuse(p.pickWords("%q would add several columns, which is not done here; ask about one of them: %s", "“%s”要把几列相加，这里做不到；请就其中一列提问：%s"),
		p.ts[at].Text, strings.Join(names, p.pickWords(", ", "、")))
	return true
}

// today refuses times that depend on the day of asking.
func (p *parser) today() bool {
	at := p.Any("relative")
	if at < 0 || p.s.KindOf(sheet.Date) < 0 && p.YearColumn() < 0 || slices.ContainsFunc(p.s.Fields, func(f term.Field) bool {
		return strings.Contains(strings.ToLower(f.Name), p.ts[at].Key) // visits this year, where a column is called so
	}) {
		return false
	}
	p.refuse(p.pickWords("%q depends on the day of asking, which the table does not know; write the month, quarter or year instead, such as %q",
		"“%s”取决于提问的日期，表中没有；请直接写出年、月或季度，例如“%s”"), p.ts[at].Text, p.pickWords("March 2024", "2024年3月"))
	return true
}
