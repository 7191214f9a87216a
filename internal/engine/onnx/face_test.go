package onnx_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// TestFacesAreFound runs a real detector on real photographs, which are not part of
// the project: FACES=dir names a folder with models/ultraface-rfb-320.onnx and
// samples/faces-*.jpg. What is expected was found by onnxruntime's Python; a JPEG decoder
// may differ by a little.
func TestFacesAreFound(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("FACES") //nolint:forbidigo // where the photographs are, is the machine's business
	if dir == "" {
		t.Skip("FACES=dir names the folder of a detector and photographs, which are not part of the project")
	}
	b, err := os.ReadFile(filepath.Join("testdata", "faces.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]port.Label
	if err := json.Unmarshal(b, &want); err != nil || len(want) == 0 {
		t.Fatal(err)
	}
	model, err := os.ReadFile(filepath.Join(dir, "models", "ultraface-rfb-320.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.onnx")
	if err := os.WriteFile(path, model, 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: "face-detection", Libraries: librarytest.Folder(t), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	for name, faces := range want {
		photo, err := os.ReadFile(filepath.Join(dir, "samples", name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := show(t, m, task.Params{"threshold": 0.7}, photo)["boxes"][0].ReadLabels()
		if err != nil || len(got) != len(faces) {
			t.Fatalf("%s: %+v, want %+v, %v", name, got, faces, err)
		}
		for _, w := range faces {
			if best := nearest(w, got); best.Name != "face" || shared(w.Box, best.Box) < 0.9 || math.Abs(best.Score-w.Score) > 0.03 {
				t.Errorf("%s: of %+v the nearest is %+v", name, w, best)
			}
		}
	}
}

func nearest(w port.Label, l []port.Label) (best port.Label) {
	most := 0.0
	for _, g := range l {
		if s := shared(w.Box, g.Box); s > most {
			best, most = g, s
		}
	}
	return best
}

// shared is the share of two boxes that both have.
func shared(a, b []int) float64 {
	if len(a) != 4 || len(b) != 4 {
		return 0
	}
	side := func(i int) int { return max(min(a[i]+a[i+2], b[i]+b[i+2])-max(a[i], b[i]), 0) }
	both := side(0) * side(1)
	return float64(both) / float64(a[2]*a[3]+b[2]*b[3]-both)
}

// TestABoxIsKeptOfThoseThatOverlap is on a small model of the same form, of which
// testdata/make/face.py says what is found.
func TestABoxIsKeptOfThoseThatOverlap(t *testing.T) {
	t.Parallel()
	m, want := open(t, "faces", "face-detection"), sights(t, "faces")
	for threshold, l := range map[float64][]port.Label{0.5: want.Boxes, 0.8: want.Sure} {
		v := show(t, m, task.Params{"threshold": threshold}, sample(t, "wave.png"))["boxes"][0]
		if placed(t, "faces", v, l); v.Type != port.Boxes {
			t.Errorf("they are %s", v.Type)
		}
	}
	if len(want.Boxes) < 3 || len(want.Sure) == len(want.Boxes) {
		t.Errorf("it tells little: %+v", want)
	}
}
