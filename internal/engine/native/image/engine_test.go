package image_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/native/image"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

func models(tb testing.TB) []catalog.Model {
	tb.Helper()
	m, err := image.Models()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// request asks a model for its work on some values, parameters completed.
func request(tb testing.TB, model string, in port.Values, p task.Params) engine.Request {
	tb.Helper()
	for _, m := range models(tb) {
		if m.Ref.Name != model {
			continue
		}
		def, err := task.Lookup(string(m.Task))
		if err != nil {
			tb.Fatal(err)
		}
		full := task.Params{}
		for k, v := range m.Fixed {
			full[k] = v
		}
		for k, v := range p {
			full[k] = v
		}
		if full, err = def.Complete(full); err != nil {
			tb.Fatal(err)
		}
		return engine.Request{Model: m.Ref, Task: m.Task, In: in, Params: full}
	}
	tb.Fatalf("there is no card of %s", model)
	return engine.Request{}
}

func run(tb testing.TB, model string, in port.Values, p task.Params) (port.Values, error) {
	tb.Helper()
	var out port.Values
	for ev, err := range image.New(image.Options{}).Run(tb.Context(), request(tb, model, in, p)) {
		if err != nil {
			return nil, err
		}
		out = ev.Out
	}
	return out, nil
}

func mustRun(tb testing.TB, model string, in port.Values, p task.Params) port.Values {
	tb.Helper()
	out, err := run(tb, model, in, p)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func one(v port.Value) port.Values { return port.Values{"image": {v}} }

func decode(tb testing.TB, v port.Value) *raster.File {
	tb.Helper()
	f, err := raster.Open(v)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// sample is an input that a model can work on.
func sample(tb testing.TB, m catalog.Model) port.Values {
	tb.Helper()
	photo := rastertest.JPEG(tb, rastertest.Scene(160, 120, 1), "photo.jpg")
	switch m.Task {
	case "barcode-generation":
		return port.Values{"text": {port.NewText("https://example.org")}}
	case "face-masking":
		p := rastertest.Scene(600, 400, 1)
		rastertest.Portrait(p, 180, 190, 170)
		return one(rastertest.JPEG(tb, p, "photo.jpg"))
	case "image-lettering":
		return port.Values{"image": {photo}, "text": {port.NewText("hello")}}
	case "image-stitching":
		return port.Values{"images": {photo, photo}}
	}
	return one(photo)
}

// needed are the parameters that a model cannot do without.
func needed(m catalog.Model) task.Params {
	if m.Task == "image-resizing" || m.Task == "image-cropping" {
		return task.Params{"width": 80.0}
	}
	return nil
}

func TestContract(t *testing.T) {
	t.Parallel()
	for _, m := range models(t) {
		t.Run(m.Ref.Name, func(t *testing.T) {
			t.Parallel()
			enginetest.Run(t, image.New(image.Options{}), request(t, m.Ref.Name, sample(t, m), needed(m)))
		})
	}
}

func TestStylesNameAndTypeTheirFiles(t *testing.T) {
	t.Parallel()
	jpg := rastertest.JPEG(t, rastertest.Scene(120, 90, 1), "my photo.jpeg")
	png := rastertest.PNG(t, rastertest.Scene(120, 90, 1), "../etc/photo.png")
	for model, want := range map[string][2]string{
		"watercolor": {"my photo-watercolor.jpg", "photo-watercolor.png"},
		"pixel":      {"my photo-pixel.png", "photo-pixel.png"},
	} {
		for i, in := range []port.Value{jpg, png} {
			v, _ := mustRun(t, model, one(in), nil).First("image")
			if v.Name != want[i] {
				t.Errorf("got the name %q, want %q", v.Name, want[i])
			}
			if f := decode(t, v); "image/"+f.Format != v.Media || f.W < 100 || v.Size != int64(len(f.Bytes)) {
				t.Errorf("%s is %s of %d bytes, %d wide", v.Name, v.Media, v.Size, f.W)
			}
		}
	}
}

func TestAnUnknownOwnerIsNotFound(t *testing.T) {
	t.Parallel()
	req := request(t, "oil", one(rastertest.File(nil, "a.png")), nil)
	req.Model = ref.Model{Owner: "somebody", Name: "oil"}
	for _, err := range image.New(image.Options{}).Run(t.Context(), req) {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	}
}
