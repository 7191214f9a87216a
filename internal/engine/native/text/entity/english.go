package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// span is a run of tokens that may be a name.
type span struct {
	tokens  []words.Token // initials with their dots are one token
	before  []words.Token // of the same sentence
	after   []words.Token
	opening bool // it begins the sentence, where any word has a capital
}

func (p span) phrase() string {
	parts := make([]string, len(p.tokens))
	for i, t := range p.tokens {
		parts[i] = t.Norm
	}
	return strings.Join(parts, " ")
}

func (p span) sub(from, to int) span {
	return span{
		tokens: p.tokens[from:to], opening: p.opening && from == 0,
		before: append(p.before[:len(p.before):len(p.before)], p.tokens[:from]...),
		after:  append(p.tokens[to:len(p.tokens):len(p.tokens)], p.after...),
	}
}

// prev and next are the words beside p, "" at the ends of the sentence.
func (p span) prev(n int) string {
	if len(p.before) < n {
		return ""
	}
	return strings.Trim(p.before[len(p.before)-n].Norm, ".")
}

func (p span) next(n int) string {
	if len(p.after) < n {
		return ""
	}
	return p.after[n-1].Norm
}

// englishNames finds what has capitals in one sentence and says what it names;
// what it cannot tell has no kind, and memory settles it.
func englishNames(s string, tokens []words.Token, m *memory) []Entity {
	tokens = withInitials(s, tokens)
	var out []Entity
	for i := 0; i < len(tokens); {
		n := nameLength(tokens, i)
		if n == 0 {
			i++
			continue
		}
		p := span{tokens: tokens[i : i+n], before: tokens[:i], after: tokens[i+n:], opening: opens(tokens, i)}
		for _, e := range split(p) {
			if e.End > e.Start {
				e.Text = s[e.Start:e.End]
				m.learn(e)
				out = append(out, e)
			}
		}
		i += n
	}
	return out
}

// withInitials joins "J" and "." and the letters of "U.S.".
func withInitials(s string, tokens []words.Token) []words.Token {
	out := make([]words.Token, 0, len(tokens))
	for _, t := range tokens {
		n := len(out)
		if n > 0 && out[n-1].End == t.Start {
			last := out[n-1]
			dotted := strings.HasSuffix(last.Text, ".")
			single := len(t.Text) == 1 && unicode.IsUpper(rune(t.Text[0]))
			if t.Text == "." && (len(last.Text) == 1 && unicode.IsUpper(rune(last.Text[0])) || dotted || titled(last)) || dotted && single {
				out[n-1].End = t.End
				out[n-1].Text = s[last.Start:t.End]
				out[n-1].Norm = strings.ToLower(out[n-1].Text)
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

func titled(t words.Token) bool {
	return listed().has("title", t.Norm) && len(t.Norm) <= 4 && t.Kind == words.Word
}

func opens(tokens []words.Token, i int) bool {
	for i--; i >= 0; i-- {
		if t := tokens[i]; t.Kind != words.Mark || strings.HasPrefix(t.Norm, "<") {
			return false
		} else if strings.ContainsAny(t.Text, ":;\"“‘•*-–—)") {
			return true
		}
	}
	return true
}

func capital(t words.Token) bool {
	if t.Kind != words.Word {
		return false
	}
	r, _ := utf8.DecodeRuneInString(t.Text)
	return unicode.IsUpper(r) || len(t.Text) > 2 && r < utf8.RuneSelf && unicode.IsUpper(rune(t.Text[1])) // iPhone, eBay
}

// nameLength returns how many tokens from i on are one run of capitals, with
// the small words that names have inside.
func nameLength(tokens []words.Token, i int) int {
	if !capital(tokens[i]) {
		return 0
	}
	n := 1
	for i+n < len(tokens) {
		t := tokens[i+n]
		switch {
		case capital(t) && adjacent(tokens[i+n-1], t):
			n++
			continue
		case t.Kind == words.Number && n > 0 && adjacent(tokens[i+n-1], t) && len(t.Text) <= 3:
			return n
		}
		k := linked(tokens, i, i+n)
		if k == 0 {
			return n
		}
		n += k
	}
	return n
}

// adjacent reports whether only a space or nothing stands between two tokens.
func adjacent(a, b words.Token) bool { return b.Start-a.End <= 1 }

// linked returns how many tokens from j on go on the name that began at i:
// "of England", "& Sons", ", Inc".
func linked(tokens []words.Token, i, j int) int {
	t := tokens[j]
	follows := func(k int) bool { return j+k < len(tokens) && capital(tokens[j+k]) }
	head := tokens[j-1].Norm
	switch {
	case t.Norm == "&" && follows(1):
		return 2
	case listed().has("particle", t.Norm) && follows(1) && j-i <= 3:
		return 2
	case t.Norm == "of" && (listed().has("orgof", head) || listed().has("placeend", head)):
		if follows(1) {
			return 2
		}
		if j+2 < len(tokens) && tokens[j+1].Norm == "the" && follows(2) {
			return 3
		}
	case t.Norm == "for" && listed().has("orgend", head) && follows(1) && j-i > 1:
		return 2
	case t.Text == "," && follows(1) && listed().has("orgend", strings.Trim(tokens[j+1].Norm, ".")) && len(tokens[j+1].Norm) <= 4:
		return 2
	case t.Text == "." && listed().has("orgend", head) && len(head) <= 4 && follows(1) && listed().has("orgend", tokens[j+1].Norm):
		return 2
	}
	return 0
}

// split cuts a run into the names that it holds: a title and who bears it, a
// first word that only begins the sentence.
func split(p span) []Entity {
	l := listed()
	if e, ok := known(p); ok {
		return []Entity{e}
	}
	for i := len(p.tokens) - 1; i >= 0; i-- {
		if l.has("title", strings.Trim(p.tokens[i].Norm, ".")) && i+1 < len(p.tokens) && !l.has("orgend", p.tokens[len(p.tokens)-1].Norm) {
			out := []Entity{}
			if i > 0 && !l.has("placestart", p.tokens[i].Norm) {
				out = split(p.sub(0, i))
			}
			if l.has("placestart", p.tokens[i].Norm) {
				break
			}
			return append(out, make1(p.sub(i+1, len(p.tokens)), Person, 0.95))
		}
	}
	if drop := leading(p); drop > 0 {
		if drop == len(p.tokens) {
			return nil
		}
		return split(p.sub(drop, len(p.tokens)))
	}
	last := len(p.tokens) - 1
	if last > 0 && (l.has("notname", p.tokens[last].Norm) || l.has("title", p.tokens[last].Norm)) && !l.has("orgend", p.tokens[last].Norm) {
		return split(p.sub(0, last))
	}
	return []Entity{classify(p)}
}

// leading counts the words at the start of p that are no part of a name.
func leading(p span) int {
	l := listed()
	first := p.tokens[0]
	norm := strings.Trim(first.Norm, ".")
	switch {
	case l.has("notname", norm), l.has("demonym", norm) && !hasOrgEnd(p):
		return 1
	case words.Stop(norm) && !l.has("placestart", norm) && strings.ToUpper(first.Text) != first.Text:
		return 1
	case norm == "the" || norm == "a" || norm == "i" && len(p.tokens) == 1:
		return 1
	case !p.opening:
		return 0
	}
	if !common(norm) || l.has("title", norm) || l.has("first", norm) && len(p.tokens) > 1 && !common(p.tokens[1].Norm) {
		return 0
	}
	if l.has("placestart", norm) || len(p.tokens) > 1 && (hasOrgEnd(p) || l.has("placeend", p.tokens[len(p.tokens)-1].Norm)) {
		return 0
	}
	_, tag := words.Rank(norm)
	if len(p.tokens) == 1 || tag != 'n' {
		return 1
	}
	return 0
}

func hasOrgEnd(p span) bool {
	return listed().has("orgend", strings.Trim(p.tokens[len(p.tokens)-1].Norm, "."))
}

func make1(p span, k Kind, score float64) Entity {
	return Entity{Kind: k, Start: p.tokens[0].Start, End: p.tokens[len(p.tokens)-1].End, Score: score}
}

// known looks the whole run up in the lists.
func known(p span) (Entity, bool) {
	l := listed()
	phrase := p.phrase()
	bare := strings.Trim(strings.TrimPrefix(phrase, "the "), ".")
	if phrase == "us" && p.tokens[0].Text != "US" {
		return Entity{}, false
	}
	if len(p.tokens) == 1 && bare == "who" && p.tokens[0].Text != "WHO" {
		return Entity{}, false
	}
	for _, w := range []string{phrase, bare} {
		upper := strings.ToUpper(p.tokens[0].Text) == p.tokens[0].Text
		weak := len(p.tokens) == 1 && (common(w) && !upper || len(w) < 3 && !upper)
		switch {
		case (l.has("org_more", w) || l.has("org", w)) && (!weak || l.has("org_more", w) && (!p.opening || l.has("after_org", p.next(1)))):
			return make1(p, Organisation, 0.9), true
		case l.has("person", w) && !weak:
			return make1(p, Person, 0.9), true
		case l.place(w) && (len(p.tokens) != 1 || !personal(p)):
			return make1(p, Place, 0.9), true
		}
	}
	return Entity{}, false
}

// personal reports whether the words beside a single name speak of a person.
func personal(p span) bool {
	l := listed()
	norm := p.tokens[0].Norm
	if l.has("modal", p.next(1)) && l.has("first", norm) && !l.has("country", norm) {
		return true
	}
	if !l.has("first", norm) && !l.has("last", norm) {
		return false
	}
	return l.has("titleof", p.prev(1)) || l.has("title", p.prev(1)) || l.has("greet", p.prev(1)) || l.has("first", norm) && l.has("after_person", p.next(1))
}

// classify says what p names from its own words, then from those beside it.
func classify(p span) Entity {
	if k, score := byForm(p); k != "" {
		e := make1(p, k, score)
		if n := len(p.before); k == Place && n > 0 && p.before[n-1].Kind == words.Number && listed().has("street", p.tokens[len(p.tokens)-1].Norm) {
			e.Start = p.before[n-1].Start // 48 Alder Lane
		}
		return e
	}
	k, score := byContext(p)
	return make1(p, k, score)
}

func byForm(p span) (Kind, float64) {
	l := listed()
	n := len(p.tokens)
	first, last := strings.Trim(p.tokens[0].Norm, "."), strings.Trim(p.tokens[n-1].Norm, ".")
	given := l.has("first", first) || len(first) == 1
	of := -1
	for i, t := range p.tokens {
		if t.Norm == "of" {
			of = i
		}
	}
	switch {
	case of > 0 && l.has("orgof", p.tokens[of-1].Norm):
		return Organisation, 0.9
	case of > 0:
		return Place, 0.6
	case n > 1 && l.has("placeend", last) && l.has("orgend", strings.Trim(p.tokens[n-2].Norm, ".")):
		return Organisation, 0.8
	case n > 1 && l.has("placeend", last):
		return Place, 0.8
	case n > 1 && l.has("orgend", last):
		return Organisation, 0.9
	case strings.Contains(p.phrase(), "&"):
		return Organisation, 0.8
	case n > 1 && n <= 3 && (first == "mount" || first == "lake" || first == "cape" || first == "port" || first == "fort" || first == "san" || first == "santa" || first == "new"):
		return Place, 0.75
	case n > 1 && n <= 3 && l.has("direction", first) && l.place(last):
		return Place, 0.85
	case n > 1 && n <= 5 && given && (!common(last) || !common(first)):
		return Person, 0.85
	case n == 2 && l.has("first", first) && l.has("last", last): // John Smith: common words, but not together
		return Person, 0.8
	case n > 1 && n <= 4 && l.lastName(last) && !common(first):
		return Person, 0.75
	case n > 2 && l.has("orgend", p.tokens[n-2].Norm):
		return Organisation, 0.7
	case n > 1 && surnameFirst(first) && !common(last):
		return Person, 0.7
	}
	return "", 0
}

// surnameFirst knows the commonest Chinese and Korean surnames in Latin letters.
func surnameFirst(norm string) bool { return listed().has("pinyin", norm) }

func byContext(p span) (Kind, float64) {
	l := listed()
	n := len(p.tokens)
	one := p.tokens[0]
	acronym := n == 1 && len(one.Text) >= 2 && len(one.Text) <= 6 && strings.ToUpper(one.Text) == one.Text
	prev, next := p.prev(1), p.next(1)
	allCommon := true
	for _, t := range p.tokens {
		allCommon = allCommon && common(t.Norm)
	}
	switch {
	case l.has("titleof", prev) || prev == "," && l.has("titleof", p.prev(2)):
		return Person, 0.75
	case n == 1 && l.firstName(one.Norm) && !acronym:
		return Person, 0.65
	case acronym && !common(one.Norm):
		return Organisation, 0.55
	case n <= 2 && l.has("greet", prev) && !allCommon, n <= 2 && p.before == nil && next == "," && l.has("first", one.Norm):
		return Person, 0.6
	case next == "," && p.next(2) == "a" && l.has("placeend", p.next(3)):
		return Place, 0.7
	case allCommon && n == 1:
		return "", 0
	case n == 1 && l.lastName(one.Norm) && (l.has("after_person", next) || l.has("title", prev)):
		return Person, 0.6
	case prev == "of" && (p.prev(2) == "shares" || p.prev(2) == "ceo" || p.prev(2) == "founder" || p.prev(2) == "employees" || p.prev(2) == "customers"):
		return Organisation, 0.7
	case prev == "in" || prev == "near" || prev == "from" && n == 1:
		return Place, 0.6
	case n >= 2 && n <= 3 && l.has("after_person", next) && !allCommon && !l.has("after_org", next):
		return Person, 0.6
	case l.has("after_org", next) && (prev == "" || prev == "," || allCommon):
		return Organisation, 0.55
	case n >= 2 && n <= 3 && !allCommon && !common(p.tokens[n-1].Norm) && !common(one.Norm):
		return Person, 0.5
	case n == 1 && l.has("after_person", next):
		return Person, 0.5
	case n >= 3 && allCommon:
		return "", 0
	}
	return "", 0
}
