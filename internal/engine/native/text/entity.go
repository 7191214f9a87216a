package text

import (
	"context"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/port"
)

func entities(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	found, err := entity.Find(ctx, s)
	if err != nil {
		return nil, err
	}
	out := make([]port.Label, len(found))
	at, n := 0, 0 // the same place in bytes and in runes
	for i, e := range found {
		n += utf8.RuneCountInString(s[at:e.Start])
		at = e.Start
		out[i] = port.Label{
			Name: string(e.Kind), Score: e.Score, Text: e.Text,
			Start: n, End: n + utf8.RuneCountInString(e.Text),
		}
	}
	return labels(out), nil
}
