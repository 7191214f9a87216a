// Package again tells an answer from a table that says no more than one before it.
package again

import "strings"

// read is how such an answer says what the question was taken for.
var read = []string{"\n理解为：", "\nRead as: "}

// Same reports whether two answers from a table say the same, whatever each question was.
func Same(a, b string) bool {
	for _, r := range read {
		a, _, asked := strings.Cut(a, r)
		if b, _, also := strings.Cut(b, r); asked && also {
			return a == b
		}
	}
	return false
}
