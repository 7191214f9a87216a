package onnx_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// template is how classes are put into words.
const template = "This is a photo of {}."

func TestPicturesAreMatchedWithNamedClasses(t *testing.T) {
	t.Parallel()
	m, want := open(t, "clip", "zero-shot-image-classification"), sights(t, "clip").Scores
	var names []string
	for n := range want {
		names = append(names, n)
	}
	out, u, err := m.Run(t.Context(), engine.Request{
		Task: "zero-shot-image-classification", Params: task.Params{"labels": names, "template": template}, In: port.Values{"image": {file(port.Image, sample(t, "wave.png"))}},
	})
	if err != nil || u.Pictures != 1 || u.TokensIn < 10 {
		t.Fatalf("%+v, %v", u, err)
	}
	scored(t, "clip", labels(t, out), want)
	for says, params := range map[string]task.Params{
		"0 classes were named": {"template": template}, "does not say where": {"labels": names, "template": "a photo"},
	} {
		_, _, err := m.Run(t.Context(), engine.Request{Task: "zero-shot-image-classification", Params: params, In: port.Values{"image": {file(port.Image, sample(t, "wave.png"))}}})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("want %s: %v", says, err)
		}
	}
}

// TestVectorsOfTextsAndPicturesOfOneModel: of one file, by the task that it is opened for.
func TestVectorsOfTextsAndPicturesOfOneModel(t *testing.T) {
	t.Parallel()
	near := func(name string, got []float32, want []float64) {
		t.Helper()
		if len(got) != len(want) || len(want) == 0 {
			t.Fatalf("%s: %v, want %v", name, got, want)
		}
		for i, w := range want {
			if differs(float64(got[i]), w) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	}
	texts := []string{"a photo of a cat", "北京 isn't it?"}
	said, u, err := open(t, "clip", "feature-extraction").Embed(t.Context(), worker.Prompt{}, texts)
	if err != nil || u.TokensIn < 8 {
		t.Fatalf("%+v, %v", u, err)
	}
	for i, s := range texts {
		near(s, said[i], sights(t, "clip "+s).Vector)
	}
	v := show(t, open(t, "clip", "image-feature-extraction"), nil, sample(t, "wave.png"))["embedding"][0]
	var vector []float32
	if err := json.Unmarshal([]byte(v.Text), &vector); err != nil {
		t.Fatal(err)
	}
	near("the picture", vector, sights(t, "clip").Vector)
}
