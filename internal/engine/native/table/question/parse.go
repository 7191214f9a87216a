// Package question reads questions in English and Chinese over a table into
// queries: which columns, conditions, groups and figures a question means. It
// knows the names and values of the table and a lexicon of both languages.
package question

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// parser reads one question in steps, each taking the tokens that it
// understands: conditions first, then what is compared, grouped and asked.
type parser struct {
	s       *schema
	ts      []token
	claimed []bool // tokens whose column belongs to a condition
	found   []found
	twins   [][2]int
	q       query.Query
	limit   int
}

// Ask reads a question over t and answers it. It fails with a fault of kind
// Invalid that lists the columns when it finds nothing of the table in the
// question.
func Ask(ctx context.Context, t *sheet.Table, question string) (query.Answer, error) {
	q, err := Parse(t, question)
	if err != nil {
		return query.Answer{}, err
	}
	return q.Answer(ctx, t, chinese(question))
}

const maxQuestion = 2_000 // bytes

// fileName finds names of files: "revenue in sales.csv" is not about sales.
var fileName = regexp.MustCompile(`(?i)[\w\-./]+\.(csv|tsv|xlsx|xls|txt)\b`)

// Parse reads a question over t into a query.
func Parse(t *sheet.Table, question string) (query.Query, error) {
	if strings.TrimSpace(question) == "" {
		return query.Query{}, fault.New(fault.Invalid, "the question is empty; ask something such as %q", "how many rows are there?")
	}
	if len(question) > maxQuestion {
		return query.Query{}, fault.New(fault.TooLarge, "the question is over %d bytes; ask one short question", maxQuestion)
	}
	s := newSchema(t)
	p := &parser{s: s, ts: s.scan(fileName.ReplaceAllString(question, " "))}
	s.partial(p.ts)
	p.claimed = make([]bool, len(p.ts))
	p.filters()
	if !p.shape() {
		return query.Query{}, s.unread(question)
	}
	return p.q, nil
}

// pick returns the best column of the kind that token j may name, or -1.
func (p *parser) pick(j int, k sheet.Kind) int {
	if j < 0 || j >= len(p.ts) || p.ts[j].used {
		return -1
	}
	for _, m := range p.ts[j].cols {
		if p.s.fields[m.col].Kind == k {
			return m.col
		}
	}
	return -1
}

func (p *parser) claim(j int) { p.claimed[j] = true }

// before returns the last token before i that is no article or preposition.
func (p *parser) before(i int) int {
	for i--; i >= 0; i-- {
		if k := p.ts[i].key; k != "the" && k != "in" && k != "of" && k != "year" && k != "month" && k != "on" {
			return i
		}
	}
	return -1
}

func (p *parser) after(i int) int {
	for i++; i < len(p.ts); i++ {
		if k := p.ts[i].key; k != "的" && k != "年" && k != "(" && k != "," {
			return i
		}
	}
	return -1
}

func (p *parser) any(class string) int {
	return slices.IndexFunc(p.ts, func(t token) bool { return t.is(class) && !t.used })
}

func (p *parser) growth() bool { return p.any("growth") >= 0 }

func (p *parser) compared() bool { return p.any("diff") >= 0 }

// grouping reports whether token i follows "by", "per" or "each".
func (p *parser) grouping(i int) bool {
	for i--; i >= 0; i-- {
		t := &p.ts[i]
		if w := t.word("by"); w != nil && w.arg(0) == "" {
			return true
		}
		if t.is("and") && i > 0 && len(p.ts[i-1].cols) > 0 {
			i--
			continue
		}
		if !t.filler() || t.is("row") {
			return false
		}
	}
	return false
}

// asked reports whether token i is what "which", "what" or "how many" ask for.
func (p *parser) asked(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		t := &p.ts[j]
		if w := t.word("wh"); w != nil && w.arg(0) == "" || t.is("howmany") || t.is("list") {
			return true
		}
		if !t.filler() && !t.has("agg", "distinct") {
			return false
		}
	}
	return false
}

// hinted returns the column that token j speaks of by a verb: earns, sold.
func (p *parser) hinted(j int) int {
	w := p.ts[j].word("hint")
	switch w.arg(0) {
	case "":
		return -1
	case "sold":
		return p.soldColumn()
	case "spent":
		return p.s.withConcept("amount", "price")
	case "pay":
		return p.s.withConcept("pay", "amount")
	case "people":
		return p.s.withConcept("population")
	}
	return p.s.withConcept(w.arg(0))
}

// soldColumn is the quantity when the question counts, else the money.
func (p *parser) soldColumn() int {
	counts := p.any("howmany") >= 0 || p.any("units") >= 0 || p.any("quantity") >= 0 && p.any("howmuch") < 0
	if counts {
		return p.s.withConcept("quantity", "amount")
	}
	return p.s.withConcept("amount", "quantity")
}

// mainMeasure is the column that a question over money or size is about when
// it names none.
func (p *parser) mainMeasure() int {
	if c := p.s.withConcept("amount", "pay", "score", "price", "population", "rating"); c >= 0 {
		return c
	}
	if m := p.s.measures(); len(m) > 0 {
		return m[len(m)-1]
	}
	return -1
}

// having reads a comparison of a figure of groups: "regions with total sales
// over 1000", "customers with more than 3 orders".
func (p *parser) having(i, opAt int, op query.Op, q *quantity) bool {
	key, at := p.askedKey()
	if key < 0 || p.s.fields[key].unique || at > i && p.any("wh") > i {
		return false
	}
	left, right := min(i, opAt), max(i, opAt)
	m := query.Measure{Column: -1}
	for j := left - 1; j >= 0; j-- {
		if c := p.pick(j, sheet.Number); c >= 0 && m.Column < 0 {
			m.Column = c
			continue
		}
		if w := p.ts[j].word("agg"); w != nil {
			m.Agg = query.Agg(w.arg(0))
			p.ts[j].used = true
			break
		}
		if !p.ts[j].filler() {
			break
		}
	}
	if j := right + 1; m.Agg == "" && m.Column < 0 && j < len(p.ts) && p.ts[j].is("row") && p.pick(j, sheet.Number) < 0 && key >= 0 && at < i && q.unit == "" {
		m.Agg = query.Count
	}
	if m.Agg == "" || m.Column < 0 && m.Agg != query.Count {
		return false
	}
	if m.Agg == query.Count || m.Agg == query.Different {
		m = query.Measure{Agg: query.Count, Column: -1}
	} else {
		q.value /= p.s.fields[m.Column].divisor(q)
	}
	p.q.Having = &query.Having{Measure: m, Op: op, Number: q.value}
	p.ts[i].used, p.ts[opAt].used = true, true
	for j := left - 1; j >= 0; j-- {
		if m.Column >= 0 && p.pick(j, sheet.Number) == m.Column {
			p.claim(j)
			break
		}
	}
	return true
}

// askedKey returns the text column that is asked for, and its token.
func (p *parser) askedKey() (col, at int) {
	for j := range p.ts {
		if c := p.pick(j, sheet.Text); c >= 0 && !p.claimed[j] && !p.owned(j, c) {
			return c, j
		}
	}
	return -1, -1
}

// owned reports whether token j only introduces a value of its column: the
// Research team, region North.
func (p *parser) owned(j, col int) bool {
	if p.grouping(j) || p.asked(j) || p.followedByWhich(j) {
		return false
	}
	for _, f := range p.found {
		if f.Column == col && f.Op == query.Is {
			return true
		}
	}
	for k := max(0, j-1); k <= min(len(p.ts)-1, j+1); k++ {
		if slices.ContainsFunc(p.ts[k].values, func(l literal) bool { return k != j && l.col == col }) {
			return true
		}
	}
	return false
}

// followedByWhich reports whether 是哪个 or the like comes after token j.
func (p *parser) followedByWhich(j int) bool {
	for k := j + 1; k < len(p.ts); k++ {
		if p.ts[k].is("wh") && cjk(p.ts[k].key) || p.ts[k].is("list") && cjk(p.ts[k].key) {
			return true
		}
		if !p.ts[k].filler() {
			return false
		}
	}
	return false
}

// where joins the conditions that are not kept back: those of one column by
// or, others by and, unless the question says or between them.
func (p *parser) where(keep func(found) bool) query.Cond {
	var groups []query.Cond
	last := -1
	for _, f := range p.found {
		if keep != nil && !keep(f) {
			continue
		}
		c := f.Cond
		if f.not {
			c = query.Cond{Op: query.None, Sub: []query.Cond{c}}
		}
		switch {
		case len(groups) == 0:
		case p.joinValues(&groups[len(groups)-1], c):
			last = f.at
			continue
		case p.orBetween(last, f.at) && groups[len(groups)-1].Op != query.None:
			prev := &groups[len(groups)-1]
			if prev.Op == query.Any {
				prev.Sub = append(prev.Sub, c)
			} else {
				*prev = query.Cond{Op: query.Any, Sub: []query.Cond{*prev, c}}
			}
			last = f.at
			continue
		}
		groups = append(groups, c)
		last = f.at
	}
	return query.Join(groups...)
}

// joinValues merges c into prev when both ask for values of one column.
func (p *parser) joinValues(prev *query.Cond, c query.Cond) bool {
	a, b := prev, &c
	if a.Op == query.None && b.Op == query.None {
		a, b = &a.Sub[0], &b.Sub[0]
	}
	if a.Op == query.Is && b.Op == query.Is && a.Column == b.Column {
		a.Texts = append(a.Texts, b.Texts...)
		slices.Sort(a.Texts)
		a.Texts = slices.Compact(a.Texts)
		return true
	}
	same := a.Column == b.Column && (a.Op == query.During || a.Op == query.PartIs || a.Op == query.Equal || a.Op == query.Any) && (b.Op == query.During || b.Op == query.PartIs || b.Op == query.Equal)
	if same && a.Op == b.Op {
		*a = query.Cond{Op: query.Any, Column: a.Column, Sub: []query.Cond{*a, *b}}
		return true
	}
	return false
}

func (p *parser) orBetween(i, j int) bool {
	return i >= 0 && slices.ContainsFunc(p.ts[i:j], func(t token) bool { return t.is("or") })
}
