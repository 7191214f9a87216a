package question

import (
	_ "embed" // the words
	"fmt"
	"strings"
	"sync"
	"unicode"
)

//go:embed lexicon.txt
var lexiconText string

//go:embed concepts.txt
var conceptsText string

// word is what a phrase of the lexicon means: a class with its arguments.
//
//	agg F          a figure             sup D [C]   the most or least (of concept C)
//	howmany        counting             howmuch     money
//	wh [C]         asks which           by [P]      makes groups (of date part P)
//	top D          "top 5"              cmp/post O  compares, before or after a number
//	hint C         speaks of concept C  row         any word for a row
//	same V         another way to write the value V
type word struct {
	class string
	args  []string
}

// concept is a meaning that columns may have.
type concept struct {
	name    string
	role    string // sum, avg or none
	phrases []string
}

type lexicon struct {
	words    map[string][]word
	concepts []concept
}

// The embedded lists are part of the program: a broken one panics.
var theLexicon = sync.OnceValue(func() *lexicon {
	l := &lexicon{words: map[string][]word{}}
	eachLine(lexiconText, func(head []string, phrases []string) {
		for _, p := range phrases {
			l.words[p] = append(l.words[p], word{head[0], head[1:]})
		}
	})
	eachLine(conceptsText, func(head []string, phrases []string) {
		l.concepts = append(l.concepts, concept{head[0], head[1], phrases})
	})
	return l
})

func eachLine(text string, f func(head, phrases []string)) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, list, ok := strings.Cut(line, " = ")
		if !ok {
			panic(fmt.Sprintf("query: bad line of a word list: %q", line))
		}
		var phrases []string
		for _, p := range strings.Split(list, ", ") {
			if p = keyOf(p); p != "" {
				phrases = append(phrases, p)
			}
		}
		f(strings.Fields(head), phrases)
	}
}

// unit is the smallest piece of a question: a Latin word, a number, or one
// other rune. from and to are rune offsets.
type unit struct {
	norm     string
	word     bool // a Latin word or a number
	from, to int
}

// units splits text, in lower case and without endings. Blanks split words
// and are no units.
func units(rs []rune) []unit {
	var out []unit
	for i := 0; i < len(rs); {
		j := i + 1
		switch r := rs[i]; {
		case unicode.IsSpace(r) || r == '_' || r == '"' || r == '“' || r == '”' || r == '\'' || r == '’' || r == '《' || r == '》' || r == '「' || r == '」':
			i = j
			continue
		case r >= '0' && r <= '9':
			for j < len(rs) && (digit(rs[j]) || (rs[j] == '.' || rs[j] == ',') && j+1 < len(rs) && digit(rs[j+1]) && (rs[j] == '.' || thousands(rs[j:]))) {
				j++
			}
			out = append(out, unit{strings.ReplaceAll(string(rs[i:j]), ",", ""), true, i, j})
		case latin(r):
			for j < len(rs) && (latin(rs[j]) || digit(rs[j]) || (rs[j] == '\'' || rs[j] == '’') && j+1 < len(rs) && latin(rs[j+1])) {
				j++
			}
			out = append(out, unit{stem(strings.ToLower(string(rs[i:j]))), true, i, j})
		default:
			out = append(out, unit{string(unicode.ToLower(r)), false, i, j})
		}
		i = j
	}
	return out
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func latin(r rune) bool { return unicode.IsLetter(r) && r < 0x2E80 }

// thousands reports whether rs begins like ",123" and no fourth digit.
func thousands(rs []rune) bool {
	return len(rs) > 3 && digit(rs[1]) && digit(rs[2]) && digit(rs[3]) && (len(rs) == 4 || !digit(rs[4]))
}

// stem takes common English endings off a word in lower case.
func stem(w string) string {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
	w = strings.NewReplacer("'", "", "’", "").Replace(w)
	n := len(w)
	switch {
	case n > 4 && strings.HasSuffix(w, "ie"):
		return w[:n-2] + "y"
	case n > 4 && strings.HasSuffix(w, "ies"):
		return w[:n-3] + "y"
	case n > 4 && (strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "shes") || strings.HasSuffix(w, "ches") || strings.HasSuffix(w, "xes")):
		return w[:n-2]
	case n > 5 && strings.HasSuffix(w, "ely"):
		return w[:n-2]
	case n > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		return w[:n-1]
	}
	return w
}

func keyOf(s string) string { return key(units([]rune(narrow(s)))) }

// key joins units: a blank between words, none between other runes.
func key(us []unit) string {
	var b strings.Builder
	for i, u := range us {
		if i > 0 && u.word && us[i-1].word {
			b.WriteByte(' ')
		}
		b.WriteString(u.norm)
	}
	return b.String()
}

// narrow maps full-width letters, digits and signs to their ASCII forms, one
// rune for one rune.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0xA0:
			return ' '
		case r == '￥':
			return '¥'
		}
		return r
	}, s)
}
