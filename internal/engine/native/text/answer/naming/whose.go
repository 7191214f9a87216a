package naming

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksWhose = expression.New(`(?i)^(?:and |so )?whose (?:\pL+ )?(\pL+) (?:is|are|was|were|has|have|had|did|does|do|will|would|can|got|went|broke|won|lost)\b[^,;]*$|^(?:and |so )?whose (\pL+) [^,;]*$`)
	possessor = expression.New(`((?:\p{Lu}[\pL.-]* )*\p{Lu}[\pL-]+)['’]s? (?:\pL+ )?(\pL+)`)
	opens     = expression.New(`^(?:The|A|An|In|At|On|But|And|So|When|If|For|This|That|Our|My|Your) `)
)

// Whose is the name before the apostrophe of the thing that a question asks the owner of:
// “Professor Lindgren” for “whose lecture was it?” of “Professor Lindgren's lecture”; empty
// where a text gives that thing to none or to several.
func Whose(text, question string) string {
	m := asksWhose.FindStringSubmatch(question)
	if m == nil {
		return ""
	}
	flat, _ := words.Flat(text)
	thing, said := words.Stem(strings.ToLower(m[1]+m[2])), ""
	for _, p := range possessor.FindAllStringSubmatchIndex(flat, -1) {
		if words.Stem(strings.ToLower(flat[p[4]:p[5]])) != thing && !strings.Contains(strings.ToLower(flat[p[0]:p[1]]), "s "+thing) {
			continue
		}
		if cue.Denies(flat[strings.LastIndexAny(flat[:p[0]], ".;!?")+1 : p[0]]) {
			continue
		}
		name := opens.ReplaceAllString(flat[p[2]:p[3]], "")
		if said != "" && said != name {
			return ""
		}
		said = name
	}
	return said
}
