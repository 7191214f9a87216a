package idiom

import (
	_ "embed" // the words
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

//go:embed states.txt
var stateText string

// group is words that say the same of how things stand, the longest first, and a form
// that finds one of them, or its contrary.
type group struct {
	words []string
	said  *regexp.Regexp
	of    *regexp.Regexp // the columns that it is of, or nil
}

var groups = sync.OnceValue(func() (out []group) {
	for line := range strings.Lines(stateText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		g := group{}
		if of, rest, ok := strings.Cut(line, ": "); ok {
			g.of, line = regexp.MustCompile("(?i)"+of), rest
		}
		g.words = strings.Split(line, ", ")
		slices.SortFunc(g.words, func(a, b string) int { return len(b) - len(a) })
		var any []string
		for _, w := range g.words {
			any = append(any, regexp.QuoteMeta(w))
		}
		form := strings.Join(any, "|")
		if !lexicon.Chinese(g.words[0]) {
			form = `(?i)\b(un|non-)?(` + form + `)\b`
		} else {
			form = `()(` + form + `)`
		}
		g.said = regexp.MustCompile(form)
		out = append(out, g)
	}
	return out
})

// verbal stands behind a word that tells what somebody did.
var verbal = regexp.MustCompile(`(?i)^\s+(?:more|less|fewer|over|under|above|below|at least|at most|up to|exactly|(?:the )?(?:most|least|highest|lowest)|for|back|him|her|them|us|me|it|[$€£¥]?\d)`)

// oftener stands behind a word that tells how things stand, too.
var oftener = regexp.MustCompile(`(?i)^\s+(?:the )?(?:most|least|more|less) (?:often|frequently|commonly)\b`)

// mostKinds is how many different values a column of states has at most.
const mostKinds = 12

var (
	priced = regexp.MustCompile(`(?i)\b(?:prices?|fees?|amounts?)\b|价格|价钱|金额|费用`)
	summed = regexp.MustCompile(`(?i)^(?:total|amount|sum|value)\b|金额|总额|总价|合计|总计`)
)

// money puts the only column of money, which has a name for any, in the place of a word for
// money that no column is called by: the price of a total.
func money(s *term.Schema, question string, zh bool) string {
	word, column := priced.FindString(question), s.Money()
	if word == "" || column < 0 || !summed.MatchString(s.Fields[column].Name) || known(s, word) {
		return question
	}
	name := s.Fields[column].Name
	form := "No column is called %s; %s was used."
	if zh {
		form = "没有叫“%s”的列，这里用的是“%s”。"
	}
	s.Notes = append(s.Notes, term.Note{Value: name, Text: fmt.Sprintf(form, word, name)})
	return strings.ReplaceAll(question, word, name)
}

// States puts the values of a table in the place of other words for them, which name
// nothing else there. What has to be said of that it leaves in the schema.
func States(s *term.Schema, question string, zh bool) string {
	question = money(s, question, zh)
	values := map[string]int{} // of columns that tell how things stand
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Kind == sheet.Text && !f.Unique && f.Yes == "" && s.Variety(i) <= mostKinds {
			for _, v := range f.Text {
				values[v] = i
			}
		}
	}
	delete(values, "")
	if len(values) == 0 {
		return question
	}
	read := func(word, value, to string) {
		form := "“%s” is read as %s = %s."
		if zh {
			form = "“%s”按“%s = %s”理解。"
		}
		s.Notes = append(s.Notes, term.Note{Value: value, Text: fmt.Sprintf(form, word, s.Fields[values[value]].Name, to)})
	}
	var said []string
	for _, g := range groups() {
		value := only(values, func(v string) bool {
			return slices.Contains(g.words, strings.ToLower(v)) && (g.of == nil || g.of.MatchString(s.Fields[values[v]].Name))
		})
		for from := 0; value != ""; { // each of its words that is said
			m := g.said.FindStringSubmatchIndex(question[from:])
			if m == nil {
				break
			}
			for i := range m {
				m[i] += from
			}
			from = m[1]
			whole, word := question[m[0]:m[1]], question[m[4]:m[5]]
			if verbal.MatchString(question[m[1]:]) && !oftener.MatchString(question[m[1]:]) || strings.EqualFold(value, word) || known(s, word) || known(s, whole) {
				continue // who paid more than 1000
			}
			to := value
			if m[3] > m[2] && m[2] >= 0 {
				to = "not " + value
			}
			question = question[:m[0]] + to + question[m[1]:]
			from = m[0] + len(to)
			if !slices.Contains(said, whole) {
				said = append(said, whole)
				read(whole, value, to)
			}
		}
	}
	for _, t := range s.Scan(question) {
		if !t.Unknown() || len([]rune(t.Key)) < 2 || known(s, t.Text) || s.Akin(t.Key) || s.About(t) {
			continue
		}
		senses := thesaurus.Senses(words.Stem(strings.ToLower(t.Text)))
		value := only(values, func(v string) bool {
			return thesaurus.Meet(senses, thesaurus.Senses(words.Stem(strings.ToLower(v))))
		})
		if value != "" && !holds(question, value) {
			question = strings.Replace(question, t.Text, value, 1)
			read(t.Text, value, value)
		}
	}
	return question
}

// only is the one value that fits, or nothing.
func only(values map[string]int, fits func(string) bool) string {
	found := ""
	for v := range values {
		if fits(v) {
			if found != "" {
				return ""
			}
			found = v
		}
	}
	return found
}

// known reports whether a word names a column of the table, or begins as the name of one
// does, or is a value.
func known(s *term.Schema, word string) bool {
	key := lexicon.KeyOf(word)
	if len(s.Cols[key]) > 0 || len(s.Values[key]) > 0 {
		return true
	}
	root := []rune(key)
	if lexicon.Chinese(key) {
		return slices.ContainsFunc(s.Fields, func(f term.Field) bool {
			return strings.Contains(f.Name, word) || f.Yes != "" && strings.Contains(word, strings.TrimPrefix(f.Name, "是否"))
		})
	}
	root = root[:min(len(root), 4)]
	return slices.ContainsFunc(s.Fields, func(f term.Field) bool {
		return slices.ContainsFunc(lexicon.Units([]rune(f.Name)), func(u lexicon.Unit) bool { return strings.HasPrefix(u.Norm, string(root)) })
	})
}

func holds(question, value string) bool {
	return strings.Contains(strings.ToLower(question), strings.ToLower(value))
}
