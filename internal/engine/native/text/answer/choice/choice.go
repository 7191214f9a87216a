// Package choice decides what is told of a text: what the rules answer, one of the
// answers that the reader holds likely, or that the text does not say. It weighs
// them by what it learned from questions that neither was made with, and says how
// likely the choice is right.
package choice

import (
	"cmp"
	"context"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/form"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reader"
)

// Choice is what may be told, and the sentence that has it, where it is words of one.
// Score is the probability that it is right; where the text does not say, Text is empty.
type Choice struct {
	Text, Sentence string
	Score          float64
}

// tried is how many answers of the reader are weighed.
const tried = 5

// Weigh tells what may be told to question of text, which the rules answer so, the
// likeliest first.
func Weigh(ctx context.Context, text, question string, ruled answer.Answer) ([]Choice, error) {
	if ruled.Origin == form.Tally {
		return []Choice{{Text: ruled.Text, Score: 1}}, nil
	}
	l, err := options(ctx, text, question, ruled)
	if err != nil {
		return nil, err
	}
	var out []Choice
	for _, o := range l {
		if o.Score = learned().sure(learned().worth(o.features)); o.unfit {
			o.Score = min(o.Score, unlikely)
		}
		if isLabelled(o.Sentence, o.Text, question) {
			o.Score = max(o.Score, labelled)
		}
		out = append(out, o.Choice)
	}
	if ruled.Text != "" { // what both say goes before what is hardly likelier
		for _, o := range out[1:] {
			if o.Text == ruled.Text {
				out[0].Score = max(out[0].Score, min(1, o.Score+hardly))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Choice) int { return cmp.Compare(b.Score, a.Score) })
	return out, nil
}

// unlikely is the most that an answer is worth which cannot well be one: texts so
// short that their only name or date would do were not learned from.
const unlikely = 0.2

// hardly is how much likelier an answer is that is no better.
const hardly = 0.02

// option is what may be told, and what speaks for it.
type option struct {
	Choice
	features features
	unfit    bool
}

// options are what the rules answer, the likeliest that the reader has and, last, nothing.
func options(ctx context.Context, text, question string, ruled answer.Answer) ([]option, error) {
	r, err := reader.Read(ctx, text, question)
	if err != nil {
		return nil, err
	}
	return sight{r, r.Best(tried), ruled, text}.options(), nil
}
