package grammar

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// pattern makes the rule of texts that a regular expression finds, as they are
// written within quotes.
func (b *builder) pattern(source string) (node, error) {
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return node{}, wrong("the pattern %.100q cannot be read: %v", source, err)
	}
	re = re.Simplify()
	parts := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		parts = re.Sub
	}
	begins, ends := false, false
	if n := len(parts); n > 0 && parts[0].Op == syntax.OpBeginText {
		parts, begins = parts[1:], true
	}
	if n := len(parts); n > 0 && parts[n-1].Op == syntax.OpEndText {
		parts, ends = parts[:n-1], true
	}
	n, err := b.each(parts)
	if err != nil {
		return node{}, err
	}
	any := times(b.char(), 0, -1)
	if !begins {
		n = seq(any, n)
	}
	if !ends {
		n = seq(n, any)
	}
	return n, nil
}

func (b *builder) each(parts []*syntax.Regexp) (node, error) {
	out := seq()
	for _, p := range parts {
		n, err := b.expression(p)
		if err != nil {
			return node{}, err
		}
		out.parts = append(out.parts, n)
	}
	return out, nil
}

func (b *builder) expression(re *syntax.Regexp) (node, error) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return lit(""), nil
	case syntax.OpNoMatch:
		return node{kind: never}, nil
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return node{}, wrong("a pattern cannot leave open which letters are large")
		}
		quoted := text(string(re.Rune))
		return lit(quoted[1 : len(quoted)-1]), nil
	case syntax.OpCharClass:
		return within(re.Rune), nil
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return b.char(), nil
	case syntax.OpConcat:
		return b.each(re.Sub)
	case syntax.OpAlternate:
		var parts []node
		for _, s := range re.Sub {
			n, err := b.expression(s)
			if err != nil {
				return node{}, err
			}
			parts = append(parts, n)
		}
		return alt(parts...), nil
	default:
	}
	if least, most, ok := repeats(re); ok {
		n, err := b.expression(re.Sub[0])
		return times(n, least, most), err
	}
	return node{}, wrong("a pattern cannot have %s where it stands", re)
}

func repeats(re *syntax.Regexp) (least, most int, ok bool) {
	switch re.Op {
	case syntax.OpCapture:
		return 1, 1, true
	case syntax.OpStar:
		return 0, -1, true
	case syntax.OpPlus:
		return 1, -1, true
	case syntax.OpQuest:
		return 0, 1, true
	default:
		return 0, 0, false
	}
}

// within is one character of ranges; those that JSON writes in another way are
// written so.
func within(ranges []rune) node {
	var b strings.Builder
	var other []node
	for i := 0; i+1 < len(ranges); i += 2 {
		from := ranges[i]
		for r := from; r <= ranges[i+1]; r++ {
			if r != '"' && r != '\\' && r >= ' ' && r != 0x7f {
				if r > 0x7f { // nothing is special from there on
					put(&b, r, ranges[i+1])
					break
				}
				put(&b, r, r)
				continue
			}
			if r == '"' || r == '\\' || r == '\n' || r == '\t' || r == '\r' {
				quoted := text(string(r))
				other = append(other, lit(quoted[1:len(quoted)-1]))
			}
		}
	}
	if b.Len() > 0 {
		other = append(other, chars("["+b.String()+"]"))
	}
	return alt(other...)
}

// put writes a range of a class.
func put(b *strings.Builder, from, to rune) {
	one := func(r rune) {
		switch {
		case strings.ContainsRune(`]\^-[`, r):
			fmt.Fprintf(b, `\x%02X`, r)
		case r < 0x7f || unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(b, `\U%08X`, r)
		default:
			fmt.Fprintf(b, `\u%04X`, r)
		}
	}
	one(from)
	if to > from {
		b.WriteByte('-')
		one(to)
	}
}
