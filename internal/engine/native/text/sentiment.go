package text

import (
	"cmp"
	"context"
	"slices"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
	"github.com/tenonhub/tenon/internal/port"
)

func judge(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	is, err := sentiment.Judge(ctx, s)
	if err != nil {
		return nil, err
	}
	out := []port.Label{
		{Name: "positive", Score: is.Positive}, {Name: "negative", Score: is.Negative}, {Name: "neutral", Score: is.Neutral},
	}
	slices.SortStableFunc(out, func(a, b port.Label) int { return cmp.Compare(b.Score, a.Score) })
	return labels(out), nil
}
