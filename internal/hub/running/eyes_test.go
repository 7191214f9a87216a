package running_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

// sees is the way of a repository with models and projectors.
func sees(t *testing.T, h func(path string) (weights.Head, error), names ...string) running.Way {
	t.Helper()
	var files []running.File
	for _, n := range names {
		files = append(files, running.File{Path: n, Size: 1e9})
	}
	w, err := running.Of(files, running.Said{Head: func(p string) (weights.Head, error) {
		if strings.Contains(p, "mmproj") {
			return h(p)
		}
		return chat, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func clip(string) (weights.Head, error) { return weights.Head{Architecture: "clip"}, nil }

func TestAModelIsGivenItsEyes(t *testing.T) {
	t.Parallel()
	blind := of(t, chat, running.Said{}, "m-Q4_K_M.gguf")
	w := sees(t, clip, "m-Q4_K_M.gguf", "mmproj-m-f32.gguf", "mmproj-m-f16.gguf")
	if !w.Sees() || w.Blind != "" || w.Task != "text-generation" || !slices.Equal(w.Also, []string{running.Describes, running.Answers}) {
		t.Errorf("it is run as %+v", w)
	}
	if !slices.Equal(w.Files, []string{"m-Q4_K_M.gguf", "mmproj-m-f16.gguf"}) || !slices.Equal(w.Names(), []string{"model.gguf", "mmproj.gguf"}) || w.Bytes != 2e9 {
		t.Errorf("its files are %v, known as %v", w.Files, w.Names())
	}
	if !slices.Equal(w.Args(), []string{"--context", "8192", "--eyes", "mmproj.gguf"}) || w.Memory != blind.Memory+1e9+512<<20 {
		t.Errorf("it is given %q and %d bytes, without eyes %d", w.Args(), w.Memory, blind.Memory)
	}
	w = sees(t, clip, "m-Q4_K_M-00001-of-00002.gguf", "m-Q4_K_M-00002-of-00002.gguf", "mmproj.gguf")
	if want := []string{"model-00001-of-00002.gguf", "model-00002-of-00002.gguf", "mmproj.gguf"}; !slices.Equal(w.Names(), want) {
		t.Errorf("the files of one in parts are known as %v", w.Names())
	}
}

func TestTheEyesAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{
		"mmproj-F16.gguf":          {"m-Q4_0.gguf", "mmproj-BF16.gguf", "mmproj-F16.gguf", "mmproj-F32.gguf"},
		"m.mmproj-Q8_0.gguf":       {"m.Q4_0.gguf", "m.mmproj-f16.gguf", "m.mmproj-Q8_0.gguf"},
		"b/mmproj-f32.gguf":        {"b/m-Q4_0.gguf", "a/mmproj-f16.gguf", "b/mmproj-f32.gguf"},
		"mmproj-tiny-2b-f32.gguf":  {"tiny-2b-Q4_0.gguf", "mmproj-tiny-7b-f16.gguf", "mmproj-tiny-2b-f32.gguf"},
		"vision/mmproj-model.gguf": {"m-Q4_0.gguf", "vision/mmproj-model.gguf"},
	} {
		if w := sees(t, clip, names...); len(w.Files) != 2 || w.Files[1] != want {
			t.Errorf("of %v: %+v, want %s", names, w, want)
		}
	}
}

// TestEyesThatAreNoneLeaveTheText: the model is run for text, and it is said why.
func TestEyesThatAreNoneLeaveTheText(t *testing.T) {
	t.Parallel()
	_, damaged := weights.GGUF(strings.NewReader("none"))
	for name, c := range map[string]struct {
		head weights.Head
		err  error
		says string
	}{
		"damaged":   {weights.Head{}, damaged, "it sees no pictures: its weights mmproj.gguf are damaged"},
		"cut off":   {weights.Head{Architecture: "clip", End: 2e9}, nil, "were cut off"},
		"another's": {chat, nil, "mmproj.gguf is of the architecture qwen2"},
	} {
		w := sees(t, func(string) (weights.Head, error) { return c.head, c.err }, "m.gguf", "mmproj.gguf")
		if w.Sees() || len(w.Files) != 1 || w.Also != nil || w.Engine != "llama" || !strings.Contains(w.Blind, c.says) || !slices.Equal(w.Args(), []string{"--context", "8192"}) {
			t.Errorf("%s: %+v", name, w)
		}
	}
	if w := sees(t, func(string) (weights.Head, error) { return weights.Head{}, running.ErrAbsent }, "m.gguf", "mmproj.gguf"); !w.Sees() {
		t.Errorf("of a mirror, whose bytes are not here: %+v", w)
	}
	broken := errors.New("the disk is broken")
	if _, err := running.Of([]running.File{{Path: "m.gguf"}, {Path: "mmproj.gguf"}}, running.Said{Head: func(p string) (weights.Head, error) {
		if p == "m.gguf" {
			return chat, nil
		}
		return weights.Head{}, broken
	}}); !errors.Is(err, broken) {
		t.Errorf("where it cannot be read: %v", err)
	}
	if w := of(t, weights.Head{Architecture: "bert"}, running.Said{}, "m.gguf", "mmproj.gguf"); w.Sees() || w.Blind != "" {
		t.Errorf("one that makes vectors: %+v", w)
	}
}
