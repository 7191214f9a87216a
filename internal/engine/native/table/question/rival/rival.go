// Package rival recognises questions that compare two things they name: is the
// average in North higher than in South, A比B高百分之几. It does not compute anything.
package rival

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/query"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Rivalry is a comparison of a figure between two things.
type Rivalry struct {
	Op      query.Op
	Concept string // what it compares by: older is about ages
	Words   []int  // the tokens that make it
	Yes     bool   // whether it is so is asked
	Percent bool   // by how many percent is asked
}

type reader struct {
	ts []term.Token
	s  *term.Schema
	zh bool

	column func(i int) int
}

// Read finds such a comparison in a question, or nil. column tells the column
// of the values that a token names.
func Read(ts []term.Token, s *term.Schema, zh bool, column func(i int) int) *Rivalry {
	r := reader{ts, s, zh, column}
	out := &Rivalry{Yes: r.yesNo(), Percent: r.percent()}
	if !out.Yes && !out.Percent || !r.pair() {
		return nil
	}
	for i := range ts {
		t := &ts[i]
		for _, class := range []string{"cmp", "rel"} {
			w := t.Word(class)
			if w == nil || w.Arg(0) != ">" && w.Arg(0) != "<" || out.Op != "" || len(t.Values) > 0 {
				continue
			}
			out.Op, out.Concept, out.Words = query.Op(w.Arg(0)), w.Arg(1), append(out.Words, i)
		}
		if t.Key == "than" || t.Key == "比" {
			out.Words = append(out.Words, i)
		}
		if t.Key == "比" && out.Op == "" {
			out.Op, out.Concept = r.adjective(i)
		}
	}
	if out.Op == "" {
		return nil
	}
	return out
}

// adjective finds which way 比 at a token compares.
func (r reader) adjective(at int) (query.Op, string) {
	for j := at + 1; j < len(r.ts); j++ {
		for _, a := range lexicon.Adjectives {
			if k := r.ts[j].Key; len(r.ts[j].Values) == 0 && (strings.HasPrefix(k, a.Words) || r.ts[j].Unknown() && strings.Contains(k, a.Words)) {
				return query.Op(a.Op), a.Concept
			}
		}
	}
	return "", ""
}

// pair reports whether two values of one column, two times, or with a figure
// two columns are named.
func (r reader) pair() bool {
	times, cols, numbers := 0, map[int]int{}, map[int]bool{}
	for i := range r.ts {
		t := &r.ts[i]
		if t.When != nil {
			times++
		}
		if c := r.number(i); c >= 0 && r.s.Fields[c].Role != "none" {
			numbers[c] = true
		}
		if len(t.Values) > 0 && (len(t.Cols) == 0 || t.Cols[0].Weight < 10 || r.capital(i)) {
			cols[r.column(i)]++
		}
	}
	for _, n := range cols {
		if n == 2 {
			return true
		}
	}
	return times == 2 || len(numbers) == 2 && r.averages()
}

// averages reports whether the question names a figure over all rows.
func (r reader) averages() bool {
	return slices.ContainsFunc(r.ts, func(t term.Token) bool {
		return t.Has("agg", "avg") || t.Has("agg", "sum") || t.Has("agg", "median")
	})
}

// yesNo reports whether the question asks whether something is so.
func (r reader) yesNo() bool {
	if len(r.ts) == 0 || r.any("wh") >= 0 || r.any("howmuch") >= 0 || r.any("howmany") >= 0 || r.any("list") >= 0 {
		return false
	}
	if r.zh {
		return slices.ContainsFunc(r.ts, func(t term.Token) bool {
			return strings.Contains(t.Key, "吗") || strings.Contains(t.Key, "是否") || strings.HasSuffix(t.Key, "么")
		})
	}
	switch r.ts[0].Key {
	case "is", "are", "was", "were", "do", "does", "did", "has", "have", "will":
		return true
	}
	return strings.HasSuffix(r.ts[len(r.ts)-1].Key, "?") && slices.ContainsFunc(r.ts, func(t term.Token) bool { return t.Key == "than" || strings.HasSuffix(t.Key, " than") })
}

// percent reports whether a comparison in percent is asked for.
func (r reader) percent() bool {
	return slices.ContainsFunc(r.ts, func(t term.Token) bool {
		return t.Is("share") && (strings.HasPrefix(t.Key, "percent") || strings.HasPrefix(t.Key, "百分"))
	})
}

func (r reader) any(class string) int {
	return slices.IndexFunc(r.ts, func(t term.Token) bool { return t.Is(class) })
}

// capital reports whether token i is written with a capital inside a sentence.
func (r reader) capital(i int) bool { return i > 0 && r.ts[i].Text != strings.ToLower(r.ts[i].Text) }

// number is the column of numbers that token i may name, or -1.
func (r reader) number(i int) int {
	for _, m := range r.ts[i].Cols {
		if r.s.Fields[m.Col].Kind == sheet.Number {
			return m.Col
		}
	}
	return -1
}
