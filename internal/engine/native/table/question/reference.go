package question

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// relation is a comparison whose right side the question does not write as a
// number: the value of another row, an average, another column.
type relation struct {
	op      query.Op
	concept string // what it compares by: "older" is about ages
	words   []int  // the tokens that make it
	left    int    // where its left side ends
	right   int    // where its right side begins
}

// references reads relations: "older than Tom", "above the average", "below
// the reorder level", 工资比Kim低.
func (p *parser) references() {
	if p.rival != nil {
		return
	}
	for i := range p.ts {
		r, ok := p.relation(i)
		if !ok {
			continue
		}
		j := p.skip(r.right)
		if j < 0 || p.ts[j].Used || p.ts[j].Number() != nil || p.ts[j].When != nil {
			continue
		}
		t := &p.ts[j]
		switch {
		case len(t.Values) > 0 && (len(t.Cols) == 0 || t.Cols[0].Weight < 10):
			p.besideRow(r, j, p.valueCond(j))
		case t.Has("agg", "avg") || t.Has("agg", "median"):
			p.besideAverage(r, j)
		case p.Pick(j, sheet.Number) >= 0 && p.besideNumbered(r, j):
		case p.Pick(j, sheet.Number) >= 0:
			p.besideColumn(r, j)
		}
	}
}

// relation reads the comparison at token i.
func (p *parser) relation(i int) (relation, bool) {
	t := &p.ts[i]
	if t.Used {
		return relation{}, false
	}
	if w := t.Word("cmp"); w != nil {
		return relation{query.Op(w.Arg(0)), w.Arg(1), []int{i}, i, i + 1}, true
	}
	for class, op := range map[string]query.Op{"after": query.More, "before": query.Less} {
		if t.Is(class) && p.s.KindOf(sheet.Date) >= 0 {
			return relation{op, "date", []int{i}, i, i + 1}, true
		}
	}
	if w := t.Word("rel"); w != nil && (t.Key == "above" || t.Key == "below") {
		return relation{query.Op(w.Arg(0)), "", []int{i}, i, i + 1}, true
	}
	if t.Key == "than" && p.Any("diff") < 0 {
		for j := i - 1; j >= 0 && j >= i-5; j-- {
			if w := p.ts[j].Word("rel"); w != nil && !p.ts[j].Used {
				return relation{query.Op(w.Arg(0)), w.Arg(1), []int{j, i}, i, i + 1}, true
			}
		}
	}
	if t.Key == "比" {
		return p.chineseRelation(i)
	}
	return relation{}, false
}

// chineseRelation reads 比 … 高 as a condition when only the right side is
// named; with both sides named the difference is asked.
func (p *parser) chineseRelation(i int) (relation, bool) {
	for j := range i {
		if len(p.ts[j].Values) > 0 && len(p.ts[j].Cols) == 0 {
			return relation{}, false
		}
	}
	for j := i + 1; j < len(p.ts) && j <= i+5; j++ {
		for _, a := range lexicon.Adjectives {
			if j > i+1 && (strings.HasPrefix(p.ts[j].Key, a.Words) || p.ts[j].Unknown() && strings.HasSuffix(p.ts[j].Key, a.Words)) && (p.ts[j].Unknown() || p.ts[j].Is("stop") || p.ts[j].Is("diff")) {
				return relation{query.Op(a.Op), a.Concept, []int{i, j}, i, i + 1}, true
			}
		}
	}
	return relation{}, false
}

// skip returns the first token from i on that says something.
func (p *parser) skip(i int) int {
	for ; i < len(p.ts); i++ {
		if t := &p.ts[i]; !t.Filler() || t.Is("row") && len(t.Values)+len(t.Cols) > 0 {
			return i
		}
	}
	return -1
}

// leftColumn is the column that a relation compares: one named on its left,
// or right after its right side, or the one that its word is about.
func (p *parser) leftColumn(r relation, after int) int {
	if r.concept == "date" {
		return p.DateColumn(r.left)
	}
	for j := r.left - 1; j >= 0; j-- {
		if c := p.Pick(j, sheet.Number); c >= 0 && !p.claimed[j] && p.s.Fields[c].Role != "none" {
			p.Claim(j)
			return c
		}
		if p.Hinted(j) >= 0 {
			p.Claim(j)
			return p.Hinted(j)
		}
		if t := &p.ts[j]; t.Is("wh") || t.Is("list") || t.Used && len(t.Values) > 0 || t.Key == "," {
			break
		}
	}
	for j := after + 1; j < len(p.ts) && j <= after+3; j++ {
		if c := p.Pick(j, sheet.Number); c >= 0 && !p.claimed[j] && p.s.Fields[c].Role != "none" {
			p.Claim(j)
			return c
		}
		if !p.ts[j].Filler() {
			break
		}
	}
	if c := p.s.WithConcept(r.concept); c >= 0 {
		return c
	}
	if r.concept == "age" {
		if d := p.s.WithConcept("birth"); d >= 0 {
			return d
		}
	}
	for j := range p.ts {
		if c := p.Pick(j, sheet.Number); c >= 0 && p.s.Fields[c].Role != "none" && !p.claimed[j] {
			p.Claim(j)
			return c
		}
		if c := p.Hinted(j); c >= 0 {
			return c
		}
	}
	return p.main()
}

// numbered is the row that token j and a number after it name: order 1017.
func (p *parser) numbered(j int) query.Cond {
	c := p.Pick(j, sheet.Number)
	if c < 0 || p.s.Fields[c].Role != "none" || j+1 >= len(p.ts) {
		return query.Cond{}
	}
	n := p.ts[j+1].Number()
	if n == nil || !slices.Contains(p.s.Fields[c].Num, n.Value) {
		return query.Cond{}
	}
	p.Claim(j)
	p.found = slices.DeleteFunc(p.found, func(f found) bool { return f.at == j+1 })
	return query.Cond{Op: query.Equal, Column: c, From: n.Value}
}

func (p *parser) besideNumbered(r relation, j int) bool {
	of := p.numbered(j)
	if of.Op == query.Always {
		return false
	}
	p.besideRow(r, j+1, of)
	return true
}

// besideRow compares with the value that the row named by token j has.
func (p *parser) besideRow(r relation, j int, of query.Cond) {
	col := p.leftColumn(r, j)
	if col < 0 {
		return
	}
	name := p.ts[j].Text
	if p.besideTheirAverage(r, j, col, of) {
		return
	}
	m := query.Measure{Agg: query.Minimum, Column: col}
	key, at := p.askedKey()
	if key < 0 && p.Who() {
		key, at = p.Persons(true), 0
	}
	grouped := key == of.Column && at >= 0 && !p.s.Fields[key].Unique && p.s.Fields[col].Kind == sheet.Number
	if grouped {
		m = p.figure(p.Aggregate(), col)
	}
	v, rows, err := p.figureOf(m, of)
	if err != nil || rows == 0 {
		return
	}
	if math.IsNaN(v) {
		p.refuse(p.pickWords(
			"%q has no value in the column %q to compare with", "%q 在“%s”一列没有可比较的值"), name, p.s.Fields[col].Name)
		return
	}
	p.use(append(r.words, j)...)
	if grouped {
		p.q.Having = &query.Having{Measure: m, Op: r.op, Number: v, Label: " (" + name + ")"}
		for k := range p.ts {
			if w := p.ts[k].Word("agg"); w.Arg(0) == string(m.Agg) {
				p.ts[k].Used = true
			}
		}
		return
	}
	if high, _, _ := p.figureOf(query.Measure{Agg: query.Maximum, Column: col}, of); high != v {
		p.refuse(p.pickWords(
			"%q stands in %d rows with different values of %q; name one row, or compare with a number", "%q 有 %d 行，“%s”各不相同；请指明一行，或改为与数字比较"), name, rows, p.s.Fields[col].Name)
		return
	}
	p.compareWith(r, col, v, name)
}

// besideTheirAverage compares with the average of the rows that token j names.
func (p *parser) besideTheirAverage(r relation, j, col int, of query.Cond) bool {
	for k := j + 1; k < len(p.ts) && k <= j+3; k++ {
		w := p.ts[k].Word("agg")
		if w == nil && (p.ts[k].Filler() || p.Pick(k, sheet.Number) >= 0) {
			continue
		}
		if a := query.Agg(w.Arg(0)); a != query.Average && a != query.Median {
			return false
		}
		v, _, err := p.figureOf(query.Measure{Agg: query.Agg(w.Arg(0)), Column: col}, of)
		if err != nil || math.IsNaN(v) {
			return false
		}
		p.use(append(r.words, j, k)...)
		p.compareWith(r, col, v, p.ts[j].Text+" "+p.ts[k].Text)
		return true
	}
	return false
}

// besideAverage compares with the average or median of the column over all rows.
func (p *parser) besideAverage(r relation, j int) {
	agg := query.Agg(p.ts[j].Word("agg").Arg(0))
	col := -1
	k := p.skip(j + 1)
	if k >= 0 && k <= j+3 {
		if col = p.Pick(k, sheet.Number); col >= 0 {
			p.Claim(k)
		}
	}
	if col < 0 {
		col = p.leftColumn(r, j)
	}
	if col < 0 || p.s.Fields[col].Kind != sheet.Number {
		return
	}
	v, _, err := p.figureOf(query.Measure{Agg: agg, Column: col}, query.Cond{})
	if err != nil || math.IsNaN(v) {
		return
	}
	for l := r.left - 1; l >= 0; l-- { // the same column named on both sides
		if p.Pick(l, sheet.Number) == col {
			p.Claim(l)
		}
	}
	p.use(append(r.words, j)...)
	p.compareWith(r, col, v, p.ts[j].Text)
}

func (p *parser) compareWith(r relation, col int, v float64, name string) {
	f := p.s.Fields[col]
	text := f.Format.Write(v, max(f.Format.Decimals, 0))
	switch {
	case f.Kind == sheet.Date:
		text = sheet.WriteTime(int64(v), f.Format.Precision)
	case v != math.Trunc(v):
		text = f.Format.Write(v, max(f.Format.Decimals, 2))
	}
	c := query.Cond{Op: r.op, Column: col, From: v, Label: fmt.Sprintf("%s %s (%s)", r.op, text, name)}
	p.found = append(p.found, found{Cond: c, at: r.words[0], not: p.negated(r.words[0])})
}

// besideColumn compares two columns of the same row.
func (p *parser) besideColumn(r relation, j int) {
	other := p.Pick(j, sheet.Number)
	p.Claim(j)
	col := -1
	for k := r.left - 1; k >= 0 && col < 0; k-- {
		if c := p.Pick(k, sheet.Number); c >= 0 && c != other && !p.claimed[k] && p.s.Fields[c].Role != "none" {
			p.Claim(k)
			col = c
		}
	}
	if col < 0 && p.s.Fields[other].Concept == "reorder" {
		col = p.s.WithConcept("stock", "quantity")
	}
	if col < 0 || col == other {
		p.refuse(p.pickWords("which column is compared with %q? Name both, for example %q", "要把哪一列与“%s”比较？请写出两列，例如“%s”"),
			p.s.Fields[other].Name, example(p.s, other, r.op))
		return
	}
	p.use(r.words...)
	p.ts[j].Used = true
	p.found = append(p.found, found{Cond: query.Cond{Op: query.Beside, Rel: r.op, Column: col, Other: other}, at: r.words[0], not: p.negated(r.words[0])})
}

// example compares some other column of numbers with col.
func example(s *term.Schema, col int, op query.Op) string {
	for _, m := range s.Measures() {
		if m != col {
			return s.Fields[m].Name + " " + string(op) + " " + s.Fields[col].Name
		}
	}
	return s.Fields[col].Name
}

// valueCond is the condition that token j names rows by.
func (p *parser) valueCond(j int) query.Cond {
	col := p.valueColumn(j)
	var texts []string
	for _, l := range p.ts[j].Values {
		if l.Col == col {
			texts = append(texts, l.Text)
		}
	}
	slices.Sort(texts)
	return query.Cond{Op: query.Is, Column: col, Texts: texts}
}

func (p *parser) use(tokens ...int) {
	for _, j := range tokens {
		p.ts[j].Used = true
	}
}

// refuse keeps the first reason why the question cannot be answered.
func (p *parser) refuse(form string, args ...any) {
	if p.err == nil {
		p.err = fault.About(term.Subject, fault.Invalid, form, args...)
	}
}

func (p *parser) pickWords(english, han string) string {
	if p.zh {
		return han
	}
	return english
}

// main is the column that is taken when the question names none; the answer
// then says so.
func (p *parser) main() int {
	c := p.MainMeasure()
	if c >= 0 {
		p.guessed = c
	}
	return c
}
