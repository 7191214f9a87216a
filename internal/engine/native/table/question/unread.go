package question

import (
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
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

// unread says that a question was not understood, and what could be asked.
func unread(s *term.Schema, zh bool) error {
	w := englishHelp
	if zh {
		w = chineseHelp
	}
	example := w.count
	if m := s.Measures(); len(m) > 0 {
		example = fmt.Sprintf(w.total, s.Fields[m[0]].Name)
		for _, f := range s.Fields {
			if f.Kind == sheet.Text && !f.Unique {
				example = fmt.Sprintf(w.grouped, s.Fields[m[0]].Name, f.Name)
				break
			}
		}
	}
	return fault.About(s.Table.Name, fault.Invalid, w.unread, strings.Join(s.Names(), w.comma), example)
}
