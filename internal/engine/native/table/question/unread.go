package question

import (
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

// help is what is said of a question that was not understood.
type help struct{ unread, words, comma, total, grouped, count string }

var (
	englishHelp = help{
		"the question could not be read%s; the columns are: %s. Ask for example: %s", " (not understood: %s)", ", ",
		"what is the total %s?", "what is the total %s by %s?", "how many rows are there?",
	}
	chineseHelp = help{
		"没能理解这个问题%s；表中的列有：%s。可以这样问：%s", "（没有理解：%s）", "、",
		"%s合计是多少？", "按%[2]s统计%[1]s合计", "一共有多少行？",
	}
)

// unread says that a question was not understood, and what could be asked.
func (p *parser) unread() error {
	w := englishHelp
	s := p.s
	if p.zh {
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
	var left []string
	for i := range p.ts {
		if t := &p.ts[i]; t.Unknown() && sayable(t.Text) && len(left) < 5 {
			left = append(left, t.Text)
		}
	}
	words := ""
	if len(left) > 0 {
		words = fmt.Sprintf(w.words, quoted(left, w.comma))
	}
	return fault.About(s.Table.Name, fault.Invalid, w.unread, words, strings.Join(s.Names(), w.comma), example)
}
