package diffusers_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/diffusers"
)

// files are a folder in memory.
type files map[string]string

func (f files) Names() []string { return slices.Sorted(maps.Keys(f)) }

func (f files) Read(name string) ([]byte, error) {
	if s, ok := f[name]; ok {
		return []byte(s), nil
	}
	return nil, nil
}

// with is a whole model of a class, and some files in place of its own.
func with(class string, more files) files {
	f := files{
		"model_index.json": `{"_class_name":"` + class + `"}`, "scheduler/scheduler_config.json": `{"_class_name":"DDIMScheduler"}`,
		"unet/model.onnx": "", "vae_decoder/model.onnx": "", "vae_encoder/model.onnx": "", "text_encoder/model.onnx": "", "tokenizer/tokenizer.json": "",
		"text_encoder_2/model.onnx": "", "tokenizer_2/tokenizer.json": "",
	}
	maps.Copy(f, more)
	return f
}

func read(t *testing.T, f files) diffusers.Layout {
	t.Helper()
	l, why, err := diffusers.Read(f)
	if err != nil || why != "" {
		t.Fatalf("%q, %v", why, err)
	}
	return l
}

func TestTheFamiliesAreKnown(t *testing.T) {
	t.Parallel()
	for class, side := range map[string]int{
		"StableDiffusionPipeline": 512, "OnnxStableDiffusionPipeline": 512, "ORTStableDiffusionInpaintPipeline": 512, "LatentConsistencyModelPipeline": 512,
		"StableDiffusionXLPipeline": 1024, "ORTStableDiffusionXLImg2ImgPipeline": 1024,
	} {
		l := read(t, with(class, nil)) // without settings, as the oldest are
		w, h := l.Size()
		if w != side || h != side || l.Large != (side == 1024) || l.Scale() != 8 || l.Unit() != map[bool]int{false: 64, true: 32}[l.Large] || l.Few || l.Inpaints() || len(l.Tasks) != 2 {
			t.Errorf("%s: %+v", class, l)
		}
	}
	turbo := read(t, with("StableDiffusionXLPipeline", files{
		"scheduler/scheduler_config.json": `{"_class_name":"EulerAncestralDiscreteScheduler","timestep_spacing":"trailing"}`, "unet/config.json": `{"sample_size":[64,96]}`,
	}))
	if w, h := turbo.Size(); !turbo.Few || w != 768 || h != 512 {
		t.Errorf("a turbo model: %+v", turbo)
	}
	if l := read(t, with("StableDiffusionPipeline", files{"unet/config.json": `{"in_channels":9}`})); !l.Inpaints() || l.Tasks[0] != diffusers.Repaints {
		t.Errorf("one that paints in parts: %+v", l)
	}
}

// TestMemoryGrowsWithThePicture: the figures are those of Stable Diffusion, whose
// attention at the full size is eight heads of every point with every point.
func TestMemoryGrowsWithThePicture(t *testing.T) {
	t.Parallel()
	l := read(t, with("StableDiffusionPipeline", nil))
	usual, large := l.Working(512, 512), l.Working(1024, 1024)
	if usual < 1<<30 || usual > 3<<30 || large < 15<<30 || large > 30<<30 {
		t.Errorf("%d MiB and %d MiB", usual>>20, large>>20)
	}
	if xl := read(t, with("StableDiffusionXLPipeline", nil)).Working(1024, 1024); xl < 2<<30 || xl > 8<<30 {
		t.Errorf("XL takes %d MiB", xl>>20)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("StableDiffusionPipeline", `{"in_channels":4,"sample_size":64,"block_out_channels":[8,16],"attention_head_dim":[2,4],"num_attention_heads":null,"time_cond_proj_dim":null}`, `{"scaling_factor":0.2}`)
	f.Add("StableDiffusionXLPipeline", `{"sample_size":[1,16384],"layers_per_block":16384,"block_out_channels":[16384,1]}`, `{"latent_channels":16384,"block_out_channels":[1,1,1,1,1,1,1,1]}`)
	f.Fuzz(func(t *testing.T, class, unet, vae string) {
		l, why, err := diffusers.Read(with(class, files{"unet/config.json": unet, "vae_decoder/config.json": vae}))
		if err != nil {
			t.Fatal(err)
		}
		if why != "" {
			return
		}
		w, h := l.Size()
		if w < 1 || h < 1 || w%l.Unit() != 0 || l.Working(w, h) < 1 || len(l.Tasks) == 0 {
			t.Errorf("%+v: %d × %d", l, w, h)
		}
	})
}
