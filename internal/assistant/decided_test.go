package assistant_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
)

// mooded is “if the review is negative, put it into Spanish, else sum it up; read
// aloud what comes of it”.
func mooded(why string) plan.Plan {
	negative := graph.Test{Node: "n1", Is: graph.Label, Of: []string{"negative"}, Why: why}
	positive := negative
	positive.Not = true
	in := map[string][]graph.Source{"text": {{Given: "a.txt"}}}
	return plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "sentiment-analysis", In: in},
		{ID: "n2", Task: "text-error-correction", In: in, When: []graph.Test{negative}, Why: []string{"correct"}},
		{ID: "n3", Task: "summarization", In: in, When: []graph.Test{positive}, Why: []string{"summarise"}},
		{ID: "n4", Task: "keyword-extraction", In: map[string][]graph.Source{"text": {{Node: "n2"}}}, Why: []string{"keywords"}},
		{ID: "n5", Task: "text-excerpt", In: map[string][]graph.Source{"text": {{Node: "n2", Else: &graph.Source{Node: "n3"}}}}, Params: map[string]any{"part": "first"}, Why: []string{"the first part"}},
	}}}
}

func moody(w *world) {
	lower := func(ctx context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		return port.Values{"text": {port.NewText(strings.ToLower(v.Text))}}, nil
	}
	w.model("mood", "sentiment-analysis", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		name := map[bool]string{true: "negative", false: "positive"}[strings.Contains(v.Text, "bad")]
		return port.Values{"labels": {port.NewLabels([]port.Label{{Name: name, Score: 0.9}})}}, nil
	})
	w.model("correct", "text-error-correction", 0.5, upper)
	w.model("summary", "summarization", 0.5, lower)
	w.model("part", "text-excerpt", 0.5, upper)
	w.model("keys", "keyword-extraction", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "weather", Score: 1}})}}, nil
	})
}

func said(text string) []assistant.Given {
	return []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: text}}}
}

func states(run assistant.Run) string {
	var l []string
	for _, n := range run.Nodes {
		l = append(l, string(n.State))
	}
	return strings.Join(l, " ")
}

func TestWhatATestRulesOutIsSkippedAndSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, given, why, states, answer, because string }{
		{"If the review is negative …", "Fine weather", "If the review is negative", "done skipped done skipped done", "The review is positive, so it was summarised and not corrected or searched for keywords.\n\nSummary: fine weather\n\nPart: FINE WEATHER", "the review is positive"},
		{"If it is negative …", "bad weather", "If it is negative", "done done skipped done done", "The text is negative, so it was corrected and searched for keywords and not summarised.", "the text is negative"},
		{"如果评论是负面的就……", "Fine weather", "如果评论是负面的", "done skipped done skipped done", "评论是正面的，所以已总结，没有纠错、提取关键词。", "评论是正面的"},
	} {
		w := newWorld(mooded(c.why))
		moody(w)
		run := w.do(t, assistant.Request{Text: c.text, Given: said(c.given)})
		if run.State != assistant.Done || run.Error != "" || states(run) != c.states || !strings.HasPrefix(run.Answer, c.answer) {
			t.Errorf("%s: %s %q, nodes %s, answer\n%s", c.text, run.State, run.Error, states(run), run.Answer)
		}
		if len(run.Told) == 0 || run.Told[0].Node != "" || !strings.HasPrefix(run.Answer, run.Told[0].Text) || strings.Contains(run.Answer, "Sentiment") || len(run.Graph.Nodes) != 5 {
			t.Errorf("%s: told %+v", c.text, run.Told)
		}
		for _, n := range run.Nodes[1:3] {
			if n.State == assistant.Skipped && n.Because != c.because {
				t.Errorf("%s: %s was skipped because %q", c.text, n.ID, n.Because)
			}
		}
	}
}

// TestWhatMayBeSkippedNeedsNoModel: whether nothing does it is told where it is to be done.
func TestWhatMayBeSkippedNeedsNoModel(t *testing.T) {
	t.Parallel()
	w := newWorld(mooded("If it is negative"))
	moody(w)
	w.models = append(w.models[:1], w.models[2:]...) // none corrects
	if run := w.do(t, assistant.Request{Text: "If it is negative …", Given: said("fine")}); run.State != assistant.Done || len(run.Lacking) > 0 {
		t.Errorf("%s %q %q", run.State, run.Error, run.Lacking)
	}
	run := w.do(t, assistant.Request{Text: "If it is negative …", Given: said("bad")})
	if run.State != assistant.Impossible || !strings.Contains(run.Error, "no installed model does text-error-correction") || strings.Contains(run.Answer, "it was corrected") {
		t.Errorf("%s %q %q", run.State, run.Error, run.Answer)
	}
}

// TestWhatIsOnlyTestedIsUsed: it is not named as what nothing reads.
func TestWhatIsOnlyTestedIsUsed(t *testing.T) {
	t.Parallel()
	long := graph.Test{Given: "a.txt", Is: graph.Longer, Than: 2}
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Given: "b.txt"}}}, When: []graph.Test{long}, Why: []string{"summarise"}},
	}}})
	moody(w)
	req := assistant.Request{Text: "If a.txt is longer than two words, summarise b.txt", Given: append(said("one two three"), assistant.Given{Value: port.Value{Type: port.Text, Name: "b.txt", Text: "Rain"}})}
	if run := w.do(t, req); len(run.Unused) > 0 || run.Answer != "a.txt has 3 words, so this was done: “Summarise”.\n\nrain" {
		t.Errorf("not used: %v; %s", run.Unused, run.Answer)
	}
}

// TestAQuestionWithATestIsAskedByItself: it is not made one with another that is
// asked in any case.
func TestAQuestionWithATestIsAskedByItself(t *testing.T) {
	t.Parallel()
	asks := func(id, question string, when ...graph.Test) graph.Node {
		return graph.Node{ID: id, Task: "question-answering", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}, "question": {{Text: question}}}, When: when, Why: []string{question}}
	}
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		asks("n1", "Who pays?"), asks("n2", "When?", graph.Test{Given: "a.txt", Is: graph.Longer, Than: 100}),
		{ID: "n3", Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: "n2"}}}, Why: []string{"read the answer aloud"}},
	}}})
	w.model("qa", "question-answering", 0.5, upper)
	w.model("speak", "text-to-speech", 0.5, upper)
	run := w.do(t, assistant.Request{Text: "Who pays? If it is longer than 100 words: when? Read the answer aloud", Plan: true, Given: said("Ada pays.")})
	if g := run.Graph; len(g.Nodes) != 3 || len(g.Nodes[1].When) != 1 || g.Nodes[1].In["question"][0].Text != "When?" {
		t.Errorf("%+v", g)
	}
}

// TestARunWithTestsGoesOn: whatever was written down when it died, it ends as if
// it had not, and nothing is written twice.
func TestARunWithTestsGoesOn(t *testing.T) {
	t.Parallel()
	for limit := 1; limit <= 6; limit++ {
		w := newWorld(mooded("If it is negative"))
		moody(w)
		log := &steps{m: map[string]json.RawMessage{}, limit: limit}
		req := assistant.Request{Text: "If it is negative …", Given: said("fine")}
		a := w.assistant(assistant.Options{})
		_, _ = a.Do(t.Context(), "r", "me", time.Now(), req, log)
		before := maps.Clone(log.m)
		w.memo, w.calls = map[string]json.RawMessage{}, map[string]int{} // the log alone must do
		log.limit = 0
		run, err := a.Do(t.Context(), "r", "me", time.Now(), req, log)
		if err != nil || run.State != assistant.Done || states(run) != "done skipped done skipped done" || !strings.HasPrefix(run.Answer, "The text is positive, so it was summarised and not corrected") {
			t.Fatalf("died after %d steps: %v %v %s %s", limit, run.State, err, states(run), run.Answer)
		}
		for name, raw := range before {
			if !bytes.Equal(log.m[name], raw) && !strings.Contains(string(raw), `"skipped"`) {
				t.Errorf("died after %d steps: step %s was made twice", limit, name)
			}
			if name == "node n1" && w.calls["mood"] > 0 {
				t.Errorf("died after %d steps: it was judged again", limit)
			}
		}
		if len(log.m) != 6 || !strings.Contains(string(log.m["node n2"]), "the text is positive") {
			t.Errorf("died after %d steps: the log is %v", limit, log.m)
		}
	}
}
