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
	"github.com/tenonhub/tenon/internal/engine/native/table/question/ellipsis"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/rival"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// parser reads one question in steps, each taking the tokens that it
// understands: conditions first, then what is compared, grouped and asked.
type parser struct {
	s       *term.Schema
	ts      []term.Token
	claimed []bool // tokens whose column belongs to a condition
	found   []found
	twins   [][2]int
	q       query.Query
	limit   int
	zh      bool
	guessed int // the column that was taken because none was named, or -1
	notes   []string
	denials []int // the tokens of denial that a condition has
	rival   *rival.Rivalry
	err     error

	// figureOf computes what a question compares with.
	figureOf func(query.Measure, query.Cond) (v float64, rows int, err error)
}

// Ask reads a question over t and answers it. It fails with a fault of kind
// Invalid that lists the columns when it finds nothing of the table in the
// question.
func Ask(ctx context.Context, t *sheet.Table, question string) (query.Answer, error) {
	p, err := parse(ctx, t, question)
	if err != nil {
		return query.Answer{}, err
	}
	return p.q.Answer(ctx, t, p.zh)
}

const maxQuestion = 2_000 // bytes

// fileName finds names of files: "revenue in sales.csv" is not about sales.
var fileName = regexp.MustCompile(`(?i)[\w\-./]+\.(csv|tsv|xlsx|xls|txt)\b`)

// parse reads a question over t into a query.
func parse(ctx context.Context, t *sheet.Table, question string) (*parser, error) {
	if strings.TrimSpace(question) == "" {
		return nil, fault.New(fault.Invalid, "the question is empty; ask something such as %q", "how many rows are there?")
	}
	if len(question) > maxQuestion {
		return nil, fault.New(fault.TooLarge, "the question is over %d bytes; ask one short question", maxQuestion)
	}
	s := term.New(t)
	zh := s.Chinese(question)
	text, notes := s.Spell(s.Concern(fileName.ReplaceAllString(ellipsis.Complete(s, question), " ")), zh)
	p := &parser{s: s, ts: s.Scan(text), zh: zh, guessed: -1, notes: notes, figureOf: func(m query.Measure, c query.Cond) (float64, int, error) {
		return query.Figure(ctx, t, m, c)
	}}
	p.claimed = make([]bool, len(p.ts))
	if p.layout() {
		return p, nil
	}
	p.rival = rival.Read(p.ts, p.s, p.zh, p.valueColumn)
	p.filters()
	if p.err == nil && !p.shape() {
		p.err = p.s.Unread(p.ts, p.zh)
	}
	if p.err != nil || p.today() || p.across() {
		return nil, p.err
	}
	p.audit()
	return p, p.err
}

// pick returns the best column of the kind that token j may name, or -1.
func (p *parser) pick(j int, k sheet.Kind) int {
	if j < 0 || j >= len(p.ts) || p.ts[j].Used {
		return -1
	}
	for _, m := range p.ts[j].Cols {
		if p.s.Fields[m.Col].Kind == k {
			return m.Col
		}
	}
	return -1
}

func (p *parser) claim(j int) { p.claimed[j] = true }

// before returns the last token before i that is no article or preposition.
func (p *parser) before(i int) int {
	for i--; i >= 0; i-- {
		if k := p.ts[i].Key; k != "the" && k != "in" && k != "of" && k != "year" && k != "month" && k != "on" {
			return i
		}
	}
	return -1
}

func (p *parser) after(i int) int {
	for i++; i < len(p.ts); i++ {
		if k := p.ts[i].Key; k != "的" && k != "年" && k != "(" && k != "," {
			return i
		}
	}
	return -1
}

func (p *parser) any(class string) int {
	return slices.IndexFunc(p.ts, func(t term.Token) bool { return t.Is(class) && !t.Used })
}

func (p *parser) growth() bool { return p.any("growth") >= 0 }

func (p *parser) compared() bool { return p.any("diff") >= 0 }

// grouping reports whether token i follows "by", "per" or "each".
func (p *parser) grouping(i int) bool {
	for i--; i >= 0; i-- {
		t := &p.ts[i]
		if w := t.Word("by"); w != nil && w.Arg(0) == "" {
			return true
		}
		if t.Is("and") && i > 0 && (len(p.ts[i-1].Cols) > 0 || p.ts[i-1].Is("part")) {
			i--
			continue
		}
		if !t.Filler() || t.Is("row") {
			return false
		}
	}
	return false
}

// asked reports whether token i is what "which", "what" or "how many" ask for.
func (p *parser) asked(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		t := &p.ts[j]
		if w := t.Word("wh"); w != nil && w.Arg(0) == "" || t.Is("howmany") || t.Is("list") {
			return true
		}
		if !t.Filler() && !t.Has("agg", "distinct") {
			return false
		}
	}
	return false
}

// hinted returns the column that token j speaks of by a verb: earns, sold.
func (p *parser) hinted(j int) int {
	w := p.ts[j].Word("hint")
	switch w.Arg(0) {
	case "":
		return -1
	case "sold":
		return p.soldColumn()
	case "spent":
		return p.s.WithConcept("amount", "price")
	case "pay":
		return p.s.WithConcept("pay", "amount")
	case "people":
		return p.s.WithConcept("population")
	}
	return p.s.WithConcept(w.Arg(0))
}

// soldColumn is the quantity when the question counts, else the money.
func (p *parser) soldColumn() int {
	counts := p.any("howmany") >= 0 || p.any("units") >= 0 || p.any("quantity") >= 0 && p.any("howmuch") < 0
	if counts {
		return p.s.WithConcept("quantity", "amount")
	}
	return p.s.WithConcept("amount", "quantity")
}

// mainMeasure is the column that a question over money or size is about when
// it names none.
func (p *parser) mainMeasure() int {
	if c := p.s.WithConcept("amount", "pay", "score", "price", "population", "rating"); c >= 0 {
		return c
	}
	if m := p.s.Measures(); len(m) > 0 {
		return m[len(m)-1]
	}
	return -1
}

// having reads a comparison of a figure of groups: "regions with total sales
// over 1000", "customers with more than 3 orders".
func (p *parser) having(i, opAt int, op query.Op, q *term.Quantity) bool {
	key, at := p.groupKey()
	if key < 0 || p.s.Fields[key].Unique || at > i && p.any("wh") > i {
		return false
	}
	left, right := min(i, opAt), max(i, opAt)
	m := query.Measure{Column: -1}
	for j := left - 1; j >= 0; j-- {
		if c := p.pick(j, sheet.Number); c >= 0 && m.Column < 0 {
			m.Column = c
			continue
		}
		if w := p.ts[j].Word("agg"); w != nil {
			m.Agg = query.Agg(w.Arg(0))
			p.ts[j].Used = true
			break
		}
		if !p.ts[j].Filler() {
			break
		}
	}
	if j := right + 1; m.Agg == "" && m.Column < 0 && j < len(p.ts) && p.ts[j].Is("row") && p.pick(j, sheet.Number) < 0 && key >= 0 && at < i && q.Unit == "" {
		m.Agg = query.Count
	}
	if m.Agg == "" && m.Column >= 0 && at < left && p.s.Fields[m.Column].Role == "sum" && p.s.Fields[key].Kind == sheet.Text && !p.rows() && p.any("single") < 0 {
		m.Agg = query.Sum // "regions where revenue is above 1000": of each region together
		p.note("%s was added up for every %s.", "“%s”已按“%s”合计。", p.s.Fields[m.Column].Name, p.s.Fields[key].Name)
	}
	if m.Agg == "" || m.Column < 0 && m.Agg != query.Count {
		return false
	}
	if m.Agg == query.Count || m.Agg == query.Different {
		m = query.Measure{Agg: query.Count, Column: -1}
	} else {
		q.Value /= p.s.Fields[m.Column].Divisor(q)
	}
	p.q.Having = &query.Having{Measure: m, Op: op, Number: q.Value}
	p.ts[i].Used, p.ts[opAt].Used = true, true
	for j := left - 1; j >= 0; j-- {
		if m.Column >= 0 && p.pick(j, sheet.Number) == m.Column {
			p.claim(j)
			break
		}
	}
	return true
}

// groupKey returns the column of groups that the question names by "per", else
// the one that is asked for.
func (p *parser) groupKey() (col, at int) {
	for j := range p.ts {
		if c := p.pick(j, sheet.Text); c >= 0 && p.grouping(j) {
			return c, j
		}
	}
	return p.askedKey()
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
		if slices.ContainsFunc(p.ts[k].Values, func(l term.Literal) bool { return k != j && l.Col == col }) {
			return true
		}
	}
	return false
}

// followedByWhich reports whether 是哪个 or the like comes after token j.
func (p *parser) followedByWhich(j int) bool {
	for k := j + 1; k < len(p.ts); k++ {
		if p.ts[k].Is("wh") && lexicon.Chinese(p.ts[k].Key) || p.ts[k].Is("list") && lexicon.Chinese(p.ts[k].Key) {
			return true
		}
		if !p.ts[k].Filler() {
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
	same := a.Column == b.Column && a.Part == b.Part && (a.Op == query.During || a.Op == query.PartIs || a.Op == query.Equal || a.Op == query.Any) && (b.Op == query.During || b.Op == query.PartIs || b.Op == query.Equal)
	if same && a.Op == b.Op {
		*a = query.Cond{Op: query.Any, Column: a.Column, Sub: []query.Cond{*a, *b}}
		return true
	}
	return false
}

func (p *parser) orBetween(i, j int) bool {
	return i >= 0 && slices.ContainsFunc(p.ts[i:j], func(t term.Token) bool { return t.Is("or") })
}
