package choice

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// labelled is the least probability of what stands behind a label that says all that is asked for.
const labelled = 0.9

// isLabelled reports whether line is a label and said behind it, “Invoice number: GF-417”, and
// question asks for what the label says and for nothing else.
func isLabelled(line, said, question string) bool {
	label, value, ok := strings.Cut(strings.Replace(line, "：", ":", 1), ":")
	if !ok || said == "" || strings.Trim(value, " .。;；") != strings.Trim(said, " .。;；") {
		return false
	}
	if words.Chinese(question) {
		rest := strings.Replace(words.Simplify(question), words.Simplify(strings.TrimSpace(label)), "", 1)
		return len(rest) < len(question) && strings.Trim(rest, "请问告诉我这那张份上里的是有多少什么谁哪几号个啊呢呀？?。，, ") == ""
	}
	names, asked := content(label), content(question)
	return len(names) > 0 && slices.Equal(names, asked)
}

// content are the words of s that carry its meaning, in order, each once.
func content(s string) (out []string) {
	for _, t := range words.Tokens(s) {
		if t.Kind != words.Mark && !words.Stop(t.Norm) && !slices.Contains(out, words.Stem(t.Norm)) {
			out = append(out, words.Stem(t.Norm))
		}
	}
	slices.Sort(out)
	return out
}
