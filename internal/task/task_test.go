package task_test

import (
	"encoding/json"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var word = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func TestTheVocabularyIsSane(t *testing.T) {
	t.Parallel()
	if n := len(task.All()); n < 50 {
		t.Errorf("the vocabulary has %d tasks", n)
	}
	for _, d := range task.All() {
		if !word.MatchString(string(d.ID)) || !word.MatchString(d.Tag) || d.En == "" || d.Zh == "" || !strings.HasSuffix(d.Doc, ".") {
			t.Errorf("%s: its tag, names or doc are missing or malformed", d.ID)
		}
		if len(d.In) == 0 || len(d.Out) == 0 || d.In[0].Optional {
			t.Errorf("%s: it needs an input and an output", d.ID)
		}
		for _, specs := range [][]port.Spec{d.In, d.Out} {
			seen := map[string]bool{}
			for _, s := range specs {
				if !word.MatchString(s.Name) || seen[s.Name] || !slices.Contains(port.Types(), s.Type) {
					t.Errorf("%s: port %q of type %q", d.ID, s.Name, s.Type)
				}
				seen[s.Name] = true
			}
		}
		for _, name := range append([]string{string(d.ID)}, d.Aliases...) {
			if found, err := task.Lookup(name); err != nil || found.ID != d.ID {
				t.Errorf("%s finds %s, %v", name, found.ID, err)
			}
		}
	}
}

func TestParametersAreSane(t *testing.T) {
	t.Parallel()
	kinds := []task.Kind{task.String, task.Strings, task.Number, task.Integer, task.Seconds, task.Boolean, task.Choice, task.Language}
	for _, d := range task.All() {
		seen := map[string]bool{}
		defaults := task.Params{}
		for _, p := range d.Params {
			_, port := d.Input(p.Name)
			switch {
			case seen[p.Name] || p.Name == "" || p.Doc == "":
				t.Errorf("%s: parameter %q is there twice, or has no name or doc", d.ID, p.Name)
			case !slices.Contains(kinds, p.Kind):
				t.Errorf("%s: parameter %s has kind %q", d.ID, p.Name, p.Kind)
			case (p.Kind == task.Choice) != (len(p.Choices) > 0):
				t.Errorf("%s: parameter %s is a %s of %v", d.ID, p.Name, p.Kind, p.Choices)
			case p.Required && p.Default != nil:
				t.Errorf("%s: parameter %s is required and has a default", d.ID, p.Name)
			case p.Min != nil && p.Max != nil && *p.Min > *p.Max:
				t.Errorf("%s: parameter %s is at least %v and at most %v", d.ID, p.Name, *p.Min, *p.Max)
			case port && p.Kind != task.Strings:
				t.Errorf("%s: %s is a parameter and an input", d.ID, p.Name)
			}
			seen[p.Name] = true
			if p.Default != nil {
				defaults[p.Name] = p.Default
			}
			if p.Required {
				defaults[p.Name] = example(p)
			}
		}
		if full, err := d.Complete(defaults); err != nil || len(full) != len(defaults) {
			t.Errorf("%s: its defaults %v do not pass: %v", d.ID, defaults, err)
		}
	}
}

// example is a value that a required parameter takes.
func example(p task.Param) any {
	switch p.Kind {
	case task.Choice:
		return p.Choices[0]
	case task.Language:
		return "zh-Hant"
	case task.Strings:
		return []string{"one", "two"}
	case task.Boolean:
		return true
	case task.Number, task.Integer, task.Seconds:
		return 1
	case task.String:
	}
	return "some words"
}

func TestLookupRefuses(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "mind-reading", "Summarization"} {
		if _, err := task.Lookup(name); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v, want a fault of kind not found", name, err)
		}
	}
}

func bound(v float64) *float64 { return &v }

// trial has a parameter of every kind.
func trial() task.Task {
	return task.Task{ID: "trial", Params: []task.Param{
		{Name: "title", Kind: task.String, Doc: "a title"},
		{Name: "words", Kind: task.Strings, Doc: "words", Required: true},
		{Name: "gain", Kind: task.Number, Doc: "how loud", Default: 1.5, Min: bound(0), Max: bound(4)},
		{Name: "count", Kind: task.Integer, Doc: "how many", Default: 3.0, Min: bound(1)},
		{Name: "at", Kind: task.Seconds, Doc: "when"},
		{Name: "crop", Kind: task.Boolean, Doc: "whether to crop"},
		{Name: "style", Kind: task.Choice, Doc: "the style", Choices: []string{"oil", "ink"}, Default: "oil"},
		{Name: "target", Kind: task.Language, Doc: "a language"},
	}}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	given := task.Params{"words": []any{"a", "b"}, "count": 2, "gain": nil, "crop": false, "target": "zh"}
	full, err := trial().Complete(given)
	want := task.Params{"words": []string{"a", "b"}, "count": 2.0, "gain": 1.5, "crop": false, "style": "oil", "target": "zh"}
	if err != nil || !reflect.DeepEqual(full, want) {
		t.Errorf("got %v, %v\nwant %v", full, err, want)
	}
	if len(given) != 5 {
		t.Errorf("what was given is now %v", given)
	}
	again, err := trial().Complete(full)
	if err != nil || !reflect.DeepEqual(again, full) {
		t.Errorf("completed twice: %v, %v", again, err)
	}
	if full.List("words")[1] != "b" || full.Number("count") != 2 || full.Text("style") != "oil" || full.Bool("crop") ||
		full.Text("count") != "" || full.Number("none") != 0 || full.List("style") != nil {
		t.Errorf("read wrongly: %v", full)
	}
}

func TestCompleteRefuses(t *testing.T) {
	t.Parallel()
	for says, p := range map[string]task.Params{
		`trial has no parameter "colour"; it has title, words, gain`:    {"words": []string{"a"}, "colour": "red"},
		`trial needs the parameter "words": words`:                      {},
		`parameter "words" of trial is [], not a list of words`:         {"words": []string{}},
		`parameter "words" of trial is [1 2], not a list of words`:      {"words": []any{1, 2}},
		`parameter "words" of trial is a, not a list of words`:          {"words": "a"},
		`parameter "gain" of trial is 5, at most 4`:                     {"words": []string{"a"}, "gain": 5.0},
		`parameter "gain" of trial is -1, at least 0`:                   {"words": []string{"a"}, "gain": -1},
		`parameter "gain" of trial is NaN, not a number`:                {"words": []string{"a"}, "gain": math.NaN()},
		`parameter "gain" of trial is loud, not a number`:               {"words": []string{"a"}, "gain": "loud"},
		`parameter "count" of trial is 1.5, not a whole number`:         {"words": []string{"a"}, "count": 1.5},
		`parameter "at" of trial is true, not a number`:                 {"words": []string{"a"}, "at": true},
		`parameter "crop" of trial is yes, not true or false`:           {"words": []string{"a"}, "crop": "yes"},
		`parameter "style" of trial is "tempera", not one of oil, ink`:  {"words": []string{"a"}, "style": "tempera"},
		`parameter "target" of trial is "Spanish", not a language code`: {"words": []string{"a"}, "target": "Spanish"},
		`parameter "title" of trial is 7, not a string`:                 {"words": []string{"a"}, "title": 7},
	} {
		if _, err := trial().Complete(p); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: got %v\nwant %s", p, err, says)
		}
	}
}

func TestStoredParametersAreTheSame(t *testing.T) {
	t.Parallel()
	full, err := trial().Complete(task.Params{"words": []string{"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	var stored task.Params
	if err := json.Unmarshal(b, &stored); err != nil || !reflect.DeepEqual(stored, full) {
		t.Errorf("stored %s, read %v, %v", b, stored, err)
	}
	if err := json.Unmarshal([]byte(`[1]`), &stored); err == nil {
		t.Error("a list was read as parameters")
	}
}
