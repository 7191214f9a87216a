package tongue_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, c := range map[string]struct {
		given []plan.Given
		want  graph.Graph
	}{
		"Summarise harbour.docx and read it aloud": {
			[]plan.Given{{Name: "harbour.docx", Type: port.Document}},
			graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "document-text-extraction", In: map[string][]graph.Source{"document": {{Given: "harbour.docx"}}}},
				{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n1"}}}},
				{ID: "n3", Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: "n2"}}}},
			}},
		},
		"把“今晚八点开船”翻译成法语": {
			nil,
			graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "translation", In: map[string][]graph.Source{"text": {{Text: "今晚八点开船"}}}, Params: map[string]any{"target": "fr"}},
			}},
		},
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: c.given}, 3)
		if err != nil || len(plans) == 0 || !equal(plans[0].Graph, c.want) {
			t.Errorf("%s: error %v, got %v, want\n%s", text, err, plans, show(c.want))
		}
	}
}

// TestPlansAreFit checks every plan of every request: it can be run, its nodes
// stand after what they read, and it was made in time.
func TestPlansAreFit(t *testing.T) {
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	var took []time.Duration
	for _, g := range slices.Concat(readGold(t, "practice"), readGold(t, "develop"), lessons(t)) {
		began := time.Now()
		plans, err := p.Plan(t.Context(), plan.Request{Text: g.Text, Given: g.Given}, 3)
		took = append(took, time.Since(began))
		if err != nil {
			t.Fatal(err)
		}
		for i, pl := range plans {
			if pl.Confidence < 0 || pl.Confidence > 1 || (pl.Question == "" && len(pl.Undone) == 0) == (len(pl.Graph.Nodes) == 0) && len(pl.Undone) == 0 {
				t.Errorf("%s: plan %d has confidence %v, question %q and %d nodes", g.Text, i, pl.Confidence, pl.Question, len(pl.Graph.Nodes))
			}
			if pl.Question != "" || len(pl.Undone) > 0 && len(pl.Graph.Nodes) == 0 {
				continue
			}
			order, err := graph.Order(pl.Graph)
			for _, n := range pl.Graph.Nodes {
				for k, w := range n.Why {
					if slices.ContainsFunc(n.Why[:k], func(o string) bool { return strings.Contains(o, w) || strings.Contains(w, o) }) {
						t.Errorf("%s: the words that led to %s are said twice: %q", g.Text, n.Task, n.Why)
					}
				}
			}
			if _, wrong := graph.Check(pl.Graph, types(g.Given)); wrong != nil || err != nil || !slices.EqualFunc(order, pl.Graph.Nodes, func(a, b graph.Node) bool { return a.ID == b.ID }) {
				t.Errorf("%s: plan %d: %v %v\n%s", g.Text, i, wrong, err, show(pl.Graph))
			}
		}
	}
	slices.Sort(took)
	t.Logf("%d requests: p50 %v, p99 %v", len(took), took[len(took)/2], took[len(took)*99/100])
}

// TestTheSameRequestHasTheSamePlans: by the same planner again, and by another.
func TestTheSameRequestHasTheSamePlans(t *testing.T) {
	t.Parallel()
	one, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	other, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range readGold(t, "develop") {
		var all [3][]plan.Plan
		for i, p := range []*tongue.Planner{one, one, other} {
			if all[i], err = p.Plan(t.Context(), plan.Request{Text: g.Text, Given: g.Given}, 3); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(all[0], all[1]) || !reflect.DeepEqual(all[0], all[2]) {
			t.Errorf("%s: got %+v, then %+v, and from another planner %+v", g.Text, all[0], all[1], all[2])
		}
	}
}

// BenchmarkPlan measures how long a plan takes, over the requests of practice,
// develop and collected.
func BenchmarkPlan(b *testing.B) {
	p, err := tongue.New()
	if err != nil {
		b.Fatal(err)
	}
	requests := known(b)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		g := requests[i%len(requests)]
		began := time.Now()
		if _, err := p.Plan(b.Context(), plan.Request{Text: g.Text, Given: g.Given}, 3); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	for _, share := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*share/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", share))
	}
}

func TestPlanTakesAnyText(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "spaces": " \n\t", "marks": "?!、。：“”\"'", "no text": "\xff\xfe\x00", "long": strings.Repeat("translate it and 总结 12:30 a.txt, ", 40000),
		"numerals": strings.Repeat("一二三", 3000), "quotes": strings.Repeat("“", 5000), "digits": strings.Repeat("9", 5000) + ":59:59",
	} {
		began := time.Now()
		if _, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "a.txt", Type: port.Text}}}, 3); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		t.Logf("%s: %v", name, time.Since(began))
	}
}
