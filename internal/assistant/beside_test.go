package assistant_test

import (
	"context"
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
)

func TestLikenessIsToldInWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request, want string
		scores        []float64
	}{
		"two texts":        {"How alike are these?", "0.38 of 1: they share little.", []float64{0.38}},
		"the same":         {"How alike are these?", "0.95 of 1: they say the same.", []float64{0.95}},
		"in Chinese":       {"这两段话有多像？", "0.38（满分 1）：共同之处不多。", []float64{0.38}},
		"several":          {"How alike are these?", "a.txt: 0.72 of 1: they say much the same\nb.txt: 0.10 of 1: they have next to nothing in common", []float64{0.72, 0.1}},
		"several, Chinese": {"哪一篇最像？", "a.txt：0.55（满分 1）：谈的内容相近\nb.txt：0.30（满分 1）：共同之处不多", []float64{0.55, 0.3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "sentence-similarity", In: map[string][]graph.Source{"text": {{Text: "rain"}}, "others": {{Text: "sun"}}}},
			}}})
			w.model("likeness", "sentence-similarity", 0.5, func(context.Context, engine.Request) (port.Values, error) {
				var l []port.Label
				for i, s := range c.scores {
					l = append(l, port.Label{Name: []string{"a.txt", "b.txt"}[i], Score: s, Text: "sun"})
				}
				return port.Values{"labels": {port.NewLabels(l)}}, nil
			})
			if run := w.do(t, assistant.Request{Text: c.request}); run.Answer != c.want {
				t.Errorf("got %q, want %q", run.Answer, c.want)
			}
		})
	}
}

func TestTextsThatDifferInAFigureDoNotSayTheSame(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"How alike are these?": "0.99 of 1: nearly the same words, but not the same: 60 days / 90 days.",
		"这两段话有多像？":             "0.99（满分 1）：用词几乎相同，内容却不同：60 days / 90 days。",
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "sentence-similarity", In: map[string][]graph.Source{"text": {{Text: "in 60 days"}}, "others": {{Text: "in 90 days"}}}},
		}}})
		w.model("likeness", "sentence-similarity", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "b.txt", Score: 0.99, Apart: "60 days / 90 days"}})}}, nil
		})
		if run := w.do(t, assistant.Request{Text: request}); run.Answer != want {
			t.Errorf("got %q, want %q", run.Answer, want)
		}
	}
}

func TestWhatOnlyStandsBesideAnAnswerIsToldApart(t *testing.T) {
	t.Parallel()
	for request, want := range map[string][]string{
		"Which region sold the most?":                              {"sales-answer.csv"},
		"Which region sold the most? Save the rows as a csv file.": nil,
		"哪个地区卖得最多？":                                                {"sales-answer.csv"},
		"哪个地区卖得最多？结果导出成表格":                                         nil,
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "table-question-answering", In: map[string][]graph.Source{"table": {{Given: "sales.csv"}}, "question": {{Text: request}}}},
		}}})
		w.model("rows", "table-question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			rows := port.NewTable("region,amount\nNorth,5\nSouth,3\n")
			rows.Name = "sales-answer.csv"
			return port.Values{"answer": {port.NewText("North, with 5.")}, "rows": {rows}}, nil
		})
		given := assistant.Given{Value: port.Value{Type: port.Table, Name: "sales.csv", Media: "text/csv", Text: "region,amount\nNorth,5\nSouth,3\n"}}
		run := w.do(t, assistant.Request{Text: request, Given: []assistant.Given{given}})
		if len(run.Artefacts) != 1 || !slices.Equal(run.Beside, want) {
			t.Errorf("%s: %d artefacts, beside the answer %v, want %v", request, len(run.Artefacts), run.Beside, want)
		}
	}
}

// TestTheSameRowsAreSavedOnce: the rows of the whole table are there already, and equal ones
// behind two answers are one file.
func TestTheSameRowsAreSavedOnce(t *testing.T) {
	t.Parallel()
	ask := func(id, question string) graph.Node {
		return graph.Node{ID: id, Task: "table-question-answering", In: map[string][]graph.Source{"table": {{Given: "sales.csv"}}, "question": {{Text: question}}}, Why: []string{question}}
	}
	for request, want := range map[string][]string{
		"total and average amount":                     nil,
		"total and average amount of the North":        {"sales-answer.csv"},
		"total amount, saved as csv, of all and so on": nil,
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{ask("n1", "total"), ask("n2", "average")}}})
		w.model("rows", "table-question-answering", 0.5, func(_ context.Context, r engine.Request) (port.Values, error) {
			q, _ := r.In.First("question")
			rows := port.NewTable("region,amount\nNorth,5\nNorth,3\n")
			rows.Name = "sales.csv"
			if request == "total and average amount of the North" {
				rows.Name = "sales-answer.csv"
			}
			return port.Values{"answer": {port.NewText("The " + q.Text + " is 4.")}, "rows": {rows}}, nil
		})
		given := assistant.Given{Value: port.Value{Type: port.Table, Name: "sales.csv", Media: "text/csv", Text: "region,amount\nNorth,5\nNorth,3\n"}}
		run := w.do(t, assistant.Request{Text: request, Given: []assistant.Given{given}})
		if saved := len(run.Artefacts) > 1; !slices.Equal(run.Beside, want) || saved != (request == "total amount, saved as csv, of all and so on") {
			t.Errorf("%s: %d artefacts, beside the answer %v, want %v", request, len(run.Artefacts), run.Beside, want)
		}
	}
}
