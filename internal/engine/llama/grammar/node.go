package grammar

import (
	"fmt"
	"slices"
	"strings"
)

// A node is a part of a rule.
type node struct {
	kind  kind
	text  string // of a literal, a class as it is written, or the name of a rule
	parts []node
	least int
	most  int // -1 is any number
}

type kind int

const (
	never    kind = iota // nothing fits
	literal              // text
	class                // one character of a class
	rule                 // what a rule says
	sequence             // parts one after the other
	choice               // one of parts
	repeat               // the part, so many times
)

func lit(s string) node    { return node{kind: literal, text: s} }
func chars(s string) node  { return node{kind: class, text: s} }
func ref(name string) node { return node{kind: rule, text: name} }
func times(n node, least, most int) node {
	if least == 1 && most == 1 {
		return n
	}
	return node{kind: repeat, parts: []node{n}, least: least, most: most}
}
func maybe(n node) node { return times(n, 0, 1) }

func seq(parts ...node) node { return node{kind: sequence, parts: parts} }

func alt(parts ...node) node {
	switch len(parts) {
	case 0:
		return node{kind: never}
	case 1:
		return parts[0]
	}
	return node{kind: choice, parts: parts}
}

// fits says whether a text fits n, where rules are known to.
func (n node) fits(rules map[string]bool) bool {
	can := func(p node) bool { return p.fits(rules) }
	switch n.kind {
	case never:
		return false
	case rule:
		return rules[n.text]
	case sequence:
		return !slices.ContainsFunc(n.parts, func(p node) bool { return !can(p) })
	case choice:
		return slices.ContainsFunc(n.parts, can)
	case repeat:
		return n.least == 0 || (n.most < 0 || n.least <= n.most) && can(n.parts[0])
	default:
		return true
	}
}

// prune takes out the choices that nothing fits.
func (n node) prune(rules map[string]bool) node {
	switch n.kind {
	case sequence:
		out := seq()
		for _, p := range n.parts {
			out.parts = append(out.parts, p.prune(rules))
		}
		return out
	case choice:
		var kept []node
		for _, p := range n.parts {
			if p.fits(rules) {
				kept = append(kept, p.prune(rules))
			}
		}
		return alt(kept...)
	case repeat:
		if !n.parts[0].fits(rules) || n.most == 0 {
			return lit("")
		}
		return times(n.parts[0].prune(rules), n.least, n.most)
	default:
		return n
	}
}

// The strengths of what stands about a node, from where on it needs parentheses.
const (
	inChoice = iota
	inSequence
	inRepeat
)

// write writes n in GBNF, and tells the rules that it names.
func (n node) write(w *strings.Builder, about int, name func(string)) {
	open := n.kind == choice && about >= inSequence || n.kind == sequence && about >= inRepeat
	if open {
		w.WriteByte('(')
		defer w.WriteByte(')')
	}
	switch n.kind {
	case literal:
		w.WriteString(quote(n.text))
	case class:
		w.WriteString(n.text)
	case rule:
		w.WriteString(n.text)
		name(n.text)
	case sequence:
		for i, p := range n.parts {
			if i > 0 {
				w.WriteByte(' ')
			}
			p.write(w, inSequence, name)
		}
		if len(n.parts) == 0 {
			w.WriteString(`""`)
		}
	case choice:
		for i, p := range n.parts {
			if i > 0 {
				w.WriteString(" | ")
			}
			p.write(w, inChoice, name)
		}
	case repeat:
		n.parts[0].write(w, inRepeat, name)
		w.WriteString(count(n.least, n.most))
	default: // never was pruned
	}
}

func count(least, most int) string {
	switch {
	case least == 0 && most == 1:
		return "?"
	case least == 0 && most < 0:
		return "*"
	case least == 1 && most < 0:
		return "+"
	case most < 0:
		return fmt.Sprintf("{%d,}", least)
	case least == most:
		return fmt.Sprintf("{%d}", least)
	default:
		return fmt.Sprintf("{%d,%d}", least, most)
	}
}

// quote writes a literal.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
