package entity

import (
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// chineseNames finds organisations first, since they hold places and people,
// then people, then places.
func chineseNames(s string, tokens []words.Token, m *memory) []Entity {
	c := &chinese{s: s, tokens: tokens, taken: make([]bool, len(tokens)), l: listed()}
	c.foreign()
	c.organisations()
	c.people()
	c.places()
	for i := range c.found {
		m.learn(c.found[i])
	}
	return c.found
}

type chinese struct {
	s      string
	tokens []words.Token
	taken  []bool
	l      lists
	found  []Entity
}

func (c *chinese) add(k Kind, from, to int, score float64) {
	start, end := c.tokens[from].Start, c.tokens[to-1].End
	c.found = append(c.found, Entity{k, c.s[start:end], start, end, score})
	for i := from; i < to; i++ {
		c.taken[i] = true
	}
}

// han reports whether token i is a free Chinese word that touches the one
// before it when joined is true.
func (c *chinese) han(i int, joined bool) bool {
	return i >= 0 && i < len(c.tokens) && !c.taken[i] && c.tokens[i].Kind == words.Han &&
		(!joined || i > 0 && c.tokens[i-1].End == c.tokens[i].Start)
}

func (c *chinese) text(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	return c.tokens[i].Text
}

func (c *chinese) tag(i int) string { return c.tokens[i].Tag }

func runes(s string) int { return utf8.RuneCountInString(s) }

// foreign finds names written with a dot between their parts: 埃隆·马斯克.
func (c *chinese) foreign() {
	dot := func(i int) bool {
		t := c.text(i)
		return t == "·" || t == "•" || t == "・"
	}
	for i := range c.tokens {
		if !dot(i) || i == 0 || !c.han(i-1, false) || !c.han(i+1, false) {
			continue
		}
		from, to := i-1, i+2
		for c.han(from-1, false) && c.tokens[from-1].End == c.tokens[from].Start && nameLike(c.tokens[from-1]) {
			from--
		}
		for to < len(c.tokens) && (dot(to) && c.han(to+1, false) || c.han(to, true) && nameLike(c.tokens[to])) {
			to++
		}
		if !c.taken[from] {
			c.add(Person, from, to, 0.9)
		}
	}
}

// nameLike reports whether a word may be a piece of a foreign name.
func nameLike(t words.Token) bool {
	switch t.Tag {
	case "nr", "nrt", "nrfg", "ns", "nz", "":
		return true
	}
	return runes(t.Text) == 1 && !words.Stop(t.Text) && t.Tag != "v" && t.Tag != "p"
}

// organisations looks for how they end, and from there for where they begin.
func (c *chinese) organisations() {
	for i := range c.tokens {
		if !c.han(i, false) {
			continue
		}
		t := c.tokens[i]
		tail := c.l.has("orgtail", t.Text) && runes(t.Text) >= 2
		whole := c.l.has("zhorg", t.Text) || t.Tag == "nt" && runes(t.Text) >= 3
		inside := !tail && !whole && runes(t.Text) >= 3 && t.Tag != "v" && c.endsLike(t.Text, "orgtail", 2)
		if !tail && !whole && !inside {
			continue
		}
		from := c.beginning(i)
		to := i + 1
		if c.text(to) == "附属" || c.text(to) == "下属" || c.text(to) == "直属" {
			for k := to + 1; k < to+6 && c.han(k, true); k++ {
				if c.l.has("orgtail", c.text(k)) || c.tokens[k].Tag == "nt" {
					to = k + 1
					break
				}
			}
		}
		for c.han(to, true) && (c.l.has("orgtail", c.text(to)) || c.l.has("orgmid", c.text(to)) && c.l.has("orgtail", c.text(to+1))) && !c.l.has("zhtitle", c.text(to)) {
			to++
		}
		name := c.s[c.tokens[from].Start:c.tokens[to-1].End]
		if from == i && tail && !whole || c.l.has("zhnot", name) || runes(name) < 3 && !whole || vague(c, from, to) {
			continue
		}
		c.add(Organisation, from, to, 0.85)
	}
}

// vague reports whether nothing before the end of an organisation is a name:
// 大型公司, 软件公司.
func vague(c *chinese, from, to int) bool {
	pieces := 0 // characters that no word of the dictionary explains
	if c.l.has("weaktail", c.text(to-1)) && onlyPlaces(c.tokens[from:to-1]) {
		return true
	}
	for i := from; i < to; i++ {
		switch t := c.tokens[i]; t.Tag {
		case "ns", "nz", "nr", "nrt", "nt", "j", "":
			return false
		default:
			if t.Kind != words.Han || c.l.has("zhorg", t.Text) || strings.HasPrefix(t.Text, "国家") || strings.HasPrefix(t.Text, "最高") {
				return false
			}
		}
		if runes(c.text(i)) == 1 {
			pieces++
		}
	}
	if pieces >= 2 {
		return false
	}
	last := c.text(to - 1)
	return last != "公司" && last != "集团" || to-from < 3
}

func onlyPlaces(tokens []words.Token) bool {
	for _, t := range tokens {
		if t.Tag != "ns" {
			return false
		}
	}
	return true
}

// beginning returns the first token of the organisation that ends with token i.
func (c *chinese) beginning(i int) int {
	from := i
	size := runes(c.text(i))
	for from > 0 {
		p := from - 1
		t := c.tokens[p]
		if c.taken[p] || t.End != c.tokens[from].Start || size+runes(t.Text) > 22 || c.l.has("zhtitle", t.Text) {
			break
		}
		if t.Kind == words.Word {
			from = p
			break
		}
		if t.Kind != words.Han || !c.partOfOrganisation(p) {
			break
		}
		size += runes(t.Text)
		from = p
	}
	for from < i && (words.Stop(c.text(from)) || c.l.has("zhsay", c.text(from))) {
		from++
	}
	if whole := c.labelled(i); whole < from && strings.HasSuffix(c.text(i), "公司") {
		return whole
	}
	return from
}

// labelled returns the first token after a colon that is before token i on its
// line, where nothing but words stands between: 甲方：杭州力行健身有限公司; else i.
func (c *chinese) labelled(i int) int {
	size := 0
	for k := i; k > 0; k-- {
		if size += runes(c.text(k)); size > 22 || c.taken[k] || c.tokens[k].Kind != words.Han && c.tokens[k].Kind != words.Word || c.tokens[k-1].End != c.tokens[k].Start {
			return i
		}
		if t := c.text(k - 1); t == "：" || t == ":" {
			return k
		}
	}
	return i
}

func (c *chinese) partOfOrganisation(i int) bool {
	t := c.tokens[i]
	if c.l.has("orgmid", t.Text) || c.l.has("orgtail", t.Text) || c.l.has("placetail", t.Text) {
		return !c.l.has("zhsay", t.Text)
	}
	if words.Stop(t.Text) || c.l.has("zhsay", t.Text) || c.l.has("zhbefore", t.Text) {
		return false
	}
	switch t.Tag {
	case "n", "ns", "nz", "nr", "nt", "nrt", "j", "vn", "b", "l", "an", "ng", "g", "nrfg", "x", "s":
		return true
	case "":
		return true
	case "a", "z":
		return true
	}
	return runes(t.Text) == 1 && t.Tag != "m" && t.Tag != "q" && t.Tag != "u" && t.Tag != "r"
}

func (c *chinese) endsLike(word, list string, least int) bool {
	for cut := range word {
		if cut > 0 && runes(word[cut:]) >= least && c.l.has(list, word[cut:]) {
			return true
		}
	}
	return false
}

// people finds Chinese names by surname and what stands beside them, and
// foreign ones that the dictionary knows.
func (c *chinese) people() {
	for i := 0; i < len(c.tokens); i++ {
		if !c.han(i, false) {
			continue
		}
		n, score := c.person(i)
		if n > 0 {
			c.add(Person, i, i+n, score)
			i += n - 1
		}
	}
}

// person returns how many tokens from i on are a person's name, and how sure that is.
func (c *chinese) person(i int) (n int, score float64) {
	t := c.tokens[i]
	size := runes(t.Text)
	r, w := utf8.DecodeRuneInString(t.Text)
	family := c.l.has("surname", string(r))
	double := c.l.has("compound", t.Text) || size > 2 && c.l.has("compound", t.Text[:2*w])
	rest := t.Text[w:]
	if p, ok := strings.CutSuffix(t.Text, "人"); ok && c.place(p) {
		return 0, 0
	}
	switch {
	case size == 1 && c.l.has("zhtitle", c.text(i-1)) && c.han(i+1, true) && c.tag(i+1) == "nrt":
		return 2, 0.8
	case family && size > 1 && c.l.has("zhtitle", rest):
		return 1, 0.9
	case (family || double) && size <= 4 && size > 1 && person(t.Tag):
		n := 1
		if size == 2 && c.han(i+1, true) && runes(c.text(i+1)) == 1 && !words.Stop(c.text(i+1)) && !c.l.has("zhsay", c.text(i+1)) &&
			(c.tokens[i+1].Tag != "v" && c.beside(i, 2) || c.l.has("given", c.text(i+1))) {
			n = 2
		}
		if c.beside(i, n) || rare(t.Text) {
			return n, 0.85
		}
		return 0, 0
	case family && size == 2 && seldom(t.Norm) && c.han(i+1, true) && runes(c.text(i+1)) == 1 && c.givenOnly(i+1, 1) && c.beside(i, 2):
		return 2, 0.75 // 范志刚, of which the dictionary has a piece
	case double && size == 2:
		if g := c.given(i + 1); g > 0 {
			return 1 + g, 0.85
		}
	case family && size == 1:
		if c.han(i+1, true) && c.l.has("zhtitle", c.text(i+1)) && runes(c.text(i+1)) > 1 {
			return 2, 0.85
		}
		if g := c.given(i + 1); g > 0 && (c.beside(i, 1+g) || c.givenOnly(i+1, g)) {
			return 1 + g, 0.75
		}
		if c.han(i+1, true) && runes(c.text(i+1)) == 2 && c.givenOnly(i+1, 1) && c.closed(i, 2) {
			return 2, 0.75 // 周建国 in a list of names, though 建国 is a verb
		}
	case (t.Tag == "nrt" || t.Tag == "nr" && size >= 3) && size >= 2 && rareName(t.Norm) && !twoWords(t.Norm):
		if c.l.has("zhplace", t.Text) {
			return 0, 0
		}
		return 1, 0.7
	case strings.HasPrefix(t.Text, "小") && size == 2 && person(t.Tag):
		return 1, 0.7
	}
	return 0, 0
}

// place reports whether a word is the name of a place by itself.
func (c *chinese) place(word string) bool {
	_, tag := words.Lookup(word)
	return c.l.has("zhplace", word) || tag == "ns" && runes(word) > 1
}

func person(tag string) bool { return tag == "nr" || tag == "nrfg" || tag == "" }

// rare reports whether a word with the form of a name is seldom anything else.
func rare(word string) bool {
	freq, tag := words.Lookup(word)
	return freq < 400 && tag != "n" && tag != "v" || tag == "nr" && runes(word) == 3 || tag == "nrfg"
}

// twoWords reports whether a word is two common ones that the dictionary took
// for a foreign name: 宣传教育.
func twoWords(word string) bool {
	for cut := range word {
		if n := runes(word[:cut]); n < 2 || runes(word[cut:]) < 2 {
			continue
		}
		a, tagA := words.Lookup(word[:cut])
		b, tagB := words.Lookup(word[cut:])
		if a >= 300 && b >= 300 && tagA != "nrt" && tagB != "nrt" {
			return true
		}
	}
	return false
}

func seldom(word string) bool {
	freq, _ := words.Lookup(word)
	return freq < 60
}

func rareName(word string) bool {
	freq, _ := words.Lookup(word)
	return freq < 3000
}

// given returns how many tokens from i on could be a given name of one or two
// characters.
func (c *chinese) given(i int) int {
	if !c.han(i, true) {
		return 0
	}
	one := func(k int) bool {
		return c.han(k, true) && runes(c.text(k)) == 1 && !words.Stop(c.text(k)) && !c.l.has("zhsay", c.text(k)) &&
			c.tag(k) != "p" && c.tag(k) != "u" && c.tag(k) != "c" && c.tag(k) != "q"
	}
	if runes(c.text(i)) == 2 {
		freq, tag := words.Lookup(c.text(i))
		if c.givenOnly(i, 1) && (c.l.has("zhtitle", c.text(i+1)) || c.l.has("zhtitle", c.text(i-2))) {
			return 1
		}
		if freq < 2500 && tag != "v" && tag != "d" && tag != "c" && !c.l.has("zhtitle", c.text(i)) && !c.l.has("zhsay", c.text(i)) && !c.l.has("placetail", c.text(i)) {
			return 1
		}
		return 0
	}
	if !one(i) {
		return 0
	}
	if one(i+1) && !c.l.has("placetail", c.text(i+1)) {
		return 2
	}
	return 1
}

// givenOnly reports whether the n tokens from i on are of characters that given
// names are made of, and no place or organisation goes on behind them.
func (c *chinese) givenOnly(i, n int) bool {
	for _, t := range c.tokens[i : i+n] {
		for _, r := range t.Text {
			if !c.l.has("given", string(r)) {
				return false
			}
		}
	}
	return !c.l.has("placetail", c.text(i+n)) && !c.l.has("orgtail", c.text(i+n))
}

// beside reports whether what stands next to the n tokens from i on speaks of
// a person: a title, a verb of saying, a mark or the edge of a sentence.
func (c *chinese) beside(i, n int) bool {
	before, after := c.text(i-1), c.text(i+n)
	if c.l.has("placetail", after) || c.l.has("orgtail", after) && !c.l.has("zhtitle", after) {
		return false
	}
	if c.l.has("zhtitle", before) || c.l.has("zhtitle", after) || c.l.has("zhsay", after) {
		return true
	}
	left := i == 0 || c.tokens[i-1].Kind == words.Mark || endsAny(before, "和与、由给让被请是叫")
	right := i+n >= len(c.tokens) || c.tokens[i+n].Kind == words.Mark || after == "和" || after == "与"
	return left && right || left && i+n < len(c.tokens) && c.tokens[i+n].Tag == "v"
}

// closed reports whether marks or edges of the sentence stand on both sides of the n tokens from i on.
func (c *chinese) closed(i, n int) bool {
	mark := func(k int) bool { return k < 0 || k >= len(c.tokens) || c.tokens[k].Kind == words.Mark }
	return mark(i-1) && mark(i+n)
}

func endsAny(s, runes string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && strings.ContainsRune(runes, r)
}

// places finds the names of places that the dictionary or the list has, and
// what ends like one.
func (c *chinese) places() {
	for i := 0; i < len(c.tokens); i++ {
		if !c.han(i, false) {
			continue
		}
		t := c.tokens[i]
		size := runes(t.Text)
		listedPlace := c.l.has("zhplace", t.Text)
		next := c.text(i + 1)
		tailed := c.han(i+1, true) && c.l.has("placetail", next)
		if p, ok := strings.CutSuffix(t.Text, "人"); ok && size >= 3 && c.place(p) {
			start := t.Start
			c.found = append(c.found, Entity{Place, p, start, start + len(p), 0.8}) // 江西人
			continue
		}
		switch {
		case c.l.has("zhnot", t.Text) || words.Stop(t.Text) && !listedPlace:
			continue
		case listedPlace || t.Tag == "ns" && size >= 2:
			n := 1
			if tailed && (runes(next) > 1 || !strings.HasSuffix(t.Text, next)) && next != "国" {
				n = 2
				if c.han(i+2, true) && c.l.has("placetail", c.text(i+2)) && runes(c.text(i+2)) > 1 {
					n = 3
				}
			}
			c.add(Place, i, i+n, 0.85)
			i += n - 1
		case tailed && size >= 2 && size <= 4 && (t.Tag == "nz" || t.Tag == "nr" || t.Tag == "") && !c.l.has("zhnot", next) || tailed && size >= 2 && c.l.has("zhbefore", c.text(i-1)) && t.Tag == "n" && runes(next) == 1:
			c.add(Place, i, i+2, 0.7)
			i++
		}
	}
}
