// Package plea answers what somebody wants who writes a letter, a complaint or a review:
// “I want a new oven or my money back”.
package plea

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const want = `(?:want|wants|wanted|ask|asks|asked|asking|demand|demands|demanded|demanding|request|requests|requesting|expect|expects|expecting|require|requires|insist|insists|wish|wishes|hope|hopes|hoping|like|looking)`

// people are those who may have written a text.
const people = `customers?|clients?|writers?|senders?|authors?|buyers?|guests?|reviewers?|complainants?|users?|readers?|applicants?|patients?|tenants?|residents?|neighbou?rs?|parents?|subscribers?|members?|visitors?|passengers?|patrons?|shoppers?|persons?|man|woman|lady|gentleman|people`

var (
	// The group of asks is who wants something.
	asks = expression.New(`(?i)^(?:(?:and|please|tell me|say|find out)[, ]+)*(?:what (?:exactly |else )?(?:does|do|did|is|are|was|would) (.+?) (?:actually |really |now |exactly |still )?` + want + `|what (.+?) (?:actually |really |now |exactly |is |are )*` + want + `)(?: for| on| to get| to have| to happen| to be done| (?:us|me|them|the \pL+) to do)?(?: (?:from|of) (?:us|me|you|them|the \pL+))?(?: in (?:the|this|that) \pL+)?[?.! ]*$`)
	// writers are who the “I” of a text may be.
	writers = expression.New(`(?i)^(?:he|she|they|(?:the|this|that|our|my) (?:(?:angry|unhappy|upset|disappointed) )?(?:` + people + `|letters?|e-?mails?|complaints?|messages?|reviews?))$`)
	// The group of pleas is what is wanted.
	pleas  = expression.New(`(?i)(?:^|[.;:!?,]\s*|\b(?:and|so|but|therefore|now|that)\s+)(?:i|we)(?: (?:therefore|now|only|just|also|simply|really|still|do|must|hereby))* (?:(?:ask|insist|demand|request|expect|require) that|(?:want|demand|request|expect|require|would like|should like|'d like|insist on|ask for|wish for|am asking for|are asking for|am requesting|are requesting|am demanding|are demanding|ask you to|want you to|would ask you to|expect you to)) (.+)`)
	writer = expression.New(`^(?:` + people + `)$`)
	other  = expression.New(`(?i)^(?:to (?:thank|say|tell|know|point out|add|mention|draw|begin|start)|nothing more to)\b`)
)

// Answer answers what the writer of a text wants; it is empty when something else is asked,
// the text wants nothing in the first person, or it is of another that is asked.
func Answer(text, question string) string {
	m := asks.FindStringSubmatch(question)
	if m == nil || words.Chinese(text) || !writers.MatchString(m[1]+m[2]) && !signs(text, m[1]+m[2]) {
		return ""
	}
	var said []string
	_, sentences := words.Flat(text)
	for _, s := range sentences {
		if p := pleas.FindStringSubmatch(strings.ReplaceAll(s.Text, "’", "'")); p != nil && !other.MatchString(p[1]) {
			said = append(said, strings.TrimRight(p[1], " .!"))
		}
	}
	return strings.Join(said, "; ")
}

// signs reports whether a name stands below a text.
func signs(text, name string) bool {
	if name == "" || strings.ToLower(name) == name {
		return false
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return slices.ContainsFunc(lines[len(lines)/2:], func(line string) bool {
		return len(strings.Fields(line)) <= 4 && strings.Contains(line, name)
	})
}

// Writer reports whether a noun is a word for one who may have written a text.
func Writer(noun string) bool { return writer.MatchString(noun) }
