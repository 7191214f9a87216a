package term

import (
	"slices"
	"strings"
)

// Sayable leaves out signs and single letters.
func Sayable(text string) bool {
	n := 0
	for _, r := range text {
		if r > ' ' && !strings.ContainsRune("?？!！,，.。;；:：、…()（）[]【】\"'“”‘’*/\\|#@^_`~-+=<>", r) {
			n++
		}
	}
	return n > 1
}

// Quoted lists words of a question in quotes, each once where it is repeated.
func Quoted(texts []string, sep string) string {
	var out []string
	for _, t := range slices.Compact(texts) {
		out = append(out, "“"+t+"”")
	}
	return strings.Join(out, sep)
}
