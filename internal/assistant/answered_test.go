package assistant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
)

// answering is a graph of questions, each to a file.
func answering(asked ...[2]string) plan.Plan {
	p := plan.Plan{Confidence: 0.9}
	for i, a := range asked {
		p.Graph.Nodes = append(p.Graph.Nodes, graph.Node{
			ID: "n" + string(rune('1'+i)), Task: "question-answering",
			In: map[string][]graph.Source{"question": {{Text: a[1]}}, "text": {{Given: a[0]}}}, Why: []string{a[1]},
		})
	}
	return p
}

func answers(w *world) {
	w.model("reader", "question-answering", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		b, err := v.Read(1 << 10)
		return port.Values{"answer": {port.NewText(string(b))}}, err
	})
}

// Of two answers each says which question it answers; of one question there is no need.
func TestEachAnswerSaysWhatItAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked   [][2]string
		request string
		want    []string
	}{
		{[][2]string{{"a.txt", "when is it due"}, {"a.txt", "how much is it?"}}, "when is it due and how much is it?", []string{"Answer – when is it due: fine weather", "Answer – how much is it: fine weather"}},
		{
			[][2]string{{"a.txt", "by what date do all the members who want to come along have to reply"}, {"a.txt", "how much is it?"}},
			"x",
			[]string{"Answer – by what date do all the members who want to come along have…: fine weather", "Answer – how much is it: fine weather"},
		},
		{[][2]string{{"a.txt", "租金多少"}, {"a.txt", "押金呢？"}}, "租金多少，押金呢？", []string{"回答——租金多少：fine weather", "回答——押金呢：fine weather"}},
		{[][2]string{{"a.txt", "when is it due"}}, "when is it due", []string{"fine weather"}},
	} {
		w := newWorld(answering(c.asked...))
		answers(w)
		run := w.do(t, assistant.Request{Text: c.request, Given: given})
		if run.Answer != strings.Join(c.want, "\n\n") {
			t.Errorf("%s: %q", c.request, run.Answer)
		}
	}
}

// What a picture shows is told in the language of the request.
func TestPicturesAreDescribedInTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{"照片里都有些啥": "in zh", "what is in the picture": "in "} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", "image", "a.jpg", "image-to-text")}}})
		w.model("eyes", "image-to-text", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			return port.Values{"text": {port.NewText("in " + req.Params.Text("language"))}}, nil
		})
		run := w.do(t, assistant.Request{Text: request, Given: []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/jpeg", Name: "a.jpg", Text: "pixels"}}}})
		if strings.TrimSpace(run.Answer) != strings.TrimSpace(want) {
			t.Errorf("%s: %q, want %q", request, run.Answer, want)
		}
	}
}

// What two papers answer is compared where the question asks which has more of it.
func TestTwoPapersAreCompared(t *testing.T) {
	t.Parallel()
	two := func(a, b string) []assistant.Given {
		return []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: a}}, {Value: port.Value{Type: port.Text, Name: "b.txt", Text: b}}}
	}
	for _, c := range []struct{ request, a, b, want string }{
		{"Which of the two contracts has the longer notice period?", "90 days", "60 days", "a.txt: 90 days, against 60 days (b.txt).\n\nAnswer (a.txt): 90 days"},
		{"哪份合同的租金更低？", "4200元", "3900元", "b.txt：3900元；另外是4200元（a.txt）。\n\n回答（a.txt）：4200元"},
		{"Which contract has the higher fee?", "£80", "at once", "They could not be compared: these are not two amounts of one kind.\n\nAnswer (a.txt): £80\n\nAnswer (b.txt): at once"},
		{"What is the notice period?", "90 days", "60 days", "Answer (a.txt): 90 days\n\nAnswer (b.txt): 60 days"},
	} {
		w := newWorld(answering([2]string{"a.txt", c.request}, [2]string{"b.txt", c.request}))
		answers(w)
		run := w.do(t, assistant.Request{Text: c.request, Given: two(c.a, c.b)})
		if !strings.HasPrefix(run.Answer, c.want) {
			t.Errorf("%s: %q", c.request, run.Answer)
		}
	}
}
