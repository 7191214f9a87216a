package term

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var monthNames = []string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
	"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
}

var parts = map[string]*regexp.Regexp{
	"month": regexp.MustCompile(`(?i)\bmonths?\b|月`), "year": regexp.MustCompile(`(?i)\byears?\b|年`), "quarter": regexp.MustCompile(`(?i)\bquarters?\b|季`),
	"day": regexp.MustCompile(`(?i)\bdays?\b|日|天`), "weekday": regexp.MustCompile(`(?i)\bweekdays?\b|星期|周`),
}

// Calendar is the column that a table without dates has for a part of them, such
// as 月份, or one with 一月 and 二月 in it; or -1.
func (s *Schema) Calendar(part string) int {
	name := parts[part]
	if name == nil {
		return -1
	}
	if c := slices.IndexFunc(s.Fields, func(f Field) bool { return f.Kind != sheet.Number && name.MatchString(f.Name) }); c >= 0 || part != "month" {
		return c
	}
	return slices.IndexFunc(s.Fields, func(f Field) bool { return f.Kind == sheet.Text && holdsMonths(f.Text) })
}

// learnMonths lets a column of text that holds months be asked for by the words
// for months, whatever its name, when the table has no dates: 哪个月, each month.
// May is a month there, and no verb.
func (s *Schema) learnMonths() {
	c := slices.IndexFunc(s.Fields, func(f Field) bool { return f.Kind == sheet.Text && holdsMonths(f.Text) })
	if c < 0 || s.KindOf(sheet.Date) >= 0 {
		return
	}
	for phrase, ws := range lexicon.Load().Words {
		if slices.ContainsFunc(ws, func(w lexicon.Word) bool { return (w.Class == "part" || w.Class == "by") && w.Arg(0) == "month" }) && len(s.Cols[phrase]) == 0 {
			s.Cols[phrase] = []Mention{{c, 1}}
		}
	}
	for _, v := range s.Fields[c].Text {
		if lexicon.KeyOf(v) == "may" && !slices.Contains(s.Values["may"], Literal{c, v}) {
			s.addValue("may", c, v)
		}
	}
}

// holdsMonths reports whether most values are names of months.
func holdsMonths(values []string) bool {
	filled, months := 0, 0
	for _, v := range values {
		if v == "" {
			continue
		}
		filled++
		k := lexicon.KeyOf(v)
		if slices.Contains(monthNames, k) || strings.HasSuffix(strings.TrimSuffix(k, "份"), "月") && len([]rune(k)) <= 4 {
			months++
		}
	}
	return months >= 2 && months*10 >= filled*9
}
