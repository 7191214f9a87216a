package text

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/contrast"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/zeroshot"
	"github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

func embedding(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	before, err := prompts.Set{}.Before(prompts.Asked(req.Params))
	if err != nil {
		return nil, err
	}
	v, err := vector.Embed(ctx, before+s)
	if err != nil {
		return nil, err
	}
	return port.Values{"embedding": {port.NewEmbedding(v)}}, nil
}

// compare scores each of the others against the text. A label's name is the
// other text, cut to a line that can be read.
func compare(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	if len(req.In["others"]) == 0 {
		return nil, fault.New(fault.Invalid, "%s needs at least one text on its input %q to compare with", req.Model, "others")
	}
	var out []port.Label
	for _, v := range req.In["others"] {
		other, err := read(ctx, v, "others")
		if err != nil {
			return nil, err
		}
		near, err := vector.Similarity(ctx, s, other)
		if err != nil {
			return nil, err
		}
		pairs, err := apart(ctx, s, other, near)
		if err != nil {
			return nil, err
		}
		name := v.Name
		if name == "" {
			name = line(other)
		}
		out = append(out, port.Label{Name: name, Score: near, Text: line(other), Apart: pairs})
	}
	slices.SortStableFunc(out, func(a, b port.Label) int { return cmp.Compare(b.Score, a.Score) })
	return labels(out), nil
}

// beside is the likeness from which on the words of two texts are held side by side.
const beside = 0.6

// most is how many differences of two texts are told.
const most = 6

// apart is what sets two texts apart that are otherwise near: pairs with a slash
// between their halves and semicolons between pairs.
func apart(ctx context.Context, a, b string, near float64) (string, error) {
	if near < beside {
		return "", nil
	}
	pairs, err := contrast.Find(ctx, a, b)
	if err != nil {
		return "", err
	}
	var said []string
	for _, p := range pairs[:min(len(pairs), most)] {
		said = append(said, cmp.Or(p.One, "–")+" / "+cmp.Or(p.Other, "–"))
	}
	if len(pairs) > most {
		said = append(said, "…")
	}
	return strings.Join(said, "; "), nil
}

// line is the beginning of s on one line.
func line(s string) string {
	const longest = 120
	r := []rune(strings.Join(strings.Fields(s[:min(len(s), 8*longest)]), " "))
	if len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return strings.ToValidUTF8(string(r), "")
}

func classify(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	classes := distinct(req.Params.List("labels"))
	if len(classes) < 2 {
		return nil, fault.New(fault.Invalid, "%s needs the parameter \"labels\" with at least two different classes to choose from", req.Model)
	}
	shares, err := zeroshot.Classify(ctx, s, classes)
	if err != nil {
		return nil, err
	}
	out := make([]port.Label, len(classes))
	for i, c := range classes {
		out[i] = port.Label{Name: c, Score: shares[i]}
	}
	slices.SortStableFunc(out, func(a, b port.Label) int { return cmp.Compare(b.Score, a.Score) })
	return labels(out), nil
}

func distinct(list []string) (out []string) {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
