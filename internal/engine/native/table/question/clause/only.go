package clause

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Only are the columns that alone are to be shown: “only date and amount”,
// 只显示姓名和英语, “name and score only”. What is no list of columns is a
// condition, as in “only the North”.
func (q *Clause) Only() (cols []int) {
	for i := range q.Tokens {
		switch q.Tokens[i].Key {
		case "only", "just", "只", "仅", "只要", "仅仅", "只需", "只需要":
		default:
			continue
		}
		if cols, ends := q.list(i+1, 1); ends && len(cols) > 0 {
			return cols
		}
		if i+1 == len(q.Tokens) || !q.says(i+1) {
			if cols, _ := q.list(i-1, -1); len(cols) > 1 {
				slices.Reverse(cols)
				return cols
			}
		}
	}
	return nil
}

// list are the columns named one after the other from a token on, and whether
// the words that follow say nothing more.
func (q *Clause) list(from, step int) (cols []int, ends bool) {
	for j := from; j >= 0 && j < len(q.Tokens); j += step {
		t := &q.Tokens[j]
		switch c := q.AnyColumn(j); {
		case c >= 0:
			if !slices.Contains(cols, c) {
				cols = append(cols, c)
			}
		case t.Key == "," && len(cols) > 0 && !q.continues(j+step):
			return cols, true
		case t.Is("list") || t.Is("layout") || t.Is("and") || t.Key == "," || t.Filler() && len(t.Values) == 0 || !q.says(j):
		default:
			return cols, false
		}
	}
	return cols, true
}

// continues reports whether a list goes on at token j.
func (q *Clause) continues(j int) bool {
	for ; j < len(q.Tokens); j++ {
		if q.AnyColumn(j) >= 0 {
			return true
		}
		if !q.Tokens[j].Filler() && !q.Tokens[j].Is("and") {
			return false
		}
	}
	return false
}

// says reports whether token j is more than a sign.
func (q *Clause) says(j int) bool {
	k := q.Tokens[j].Key
	return k != "?" && k != "." && k != "。" && k != "!" && k != "？"
}

// SideBySide reports whether columns are named in one list.
func (q *Clause) SideBySide(cols []int) bool {
	first, last := -1, -1
	for j := range q.Tokens {
		if c := q.Pick(j, sheet.Number); slices.Contains(cols, c) {
			if last = j; first < 0 {
				first = j
			}
		}
	}
	return first >= 0 && !slices.ContainsFunc(q.Tokens[first:last], func(t term.Token) bool {
		return len(t.Cols) == 0 && !t.Is("and") && t.Key != "," && t.Key != "、"
	})
}

// RankedBy reports whether column c stands between a word for sorting and “by”.
func (q *Clause) RankedBy(sortby, c int) bool {
	seen := false
	for j := sortby + 1; j < len(q.Tokens); j++ {
		if seen = seen || q.AnyColumn(j) == c; seen && q.Tokens[j].Key == "by" {
			return true
		}
	}
	return false
}

// Summed is the column of which a sum is asked beside a list: the one of these
// words, or without words the only number that is listed, else the main one; -1
// where that is none.
func (q *Clause) Summed(words string, listed []int) int {
	switch {
	case words != "":
		said := Of(q.Schema, q.Schema.Scan(words))
		for i, t := range said.Tokens {
			for _, m := range t.Cols {
				if q.Schema.Fields[m.Col].Kind == sheet.Number {
					return m.Col
				}
			}
			if c := said.Hinted(i); c >= 0 {
				return c
			}
		}
		if worth.MatchString(words) {
			return q.MainMeasure()
		}
		return -1
	case len(listed) == 1:
		return listed[0]
	case len(listed) == 0:
		return q.MainMeasure()
	}
	return -1
}

// worth are words for a sum of money that name no column.
var worth = regexp.MustCompile(`(?i)\b(?:worth|cost|come to|add up to|amount to|make|total|sum)\b|[值共]`)

// Phrase is token i with the two after it.
func (q *Clause) Phrase(i int) string {
	var out []string
	for _, t := range q.Tokens[i:min(len(q.Tokens), i+3)] {
		out = append(out, t.Text)
	}
	if slices.ContainsFunc(out, lexicon.Chinese) {
		return strings.Join(out, "")
	}
	return strings.Join(out, " ")
}

// OfMarks reports whether token i only says that the column before it, of which the
// answer is, holds marks: the average maths mark.
func (q *Clause) OfMarks(i int, cols map[int]bool) bool {
	return i > 0 && slices.Contains([]string{"mark", "score", "grade", "result", "point", "成绩", "分数", "得分", "分"}, q.Tokens[i].Key) && q.Schema.Marks(q.Tokens[i-1:i]) &&
		slices.ContainsFunc(q.Tokens[i-1].Cols, func(m term.Mention) bool { return cols[m.Col] })
}

// CountAsked is the number behind “which”: which three orders, 哪两个门店.
func (q *Clause) CountAsked() int {
	for j := range q.Tokens[:max(len(q.Tokens)-1, 0)] {
		if q.Tokens[j].Is("wh") && q.Tokens[j+1].Num != nil && !strings.HasPrefix(q.Tokens[j].Key, "哪个") {
			return q.CountNear(j, j+1)
		}
	}
	return 0
}
