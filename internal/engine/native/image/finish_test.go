package image_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// TestParts: the pixels of a part are those of the picture at its place.
func TestParts(t *testing.T) {
	t.Parallel()
	scene := rastertest.Scene(300, 200, 1)
	in := one(rastertest.PNG(t, scene, "p.png"))
	for name, c := range map[string]struct {
		p          task.Params
		x, y, w, h int
	}{
		"a side":          {task.Params{"trim_top": 50.0}, 0, 50, 300, 150},
		"percent":         {task.Params{"trim_left": 10.0, "trim_right": 10.0, "unit": "percent"}, 30, 0, 240, 200},
		"a rectangle":     {task.Params{"trim_left": 20.0, "trim_top": 30.0, "width": 100.0, "height": 80.0}, 20, 30, 100, 80},
		"the middle":      {task.Params{"width": 50.0, "height": 50.0, "unit": "percent"}, 75, 50, 150, 100},
		"a corner":        {task.Params{"width": 100.0, "height": 40.0, "place": "bottom-right"}, 200, 160, 100, 40},
		"the left half":   {task.Params{"width": 50.0, "unit": "percent", "place": "left"}, 0, 0, 150, 200},
		"wide":            {task.Params{"shape": "21:9"}, 0, 35, 300, 129},
		"a square on top": {task.Params{"shape": "1:1", "place": "left"}, 0, 0, 200, 200},
		"both":            {task.Params{"trim_top": 100.0, "shape": "5：4"}, 87, 100, 125, 100},
	} {
		v, _ := mustRun(t, "crop", in, c.p).First("image")
		got := decode(t, v).Picture(1e6)
		if got.W != c.w || got.H != c.h {
			t.Errorf("%s: got %d × %d, want %d × %d", name, got.W, got.H, c.w, c.h)
			continue
		}
		for _, at := range [][2]int{{0, 0}, {c.w - 1, 0}, {c.w / 2, c.h / 2}, {c.w - 1, c.h - 1}} {
			if a, b := got.C[0].At(at[0], at[1]), scene.C[0].At(c.x+at[0], c.y+at[1]); a < b-0.01 || a > b+0.01 {
				t.Errorf("%s: %v is %.2f, want %.2f", name, at, a, b)
			}
		}
	}
	for _, bad := range []task.Params{nil, {"trim_top": 200.0}, {"trim_left": 60.0, "trim_right": 40.0, "unit": "percent"}, {"width": 301.0}, {"shape": "wide"}, {"shape": "0:3"}, {"shape": "99999:1"}} {
		if _, err := run(t, "crop", in, bad); !fault.Is(err, fault.Invalid) || bad["width"] != nil && !strings.Contains(err.Error(), "p.png") {
			t.Errorf("%v: got %v, want invalid", bad, err)
		}
	}
}

// TestBorders: the band has its width and colour, and the picture within is as it was.
func TestBorders(t *testing.T) {
	t.Parallel()
	scene := rastertest.Scene(100, 50, 1)
	in := one(rastertest.PNG(t, scene, "p.png"))
	for name, c := range map[string]struct {
		p       task.Params
		k, foot int
		r, g, b float32
	}{
		"usual":    {nil, 2, 2, 1, 1, 1},
		"pixels":   {task.Params{"width": 20.0, "color": "black"}, 20, 20, 0, 0, 0},
		"percent":  {task.Params{"width": 10.0, "unit": "percent", "color": "#00ff00"}, 5, 5, 0, 1, 0},
		"Chinese":  {task.Params{"width": 7.0, "color": "红色"}, 7, 7, 1, 0, 0},
		"polaroid": {task.Params{"width": 4.0, "style": "polaroid"}, 4, 12, 1, 1, 1},
	} {
		v, _ := mustRun(t, "border", in, c.p).First("image")
		got := decode(t, v).Picture(1e6)
		if got.W != 100+2*c.k || got.H != 50+c.k+c.foot {
			t.Errorf("%s: got %d × %d", name, got.W, got.H)
			continue
		}
		for _, at := range [][2]int{{0, 0}, {c.k - 1, 20}, {got.W - 1, got.H - 1}, {50, got.H - c.foot}} {
			if r, g, b := got.C[0].At(at[0], at[1]), got.C[1].At(at[0], at[1]), got.C[2].At(at[0], at[1]); r != c.r || g != c.g || b != c.b {
				t.Errorf("%s: %v is %.2f %.2f %.2f", name, at, r, g, b)
			}
		}
		if a, b := got.C[2].At(c.k, c.k), scene.C[2].At(0, 0); a < b-0.01 || a > b+0.01 {
			t.Errorf("%s: the picture begins with %.2f, want %.2f", name, a, b)
		}
	}
	v, _ := mustRun(t, "border", in, task.Params{"width": 20.0, "style": "double", "color": "black"}).First("image")
	if got := decode(t, v).Picture(1e6); got.C[0].At(4, 40) != 0 || got.C[0].At(9, 40) != 1 || got.C[0].At(15, 40) != 0 {
		t.Error("a double border has no second line")
	}
	if _, err := run(t, "border", in, task.Params{"color": "squid"}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "squid") {
		t.Errorf("no colour: got %v", err)
	}
	if _, err := run(t, "border", in, task.Params{"width": 9000.0}); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "p.png") {
		t.Errorf("a large border: got %v", err)
	}
}

// reads is what tesseract reads in a picture.
func reads(t *testing.T, v port.Value, lang string) string {
	t.Helper()
	b, err := v.Read(1 << 24)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "tesseract", "-", "-", "-l", lang, "--psm", "11")
	cmd.Stdin = bytes.NewReader(b)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

func TestWhatIsWritten(t *testing.T) {
	t.Parallel()
	light, dark := raster.New(800, 500), raster.New(800, 500)
	for i := range light.C {
		light.C[i] = light.C[i].Map(func(float32) float32 { return 0.9 })
	}
	for name, p := range map[string]*raster.Picture{"light": light, "dark": dark, "busy": rastertest.Scene(800, 500, 1)} {
		in := rastertest.JPEG(t, p, "p.jpg")
		for lang, text := range map[string]string{"eng": "Summer holiday", "chi_sim": "北京大学"} {
			c := task.Params{"place": "top", "size": 70.0, "color": map[string]string{"light": "black", "dark": "yellow", "busy": "white"}[name], "bold": true}
			v, _ := mustRun(t, "lettering", port.Values{"image": {in}, "text": {port.NewText(text)}}, c).First("image")
			cut, _ := mustRun(t, "crop", one(v), task.Params{"height": 130.0, "place": "top"}).First("image")
			if got := reads(t, cut, lang); !strings.Contains(got, strings.ReplaceAll(text, " ", "")) {
				t.Errorf("%s, %s: %q is read as %q", name, lang, text, got)
			}
			if v.Name != "p-lettered.jpg" {
				t.Errorf("it is called %q", v.Name)
			}
		}
	}
	write := func(text string, p task.Params) (*raster.Picture, error) {
		out, err := run(t, "lettering", port.Values{"image": {rastertest.PNG(t, dark, "p.png")}, "text": {port.NewText(text)}}, p)
		if err != nil {
			return nil, err
		}
		v, _ := out.First("image")
		return decode(t, v).Picture(1e6), nil
	}
	lit := func(p *raster.Picture, x, y, w, h int) (n int) {
		for _, v := range p.Crop(x, y, w, h).C[0].V {
			if v > 0.3 {
				n++
			}
		}
		return n
	}
	for place, at := range map[string][2]int{"top-left": {0, 0}, "bottom-right": {400, 250}, "bottom-left": {0, 250}, "top-right": {400, 0}} {
		p, err := write("Hi", task.Params{"place": place})
		if err != nil {
			t.Fatal(err)
		}
		if in, all := lit(p, at[0], at[1], 400, 250), lit(p, 0, 0, 800, 500); in == 0 || in != all {
			t.Errorf("%s: %d of %d pixels of the letters lie there", place, in, all)
		}
	}
	p, err := write("draft", task.Params{"place": "tiled", "opacity": 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range [][2]int{{0, 0}, {400, 0}, {0, 250}, {400, 250}} {
		if lit(p, at[0], at[1], 400, 250) < 200 {
			t.Errorf("tiled: hardly a letter at %v", at)
		}
	}
	for _, v := range p.C[0].V {
		if v > 0.56 {
			t.Fatalf("half covered white on black is %.2f", v)
		}
	}
	for _, size := range []float64{0, 1} { // in a time that grows with the picture, not with the square of its length
		long := port.Values{"image": {rastertest.PNG(t, raster.New(200_000, 3), "long.png")}, "text": {port.NewText("x")}}
		mustRun(t, "lettering", long, task.Params{"place": "tiled", "size": size})
	}
	p, err = write("a very long line that has to be broken into several lines because it is much wider than the picture is", task.Params{"place": "middle", "size": 60.0})
	if err != nil {
		t.Fatal(err)
	}
	if lit(p, 0, 150, 800, 40) == 0 || lit(p, 0, 0, 5, 500)+lit(p, 795, 0, 5, 500) > 0 {
		t.Error("a long line is not broken within the picture")
	}
	for _, bad := range []string{"", " ", strings.Repeat("x", 501), "\U00013000"} {
		if _, err := write(bad, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "p.png") {
			t.Errorf("%.9q: got %v", bad, err)
		}
	}
}

// TestMaskedFacesAreCounted: how many faces were masked is said, and where there is none no
// picture comes back.
func TestMaskedFacesAreCounted(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(600, 400, 1)
	rastertest.Portrait(p, 180, 190, 170)
	for lang, want := range map[string]string{"en": "One face was masked.", "zh": "已遮住 1 张人脸。"} {
		out := mustRun(t, "face-mask", one(rastertest.PNG(t, p, "p.png")), task.Params{"style": "black", "language": lang})
		v, _ := out.First("image")
		note, _ := out.First("note")
		if got := decode(t, v).Picture(1e6); v.Name != "p-masked.png" || got.C[0].At(180, 190) != 0 || !strings.HasPrefix(note.Text, want) {
			t.Errorf("%s, %.2f in the middle of the face, %q", v.Name, got.C[0].At(180, 190), note.Text)
		}
	}
	if _, err := run(t, "face-mask", one(rastertest.PNG(t, rastertest.Scene(200, 150, 3), "hills.png")), nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "hills.png") {
		t.Errorf("no face: got %v", err)
	}
}

// TestCodesInColour: a code has its colours, and is read all the same.
func TestCodesInColour(t *testing.T) {
	t.Parallel()
	in := port.Values{"text": {port.NewText("https://example.org")}}
	v, _ := mustRun(t, "qr", in, task.Params{"color": "深蓝色", "background": "#ffffcc"}).First("image")
	p := decode(t, v).Picture(1e6)
	if r, b := p.C[0].At(1, 1), p.C[2].At(1, 1); r < 0.99 || b < 0.78 || b > 0.82 {
		t.Errorf("the ground is %.2f red, %.2f blue", r, b)
	}
	dark := 0
	for i, r := range p.C[0].V {
		if r < 0.01 && p.C[2].V[i] > 0.5 && p.C[2].V[i] < 0.6 {
			dark++
		}
	}
	out, _ := mustRun(t, "codes", one(v), nil).First("labels")
	labels, err := out.ReadLabels()
	if err != nil || len(labels) != 1 || labels[0].Text != "https://example.org" || dark < 1000 {
		t.Errorf("%d dark blue pixels, read as %+v, %v", dark, labels, err)
	}
	svg, _ := mustRun(t, "qr", in, task.Params{"color": "red", "file": "svg"}).First("image")
	b, err := svg.Read(1 << 20)
	if err != nil || !bytes.Contains(b, []byte(`<path fill="#ff0000"`)) || !bytes.Contains(b, []byte(`fill="#ffffff"`)) {
		t.Errorf("%.300s, %v", b, err)
	}
	for _, bad := range []task.Params{{"color": "yellow"}, {"background": "black"}, {"color": "plaid"}} {
		if _, err := run(t, "qr", in, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
