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
	"github.com/tenonhub/tenon/internal/fault"
)

var (
	remains = regexp.MustCompile(`(?i)\b(?:net (?:income|result|balance|amount|total)|balance|surplus|deficit)\b|还?剩(?:下|余)?了?(?:的钱|多少(?:钱|元|块)?)([\s，,。？?；;呢啊]|$)|余额|结余|盈余|净收入|收支差额?|盈亏`)
	plain   = regexp.MustCompile(`(?i)balance|surplus|deficit|[剩余盈]`) // what no column of amounts can be meant by
	left    = regexp.MustCompile(`(?i)\b((?:how much|what|money|anything)\b[^?.,;]*?)\b(?:left(?: over)?|remain(?:s|ing|ed)?)\b`)
	holds   = regexp.MustCompile(`(?i)剩|余|净|盈|存|left|remain|balance|surplus|deficit|stock|net\b`)
)

// Balance is t with a column of what comes in less what goes out, where a question asks
// what is left and no column holds that, and the question that asks for that column. It
// fails where the table has no such two columns.
func Balance(t *sheet.Table, question string) (table *sheet.Table, asks, sum string, err error) {
	zh, word := true, strings.TrimRight(remains.FindString(question), " \t，,。？?；;呢啊")
	name := "结余"
	if word == "" || !lexicon.Chinese(word) {
		zh, name = false, "balance"
	}
	if word == "" && !left.MatchString(question) {
		return t, question, "", nil
	}
	for _, column := range t.Columns {
		if holds.MatchString(column.Name) || slices.ContainsFunc(column.Text, func(v string) bool { return word != "" && strings.EqualFold(v, word) }) {
			return t, question, "", nil
		}
	}
	in, out := term.Flows(t)
	if in < 0 || out < 0 {
		if !plain.MatchString(word) {
			return t, question, "", nil
		}
		form, comma := "“%s” cannot be worked out: the table has no columns of what comes in and of what goes out; the columns are: %s", ", "
		if zh {
			form, comma = "表中没有收入和支出两列，算不出“%s”；表中的列有：%s", "、"
		}
		return t, question, "", fault.About(term.Subject, fault.Invalid, form, word, strings.Join(term.New(t).Names(), comma))
	}
	added, a, b := *t, &t.Columns[in], &t.Columns[out]
	column := sheet.Column{Name: name, Kind: sheet.Number}
	column.Format.Decimals = max(a.Format.Decimals, b.Format.Decimals)
	for row := range t.Rows {
		x, y, text := a.Num[row], b.Num[row], ""
		n := math.NaN()
		if !math.IsNaN(x) || !math.IsNaN(y) {
			n = 0
			if !math.IsNaN(x) {
				n += x
			}
			if !math.IsNaN(y) {
				n -= y
			}
			text = strconv.FormatFloat(n, 'f', max(column.Format.Decimals, 0), 64)
		}
		column.Num, column.Text = append(column.Num, n), append(column.Text, text)
	}
	added.Columns = append(slices.Clone(t.Columns), column)
	question = remains.ReplaceAllStringFunc(question, func(said string) string {
		if _, after, asks := strings.Cut(said, "多少"); asks {
			return name + "多少" + after
		}
		return name + remains.FindStringSubmatch(said)[1]
	})
	question = left.ReplaceAllString(question, "${1}the "+name)
	return &added, question, fmt.Sprintf("%s = %s - %s", name, a.Name, b.Name), nil
}
