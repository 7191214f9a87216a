// Package portion answers how much of a thing is needed, and for how many it is enough, from
// the lists of a recipe or of materials: “125 g cold butter”, “Serves 6”.
package portion

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const (
	unit   = `(?:k?g|mg|ml|cl|dl|l|lbs?|oz|kilos?|grams?|kilograms?|lit(?:re|er)s?|millilit(?:re|er)s?|pints?|quarts?|gallons?|pounds?|ounces?|cups?|tablespoons?|teaspoons?|tbsps?|tsps?|spoons?|spoonfuls?|sticks?|cans?|tins?|packets?|packs?|bags?|bottles?|jars?|slices?|cloves?|bunch(?:es)?|handfuls?|pinch(?:es)?|knobs?|drops?|sheets?|rolls?|boxes|bars?|pieces?|leaves|sprigs?|sachets?)`
	number = `\d+(?:\s?(?:-|–|to)\s?\d+)?|two|three|four|five|six|seven|eight|nine|ten|twelve`
	few    = `(?:\d+(?:[.,/]\d+)?(?:\s?[-–]\s?\d+)?|[½¼¾⅓⅔]|\d+\s?[½¼¾]|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an?|a few|some)`
)

var (
	// The group of asks is the thing.
	asks = expression.New(`(?i)^(?:and |so )?how (?:much|many (?:grams?|cups?|spoons|tablespoons|teaspoons|litres|liters|ml|kilos|bags|tins|cans|bottles)(?: of)?) ([\pL' -]+?) (?:(?:do|does|must|should|will|would) (?:i|we|you|one|it|the recipe|they) (?:have to |need to )?(?:need|use|take|add|buy|put in|require|put)|(?:is|are|goes?) (?:needed|required|used|in|into|added)|(?:goes|go|comes) in)\b(?: (?:for|in|to|into) [\pL ]+)?[?.! ]*$`)
	// serves is for how many something is enough.
	asksServes = expression.New(`(?i)^(?:and |so )?(?:for )?how many (?:people|persons|guests|servings|portions|eaters)\b.*?\b(?:serves?|feeds?|enough|for|make|makes|yield|yields|get|is (?:it|this)|are (?:there|in it))\b|^(?:and |so )?how many (?:people|persons|guests|servings|portions) (?:is|are) (?:it|this)\b`)
	serves     = expression.New(`(?i)\b(?:serves|feeds|servings?:|portions?:) (` + number + `)(?: (?:people|persons|servings|portions|guests|adults|eaters)\b|[.,;)]|$)|\b(?:serves|feeds) (` + number + `)\b|\b(?:makes|yields|enough for|sufficient for|for) (` + number + `) (?:people|persons|servings|portions|guests|adults|eaters)\b`)
	amount     = `(?i)(?:^|[^\d.,/\pL])(` + few + `\s?` + unit + `\b)(?: of)?((?: [\pL-]+){0,2}?) `
)

// apart are words after which another thing of a list begins.
var apart = expression.New(`(?i)\b(?:and|or|with|without|plus|to|for|in|into|on|per|but|not|no|than|as)\b`)

// Answer is how much of a thing a text lists, all where it does so more than once; empty when
// something else is asked or the text lists none.
func Answer(text, question string) string {
	flat, _ := words.Flat(text)
	if asksServes.MatchString(question) {
		said := ""
		for _, m := range serves.FindAllStringSubmatchIndex(flat, -1) {
			begin := strings.LastIndexAny(flat[:m[0]], ".;!?") + 1
			one := ""
			for i := 2; i < len(m); i += 2 {
				if m[i] >= 0 {
					one = flat[m[i]:m[i+1]]
				}
			}
			if said != "" && said != one || cue.Denies(flat[begin:m[0]]) {
				return ""
			}
			said = one
		}
		return said
	}
	if m := asksInstead.FindStringSubmatch(question); m != nil {
		return instead(flat, m[1]+m[2])
	}
	m := asks.FindStringSubmatch(question)
	if m == nil {
		return ""
	}
	var said []string
	l := words.Tokens(m[1])
	if len(l) == 0 {
		return ""
	}
	stem := regexp.QuoteMeta(strings.TrimSuffix(words.Stem(l[len(l)-1].Norm), "i")) // berri
	for _, found := range regexp.MustCompile(amount+stem+`(?:e?s|ies|y|e)?\b`).FindAllStringSubmatchIndex(flat, -1) {
		if between := text[found[4] : found[5]+1]; !strings.Contains(between, "\n") && !apart.MatchString(between) {
			said = append(said, flat[found[2]:found[3]])
		}
	}
	return strings.Join(said, "; ")
}
