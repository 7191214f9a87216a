package text

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/ruling"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// What is said to a question of yes or no, by how sure it is: the answer and its
// sentence, the likelier with it, or the sentence alone.
var (
	ruled   = [2][3]string{{"No. %s", "Probably no (the text says: “%s”)", "The text says: “%s”"}, {"Yes. %s", "Probably yes (the text says: “%s”)", "The text says: “%s”"}}
	ruledZh = [2][3]string{{"否。%s", "很可能：否（原文：“%s”）", "原文：“%s”"}, {"是。%s", "很可能：是（原文：“%s”）", "原文：“%s”"}}
)

// relevant is how likely a sentence must be the one that answers for it to be told alone.
const relevant = 0.4

// formal is the score of what the form of a text answers, such as its hours.
const formal = 0.95

// judged answers a question of yes or no; unsure is set where that is no sure answer. It is
// empty for other questions, and where no sentence is likely to answer.
func (l *languages) judged(ctx context.Context, s string, p answer.Part) (said string, unsure bool, err error) {
	if !ruling.Asked(p.Question) || p.Answer.Score == formal || !l.reads(s, p.Question) {
		return "", false, nil
	}
	r, err := ruling.Of(ctx, s, p.Question, p.Answer)
	if err != nil {
		return "", false, err
	}
	forms, side, sentence := ruled, 0, around(r.Sentence, "")
	if words.Chinese(p.Question) {
		forms = ruledZh
	}
	if r.Yes {
		side = 1
	}
	switch {
	case r.Sure >= ruling.Certain:
		return fmt.Sprintf(forms[side][0], sentence), false, nil
	case r.Sure >= ruling.Likely:
		return fmt.Sprintf(forms[side][1], sentence), true, nil
	case r.Here >= relevant || p.Answer.Text != "" && r.Sentence != "":
		return fmt.Sprintf(forms[side][2], sentence), true, nil
	}
	return "", false, nil
}
