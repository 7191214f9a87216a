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
		best := nearest(word, from)
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

// nearest is the one known word that a single slip (a letter too many, too
// few, another one, two swapped) makes of word; two slips for long words.
func nearest(word string, known []map[string]bool) string {
	most := 1
	if len(word) >= 9 {
		most = 2
	}
	best, distance, tied := "", most+1, false
	for k := range telling(known) {
		if k[0] >= 0x80 || k[0] != word[0] && len(word) < 6 || len(k) < 4 || len(k)-len(word) > most || len(word)-len(k) > most {
			continue
		}
		switch d := slips(word, k, most); {
		case d < distance:
			best, distance, tied = k, d, false
		case d == distance && k != best:
			tied = true
		}
	}
	if tied {
		return ""
	}
	return best
}

// slips counts the slips between two words, letters swapped counting once. It
// stops over most.
func slips(a, b string, most int) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
	}
	return row[len(b)]
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
