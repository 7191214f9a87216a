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

// An answer of names has the kinds that the request lists, and all where it lists none.
func TestOnlyTheKindsThatAreListedAreTold(t *testing.T) {
	t.Parallel()
	const all = "person: Ann Lee\nemail: a@x.org\ndate: 3 May\nphone: 55 01\norganisation: Oak Ltd\nplace: Bath"
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "token-classification", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
	}}})
	w.model("finder", "token-classification", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		var l []port.Label
		for _, s := range strings.Split(all+"\nperson: Ann\nperson: Lee", "\n") { // parts of a name are told by the whole
			kind, name, _ := strings.Cut(s, ": ")
			l = append(l, port.Label{Name: kind, Score: 1, Text: name})
		}
		return port.Values{"labels": {port.NewLabels(l)}}, nil
	})
	for request, want := range map[string]string{
		"Extract the names, phone numbers and e-mails": "person: Ann Lee\nemail: a@x.org\nphone: 55 01",
		"find all the dates":                           "date: 3 May",
		"list the people and companies":                "person: Ann Lee\norganisation: Oak Ltd",
		"find names and dates":                         "person: Ann Lee\ndate: 3 May\norganisation: Oak Ltd\nplace: Bath",
		"find all companies and dates":                 "date: 3 May\norganisation: Oak Ltd",
		"find all companies and years":                 "organisation: Oak Ltd",
		"find the people and currencies":               all,
		"find all amounts":                             "nothing was found",
		"find all names":                               all,
		"find all names in the company's report":       all,
		"find the entities: people, places and so on":  all,
		"把通知里的人名、电话和邮箱都找出来":                            "人名：Ann Lee\n邮箱：a@x.org\n电话：55 01",
		"提取通知里的时间和地点":                                  "日期：3 May\n地点：Bath",
	} {
		if run := w.do(t, assistant.Request{Text: request, Given: given}); run.Answer != want {
			t.Errorf("%s: got %q, want %q", request, run.Answer, want)
		}
	}
}

// What a model writes of a nameless text is called by the file that it is of, with an ending in any format.
func TestWhatIsWrittenHasAName(t *testing.T) {
	t.Parallel()
	for media, want := range map[string]string{
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a-document.docx", "text/html": "a-document.html",
		"text/markdown": "a-document.md", "application/pdf": "a-document.pdf", "application/x-unheard": "a-document.bin",
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
			{ID: "n1", Task: "document-writing", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
		}}})
		w.model("writer", "document-writing", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"document": {{Type: port.Document, Media: media, Name: "text", Digest: strings.Repeat("a1", 32), Size: 1}}, "note": {port.NewText("")}}, nil
		})
		run := w.do(t, assistant.Request{Text: "write it down", Given: given})
		if len(run.Artefacts) != 1 || run.Artefacts[0].Name != want || run.State != assistant.Done {
			t.Errorf("%s: %+v %s %s", media, run.Artefacts, run.State, run.Error)
		}
	}
}
