package question

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// help is what is said of a question that was not understood.
type help struct{ unread, comma, total, grouped, count string }

var (
	englishHelp = help{
		"the question could not be read; the columns are: %s. Ask for example: %s", ", ",
		"what is the total %s?", "what is the total %s by %s?", "how many rows are there?",
	}
	chineseHelp = help{
		"没能理解这个问题；表中的列有：%s。可以这样问：%s", "、",
		"%s合计是多少？", "按%[2]s统计%[1]s合计", "一共有多少行？",
	}
)

func chinese(question string) bool {
	return strings.ContainsFunc(question, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// unread says that a question was not understood, and what could be asked.
func (s *schema) unread(question string) error {
	w := englishHelp
	if chinese(question) {
		w = chineseHelp
	}
	var names []string
	for _, f := range s.fields[:min(len(s.fields), 40)] {
		names = append(names, f.Name)
	}
	example := w.count
	if m := s.measures(); len(m) > 0 {
		example = fmt.Sprintf(w.total, s.fields[m[0]].Name)
		for _, f := range s.fields {
			if f.Kind == sheet.Text && !f.unique {
				example = fmt.Sprintf(w.grouped, s.fields[m[0]].Name, f.Name)
				break
			}
		}
	}
	return fault.About(s.t.Name, fault.Invalid, w.unread, strings.Join(names, w.comma), example)
}
