// Package lexicon holds the words that questions over tables use, in English
// and Chinese, and splits texts into the units that they are looked up by.
package lexicon

import (
	_ "embed" // the words
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed lexicon.txt
var lexiconText string

//go:embed concepts.txt
var conceptsText string

// Word is what a phrase of the lexicon means: a class with its arguments.
//
//	agg F          a figure             sup D [C]   the most or least (of concept C)
//	howmany        counting             howmuch     money
//	wh [C]         asks which           by [P]      makes groups (of date part P)
//	top D          "top 5"              cmp/post O  compares, before or after a number
//	hint C         speaks of concept C  row         any word for a row
//	same V         another way to write the value V
type Word struct {
	Class string
	Args  []string
}

// Concept is a meaning that columns may have.
type Concept struct {
	Name    string
	Role    string // sum, avg or none
	Phrases []string
}

// Lexicon is what phrases mean, by their keys, and the meanings of columns.
type Lexicon struct {
	Words    map[string][]Word
	Concepts []Concept
}

// Own are the words of concepts that name only columns which have them in their
// names: a profit is no revenue, though both are money.
var Own = map[string]bool{"profit": true, "budget": true, "net": true, "利润": true, "预算": true}

// Load returns the lexicon, read once. The embedded lists are part of the
// program: a broken one panics.
var Load = sync.OnceValue(func() *Lexicon {
	l := &Lexicon{Words: map[string][]Word{}}
	eachLine(lexiconText, func(head []string, phrases []string) {
		for _, p := range phrases {
			l.Words[p] = append(l.Words[p], Word{head[0], head[1:]})
		}
	})
	eachLine(conceptsText, func(head []string, phrases []string) {
		l.Concepts = append(l.Concepts, Concept{head[0], head[1], phrases})
	})
	return l
})

// Single are the single words of all phrases; those that say nothing of their
// own are false.
var Single = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	add := func(phrase string, says bool) {
		for _, w := range strings.Fields(phrase) {
			out[w] = out[w] || says
		}
	}
	for p, ws := range Load().Words {
		add(p, slices.ContainsFunc(ws, func(w Word) bool { return w.Class != "stop" && w.Class != "generic" }))
	}
	for _, c := range Load().Concepts {
		for _, p := range c.Phrases {
			add(p, true)
		}
	}
	return out
})

func eachLine(text string, f func(head, phrases []string)) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		at := strings.LastIndex(line, " = ") // "cmp = = equal to": the last one
		if at < 0 {
			panic(fmt.Sprintf("lexicon: bad line of a word list: %q", line))
		}
		var phrases []string
		for _, p := range strings.Split(line[at+len(" = "):], ", ") {
			if p = KeyOf(p); p != "" {
				phrases = append(phrases, p)
			}
		}
		f(strings.Fields(line[:at]), phrases)
	}
}

// Unit is the smallest piece of a question: a Latin word, a number, or one
// other rune. From and To are rune offsets.
type Unit struct {
	Norm     string
	Word     bool // a Latin word or a number
	From, To int
}

// Units splits text, in lower case and without endings. Blanks split words
// and are no units.
func Units(rs []rune) []Unit {
	var out []Unit
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
			out = append(out, Unit{strings.ReplaceAll(string(rs[i:j]), ",", ""), true, i, j})
		case latin(r):
			for j < len(rs) && (latin(rs[j]) || digit(rs[j]) || (rs[j] == '\'' || rs[j] == '’') && j+1 < len(rs) && latin(rs[j+1])) {
				j++
			}
			out = append(out, Unit{stem(strings.ToLower(string(rs[i:j]))), true, i, j})
		default:
			out = append(out, Unit{string(unicode.ToLower(r)), false, i, j})
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

// irregular forms that headers and questions mix: "Won" and "how many wins".
var irregular = map[string]string{
	"won": "win", "drew": "draw", "drawn": "draw", "lost": "lose", "losses": "loss",
	"menus": "menu", "costs": "cost", "costing": "cost", "earned": "earn", "earns": "earn", "joining": "joined", "joins": "joined",
}

// stem takes common English endings off a word in lower case.
func stem(w string) string {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
	w = strings.NewReplacer("'", "", "’", "").Replace(w)
	if root, ok := irregular[w]; ok {
		return root
	}
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

// KeyOf is the key of a text.
func KeyOf(s string) string { return Key(Units([]rune(Narrow(s)))) }

// Key joins units: a blank between words, none between other runes.
func Key(us []Unit) string {
	var b strings.Builder
	for i, u := range us {
		if i > 0 && u.Word && us[i-1].Word {
			b.WriteByte(' ')
		}
		b.WriteString(u.Norm)
	}
	return b.String()
}

// Narrow maps full-width letters, digits and signs to their ASCII forms, one
// rune for one rune.
func Narrow(s string) string {
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

// Arg returns argument i, or nothing.
func (w *Word) Arg(i int) string {
	if w == nil || i >= len(w.Args) {
		return ""
	}
	return w.Args[i]
}

// Chinese reports whether a text begins with a Chinese letter.
func Chinese(s string) bool { r := []rune(s); return len(r) > 0 && unicode.Is(unicode.Han, r[0]) }
