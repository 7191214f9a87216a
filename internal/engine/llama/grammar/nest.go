package grammar

import "github.com/tenonhub/tenon/internal/fault"

// maxNested is how deep the groups of a grammar may lie within each other.
const maxNested = 64

// Check refuses a grammar in GBNF whose groups lie too deep within each other:
// llama.cpp reads a group within a group by calling itself, and overflows its
// stack. What else is wrong with it llama.cpp says.
func Check(gbnf string) error {
	depth := 0
	for i := 0; i < len(gbnf); i++ {
		switch gbnf[i] {
		case '"':
			i = past(gbnf, i, '"')
		case '[':
			i = past(gbnf, i, ']')
		case '#':
			for i+1 < len(gbnf) && gbnf[i+1] != '\n' && gbnf[i+1] != '\r' {
				i++
			}
		case ')':
			depth = max(depth-1, 0)
		case '(':
			if depth++; depth > maxNested {
				return fault.New(fault.Invalid, "the groups of the grammar lie more than %d deep within each other; give the inner ones rules of their own", maxNested)
			}
		}
	}
	return nil
}

// past is where the literal or class ends that begins at i.
func past(s string, i int, end byte) int {
	for i++; i < len(s) && s[i] != end; i++ {
		if s[i] == '\\' {
			i++
		}
	}
	return i
}
