package assistant_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
)

// What is judged of each entry is a table beside the answer, in the format that is asked
// for; it is saved where the request speaks of that.
func TestJudgementsAreATable(t *testing.T) {
	t.Parallel()
	lines := port.Value{Type: port.Text, Name: "a.txt", Text: "I love this hotel.\nAwful food!\n"}
	table := port.Value{Type: port.Table, Name: "a.txt", Media: "text/csv", Text: "guest,review\nAnn,I love this little hotel\nBob,\"Too loud, for my taste\"\n"}
	for name, c := range map[string]struct {
		request, file, want string
		given               port.Value
		beside              bool
	}{
		"rows":      {"mood of each review, save as csv", "a-sentiment.csv", "guest,review,label,score\nAnn,I love this little hotel,positive,0.80\nBob,\"Too loud, for my taste\",negative,0.90\n", table, false},
		"unasked":   {"mood of each review", "a-sentiment.csv", "guest,review,label,score\nAnn,I love this little hotel,positive,0.80\nBob,\"Too loud, for my taste\",negative,0.90\n", table, true},
		"some":      {"save the negative reviews as csv", "a-sentiment.csv", "guest,review,label,score\nBob,\"Too loud, for my taste\",negative,0.90\n", table, false},
		"lines":     {"Are these reviews positive or negative? Save it as csv", "a-sentiment.csv", "text,label,score\nI love this hotel.,positive,0.80\nAwful food!,negative,0.90\n", lines, false},
		"Chinese":   {"判断每条评论的情感，导出csv", "a-sentiment.csv", "内容,判断,得分\nI love this hotel.,正面,0.80\nAwful food!,负面,0.90\n", lines, false},
		"a format":  {"mood of each review as json", "a-sentiment.json", "guest,review,label,score\nAnn,I love this little hotel,positive,0.80\nBob,\"Too loud, for my taste\",negative,0.90\nin json", table, false},
		"one":       {"is this text positive? save that as csv", "a-sentiment.csv", "text,label,score\n\"I love this hotel.\nAwful food!\",positive,0.80\n", lines, false},
		"no table":  {"Is this text positive?", "", "", lines, false},
		"no table2": {"Is this review positive?", "", "", table, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
				{ID: "n1", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
			}}})
			w.model("mood", "sentiment-analysis", 0.5, mood)
			w.model("convert", "table-conversion", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
				v, _ := req.In.First("table")
				b, err := v.Read(1 << 20)
				made := port.NewTable(string(b) + "in " + req.Params.Text("format"))
				made.Media = "application/json"
				return port.Values{"table": {made}}, err
			})
			for range 2 { // the second time from memory
				run := w.do(t, assistant.Request{Text: c.request, Given: []assistant.Given{{Value: c.given}}})
				if c.file == "" {
					if len(run.Artefacts) > 0 {
						t.Errorf("%+v, want none", run.Artefacts)
					}
					continue
				}
				if len(run.Artefacts) != 1 || run.Artefacts[0].Name != c.file || run.Artefacts[0].Text != c.want || slices.Contains(run.Beside, c.file) != c.beside {
					t.Errorf("%s %+v %v, want %s %q", run.State, run.Artefacts, run.Beside, c.file, c.want)
				}
			}
		})
	}
}

// TestWhatIsFoundIsATableWhereItIsAskedFor: names are listed with what they are of.
func TestWhatIsFoundIsATableWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"list the names and save them as csv": "text,label,score\nAnn Lee,person,0.90\nLeeds,place,0.80\n",
		"list the names":                      "",
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "token-classification", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
		}}})
		w.model("names", "token-classification", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "person", Text: "Ann Lee", Score: 0.9}, {Name: "place", Text: "Leeds", Score: 0.8}})}}, nil
		})
		run := w.do(t, assistant.Request{Text: request, Given: []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Media: "text/plain", Text: "Ann Lee of Leeds"}}}})
		got := ""
		if len(run.Artefacts) > 0 {
			got = run.Artefacts[0].Text
		}
		if got != want || !strings.Contains(run.Answer, "Ann Lee") {
			t.Errorf("%s: %q, want %q; %s", request, got, want, run.Answer)
		}
	}
}

// What a model notes of a table that it made is told under its name; a summary that could
// not be as short as was asked for says so.
func TestNotesAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "table-conversion", In: map[string][]graph.Source{"table": {{Given: "a.csv"}}}},
	}}})
	w.model("convert", "table-conversion", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		v := port.NewTable("a\n1\n")
		v.Name = "a-unique.csv"
		return port.Values{"table": {v}, "note": {port.NewText("Rows that were left out: 2.")}}, nil
	})
	run := w.do(t, assistant.Request{Text: "drop duplicates", Given: []assistant.Given{{Value: port.Value{Type: port.Table, Name: "a.csv", Media: "text/csv", Text: "a\n1\n1\n1\n"}}}})
	if run.Answer != "Table:\na-unique.csv\nRows that were left out: 2." && run.Answer != "Table\na-unique.csv\nRows that were left out: 2." || len(run.Artefacts) != 1 {
		t.Errorf("%q %+v", run.Answer, run.Artefacts)
	}
	for words, want := range map[float64]string{3: "It is a short text.\n\nNo sentence of the text is as short as 3 words: the shortest has 5.", 5: "It is a short text."} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}, Params: map[string]any{"length": words}},
		}}})
		w.model("short", "summarization", 0.5, heard(0, "It is a short text."))
		run := w.do(t, assistant.Request{Text: "summarise in 3 words", Given: []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "It is a short text. It goes on."}}}})
		if run.Answer != want {
			t.Errorf("%q, want %q", run.Answer, want)
		}
	}
}
