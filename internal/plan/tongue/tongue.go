// Package tongue plans requests in Tenon's own vocabulary, in English and
// Chinese: phrases of a lexicon and learned hints lead to tasks, what the tasks
// read and the order of the words lead to the edges. It does not know which models there are.
package tongue

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

//go:embed lexicon weights.tsv hints.bin
var files embed.FS

// Planner is the embedded planner. It is safe for concurrent use.
// What it learns from is what its reader sees.
type Planner struct{ *Reader }

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
	learned, err := files.ReadFile("weights.tsv")
	if err != nil {
		return nil, fmt.Errorf("read the weights: %w", err)
	}
	weights, err := readWeights(string(learned))
	if err != nil {
		return nil, err
	}
	clues, err := files.ReadFile("hints.bin")
	if err != nil {
		return nil, fmt.Errorf("read the hints: %w", err)
	}
	hints, err := readHints(clues)
	if err != nil {
		return nil, err
	}
	return &Planner{NewReader(lexicon, weights, hints)}, nil
}

// Plan returns the k best plans of a request, best first. The list is empty
// when the request asks for what no task of the vocabulary does. A plan may be
// a question back.
func (p *Planner) Plan(ctx context.Context, req plan.Request, k int) ([]plan.Plan, error) {
	if ctx.Err() != nil {
		return nil, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
	return p.think(req).plans(k), nil
}

// feasible chooses until every step has its input, or none is left.
func feasible(r *reading, l []Candidate, floor float64) []*step {
	for range 3 {
		chosen := r.choose(l, nil, floor)
		if len(chosen) == 0 {
			chosen = lastResort(r, l)
		}
		steps := supply(r, l, chosen)
		if len(steps) > 0 || len(chosen) == 0 {
			return steps
		}
		l = slices.DeleteFunc(slices.Clone(l), func(c Candidate) bool { return c.Task == chosen[0].task.ID })
	}
	return nil
}

// supply adds the likeliest candidates that make what the chosen steps need,
// and leaves out the steps whose input nothing makes.
func supply(r *reading, l []Candidate, chosen []*step) []*step {
	var fed []*step
	for _, s := range chosen {
		need := inputType(s.task)
		others := slices.DeleteFunc(slices.Clone(chosen), func(o *step) bool { return o.task.ID == s.task.ID })
		if s.task.In[0].Name == "prompt" || atHand(r, need) || made(others, need) {
			fed = append(fed, s)
			continue
		}
		best := -1
		for i, c := range l {
			if c.step.task.Out[0].Type == need && c.Task != s.task.ID && c.p > 0.05 && (best < 0 || c.p > l[best].p) {
				best = i
			}
		}
		switch {
		case best >= 0:
			fed = append(fed, l[best].step, s)
		case len(r.req.Given) == 0:
			fed = append(fed, s)
		}
	}
	return fed
}

// language is zh for a text with Han characters outside its quotes and file
// names, else en.
func language(req plan.Request, t phrase.Text) string {
	if req.Lang != "" {
		return strings.ToLower(req.Lang[:min(2, len(req.Lang))])
	}
	for _, tok := range t.Tokens {
		if tok.Kind == phrase.Han {
			return "zh"
		}
	}
	return "en"
}

func inputType(t task.Task) port.Type { return t.In[0].Type }

// lastResort is to write what words alone ask for, when nothing else is seen in
// them and they are neither vague nor beyond every task.
func lastResort(r *reading, l []Candidate) []*step {
	n := len(r.text.Tokens)
	if slices.ContainsFunc(l, func(c Candidate) bool { return c.p > 0.1 && c.Task != "text-generation" }) {
		return nil // it is about something that did not come with it
	}
	for id, h := range r.hints {
		if r.reader.tasks[id].ID != "" && h.odds > r.hints["text-generation"].odds {
			return nil
		}
	}
	if len(r.req.Given) > 0 || len(r.content) > 0 || len(r.vague) > 0 || len(r.cannot) > 0 || n < 5 || r.hints["ask"].odds > -0.5 || r.hints["cannot"].odds > -0.5 {
		return nil
	}
	return []*step{{task: r.reader.tasks["text-generation"], from: 0, to: n, set: map[string]string{}, spans: [][2]int{{0, n}}, why: []string{r.said(0, n)}}}
}
