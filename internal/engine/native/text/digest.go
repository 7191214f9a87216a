package text

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/digest"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

func keywords(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	found, err := digest.Keywords(ctx, s, max(1, int(req.Params.Number("count"))))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.Invalid, "the text has no words that could be keywords; give one with a few sentences")
	}
	out := make([]port.Label, len(found))
	for i, k := range found {
		start := utf8.RuneCountInString(s[:k.Start])
		out[i] = port.Label{Name: k.Text, Score: k.Score, Start: start, End: start + utf8.RuneCountInString(s[k.Start:k.End])}
	}
	return labels(out), nil
}

func summary(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	kept, err := digest.Summary(ctx, s, digest.Length{
		Sentences: int(req.Params.Number("sentences")), Words: int(req.Params.Number("length")), Characters: int(req.Params.Number("characters")),
	})
	if err != nil {
		return nil, err
	}
	if len(kept) == 0 {
		return nil, fault.New(fault.Invalid, "the text has no sentences to keep; give one with words in it")
	}
	return port.Values{"text": {port.NewText(join(kept))}}, nil
}

// join writes sentences one after the other.
func join(kept []words.Sentence) string {
	var b strings.Builder
	for _, t := range kept {
		if last, _ := utf8.DecodeLastRuneInString(b.String()); b.Len() > 0 && last < 0x2e80 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}
