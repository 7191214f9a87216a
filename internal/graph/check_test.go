package graph_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// call is a node on the given sources: "port=node", "port=node.port",
// "port=given:name" or "port=text:words".
func call(id string, t task.ID, params task.Params, sources ...string) graph.Node {
	n := graph.Node{ID: id, Task: t, Params: params, In: map[string][]graph.Source{}}
	for _, s := range sources {
		name, from, _ := strings.Cut(s, "=")
		source := graph.Source{}
		if given, ok := strings.CutPrefix(from, "given:"); ok {
			source.Given = given
		} else if text, ok := strings.CutPrefix(from, "text:"); ok {
			source.Text = text
		} else {
			source.Node, source.Port, _ = strings.Cut(from, ".")
		}
		n.In[name] = append(n.In[name], source)
	}
	return n
}

var attached = graph.Given{
	"call.wav": port.Audio, "a.jpg": port.Image, "b.jpg": port.Image, "sales.csv": port.Table, "letter.pdf": port.Document, "trip.mp4": port.Video,
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]graph.Graph{
		"speech to a reply in Spanish": graphOf(
			call("n1", "automatic-speech-recognition", nil, "audio=given:call.wav"),
			call("n2", "sentiment-analysis", nil, "text=n1"),
			call("n3", "text-generation", nil, "prompt=text:draft a reply", "context=n1", "context=n2.labels"),
			call("n4", "translation", task.Params{"target": "es"}, "text=n3"),
		),
		"nodes in any order":       graphOf(call("late", "summarization", nil, "text=early.text"), call("early", "document-text-extraction", nil, "document=given:letter.pdf")),
		"labels read as words":     graphOf(call("n1", "keyword-extraction", nil, "text=text:some words"), call("n2", "text-to-speech", nil, "text=n1")),
		"many values on one port":  graphOf(call("n1", "image-stitching", nil, "images=given:a.jpg", "images=given:b.jpg")),
		"a list on a port of many": graphOf(call("n1", "video-frames", nil, "video=given:trip.mp4"), call("n2", "slideshow-generation", nil, "images=n1")),
		"the second output":        graphOf(call("n1", "table-question-answering", nil, "table=given:sales.csv", "question=text:how much?"), call("n2", "chart-generation", nil, "table=n1.rows")),
		"an alias of a task":       graphOf(call("n1", "ner", nil, "text=text:Ada lives in London")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := graph.Check(g, attached); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	words := func(id string) graph.Node { return call(id, "summarization", nil, "text=text:words") }
	var crowd []graph.Node
	for i := range 201 {
		crowd = append(crowd, words(fmt.Sprint("n", i)))
	}
	for name, c := range map[string]struct {
		g    graph.Graph
		kind fault.Kind
		says string
	}{
		"nothing":                  {graph.Graph{}, fault.Invalid, "the graph has no node"},
		"too many nodes":           {graphOf(crowd...), fault.TooLarge, "201 nodes, at most 200"},
		"a node without ID":        {graphOf(words("")), fault.Invalid, "node 1 of the graph has no ID of its own"},
		"two of one ID":            {graphOf(words("n1"), words("n1")), fault.Invalid, `node 2 of the graph has no ID of its own ("n1")`},
		"an unknown task":          {graphOf(call("n1", "mind-reading", nil)), fault.NotFound, `node n1: there is no task "mind-reading"`},
		"an unknown input":         {graphOf(call("n1", "summarization", nil, "txt=text:x")), fault.Invalid, `node n1: summarization has no input "txt"; it has text`},
		"an unknown output":        {graphOf(words("n1"), call("n2", "summarization", nil, "text=n1.summary")), fault.Invalid, `node n2: summarization has no output "summary"; it has text`},
		"an unknown node":          {graphOf(call("n1", "summarization", nil, "text=n9")), fault.Invalid, `node n1: input "text" reads node "n9", which is not in the graph`},
		"a file that is not there": {graphOf(call("n1", "summarization", nil, "text=given:x.txt")), fault.Invalid, `node n1: input "text" reads "x.txt", which did not come with the request`},
		"an ID that is a path":     {graphOf(words("../x")), fault.Invalid, `node 1 of the graph has the ID "../x"`},
		"an ID without end":        {graphOf(words(strings.Repeat("n", 41))), fault.Invalid, "1 to 40 letters"},
		"two sources in one":       {graphOf(graph.Node{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Given: "a.jpg", Text: "words"}}}}), fault.Invalid, `node n1: input "text" of summarization has an ambiguous source`},
		"a port of no node":        {graphOf(graph.Node{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Port: "text", Text: "words"}}}}), fault.Invalid, "ambiguous source"},
		"a source of nothing":      {graphOf(call("n1", "summarization", nil, "text=")), fault.Invalid, `input "text" of summarization has an empty source`},
		"an input missing":         {graphOf(call("n1", "question-answering", nil, "question=text:who?")), fault.Invalid, `node n1: question-answering needs its input "text" (text)`},
		"two values for one":       {graphOf(call("n1", "summarization", nil, "text=text:a", "text=text:b")), fault.Invalid, `input "text" of summarization takes one value, not 2`},
		"a list for one":           {graphOf(call("n1", "video-frames", nil, "video=given:trip.mp4"), call("n2", "image-to-text", nil, "image=n1")), fault.Invalid, "takes one value, and node n1 gives a list"},
		"a wrong file":             {graphOf(call("n1", "automatic-speech-recognition", nil, "audio=given:a.jpg")), fault.Invalid, `node n1: input "audio" of automatic-speech-recognition takes audio, not image`},
		"a wrong edge":             {graphOf(words("n1"), call("n2", "image-to-text", nil, "image=n1")), fault.Invalid, `node n2: input "image" of image-to-text takes image, not text`},
		"words for a picture":      {graphOf(call("n1", "image-to-text", nil, "image=text:a cat")), fault.Invalid, "takes image, not text"},
		"a parameter missing":      {graphOf(call("n1", "translation", nil, "text=text:hello")), fault.Invalid, `node n1: translation needs the parameter "target"`},
		"an unknown parameter":     {graphOf(call("n1", "summarization", task.Params{"words": 5}, "text=text:x")), fault.Invalid, `node n1: summarization has no parameter "words"; it has sentences`},
		"a wrong parameter":        {graphOf(call("n1", "summarization", task.Params{"sentences": "two"}, "text=text:x")), fault.Invalid, `node n1: parameter "sentences" of summarization is two, not a number`},
		"a node of itself":         {graphOf(call("n1", "summarization", nil, "text=n1")), fault.Invalid, "node n1 waits for itself: the graph has a circle"},
		"a circle of three": {
			graphOf(words("n0"), call("n1", "summarization", nil, "text=n3"), call("n2", "summarization", nil, "text=n1"), call("n3", "summarization", nil, "text=n2")),
			fault.Invalid, "node n1 waits for itself",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := graph.Check(c.g, attached)
			if kind, msg := fault.Of(err); kind != c.kind || !strings.Contains(msg, c.says) {
				t.Errorf("got %s: %s\nwant %s: … %s", kind, msg, c.kind, c.says)
			}
		})
	}
}

func TestCheckNamesTasksByTheirOwnNames(t *testing.T) {
	t.Parallel()
	g := graphOf(call("n1", "ner", nil, "text=text:Ada lives in London"))
	checked, err := graph.Check(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	own, err := task.Lookup("ner")
	if err != nil || own.ID == "ner" || checked.Nodes[0].Task != own.ID || g.Nodes[0].Task != "ner" {
		t.Errorf("checked does %s, want %s; the original %s, %v", checked.Nodes[0].Task, own.ID, g.Nodes[0].Task, err)
	}
}

func TestCheckCompletesACopy(t *testing.T) {
	t.Parallel()
	g := graphOf(call("n1", "keyword-extraction", nil, "text=text:words"))
	checked, err := graph.Check(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	if checked.Nodes[0].Params.Number("count") != 8 || g.Nodes[0].Params != nil {
		t.Errorf("checked has %v, the original %v", checked.Nodes[0].Params, g.Nodes[0].Params)
	}
}

func TestAStoredGraphIsTheSame(t *testing.T) {
	t.Parallel()
	g, err := graph.Check(graphOf(
		call("n1", "zero-shot-classification", task.Params{"labels": []string{"praise", "complaint"}}, "text=text:it broke"),
		call("n2", "summarization", task.Params{"sentences": 2}, "text=n1.labels"),
	), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	var stored graph.Graph
	if err := json.Unmarshal(b, &stored); err != nil || !reflect.DeepEqual(stored, g) {
		t.Errorf("stored %s\nread %+v, %v\nwant %+v", b, stored, err, g)
	}
}

func ids(nodes []graph.Node) (s string) {
	for _, n := range nodes {
		s += n.ID + " "
	}
	return s
}

func TestOrderAndSinks(t *testing.T) {
	t.Parallel()
	g := graphOf(node("d", "b", "c"), node("b", "a"), node("c", "a"), node("a"), node("e"))
	order, err := graph.Order(g)
	if got := ids(order); err != nil || got != "a e b c d " {
		t.Errorf("order %s, %v", got, err)
	}
	if got := ids(g.Sinks()); got != "d e " {
		t.Errorf("sinks %s", got)
	}
	if needs := g.Nodes[0].Needs(); len(needs) != 2 {
		t.Errorf("d needs %v", needs)
	}
}
