package phrase

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A pattern is a sequence of elements:
//
//	word 词       a word (stemmed) or a Han character, as it is
//	{num} {lang} {time} {size} {file} {quote} {word} {any}   a token of that kind
//	{count:num}  the same, caught under the name count
//	{?} {:} {,}  a mark
//	(a|b c)      one of several sequences
//	x?           an element that may be missing
//	.. ...       up to 2 or 6 tokens, but no mark that ends a clause
//	^ $          the beginning or the end of a clause
type element struct {
	literal  string
	class    string
	name     string
	any      []pattern
	gap      int
	anchor   byte
	optional bool
}

type pattern []element

type parser struct {
	lex  *Lexicon
	rest string
}

func (l *Lexicon) compile(source string) (pattern, error) {
	p := parser{l, source}
	seq, err := p.sequence()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("unexpected %q", p.rest)
	}
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", source, err)
	}
	return seq, nil
}

func (p *parser) sequence() (pattern, error) {
	var seq pattern
	for p.rest != "" {
		r, n := utf8.DecodeRuneInString(p.rest)
		switch {
		case r == ' ':
			p.rest = p.rest[n:]
			continue
		case r == '|' || r == ')':
			return seq, nil
		case r == '?' && len(seq) > 0:
			seq[len(seq)-1].optional = true
			p.rest = p.rest[n:]
			continue
		}
		e, err := p.element(r, n)
		if err != nil {
			return nil, err
		}
		seq = append(seq, e)
	}
	return seq, nil
}

func (p *parser) element(r rune, n int) (element, error) {
	switch {
	case r == '(':
		return p.group()
	case r == '{':
		inside, rest, ok := strings.Cut(p.rest[1:], "}")
		if !ok {
			return element{}, fmt.Errorf("no } in %q", p.rest)
		}
		p.rest = rest
		name, class, ok := strings.Cut(inside, ":")
		if !ok || class == "" {
			name, class = "", inside
		}
		return element{class: class, name: name}, nil
	case strings.HasPrefix(p.rest, "..."):
		p.rest = p.rest[3:]
		return element{gap: 6}, nil
	case strings.HasPrefix(p.rest, ".."):
		p.rest = p.rest[2:]
		return element{gap: 2}, nil
	case r == '^' || r == '$':
		p.rest = p.rest[n:]
		return element{anchor: byte(r)}, nil
	}
	return p.literal(r, n)
}

func (p *parser) literal(r rune, n int) (element, error) {
	in := func(ok func(rune) bool) string {
		end := strings.IndexFunc(p.rest+" ", func(r rune) bool { return !ok(r) })
		w := p.rest[:end]
		p.rest = p.rest[end:]
		return w
	}
	switch {
	case strings.ContainsRune(numerals, r):
		return element{literal: in(func(r rune) bool { return strings.ContainsRune(numerals, r) })}, nil
	case wide(r):
		p.rest = p.rest[n:]
		return element{literal: string(r)}, nil
	case narrow(r):
		w := in(func(r rune) bool { return narrow(r) })
		if _, number := p.lex.numbers[w]; !number && !unicode.IsDigit(r) {
			w = Stem(w)
			p.lex.learn(w)
		}
		return element{literal: w}, nil
	}
	if strings.ContainsRune("?|){}.", r) {
		return element{}, fmt.Errorf("unexpected %q", p.rest)
	}
	p.rest = p.rest[n:]
	return element{literal: string(r)}, nil
}

func (p *parser) group() (element, error) {
	var e element
	for p.rest[0] != ')' {
		p.rest = p.rest[1:]
		seq, err := p.sequence()
		if err != nil {
			return e, err
		}
		e.any = append(e.any, seq)
		if p.rest == "" {
			return e, fmt.Errorf("a ( is not closed")
		}
	}
	p.rest = p.rest[1:]
	return e, nil
}

// firsts adds the words or classes that a match of p can begin with, and
// reports whether it may begin with anything.
func (p pattern) firsts(into map[string]bool) (open bool) {
	for _, e := range p {
		switch {
		case e.anchor != 0:
			continue
		case e.gap > 0:
			return true
		case e.literal != "":
			into[e.literal] = true
		case e.class != "":
			into["{"+e.class+"}"] = true
		}
		empty := false
		for _, alt := range e.any {
			empty = alt.firsts(into) || empty
		}
		if !e.optional && !empty {
			return false
		}
	}
	return true
}

// attempt is one try to match a pattern.
type attempt struct {
	tokens []Token
	caught []int // pairs: number of the capture's name in the pattern, token
	names  []string
	gaps   [][2]int // tokens that stand for nothing in the pattern
}

// match matches p at token i; then is called with the end of every way to do
// so, until it returns true.
func (a *attempt) match(p pattern, i int, then func(end int) bool) bool {
	if len(p) == 0 {
		return then(i)
	}
	e, rest := p[0], p[1:]
	if a.one(e, i, func(end int) bool { return a.match(rest, end, then) }) {
		return true
	}
	return e.optional && a.match(rest, i, then)
}

func (a *attempt) one(e element, i int, then func(end int) bool) bool {
	switch {
	case e.anchor == '^':
		return (i == 0 || i < len(a.tokens) && a.tokens[i-1].Clause != a.tokens[i].Clause) && then(i)
	case e.anchor == '$':
		return (i == len(a.tokens) || a.tokens[i].Kind == Mark) && then(i)
	case e.gap > 0:
		for n := 0; n <= e.gap && i+n <= len(a.tokens); n++ {
			a.gaps = append(a.gaps, [2]int{i, i + n})
			if then(i + n) {
				return true
			}
			a.gaps = a.gaps[:len(a.gaps)-1]
			if i+n == len(a.tokens) || a.tokens[i+n].Kind == Mark && a.tokens[i+n].Word != "、" && a.tokens[i+n].Word != "-" {
				return false
			}
		}
		return false
	case len(e.any) > 0:
		for _, alt := range e.any {
			if a.match(alt, i, then) {
				return true
			}
		}
		return false
	case i >= len(a.tokens):
		return false
	case e.literal != "":
		return a.tokens[i].Word == e.literal && then(i+1)
	}
	return a.class(e, i, then)
}

func (a *attempt) class(e element, i int, then func(end int) bool) bool {
	if !a.tokens[i].is(e.class) {
		return false
	}
	if e.name == "" {
		return then(i + 1)
	}
	n := len(a.caught)
	a.caught = append(a.caught, i)
	a.names = append(a.names, e.name)
	if then(i + 1) {
		return true
	}
	a.caught, a.names = a.caught[:n], a.names[:n]
	return false
}

func (t Token) is(class string) bool {
	switch class {
	case "any":
		return t.Kind != Mark
	case "word":
		return t.Kind == Word || t.Kind == Han
	case "num":
		return t.Kind == Number
	case "time":
		return t.Kind == Time
	case "size":
		return t.Kind == Size
	case "lang":
		return t.Kind == Language
	case "file":
		return t.Kind == File
	case "quote":
		return t.Kind == Quote
	case "?":
		return t.Kind == Mark && (t.Word == "?" || t.Word == "？")
	case ":":
		return t.Kind == Mark && (t.Word == ":" || t.Word == "：")
	case ",":
		return t.Kind == Mark && strings.Contains(",，、", t.Word)
	}
	return false
}
