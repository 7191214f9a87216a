// Package form answers questions that the form of a text answers, without its
// sentences being weighed: how much of what it has, what stands under a number,
// who its parties are, who signs it, how one of those it names is reached, from
// when to when it runs or is open, how it is paid, whether its sums are right, what each has to do,
// what its writer wants and what the thing it is about costs.
package form

import (
	"cmp"
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/code"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/contact"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/deed"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/demand"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/fact"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/hours"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/how"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/instalment"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/label"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/letter"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/liability"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/manual"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/naming"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/need"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/part"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/plea"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/portion"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/price"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reason"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/role"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/scope"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/section"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/span"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/tally"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/tier"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Answer answers question from text; it is empty when something else is asked.
func Answer(ctx context.Context, text, question string) (string, error) {
	if said := tally.Answer(text, question); said != "" {
		return said, nil
	}
	if bill.AsksSum(question) {
		return bill.Check(text, words.Chinese(question)), nil
	}
	if said := part.Answer(text, question); said != "" {
		return said, nil
	}
	if p := section.Narrow(text, question); p.Text != "" {
		if p.Said != "" {
			return p.Said, nil
		}
		for _, ask := range p.Asks {
			if said, err := whole(ctx, p.Text, ask); said != "" || err != nil {
				return said, err
			}
		}
		if p.Only {
			return "", nil
		}
	}
	return whole(ctx, text, question)
}

// whole answers from a text that no question narrows.
func whole(ctx context.Context, text, question string) (string, error) {
	if said, err := deed.List(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	if said := deed.Answer(text, question); said != "" {
		return said, nil
	}
	if said := cmp.Or(label.Programme(text, question), label.Answer(text, question)); said != "" {
		return said, nil
	}
	if said := role.Answer(text, question); said != "" {
		return said, nil
	}
	for _, said := range []string{hours.Answer(text, question), hours.Off(text, question), instalment.Answer(text, question), code.Answer(text, question), liability.Answer(text, question), reason.Answer(text, question), tier.Answer(text, question), need.Answer(text, question), scope.Answer(text, question), fact.Label(text, question), fact.Which(text, question), fact.Answer(text, question), fact.Place(text, question), fact.Kind(text, question), how.Answer(text, question)} {
		if said != "" {
			return said, nil
		}
	}
	if said := demand.Wish(text, question); said != "" {
		return said, nil
	}
	if said, err := demand.Until(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	if said, err := demand.Sum(ctx, text, question, bill.Money); (said != "" || err != nil) && len(bill.Read(text)) == 0 {
		return said, err
	}
	for _, said := range []string{plea.Answer(text, question), price.Answer(text, question)} {
		if said != "" && len(bill.Read(text)) == 0 {
			return said, nil
		}
	}
	if said := contact.Party(text, question); said != "" {
		return said, nil
	}
	if at := letter.Answer(text, question); at != nil {
		return text[at[0]:at[1]], nil
	}
	if said := letter.Signatories(text, question); said != "" {
		return said, nil
	}
	if said, err := span.Answer(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	if said, err := contact.Answer(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	if said, err := contact.Sole(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	if said, err := contact.Call(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	if said, err := contact.Whom(ctx, text, question); said != "" || err != nil {
		return said, err
	}
	for _, said := range []string{naming.Whose(text, question), portion.Answer(text, question), manual.Answer(text, question)} {
		if said != "" {
			return said, nil
		}
	}
	return "", nil
}
