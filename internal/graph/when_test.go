package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// judged is a node that a task makes of a text.
func judged(id string, t task.ID) graph.Node {
	return graph.Node{ID: id, Task: t, In: text(graph.Source{Text: id})}
}

func when(n graph.Node, tests ...graph.Test) graph.Node {
	n.When = tests
	return n
}

// saying is a step that lets the nodes of some IDs give set values, and the
// others echo.
func saying(set map[string]port.Values) graph.Step {
	return func(ctx context.Context, n graph.Node, in port.Values) (port.Values, error) {
		if out, ok := set[n.ID]; ok {
			return out, nil
		}
		return echo(ctx, n, in)
	}
}

func labels(l ...port.Label) port.Values { return port.Values{"labels": {port.NewLabels(l)}} }

func said(s string) port.Values { return port.Values{"text": {port.NewText(s)}} }

// ran tells which nodes of a graph run, and which are skipped and why.
func ran(t *testing.T, g graph.Graph, set map[string]port.Values) (string, error) {
	t.Helper()
	if _, err := graph.Check(g, nil); err != nil {
		t.Fatal(err)
	}
	var skipped []string
	out, err := graph.Run(t.Context(), g, nil, saying(set), nil, graph.Options{Skip: func(_ context.Context, n graph.Node, why graph.Skipped) error {
		by := why.By
		if why.Test != nil {
			by = string(why.Test.Is)
		}
		skipped = append(skipped, n.ID+" by "+by)
		return nil
	}})
	var l []string
	for _, n := range g.Nodes {
		if _, ok := out[n.ID]; ok {
			l = append(l, n.ID)
		}
	}
	return strings.Join(l, " ") + " – " + strings.Join(skipped, ", "), err
}

func TestATestOfWhatWasFound(t *testing.T) {
	t.Parallel()
	mood := labels(port.Label{Name: "Negative", Score: 0.9}, port.Label{Name: "positive", Score: 0.1})
	entries := labels(port.Label{Name: "positive", Score: 1, Text: "Nice."}, port.Label{Name: "negative", Score: 0.7, Text: "Bad."}, port.Label{Name: "negative", Score: 0.8, Text: "Worse."})
	names := labels(port.Label{Name: "PER", Text: "Ada"}, port.Label{Name: "person", Text: "Bob"}, port.Label{Name: "date", Text: "May"})
	for _, c := range []struct {
		task  task.ID
		out   port.Values
		test  graph.Test
		holds bool
	}{
		{"sentiment-analysis", mood, graph.Test{Is: graph.Label, Of: []string{"negative"}}, true},
		{"sentiment-analysis", mood, graph.Test{Is: graph.Label, Of: []string{"positive", "neutral"}}, false},
		{"sentiment-analysis", mood, graph.Test{Is: graph.Label, Of: []string{"positive"}, Not: true}, true},
		{"sentiment-analysis", entries, graph.Test{Is: graph.Label, Of: []string{"negative"}}, true},
		{"language-identification", labels(port.Label{Name: "en-GB", Score: 1}), graph.Test{Is: graph.Language, Of: []string{"fr", "en"}}, true},
		{"language-identification", labels(port.Label{Name: "de", Score: 1}), graph.Test{Is: graph.Language, Of: []string{"en"}, Not: true}, true},
		{"language-identification", labels(), graph.Test{Is: graph.Language, Of: []string{"en"}}, false},
		{"token-classification", names, graph.Test{Is: graph.Found, Of: []string{"person"}}, true},
		{"token-classification", names, graph.Test{Is: graph.Found, Of: []string{"place"}}, false},
		{"token-classification", names, graph.Test{Is: graph.Found}, true},
		{"token-classification", labels(), graph.Test{Is: graph.Found}, false},
		{"token-classification", labels(), graph.Test{Is: graph.Found, Not: true}, true},
		{"token-classification", names, graph.Test{Is: graph.Above, Than: 1, Of: []string{"person"}}, true},
		{"token-classification", names, graph.Test{Is: graph.Above, Than: 2, Of: []string{"person"}}, false},
		{"token-classification", names, graph.Test{Is: graph.Below, Than: 4}, true},
		{"summarization", said("the refund is due"), graph.Test{Is: graph.Contains, Of: []string{"money", "Refund"}}, true},
		{"summarization", said("the refund is due"), graph.Test{Is: graph.Longer, Than: 3}, true},
		{"summarization", said("the refund is due"), graph.Test{Is: graph.Longer, Than: 4}, false},
		{"summarization", said("退款 is 到期了"), graph.Test{Is: graph.Longer, Than: 5}, true},
		{"summarization", said(" \n"), graph.Test{Is: graph.Found}, false},
		{"summarization", port.Values{"text": {{Type: port.Text, Text: "It does not say.", None: true}}}, graph.Test{Is: graph.Found}, false},
		{"summarization", port.Values{}, graph.Test{Is: graph.Found}, false},
		{"summarization", said("in all 1,250.50 euros for 3"), graph.Test{Is: graph.Above, Than: 1250}, true},
		{"summarization", said("-3 degrees"), graph.Test{Is: graph.Below, Than: 0}, true},
		{"summarization", said("12"), graph.Test{Is: graph.Above, Than: 12}, false},
	} {
		c.test.Node = "a"
		want := "a b – "
		if !c.holds {
			want = "a – b by " + string(c.test.Is)
		}
		g := graphOf(judged("a", c.task), when(node("b"), c.test))
		if got, err := ran(t, g, map[string]port.Values{"a": c.out}); err != nil || got != want {
			t.Errorf("%s %+v: %q, %v, want %q", c.task, c.test, got, err, want)
		}
	}
}

func TestWhatNeedsASkippedNodeIsSkipped(t *testing.T) {
	t.Parallel()
	negative := graph.Test{Node: "mood", Is: graph.Label, Of: []string{"negative"}}
	positive := negative
	positive.Not = true
	either := judged("either", "summarization")
	either.In = text(graph.Source{Node: "no", Else: &graph.Source{Node: "yes", Else: &graph.Source{Text: "none"}}})
	join := graph.Node{ID: "join", Task: "sentence-similarity", In: map[string][]graph.Source{"text": {{Text: "x"}}, "others": {{Node: "no"}, {Node: "yes"}}}}
	lone := graph.Node{ID: "lone", Task: "sentence-similarity", In: map[string][]graph.Source{"text": {{Text: "x"}}, "others": {{Node: "no"}}}}
	g := graphOf(judged("mood", "sentiment-analysis"), when(node("no"), positive), node("after", "no"), when(node("far"), graph.Test{Node: "after", Is: graph.Found}), when(node("yes"), negative), either, join, lone)
	set := map[string]port.Values{"mood": labels(port.Label{Name: "negative", Score: 1})}
	for _, id := range []string{"join", "lone"} {
		set[id] = labels()
	}
	got, err := ran(t, g, set)
	if want := "mood yes either join – no by label, after by no, far by after, lone by no"; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	out, err := graph.Run(t.Context(), g, nil, func(ctx context.Context, n graph.Node, in port.Values) (port.Values, error) {
		if n.ID == "either" && !reflect.DeepEqual(n.In["text"], []graph.Source{{Node: "yes"}}) {
			t.Errorf("either is said to read %+v", n.In)
		}
		if n.ID == "join" && (len(in["others"]) != 1 || in["others"][0].Text != "yes(yes)") {
			t.Errorf("join reads %v", in)
		}
		return saying(set)(ctx, n, in)
	}, nil, graph.Options{})
	if err != nil || out["either"]["text"][0].Text != "either(yes(yes))" {
		t.Errorf("%v, %v", out["either"], err)
	}
	var may []string
	for _, n := range g.Nodes {
		if g.Conditional(n.ID) {
			may = append(may, n.ID)
		}
	}
	if want := []string{"no", "after", "far", "yes", "join", "lone"}; !slices.Equal(may, want) {
		t.Errorf("%v may be skipped, want %v", may, want)
	}
	taken := g.Taken(func(id string) bool { return out[id] == nil })
	if len(taken.Nodes) != 4 || !reflect.DeepEqual(taken.Nodes[2].In["text"], []graph.Source{{Node: "yes"}}) || len(taken.Nodes[3].In["others"]) != 1 {
		t.Errorf("taken: %+v", taken)
	}
}

// TestATestOfWhatFailedIsNoTest: what depends on it is not run, and the failure is told.
func TestATestOfWhatFailedIsNoTest(t *testing.T) {
	t.Parallel()
	found := graph.Test{Node: "a", Is: graph.Found}
	g := graphOf(node("a"), when(node("b"), found))
	_, err := graph.Run(t.Context(), g, nil, func(ctx context.Context, n graph.Node, in port.Values) (port.Values, error) {
		if n.ID == "a" {
			return nil, errors.New("broken")
		}
		return echo(ctx, n, in)
	}, nil, graph.Options{})
	if err == nil || !errors.Is(err, graph.ErrSkipped) || !strings.Contains(err.Error(), "node b: it needs node a, which failed") {
		t.Error(err)
	}
	number := graph.Test{Node: "a", Is: graph.Above, Than: 3}
	got, err := ran(t, graphOf(node("a"), when(node("b"), number), node("c", "b")), map[string]port.Values{"a": said("many")})
	if err == nil || !strings.Contains(err.Error(), "no number in “many”") || got != "a – " {
		t.Errorf("%q, %v", got, err)
	}
}

// TestTestsAreMadeAgain: a run that was cut off goes on as it would have gone,
// whichever of its nodes were done; long values are read from where they are kept.
func TestTestsAreMadeAgain(t *testing.T) {
	t.Parallel()
	mood := graph.Test{Node: "mood", Is: graph.Label, Of: []string{"negative"}}
	g := graphOf(judged("mood", "sentiment-analysis"), when(node("b"), mood), node("c", "b"), node("d"))
	made := labels(port.Label{Name: "positive", Score: 1})
	kept := port.Values{"labels": {{Type: port.Labels, Digest: "abc"}}}
	for _, done := range []map[string]port.Values{{"mood": kept}, {"mood": kept, "d": said("d")}} {
		var skipped []string
		again := 0
		out, err := graph.Run(t.Context(), g, done, func(ctx context.Context, n graph.Node, in port.Values) (port.Values, error) {
			again++
			return echo(ctx, n, in)
		}, nil, graph.Options{
			Resolve: func(_ context.Context, v port.Value) port.Value {
				if v.Digest == "abc" {
					return made["labels"][0]
				}
				return v
			},
			Skip: func(_ context.Context, n graph.Node, _ graph.Skipped) error {
				skipped = append(skipped, n.ID)
				return nil
			},
		})
		if err != nil || len(out) != 2 || again != 2-len(done) || !slices.Equal(skipped, []string{"b", "c"}) {
			t.Errorf("%v, %v, %d, %v", out, err, again, skipped)
		}
	}
	_, err := graph.Run(t.Context(), g, map[string]port.Values{"mood": made}, echo, nil, graph.Options{
		Skip: func(context.Context, graph.Node, graph.Skipped) error { return errors.New("the disk is full") },
	})
	if err == nil || !strings.Contains(err.Error(), "node b: the disk is full") {
		t.Error(err)
	}
}

func TestATestOfWhatWasGiven(t *testing.T) {
	t.Parallel()
	g := graphOf(
		when(node("a"), graph.Test{Given: "a.txt", Is: graph.Longer, Than: 2}), when(node("b"), graph.Test{Given: "a.txt", Is: graph.Longer, Than: 3}),
		when(node("c"), graph.Test{Text: "It has a leak.", Is: graph.Contains, Of: []string{"leak"}}), when(node("d"), graph.Test{Text: "It has a leak.", Is: graph.Contains, Of: []string{"leak"}, Not: true}),
	)
	if _, err := graph.Check(g, graph.Given{"a.txt": port.Text}); err != nil {
		t.Fatal(err)
	}
	out, err := graph.Run(t.Context(), g, nil, echo, map[string]port.Value{"a.txt": port.NewText("one two three")}, graph.Options{})
	if err != nil || len(out) != 2 || out["a"] == nil || out["c"] == nil {
		t.Errorf("%v, %v", out, err)
	}
}

func TestCheckRefusesTestsThatDoNotFit(t *testing.T) {
	t.Parallel()
	mood, summary := judged("mood", "sentiment-analysis"), node("sum")
	for name, c := range map[string]struct {
		test graph.Test
		want string
	}{
		"no node":                 {graph.Test{Node: "n9", Is: graph.Found}, `node b: its test reads node "n9", which is not in the graph`},
		"no port":                 {graph.Test{Node: "mood", Port: "text", Is: graph.Label, Of: []string{"x"}}, `no output "text"`},
		"no kind":                 {graph.Test{Node: "mood", Is: "odd"}, `no test "odd"`},
		"a class of words":        {graph.Test{Node: "sum", Is: graph.Label, Of: []string{"x"}}, `the test "label" does not fit what it looks at: summarization text`},
		"the language of a mood":  {graph.Test{Node: "mood", Is: graph.Language, Of: []string{"en"}}, "does not fit"},
		"the number of a mood":    {graph.Test{Node: "mood", Is: graph.Above}, "does not fit"},
		"whether there is a mood": {graph.Test{Node: "mood", Is: graph.Found}, "does not fit"},
		"no class":                {graph.Test{Node: "mood", Is: graph.Label}, "needs a list “of”"},
		"an empty class":          {graph.Test{Node: "mood", Is: graph.Label, Of: []string{""}}, "says nothing"},
		"of a text":               {graph.Test{Node: "sum", Is: graph.Longer, Than: 3, Of: []string{"x"}}, "says nothing"},
		"no number":               {graph.Test{Node: "sum", Is: graph.Above, Than: math.NaN()}, "bad number"},
		"a number more":           {graph.Test{Node: "sum", Is: graph.Found, Than: 3}, "bad number"},
		"itself":                  {graph.Test{Node: "b", Is: graph.Found}, "a circle"},
	} {
		_, err := graph.Check(graphOf(mood, summary, when(node("b"), c.test)), graph.Given{"a.txt": port.Text})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, s := range map[string]graph.Source{
		"instead of words":   {Text: "x", Else: &graph.Source{Text: "y"}},
		"instead of nothing": {Node: "sum", Else: &graph.Source{}},
		"another type":       {Node: "sum", Else: &graph.Source{Given: "photo.jpg"}},
	} {
		b := node("b")
		b.In = text(s)
		if _, err := graph.Check(graphOf(summary, b), graph.Given{"photo.jpg": port.Image}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTestsAreWrittenDown(t *testing.T) {
	t.Parallel()
	const written = `{"id":"b","task":"summarization","in":{"text":[{"node":"c","else":{"given":"a.txt"}}]},"when":[{"node":"a","is":"label","of":["negative"],"not":true,"why":"if it is not negative"}]}`
	var n graph.Node
	if err := json.Unmarshal([]byte(written), &n); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(n.Needs(), []string{"c", "a"}) {
		t.Errorf("needs %v", n.Needs())
	}
	if b, err := json.Marshal(n); err != nil || string(b) != written {
		t.Errorf("%s, %v", b, err)
	}
	if got := fmt.Sprint(graph.Words("It's 3 o'clock – 好的"), graph.Words("")); got != "5 0" {
		t.Error(got)
	}
}
