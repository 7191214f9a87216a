package sketch_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/plan/sketch"
	"github.com/tenonhub/tenon/internal/port"
)

func tool(id, doc string, in, out port.Type) sketch.Tool {
	return sketch.Tool{ID: id, Doc: doc, In: []port.Spec{{Name: "in", Type: in}}, Out: []port.Spec{{Name: "out", Type: out}}}
}

var domain = sketch.Domain{Name: "small", Tools: []sketch.Tool{
	tool("Transcribe", "Turns speech into text", port.Audio, port.Text),
	tool("Translate", "Puts a text into another language", port.Text, port.Text),
	tool("Summarise", "Makes a text shorter", port.Text, port.Text),
	tool("Speak", "Reads a text aloud", port.Text, port.Audio),
	tool("Caption", "Describes an image in words", port.Image, port.Text),
}}

// lessons makes requests with their graphs: a source, then one or two steps.
func lessons() []sketch.Sample {
	type step struct{ tool, en, zh string }
	sources := []step{{"Transcribe", "transcribe talk.wav", "把 talk.wav 转成文字"}, {"Caption", "describe the picture photo.jpg", "描述图片 photo.jpg"}, {"", "take 'some long words'", "把“一些文字”"}}
	steps := []step{{"Translate", "translate it into French", "翻译成法语"}, {"Summarise", "summarise it", "总结一下"}, {"Speak", "read it aloud", "朗读出来"}}
	var out []sketch.Sample
	add := func(en, zh []string, tools []string) {
		var edges [][2]string
		for i := 1; i < len(tools); i++ {
			edges = append(edges, [2]string{tools[i-1], tools[i]})
		}
		for _, start := range []string{"", "Please ", "Could you "} {
			out = append(out, sketch.Sample{Text: start + strings.Join(en, ", then "), Tools: tools, Edges: edges, Gold: true})
		}
		out = append(out, sketch.Sample{Text: strings.Join(zh, "，然后"), Tools: tools, Edges: edges})
	}
	for _, s := range sources {
		var first []string
		if s.tool != "" {
			first = []string{s.tool}
			add([]string{s.en}, []string{s.zh}, first)
		}
		for _, a := range steps {
			add([]string{s.en, a.en}, []string{s.zh, a.zh}, append(slices.Clone(first), a.tool))
			for _, b := range steps {
				if a.tool != b.tool && a.tool != "Speak" {
					add([]string{s.en, a.en, b.en}, []string{s.zh, a.zh, b.zh}, append(slices.Clone(first), a.tool, b.tool))
				}
			}
		}
	}
	return out
}

func learn(t *testing.T) []byte {
	t.Helper()
	m, err := sketch.Learn(context.Background(), domain, lessons(), sketch.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func planner(t *testing.T, d sketch.Domain) *sketch.Planner {
	t.Helper()
	m, err := sketch.Read(bytes.NewReader(learn(t)))
	if err != nil {
		t.Fatal(err)
	}
	return sketch.New(d, m)
}

// spell writes a draft as "Tool(0,image) …".
func spell(d sketch.Draft) string {
	var steps []string
	for _, s := range d.Steps {
		var from []string
		for _, f := range s.From {
			if f.Step >= 0 {
				from = append(from, fmt.Sprint(f.Step))
			} else {
				from = append(from, string(f.Type))
			}
		}
		steps = append(steps, s.Tool+"("+strings.Join(from, ",")+")")
	}
	return strings.Join(steps, " ")
}

func TestPlansWhatItLearned(t *testing.T) {
	t.Parallel()
	p := planner(t, domain)
	for text, want := range map[string]string{
		"Hello, please transcribe meeting.mp3 and then translate it into German":        "Transcribe(audio) Translate(0)",
		"describe the picture 'cat.png', summarise it, and finally read it aloud":       "Caption(image) Summarise(0) Speak(1)",
		"把 a.wav 转成文字，然后总结一下":                                                           "Transcribe(audio) Summarise(0)",
		"Could you summarise it: 'A very long story about a house that nobody wanted.'": "Summarise(text)",
	} {
		best := p.Plan(text, 3)[0]
		if got := spell(best); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		for _, s := range best.Steps {
			if len(s.Why) == 0 || !strings.Contains(text, s.Why[0]) {
				t.Errorf("%q: %s because of %q", text, s.Tool, s.Why)
			}
		}
	}
}

func TestLearningIsDeterministic(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(learn(t), learn(t)) {
		t.Error("two models from the same samples differ")
	}
}

func TestNewToolIsPlannedByItsPhrases(t *testing.T) {
	t.Parallel()
	d := domain
	ocean := tool("Whale Song", "Imitates whales", port.Text, port.Audio)
	ocean.Phrases = []string{"sing like a whale", "学鲸鱼叫"}
	d.Tools = append(slices.Clone(d.Tools), ocean)
	p := planner(t, d)
	for _, text := range []string{"Now imitate the song of whales", "Whale song, please", "sing it like a whale", "请学鲸鱼叫"} {
		if got := spell(p.Plan(text, 1)[0]); !strings.Contains(got, "Whale Song") {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestAnyTextGivesSoundDrafts(t *testing.T) {
	t.Parallel()
	p := planner(t, domain)
	for name, text := range map[string]string{
		"empty": "", "blank": " \n\t ", "quotes": strings.Repeat(" 'a", 1<<19), "one word": strings.Repeat("a", 1<<20),
		"broken": "trans\xff\xfelate \x00 'it", "marks": strings.Repeat("'\"“。", 1<<16), "long": strings.Repeat("transcribe it, translate it and speak; ", 1<<15),
	} {
		start := time.Now()
		drafts := p.Plan(text, 5)
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s took %v", name, took)
		}
		if len(drafts) == 0 {
			t.Errorf("%s: no draft", name)
		}
		for _, d := range drafts {
			for i, s := range d.Steps {
				for _, f := range s.From {
					if f.Step >= i {
						t.Errorf("%s: step %d reads step %d in %s", name, i, f.Step, spell(d))
					}
				}
			}
			if d.Confidence <= 0 || d.Confidence >= 1 {
				t.Errorf("%s: confidence %v", name, d.Confidence)
			}
		}
	}
}

func TestTooFewSamplesAndBrokenModelsAreErrors(t *testing.T) {
	t.Parallel()
	if _, err := sketch.Learn(context.Background(), domain, nil, sketch.DefaultOptions()); err == nil {
		t.Error("learned from nothing")
	}
	if _, err := sketch.Read(strings.NewReader("no model")); err == nil {
		t.Error("read what is no model")
	}
}
