// Package manual answers how something is done, what a lamp, sign or message means and what to
// do about it, with the sentence of the text that speaks of it. It quotes whole sentences and
// weighs nothing: all that is asked about must be in one, or in its heading and it.
package manual

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	// The groups of both are what is asked about.
	asksHow   = expression.New(`(?i)^(?:and |so )?how (?:do|would|to|does|may|can|should|must|could) ?((?:i|we|you|one|somebody|someone|people|customers|guests|members) .+?|(?:the|a|an|my|our|your) [^.?!]+? be .+?)[?.! ]*$|^(?:and |so )?how to (.+?)[?.! ]*$`)
	asksMeans = expression.New(`(?i)^(?:and |so )?what (?:does|do|is|would) (?:it mean (?:when|if) )?(?:the |an? |this |that )?(.*?(?:\b(?:lights?|lamps?|led|symbols?|signs?|messages?|codes?|errors?|beeps?|icons?|warnings?|flags?|signals?|[a-z]{1,3}-?\d{1,4})\b).*?) ?(?:mean|means|meaning|indicate|show|signify|stand for|telling me|tell me|flash|flashing|blink|blinking|is on)[?.! ]*$|^(?:and |so )?what(?:'s| is) (?:the )?((?:error|fault|code|message)(?: (?:code|message|number))? .+?)[?.! ]*$`)
	means     = expression.New(`(?i)\b(?:means?|shows?|indicates?|signif(?:y|ies)|says?|stands? for|tells you)(?: that)? ([^.;]+)[.;]`)
	person    = expression.New(`(?i)^(?:i|we|you|one|somebody|someone|people|customers|guests|members) `)
	// does begins what tells somebody how: an order, or how something may be done.
	does = expression.New(`(?i)\b(?:by|with|via|through|online|must|should|can|may|please|need to|have to|use|using)\b|^(?:to |if |before |after |for |in order |first|then|never|always|do not|don't|simply)`)
	idle = map[string]bool{"turn": true, "switch": true, "get": true, "set": true, "make": true, "do": true, "use": true, "go": true, "put": true, "work": true, "mode": true, "best": true}
)

// Answer is the sentence that tells it; empty when something else is asked, or no sentence
// has all of it.
func Answer(text, question string) string {
	if words.Chinese(question) {
		return ""
	}
	if m := asksMeans.FindStringSubmatch(question); m != nil {
		said := tells(text, m[1]+m[2], false)
		if is := means.FindStringSubmatch(said); is != nil {
			return is[1]
		}
		return said
	}
	if m := asksHow.FindStringSubmatch(question); m != nil && !strings.Contains(m[0], " and ") && !other.MatchString(person.ReplaceAllString(m[1]+m[2], "")) {
		return tells(text, person.ReplaceAllString(m[1]+m[2], ""), true)
	}
	return ""
}

// other asks for something else than a way: for a number, or how one is reached.
var other = expression.New(`(?i)^(?:contact|reach|get in touch|get hold|know)\b|\b(?:know|much|many|long|often|get there|get to|spell|pronounce)\b`)

// tells is the best sentence about a thing: one that has all its words.
func tells(text, thing string, how bool) string {
	var asked []words.Token
	for _, t := range words.Tokens(thing) {
		if t.IsWord() && !words.Function(t) && (!how || !idle[t.Norm]) || t.Kind == words.Number {
			asked = append(asked, t)
		}
	}
	if len(asked) == 0 {
		return ""
	}
	flat, sentences := words.Flat(text)
	best, most := "", 0.0
	for _, s := range sentences {
		said := strings.TrimSpace(flat[s.Start:s.End])
		tokens := words.Tokens(said)
		met := 0.0
		for _, t := range asked {
			met += meets(t, tokens)
		}
		if met < 0.8*float64(len(asked)) || len(tokens) < 5 || strings.HasSuffix(said, "?") {
			continue
		}
		if is := means.FindStringIndex(said); !how && is != nil && cue.Denies(said[:is[0]]) {
			continue
		}
		if how && !does.MatchString(said) && !orders(tokens) {
			continue
		}
		if score := met - 0.002*float64(len(tokens)); score > most {
			best, most = said, score
		}
	}
	return best
}

// meets is how surely one of the tokens is a word that is asked about.
func meets(t words.Token, tokens []words.Token) (best float64) {
	stem := words.Stem(t.Norm)
	for _, u := range tokens {
		switch {
		case words.Stem(u.Norm) == stem:
			return 1
		case cue.Alike(t.Norm, u.Norm), thesaurus.Meet(thesaurus.Senses(stem), thesaurus.Senses(words.Stem(u.Norm))):
			best = 0.85
		}
	}
	return best
}

// orders reports whether a sentence begins with what one is to do: “Press the button”.
func orders(tokens []words.Token) bool {
	i := slices.IndexFunc(tokens, func(t words.Token) bool { return t.IsWord() })
	if i < 0 || i+1 >= len(tokens) {
		return false
	}
	_, tag := words.Rank(tokens[i].Norm)
	next := tokens[i+1].Norm
	return tag == 'v' && !strings.HasSuffix(tokens[i].Norm, "ing") || next == "the" || next == "your" || next == "and" && tag != 'p'
}
