// Package text is the engine of Tenon's own text models: pure Go, in the
// program, nothing to download. It loads what a model needs at its first use.
package text

import (
	"context"
	"embed"
	"iter"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

//go:embed cards/*.md
var cards embed.FS

// Models lists the models of this engine.
func Models() ([]catalog.Model, error) { return catalog.ReadCards(cards, "cards", "native") }

// Engine runs the models. It keeps what they have loaded.
type Engine struct {
	models map[string]engine.Func
}

var _ engine.Engine = (*Engine)(nil)

// New returns an engine that has loaded nothing yet.
func New() *Engine {
	l := newLanguages()
	return &Engine{models: map[string]engine.Func{
		"tenon/embeddings":    embedding,
		"tenon/entities":      entities,
		"tenon/excerpt":       cutOut,
		"tenon/extractive-qa": l.reply,
		"tenon/keywords":      keywords,
		"tenon/language-id":   l.identify,
		"tenon/sentiment":     judge,
		"tenon/lines":         edit,
		"tenon/masking":       hide,
		"tenon/similarity":    compare,
		"tenon/summary":       summary,
		"tenon/zero-shot":     classify,
	}}
}

// Run runs the model that req names.
func (e *Engine) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	name := req.Model
	name.Rev = ""
	run, ok := e.models[name.String()]
	if !ok {
		return func(yield func(engine.Event, error) bool) {
			yield(engine.Event{}, fault.New(fault.NotFound, "the text engine has no model %s", req.Model))
		}
	}
	return engine.Func(func(ctx context.Context, req engine.Request) (port.Values, error) {
		out, err := run(ctx, req)
		if err != nil && ctx.Err() != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		return out, err
	}).Run(ctx, req)
}

func labels(l []port.Label) port.Values {
	return port.Values{"labels": {port.NewLabels(l)}}
}
