package contact

import (
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksWhom = expression.New(`(?i)^(?:and |so )?(?:whom?|where) (?:can|do|should|could|must|may|would) (?:i|we|you|one|people) (?:call|ring|ask|contact|phone|write to|write|turn to|turn|speak to|talk to|get in touch with|e-?mail|go to|go|reach)\b.*\b(?:questions?|problems?|quer(?:y|ies)|doubts?|(?:more|further) (?:information|info|details?)|help|know more|unsure)\b[^,;]*$|^(?:and |so )?who (?:answers|can answer|takes) (?:my |our |the |any )?questions\b[^,;]*$`)
	offers   = expression.New(`(?i)\b(?:questions?|quer(?:y|ies)|problems?|(?:more|further) (?:information|details)|contact|help|get in touch|enquir\w+|inquir\w+)\b`)
)

// Whom is whom to turn to with questions, and how: the names, numbers and addresses of the
// sentence that offers it; empty when something else is asked or none or several do.
func Whom(ctx context.Context, text, question string) (string, error) {
	if !asksWhom.MatchString(question) {
		return "", nil
	}
	flat, sentences := words.Flat(text)
	found, err := entity.Find(ctx, flat)
	var best []string
	for _, s := range sentences {
		if !offers.MatchString(flat[s.Start:s.End]) {
			continue
		}
		var said []string
		reached := false
		for _, e := range found {
			if e.Start < s.Start || e.End > s.End {
				continue
			}
			by := e.Kind == entity.Phone || e.Kind == entity.Email || e.Kind == entity.URL
			if (by || e.Kind == entity.Person) && !slices.Contains(said, e.Text) {
				said = append(said, e.Text)
			}
			reached = reached || by || e.Kind == entity.Person
		}
		if reached {
			if best != nil && !slices.Equal(best, said) {
				return "", err
			}
			best = said
		}
	}
	return strings.Join(best, ", "), err
}
