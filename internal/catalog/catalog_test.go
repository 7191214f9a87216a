package catalog_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

type judge struct {
	broken string
	past   map[string]catalog.Record
}

func (j judge) Ready(_ context.Context, m catalog.Model) error {
	if m.Ref.Name == j.broken {
		return errors.New("it is not installed")
	}
	return nil
}

func (j judge) Record(_ context.Context, m ref.Model) catalog.Record { return j.past[m.Name] }

func model(name string, id task.ID, quality float64, change func(*catalog.Model)) catalog.Model {
	m := catalog.Model{Ref: ref.Model{Owner: "x", Name: name}, Task: id, Quality: quality, Speed: 0.5}
	if change != nil {
		change(&m)
	}
	return m
}

var all = catalog.New(catalog.Fixed{
	model("good", "summarization", 0.9, nil),
	model("fair", "summarization", 0.5, nil),
	model("far", "summarization", 1, func(m *catalog.Model) { m.Remote = true }),
	model("english", "sentiment-analysis", 0.9, func(m *catalog.Model) { m.Languages = []string{"en"} }),
	model("both", "sentiment-analysis", 0.5, func(m *catalog.Model) { m.Languages = []string{"en", "zh"} }),
	model("oil", "image-style-transfer", 0.9, func(m *catalog.Model) { m.Fixed = task.Params{"style": "oil"} }),
	model("ink", "image-style-transfer", 0.5, func(m *catalog.Model) { m.Fixed = task.Params{"style": "ink"} }),
	model("lossless", "image-conversion", 0.9, func(m *catalog.Model) { m.Only = map[string][]string{"format": {"png", "bmp"}} }),
	model("small", "image-conversion", 0.5, func(m *catalog.Model) { m.Fixed = task.Params{"format": "webp"} }),
	model("pages", "document-text-extraction", 0.5, func(m *catalog.Model) { m.Reads = []string{"application/pdf"} }),
	model("office", "document-text-extraction", 0.9, func(m *catalog.Model) { m.Unread = []string{"application/pdf"} }),
	model("iberia", "translation", 0.7, func(m *catalog.Model) { m.Pairs = []string{"en-es", "es-en", "es-pt"} }),
})

func TestChoose(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		need catalog.Need
		j    judge
		best string // empty: none can be used
		why  string
	}{
		"the best that stays here":         {catalog.Need{Task: "summarization"}, judge{}, "good", "the best of 3"},
		"what reads the file":              {catalog.Need{Task: "document-text-extraction", Media: "application/pdf"}, judge{}, "pages", "the only model"},
		"what reads any other":             {catalog.Need{Task: "document-text-extraction", Media: "text/html; charset=utf-8"}, judge{}, "office", "the only model"},
		"a file of no known kind":          {catalog.Need{Task: "document-text-extraction"}, judge{}, "office", "the best of 2"},
		"what can run":                     {catalog.Need{Task: "summarization"}, judge{broken: "good"}, "fair", "the best of 2"},
		"what has succeeded":               {catalog.Need{Task: "summarization"}, judge{past: map[string]catalog.Record{"good": {Runs: 100, Failures: 99}, "fair": {Runs: 100}}}, "fair", ""},
		"the one that was named":           {catalog.Need{Task: "summarization", Model: ref.Model{Owner: "x", Name: "far"}}, judge{}, "far", "asked for by name"},
		"the language":                     {catalog.Need{Task: "sentiment-analysis", Language: "zh"}, judge{}, "both", "only model"},
		"the style":                        {catalog.Need{Task: "image-style-transfer", Params: task.Params{"style": "ink"}}, judge{}, "ink", ""},
		"no such style":                    {catalog.Need{Task: "image-style-transfer", Params: task.Params{"style": "pixel"}}, judge{}, "", "it makes oil"},
		"one of several formats":           {catalog.Need{Task: "image-conversion", Params: task.Params{"format": "bmp"}}, judge{}, "lossless", ""},
		"a format that the best has not":   {catalog.Need{Task: "image-conversion", Params: task.Params{"format": "webp"}}, judge{}, "small", ""},
		"a format that none has":           {catalog.Need{Task: "image-conversion", Params: task.Params{"format": "gif"}}, judge{}, "", "it makes png, bmp, not gif"},
		"a pair of languages":              {catalog.Need{Task: "translation", Params: task.Params{"target": "pt"}, Language: "es"}, judge{}, "iberia", ""},
		"a pair that is not there":         {catalog.Need{Task: "translation", Params: task.Params{"target": "zh"}, Language: "en"}, judge{}, "", "from en to zh"},
		"nothing that leaves":              {catalog.Need{Task: "summarization", Local: true, Model: ref.Model{Owner: "x", Name: "far"}}, judge{}, "", "stay on this machine"},
		"a language with its region":       {catalog.Need{Task: "sentiment-analysis", Language: "zh-CN"}, judge{}, "both", ""},
		"a target with its region":         {catalog.Need{Task: "translation", Params: task.Params{"target": "es-MX"}, Language: "en"}, judge{}, "iberia", ""},
		"the pair when the source is open": {catalog.Need{Task: "translation", Params: task.Params{"target": "es"}}, judge{}, "iberia", ""},
		"no pair whatever the source is":   {catalog.Need{Task: "translation", Params: task.Params{"target": "zh"}}, judge{}, "", "it does not translate into zh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			choices, err := all.Choose(t.Context(), c.need, c.j)
			if err != nil || len(choices) == 0 {
				t.Fatalf("%v %v", choices, err)
			}
			got := ""
			if choices[0].Err == nil {
				got = choices[0].Model.Ref.Name
			}
			if got != c.best || !strings.Contains(choices[0].Why, c.why) {
				t.Errorf("chose %q because %q, want %q because %q", got, choices[0].Why, c.best, c.why)
			}
		})
	}
}

func TestAStrangersModelIsTakenOnlyByItsName(t *testing.T) {
	t.Parallel()
	c := catalog.New(catalog.Fixed{
		model("mine", "text-generation", 0.3, nil),
		model("theirs", "text-generation", 1, func(m *catalog.Model) { m.Stranger = true }),
	})
	for name, want := range map[string]string{"": "mine", "theirs": "theirs", "mine": "mine"} {
		need := catalog.Need{Task: "text-generation"}
		if name != "" {
			need.Model = ref.Model{Owner: "x", Name: name}
		}
		got, err := c.Choose(t.Context(), need, judge{})
		if err != nil || len(got) != 1 || got[0].Model.Ref.Name != want || got[0].Err != nil {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
}

const card = `---
language: [en, zh]
license: apache-2.0
pipeline_tag: text-classification
tenon:
  model: tenon/mood
  task: sentiment-analysis
  title: Moods
  quality: 0.8
  speed: 1
---
What it does.
`

func TestReadCards(t *testing.T) {
	t.Parallel()
	models, err := catalog.ReadCards(fstest.MapFS{"c/a.md": {Data: []byte(card)}, "c/other.txt": {}}, "c", "native")
	if err != nil || len(models) != 1 {
		t.Fatalf("%v %v", models, err)
	}
	if m := models[0]; m.Ref.String() != "tenon/mood" || m.Engine != "native" || len(m.Languages) != 2 || m.Card != card {
		t.Errorf("%+v", m)
	}
	for old, broken := range map[string]struct{ new, want string }{
		"license: apache-2.0": {"", "license"},
		"text-classification": {"text-to-image", "pipeline_tag"},
		"tenon/mood":          {"../../etc", "owner/name"},
		"quality: 0.8":        {"quality: 8", "quality"},
		"sentiment-analysis":  {"no-such-task", "no-such-task"},
		"What it does.":       {"", "no text under it"},
		"title: Moods":        {"titel: Moods", "titel"},
	} {
		bad := strings.Replace(card, old, broken.new, 1)
		if _, err := catalog.ParseCard([]byte(bad)); err == nil || !strings.Contains(err.Error(), broken.want) {
			t.Errorf("%q for %q: %v", broken.new, old, err)
		}
	}
}

func FuzzParseCard(f *testing.F) {
	f.Add([]byte(card))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := catalog.ParseCard(b); err == nil && (m.Ref == ref.Model{} || m.Task == "") {
			t.Errorf("%+v", m)
		}
	})
}
