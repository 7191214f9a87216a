package diffusion_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion"
	"github.com/tenonhub/tenon/internal/engine/diffusion/diffusiontest"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// near is how near latents are to those of diffusers.
const near = 1e-3

// expected is what diffusers paints: testdata/make/make.py.
type expected struct {
	Name, Layout     string
	Scheduler        json.RawMessage
	Seed             float64
	Latents          []float64
	Prompt, Negative string
	Steps, Guidance  float64
	Width, Height    float64
	Strength         float64
	Given, Mask      bool
}

func (e expected) request(t *testing.T) engine.Request {
	t.Helper()
	p := task.Params{"seed": e.Seed, "steps": e.Steps, "guidance": e.Guidance, "negative": e.Negative}
	in := port.Values{"prompt": {port.NewText(e.Prompt)}}
	id := task.ID("text-to-image")
	if e.Given {
		id, p["strength"], in["image"] = "image-to-image", e.Strength, []port.Value{picture(t, "given.png")}
	} else {
		p["width"], p["height"] = e.Width, e.Height
	}
	if e.Mask {
		in["mask"] = []port.Value{picture(t, "mask.png")}
	}
	return engine.Request{Task: id, Params: p, In: in}
}

func picture(t *testing.T, name string) port.Value {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return value(b)
}

func value(b []byte) port.Value {
	return port.Value{Type: port.Image, Size: int64(len(b)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func expectations(t *testing.T) (l []expected) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &l); err != nil || len(l) == 0 {
		t.Fatal(err)
	}
	return l
}

func open(t *testing.T, files map[string][]byte, change func(o *diffusion.Options)) (*diffusion.Model, error) {
	t.Helper()
	o := diffusion.Options{Path: diffusiontest.Lay(t, files), Libraries: librarytest.Folder(t), Threads: 1}
	if change != nil {
		change(&o)
	}
	m, err := diffusion.Open(t.Context(), o)
	if err == nil {
		t.Cleanup(m.Close)
	}
	return m, err
}

func usual(t *testing.T) *diffusion.Model {
	t.Helper()
	m, err := open(t, diffusiontest.Files(t, "sd", diffusiontest.Usual), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func silent(float64) {}

func paint(t *testing.T, m *diffusion.Model, req engine.Request) (image.Image, []byte, port.Value) {
	t.Helper()
	out, u, err := m.Run(t.Context(), req, silent)
	if err != nil {
		t.Fatal(err)
	}
	v := out["image"][0]
	b, err := v.Read(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil || v.Media != "image/png" || u.Pictures != 1 || u.Steps < 1 || u.TokensIn < 3 {
		t.Fatalf("%+v, %+v, %v", v, u, err)
	}
	return img, b, v
}

// TestPicturesAreThoseOfDiffusers: from words, of pictures, in parts of them; of all layouts.
func TestPicturesAreThoseOfDiffusers(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			m, err := open(t, diffusiontest.Files(t, e.Layout, string(e.Scheduler)), nil)
			if err != nil {
				t.Fatal(err)
			}
			latents, err := diffusion.Latents(t.Context(), m, e.request(t))
			if err != nil || len(latents) != len(e.Latents) {
				t.Fatalf("%d latents, want %d; %v", len(latents), len(e.Latents), err)
			}
			for i, want := range e.Latents {
				if math.Abs(float64(latents[i])-want) > near*max(1, math.Abs(want)) {
					t.Fatalf("latent %d is %g, want %g", i, latents[i], want)
				}
			}
			img, _, v := paint(t, m, e.request(t))
			if (v.Kept != "") != (e.Name == "long") || v.Kept != "" && !strings.HasPrefix(e.Prompt, v.Kept) {
				t.Errorf("of %q it has read %q", e.Prompt, v.Kept)
			}
			b, err := os.ReadFile(filepath.Join("testdata", "painted", e.Name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(bytes.NewReader(b))
			if err != nil || img.Bounds() != want.Bounds() {
				t.Fatalf("it is %v, want %v, %v", img.Bounds(), want.Bounds(), err)
			}
			for y := range img.Bounds().Dy() {
				for x := range img.Bounds().Dx() {
					if a, b := colour(img, x, y), colour(want, x, y); far(a, b) {
						t.Fatalf("at %d, %d it is %v, want %v", x, y, a, b)
					}
				}
			}
		})
	}
}

func colour(img image.Image, x, y int) [3]int {
	r, g, b, _ := img.At(x, y).RGBA()
	return [3]int{int(r >> 8), int(g >> 8), int(b >> 8)}
}

func far(a, b [3]int) bool {
	for c := range 3 {
		if d := a[c] - b[c]; d < -1 || d > 1 {
			return true
		}
	}
	return false
}

func TestASeedRepeatsAndNoneDoesNot(t *testing.T) {
	t.Parallel()
	m := usual(t)
	ask := func(p task.Params) []byte {
		p["steps"] = 2.0
		_, b, _ := paint(t, m, engine.Request{Task: "text-to-image", Params: p, In: port.Values{"prompt": {port.NewText("a fox")}}})
		return b
	}
	one, again, other := ask(task.Params{"seed": 5.0}), ask(task.Params{"seed": 5.0}), ask(task.Params{"seed": 6.0})
	if !bytes.Equal(one, again) || bytes.Equal(one, other) || bytes.Equal(ask(task.Params{}), ask(task.Params{})) {
		t.Error("a seed does not repeat, or others do")
	}
	for _, want := range []string{"a fox\n", "Steps: 2, ", "Sampler: ddim", "CFG scale: 7.5", "Seed: 5, ", "Size: 64x64"} {
		if !bytes.Contains(one, []byte(want)) {
			t.Errorf("the picture does not say %q", want)
		}
	}
	if bytes.Equal(one, ask(task.Params{"seed": 5.0, "scheduler": "lcm", "guidance": 1.0})) || bytes.Equal(one, ask(task.Params{"seed": 5.0, "negative": "a fox"})) {
		t.Error("a scheduler or a negative prompt changes nothing")
	}
}

func TestProgressIsToldAndCancelingEnds(t *testing.T) {
	t.Parallel()
	m := usual(t)
	req := engine.Request{Task: "text-to-image", Params: task.Params{"steps": 4.0}, In: port.Values{"prompt": {port.NewText("a fox")}}}
	var told []float64
	if _, _, err := m.Run(t.Context(), req, func(share float64) { told = append(told, share) }); err != nil || !slices.Equal(told, []float64{0.2, 0.4, 0.6, 0.8}) {
		t.Errorf("%v, %v", told, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	steps := 0
	req.Params["steps"] = 500.0
	_, _, err := m.Run(ctx, req, func(float64) {
		if steps++; steps == 2 {
			cancel()
		}
	})
	if !fault.Is(err, fault.Canceled) || steps != 2 {
		t.Errorf("canceled after %d steps: %v", steps, err)
	}
	if c := m.Counters(); c.Running != 0 || c.Queued != 0 || c.Requests != 2 {
		t.Errorf("%+v", c)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, _, err := m.Run(ctx, req, silent); !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWhatCannotBePainted(t *testing.T) {
	t.Parallel()
	m := usual(t)
	words := func(s string) port.Values { return port.Values{"prompt": {port.NewText(s)}} }
	fox := words("a fox")
	with := func(name string, v port.Value) port.Values {
		return port.Values{"prompt": fox["prompt"], "image": {picture(t, "given.png")}, name: {v}}
	}
	black := image.NewGray(image.Rect(0, 0, 64, 64))
	wide := image.NewGray(image.Rect(0, 0, 64, 8))
	for want, req := range map[string]engine.Request{
		"both must be multiples of 16 pixels; 96 × 64 is near": {Task: "text-to-image", In: fox, Params: task.Params{"width": 100.0, "height": 70.0}},
		"too large: at most":     {Task: "text-to-image", In: fox, Params: task.Params{"width": 20000.0 / 16 * 16 * 2, "height": 64.0}},
		"the prompt is empty":    {Task: "text-to-image", In: words(" \n")},
		"needs the input prompt": {Task: "text-to-image"},
		"does text-to-image and image-to-image, and not translation": {Task: "translation", In: fox},
		"needs the input image":                 {Task: "image-to-image", In: fox},
		"no picture that is read here":          {Task: "image-to-image", In: with("image", value([]byte("RIFFxxxxWAVE")))},
		"leaves none of 3 steps":                {Task: "image-to-image", In: with("image", picture(t, "given.png")), Params: task.Params{"steps": 3.0, "strength": 0.1}},
		"the mask is black everywhere":          {Task: "image-to-image", In: with("mask", drawn(t, black))},
		"must have the same shape":              {Task: "image-to-image", In: with("mask", drawn(t, wide))},
		"nothing of the picture is transparent": {Task: "image-to-image", In: with("image", picture(t, "given.png")), Params: task.Params{"transparent": true}},
		"leave one of them out":                 {Task: "image-to-image", In: with("mask", picture(t, "mask.png")), Params: task.Params{"transparent": true}},
		"and not both":                          {Task: "image-to-image", In: with("mask", picture(t, "mask.png")), Params: task.Params{"left": 0.5}},
	} {
		if _, _, err := m.Run(t.Context(), req, silent); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s: %v", want, err)
		}
	}
	long := strings.Repeat("a lighthouse, ", 10<<20/14)
	_, _, v := paint(t, m, engine.Request{Task: "text-to-image", Params: task.Params{"steps": 1.0}, In: words(long)})
	if v.Kept == "" || len(v.Kept) > 2000 || !strings.HasPrefix(long, v.Kept) {
		t.Errorf("of 10 MB it has read %d bytes", len(v.Kept))
	}
}

func drawn(t *testing.T, img image.Image) port.Value {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return value(b.Bytes())
}

// TestAMaskMayBeWhatShinesThrough: the same picture comes of a mask that is white
// somewhere, and of one that is transparent there.
func TestAMaskMayBeWhatShinesThrough(t *testing.T) {
	t.Parallel()
	m := usual(t)
	b, err := os.ReadFile(filepath.Join("testdata", "mask.png"))
	if err != nil {
		t.Fatal(err)
	}
	white, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	through := image.NewNRGBA(white.Bounds())
	for y := range 64 {
		for x := range 64 {
			through.Pix[through.PixOffset(x, y)+3] = uint8(255 - colour(white, x, y)[0])
		}
	}
	ask := func(mask port.Value) []byte {
		_, b, _ := paint(t, m, engine.Request{Task: "image-to-image", Params: task.Params{"seed": 1.0, "steps": 2.0}, In: port.Values{
			"prompt": {port.NewText("a fox")}, "image": {picture(t, "given.png")}, "mask": {mask},
		}})
		return b
	}
	if !bytes.Equal(ask(value(b)), ask(drawn(t, through))) {
		t.Error("they differ")
	}
}

// TestWhatIsTransparentIsPainted: the same comes of a picture that is transparent
// somewhere and of one with a mask of that.
func TestWhatIsTransparentIsPainted(t *testing.T) {
	t.Parallel()
	m := usual(t)
	read := func(name string) image.Image {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	given, white := read("given.png"), read("mask.png")
	cut := image.NewNRGBA(given.Bounds())
	for y := range 64 {
		for x := range 64 {
			c := colour(given, x, y)
			cut.SetNRGBA(x, y, color.NRGBA{uint8(c[0]), uint8(c[1]), uint8(c[2]), uint8(255 - colour(white, x, y)[0])})
		}
	}
	ask := func(in port.Values, p task.Params) []byte {
		p["seed"], p["steps"], in["prompt"] = 1.0, 2.0, []port.Value{port.NewText("a fox")}
		_, b, _ := paint(t, m, engine.Request{Task: "image-to-image", Params: p, In: in})
		return b
	}
	masked := ask(port.Values{"image": {picture(t, "given.png")}, "mask": {picture(t, "mask.png")}}, task.Params{})
	through := ask(port.Values{"image": {drawn(t, cut)}}, task.Params{"transparent": true})
	if !bytes.Equal(masked, through) {
		t.Error("they differ")
	}
}

// TestAPictureIsPaintedOn: what was there stays in its place, on a larger canvas.
func TestAPictureIsPaintedOn(t *testing.T) {
	t.Parallel()
	given := pixel.New(8, 4)
	for i := range given.V {
		given.V[i] = uint8(i)
	}
	p, mask := diffusion.Around(task.Params{"left": 1.0, "bottom": 0.5}, given, 16, 6)
	for y := range p.H {
		for x := range p.W {
			inside := x >= 8 && y < 4
			in, at := 3*(min(y, 3)*8+max(x-8, 0)), 3*(y*16+x)
			if mask[y*16+x] == inside || !bytes.Equal(p.V[at:at+3], given.V[in:in+3]) {
				t.Fatalf("at %d, %d: %v, painted over: %v", x, y, p.V[at:at+3], mask[y*16+x])
			}
		}
	}
	m := usual(t)
	img, _, _ := paint(t, m, engine.Request{Task: "image-to-image", Params: task.Params{"steps": 2.0, "right": 1.0}, In: port.Values{
		"prompt": {port.NewText("a fox")}, "image": {drawn(t, image.NewGray(image.Rect(0, 0, 32, 32)))},
	}})
	if s := img.Bounds().Size(); s.X != 64 || s.Y != 32 {
		t.Errorf("it is %v", s)
	}
}

// TestAMaskIsReadOnce is not parallel: it counts what is allocated. What a mask takes is
// bounded by who reads it, so nobody else may read it again.
func TestAMaskIsReadOnce(t *testing.T) {
	const side = 1500
	m := usual(t)
	glass := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range glass.Pix {
		glass.Pix[i] = 255 - uint8(i&1) // a little shines through, which is nothing in the end
	}
	req := engine.Request{Task: "image-to-image", Params: task.Params{"steps": 2.0}, In: port.Values{
		"prompt": {port.NewText("a fox")}, "image": {picture(t, "given.png")}, "mask": {drawn(t, glass)},
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := m.Run(t.Context(), req, silent)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "black everywhere") {
		t.Fatal(err)
	}
	if n, most := after.TotalAlloc-before.TotalAlloc, uint64(9*side*side); n > most {
		t.Errorf("%d bytes were allocated, at most %d are", n, most)
	}
}

func TestALargePictureIsChangedAsSmallAsTheModelPaints(t *testing.T) {
	t.Parallel()
	img, _, _ := paint(t, usual(t), engine.Request{Task: "image-to-image", Params: task.Params{"steps": 2.0}, In: port.Values{
		"prompt": {port.NewText("a fox")}, "image": {drawn(t, image.NewGray(image.Rect(0, 0, 400, 200)))},
	}})
	if s := img.Bounds().Size(); s != (image.Point{96, 48}) {
		t.Errorf("it is %v", s)
	}
}

func TestModelsThatCannotBeLoadedSayWhy(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(files map[string][]byte, o *diffusion.Options){
		"it has no unet/model.onnx":                 func(f map[string][]byte, _ *diffusion.Options) { delete(f, "unet/model.onnx") },
		"it has no scheduler/scheduler_config.json": func(f map[string][]byte, _ *diffusion.Options) { delete(f, "scheduler/scheduler_config.json") },
		"its tokenizer lacks":                       func(f map[string][]byte, _ *diffusion.Options) { delete(f, "tokenizer/merges.txt") },
		"does not name a pipeline":                  func(f map[string][]byte, _ *diffusion.Options) { f["model_index.json"] = []byte("[]") },
		"the class FluxPipeline are not run here": func(f map[string][]byte, _ *diffusion.Options) {
			f["model_index.json"] = []byte(`{"_class_name":"FluxPipeline"}`)
		},
		"refines what another model has painted": func(f map[string][]byte, _ *diffusion.Options) {
			f["model_index.json"] = []byte(`{"_class_name":"StableDiffusionXLPipeline","requires_aesthetics_score":true}`)
		},
		"it has no text_encoder_2/model.onnx": func(f map[string][]byte, _ *diffusion.Options) {
			f["model_index.json"] = []byte(`{"_class_name":"StableDiffusionXLPipeline"}`)
		},
		"a size that is not between 1 and": func(f map[string][]byte, _ *diffusion.Options) {
			f["unet/config.json"] = []byte(`{"block_out_channels":[-4]}`)
		},
		"says that it has more than 8 blocks": func(f map[string][]byte, _ *diffusion.Options) {
			f["unet/config.json"] = []byte(`{"block_out_channels":[1,1,1,1,1,1,1,1,1,1]}`)
		},
		"takes 4 of sample where its settings say 5": func(f map[string][]byte, _ *diffusion.Options) {
			f["unet/config.json"] = []byte(`{"in_channels":5,"block_out_channels":[8,16]}`)
		},
		"the model's unet: the ONNX file is damaged": func(f map[string][]byte, _ *diffusion.Options) { f["unet/model.onnx"] = f["unet/model.onnx"][:2000] },
		"the model's vae_decoder: ":                  func(f map[string][]byte, _ *diffusion.Options) { f["vae_decoder/model.onnx"] = []byte("\x89PNG\r\n") },
		"wants the input \"sample\"":                 func(f map[string][]byte, _ *diffusion.Options) { f["text_encoder/model.onnx"] = f["unet/model.onnx"] },
		"the beta_schedule \"magic\" is not known": func(f map[string][]byte, _ *diffusion.Options) {
			f["scheduler/scheduler_config.json"] = []byte(`{"_class_name":"DDIMScheduler","beta_schedule":"magic"}`)
		},
		"has no token \"[PAD]\"": func(f map[string][]byte, _ *diffusion.Options) {
			f["tokenizer/tokenizer_config.json"] = []byte(`{"pad_token":"[PAD]"}`)
		},
		"of memory with this model, and it has 0 MiB": func(_ map[string][]byte, o *diffusion.Options) { o.Memory = 1 << 19 },
	} {
		files := diffusiontest.Files(t, "sd", diffusiontest.Usual)
		var o diffusion.Options
		change(files, &o)
		_, err := open(t, files, func(to *diffusion.Options) { to.Memory = o.Memory })
		if kind, said := fault.Of(err); err == nil || kind == fault.Internal || !strings.Contains(said, want) {
			t.Errorf("want %s: %v", want, err)
		}
	}
}

// TestAPictureThatWouldNotFitIsNotBegun: with memory for its usual pictures a model
// refuses a larger one, and says which it paints.
func TestAPictureThatWouldNotFitIsNotBegun(t *testing.T) {
	t.Parallel()
	m, err := open(t, diffusiontest.Files(t, "sd", diffusiontest.Usual), func(o *diffusion.Options) { o.Memory = 12 << 20 })
	if err != nil {
		t.Fatal(err)
	}
	ask := func(side float64) error {
		_, _, err := m.Run(t.Context(), engine.Request{Task: "text-to-image", Params: task.Params{"steps": 1.0, "width": side, "height": side}, In: port.Values{"prompt": {port.NewText("a fox")}}}, silent)
		return err
	}
	if err := ask(64); err != nil {
		t.Error(err)
	}
	long := engine.Request{Task: "image-to-image", Params: task.Params{"steps": 2.0}, In: port.Values{
		"prompt": {port.NewText("a fox")}, "image": {drawn(t, image.NewGray(image.Rect(0, 0, 60_000, 1)))}, "mask": {value([]byte("RIFFxxxxWAVE"))},
	}}
	if _, _, err := m.Run(t.Context(), long, silent); !fault.Is(err, fault.TooLarge) { // also before its mask is looked at
		t.Errorf("of a picture that is changed: %v", err)
	}
	if err := ask(4096); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "and it has 12 MiB here: ask for at most") {
		t.Errorf("%v", err)
	}
}

func TestAModelThatComputesNoNumbersSaysSo(t *testing.T) {
	t.Parallel()
	files := diffusiontest.Files(t, "sd", strings.Replace(diffusiontest.Usual, `"steps_offset":1`, `"steps_offset":1,"rescale_betas_zero_snr":true,"timestep_spacing":"trailing"`, 1))
	m, err := open(t, files, nil) // of the picture nothing is left at first, and what is divided by that is no number
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = m.Run(t.Context(), engine.Request{Task: "text-to-image", Params: task.Params{"steps": 2.0}, In: port.Values{"prompt": {port.NewText("a fox")}}}, silent)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "no number") {
		t.Errorf("%v", err)
	}
}
