// Package term finds what the words of a question may mean over a table: the
// names of its columns, its values, numbers, times, and words of the lexicon.
package term

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Beyond these, the values of a column are not looked for in questions.
const (
	maxValues    = 20_000 // different ones of a column
	maxValueLen  = 60     // runes
	maxValueWord = 8      // units
)

// Field is what is known of a column beyond the sheet.
type Field struct {
	*sheet.Column
	Concept  string
	Role     string  // sum, avg or none
	By       float64 // what the header multiplies by: 1e6 of "Population (millions)"
	Unit     string  // in lower case, from the header or the cells
	Yes, No  string  // how a yes-or-no column writes its two values
	Unique   bool    // every row has its own value
	Calendar bool    // it holds years
}

// Mention is a column that a token may name; greater weights are surer.
type Mention struct {
	Col    int
	Weight int
}

// Literal is a value that a token may name.
type Literal struct {
	Col  int
	Text string
}

// Schema is a table with what its names and values sound like.
type Schema struct {
	Table    *sheet.Table
	Fields   []Field
	Cols     map[string][]Mention
	Values   map[string][]Literal
	Label    int                  // the column that names rows, or -1
	capitals map[string][]Literal // values that are words as well, unless they are written in capitals
	Notes    []Note               // what has to be said of how a question over it was read
}

// New learns the names and values of t.
func New(t *sheet.Table) *Schema {
	s := &Schema{Table: t, Cols: map[string][]Mention{}, Values: map[string][]Literal{}, capitals: map[string][]Literal{}, Label: -1}
	for i := range t.Columns {
		s.Fields = append(s.Fields, describe(&t.Columns[i]))
	}
	s.dealt()
	for i := range s.Fields {
		s.nameColumn(i)
		s.indexValues(i)
	}
	s.nameConcepts()
	s.nameStock()
	s.nameParts()
	s.addAliases()
	s.learnMonths()
	s.Label = s.findLabel()
	for _, ls := range s.Values {
		slices.SortFunc(ls, func(a, b Literal) int { return cmp.Or(a.Col-b.Col, strings.Compare(a.Text, b.Text)) })
	}
	for k, ms := range s.Cols {
		slices.SortStableFunc(ms, func(a, b Mention) int { return b.Weight - a.Weight })
		s.Cols[k] = ms
	}
	return s
}

func describe(c *sheet.Column) Field {
	f := Field{Column: c, By: 1, Calendar: c.Years()}
	name, unit := bareName(spread(c.Name))
	f.By, f.Unit = scale(unit)
	if f.Unit == "" {
		f.Unit = strings.ToLower(strings.TrimSpace(c.Format.Suffix + c.Format.Prefix))
		if by, rest := scale(f.Unit); by > 1 {
			f.By, f.Unit = by, rest
		}
	}
	f.Concept, f.Role = meaning(name, c)
	switch {
	case f.Role != "":
	case c.Kind != sheet.Number || c.Identifier() || f.Calendar:
		f.Role = "none"
	case f.Unit == "%":
		f.Role = "avg"
	default:
		f.Role = "sum"
	}
	if f.Unit == "%" || strings.HasPrefix(f.Unit, "元/") {
		f.Role = "avg"
	}
	if c.Identifier() || f.Calendar {
		f.Role = "none"
	}
	if f.Clock() {
		f.clocked()
	}
	switch {
	case c.Quotient():
		f.Role = "avg"
	case c.Op == "*":
		f.Role = "sum"
	}
	return f
}

// bareName splits "Amount (EUR)" into the name and the unit.
func bareName(name string) (bare, unit string) {
	name = lexicon.Narrow(name)
	i := strings.IndexAny(name, "([")
	if i <= 0 {
		return name, ""
	}
	return strings.TrimSpace(name[:i]), strings.ToLower(strings.Trim(name[i:], "()[] "))
}

// scale takes the multiplier out of a unit: "millions", "万元".
func scale(unit string) (by float64, rest string) {
	for _, m := range []struct {
		word string
		by   float64
	}{{"millions", 1e6}, {"million", 1e6}, {"billions", 1e9}, {"billion", 1e9}, {"thousands", 1e3}, {"thousand", 1e3}, {"百万", 1e6}, {"千万", 1e7}, {"亿", 1e8}, {"万", 1e4}, {"千", 1e3}} {
		if r, ok := strings.CutPrefix(unit, m.word); ok {
			return m.by, strings.TrimSpace(r)
		}
		if r, ok := strings.CutSuffix(unit, m.word); ok && m.word < "\x80" {
			return m.by, strings.TrimSuffix(strings.TrimSpace(r), " in")
		}
	}
	return 1, unit
}

// meaning finds the concept of a column: the longest phrase in its name, the
// last one of equals, that fits its kind.
func meaning(name string, c *sheet.Column) (concept, role string) {
	us := lexicon.Units([]rune(lexicon.Narrow(name)))
	best := 0
	for _, k := range lexicon.Load().Concepts {
		numeric := k.Role != "none"
		if numeric != (c.Kind == sheet.Number && !c.Identifier()) && k.Name != "year" && k.Name != "order" || numeric && c.Identifier() {
			continue
		}
		if (k.Name == "date" || k.Name == "hire" || k.Name == "birth") && c.Kind != sheet.Date {
			continue
		}
		for _, p := range k.Phrases {
			if at := find(us, p); at >= 0 {
				score := 100*len([]rune(p)) + at
				if lexicon.Key(us) == p {
					score += 100_000
				}
				if score > best {
					best, concept, role = score, k.Name, k.Role
				}
			}
		}
	}
	return concept, role
}

// find returns where the last occurrence of the phrase in us ends, or -1.
func find(us []lexicon.Unit, phrase string) int {
	for to := len(us); to > 0; to-- {
		for from := to - 1; from >= 0; from-- {
			if lexicon.Key(us[from:to]) == phrase {
				return to
			}
		}
	}
	return -1
}

func (s *Schema) addCol(key string, col, weight int) {
	for i, m := range s.Cols[key] {
		if m.Col == col {
			s.Cols[key][i].Weight = max(m.Weight, weight)
			return
		}
	}
	if key != "" {
		s.Cols[key] = append(s.Cols[key], Mention{col, weight})
	}
}

// nameColumn makes the header and its parts find the column.
func (s *Schema) nameColumn(i int) {
	f := s.Fields[i]
	s.addCol(lexicon.KeyOf(f.Name), i, 10)
	bare, _ := bareName(spread(f.Name))
	us := lexicon.Units([]rune(bare))
	s.addCol(lexicon.Key(us), i, 10)
	if len(us) < 2 {
		return
	}
	if !us[0].Word { // Chinese: what it begins and ends with
		for n := 2; n < len(us); n++ {
			s.addPart(lexicon.Key(us[:n]), i, 4)
			s.addPart(lexicon.Key(us[len(us)-n:]), i, 5)
		}
		return
	}
	for j, u := range us {
		weight := 4
		if j == len(us)-1 {
			weight = 5
		}
		if len([]rune(u.Norm)) > 2 || j == len(us)-1 && len(u.Norm) == 2 && u.Norm[1] >= '2' && u.Norm[1] <= '3' { // m3
			s.addPart(u.Norm, i, weight)
		}
	}
}

// addPart adds a part of a header, unless the lexicon has it for another use.
func (s *Schema) addPart(key string, i, weight int) {
	for _, w := range lexicon.Load().Words[key] {
		if w.Class != "row" && w.Class != "hint" && w.Class != "part" && w.Class != "generic" && w.Class != "subject" {
			return
		}
	}
	s.addCol(key, i, weight)
}

// nameConcepts makes the synonyms of a column's concept find it.
func (s *Schema) nameConcepts() {
	in, out := Flows(s.Table)
	for _, k := range lexicon.Load().Concepts {
		for i, f := range s.Fields {
			if f.Concept != k.Name && (k.Role != "none" || f.Kind != sheet.Text || !slices.Contains(k.Phrases, lexicon.KeyOf(f.Name))) {
				continue
			}
			for _, p := range k.Phrases {
				if in >= 0 && out >= 0 && (i == in && goes.MatchString(p) || i == out && comes.MatchString(p)) {
					continue // what is spent is not what came in
				}
				if !lexicon.Own[p] || find(lexicon.Units([]rune(lexicon.Narrow(f.Name))), p) >= 0 {
					s.addSynonym(p, i)
				}
			}
		}
	}
}

func (s *Schema) addSynonym(p string, i int) {
	for _, w := range lexicon.Load().Words[p] {
		switch w.Class {
		case "row", "hint", "part", "howmany", "quantity", "generic", "subject":
		case "agg":
			if w.Args[0] != "count" {
				return
			}
		default:
			return
		}
	}
	s.addCol(p, i, 7)
}

// indexValues makes the values of text columns find their rows.
func (s *Schema) indexValues(i int) {
	f := &s.Fields[i]
	if f.Kind == sheet.Date {
		return
	}
	if f.Kind == sheet.Number && !f.Identifier() {
		return
	}
	seen := map[string]string{}
	filled := 0
	for _, v := range f.Text {
		if v == "" {
			continue
		}
		filled++
		if len(seen) < maxValues {
			seen[v] = v
		}
	}
	f.Unique = filled > 1 && len(seen) == filled || filled >= 5 && len(seen)*5 >= filled*3 && people[lexicon.KeyOf(f.Name)]
	if len(seen) <= 3 && f.truth(seen) || len(seen) >= maxValues {
		return
	}
	for v := range seen {
		if len([]rune(v)) > maxValueLen {
			continue
		}
		us := lexicon.Units([]rune(lexicon.Narrow(v)))
		if k := lexicon.Key(us); len(us) <= maxValueWord && k != "" && !idle(k) {
			s.addValue(k, i, v)
		} else if k != "" && len(v) > 1 && v == strings.ToUpper(v) && v != strings.ToLower(v) { // IT, which is a word in small letters
			s.capitals[v] = append(s.capitals[v], Literal{i, v})
		}
	}
}

// people are headers of names of people, of whom two may be called the same.
var people = map[string]bool{"name": true, "full name": true, "employee": true, "employee name": true, "student": true, "student name": true, "姓名": true, "名字": true, "员工姓名": true, "学生姓名": true, "员工": true, "学生": true}

// idle reports whether a value is such a common word that it cannot be told
// from the words of the question.
func idle(k string) bool {
	if len(k) == 1 && !unicode.IsDigit(rune(k[0])) {
		return true
	}
	for _, w := range lexicon.Load().Words[k] {
		if w.Class == "stop" || w.Class == "and" || w.Class == "or" || w.Class == "not" || w.Class == "sup" {
			return true
		}
	}
	return false
}

func (s *Schema) addValue(k string, col int, text string) {
	if l := (Literal{col, text}); !slices.Contains(s.Values[k], l) {
		s.Values[k] = append(s.Values[k], l)
	}
}

// truth recognises a yes-or-no column.
func (f *Field) truth(seen map[string]string) bool {
	for v := range seen {
		switch strings.ToLower(v) {
		case "yes", "y", "true", "t", "1", "是", "有", "✓", "√":
			f.Yes = v
		case "no", "n", "false", "f", "0", "否", "无", "✗", "×":
			f.No = v
		default:
			f.Yes, f.No = "", ""
			return false
		}
	}
	return f.Yes != ""
}

// addAliases adds other ways to write values: European for Europe, 海淀 for 海淀区.
func (s *Schema) addAliases() {
	for phrase, ws := range lexicon.Load().Words {
		for _, w := range ws {
			if w.Class != "same" {
				continue
			}
			for _, l := range slices.Concat(s.Values[w.Args[0]], s.initials(w.Args[0])) {
				if lexicon.KeyOf(l.Text) == w.Args[0] {
					s.addValue(phrase, l.Col, l.Text)
				}
			}
		}
	}
	short := map[string][]Literal{}
	for k, ls := range s.Values {
		rs := []rune(k)
		if n := len(rs); n >= 3 && n <= 8 && rs[0] > 0x2E80 && strings.ContainsRune("区市省县部店国组班队", rs[n-1]) {
			short[string(rs[:n-1])] = append(short[string(rs[:n-1])], ls...)
		}
	}
	for k, ls := range short {
		if len(s.Values[k]) == 0 && len(s.Cols[k]) == 0 && len(lexicon.Load().Words[k]) == 0 {
			s.Values[k] = ls
		}
	}
}

// findLabel picks the column that names rows: the first text column without
// repeats, a numbering one without repeats, else a column of persons or things.
func (s *Schema) findLabel() int {
	number := -1
	for i, f := range s.Fields {
		switch {
		case !f.Unique || ofDay(f.Text):
		case f.Concept == "person" || f.Concept == "product" || f.Kind == sheet.Text && f.Concept != "order" && !code(f.Text):
			return i
		case number < 0:
			number = i
		}
	}
	return number
}

// code reports whether the values are codes with digits, such as E101.
func code(values []string) bool {
	for _, v := range values[:min(len(values), 50)] {
		if v != "" && !strings.ContainsAny(v, "0123456789") {
			return false
		}
	}
	return true
}

// WithConcept returns the first column of one of the concepts, or -1.
func (s *Schema) WithConcept(names ...string) int {
	for _, n := range names {
		if n == "" {
			continue
		}
		for i, f := range s.Fields {
			if f.Concept == n {
				return i
			}
		}
		for _, near := range related[n] {
			for i, f := range s.Fields {
				if f.Concept == near {
					return i
				}
			}
		}
	}
	return -1
}

// related are the concepts that stand in for one that a table lacks.
var related = map[string][]string{
	"length": {"duration", "distance"}, "duration": {"length"}, "height": {"length"}, "area": {"population"}, "price": {"pay"},
}

// Measures returns the number columns that hold quantities.
func (s *Schema) Measures() (out []int) {
	for i, f := range s.Fields {
		if f.Kind == sheet.Number && f.Role != "none" {
			out = append(out, i)
		}
	}
	return out
}

// Denied is the value of a column that says the contrary of one: unpaid of paid, 未付 of
// 已付; nothing where there is none.
func (s *Schema) Denied(column int, values []string) string {
	if len(values) != 1 {
		return ""
	}
	bare := strings.TrimPrefix(lexicon.KeyOf(values[0]), "已")
	for _, not := range []string{"un", "not ", "non-", "non", "未", "没", "没有", "不"} {
		for _, text := range s.Fields[column].Text {
			if lexicon.KeyOf(text) == lexicon.KeyOf(not+bare) {
				return text
			}
		}
	}
	return ""
}

// Marks reports whether tokens name a column of marks.
func (s *Schema) Marks(ts []Token) bool {
	return slices.ContainsFunc(ts, func(t Token) bool {
		return slices.ContainsFunc(t.Cols, func(m Mention) bool {
			f := &s.Fields[m.Col]
			return f.Kind == sheet.Number && (f.Concept == "score" || slices.Contains(Subjects, f.Concept))
		})
	})
}

// Subjects are the concepts of columns that hold the marks of a subject.
var Subjects = []string{"chinese", "math", "english", "physics", "chemistry", "biology", "history", "geography", "politics", "science"}

// Money is the only column of amounts or prices, or -1.
func (s *Schema) Money() int {
	found := -1
	for i, f := range s.Fields {
		if f.Kind == sheet.Number && (f.Concept == "amount" || f.Concept == "price" || f.Concept == "pay") {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// KindOf returns the first column of a kind, or -1.
func (s *Schema) KindOf(k sheet.Kind) int {
	return slices.IndexFunc(s.Fields, func(f Field) bool { return f.Kind == k })
}

// Variety is how many different values column c has, of its first rows.
func (s *Schema) Variety(c int) int {
	seen := map[string]bool{}
	for _, v := range s.Fields[c].Text[:min(len(s.Fields[c].Text), 5000)] {
		seen[v] = true
	}
	return len(seen)
}
