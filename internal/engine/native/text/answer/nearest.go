package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/plea"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/section"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/spelling"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Nearest is the sentence that speaks most of what a question without an answer
// asks about, empty when none does; lacking are the things in the question that
// the text has nowhere.
func Nearest(ctx context.Context, text, question string) (sentence string, lacking []string, err error) {
	if p := section.Narrow(text, question); p.Text != "" {
		text, question = p.Text, p.Asks[0]
	}
	flat, sentences := words.Flat(text)
	simple := words.Simplify(flat)
	q := ask(words.Simplify(spelling.Right(text, inquiry.Plain(question))))
	found, err := entity.Find(ctx, simple)
	if err != nil {
		return "", nil, err
	}
	passages, err := read(ctx, simple, sentences, found)
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
		if p.captions(simple) {
			met *= 0.6 // what stands under it says more
		}
		if q.typed() && q.offers(simple, p) {
			met *= 1.2
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
		if (len(q.terms) == 1 || q.thing(x)) && !slices.ContainsFunc(passages, func(p *passage) bool { return p.match[k] >= 0.85 }) {
			lacking = append(lacking, x.norm)
			off = off || !x.verb && !x.noun
		}
	}
	if best == nil || off && most < 0.4*all {
		return "", lacking, nil
	}
	said := strings.TrimSpace(text[best.start:best.end])
	speaks := func(t words.Token) bool { return t.IsWord() && len(t.Norm) > 3 } // an amount alone may be that of another label
	if best.captions(simple) && best.at+1 < len(passages) && slices.ContainsFunc(passages[best.at+1].tokens, speaks) {
		next := passages[best.at+1]
		said = strings.TrimSpace(text[best.start:next.end])
	}
	return strings.Join(strings.Fields(said), " "), lacking, nil
}

// caption is a numbered heading with a full stop.
var caption = expression.New(`^\s*\d+(?:\.\d+)*[.)]\s+[\pL-]+(?: [\pL-]+){0,2}\.\s*$`)

// captions reports whether p is the heading of what comes next.
func (p *passage) captions(text string) bool {
	return p.heading(text) || caption.MatchString(text[p.start:p.end])
}

// thing reports whether a text that has nothing like x lacks what is asked about: not so where x is
// the asker's word for what is done, how somebody is, or who wrote.
func (q *question) thing(x term) bool {
	_, tag := words.Rank(x.norm)
	gerund := strings.HasSuffix(x.norm, "ing") && strings.ContainsAny(strings.TrimSuffix(x.norm, "ing"), "aeiou") && !strings.Contains(q.text, "ing for") && !strings.Contains(q.text, "ing to")
	return q.chinese || x.name || gerund || tag != 'a' && tag != 'r' && !x.verb && !words.Stop(x.norm) && !plea.Writer(x.norm)
}
