package clause

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Judges reports whether the superlative at a token judges a group as a whole: the best
// class, 最满意的城市, and not the highest mark.
func (q *Clause) Judges(at int) bool {
	w := q.Tokens[at].Word("sup")
	return w.Arg(1) == "satisfaction" || slices.Contains([]string{"best", "worst", "strongest", "weakest", "poorest", "最好", "最差", "最强", "最弱", "最佳", "最优"}, q.Tokens[at].Key)
}

// OneOf reports whether the superlative at a token is of one row: the biggest hotel bill.
func (q *Clause) OneOf(at int) bool {
	if lexicon.Chinese(q.Tokens[at].Key) {
		return false
	}
	for j := at + 1; j < len(q.Tokens) && j <= at+3; j++ {
		t := &q.Tokens[j]
		if (t.Is("row") || t.Is("subject")) && !t.Is("hint") && len(t.Cols) == 0 {
			return strings.ToLower(t.Text) == t.Key && t.Key != "people" && t.Key != "staff"
		}
		if len(t.Values) == 0 && !t.Filler() {
			return false
		}
	}
	return false
}

// MostDays is the column of dates of which a question asks who or what has the most days,
// or -1.
func (q *Clause) MostDays(at int) int {
	if k := q.Tokens[at].Key; k != "most" && k != "fewest" && k != "least" || at+1 >= len(q.Tokens) {
		return -1
	}
	t := &q.Tokens[at+1]
	if !t.Has("part", "day") || !strings.EqualFold(t.Text, "days") || q.Pick(at+1, sheet.Number) >= 0 {
		return -1
	}
	return q.Schema.KindOf(sheet.Date)
}

// CountsBefore reports whether the word of comparison at a token is of a number of rows:
// 哪个渠道订单多.
func (q *Clause) CountsBefore(at int) bool {
	if at == 0 {
		return false
	}
	t := &q.Tokens[at-1]
	return lexicon.Chinese(t.Key) && t.Is("row") && !t.Is("hint") && t.Key != "人" || t.Is("agg") && t.Has("agg", "count")
}

// Stated reports whether token i tells how something is and names no column: is not paid.
func (q *Clause) Stated(i int) bool {
	return i > 0 && slices.Contains([]string{"is", "are", "was", "were", "been", "be", "not", "yet", "still", "isnt", "arent", "wasnt", "werent", "got", "get", "fully"}, q.Tokens[i-1].Key)
}

// mark is 1 where a question ends with a mark.
func (q *Clause) mark() int {
	if n := len(q.Tokens); n > 0 && !q.says(n-1) {
		return 1
	}
	return 0
}

// Compares reports whether a comparison of its own begins at token i.
func (q *Clause) Compares(i int) bool {
	return i < len(q.Tokens) && (q.Tokens[i].Is("cmp") || q.Tokens[i].Num != nil || q.Tokens[i].Is("rel"))
}

// Never is the condition of a query for who never did something, which is of all rows of
// each: 谁没迟到过, who was never late; nothing for other queries.
func (q *Clause) Never(of query.Query) query.Cond {
	if of.Shape != query.Distinct {
		return query.Cond{}
	}
	var denied query.Cond
	rest := of.Where.Without(func(c query.Cond) bool {
		if c.Op == query.None && denied.Op == query.Always {
			denied = c.Sub[0]
			return true
		}
		return false
	})
	if denied.Op == query.Always {
		return denied
	}
	return query.Join(rest, query.Cond{Op: query.Never, Column: of.Columns[0], Sub: []query.Cond{query.Join(rest, denied)}})
}

// Timely reports whether the column of money that a question is of is for a month or the
// like by its name, so that “per month” says nothing.
func (q *Clause) Timely(part string) bool {
	c := q.Schema.Money()
	if cols := q.NumbersNamed(); len(cols) > 0 {
		c = cols[0]
	}
	if c < 0 {
		return false
	}
	name := strings.ToLower(q.Schema.Fields[c].Name)
	return strings.Contains(name, part+"ly") || strings.Contains(name, "per "+part) || part == "month" && strings.HasPrefix(name, "月") || part == "year" && strings.HasPrefix(name, "年")
}

// Extremes reports whether both ends are named: highest and lowest.
func (q *Clause) Extremes() bool {
	return slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return t.Has("sup", "max") }) &&
		slices.ContainsFunc(q.Tokens, func(t term.Token) bool { return t.Has("sup", "min") })
}

// Capital reports whether token i is written with a capital inside a sentence.
func (q *Clause) Capital(i int) bool {
	return i > 0 && q.Tokens[i].Text != strings.ToLower(q.Tokens[i].Text)
}

// Ahead reports whether a word that begins so stands at token i or behind it.
func (q *Clause) Ahead(i int, key string) bool {
	return slices.ContainsFunc(q.Tokens[i:], func(t term.Token) bool { return strings.HasPrefix(t.Key, key) })
}
