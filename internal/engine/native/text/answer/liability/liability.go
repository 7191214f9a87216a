// Package liability answers who pays when something is broken, lost or somebody hurt, from the
// sentences of a text that say who is liable for that. Those that say it of the asker's own
// side are no answer to what others do.
package liability

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const (
	pays     = `(?:pays?|has to pay|must pay|will pay|would pay|is (?:liable|responsible|to blame|at fault|accountable)|bears?|covers?|compensates?|replaces?|comes up|takes responsibility|has to (?:replace|cover))`
	supposed = `(?:if|when|should|for|in case)`
)

var (
	asks = expression.New(`(?i)^(?:and |so )?who(?:'s liable|'s responsible| ` + pays + `)\b(?: (?:up|it|that|this|to me|me|us|for (?:it|this|that)|the (?:bill|costs?|damage)))* ` + supposed + ` (.+?)[?.! ]*$`)
	says = expression.New(`(?i)\b(?:liable|liability|responsible|responsibility|compensat\w+|pays? (?:for|the)|shall pay|must pay|will pay|bears?|make good|reimburse\w*|replaced? at (?:the|his|her|its|their)|at the (?:cost|expense|risk) of|insured|covered|covers)\b`)
	none = expression.New(`(?i)\b(?:not|no|never|excluded|neither|nor|cannot)\b`)
	own  = expression.New(`(?i)\b(?:i|we|(?:my|our) (?:child|children|kids?|sons?|daughters?|dogs?|cats?|guests?|friends?|family|visitors?))\b`)
	mine = expression.New(`(?i)\b(?:tenant|lessee|customer|guest|renter|hirer|client|user|visitor|member|borrower|participant|passenger|buyer|purchaser|parents?|you)s?\b`)
	// harms are the words for what may happen to things and people.
	harms = []expression.Lazy{
		expression.New(`(?i)\b(?:break|breaks|broke|broken|breakages?|damag\w*|drops?|dropped|scratch\w*|smash\w*|ruin\w*|spoil\w*|wreck\w*|destroy\w*|crash\w*|dent\w*|stain\w*|tear|tears|torn)\b`),
		expression.New(`(?i)\b(?:loses?|losing|lost|loss|losses|missing|disappear\w*|stolen|steals?|theft|thefts|goes? missing)\b`),
		expression.New(`(?i)\b(?:injur\w*|hurts?|accidents?|harm\w*)\b`),
	}
)

// Answer is the sentence, or the two, that say who answers for what the question supposes;
// empty when it asks for something else or the text does not say.
func Answer(text, question string) string {
	m := asks.FindStringSubmatch(question)
	if m == nil || !slices.ContainsFunc(harms, func(h expression.Lazy) bool { return h.MatchString(m[1]) }) {
		return ""
	}
	self := own.MatchString(actor(m[1]))
	flat, sentences := words.Flat(text)
	var said []string
	most := 0
	for _, s := range sentences {
		sentence := strings.TrimSpace(flat[s.Start:s.End])
		led, about := says.FindStringIndex(sentence), shared(m[1], sentence)
		if led == nil || about == 0 && !slices.ContainsFunc(harms, func(h expression.Lazy) bool { return h.MatchString(m[1]) && h.MatchString(sentence) }) {
			continue
		}
		if mine.MatchString(sentence[:led[0]]) != self || none.MatchString(sentence) && about == 0 {
			continue
		}
		switch {
		case about > most:
			said, most = []string{sentence}, about
		case about == most && len(said) < 2:
			said = append(said, sentence)
		}
	}
	return strings.Join(said, " ")
}

// actor is who does the harm in a case: the words before its first word for harm.
func actor(happens string) string {
	for _, h := range harms {
		if at := h.FindStringIndex(happens); at != nil {
			return happens[:at[0]]
		}
	}
	return happens
}

// shared counts the words of a case, but those for harm, that a sentence has.
func shared(happens, sentence string) (n int) {
	have := map[string]bool{}
	for _, t := range words.Tokens(sentence) {
		have[words.Stem(t.Norm)] = true
	}
	for _, t := range words.Tokens(happens) {
		if !words.Function(t) && have[words.Stem(t.Norm)] && !slices.ContainsFunc(harms, func(h expression.Lazy) bool { return h.MatchString(t.Text) }) {
			n++
		}
	}
	return n
}
