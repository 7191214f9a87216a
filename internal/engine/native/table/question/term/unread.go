package term

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// Subject is what a fault is about whose message asks back: the question, and not
// the table.
const Subject = "question"

// help is what is said of a question that was not understood.
type help struct{ unread, words, comma, total, grouped, mean, means, count string }

var (
	englishHelp = help{
		"the question could not be read%s; the columns are: %s. Ask for example: %s", " (not understood: %s)", ", ",
		"what is the total %s?", "what is the total %s by %s?", "what is the average %s?", "what is the average %s by %s?", "how many rows are there?",
	}
	chineseHelp = help{
		"没能理解这个问题%s；表中的列有：%s。可以这样问：%s", "（没有理解：%s）", "、",
		"%s合计是多少？", "按%[2]s统计%[1]s合计", "%s平均是多少？", "按%[2]s统计平均%[1]s", "一共有多少行？",
	}
)

// Unread is the fault that says that a question was not understood, and what could be asked.
func (s *Schema) Unread(ts []Token, zh bool) error {
	w := englishHelp
	if zh {
		w = chineseHelp
	}
	example := w.count
	if m := s.Measures(); len(m) > 0 {
		if at := slices.IndexFunc(m, func(c int) bool { return s.Fields[c].Role == "sum" }); at >= 0 {
			m = m[at:]
		} else {
			w.total, w.grouped = w.mean, w.means
		}
		if c := s.Money(); c >= 0 && s.Fields[c].Role == "sum" {
			m = []int{c}
		}
		example = fmt.Sprintf(w.total, s.Fields[m[0]].Name)
		for _, f := range s.Fields {
			if f.Kind == sheet.Text && !f.Unique {
				example = fmt.Sprintf(w.grouped, s.Fields[m[0]].Name, f.Name)
				break
			}
		}
	}
	var left []string
	for i := range ts {
		if t := &ts[i]; t.Unknown() && Sayable(t.Text) && len(left) < 5 {
			left = append(left, t.Text)
		}
	}
	words := ""
	if len(left) > 0 {
		words = fmt.Sprintf(w.words, Quoted(left, w.comma))
	}
	return fault.About(Subject, fault.Invalid, w.unread, words, strings.Join(s.Names(), w.comma), example)
}

// Strange reports whether a question has words of its own that nothing here knows.
func (s *Schema) Strange(ts []Token) bool {
	return slices.ContainsFunc(ts, func(t Token) bool {
		return !t.Used && (t.Unknown() || t.Is("subject") && len(t.Cols)+len(t.Values) == 0) && !s.About(t) && Sayable(t.Text) && !s.Akin(t.Key)
	})
}

// About reports whether a token is what the table is about by its name: the guests of guests.xlsx.
func (s *Schema) About(t Token) bool {
	return len(t.Key) > 2 && strings.Contains(strings.ToLower(s.Table.Name), t.Key)
}
