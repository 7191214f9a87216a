package onnx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// near is how near numbers are to those of onnxruntime's Python.
const near = 1e-4

// expected is what a model says in Python.
type expected struct {
	Text, Question, Query, Answer string
	Scores                        map[string]float64
	Vector                        []float64
	Score, Alone                  float64
	Found                         []port.Label
}

func expectations(t *testing.T, name string) []expected {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string][]expected
	if err := json.Unmarshal(b, &all); err != nil || len(all[name]) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	return all[name]
}

func open(t *testing.T, name, task string) *onnx.Model {
	t.Helper()
	m, err := onnx.Open(t.Context(), onnx.Options{Path: librarytest.Lay(t, name), Task: task, Libraries: librarytest.Folder(t), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func run(t *testing.T, m *onnx.Model, params task.Params, in map[string]string) port.Values {
	t.Helper()
	values := port.Values{}
	for name, s := range in {
		values[name] = []port.Value{port.NewText(s)}
	}
	out, u, err := m.Run(t.Context(), engine.Request{Task: task.ID(m.Facts().Task), Params: params, In: values})
	if err != nil {
		t.Fatalf("%q: %v", in, err)
	}
	if u.TokensIn < 3 {
		t.Errorf("%q: the usage is %+v", in, u)
	}
	return out
}

func labels(t *testing.T, v port.Values) []port.Label {
	t.Helper()
	l, err := v["labels"][0].ReadLabels()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func differs(a, b float64) bool { return math.IsNaN(a) || math.Abs(a-b) > near }

// scored compares labels, the best first, with scores by their names.
func scored(t *testing.T, text string, got []port.Label, want map[string]float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%q: %+v", text, got)
	}
	for i, l := range got {
		if w, ok := want[l.Name]; !ok || differs(l.Score, w) || i > 0 && l.Score > got[i-1].Score {
			t.Errorf("%q: %+v, want %v", text, got, want)
		}
	}
}

func TestTextsAreClassified(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sentiment", "several"} { // the second's weights are in a file beside it
		m := open(t, name, "text-classification")
		for _, c := range expectations(t, name) {
			scored(t, c.Text, labels(t, run(t, m, nil, map[string]string{"text": c.Text})), c.Scores)
		}
	}
}

func TestNamesAreFound(t *testing.T) {
	t.Parallel()
	m := open(t, "names", "token-classification")
	some := 0
	for _, c := range expectations(t, "names") {
		got := labels(t, run(t, m, nil, map[string]string{"text": c.Text}))
		if len(got) != len(c.Found) {
			t.Errorf("%q: %+v, want %+v", c.Text, got, c.Found)
			continue
		}
		some += len(got)
		for i, w := range c.Found {
			if g := got[i]; g.Name != w.Name || g.Start != w.Start || g.End != w.End || differs(g.Score, w.Score) || g.Text != string([]rune(c.Text)[w.Start:w.End]) {
				t.Errorf("%q: %+v, want %+v", c.Text, g, w)
			}
		}
	}
	if some == 0 {
		t.Error("there are none")
	}
}

func TestAQuestionIsAnswered(t *testing.T) {
	t.Parallel()
	m := open(t, "reader", "question-answering")
	for _, c := range expectations(t, "reader") {
		v, _ := run(t, m, nil, map[string]string{"text": c.Text, "question": c.Question}).First("answer")
		if v.Text != c.Answer || differs(v.Sure, c.Score) {
			t.Errorf("%q: %q %g, want %q %g", c.Text, v.Text, v.Sure, c.Answer, c.Score)
		}
	}
}

func TestClassesThatAreNamed(t *testing.T) {
	t.Parallel()
	m := open(t, "inference", "zero-shot-classification")
	for _, c := range expectations(t, "inference") {
		in := map[string]string{"text": c.Text}
		scored(t, c.Text, labels(t, run(t, m, task.Params{"labels": []string{"sport", "politics", "science"}}, in)), c.Scores)
		scored(t, c.Text, labels(t, run(t, m, task.Params{"labels": []string{"sport"}}, in)), map[string]float64{"sport": c.Alone})
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"mean", "first", "plain"} {
		m := open(t, name, "feature-extraction")
		var texts []string
		want := expectations(t, name)
		for _, c := range want {
			texts = append(texts, c.Text)
		}
		together, _, err := m.Embed(t.Context(), worker.Prompt{}, texts)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range want {
			alone, _, err := m.Embed(t.Context(), worker.Prompt{}, []string{c.Text})
			if err != nil {
				t.Fatal(err)
			}
			for k, w := range c.Vector {
				if len(alone[0]) != len(c.Vector) || differs(float64(alone[0][k]), w) || differs(float64(together[i][k]), w) {
					t.Fatalf("%s, %q: %v alone, %v together, want %v", name, c.Text, alone[0], together[i], c.Vector)
				}
			}
		}
	}
}

func TestTextsAreRanked(t *testing.T) {
	t.Parallel()
	m := open(t, "ranker", "sentence-similarity")
	want := expectations(t, "ranker")
	var texts []string
	for _, c := range want {
		texts = append(texts, c.Text)
	}
	got, _, err := m.Rank(t.Context(), want[0].Query, texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range want {
		if differs(float64(got[i]), c.Score) {
			t.Errorf("%q: %g, want %g", c.Text, got[i], c.Score)
		}
	}
}

func TestManyAtOnceAreAnsweredAsAlone(t *testing.T) {
	t.Parallel()
	m := open(t, "sentiment", "text-classification")
	want := expectations(t, "sentiment")
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			c := want[i%len(want)]
			out, _, err := m.Run(t.Context(), engine.Request{Task: "text-classification", In: port.Values{"text": {port.NewText(c.Text)}}})
			if err != nil {
				t.Error(err)
				return
			}
			l, err := out["labels"][0].ReadLabels()
			for _, k := range l {
				if err != nil || differs(k.Score, c.Scores[k.Name]) {
					t.Errorf("%q: %+v, want %v, %v", c.Text, l, c.Scores, err)
				}
			}
		})
	}
	all.Wait()
	c := m.Counters()
	if c.Requests != 200 || c.Batches >= c.Requests || c.Queued != 0 || c.Running != 0 {
		t.Errorf("they were computed as %+v", c)
	}
}

func TestLongTextsAreReadInWindows(t *testing.T) {
	t.Parallel()
	m := open(t, "names", "token-classification")
	once := expectations(t, "names")[2].Text
	text := strings.Repeat(once+" ", 20)
	l := labels(t, run(t, m, nil, map[string]string{"text": text}))
	runes := []rune(text)
	for i, k := range l {
		if k.Text != string(runes[k.Start:k.End]) || i > 0 && k.Start < l[i-1].End {
			t.Errorf("%+v after %+v", k, l[max(i-1, 0)])
		}
	}
	if len(l) < 10 || l[len(l)-1].Start < len(runes)-len(once) {
		t.Errorf("in %d: %+v", len(runes), l)
	}
	reader := open(t, "reader", "question-answering")
	v, _ := run(t, reader, nil, map[string]string{"text": text, "question": strings.Repeat("who wrote the program? ", 20)}).First("answer")
	if v.Text == "" || !strings.Contains(text, v.Text) || v.Sure <= 0 || v.Sure > 1 {
		t.Errorf("%q, %g", v.Text, v.Sure)
	}
}

// TestAModelThatTakesHardlyAnything: nothing of the question fits beside the text.
func TestAModelThatTakesHardlyAnything(t *testing.T) {
	t.Parallel()
	path := librarytest.Lay(t, "reader")
	config := filepath.Join(filepath.Dir(path), "config.json")
	b, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(config); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, bytes.Replace(b, []byte(`"max_position_embeddings": 48`), []byte(`"max_position_embeddings": 5`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: "question-answering", Libraries: librarytest.Folder(t), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	e := expectations(t, "reader")[0]
	if v := run(t, m, nil, map[string]string{"text": e.Text, "question": e.Question}); len(v["answer"]) != 1 {
		t.Errorf("%v", v)
	}
}

// TestOfLongTextsTheBeginningCounts: the rest is not even cut.
func TestOfLongTextsTheBeginningCounts(t *testing.T) {
	t.Parallel()
	m := open(t, "inference", "zero-shot-classification")
	var names []string
	for i := range 200 {
		names = append(names, fmt.Sprint("class ", i))
	}
	began := time.Now()
	out, _, err := m.Run(t.Context(), engine.Request{
		Task: "zero-shot-classification", Params: task.Params{"labels": names},
		In: port.Values{"text": {port.NewText(strings.Repeat("I like this film ", 200000))}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if l := labels(t, out); len(l) != 200 || time.Since(began) > 2*time.Minute {
		t.Errorf("%d classes after %v", len(l), time.Since(began))
	}
}

func TestWhoLeavesIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	m := open(t, "sentiment", "text-classification")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := m.Run(ctx, engine.Request{Task: "text-classification", In: port.Values{"text": {port.NewText("x")}}})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
	run(t, m, nil, map[string]string{"text": "it goes on"})
}

func TestPicturesAreClassified(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("testdata", "wave.png"))
	if err != nil {
		t.Fatal(err)
	}
	show := func(m *onnx.Model, b []byte) (port.Values, error) {
		v := port.Value{Type: port.Image, Size: int64(len(b)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
		out, _, err := m.Run(t.Context(), engine.Request{Task: "image-classification", In: port.Values{"image": {v}}})
		return out, err
	}
	for _, name := range []string{"pictures-vit", "pictures-clip", "pictures-wide"} {
		m := open(t, name, "image-classification")
		out, err := show(m, b)
		if err != nil {
			t.Fatal(err)
		}
		scored(t, name, labels(t, out), expectations(t, name)[0].Scores)
		for what, bad := range map[string][]byte{"no picture": []byte("RIFFxxxxWAVE"), "damaged": b[:len(b)/2]} {
			if _, err := show(m, bad); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}
