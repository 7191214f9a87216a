package query

import (
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// words are the phrases of one language.
type words struct {
	zh                                             bool
	aggs                                           map[Agg]string
	ops                                            map[Op]string
	parts                                          map[DatePart]string
	none, share, difference, comma, colon, and, or string
	yes, no, more                                  string
	readAs, where, by, sorted, first               string
	desc, asc, rows, nothing, not                  string
	missing, layout, column, kind, ratio, each     string
	change, nth, last, family                      string
	row, again, running, mean                      string
	cross, rounded, lead, apart                    string
	ahead, below, level, all, never, without       string
	ofSums                                         string
	isSo, isNot, comparison, wide                  string
	kinds                                          map[sheet.Kind]string
}

func englishWords() words {
	return words{
		aggs: map[Agg]string{
			Sum: "sum of %s", Average: "average %s", Median: "median %s", Minimum: "lowest %s", Maximum: "highest %s",
			Count: "number of rows", Different: "number of different %s", RangeWidth: "range of %s",
		},
		ops:   map[Op]string{Is: "%s = %s", Contains: "%s contains %s", Starts: "%s starts with %s", Ends: "%s ends with %s"},
		parts: map[DatePart]string{Year: "year", Quarter: "quarter", Month: "month", Day: "day", Weekday: "weekday"},
		none:  "no value", share: "share", difference: "difference", comma: ", ", colon: ": ", and: " and ", or: " or ",
		yes: "Yes: %s rows match.", no: "No: no row matches.", more: "%s and %d more",
		readAs: "Read as: ", where: " where ", by: " by ", sorted: "sorted by %s, %s", first: "first %d",
		desc: "highest first", asc: "lowest first", rows: "rows", nothing: "No row matches.", not: "not (%s)",
		missing: "%s is missing", layout: "The table has %d columns and %d rows: %s.", column: "Column", kind: "Kind", ratio: "ratio", each: " of each", change: "change", nth: "number %d", last: "last %d", family: "the last name in %s",
		row: "the whole row", again: "%s stands there more than once", running: "running total", mean: "The mean of these %d is %s: %s",
		cross: "as a cross table", rounded: "rounded to %d decimals", isSo: "Yes", isNot: "No", comparison: "comparison", wide: "Not used: the cross table, which would have over %d columns.",
		lead: "how far the first one is ahead", apart: "how far each is off", ahead: "%s is %s more than %s.", below: "%s is %s less than %s.", level: "%s and %s are equal.", all: "all rows", never: "never (%s)", without: "Left out, since it cannot be worked out: %s.", ofSums: " (of the sums of both columns)",
		kinds: map[sheet.Kind]string{sheet.Text: "text", sheet.Number: "number", sheet.Date: "date"},
	}
}

func chineseWords() words {
	return words{
		zh: true,
		aggs: map[Agg]string{
			Sum: "%s合计", Average: "平均%s", Median: "%s中位数", Minimum: "最低%s", Maximum: "最高%s",
			Count: "行数", Different: "不同%s的个数", RangeWidth: "%s极差",
		},
		ops:   map[Op]string{Is: "%s = %s", Contains: "%s包含%s", Starts: "%s以%s开头", Ends: "%s以%s结尾"},
		parts: map[DatePart]string{Year: "年", Quarter: "季度", Month: "月", Day: "日", Weekday: "星期"},
		none:  "无数据", share: "占比", difference: "差", comma: "、", colon: "：", and: " 且 ", or: " 或 ",
		yes: "有：共 %s 行符合。", no: "没有符合的行。", more: "%s 等共 %d 项",
		readAs: "理解为：", where: "，条件：", by: "，按", sorted: "按%s%s", first: "取前 %d",
		desc: "从高到低", asc: "从低到高", rows: "列出行", nothing: "没有符合条件的行。", not: "非（%s）",
		missing: "缺少%s", layout: "表有 %d 列、%d 行：%s。", column: "列", kind: "类型", ratio: "倍数", each: "（每组）", change: "变化", nth: "取第 %d", last: "取最后 %d", family: "“%s”中的姓",
		row: "整行", again: "%s重复", running: "累计", mean: "这 %d 项平均为 %s：%s",
		cross: "做成交叉表", rounded: "保留 %d 位小数", isSo: "是的", isNot: "不是", comparison: "比较", wide: "没有用到：交叉表，它会有超过 %d 列。",
		lead: "相差多少", apart: "各差多少", ahead: "%s比%[3]s多 %[2]s。", below: "%s比%[3]s少 %[2]s。", level: "%s和%s相同。", all: "全部", never: "从不（%s）", without: "算不出、因此没有列出：%s。", ofSums: "（两列合计相除）",
		kinds: map[sheet.Kind]string{sheet.Text: "文字", sheet.Number: "数值", sheet.Date: "日期"},
	}
}

func (w *writer) measure(m Measure) string {
	form := w.aggs[m.Agg]
	if strings.Contains(form, "%s") {
		return fmt.Sprintf(form, w.name(m.Column))
	}
	return form
}

func (w *writer) key(k Key) string {
	if k.Part == Whole {
		return w.name(k.Column)
	}
	if w.zh {
		return w.name(k.Column) + "（" + w.parts[k.Part] + "）"
	}
	return w.name(k.Column) + " (" + w.parts[k.Part] + ")"
}

// cond writes a condition in words.
func (w *writer) cond(c Cond) string {
	switch c.Op {
	case Always:
		return ""
	case All, Any:
		var subs []string
		for _, s := range c.Sub {
			text := w.cond(s)
			if s.Op == Any && c.Op == All {
				text = "(" + text + ")"
			}
			subs = append(subs, text)
		}
		if c.Op == All {
			return strings.Join(subs, w.and)
		}
		return strings.Join(subs, w.or)
	case None:
		if s := c.Sub[0]; s.Op == Is {
			return w.name(s.Column) + " ≠ " + w.some(s.Texts, w.comma)
		}
		return fmt.Sprintf(w.not, w.cond(c.Sub[0]))
	case Is, Contains, Starts, Ends:
		return fmt.Sprintf(w.ops[c.Op], w.name(c.Column), w.some(c.Texts, w.or))
	case PartIs:
		if w.zh {
			return w.name(c.Column) + " = " + c.chineseLabel()
		}
		return w.name(c.Column) + " = " + c.Label
	case During:
		return w.name(c.Column) + " = " + c.Label
	case Missing:
		return fmt.Sprintf(w.missing, w.name(c.Column))
	case Repeats:
		var names []string
		for _, i := range c.Among {
			names = append(names, w.name(i))
		}
		if c.Whole {
			names = []string{w.row}
		}
		return fmt.Sprintf(w.again, w.some(names, w.comma))
	case Those:
		return c.Label
	case Never:
		return fmt.Sprintf(w.never, w.cond(c.Sub[0]))
	case Beside:
		return w.name(c.Column) + " " + sign(c.Rel) + " " + w.name(c.Other)
	case Between:
		return w.number(c.Column, c.From) + " ≤ " + w.name(c.Column) + " ≤ " + w.number(c.Column, c.To)
	default:
		if c.Label != "" {
			return w.name(c.Column) + " " + c.Label
		}
		return w.name(c.Column) + " " + sign(c.Op) + " " + w.number(c.Column, c.From)
	}
}

// chineseLabel names a part of dates in Chinese.
func (c Cond) chineseLabel() string {
	name := func(v float64) string {
		n := int(v)
		switch c.Part {
		case Month:
			return fmt.Sprintf("%d月", n)
		case Quarter:
			return fmt.Sprintf("第%d季度", n)
		case Day:
			return fmt.Sprintf("%d月%d日", n/100, n%100)
		case Weekday:
			return "周" + string([]rune("一二三四五六日")[n%7])
		default:
			return c.Label
		}
	}
	switch {
	case c.To == openEnd:
		return name(c.From) + "及以后"
	case c.From == 0 && c.Part != Weekday:
		return name(c.To) + "及以前"
	case c.From == c.To:
		return name(c.From)
	}
	return name(c.From) + "至" + name(c.To)
}

// openEnd is the To of a part of dates that has no end.
const openEnd = 9999

func sign(op Op) string {
	switch op {
	case AtLeast:
		return "≥"
	case AtMost:
		return "≤"
	case Unequal:
		return "≠"
	default:
		return string(op)
	}
}

func (w *writer) number(col int, v float64) string {
	f := w.t.Columns[col].Format
	if f.Clock != "" {
		return f.Write(v, 0)
	}
	s := trimZeros(fmt.Sprintf("%.6f", v))
	if f.Grouped {
		s = sheet.Group(s)
	}
	return f.Prefix + s + f.Suffix
}

func (w *writer) some(texts []string, sep string) string {
	if len(texts) > maxNamed {
		return fmt.Sprintf(w.more, strings.Join(texts[:3], sep), len(texts)-3)
	}
	return strings.Join(texts, sep)
}

// readAs says in words how the question was understood.
func (w *writer) readAs() string {
	q := w.q
	var b strings.Builder
	b.WriteString(w.words.readAs)
	switch q.Shape {
	case Share:
		fmt.Fprintf(&b, "%s%s%s%s%s", w.share, w.colon, w.measure(q.Measure), w.where, w.cond(q.Part))
	case Difference:
		name, minus := w.difference, "−"
		switch {
		case q.Ratio:
			name, minus = w.ratio, "÷"
		case q.Verdict != "":
			name, minus = w.comparison, sign(q.Verdict)
		}
		of := w.measure(q.Measure) + w.colon
		if q.Against != nil {
			of = ""
		}
		fmt.Fprintf(&b, "%s%s%s%s %s %s", name, w.colon, of, w.side(0), minus, w.side(1))
	case Rows, Exists:
		b.WriteString(w.rows)
	case Layout:
		b.WriteString(w.column)
	case Distinct:
		b.WriteString(w.name(q.Columns[0]))
	case Value, Groups:
		b.WriteString(w.measure(q.Measure))
		for _, m := range q.Also {
			b.WriteString(w.comma + w.measure(m))
		}
	}
	var keys []string
	for _, k := range q.Keys {
		keys = append(keys, w.key(k))
	}
	if len(keys) > 0 {
		b.WriteString(w.by + strings.Join(keys, w.comma))
	}
	if c := w.cond(q.Where); c != "" {
		b.WriteString(w.where + c)
	}
	w.readTail(&b)
	return b.String()
}

func (w *writer) readTail(b *strings.Builder) {
	q := w.q
	if h := q.Having; h != nil {
		b.WriteString(w.where + w.measure(h.Measure) + " " + sign(h.Op) + " " + trimZeros(fmt.Sprintf("%.6f", h.Number)) + h.Label)
	}
	if q.Order != nil {
		var name string
		dir := w.asc
		if q.Order.Desc {
			dir = w.desc
		}
		switch {
		case q.Shape == Rows:
			if name = w.name(q.Order.Column); q.Order.Family {
				name = fmt.Sprintf(w.family, name)
			}
		case q.Order.Column == ByKey:
			name = w.key(q.Keys[0])
		default:
			name = w.measure(q.Measure)
		}
		b.WriteString(w.comma + fmt.Sprintf(w.sorted, name, dir))
	}
	if q.Limit > 0 {
		part := fmt.Sprintf(w.first, q.Limit)
		if q.Tail {
			part = fmt.Sprintf(w.last, q.Limit)
		}
		if q.Skip > 0 {
			part = fmt.Sprintf(w.nth, q.Skip+1)
		}
		b.WriteString(w.comma + part)
		if q.Per > 0 {
			b.WriteString(w.each)
		}
	}
	if q.Cross {
		b.WriteString(w.comma + w.cross)
	}
	if q.Lead != 0 {
		b.WriteString(w.comma + w.lead)
	}
	if q.Apart {
		b.WriteString(w.comma + w.apart)
	}
	if q.Round != nil {
		b.WriteString(w.comma + fmt.Sprintf(w.rounded, *q.Round))
	}
	if m := q.Measure; m.Column >= 0 && (m.Agg == Sum || m.Agg == Average) && q.Shape != Rows && w.t.Columns[m.Column].Quotient() {
		b.WriteString(w.ofSums)
	}
	if m := q.Measure.Column; m >= 0 && (q.Shape == Value || q.Shape == Groups) && w.t.Columns[m].Odd > 0 {
		if w.zh {
			fmt.Fprintf(b, "（%s有 %d 格不是数值，未计入）", w.name(m), w.t.Columns[m].Odd)
		} else {
			fmt.Fprintf(b, " (%d cells of %s are no values and were left out)", w.t.Columns[m].Odd, w.name(m))
		}
	}
}
