package onnx

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// classifier puts texts into classes.
type classifier struct {
	texts
	logits int
}

func newJudge(m *Model, dir string) (c classifier, err error) {
	if c.texts, err = newTexts(m, dir); err != nil {
		return c, err
	}
	if c.logits, err = m.output("logits", "scores"); err != nil {
		return c, err
	}
	if s := m.session.Outputs[c.logits].Shape; len(s) != 2 {
		return c, fault.New(fault.Invalid, "the model gives logits of %d dimensions, %s needs two", len(s), m.facts.Task)
	}
	return c, nil
}

func newClassifier(m *Model, dir string) (work, error) {
	c, err := newJudge(m, dir)
	return &c, err
}

// judge computes the logits of items.
func (c *classifier) judge(ctx context.Context, m *Model, all [][]tokenizer.Item) ([][]float32, engine.Usage, error) {
	out, u, err := c.compute(ctx, m, all)
	if err != nil {
		return nil, u, err
	}
	logits := make([][]float32, len(out))
	for i, o := range out {
		if logits[i] = o[c.logits].Floats; len(logits[i]) == 0 {
			return nil, u, fault.New(fault.Invalid, "the model gives no logits")
		}
	}
	return logits, u, nil
}

func (c *classifier) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	s, err := text(req, "text")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	items, err := c.one(ctx, s)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	logits, u, err := c.judge(ctx, m, [][]tokenizer.Item{items})
	if err != nil {
		return nil, u, err
	}
	return port.Values{"labels": {port.NewLabels(m.about.judged(logits[0]))}}, u, nil
}

// zeroShot asks a model of inference whether a text says that it is of a class.
type zeroShot struct {
	classifier
	follows, opposes int // the places of the classes
}

// hypothesis is what is asked of each class.
const hypothesis = "This example is {}."

func newZeroShot(m *Model, dir string) (work, error) {
	c, err := newJudge(m, dir)
	if err != nil {
		return nil, err
	}
	z := &zeroShot{classifier: c}
	z.follows = m.about.class(func(s string) bool { return strings.HasPrefix(s, "entail") })
	z.opposes = m.about.class(func(s string) bool { return !strings.HasPrefix(s, "entail") && !strings.HasPrefix(s, "neutral") })
	if z.follows < 0 {
		return nil, fault.New(fault.Invalid, "config.json names no class “entailment”, so it is no model of inference, which classes without training need")
	}
	return z, nil
}

// maxClasses is how many classes may be named.
const maxClasses = 200

func (z *zeroShot) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	s, err := text(req, "text")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	names := req.Params.List("labels")
	if len(names) == 0 || len(names) > maxClasses {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "%d classes were named (labels), it takes 1 to %d", len(names), maxClasses)
	}
	claims := make([]string, len(names))
	for i, n := range names {
		claims[i] = strings.Replace(hypothesis, "{}", n, 1)
	}
	all, err := z.pairs(ctx, s, claims)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	logits, u, err := z.judge(ctx, m, all)
	if err != nil {
		return nil, u, err
	}
	labels, follow := make([]port.Label, len(names)), make([]float32, len(names))
	for i, l := range logits {
		if max(z.follows, z.opposes) >= len(l) {
			return nil, u, fault.New(fault.Invalid, "the model has %d classes, fewer than its config.json names", len(l))
		}
		follow[i] = l[z.follows]
	}
	for i, share := range softmax(follow) {
		if len(names) == 1 && z.opposes >= 0 { // nothing to compare with but its opposite
			share = softmax([]float32{logits[0][z.opposes], follow[0]})[1]
		}
		labels[i] = port.Label{Name: names[i], Score: share}
	}
	return port.Values{"labels": {port.NewLabels(ranked(labels))}}, u, nil
}

// ranker scores how well texts answer one.
type ranker struct{ classifier }

func newRanker(m *Model, dir string) (work, error) {
	c, err := newJudge(m, dir)
	return &ranker{c}, err
}

// scores are the logits of pairs, the higher the better.
func (r *ranker) scores(ctx context.Context, m *Model, query string, others []string) ([]float32, engine.Usage, error) {
	all, err := r.pairs(ctx, query, others)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	logits, u, err := r.judge(ctx, m, all)
	out := make([]float32, len(logits))
	for i, l := range logits {
		switch len(l) {
		case 1:
			out[i] = l[0]
		case 2: // no and yes
			out[i] = l[1] - l[0]
		default:
			return nil, u, fault.New(fault.Invalid, "the model gives %d numbers for a pair of texts, one that ranks gives one", len(l))
		}
	}
	return out, u, err
}

func (r *ranker) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	s, err := text(req, "text")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	var others []string
	for _, v := range req.In["others"] {
		one, err := text(engine.Request{Task: req.Task, In: port.Values{"others": {v}}}, "others")
		if err != nil {
			return nil, engine.Usage{}, err
		}
		others = append(others, one)
	}
	scores, u, err := r.scores(ctx, m, s, others)
	if err != nil {
		return nil, u, err
	}
	labels := make([]port.Label, len(others))
	for i, v := range scores {
		labels[i] = port.Label{Name: others[i], Score: sigmoid(v)}
	}
	return port.Values{"labels": {port.NewLabels(labels)}}, u, nil
}

// Rank scores how well texts answer a query, the higher the better. Fault:
// Invalid for a model that does not.
func (m *Model) Rank(ctx context.Context, query string, others []string) ([]float32, engine.Usage, error) {
	r, ok := m.work.(*ranker)
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and was not made to rank texts", m.facts.Task)
	}
	return r.scores(ctx, m, query, others)
}
