package question

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Beyond these, the values of a column are not looked for in questions.
const (
	maxValues    = 20_000 // different ones of a column
	maxValueLen  = 60     // runes
	maxValueWord = 8      // units
)

// field is what is known of a column beyond the sheet.
type field struct {
	*sheet.Column
	concept string
	role    string  // sum, avg or none
	by      float64 // what the header multiplies by: 1e6 of "Population (millions)"
	unit    string  // in lower case, from the header or the cells
	yes, no string  // how a yes-or-no column writes its two values
	unique  bool    // every row has its own value
	years   bool
}

type mention struct {
	col    int
	weight int
}

type literal struct {
	col  int
	text string
}

// schema is a table with what its names and values sound like.
type schema struct {
	t      *sheet.Table
	fields []field
	cols   map[string][]mention
	values map[string][]literal
	label  int // the column that names rows, or -1
}

func newSchema(t *sheet.Table) *schema {
	s := &schema{t: t, cols: map[string][]mention{}, values: map[string][]literal{}, label: -1}
	for i := range t.Columns {
		s.fields = append(s.fields, describe(&t.Columns[i]))
	}
	for i := range s.fields {
		s.nameColumn(i)
		s.indexValues(i)
	}
	s.nameConcepts()
	s.addAliases()
	s.label = s.findLabel()
	for _, ls := range s.values {
		slices.SortFunc(ls, func(a, b literal) int { return cmp.Or(a.col-b.col, strings.Compare(a.text, b.text)) })
	}
	for k, ms := range s.cols {
		slices.SortStableFunc(ms, func(a, b mention) int { return b.weight - a.weight })
		s.cols[k] = ms
	}
	return s
}

func describe(c *sheet.Column) field {
	f := field{Column: c, by: 1, years: c.Years()}
	name, unit := bareName(c.Name)
	f.by, f.unit = scale(unit)
	if f.unit == "" {
		f.unit = strings.ToLower(strings.TrimSpace(c.Format.Suffix + c.Format.Prefix))
		if by, rest := scale(f.unit); by > 1 {
			f.by, f.unit = by, rest
		}
	}
	f.concept, f.role = meaning(name, c)
	switch {
	case f.role != "":
	case c.Kind != sheet.Number || c.Identifier() || f.years:
		f.role = "none"
	case f.unit == "%":
		f.role = "avg"
	default:
		f.role = "sum"
	}
	if f.unit == "%" || strings.HasPrefix(f.unit, "元/") {
		f.role = "avg"
	}
	if c.Identifier() || f.years {
		f.role = "none"
	}
	return f
}

// bareName splits "Amount (EUR)" into the name and the unit.
func bareName(name string) (bare, unit string) {
	name = narrow(name)
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
	us := units([]rune(narrow(name)))
	best := 0
	for _, k := range theLexicon().concepts {
		numeric := k.role != "none"
		if numeric != (c.Kind == sheet.Number) && !(k.name == "year" || k.name == "order") || numeric && c.Identifier() {
			continue
		}
		if (k.name == "date" || k.name == "hire" || k.name == "birth") && c.Kind != sheet.Date {
			continue
		}
		for _, p := range k.phrases {
			if at := find(us, p); at >= 0 {
				score := 100*len([]rune(p)) + at
				if key(us) == p {
					score += 100_000
				}
				if score > best {
					best, concept, role = score, k.name, k.role
				}
			}
		}
	}
	return concept, role
}

// find returns where the last occurrence of the phrase in us ends, or -1.
func find(us []unit, phrase string) int {
	for to := len(us); to > 0; to-- {
		for from := to - 1; from >= 0; from-- {
			if key(us[from:to]) == phrase {
				return to
			}
		}
	}
	return -1
}

func (s *schema) addCol(key string, col, weight int) {
	for i, m := range s.cols[key] {
		if m.col == col {
			s.cols[key][i].weight = max(m.weight, weight)
			return
		}
	}
	if key != "" {
		s.cols[key] = append(s.cols[key], mention{col, weight})
	}
}

// nameColumn makes the header and its parts find the column.
func (s *schema) nameColumn(i int) {
	f := s.fields[i]
	s.addCol(keyOf(f.Name), i, 10)
	bare, _ := bareName(f.Name)
	us := units([]rune(bare))
	s.addCol(key(us), i, 10)
	if len(us) < 2 {
		return
	}
	if !us[0].word { // Chinese: what it begins and ends with
		for n := 2; n < len(us); n++ {
			s.addPart(key(us[:n]), i, 4)
			s.addPart(key(us[len(us)-n:]), i, 5)
		}
		return
	}
	for j, u := range us {
		weight := 4
		if j == len(us)-1 {
			weight = 5
		}
		if len([]rune(u.norm)) > 2 {
			s.addPart(u.norm, i, weight)
		}
	}
}

// addPart adds a part of a header, unless the lexicon has it for another use.
func (s *schema) addPart(key string, i, weight int) {
	for _, w := range theLexicon().words[key] {
		if w.class != "row" && w.class != "hint" && w.class != "part" {
			return
		}
	}
	s.addCol(key, i, weight)
}

// nameConcepts makes the synonyms of a column's concept find it.
func (s *schema) nameConcepts() {
	for _, k := range theLexicon().concepts {
		for i, f := range s.fields {
			if f.concept != k.name && !(k.role == "none" && f.Kind == sheet.Text && slices.Contains(k.phrases, keyOf(f.Name))) {
				continue
			}
			for _, p := range k.phrases {
				s.addSynonym(p, i)
			}
		}
	}
}

func (s *schema) addSynonym(p string, i int) {
	for _, w := range theLexicon().words[p] {
		switch w.class {
		case "row", "hint", "part", "howmany", "quantity":
		case "agg":
			if w.args[0] != "count" {
				return
			}
		default:
			return
		}
	}
	s.addCol(p, i, 7)
}

// indexValues makes the values of text columns find their rows.
func (s *schema) indexValues(i int) {
	f := &s.fields[i]
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
	f.unique = filled > 1 && len(seen) == filled
	if len(seen) <= 3 && f.truth(seen) || len(seen) >= maxValues {
		return
	}
	for v := range seen {
		if len([]rune(v)) > maxValueLen {
			continue
		}
		us := units([]rune(narrow(v)))
		if k := key(us); len(us) <= maxValueWord && k != "" && !idle(k) {
			s.addValue(k, i, v)
		}
	}
}

// idle reports whether a value is such a common word that it cannot be told
// from the words of the question.
func idle(k string) bool {
	if len(k) == 1 && !unicode.IsDigit(rune(k[0])) {
		return true
	}
	for _, w := range theLexicon().words[k] {
		if w.class == "stop" || w.class == "and" || w.class == "or" || w.class == "not" || w.class == "sup" {
			return true
		}
	}
	return false
}

func (s *schema) addValue(k string, col int, text string) {
	if l := (literal{col, text}); !slices.Contains(s.values[k], l) {
		s.values[k] = append(s.values[k], l)
	}
}

// truth recognises a yes-or-no column.
func (f *field) truth(seen map[string]string) bool {
	for v := range seen {
		switch strings.ToLower(v) {
		case "yes", "y", "true", "t", "1", "是", "有", "✓", "√":
			f.yes = v
		case "no", "n", "false", "f", "0", "否", "无", "✗", "×":
			f.no = v
		default:
			f.yes, f.no = "", ""
			return false
		}
	}
	return f.yes != ""
}

// addAliases adds other ways to write values: European for Europe, 海淀 for 海淀区.
func (s *schema) addAliases() {
	for phrase, ws := range theLexicon().words {
		for _, w := range ws {
			if w.class != "same" {
				continue
			}
			for _, l := range s.values[w.args[0]] {
				if keyOf(l.text) == w.args[0] {
					s.addValue(phrase, l.col, l.text)
				}
			}
		}
	}
	short := map[string][]literal{}
	for k, ls := range s.values {
		rs := []rune(k)
		if n := len(rs); n >= 3 && n <= 8 && rs[0] > 0x2E80 && strings.ContainsRune("区市省县部店国组班队", rs[n-1]) {
			short[string(rs[:n-1])] = append(short[string(rs[:n-1])], ls...)
		}
	}
	for k, ls := range short {
		if len(s.values[k]) == 0 && len(s.cols[k]) == 0 && len(theLexicon().words[k]) == 0 {
			s.values[k] = ls
		}
	}
}

// findLabel picks the column that names rows: the first text column without
// repeats, a numbering one without repeats, else a column of persons or things.
func (s *schema) findLabel() int {
	number := -1
	for i, f := range s.fields {
		switch {
		case !f.unique:
		case f.concept == "person" || f.concept == "product" || f.Kind == sheet.Text && f.concept != "order" && !code(f.Text):
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

// withConcept returns the first column of one of the concepts, or -1.
func (s *schema) withConcept(names ...string) int {
	for _, n := range names {
		if n == "" {
			continue
		}
		for i, f := range s.fields {
			if f.concept == n {
				return i
			}
		}
		for _, near := range related[n] {
			for i, f := range s.fields {
				if f.concept == near {
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

// measures returns the number columns that hold quantities.
func (s *schema) measures() (out []int) {
	for i, f := range s.fields {
		if f.Kind == sheet.Number && f.role != "none" {
			out = append(out, i)
		}
	}
	return out
}

func (s *schema) kind(k sheet.Kind) int {
	return slices.IndexFunc(s.fields, func(f field) bool { return f.Kind == k })
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

// variety is how many different values column c has, of its first rows.
func (s *schema) variety(c int) int {
	seen := map[string]bool{}
	for _, v := range s.fields[c].Text[:min(len(s.fields[c].Text), 5000)] {
		seen[v] = true
	}
	return len(seen)
}
