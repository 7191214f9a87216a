package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Nearest is the sentence that speaks most of what a question without an answer
// asks about, empty when none does; lacking are the words of the question that
// the text has nowhere.
func Nearest(ctx context.Context, text, question string) (sentence string, lacking []string, err error) {
	flat, sentences := words.Flat(text)
	simple := words.Simplify(flat)
	q := ask(words.Simplify(inquiry.Plain(question)))
	passages, err := read(ctx, simple, sentences, nil)
	if err != nil {
		return "", nil, err
	}
	if err := q.judge(ctx, simple, passages); err != nil {
		return "", nil, err
	}
	var best *passage
	most := 0.0
	for _, p := range passages {
		met := 0.0
		for k, x := range q.terms {
			w := x.weight
			if x.verb {
				w /= 2
			}
			if p.match[k] >= 0.85 && !x.generic {
				met += w * p.match[k]
			}
		}
		if p.heading(simple) {
			met *= 0.6 // what stands under it says more
		}
		if met > most {
			best, most = p, met
		}
	}
	var all float64
	off := false // the text lacks what is asked about, not only what is asked of it
	for k, x := range q.terms {
		if x.generic {
			continue
		}
		all += x.weight
		if !slices.ContainsFunc(passages, func(p *passage) bool { return p.match[k] >= 0.85 }) {
			lacking = append(lacking, x.norm)
			off = off || !x.verb && !x.noun
		}
	}
	if best == nil || off && most < 0.4*all {
		return "", lacking, nil
	}
	said := strings.TrimSpace(text[best.start:best.end])
	speaks := func(t words.Token) bool { return t.IsWord() && len(t.Norm) > 3 } // an amount alone may be that of another label
	if best.heading(simple) && best.at+1 < len(passages) && slices.ContainsFunc(passages[best.at+1].tokens, speaks) {
		next := passages[best.at+1]
		said = strings.TrimSpace(text[best.start:next.end])
	}
	return strings.Join(strings.Fields(said), " "), lacking, nil
}
