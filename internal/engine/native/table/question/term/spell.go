package term

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/span"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/slip"
)

// Spell puts right the Latin words of a question that are one slip away from
// a word of the table or of the lexicon, and says which.
func (s *Schema) Spell(question string, han bool) (right string, notes []string) {
	known := []map[string]bool{lexicon.Single(), s.synonyms(), s.own()}
	rs := []rune(lexicon.Narrow(question))
	var b strings.Builder
	at := 0
	for i, u := range lexicon.Units(rs) {
		word := strings.ToLower(string(rs[u.From:u.To]))
		if !u.Word || len(word) < 5 || strings.ContainsAny(word, "0123456789") || in(known, u.Norm) || in(known, word) {
			continue
		}
		from := known
		if i > 0 && unicode.IsUpper(rs[u.From]) { // a name: only those of the table and of times
			from = known[2:]
		}
		best := slip.Nearest(word, telling(from))
		if best == "" {
			continue
		}
		form := "“%s” is read as “%s”."
		if han {
			form = "“%s”按“%s”理解。"
		}
		notes = append(notes, fmt.Sprintf(form, string(rs[u.From:u.To]), best))
		b.WriteString(string(rs[at:u.From]) + best)
		at = u.To
	}
	b.WriteString(string(rs[at:]))
	return b.String(), notes
}

func in(known []map[string]bool, word string) bool {
	return slices.ContainsFunc(known, func(m map[string]bool) bool { _, ok := m[word]; return ok })
}

// synonyms are the single words that name columns.
func (s *Schema) synonyms() map[string]bool {
	out := map[string]bool{}
	for k := range s.Cols {
		for _, w := range strings.Fields(k) {
			out[w] = true
		}
	}
	return out
}

// own are the single words that stand in the table, and those of times.
func (s *Schema) own() map[string]bool {
	out := map[string]bool{}
	add := func(key string) {
		for _, w := range strings.Fields(key) {
			out[w] = true
		}
	}
	for k := range s.Values {
		add(k)
	}
	for _, f := range s.Fields {
		add(lexicon.KeyOf(f.Name))
		for _, v := range f.Text[:min(len(f.Text), 2_000)] {
			if f.Kind == sheet.Text && len(v) < 200 {
				add(lexicon.KeyOf(v))
			}
		}
	}
	for _, w := range span.Names() {
		out[w] = true
	}
	for w := range spelt {
		out[w] = true
	}
	return out
}

// telling are the words of all maps that say something.
func telling(known []map[string]bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, m := range known {
			for k, says := range m {
				if says && !yield(k) {
					return
				}
			}
		}
	}
}
