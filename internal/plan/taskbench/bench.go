package taskbench

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/plan/sketch"
)

//go:embed models
var models embed.FS

//go:embed labels
var labels embed.FS

// Names are the domains of TaskBench that something was learned about.
func Names() []string { return []string{"huggingface", "multimedia"} }

// Model reads what was learned about a domain.
func Model(name string) (*sketch.Model, error) {
	b, err := models.ReadFile("models/" + name + ".bin")
	if err != nil {
		return nil, fault.New(fault.NotFound, "nothing was learned about the domain %q", name)
	}
	return sketch.Read(bytes.NewReader(b))
}

// Labels reads the requests of a domain that were labelled by hand.
func Labels(name string) ([]Case, error) {
	b, err := labels.ReadFile("labels/" + name + ".jsonl")
	if err != nil {
		return nil, fault.New(fault.NotFound, "no requests were labelled for the domain %q", name)
	}
	return parseCases(name+".jsonl", bytes.NewReader(b))
}

// ModelFor chooses the model that knows most of the domain's tools.
func ModelFor(d sketch.Domain) (name string, m *sketch.Model, err error) {
	most := -1
	for _, n := range Names() {
		x, err := Model(n)
		if err != nil {
			return "", nil, err
		}
		if k := x.Knows(d); k > most {
			name, m, most = n, x, k
		}
	}
	return name, m, nil
}

// Options are the settings of Bench.
type Options struct {
	Gold  string // a gold_dev.jsonl
	Tools string // a tool_desc.json; empty is the one beside Gold
	Out   string // where to write the predicted graphs; empty: nowhere
	JSON  bool   // print figures as JSON
}

// Bench plans every request of a gold file, scores the plans, and prints the
// figures: with the learned model, and as if every tool were new.
func Bench(ctx context.Context, w io.Writer, o Options) error {
	tools := cmp.Or(o.Tools, filepath.Join(filepath.Dir(o.Gold), "tool_desc.json"))
	d, err := ReadTools(tools)
	if err != nil {
		return err
	}
	cases, err := ReadCases(o.Gold)
	if err != nil {
		return err
	}
	name, m, err := ModelFor(d)
	if err != nil {
		return err
	}
	report, got, err := Run(ctx, sketch.New(d, m), cases)
	if err != nil {
		return err
	}
	fresh := Report{}
	for _, other := range Names() {
		if other == name {
			continue
		}
		om, err := Model(other)
		if err != nil {
			return err
		}
		if fresh, _, err = Run(ctx, sketch.New(d, om), cases); err != nil {
			return err
		}
	}
	if o.Out != "" {
		if err := writePredictions(o.Out, got); err != nil {
			return err
		}
	}
	if o.JSON {
		return json.NewEncoder(w).Encode(map[string]any{"domain": name, "learned": report.figures(), "left_out": fresh.figures()})
	}
	if err := report.Write(w, fmt.Sprintf("%s, %d tools, by the model learned for %s", o.Gold, len(d.Tools), name)); err != nil {
		return err
	}
	return fresh.Write(w, "the same by what was learned in the other domain only (leave one domain out)")
}

// Run plans and scores the cases.
func Run(ctx context.Context, p *sketch.Planner, cases []Case) (Report, []Case, error) {
	var r Report
	var got []Case
	for _, c := range cases {
		if err := ctx.Err(); err != nil {
			return r, nil, fault.New(fault.Canceled, "measuring was stopped after %d of %d requests", len(got), len(cases))
		}
		start := time.Now()
		g, confidence := Plan(p, c.ID, c.Request)
		r.add(c, g, confidence, float64(time.Since(start).Microseconds())/1000)
		got = append(got, g)
	}
	r.finish()
	return r, got, nil
}

func writePredictions(path string, cases []Case) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, c := range cases {
		if err := enc.Encode(c); err != nil {
			return fmt.Errorf("write predictions: %w", err)
		}
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write predictions: %w", err)
	}
	return nil
}

func (r *Report) figures() map[string]any {
	m := map[string]any{"calibration_error": r.CalibrationError, "chance_error": r.ChanceError, "p50_ms": r.P50, "p99_ms": r.P99}
	for k, s := range r.Scores {
		m[k] = map[string]any{"n": s.Requests, "node_f1": s.NodeF1(), "edge_f1": s.EdgeF1(), "exact": s.ExactGraphs()}
	}
	return m
}

func sortedBy[T any](xs []T, by func(T) float64) []T {
	xs = slices.Clone(xs)
	slices.SortStableFunc(xs, func(a, b T) int { return cmp.Compare(by(a), by(b)) })
	return xs
}
