// Package deed answers what people are to do: one of them, or each of those whom
// a text gives something to do.
package deed

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksDeed   = expression.New(`(?i)^what (must|should|shall|will|does|do|has|have|is|are) (.+?) ((?:(?:have|has|need|needs|supposed|going|expected|asked|required) to )?)do(?:\s+(.+?))?[?.! ]*$`)
	asksDeedZh = expression.New(`^(.+?)(需要|要|应该|应|必须|得|将|会|前|之前)(?:做|干|完成)(?:些|的是)?什么(?:事|工作)?[？?。 ]*$`)
	// duty is what stands between who is to do something and what it is.
	duty   = expression.New(`^(?:[^.;:!?]{0,40}?\b` + must + `|, (?:(?:could|can|would|will) you (?:please |kindly )?|please )(?:also )?)`)
	dutyZh = expression.New(`^(?:之?前|需要|要|应该|应|必须|得|将|会|负责|，)*`)
	clause = expression.New(`[，。；！？\n]+`)
	stop   = expression.New(`[,;:!?(]|\.(?:\s|$)`)
)

const must = `(?:must|should|shall|will|has to|have to|needs? to|is to|are to|(?:is|are) going to|(?:has |have )?(?:agreed|promised|offered|volunteered) to|(?:was|were|is|are) asked to)\s+(?:also |then |now )?`

// Answer is what somebody whom question names is to do: what stands after “must”
// or “will”, without what the question says itself; empty when it asks for
// something else or the text does not say.
func Answer(text, question string) string {
	if words.Chinese(question) {
		return chinese(text, question)
	}
	m := asksDeed.FindStringSubmatch(question)
	if m == nil || m[3] == "" && !slices.Contains([]string{"must", "should", "shall", "will"}, strings.ToLower(m[1])) {
		return ""
	}
	who, when := expression.New(`(?i)\b`+quote(m[2])+`\b`), strings.ToLower(m[4])
	if said := done(text, who.Regexp(), when); said != "" {
		return said
	}
	if such := described(m[2]); such != nil {
		return done(text, such, when)
	}
	return ""
}

// described matches who is spoken of by what a question says of them, in its order: “people with
// a dog” are the visitors who bring a dog. It is nil where that is only a name or pronoun.
func described(who string) *regexp.Regexp {
	kind, rest, ok := strings.Cut(who, " ")
	if !ok || !persons[strings.ToLower(kind)] {
		return nil
	}
	var parts []string
	for _, t := range words.Tokens(rest) {
		if t.IsWord() && !words.Function(t) && !persons[t.Norm] && t.Norm != "have" {
			parts = append(parts, quote(words.Stem(t.Norm))+`\pL{0,6}`)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return regexp.MustCompile(`(?i)\b` + strings.Join(parts, `\b[^.;:!?]*?\b`) + `\b`)
}

var persons = map[string]bool{"people": true, "persons": true, "those": true, "anyone": true, "anybody": true, "everyone": true, "everybody": true, "somebody": true, "someone": true, "residents": true, "tenants": true, "visitors": true, "guests": true, "members": true, "parents": true, "children": true, "customers": true, "employees": true, "students": true, "families": true, "drivers": true, "owners": true, "passengers": true, "participants": true}

// done is what follows “must” or “will” behind those whom who matches.
func done(text string, who *regexp.Regexp, when string) string {
	for _, s := range words.Sentences(text) {
		for _, at := range who.FindAllStringIndex(s.Text, -1) {
			rest := s.Text[at[1]:]
			led := duty.FindStringIndex(rest)
			if led == nil || !says(s.Text, when) {
				continue
			}
			said := rest[led[1]:]
			if end := stop.FindStringIndex(said); end != nil {
				said = said[:end[0]]
			}
			if cut := strings.LastIndex(strings.ToLower(said), when); when != "" && cut > 0 && cut+len(when) >= len(said)-1 {
				said = said[:cut]
			}
			if said = strings.Trim(said, " ,;."); said != "" {
				return said
			}
		}
	}
	return ""
}

// quote makes the spaces of a phrase meet line breaks too.
func quote(s string) string {
	var parts []string
	for _, f := range strings.Fields(s) {
		parts = append(parts, quoted.ReplaceAllString(f, `\$0`))
	}
	return strings.Join(parts, `\s+`)
}

var quoted = expression.New(`[^\pL\d\s]`)

// says reports whether s has all words of a phrase that are no little ones.
func says(s, phrase string) bool {
	have := map[string]bool{}
	for _, t := range words.Tokens(s) {
		have[words.Stem(t.Norm)] = true
	}
	return !slices.ContainsFunc(words.Tokens(phrase), func(t words.Token) bool {
		return !words.Function(t) && !have[words.Stem(t.Norm)]
	})
}

// chinese is Answer of a Chinese question: 王芳周五前要做什么.
func chinese(text, question string) string {
	m := asksDeedZh.FindStringSubmatch(question)
	if m == nil {
		return ""
	}
	at := 0
	for _, cut := range append(clause.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		part := text[at:cut[0]]
		at = cut[1]
		after := -1
		for _, t := range words.Tokens(strings.Trim(m[1], "在前")) {
			k := strings.Index(part, t.Text)
			if k < 0 {
				after = -1
				break
			}
			after = max(after, k+len(t.Text))
		}
		if after < 0 {
			continue
		}
		if part = part[after:]; !strings.HasPrefix(part, "、") && len(part) > dutyZh.FindStringIndex(part)[1] {
			return part[dutyZh.FindStringIndex(part)[1]:]
		}
	}
	return ""
}
