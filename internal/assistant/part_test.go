package assistant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// TestThePossiblePartIsDone: what nothing here can do is named, and so is why;
// what the request wants beside it is done.
func TestThePossiblePartIsDone(t *testing.T) {
	t.Parallel()
	text := map[string][]graph.Source{"text": {{Given: "a.txt"}}}
	after := map[string][]graph.Source{"text": {{Node: "n2"}}}
	mood := graph.Node{ID: "n1", Task: "sentiment-analysis", In: text, Why: []string{"mood"}}
	english := graph.Node{ID: "n2", Task: "translation", Params: task.Params{"target": "en"}, In: text, Why: []string{"English"}}
	aloud := graph.Node{ID: "n3", Task: "text-to-speech", In: after, Why: []string{"read"}}
	for name, c := range map[string]struct {
		nodes []graph.Node
		done  bool
	}{
		"a branch":              {[]graph.Node{mood, english, aloud}, true},
		"nothing besides":       {[]graph.Node{english, aloud}, false},
		"only what leads to it": {[]graph.Node{{ID: "n2", Task: "text-error-correction", In: text}, {ID: "n3", Task: "translation", Params: english.Params, In: after, Why: english.Why}}, false},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: c.nodes}})
		w.model("mood", "sentiment-analysis", 0.5, glad)
		w.model("speech", "text-to-speech", 0.5, upper)
		w.model("mender", "text-error-correction", 0.5, upper)
		run := w.do(t, assistant.Request{Text: "x", Given: given})
		switch {
		case !c.done && (run.State != assistant.Impossible || !strings.Contains(run.Error, "translation") || len(w.calls) > 0):
			t.Errorf("%s: %s %q, calls %v", name, run.State, run.Error, w.calls)
		case c.done && (run.State != assistant.Done || len(run.Graph.Nodes) != 1 || !strings.Contains(run.Answer, "Not done: no installed model does translation")):
			t.Errorf("%s: %s %q %q", name, run.State, run.Answer, run.Error)
		}
	}
}

// TestAModelThatIsNoneForATextLeavesAPartUndone: that its models cannot work on what is there is
// no failure, and is told with what to do: alone as the end, beside others as a part.
func TestAModelThatIsNoneForATextLeavesAPartUndone(t *testing.T) {
	t.Parallel()
	ask := func(id, q string) graph.Node {
		return graph.Node{ID: id, Task: "question-answering", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}, "question": {{Text: q}}}, Why: []string{q}}
	}
	for name, c := range map[string]struct {
		nodes []graph.Node
		state assistant.State
		told  string
	}{
		"alone":         {[]graph.Node{ask("n1", "保修多久？")}, assistant.Impossible, "“保修多久”：文本是英文，问题是中文，这个模型不能跨语言比较：请用文本的语言提问，或先翻译文本。可以接入一个：`tenon connect NAME URL --task question-answering`。"},
		"beside others": {[]graph.Node{ask("n1", "price"), ask("n2", "保修多久？")}, assistant.Done, "没有做到：“保修多久”：文本是英文"},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: c.nodes}})
		w.model("reader", "question-answering", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			if q, _ := req.In.First("question"); q.Text == "price" {
				return port.Values{"answer": {port.NewText("7 pounds")}}, nil
			}
			return nil, fault.Wrap(engine.ErrUnfit, fault.Invalid, "the text is in %s and the question in %s, and this model cannot compare across languages: ask in the language of the text, or have it translated first", "English", "Chinese")
		})
		run := w.do(t, assistant.Request{Text: "多少钱，保修多久？", Given: given})
		if run.State != c.state || !strings.Contains(run.Answer+run.Error, c.told) || (c.state == assistant.Done) != (len(run.Lacking) == 1) {
			t.Errorf("%s: %s %q %q", name, run.State, run.Answer, run.Error)
		}
	}
}

// TestRowsBehindAChartStandBesideIt: they are kept, and saved only when asked for.
func TestRowsBehindAChartStandBesideIt(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "table-question-answering", In: map[string][]graph.Source{"table": {{Given: "t.csv"}}, "question": {{Text: "total by region"}}}, Why: []string{"total"}},
		{ID: "n2", Task: "chart-generation", In: map[string][]graph.Source{"table": {{Node: "n1", Port: "rows"}}}, Why: []string{"chart"}},
	}}})
	w.model("tables", "table-question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return port.Values{"answer": {port.NewText("North 2, South 3")}, "rows": {{Type: port.Table, Text: "region,total\nNorth,2\nSouth,3\n"}}}, nil
	})
	w.model("charts", "chart-generation", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return port.Values{"image": {{Type: port.Image, Digest: "d", Media: "image/png"}}}, nil
	})
	table := []assistant.Given{{Value: port.Value{Type: port.Table, Name: "t.csv", Text: "region,amount\nNorth,2\nSouth,3\n"}}}
	run := w.do(t, assistant.Request{Text: "chart of the total by region", Given: table})
	if run.State != assistant.Done || len(run.Artefacts) != 2 || len(run.Beside) != 1 || !strings.HasSuffix(run.Beside[0], ".csv") {
		t.Errorf("%s %q: %v, beside it %v", run.State, run.Error, run.Artefacts, run.Beside)
	}
}

// TestWhatHangsOnTheImpossibleIsNamed: a wish that works on what cannot be made
// is not done either, and says so.
func TestWhatHangsOnTheImpossibleIsNamed(t *testing.T) {
	t.Parallel()
	text := map[string][]graph.Source{"text": {{Given: "a.txt"}}}
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "sentiment-analysis", In: text, Why: []string{"mood"}},
		{ID: "n2", Task: "translation", Params: task.Params{"target": "en"}, In: text, Why: []string{"English"}},
		{ID: "n3", Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: "n2"}}}, Why: []string{"read"}},
	}}})
	w.model("mood", "sentiment-analysis", 0.5, glad)
	w.model("speech", "text-to-speech", 0.5, upper)
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	if run.State != assistant.Done || !strings.Contains(run.Answer, "Not done: “Speak a text”, which would work on what that makes") {
		t.Errorf("%s %q %q", run.State, run.Answer, run.Error)
	}
}

// TestTextsAreComparedWhereNobodyWrites: what differs is found by the comparison of
// texts when no model writes about it.
func TestTextsAreComparedWhereNobodyWrites(t *testing.T) {
	t.Parallel()
	two := []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "The fee is 5."}}, {Value: port.Value{Type: port.Text, Name: "b.txt", Text: "The fee is 6."}}}
	for prompt, compared := range map[string]bool{"compare these, what changed?": true, "两份合同有什么不同": true, "两份合同有哪些不一样的地方": true, "write one story of both": false} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{{
			ID: "n1", Task: "text-generation", Why: []string{"x"},
			In: map[string][]graph.Source{"prompt": {{Text: prompt}}, "context": {{Given: "a.txt"}, {Given: "b.txt"}}},
		}}}})
		w.model("alike", "sentence-similarity", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "b.txt", Score: 0.95, Apart: "5 / 6"}})}}, nil
		})
		run := w.do(t, assistant.Request{Text: prompt, Given: two})
		if compared && (run.State != assistant.Done || !strings.Contains(run.Answer, "5 / 6")) || !compared && run.State != assistant.Impossible {
			t.Errorf("%s: %s %q %q", prompt, run.State, run.Answer, run.Error)
		}
	}
}

// TestAPlanSaysWhetherItCanRun: with a reason when nothing of it can, without the
// part that cannot otherwise.
func TestAPlanSaysWhetherItCanRun(t *testing.T) {
	t.Parallel()
	text := map[string][]graph.Source{"text": {{Given: "a.txt"}}}
	english := graph.Node{ID: "n2", Task: "translation", Params: task.Params{"target": "en"}, In: text, Why: []string{"English"}}
	for _, whole := range []bool{true, false} {
		nodes := []graph.Node{english}
		if whole {
			nodes = append(nodes, graph.Node{ID: "n1", Task: "sentiment-analysis", In: text, Why: []string{"mood"}})
		}
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: nodes}})
		w.model("mood", "sentiment-analysis", 0.5, glad)
		run := w.do(t, assistant.Request{Text: "x", Given: given, Plan: true})
		if run.State != assistant.Planned || len(run.Graph.Nodes) != 1 || (run.Error == "") != whole || (len(run.Lacking) > 0) != whole {
			t.Errorf("%v: %s %q, lacking %q, %d nodes", whole, run.State, run.Error, run.Lacking, len(run.Graph.Nodes))
		}
	}
}
