// Package total adds to a table the sum of columns of one kind that a question asks
// for: 总分 of 语文, 数学 and 英语, the “total score” of maths and English.
package total

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var asked = regexp.MustCompile(`(?i)\b(?:total|overall|combined|summed) (?:exam |test )?(?:scores?|marks?|grades?)\b|总分数?|总成绩|总得分|合计分`)

// subjects are the concepts of columns that hold the marks of a subject.
var subjects = []string{"chinese", "math", "english", "physics", "chemistry", "biology", "history", "geography", "politics", "science", "score"}

// maxMark is the greatest number that may be a mark.
const maxMark = 200

// Added is t with a column of the total that a question speaks of, and what it is
// the sum of, with the question that asks for the total alone; t itself where it
// has that column, or none that can be added.
func Added(t *sheet.Table, question string) (table *sheet.Table, asks, sum string) {
	name := asked.FindString(question)
	if name == "" {
		return t, question, ""
	}
	s := term.New(t)
	if slices.ContainsFunc(s.Fields, func(f term.Field) bool {
		key := lexicon.KeyOf(f.Name)
		return key == lexicon.KeyOf(name) || strings.Contains(key, "总") || strings.Contains(key, "total")
	}) {
		return t, question, ""
	}
	var of, named []int
	for _, c := range s.Measures() {
		if marks(&s.Fields[c]) {
			of = append(of, c)
			if strings.Contains(strings.ToLower(question), strings.ToLower(t.Columns[c].Name)) {
				named = append(named, c)
			}
		}
	}
	if len(named) > 1 {
		of = named
		for _, c := range named {
			question = strings.ReplaceAll(strings.ReplaceAll(question, t.Columns[c].Name, ""), strings.ToLower(t.Columns[c].Name), "")
		}
	}
	if len(of) < 2 {
		return t, question, ""
	}
	added := *t
	column, names := sheet.Column{Name: strings.ToLower(name), Kind: sheet.Number}, []string{}
	for _, c := range of {
		column.Format.Decimals = max(column.Format.Decimals, t.Columns[c].Format.Decimals)
		names = append(names, t.Columns[c].Name)
	}
	for row := range t.Rows {
		n, text := math.NaN(), ""
		for _, c := range of {
			if v := t.Columns[c].Num[row]; !math.IsNaN(v) {
				if math.IsNaN(n) {
					n = 0
				}
				n += v
			}
		}
		if !math.IsNaN(n) {
			text = strconv.FormatFloat(n, 'f', column.Format.Decimals, 64)
		}
		column.Num, column.Text = append(column.Num, n), append(column.Text, text)
	}
	added.Columns = append(slices.Clone(t.Columns), column)
	return &added, question, fmt.Sprintf("%s = %s", column.Name, strings.Join(names, " + "))
}

// marks reports whether a column may hold the marks of a subject.
func marks(f *term.Field) bool {
	if !slices.Contains(subjects, f.Concept) || f.Unit != "" && f.Unit != "分" {
		return false
	}
	return !slices.ContainsFunc(f.Num, func(v float64) bool { return v < 0 || v > maxMark })
}
