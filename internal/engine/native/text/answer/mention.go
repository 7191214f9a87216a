package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// mention is the sentence that speaks of something, all its words in it; or all
// of those that do.
func mention(ctx context.Context, text, what string, all bool, passages []*passage) (Answer, error) {
	c := ask(what)
	if err := c.judge(ctx, text, passages); err != nil || len(c.terms) == 0 {
		return Answer{}, err
	}
	best := Answer{Score: 0.8}
	var said []string
	for _, p := range passages {
		met := 1.0
		for k := range c.terms {
			met = min(met, p.match[k])
		}
		if p.heading(text) {
			met -= 0.1 // what stands under it says more
		}
		if met > 0.8 {
			said = append(said, strings.TrimSpace(text[p.start:p.end]))
		}
		if met > best.Score {
			best = Answer{said[len(said)-1], p.start, p.end, met, "mention"}
		}
	}
	switch {
	case best.Text == "":
		return Answer{}, nil
	case all:
		return Answer{Text: strings.Join(said, "\n"), Score: best.Score, Origin: "mentions"}, nil
	}
	best.Text = map[bool]string{false: "Yes. ", true: "提到了："}[words.Chinese(what)] + best.Text
	return best, nil
}

// heading reports whether p is a short line that is no sentence.
func (p *passage) heading(text string) bool {
	return len(p.tokens) <= 8 && !strings.ContainsAny(text[p.start:p.end], ".!?。！？；:：，,") || len(p.tokens) <= 8 && numberedHead.MatchString(text[p.start:p.end])
}

var (
	numberedHead = expression.New(`^\s*\d+(?:\.\d+)*[.)、]?\s+[^.!?。！？；:：，,]+$`)
	forTime      = expression.New(`(?i)\b(?:term|duration|period)\b|期限|租期|期间`)
)

// titled answers from what stands under a heading that has the words of the
// question: how long the term is, under “3. Term”.
func (q *question) titled(text string, passages []*passage) Answer {
	if !slices.Contains([]want.Kind{want.Duration, want.Money, want.Date, want.Percent, want.Measure, want.Time}, q.wants[0]) {
		return Answer{}
	}
	for i, h := range passages {
		if !h.heading(text) {
			continue
		}
		lasts := q.wants[0] == want.Duration && forTime.MatchString(text[h.start:h.end])
		met := len(q.terms) > 0 || lasts
		for k, x := range q.terms {
			met = met && (h.match[k] >= 0.9 || lasts && (x.generic || x.noun || edge.Lasting(x.norm)))
		}
		for k := i + 1; met && k < len(passages) && k < i+5 && !passages[k].heading(text); k++ {
			for _, a := range q.entities(text, passages[k], q.wants[0]) {
				if a.Score > -0.5 {
					a.Score, a.Origin = 0.6, "heading"
					return a
				}
			}
		}
	}
	return Answer{}
}
