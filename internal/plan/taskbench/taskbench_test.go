package taskbench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/plan/sketch"
	"github.com/tenonhub/tenon/internal/plan/taskbench"
)

var folder = flag.String("taskbench", "", "TaskBench's folder, to measure on its gold_dev.jsonl")

var predictions = flag.String("predictions", "", "where TestGold writes the predicted graphs of the last domain")

const tools = `{"nodes": [
	{"id": "Translation", "desc": "Translation is the task of converting text from one language to another.", "input-type": ["text"], "output-type": ["text"]},
	{"id": "Image-to-Text", "desc": "Image to text models output a text from a given image.", "input-type": ["image"], "output-type": ["text"]},
	{"id": "Text-to-Speech", "desc": "Text-to-Speech is the task of generating natural sounding speech given text input.", "input-type": ["text"], "output-type": ["audio"]},
	{"id": "Rain Forecast", "desc": "Forecasts the rain of a city", "input-type": ["text"], "output-type": ["text"]}]}`

const gold = `{"id": "1", "type": "chain", "user_request": "Extract the text from 'example.jpg', translate it into French and convert the translation to speech.", "nodes": [{"task": "Text-to-Speech", "arguments": ["<node-1>"]}, {"task": "Translation", "arguments": ["<node-2>"]}, {"task": "Image-to-Text", "arguments": ["image"]}]}
{"id": "2", "type": "single", "user_request": "Please translate this sentence into Spanish: 'The cat sleeps.'", "nodes": [{"task": "Translation", "arguments": ["text"]}]}
`

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBenchPlansScoresAndWrites(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "predictions.jsonl")
	o := taskbench.Options{Gold: write(t, "gold.jsonl", gold), Tools: write(t, "tools.json", tools), Out: out, JSON: true}
	var b bytes.Buffer
	if err := taskbench.Bench(context.Background(), &b, o); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Domain  string
		Learned map[string]json.RawMessage
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	var all struct {
		N     int
		Node  float64 `json:"node_f1"`
		Edge  float64 `json:"edge_f1"`
		Exact float64
	}
	if err := json.Unmarshal(got.Learned["all"], &all); err != nil {
		t.Fatal(err)
	}
	if got.Domain != "huggingface" || all.N != 2 || all.Node != 100 || all.Edge != 100 || all.Exact != 100 {
		t.Errorf("figures %s", b.String())
	}
	cases, err := taskbench.ReadCases(out)
	if err != nil {
		t.Fatal(err)
	}
	want := []taskbench.Node{
		{Task: "Image-to-Text", Arguments: []string{"image"}},
		{Task: "Translation", Arguments: []string{"<node-0>"}},
		{Task: "Text-to-Speech", Arguments: []string{"<node-1>"}},
	}
	if !slices.EqualFunc(cases[0].Nodes, want, func(a, b taskbench.Node) bool {
		return a.Task == b.Task && slices.Equal(a.Arguments, b.Arguments)
	}) {
		t.Errorf("predicted %+v", cases[0].Nodes)
	}
}

func TestToolNeverSeenIsPlannedFromItsDescription(t *testing.T) {
	t.Parallel()
	d, err := taskbench.ReadTools(write(t, "tools.json", tools))
	if err != nil {
		t.Fatal(err)
	}
	_, m, err := taskbench.ModelFor(d)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := taskbench.Plan(sketch.New(d, m), "1", "Give me the rain forecast of the city of Bremen")
	if c.Nodes[0].Task != "Rain Forecast" {
		t.Errorf("planned %+v", c.Nodes)
	}
}

func TestBadFilesAreNamed(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]taskbench.Options{
		"tools that are not JSON": {Gold: write(t, "gold.jsonl", gold), Tools: write(t, "tools.json", "tools")},
		"an empty tool list":      {Gold: write(t, "gold.jsonl", gold), Tools: write(t, "tools.json", "{}")},
		"a broken case":           {Gold: write(t, "gold.jsonl", gold+"{\n"), Tools: write(t, "tools.json", tools)},
	} {
		err := taskbench.Bench(context.Background(), &bytes.Buffer{}, o)
		if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.Contains(msg, ".json") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLabelsAreReadable(t *testing.T) {
	t.Parallel()
	for _, name := range taskbench.Names() {
		cs, err := taskbench.Labels(name)
		if err != nil || len(cs) < 1300 {
			t.Errorf("%s: %d labels, %v", name, len(cs), err)
		}
	}
}

func TestGold(t *testing.T) {
	if *folder == "" {
		t.Skip("no folder of TaskBench given with -taskbench")
	}
	for _, name := range taskbench.Names() {
		var b bytes.Buffer
		o := taskbench.Options{Gold: filepath.Join(*folder, name, "gold_dev.jsonl"), Out: *predictions}
		if err := taskbench.Bench(context.Background(), &b, o); err != nil {
			t.Fatal(err)
		}
		t.Log("\n" + b.String())
	}
}
