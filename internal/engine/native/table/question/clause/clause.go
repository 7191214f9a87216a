// Package clause is a question over a table as tokens: what stands beside what,
// and of which columns its words speak. It makes no query of them.
package clause

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Clause is the tokens of a question with the table that they are about.
type Clause struct {
	Schema  *term.Schema
	Tokens  []term.Token
	Claimed []bool // tokens whose column belongs to a condition
}

// Of is a clause of tokens of which no column is taken yet.
func Of(s *term.Schema, ts []term.Token) *Clause {
	return &Clause{Schema: s, Tokens: ts, Claimed: make([]bool, len(ts))}
}

// Pick returns the best column of the kind that token j may name, or -1.
func (q *Clause) Pick(j int, k sheet.Kind) int {
	if j < 0 || j >= len(q.Tokens) || q.Tokens[j].Used {
		return -1
	}
	for _, m := range q.Tokens[j].Cols {
		if q.Schema.Fields[m.Col].Kind == k {
			return m.Col
		}
	}
	return -1
}

// Claim takes the column that token j names for a condition.
func (q *Clause) Claim(j int) { q.Claimed[j] = true }

// Before returns the last token before i that is no article or preposition.
func (q *Clause) Before(i int) int {
	for i--; i >= 0; i-- {
		if k := q.Tokens[i].Key; k != "the" && k != "in" && k != "of" && k != "year" && k != "month" && k != "on" {
			return i
		}
	}
	return -1
}

// After returns the next token after i that is no particle or mark.
func (q *Clause) After(i int) int {
	for i++; i < len(q.Tokens); i++ {
		if k := q.Tokens[i].Key; k != "的" && k != "年" && k != "(" && k != "," {
			return i
		}
	}
	return -1
}

// Any is the first token of a class that nothing was made of, or -1.
func (q *Clause) Any(class string) int {
	return slices.IndexFunc(q.Tokens, func(t term.Token) bool { return t.Is(class) && !t.Used })
}

// Growth reports whether a change is asked.
func (q *Clause) Growth() bool { return q.Any("growth") >= 0 }

// Compared reports whether things are compared.
func (q *Clause) Compared() bool { return q.Any("diff") >= 0 }

// Grouping reports whether token i follows "by", "per" or "each".
func (q *Clause) Grouping(i int) bool {
	for i--; i >= 0; i-- {
		t := &q.Tokens[i]
		if w := t.Word("by"); w != nil && w.Arg(0) == "" {
			return true
		}
		if t.Is("and") && i > 0 && (len(q.Tokens[i-1].Cols) > 0 || q.Tokens[i-1].Is("part")) {
			i--
			continue
		}
		if !t.Filler() || t.Is("row") {
			return false
		}
	}
	return false
}

// Asked reports whether token i is what "which", "what" or "how many" ask for.
func (q *Clause) Asked(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		t := &q.Tokens[j]
		if w := t.Word("wh"); w != nil && w.Arg(0) == "" || t.Is("howmany") || t.Is("list") {
			return true
		}
		if !t.Filler() && !t.Has("agg", "distinct") {
			return false
		}
	}
	return false
}

// FollowedByWhich reports whether 是哪个 or the like comes after token j.
func (q *Clause) FollowedByWhich(j int) bool {
	for k := j + 1; k < len(q.Tokens); k++ {
		if q.Tokens[k].Is("wh") && lexicon.Chinese(q.Tokens[k].Key) || q.Tokens[k].Is("list") && lexicon.Chinese(q.Tokens[k].Key) {
			return true
		}
		if !q.Tokens[k].Filler() {
			return false
		}
	}
	return false
}

// Hinted returns the column that token j speaks of by a verb: earns, sold.
func (q *Clause) Hinted(j int) int {
	w := q.Tokens[j].Word("hint")
	if in, out := term.Flows(q.Schema.Table); in >= 0 && out >= 0 {
		switch w.Arg(0) { // of two columns of money the one that the verb is about
		case "spent":
			return out
		case "money":
			return in
		}
	}
	switch w.Arg(0) {
	case "":
		return -1
	case "sold":
		return q.SoldColumn()
	case "money":
		c := q.Schema.WithConcept("amount", "pay", "price")
		if m := q.Schema.Measures(); c < 0 && len(m) == 1 {
			return m[0]
		}
		return c
	case "spent":
		if c := q.Schema.WithConcept("amount"); c >= 0 {
			return c
		}
		return q.Schema.WithConcept("quantity", "price") // bought the most of them
	case "pay":
		return q.Schema.WithConcept("pay", "amount", "price")
	case "people":
		return q.Schema.WithConcept("population")
	}
	return q.Schema.WithConcept(w.Arg(0))
}

// SoldColumn is the quantity when the question counts, else the money.
func (q *Clause) SoldColumn() int {
	counts := q.Any("howmany") >= 0 || q.Any("units") >= 0 || q.Any("quantity") >= 0 && q.Any("howmuch") < 0
	if counts {
		return q.Schema.WithConcept("quantity", "amount")
	}
	return q.Schema.WithConcept("amount", "quantity")
}

// MainMeasure is the column that a question over money or size is about when
// it names none.
func (q *Clause) MainMeasure() int {
	if c := q.Schema.WithConcept("amount", "pay", "score", "price", "population", "rating"); c >= 0 {
		return c
	}
	if m := q.Schema.Measures(); len(m) > 0 {
		return m[len(m)-1]
	}
	return -1
}

// Who reports whether a person is asked for.
func (q *Clause) Who() bool {
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return t.Has("wh", "person") || t.Key == "everyone" || t.Key == "everybody" })
}

// AsksWhich reports whether what has the extreme is asked and not how much it
// is: 单价最高的是什么, but not 最高的单价是什么.
func (q *Clause) AsksWhich(at int) bool {
	for j := at + 1; j < len(q.Tokens); j++ {
		if q.Pick(j, sheet.Number) >= 0 {
			return false
		}
		if q.Tokens[j].Is("wh") && lexicon.Chinese(q.Tokens[j].Key) {
			return true
		}
	}
	return false
}

// Verbs reports whether a verb speaks of a column.
func (q *Clause) Verbs() bool {
	for j := range q.Tokens {
		if q.Hinted(j) >= 0 && !q.Claimed[j] {
			return true
		}
	}
	return false
}

// HintSold reports whether the question speaks of selling.
func (q *Clause) HintSold() bool {
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return t.Has("hint", "sold") })
}

// Rows reports whether the question speaks of rows by a word such as orders.
func (q *Clause) Rows() bool {
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return t.Is("row") && !t.Used && !t.Is("hint") })
}

// AnyColumn is the column that token j names, of any kind; rather one of that very name.
func (q *Clause) AnyColumn(j int) int {
	if len(q.Tokens[j].Cols) == 0 || len(q.Tokens[j].Values) > 0 {
		return -1
	}
	first := q.Tokens[j].Cols[0]
	for _, k := range []sheet.Kind{sheet.Number, sheet.Date, sheet.Text} {
		if c := q.Pick(j, k); c >= 0 && first.Weight < 10 {
			return c
		}
	}
	return first.Col
}

// CountsSales reports whether the noun after "how many" at token i is sales,
// which are rows; things that were sold are added up.
func (q *Clause) CountsSales(i int) bool {
	for j := i + 1; j < len(q.Tokens); j++ {
		switch t := &q.Tokens[j]; {
		case t.Is("row") && t.Is("hint"):
			return !lexicon.Chinese(t.Key)
		case len(t.Values) == 0 && !t.Filler():
			return false
		}
	}
	return false
}

// CountsRows reports whether the word after "how many" at token i means rows
// rather than the column that it may also name: how many payments.
func (q *Clause) CountsRows(i int) bool {
	for j := i + 1; j < len(q.Tokens); j++ {
		t := &q.Tokens[j]
		if t.Is("row") && len(t.Cols) > 0 {
			if lexicon.Chinese(t.Key) || t.Cols[0].Weight >= 10 {
				return false
			}
			q.Claim(j)
			return true
		}
		if !t.Filler() {
			return false
		}
	}
	return false
}

// Ranks reports whether "best" and the like stand right before token j: the best month.
func (q *Clause) Ranks(j int) bool {
	if j == 0 || q.Tokens[j-1].Is("order") {
		return false
	}
	w := q.Tokens[j-1].Word("sup")
	return w != nil && w.Arg(1) == ""
}

// DayAsked is the date column when the question asks when, or which day.
func (q *Clause) DayAsked() int {
	if slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return t.Has("wh", "date") }) {
		return q.Schema.KindOf(sheet.Date)
	}
	return -1
}

// Sorted reports whether an order is asked for.
func (q *Clause) Sorted() bool { return q.Any("sortby") >= 0 || q.Any("order") >= 0 }

// CountsAfter reports whether "more" or "fewer" at a token counts rows: fewer
// returned orders.
func (q *Clause) CountsAfter(at int) bool {
	if k := q.Tokens[at].Key; k != "more" && k != "fewer" && k != "less" {
		return false
	}
	for j := at + 1; j < len(q.Tokens) && q.Tokens[j].Key != "than"; j++ {
		if q.Tokens[j].Is("row") && !q.Tokens[j].Is("hint") {
			return true
		}
	}
	return false
}

// OrderWord reports whether an order is said and nothing asked.
func (q *Clause) OrderWord() bool { return q.Any("order") >= 0 && q.Any("wh") < 0 }

// Cuts reports whether the word for the first ones at a token stands in a clause of
// its own behind that of the groups, and so cuts those: 每人卖了多少，只要前三名.
func (q *Clause) Cuts(at int) bool {
	ends := func(t term.Token) bool {
		return t.Key == "," || t.Key == ";" || t.Key == "?" || t.Key == "." || t.Key == "。"
	}
	own := func(t term.Token) bool {
		return len(t.Cols)+len(t.Values) > 0 || t.Is("by") || t.Is("row") && !strings.Contains("名位个家只", t.Key)
	}
	for j := at + 1; j < len(q.Tokens) && !ends(q.Tokens[j]); j++ {
		if own(q.Tokens[j]) {
			return false
		}
	}
	for j := at - 1; q.Tokens[at].Is("top") && j >= 0 && !own(q.Tokens[j]); j-- {
		if ends(q.Tokens[j]) {
			return slices.ContainsFunc(q.Tokens[:j], func(t term.Token) bool { return t.Is("by") })
		}
	}
	return false
}
