// Package link knows the words between what a sentence speaks of and what it says of that.
package link

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Copula reports whether a word says that something is something.
func Copula(norm string) bool {
	switch norm {
	case "is", "are", "was", "were", "means", "为", "是", "指", "即", "became":
		return true
	}
	return false
}

// Opens reports whether a mark belongs to what it stands before.
func Opens(s string) bool { return strings.ContainsAny(s, "\"“‘「《$€£") }

// Leads reports whether a word only leads to what is said.
func Leads(t words.Token) bool {
	switch t.Norm {
	case "of", "好", "是", "为", "了", "过", "着", "到", "一名", "一位", "的", "于", "called", "named", "that":
		return true
	}
	return false
}
