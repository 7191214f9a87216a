// Package price answers what the thing that a text is about costs, where the text only says
// “the cost”: “The cost is £18.50 per child”.
package price

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const (
	each   = `(?:per|for each|for every|for one|each|an?|for an?)`
	amount = `(?:[£$€¥]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:pounds|euros?|dollars|yuan|GBP|EUR|USD)\b)`
)

var (
	// The groups of asks are the thing and what is counted, twice.
	asks = expression.New(`(?i)^(?:and )?(?:how much|what) (?:does|do|is|are|will|would|did|was) (?:the|this|that|our|an?) ([\pL -]+?)(?: (?:costs?|be|come to))?(?: ` + each + ` (\pL+)| each| apiece)?[?.! ]*$` +
		`|^(?:and )?what(?:'s| is| was| will be) the (?:cost|price|fee|charge)(?: ` + each + ` \pL+)? (?:of|for) (?:the|this|that|our|an?) ([\pL -]+?)(?: ` + each + ` (\pL+))?[?.! ]*$`)
	costly = expression.New(`(?i)^(?:and )?how much\b|\b(?:cost|price|fee|charge)\b`)
	// The groups of says are the amount, and what it is for.
	says = expression.New(`(?i)(?:^|[.;:!?,\n]\s*|\b(?:and|but)\s)(?:the |total )*(?:cost|price|fee|charge)s?(?: (?:per|for each) (\pL+))?(?: is| are| will be| was| comes to|:) (` + amount + `)(?: ` + each + ` (\pL+))?`)
)

// opening is how many sentences of a text tell what it is about.
const opening = 2

// Answer answers what the thing costs that the opening of a text speaks of, where the text
// names one price and does not say of what; it is empty otherwise.
func Answer(text, question string) string {
	m := asks.FindStringSubmatch(question)
	if m == nil || !costly.MatchString(question) {
		return ""
	}
	thing, unit := m[1]+m[3], m[2]+m[4]
	flat, sentences := words.Flat(text)
	if len(says.FindAllStringIndex(flat, -1)) != 1 || !about(sentences, thing) {
		return ""
	}
	said := says.FindStringSubmatch(flat)
	of := said[1] + said[3]
	switch {
	case unit == "" && of != "":
		return said[2] + " per " + of
	case unit == "" || of != "" && words.Stem(strings.ToLower(unit)) == words.Stem(strings.ToLower(of)):
		return said[2]
	}
	return ""
}

// about reports whether the headings and first sentences of a text speak of a thing.
func about(sentences []words.Sentence, thing string) bool {
	l := words.Tokens(thing)
	if len(l) == 0 {
		return false
	}
	head, full := l[len(l)-1], 0
	for _, s := range sentences {
		tokens := words.Tokens(s.Text)
		if says.MatchString(s.Text) {
			break
		}
		if slices.ContainsFunc(tokens, func(t words.Token) bool {
			return words.Stem(t.Norm) == words.Stem(head.Norm) || cue.Alike(t.Norm, head.Norm)
		}) {
			return true
		}
		if len(tokens) > 8 {
			full++
		}
		if full == opening {
			break
		}
	}
	return false
}
