// Package tongue plans requests in Tenon's own vocabulary, in English and
// Chinese: phrases of a lexicon lead to tasks, what the tasks read and the
// order of the words lead to the edges. It does not know which models there are.
package tongue

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

//go:embed lexicon
var files embed.FS

// Planner is the embedded planner. It is safe for concurrent use.
type Planner struct {
	lexicon *phrase.Lexicon
	tasks   map[string]task.Task
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
	p := &Planner{lexicon: lexicon, tasks: map[string]task.Task{}}
	for _, t := range task.All() {
		p.tasks[string(t.ID)] = t
	}
	return p, nil
}

// Plan returns the k best plans of a request, best first. The list is empty
// when the request asks for what no task of the vocabulary does. A plan may be
// a question back.
func (p *Planner) Plan(ctx context.Context, req plan.Request, k int) ([]plan.Plan, error) {
	if ctx.Err() != nil {
		return nil, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
	r := p.read(req)
	if r.impossible() {
		return nil, nil
	}
	b := newBuilder(r)
	for _, s := range r.steps() {
		b.add(s)
	}
	if q := r.question(b); q != "" {
		return []plan.Plan{{Question: q, Confidence: 0.9}}, nil
	}
	return []plan.Plan{{Graph: b.graph(), Confidence: 0.7}}, nil
}

// Language is zh for a text with Han characters outside its quotes and file
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
