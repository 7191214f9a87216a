package web_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

const (
	callText = "Transcribe this call, say how the customer feels and put a summary into Spanish"
	xss      = `<img src=x onerror="document.title='broken in'">`
)

var began = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func scripts(s *store) map[string][]stage {
	return map[string][]stage{
		callText:                   call(),
		"make it nicer":            {asks("Which file do you mean: the photo or the recording?")},
		"make it nicer\nthe photo": {plan(call()...), concludes("The photo is nicer now.")},
		"write a poem about this":  {leaves("acme/large-writer", "acme/small-writer")},
		"paint a dragon":           {cannot("no installed model does text-to-image (“Make a picture”: Makes a picture from a description.) Connect one with `tenon connect NAME URL --task text-to-image`.")},
		"break":                    breaks(),
		"show me everything":       gallery(s),
		"attack":                   attack(),
		"find the codes":           finds(s),
		"listen to the noise":      doubts(),
		"judge each review":        judges(),
		"translate if negative":    ifs(),
		"run twenty steps":         twenty(),
	}
}

func must(name string) ref.Model {
	m, err := ref.ParseModel(name)
	if err != nil {
		panic(err)
	}
	return m
}

func from(node string) []graph.Source    { return []graph.Source{{Node: node}} }
func of(given string) []graph.Source     { return []graph.Source{{Given: given}} }
func text(s string) port.Values          { return port.Values{"text": {port.NewText(s)}} }
func labels(l ...port.Label) port.Values { return port.Values{"labels": {port.NewLabels(l)}} }

// planned puts a graph into a run, with its nodes waiting; %s in it is the first given file.
func planned(nodes ...graph.Node) stage {
	return func(r *assistant.Run) {
		r.State, r.Planner, r.Confidence = assistant.Running, "embedded", 0.93
		r.Graph, r.Nodes = graph.Graph{}, nil
		for _, n := range nodes {
			in := map[string][]graph.Source{}
			for name, sources := range n.In {
				for _, s := range sources {
					if s.Given == "*" && len(r.Given) > 0 {
						s.Given = r.Given[0].Name
					}
					in[name] = append(in[name], s)
				}
			}
			t, err := task.Lookup(string(n.Task))
			if err != nil {
				panic(err)
			}
			n.In = in
			if n.Params, err = t.Complete(n.Params); err != nil {
				panic(err)
			}
			r.Graph.Nodes = append(r.Graph.Nodes, n)
			r.Nodes = append(r.Nodes, assistant.Node{ID: n.ID, Task: n.Task, Title: t.En, State: assistant.Waiting, Model: n.Model})
		}
	}
}

func node(id string, f func(*assistant.Node)) stage {
	return func(r *assistant.Run) {
		for i := range r.Nodes {
			if r.Nodes[i].ID == id {
				f(&r.Nodes[i])
			}
		}
	}
}

func starts(id, model, because, partial string, progress float64) stage {
	return node(id, func(n *assistant.Node) {
		n.State, n.Model, n.Because, n.Partial, n.Progress, n.Started = assistant.Running, must(model), because, partial, progress, began
	})
}

func makes(id string, millis int64, in, out port.Values) stage {
	return node(id, func(n *assistant.Node) {
		n.State, n.Millis, n.In, n.Out, n.Partial, n.Progress = assistant.Done, millis, in, out, "", 1
	})
}

func concludes(answer string, artefacts ...port.Value) stage {
	return func(r *assistant.Run) {
		r.State, r.Answer, r.Artefacts, r.Ended = assistant.Done, answer, artefacts, began.Add(3400*time.Millisecond)
	}
}

// tells divides the answer among nodes: an ID, then its words.
func tells(sections ...string) stage {
	return func(r *assistant.Run) {
		for i := 0; i < len(sections); i += 2 {
			r.Told = append(r.Told, assistant.Section{Node: sections[i], Text: sections[i+1]})
		}
	}
}

func plan(stages ...stage) stage { return stages[0] }

func both(stages ...stage) stage {
	return func(r *assistant.Run) {
		for _, s := range stages {
			s(r)
		}
	}
}

const (
	transcript = "Good morning, this is Anna Keller. The coffee machine that I ordered from you came two weeks late, and the box was open. Your colleague was very kind and sent me a new one at once. I am happy with it, and I will certainly order from you again."
	summary    = "Anna Keller's coffee machine came two weeks late and in an open box. A colleague sent a new one at once, and she will order again."
	spanish    = "La máquina de café de Anna Keller llegó con dos semanas de retraso y en una caja abierta. Un compañero le envió otra enseguida, y ella volverá a comprar."
)

func callGraph() stage {
	return planned(
		graph.Node{ID: "n1", Task: "automatic-speech-recognition", In: map[string][]graph.Source{"audio": of("*")}, Why: []string{"Transcribe", "call"}},
		graph.Node{ID: "n2", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": from("n1")}, Why: []string{"how", "feels"}},
		graph.Node{ID: "n3", Task: "summarization", Params: task.Params{"sentences": 2}, In: map[string][]graph.Source{"text": from("n1")}, Why: []string{"summary"}},
		graph.Node{ID: "n4", Task: "translation", Params: task.Params{"target": "es"}, In: map[string][]graph.Source{"text": from("n3")}, Why: []string{"into Spanish"}},
	)
}

func call() []stage {
	audio := func(r *assistant.Run) port.Values {
		if len(r.Given) == 0 {
			return nil
		}
		return port.Values{"audio": {r.Given[0].Value}}
	}
	feeling := labels(port.Label{Name: "positive", Score: 0.91}, port.Label{Name: "neutral", Score: 0.06}, port.Label{Name: "negative", Score: 0.03})
	return []stage{
		callGraph(),
		starts("n1", "tenon/listen", "the only model for this that can run now; on this machine", "Good morning, this is Anna", 0.4),
		both(func(r *assistant.Run) { makes("n1", 2140, audio(r), text(transcript))(r) },
			starts("n2", "tenon/sentiment", "the best of 2 that can run now: quality 0.84; on this machine", "", 0),
			starts("n3", "tenon/summary", "the only model for this that can run now; on this machine", "", 0)),
		both(makes("n2", 12, text(transcript), feeling), makes("n3", 31, text(transcript), text(summary)),
			starts("n4", "tenon/translate", "number 2 of 2 that can run now: quality 0.61; on this machine", "", 0),
			node("n4", func(n *assistant.Node) {
				n.Tried = []assistant.Attempt{{Model: must("tenon/translate-large"), Error: "its program needs more memory than it may have"}}
			})),
		both(makes("n4", 820, text(summary), text(spanish)),
			tells("n2", "positive (91 %)", "n4", spanish, "n1", transcript, "n3", summary),
			concludes("Sentiment: positive (91 %)\n\nTranslation:\n"+spanish+"\n\nTranscript:\n"+transcript+"\n\nSummary:\n"+summary)),
	}
}

func asks(question string) stage {
	return func(r *assistant.Run) {
		r.State, r.Question, r.Confidence, r.Planner = assistant.Question, question, 0.31, "embedded"
	}
}

func leaves(models ...string) stage {
	return both(planned(graph.Node{ID: "n1", Task: "text-generation", In: map[string][]graph.Source{"prompt": {{Text: "write a poem about this"}}}, Why: []string{"write"}}),
		func(r *assistant.Run) { r.State, r.Leaves = assistant.Consent, models })
}

func cannot(why string) stage {
	return func(r *assistant.Run) { r.State, r.Error = assistant.Impossible, why }
}

func planOnly() []stage {
	other := graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "automatic-speech-recognition", In: map[string][]graph.Source{"audio": of("call.wav")}},
		{ID: "n2", Task: "keyword-extraction", In: map[string][]graph.Source{"text": from("n1")}},
	}}
	return []stage{both(callGraph(), func(r *assistant.Run) {
		r.State, r.Plans = assistant.Planned, []assistant.Plan{{Graph: other, Confidence: 0.22}}
	})}
}

// edited is what becomes of a graph that a person has changed.
func edited(g graph.Graph) []stage {
	all := []stage{planned(g.Nodes...), func(r *assistant.Run) { r.Planner, r.Confidence = "edited", 1 }}
	for _, n := range g.Nodes {
		all = append(all, makes(n.ID, 5, nil, text("again: "+string(n.Task))))
	}
	return []stage{both(append(all, concludes("The changed graph has run."))...)}
}

func breaks() []stage {
	why := "call.wav breaks off after 0.2 s: send the whole file"
	return []stage{
		callGraph(),
		both(node("n1", func(n *assistant.Node) { n.State, n.Model, n.Error = assistant.Failed, must("tenon/listen"), why }), func(r *assistant.Run) {
			for i := range r.Nodes[1:] {
				r.Nodes[i+1].State = assistant.Skipped
			}
			r.State, r.Error = assistant.Failed, "Transcribe speech (node n1) failed: "+why
		}),
	}
}

// gallery has a value of every type.
func gallery(s *store) []stage {
	files := slices.Clone(galleryFiles)
	for i, v := range files {
		if v.Name != "" {
			files[i].Digest, files[i].Size = s.keepFile(v.Name)
		}
	}
	return []stage{both(planned(
		graph.Node{ID: "n1", Task: "image-style-transfer", Params: task.Params{"style": "watercolor"}, In: map[string][]graph.Source{"image": of("*")}},
		graph.Node{ID: "n2", Task: "voice-activity-detection", In: map[string][]graph.Source{"audio": of("*")}},
	), makes("n2", 9, nil, labels(port.Label{Name: "speech", Score: 1, From: 0.4, To: 62.5}, port.Label{Name: "silence", Score: 0.8, From: 62.5, To: 70})),
		tells("n2", "0:00.4–1:02.5  speech\n1:02.5–1:10.0  silence"), concludes("Here is everything.", files...))}
}

var galleryFiles = []port.Value{
	{Type: port.Image, Media: "image/jpeg", Name: "lake.jpg"},
	{Type: port.Audio, Media: "audio/wav", Name: "call.wav"},
	{Type: port.Video, Media: "video/mp4", Name: "clip.mp4"},
	{Type: port.Table, Media: "text/csv; charset=utf-8", Name: "sales.csv"},
	{Type: port.Text, Media: "text/plain; charset=utf-8", Name: "article.txt"},
	{Type: port.Document, Media: "application/pdf", Name: "contract.pdf"},
	port.NewLabels([]port.Label{{Name: "person", Text: "Anna Keller", Score: 0.9}, {Name: "date", Text: "2026-11-23", Score: 0.8}}),
	port.NewEmbedding([]float32{0.5, 0.25, 0.125}),
}

// finds has two codes in a picture, and an area of it.
func finds(s *store) []stage {
	digest, size := s.keepFile("fruit.jpg")
	return []stage{both(planned(
		graph.Node{ID: "n1", Task: "barcode-reading", In: map[string][]graph.Source{"image": of("*")}},
		graph.Node{ID: "n2", Task: "image-segmentation", In: map[string][]graph.Source{"image": of("*")}},
	), func(r *assistant.Run) {
		in := port.Values{"image": {r.Given[0].Value}}
		mask := port.Value{Type: port.Masks, Media: "image/jpeg", Name: "mask.jpg", Digest: digest, Size: size}
		makes("n1", 9, in, labels(port.Label{Name: "QR_CODE", Text: "first code", Score: 1, Box: []int{290, 670, 300, 310}},
			port.Label{Name: "EAN_13", Text: "4006381333931", Score: 1, Box: []int{10, 2, 100, 60}}))(r)
		makes("n2", 9, in, port.Values{"masks": {mask}})(r)
		r.Artefacts = []port.Value{mask}
	}, tells("n1", "QR_CODE: first code\nEAN_13: 4006381333931", "n2", "mask.jpg"),
		func(r *assistant.Run) { concludes("Codes and an area.", r.Artefacts...)(r) })}
}

// doubts has an uncertain transcript of one of two files.
func doubts() []stage {
	return []stage{both(planned(
		graph.Node{ID: "n1", Task: "automatic-speech-recognition", In: map[string][]graph.Source{"audio": of("*")}},
	), makes("n1", 9, nil, text("we went to the moon")),
		node("n1", func(n *assistant.Node) { n.Doubt = "uncertain: its own confidence is 25 %" }),
		func(r *assistant.Run) {
			r.Told = []assistant.Section{{Node: "n1", File: "noisy.wav", Text: "we went to the moon"}}
		},
		concludes("Transcript (noisy.wav): we went to the moon\n\nUncertain – much may be wrong."))}
}

// judges has what is said of a text, and of each of its entries.
func judges() []stage {
	return []stage{both(planned(
		graph.Node{ID: "n1", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": of("*")}},
	), makes("n1", 9, nil, labels(port.Label{Name: "positive", Score: 0.84}, port.Label{Name: "negative", Text: "The lift was out of order", Score: 0.91})),
		tells("n1", "positive (84 %)\nOne by one: 1 negative\n1. negative (91 %): The lift was out…"), concludes("positive (84 %)"))}
}

// ifs has a step that its test ruled out, and one that reads what there is.
func ifs() []stage {
	negative := graph.Test{Node: "n1", Is: graph.Label, Of: []string{"negative"}}
	english := graph.Test{Given: "article.txt", Is: graph.Longer, Than: 50, Not: true}
	return []stage{
		planned(
			graph.Node{ID: "n1", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": of("*")}},
			graph.Node{ID: "n2", Task: "translation", Params: task.Params{"target": "es"}, When: []graph.Test{negative, english}, In: map[string][]graph.Source{"text": of("*")}, Why: []string{"translate"}},
			graph.Node{ID: "n3", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n2", Else: &graph.Source{Given: "article.txt"}}}}, Why: []string{"sum it up"}},
		), both(makes("n1", 9, nil, labels(port.Label{Name: "positive", Score: 0.84})), node("n2", func(n *assistant.Node) { n.State, n.Because = assistant.Skipped, "the review is positive" })),
		both(makes("n3", 9, nil, text("Short.")), tells("", "The review is positive, so it was not translated.", "n3", "Short."), concludes("The review is positive, so it was not translated.\n\nShort.")),
	}
}

const card = `---
license: Apache-2.0
---

# tenon/translate

Puts *texts* into **Spanish**, from ` + "`en`" + `. <img src=x onerror="document.title='broken in'">

## Limits

- Long sentences
  go astray.
- See [the project](https://apertium.org) and [not this](javascript:alert(1)).

| direction | score |
| --- | --- |
| en-es | 0.61 |

    tenon ask "Translate it"
`

// attack has markup wherever somebody outside can put words.
func attack() []stage {
	return []stage{both(
		planned(graph.Node{ID: "n1", Task: "token-classification", Why: []string{xss}, In: map[string][]graph.Source{"text": {{Text: xss}}}}),
		starts("n1", "tenon/names", xss, "", 0),
		makes("n1", 3, text(xss), labels(port.Label{Name: xss, Text: xss, Score: 0.5})),
		node("n1", func(n *assistant.Node) { n.Tried = []assistant.Attempt{{Model: must("tenon/other"), Error: xss}} }),
		func(r *assistant.Run) { r.Plans = []assistant.Plan{{Graph: r.Graph, Confidence: 0.1}} },
		concludes(xss+"\n\n"+xss, port.Value{Type: port.Text, Text: xss, Name: xss}, port.NewTable("a,"+xss+"\n1,"+xss)),
	)}
}

// twenty is a wide and deep graph with long names and a huge answer.
func twenty() []stage {
	tasks := []task.ID{"document-text-extraction", "summarization", "keyword-extraction", "translation", "text-to-speech"}
	var nodes []graph.Node
	for i := range 20 {
		n := graph.Node{ID: fmt.Sprintf("n%d", i+1), Task: tasks[i%5], In: map[string][]graph.Source{}}
		switch n.Task {
		case "document-text-extraction":
			n.In["document"] = of("*")
		case "keyword-extraction":
			n.In["text"] = from(fmt.Sprintf("n%d", i))
		case "translation":
			n.Params, n.In["text"] = task.Params{"target": "es"}, from(fmt.Sprintf("n%d", i-1))
		default:
			n.In["text"] = from(fmt.Sprintf("n%d", i))
		}
		nodes = append(nodes, n)
	}
	all := []stage{planned(nodes...)}
	for i := range nodes {
		all = append(all, makes(nodes[i].ID, int64(i*37), nil, text(strings.Repeat("word ", 5))))
	}
	return []stage{both(append(all, concludes(strings.Repeat("A very long answer that goes on and on. ", 5000)+strings.Repeat("x", 3000)))...)}
}

func models() []catalog.Model {
	var all []catalog.Model
	add := func(name string, id task.ID, title string, quality float64, languages ...string) {
		all = append(all, catalog.Model{Ref: must(name), Task: id, Engine: "native", Title: title, Licence: "Apache-2.0", Quality: quality, Speed: 0.9, Languages: languages})
	}
	add("tenon/listen", "automatic-speech-recognition", "Speech to text with PocketSphinx", 0.4, "en")
	add("tenon/sentiment", "sentiment-analysis", "Sentiment by words and rules", 0.84, "en", "zh")
	add("tenon/sentiment-small", "sentiment-analysis", "Sentiment by a short list of words", 0.6, "en")
	add("tenon/summary", "summarization", "The most telling sentences, in their order", 0.7, "en", "zh", "es")
	add("tenon/translate", "translation", "Translation with Apertium", 0.61, "en", "es")
	add("tenon/translate-large", "translation", "Translation with more rules", 0.66, "en", "es")
	add("tenon/names", "token-classification", "Names, dates and amounts", 0.7, "en")
	add("tenon/paint", "image-style-transfer", "Photographs painted in seven styles", 0.8)
	add("tenon/charts", "chart-generation", "Bar, line and scatter charts", 0.9)
	for i := range all {
		all[i].Card = card
	}
	all = append(all, catalog.Model{Ref: must("acme/large-writer"), Task: "text-generation", Engine: "remote", Title: "A large writer", Quality: 0.9, Remote: true})
	return all
}

func missing() map[string]string {
	return map[string]string{"translate-large": "the program apertium-large is not installed: apt-get install apertium-large"}
}
