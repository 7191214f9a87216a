package onnx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// seen is what Python sees in a picture.
type seen struct {
	Boxes, Sure []port.Label // objects, and those above a higher threshold; or areas
	Size        [2]int       // of what is made, width and height
	Bytes       []byte       // of it: greys, colours or classes
	Scores      map[string]float64
	Vector      []float64
	Lines       []struct { // of text
		Corners [4][2]float64
		Text    string
		Sure    float64
	}
}

func sights(t *testing.T, name string) seen {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "seen.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]seen
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	s, ok := all[name]
	if !ok {
		t.Fatalf("Python has not seen %s", name)
	}
	return s
}

// file is a value of bytes.
func file(kind port.Type, b []byte) port.Value {
	return port.Value{Type: kind, Size: int64(len(b)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// show has a model do its task on a picture.
func show(t *testing.T, m *onnx.Model, params task.Params, b []byte) port.Values {
	t.Helper()
	out, u, err := m.Run(t.Context(), engine.Request{Task: task.ID(m.Facts().Task), Params: params, In: port.Values{"image": {file(port.Image, b)}}})
	if err != nil {
		t.Fatalf("%s: %v", m.Facts().Task, err)
	}
	if u.Pictures != 1 {
		t.Errorf("%s: the usage is %+v", m.Facts().Task, u)
	}
	return out
}

// placed compares what was found with what Python finds, the best first.
func placed(t *testing.T, name string, v port.Value, want []port.Label) {
	t.Helper()
	got, err := v.ReadLabels()
	if err != nil || len(got) != len(want) || len(want) == 0 {
		t.Fatalf("%s: %+v, want %+v, %v", name, got, want, err)
	}
	for i, g := range got {
		if w := want[i]; g.Name != w.Name || differs(g.Score, w.Score) || len(g.Box) != 4 || [4]int(g.Box) != [4]int(w.Box) {
			t.Errorf("%s: %+v, want %+v", name, g, w)
		}
	}
}

func TestObjectsAreFound(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"objects-detr", "objects-yolos", "objects-rtdetr"} {
		m, want := open(t, name, "object-detection"), sights(t, name)
		v := show(t, m, task.Params{"threshold": 0.5}, sample(t, "wave.png"))["boxes"][0]
		if placed(t, name, v, want.Boxes); v.Type != port.Boxes {
			t.Errorf("%s: they are %s", name, v.Type)
		}
		placed(t, name, show(t, m, task.Params{"threshold": 0.9}, sample(t, "wave.png"))["boxes"][0], want.Sure)
		if len(want.Sure) == len(want.Boxes) {
			t.Errorf("%s: the threshold changes nothing", name)
		}
	}
}

// TestAPictureWaitsUntilThereIsRoomForIt: what is made of pictures is as large as they are,
// and is bounded too, not their reading alone.
func TestAPictureWaitsUntilThereIsRoomForIt(t *testing.T) {
	t.Parallel()
	m := open(t, "objects-detr", "object-detection")
	var all []func()
	for range 40 {
		release, err := m.Hands().Take(t.Context(), strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, release)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	req := engine.Request{Task: "object-detection", In: port.Values{"image": {file(port.Image, sample(t, "wave.png"))}}}
	if _, _, err := m.Run(ctx, req); !fault.Is(err, fault.Canceled) {
		t.Errorf("it did not wait: %v", err)
	}
	for _, release := range all {
		release()
	}
	for range 50 { // each gives back what it has taken
		show(t, m, nil, sample(t, "wave.png"))
	}
}

// pixelsOf are the bytes of a picture that was made: greys, or red, green and blue.
func pixelsOf(t *testing.T, v port.Value, size [2]int) []byte {
	t.Helper()
	b, err := v.Read(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil || v.Media != "image/png" {
		t.Fatalf("%s: %v", v.Media, err)
	}
	if r := img.Bounds(); r.Dx() != size[0] || r.Dy() != size[1] {
		t.Fatalf("it has %v, want %v", r, size)
	}
	if grey, ok := img.(*image.Gray); ok {
		return grey.Pix
	}
	var l []byte
	for y := range size[1] {
		for x := range size[0] {
			r, g, b, _ := img.At(x, y).RGBA()
			l = append(l, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return l
}

// alike compares bytes; one where a number lies between two of them may be either.
func alike(t *testing.T, name string, got, want []byte) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d bytes, want %d", name, len(got), len(want))
	}
	off := 0
	for i, w := range want {
		switch d := int(got[i]) - int(w); {
		case d > 1 || d < -1:
			t.Fatalf("%s: at %d it is %d, want %d", name, i, got[i], w)
		case d != 0:
			off++
		}
	}
	if off > len(want)/500 {
		t.Errorf("%s: %d of %d are off by one", name, off, len(want))
	}
}

func TestDepthIsEstimated(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"depth-dpt", "depth-glpn"} {
		want := sights(t, name)
		v := show(t, open(t, name, "depth-estimation"), nil, sample(t, "wave.png"))["image"][0]
		alike(t, name, pixelsOf(t, v, want.Size), want.Bytes)
	}
}

// corner is the upper left of a picture.
func corner(t *testing.T, b []byte, w, h int) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	part, ok := img.(interface {
		SubImage(r image.Rectangle) image.Image
	})
	if !ok {
		t.Fatalf("a %T has no parts", img)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, part.SubImage(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPicturesAreEnlarged(t *testing.T) {
	t.Parallel()
	m, want := open(t, "larger", "image-super-resolution"), sights(t, "larger")
	small := corner(t, sample(t, "wave.png"), 23, 16)
	v := show(t, m, task.Params{"scale": 2.0}, small)["image"][0]
	alike(t, "larger", pixelsOf(t, v, want.Size), want.Bytes)
	var huge bytes.Buffer
	if err := png.Encode(&huge, image.NewGray(image.Rect(0, 0, 3000, 3000))); err != nil {
		t.Fatal(err)
	}
	for says, ask := range map[string]engine.Request{
		"2 times as large, and 4 times was asked": {Params: task.Params{"scale": 4.0}, In: port.Values{"image": {file(port.Image, small)}}},
		"make it smaller first":                   {In: port.Values{"image": {file(port.Image, huge.Bytes())}}},
	} {
		ask.Task = "image-super-resolution"
		if _, _, err := m.Run(t.Context(), ask); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %s: %v", says, err)
		}
	}
}

func TestPicturesAreDividedIntoAreas(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"areas-segformer", "areas-maskformer"} {
		want := sights(t, name)
		out := show(t, open(t, name, "image-segmentation"), nil, sample(t, "wave.png"))
		placed(t, name, out["labels"][0], want.Boxes)
		if len(out["masks"]) != len(want.Boxes) {
			t.Fatalf("%s: %d masks of %d areas", name, len(out["masks"]), len(want.Boxes))
		}
		classes := map[byte]bool{}
		for _, c := range want.Bytes {
			classes[c] = true
		}
		i := 0
		for c := range byte(len(classes) + 5) { // in the order of the classes
			if !classes[c] {
				continue
			}
			mask := pixelsOf(t, out["masks"][i], want.Size)
			for at, v := range mask {
				if (v == 255) != (want.Bytes[at] == c) {
					t.Fatalf("%s: the mask of %d is %d at %d", name, c, v, at)
				}
			}
			i++
		}
		if l := want.Boxes; out["masks"][0].Name != strings.ReplaceAll(l[0].Name, "/", "-")+".png" {
			t.Errorf("%s: the file of %s is %s", name, l[0].Name, out["masks"][0].Name)
		}
	}
}

// TestPhotographsAreReadAsPillowReadsThem: the numbers behind a photograph's pixels are
// rounded in another order, no more.
func TestPhotographsAreReadAsPillowReadsThem(t *testing.T) {
	t.Parallel()
	want := sights(t, "photo")
	p, err := pixel.NewReader().Read(sample(t, "photo.jpg"))
	if err != nil || p.W != want.Size[0] || p.H != want.Size[1] {
		t.Fatalf("%d × %d, %v", p.W, p.H, err)
	}
	sum := 0
	for i, v := range p.V {
		d := max(int(v)-int(want.Bytes[i]), int(want.Bytes[i])-int(v))
		if sum += d; d > 3 {
			t.Fatalf("at %d it is %d, want %d", i, v, want.Bytes[i])
		}
	}
	if sum > len(p.V)/4 {
		t.Errorf("they differ by %d in all of %d", sum, len(p.V))
	}
}

// TestFilesThatLieAreToldOf: what stands beside a model does not fit it.
func TestFilesThatLieAreToldOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, task, file, old, new, says string }{
		{"objects-detr", "object-detection", "config.json", `"2": "cat"`, `"7": "cat"`, "config.json names 5 without it"},
		{"objects-yolos", "object-detection", "preprocessor_config.json", `"size": 64`, `"size": -64`, "how large pictures are made"},
		{"objects-yolos", "object-detection", "preprocessor_config.json", `"size": 64`, `"size": "large"`, "is not as it must be"},
		{"objects-yolos", "object-detection", "preprocessor_config.json", `0.485,`, ``, "for three colours"},
		{"depth-glpn", "depth-estimation", "preprocessor_config.json", `"size_divisor": 16`, `"size_divisor": 1000000`, "multiples of 1000000"},
		{"depth-dpt", "depth-estimation", "config.json", `"depth_anything"`, `"zoedepth"`, "not done here"},
		{"depth-dpt", "image-segmentation", "config.json", `"depth_anything"`, `"segformer"`, "needs class_queries_logits or logits"},
		{"objects-detr", "image-segmentation", "config.json", `"detr"`, `"segformer"`, "logits of 3 dimensions"},
		{"pictures-vit", "image-classification", "preprocessor_config.json", `"height": 32`, `"height": 40`, "and the model takes [3 32 32]"},
		{"pictures-vit", "image-classification", "preprocessor_config.json", `"resample": 2`, `"resample": 9`, "wants the filter 9"},
	} {
		path := librarytest.Lay(t, c.model)
		change(t, filepath.Join(filepath.Dir(path), c.file), c.old, c.new)
		m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: c.task, Libraries: librarytest.Folder(t), Threads: 1})
		if err == nil {
			t.Cleanup(m.Close)
			_, _, err = m.Run(t.Context(), engine.Request{Task: task.ID(c.task), In: port.Values{"image": {file(port.Image, sample(t, "wave.png"))}}})
		}
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s as %s with %s: %v, want %s", c.model, c.task, c.new, err, c.says)
		}
	}
}

// change changes words of a file.
func change(t *testing.T, path, from, to string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(from)) {
		t.Fatalf("%s does not say %s: %s", path, from, b)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(b, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestManyPicturesAtOnceAreAnsweredAsAlone: those of one size are computed together.
func TestManyPicturesAtOnceAreAnsweredAsAlone(t *testing.T) {
	t.Parallel()
	m, said := open(t, "objects-yolos", "object-detection"), port.NewLabels(sights(t, "objects-yolos").Boxes).Text
	whole := sample(t, "wave.png")
	tall := corner(t, whole, 40, 50)
	ask := func(b []byte) (string, error) {
		out, _, err := m.Run(t.Context(), engine.Request{Task: "object-detection", Params: task.Params{"threshold": 0.5}, In: port.Values{"image": {file(port.Image, b)}}})
		if err != nil {
			return "", err
		}
		return out["boxes"][0].Text, nil
	}
	alone, err := ask(tall)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			if i%3 == 0 {
				if got, err := ask(tall); err != nil || !nearly(got, alone) {
					t.Errorf("the tall one: %s, want %s, %v", got, alone, err)
				}
				return
			}
			got, err := ask(whole)
			if err != nil {
				t.Error(err)
				return
			}
			if !nearly(got, said) {
				t.Errorf("the whole one: %s, want %s", got, said)
			}
		})
	}
	all.Wait()
	if c := m.Counters(); c.Requests != 61 || c.Batches >= c.Requests {
		t.Errorf("they were computed as %+v", c)
	}
}

// nearly reports whether two lists of boxes are of the same things at the same places.
func nearly(a, b string) bool {
	var x, y []port.Label
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil || len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].Name != y[i].Name || differs(x[i].Score, y[i].Score) || [4]int(x[i].Box) != [4]int(y[i].Box) {
			return false
		}
	}
	return true
}
