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
)

// mood is glad of every text that has “love” in it, and of no other. It takes none that
// begins in German.
func mood(_ context.Context, req engine.Request) (port.Values, error) {
	v, _ := req.In.First("text")
	b, err := v.Read(1 << 20)
	if strings.HasPrefix(string(b), "Schlecht") {
		return nil, fault.New(fault.Invalid, "the text is in German")
	}
	l := []port.Label{{Name: "positive", Score: 0.1}, {Name: "negative", Score: 0.9}}
	if strings.Contains(string(b), "love") {
		l[0].Score, l[1].Score = 0.8, 0.2
	}
	return port.Values{"labels": {port.NewLabels(l)}}, err
}

func TestEachReviewOfAListIsJudged(t *testing.T) {
	t.Parallel()
	const lines = "I love this hotel.\nThe lift was out of order.\nAwful food!\n"
	table := port.Value{Type: port.Table, Name: "a.txt", Media: "text/csv", Text: "guest,review\nAnn,I love this little hotel\nBob,Too loud for my taste\n"}
	parts := port.Value{Type: port.Table, Name: "a.txt", Media: "text/csv", Text: "about,review\nLift,I love that it is fast\nLift,Out of order all week\nKitchen,Awful food every single day\n"}
	for name, c := range map[string]struct {
		request, want string
		given         port.Value
	}{
		"lines":           {"Are these reviews positive?", "positive (80 %)\nOne by one: 2 negative, 1 positive\n1. positive (80 %): I love this hotel.\n2. negative (90 %): The lift was out of order.\n3. negative (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"Chinese":         {"这些评论是好评还是差评？", "正面 (80 %)\n逐条：2 条负面，1 条正面\n1. 正面 (80 %): I love this hotel.\n2. 负面 (90 %): The lift was out of order.\n3. 负面 (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"a table":         {"mood of each review", "One by one: 1 positive, 1 negative\n1. positive (80 %): I love this little hotel\n2. negative (90 %): Too loud for my taste", table},
		"of one":          {"Which reviews of the lifts are positive, and what do guests complain about?", "One by one: 1 positive, 1 negative\n1. positive (80 %): I love that it is fast\n2. negative (90 %): Out of order all week", parts},
		"of no one":       {"mood of the reviews of the garden", "positive (80 %)\nOne by one: 2 negative, 1 positive\n1. positive (80 %): I love that it is fast\n2. negative (90 %): Out of order all week\n3. negative (90 %): Awful food every single day", parts},
		"of a single one": {"mood of the reviews of the kitchen", "One by one: 1 negative\n1. negative (90 %): Awful food every single day", parts},
		"not all":         {"Are these reviews positive?", "One by one: 1 positive, 1 not judged, 1 negative\n1. positive (80 %): I love this hotel.\n2. not judged: Schlechtes Essen.\n3. negative (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: strings.Replace(lines, "The lift was out of order.", "Schlechtes Essen.", 1)}},
		"some":            {"Which reviews are negative? List only those.", "One by one: 2 negative, 1 positive\n2. negative (90 %): The lift was out of order.\n3. negative (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"counted":         {"好评和差评各有多少条", "逐条：2 条负面，1 条正面\n1. 正面 (80 %): I love this hotel.\n2. 负面 (90 %): The lift was out of order.\n3. 负面 (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"a rate":          {"把差评挑出来，然后统计好评率", "33 % 为正面（1 / 3）。\n逐条：2 条负面，1 条正面\n2. 负面 (90 %): The lift was out of order.\n3. 负面 (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"a share":         {"What percentage of these reviews is negative?", "67 % are negative (2 of 3).\nOne by one: 2 negative, 1 positive\n1. positive (80 %): I love this hotel.\n2. negative (90 %): The lift was out of order.\n3. negative (90 %): Awful food!", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"one":             {"Is this review positive?", "positive (80 %)", port.Value{Type: port.Text, Name: "a.txt", Text: lines}},
		"a text":          {"Are these reviews positive?", "positive (80 %)", port.Value{Type: port.Text, Name: "a.txt", Text: "We love it."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
			}}})
			w.model("mood", "sentiment-analysis", 0.5, mood)
			for range 2 { // the second time from memory
				if run := w.do(t, assistant.Request{Text: c.request, Given: []assistant.Given{{Value: c.given}}}); run.Answer != c.want {
					t.Errorf("got %q, want %q", run.Answer, c.want)
				}
			}
		})
	}
}
