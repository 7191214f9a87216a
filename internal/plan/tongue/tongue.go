// Package tongue plans requests in Tenon's own vocabulary, in English and
// Chinese: phrases of a lexicon and learned hints lead to tasks, what the tasks
// read and the order of the words lead to the edges. It does not know which models there are.
package tongue

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/condition"
	"github.com/tenonhub/tenon/internal/plan/tongue/craft"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

//go:embed lexicon weights.tsv hints.bin
var files embed.FS

// Planner is the embedded planner. It is safe for concurrent use.
// What it learns from is what its reader sees.
type Planner struct {
	*reading.Reader
	craft *craft.Craft
}

// New reads the lexicon.
func New() (*Planner, error) {
	var sources []string
	for _, name := range []string{"tables", "en", "zh"} {
		b, err := files.ReadFile("lexicon/" + name + ".txt")
		if err != nil {
			return nil, fmt.Errorf("read the lexicon: %w", err)
		}
		sources = append(sources, string(b))
	}
	lexicon, err := phrase.Read(sources...)
	if err != nil {
		return nil, fmt.Errorf("read the lexicon: %w", err)
	}
	weights, hints, err := learned()
	if err != nil {
		return nil, err
	}
	own, err := files.ReadFile("lexicon/craft.txt")
	if err != nil {
		return nil, fmt.Errorf("read the lexicon: %w", err)
	}
	known, err := craft.Read(sources[0], string(own))
	if err != nil {
		return nil, fmt.Errorf("read the phrases of crafts: %w", err)
	}
	return &Planner{reading.NewReader(lexicon, weights, hints), known}, nil
}

// learned reads what TestTeach wrote.
func learned() (lore.Weights, lore.Hints, error) {
	b, err := files.ReadFile("weights.tsv")
	if err != nil {
		return nil, lore.Hints{}, fmt.Errorf("read the weights: %w", err)
	}
	weights, err := lore.ReadWeights(string(b))
	if err != nil {
		return nil, lore.Hints{}, err
	}
	if b, err = files.ReadFile("hints.bin"); err != nil {
		return nil, lore.Hints{}, fmt.Errorf("read the hints: %w", err)
	}
	hints, err := lore.ReadHints(b)
	return weights, hints, err
}

// Plan returns the k best plans of a request, best first. The list is empty
// when the request asks for what no task of the vocabulary does, or is a plan
// that says what that is and nothing else. A plan may be a question back.
func (p *Planner) Plan(ctx context.Context, req plan.Request, k int) ([]plan.Plan, error) {
	if ctx.Err() != nil {
		return nil, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
	t := p.called(p.think(req))
	made, said, ok := p.conditional(req, t.reading)
	switch {
	case ok:
		return []plan.Plan{made}, nil
	}
	if t, ok := p.unheld(t.reading); ok {
		return t.plans(k), nil
	}
	switch {
	case said != "":
		return untested(t.plans(k), said, t.reading.Lang), nil
	case len(t.reading.Content) == 0 && condition.Leaning(req.Text) != "":
		return untested(t.plans(k), strings.Trim(condition.Leaning(req.Text), " .!?;,，。；？！"), t.reading.Lang), nil
	}
	return p.heard(t).realised().plans(k), nil
}

// With returns a planner that goes by other weights and hints, to try what was
// learned.
func (p *Planner) With(w lore.Weights, h lore.Hints) *Planner {
	return &Planner{p.Reader.With(w, h), p.craft}
}
