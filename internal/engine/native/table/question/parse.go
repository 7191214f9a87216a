// Package question reads questions in English and Chinese over a table into
// queries: which columns, conditions, groups and figures a question means. It
// knows the names and values of the table and a lexicon of both languages.
package question

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/clause"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/ellipsis"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/idiom"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/manner"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/repeat"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/rival"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/sequel"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/total"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// parser reads one question in steps, each taking the tokens that it
// understands: conditions first, then what is compared, grouped and asked.
type parser struct {
	*clause.Clause
	s       *term.Schema
	ts      []term.Token
	claimed []bool // tokens whose column belongs to a condition
	found   []found
	twins   [][2]int
	either  bool // one of the twins is enough
	q       query.Query
	limit   int
	zh      bool
	guessed int // the column that was taken because none was named, or -1
	other   int // the column of what sells best in another sense, or -1
	notes   []string
	denials []int // the tokens of denial that a condition has
	rival   *rival.Rivalry
	how     manner.Manner
	err     error

	// figureOf computes what a question compares with.
	figureOf func(query.Measure, query.Cond) (v float64, rows int, err error)
}

// Ask reads a question over t and answers it. It fails with a fault of kind
// Invalid that lists the columns when it finds nothing of the table in the
// question.
func Ask(ctx context.Context, t *sheet.Table, question string) (query.Answer, error) {
	if first, second, ok := manner.Two(question); ok {
		a, err := Ask(ctx, t, first)
		b, failed := Ask(ctx, t, second)
		if err == nil && failed == nil {
			b.Text = a.Text + "\n" + b.Text
			return b, nil
		}
	}
	t, question, sum := total.Added(t, total.Remaining(t, question))
	t, question, less, err := total.Balance(t, question)
	if err != nil {
		return query.Answer{}, err
	}
	held := len(t.Columns)
	t, question, made := total.Derived(t, question)
	p, err := parse(ctx, t, question)
	if list, column, ok := manner.Summed(question); ok && (err != nil || p.q.Shape != query.Groups) {
		if l, failed := parse(ctx, t, list); failed == nil && l.q.Limit == 0 {
			c := l.Summed(column, l.NumbersNamed())
			switch {
			case c < 0:
			case strings.HasPrefix(question[len(list):], "?"): // what comes before has an answer of its own
				return query.Query{Shape: query.Value, Where: l.q.Where, Measure: query.Measure{Agg: query.Sum, Column: c}, Notes: l.q.Notes}.Answer(ctx, t, l.zh)
			case l.q.Shape == query.Rows:
				return l.q.WithSum(ctx, t, c, l.zh)
			case l.q.Shape == query.Value && l.q.Measure.Column != c && len(l.q.Also) == 0: // how many, and how much
				l.q.Also = []query.Measure{{Agg: query.Sum, Column: c}}
				return l.q.Answer(ctx, t, l.zh)
			}
		}
	}
	if err != nil {
		return query.Answer{}, err
	}
	if cols := p.q.Reflects(); held < len(t.Columns) && !slices.ContainsFunc(slices.Collect(maps.Keys(cols)), func(c int) bool { return c >= held }) {
		made = "" // no column that was worked out is in the answer
	}
	for _, added := range []string{sum, less, made} {
		if added != "" {
			p.q.Notes = append(p.q.Notes, added)
		}
	}
	if p.other >= 0 {
		p.q.Notes = append(p.q.Notes, p.q.Otherwise(ctx, t, p.other, p.zh)...)
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
	question = idiom.States(s, question, zh)
	if rest, from := manner.Away(question); from != "" {
		if p, err := parted(ctx, s, t, rest, zh); err == nil && sequel.Away(&p.q, from) {
			return p, nil
		}
	}
	return parted(ctx, s, t, question, zh)
}

// parted reads a question that may go on from one before it.
func parted(ctx context.Context, s *term.Schema, t *sheet.Table, question string, zh bool) (*parser, error) {
	first, last := ellipsis.Parts(s, question)
	if last == "" {
		return read(ctx, s, t, ellipsis.Complete(s, question), zh)
	}
	next, err := read(ctx, s, t, last, zh)
	if err != nil {
		next = nil
	}
	if first == "" {
		return next, err
	}
	p, failed := parted(ctx, s, t, first, zh)
	if failed == nil && ellipsis.Overall(last) {
		p.q.Where = query.Cond{}
		return p, nil
	}
	if failed != nil {
		return next, err
	}
	if q, ok := sequel.Follow(ctx, s, *p.turn(), next.turn(), last); ok {
		p.q = q
		return p, nil
	}
	return next, err
}

// read reads one question into a query.
func read(ctx context.Context, s *term.Schema, t *sheet.Table, question string, zh bool) (*parser, error) {
	said, how := manner.Read(fileName.ReplaceAllString(question, " "))
	all := said == "" // “convert to xlsx”: the whole table, as it stands
	text, notes := s.Spell(s.Clocked(s.Contrary(s.Meant(idiom.Read(s, s.Concern(said))))), zh)
	ts := s.Scan(text)
	p := &parser{Clause: clause.Of(s, ts), s: s, ts: ts, zh: zh, how: how, guessed: -1, other: -1, notes: append(s.Told(text), notes...), figureOf: func(m query.Measure, c query.Cond) (float64, int, error) {
		return query.Figure(ctx, t, m, c)
	}}
	p.claimed = p.Claimed
	if all {
		p.q = query.Query{Shape: query.Rows, Columns: p.shown()}
		return p, nil
	}
	if p.AsksLayout() {
		p.q.Shape = query.Layout
		return p, nil
	}
	p.rival = rival.Read(p.ts, p.s, p.zh, p.valueColumn)
	only := p.Only()
	p.filters()
	if asks, without, ok := repeat.Read(p.Clause, p.where(nil)); ok && p.err == nil {
		if p.q = asks; len(without) > 0 {
			p.note("No whole row stands there twice; these columns are left aside: %s.", "没有整行重复的；这里不比较这些列：%s。", strings.Join(p.s.NamesOf(without), p.pickWords(", ", "、")))
		}
		p.audit()
		return p, p.err
	}
	if p.err == nil && !p.shape() {
		p.err = p.s.Unread(p.ts, p.zh)
	}
	if p.err != nil || p.today() || p.across() {
		return nil, p.err
	}
	p.dress(only)
	p.audit()
	return p, p.err
}

// having reads a comparison of a figure of groups: "regions with total sales
// over 1000", "customers with more than 3 orders".
func (p *parser) having(i, opAt int, op query.Op, q *term.Quantity) bool {
	key, at := p.groupKey()
	if key < 0 || p.s.Fields[key].Unique || at > i && p.Any("wh") > i {
		return false
	}
	left, right := min(i, opAt), max(i, opAt)
	m := query.Measure{Column: -1}
	for j := left - 1; j >= 0; j-- {
		if c := p.Pick(j, sheet.Number); c >= 0 && m.Column < 0 && j != at {
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
	if j := right + 1; m.Agg == "" && m.Column < 0 && j < len(p.ts) && p.ts[j].Is("row") && p.Pick(j, sheet.Number) < 0 && key >= 0 && at < i && q.Unit == "" {
		m.Agg = query.Count
	}
	if m.Agg == "" && m.Column >= 0 && at < left && p.s.Fields[m.Column].Role == "sum" && p.s.Fields[key].Kind == sheet.Text && !p.Rows() && p.Any("single") < 0 {
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
		if m.Column >= 0 && p.Pick(j, sheet.Number) == m.Column {
			p.Claim(j)
			break
		}
	}
	return true
}

// groupKey returns the column of groups that the question names by "per", else
// the one that is asked for.
func (p *parser) groupKey() (col, at int) {
	for j := range p.ts {
		if c := p.Pick(j, sheet.Text); c >= 0 && p.Grouping(j) {
			return c, j
		}
	}
	return p.askedKey()
}

// askedKey returns the text column that is asked for, and its token.
func (p *parser) askedKey() (col, at int) {
	for j := range p.ts {
		if c := p.Pick(j, sheet.Text); c >= 0 && !p.claimed[j] && !p.owned(j, c) {
			return c, j
		}
	}
	return -1, -1
}

// owned reports whether token j only introduces a value of its column: the
// Research team, region North.
func (p *parser) owned(j, col int) bool {
	if p.Grouping(j) || p.Asked(j) || p.FollowedByWhich(j) {
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
