// Package form answers questions that the form of a text answers, without its
// sentences being weighed: how much of what it has, what stands under a number,
// who its parties are, who signs it, how one of those it names is reached, from
// when to when it runs or is open, how it is paid, whether its sums are right, what each has to do,
// what its writer wants and what the thing it is about costs.
package form

import (
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

// room is a kind of form that answers, and its name.
type room struct {
	name   string
	answer func(ctx context.Context, text, question string) (string, error)
}

// rooms are asked in this order; their names are what the weighing of answers knows them by.
var rooms = []room{
	{"list", deed.List},
	plain("deed", deed.Answer),
	plain("programme", label.Programme),
	plain("label", label.Answer),
	plain("role", role.Answer),
	plain("hours", hours.Answer),
	plain("off", hours.Off),
	plain("instalment", instalment.Answer),
	plain("code", code.Answer),
	plain("liability", liability.Answer),
	plain("reason", reason.Answer),
	plain("tier", tier.Answer),
	plain("need", need.Answer),
	plain("scope", scope.Answer),
	plain("fact label", fact.Label),
	plain("fact which", fact.Which),
	plain("fact", fact.Answer),
	plain("fact place", fact.Place),
	plain("fact kind", fact.Kind),
	plain("how", how.Answer),
	plain("wish", demand.Wish),
	{"until", demand.Until},
	{"sum", unbilled(func(ctx context.Context, text, question string) (string, error) {
		return demand.Sum(ctx, text, question, bill.Money)
	})},
	{"plea", unbilled(plain("", plea.Answer).answer)},
	{"price", unbilled(plain("", price.Answer).answer)},
	plain("party", contact.Party),
	plain("letter", func(text, question string) string {
		if at := letter.Answer(text, question); at != nil {
			return text[at[0]:at[1]]
		}
		return ""
	}),
	plain("signatories", letter.Signatories),
	{"span", span.Answer},
	{"contact", contact.Answer},
	{"sole", contact.Sole},
	{"call", contact.Call},
	{"whom", contact.Whom},
	plain("whose", naming.Whose),
	plain("portion", portion.Answer),
	plain("manual", manual.Answer),
}

// plain is a room whose work is soon done.
func plain(name string, answer func(text, question string) string) room {
	return room{name, func(_ context.Context, text, question string) (string, error) { return answer(text, question), nil }}
}

// unbilled answers from what is no bill.
func unbilled(answer func(ctx context.Context, text, question string) (string, error)) func(ctx context.Context, text, question string) (string, error) {
	return func(ctx context.Context, text, question string) (string, error) {
		said, err := answer(ctx, text, question)
		if said != "" && len(bill.Read(text)) > 0 {
			said = ""
		}
		return said, err
	}
}

// Answer answers question from text, and says which form did; it is empty when
// something else is asked.
func Answer(ctx context.Context, text, question string) (said, by string, err error) {
	if said := tally.Answer(text, question); said != "" {
		return said, Tally, nil
	}
	if bill.AsksSum(question) {
		return bill.Check(text, words.Chinese(question)), Tally, nil
	}
	if said := part.Answer(text, question); said != "" {
		return said, Tally, nil
	}
	if p := section.Narrow(text, question); p.Text != "" {
		if p.Said != "" {
			return p.Said, "section", nil
		}
		for _, ask := range p.Asks {
			if said, by, err := whole(ctx, p.Text, ask); said != "" || err != nil {
				return said, by, err
			}
		}
		if p.Only {
			return "", "", nil
		}
	}
	return whole(ctx, text, question)
}

// Tally is the form that counts, adds up and cuts out, which nothing else can.
const Tally = "tally"

// whole answers from a text that no question narrows.
func whole(ctx context.Context, text, question string) (said, by string, err error) {
	for _, r := range rooms {
		if said, err := r.answer(ctx, text, question); said != "" || err != nil {
			return said, r.name, err
		}
	}
	return "", "", nil
}
