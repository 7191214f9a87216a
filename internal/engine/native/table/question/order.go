package question

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// order reads how groups and rows are to be sorted.
func (p *parser) order() {
	if p.q.Order != nil || p.q.Shape != query.Groups && p.q.Shape != query.Rows {
		return
	}
	i, by := p.Any("order"), p.Any("sortby")
	if i < 0 && by < 0 {
		return
	}
	desc := i < 0
	col := -1
	if i >= 0 {
		w := p.ts[i].Word("order")
		desc, col = w.Arg(0) == "desc", p.s.WithConcept(w.Arg(1))
		switch {
		case w.Arg(1) == "date" && col < 0:
			col = p.s.KindOf(sheet.Date)
		case w.Arg(1) == "label" && p.q.Shape == query.Groups:
			p.q.Order = &query.Order{Column: query.ByKey}
			return
		case w.Arg(1) == "label":
			col = p.s.Label
			desc = slices.ContainsFunc(p.ts, func(t term.Token) bool { return t.Has("order", "desc") })
		}
	}
	named := i >= 0 && p.ts[i].Key == "by name"
	if ms := p.s.Cols["name"]; named && len(ms) > 0 {
		col = ms[0].Col
	}
	if c := p.orderColumn(i, by); c >= 0 && !named {
		col = c
	}
	if p.q.Shape == query.Groups {
		p.orderGroups(col, desc, i >= 0)
		return
	}
	if col < 0 {
		col = p.listedColumn()
	}
	if col < 0 {
		return
	}
	if i < 0 && (p.s.Fields[col].Kind != sheet.Number || p.s.Fields[col].Raced()) {
		desc = false
	}
	p.q.Order = &query.Order{Column: col, Desc: desc, Family: p.s.Fields[col].Kind == sheet.Text && slices.ContainsFunc(p.ts, func(t term.Token) bool {
		return term.Family(t.Key) && slices.ContainsFunc(t.Cols, func(m term.Mention) bool { return m.Col == col })
	})}
}

// behindBy is the token of the column behind the “by” that follows a word for
// sorting, or -1: in “sort the customers by city” what stands between is what is
// sorted, and not by what.
func (p *parser) behindBy(from int) int {
	for j := from + 1; from >= 0 && j < len(p.ts); j++ {
		t := &p.ts[j]
		if t.Key != "by" {
			if t.Is("agg") || t.Is("wh") || t.Key == "," || t.Key == ";" || p.Pick(j, sheet.Number) >= 0 {
				return -1
			}
			continue
		}
		for k := j + 1; k < len(p.ts) && (k == j+1 || p.ts[k-1].Filler()); k++ {
			if p.AnyColumn(k) >= 0 {
				return k
			}
		}
		return -1
	}
	return -1
}

func (p *parser) orderGroups(col int, desc, said bool) {
	for _, k := range p.q.Keys {
		if k.Column == col && col != p.q.Measure.Column {
			p.q.Order = &query.Order{Column: query.ByKey, Desc: desc && said}
			return
		}
	}
	if m, i := p.q.Measure.Column, p.Any("order"); m >= 0 && i >= 0 && p.s.Fields[m].Concept == "age" && p.ts[i].Word("order").Arg(1) == "date" {
		desc = !desc // the oldest first
	}
	p.q.Order = &query.Order{Column: query.ByFigure, Desc: desc}
}

// ranked reads "list departments sorted by headcount": the things of a column
// in the order of a figure.
func (p *parser) ranked(agg query.Agg) bool {
	by, texts := p.Any("sortby"), p.textsNamed()
	if m := p.measure(); agg == "" && by >= 0 && m >= 0 && len(texts) > 0 && p.RankedBy(by, texts[0]) { // rank the regions by amount
		agg = p.figure("", m).Agg
	}
	if by < 0 || len(texts) == 0 || p.s.Fields[texts[0]].Unique || p.s.Fields[texts[0]].Kind != sheet.Text || agg == "" || agg == query.Different {
		return false
	}
	for j := by + 1; j < len(p.ts); j++ {
		if w := p.ts[j].Word("agg"); w != nil && query.Agg(w.Arg(0)) == agg {
			p.q.Keys = append(p.q.Keys, query.Key{Column: texts[0]})
			p.q.Shape, p.q.Measure = query.Groups, p.figure(agg, p.measure())
			return true
		}
	}
	if p.RankedBy(by, texts[0]) {
		p.q.Keys = append(p.q.Keys, query.Key{Column: texts[0]})
		p.q.Shape, p.q.Measure, p.q.Order = query.Groups, p.figure(agg, p.measure()), &query.Order{Column: query.ByFigure, Desc: p.Any("order") < 0 || p.ts[p.Any("order")].Has("order", "desc")}
		return true
	}
	return false
}

// orderColumn is the column named after "sorted by" or before 从高到低.
func (p *parser) orderColumn(order, by int) int {
	spelt := order >= 0 && p.ts[order].Word("order").Arg(1) == "label" // only words have the order of letters
	fits := func(c int) bool { return c >= 0 && (!spelt || p.s.Fields[c].Kind == sheet.Text) }
	for _, from := range []int{by, order} {
		if j := p.behindBy(from); j >= 0 {
			return p.AnyColumn(j)
		}
	}
	if by >= 0 {
		for j := by + 1; j < len(p.ts) && j <= by+4; j++ {
			if c := p.AnyColumn(j); fits(c) {
				return c
			}
			if !p.ts[j].Filler() && !p.ts[j].Is("by") && !p.ts[j].Is("agg") {
				break
			}
		}
	}
	for _, from := range []int{order, by} {
		for j := from - 1; j >= 0 && j >= from-3; j-- {
			if c := p.AnyColumn(j); fits(c) && (lexicon.Chinese(p.ts[from].Key) || from == order && j == from-1) {
				return c
			}
			if !p.ts[j].Filler() && !p.ts[j].Is("order") {
				break
			}
		}
	}
	return -1
}

// listedColumn is the first column that is listed beside the one that names rows.
func (p *parser) listedColumn() int {
	for _, cols := range [][]int{p.NumbersNamed(), p.textsNamed()} {
		for _, c := range cols {
			if c != p.s.Label {
				return c
			}
		}
	}
	return -1
}

// sortColumn reports whether token i is a column to sort by and not to group
// by: 按姓名排序.
func (p *parser) sortColumn(i int) bool {
	if len(p.ts[i].Cols) == 0 {
		return false
	}
	for j := i + 1; j < len(p.ts); j++ {
		if p.ts[j].Is("sortby") || p.ts[j].Is("order") {
			return lexicon.Chinese(p.ts[j].Key)
		}
		if !p.ts[j].Filler() {
			break
		}
	}
	if by := p.Any("sortby"); by >= 0 && !strings.HasPrefix(p.ts[by].Key, "rank") && p.behindBy(by) == i {
		return true
	}
	if o := p.Any("order"); o >= 0 && p.ts[o].Word("order").Arg(1) == "label" && p.behindBy(o) == i {
		return true
	}
	return i > 0 && p.ts[i-1].Is("sortby")
}
