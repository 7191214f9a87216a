// Package spelling puts right the words of a question that its text, or a
// question, would have one slip of the finger away.
package spelling

import (
	"maps"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/slip"
)

// shortest is how many letters a word has at least that is put right.
const shortest = 5

// Right returns question with its English words in small letters that neither English nor the
// text has replaced by what they are slips of: a word of the text, or else one that
// questions are asked by. What either writes with a capital is a name, and another name is another person.
func Right(text, question string) string {
	var own, small map[string]bool
	out := question
	tokens := words.Tokens(question)
	for i := len(tokens) - 1; i >= 0; i-- {
		t := tokens[i]
		if rank, _ := words.Rank(t.Norm); t.Kind != words.Word || t.Text != t.Norm || rank > 0 || len(t.Norm) < shortest || thesaurus.Senses(words.Stem(t.Norm)) != nil {
			continue
		}
		if own == nil {
			own, small = map[string]bool{}, map[string]bool{}
			for _, t := range words.Tokens(text) {
				if t.Kind == words.Word {
					own[t.Norm] = true
					if t.Text == t.Norm {
						small[t.Norm] = true
					}
				}
			}
		}
		if own[t.Norm] || stemmed(own, t.Norm) {
			continue
		}
		right := slip.Nearest(t.Norm, maps.Keys(small))
		if right == "" {
			right = slip.Nearest(t.Norm, thesaurus.Words)
		}
		if right == "" {
			right = slip.Nearest(t.Norm, maps.Keys(cue.Lists()["aux"]))
		}
		if right != "" {
			out = out[:t.Start] + right + out[t.End:]
		}
	}
	return out
}

// stemmed reports whether the text has another form of a word.
func stemmed(own map[string]bool, word string) bool {
	stem := words.Stem(word)
	for w := range own {
		if strings.HasPrefix(w, word[:1]) && words.Stem(w) == stem {
			return true
		}
	}
	return false
}
