// Package diffusiontest lays out small models that paint, as Optimum does, for
// tests that run them.
package diffusiontest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/onnx/onnxgen"
)

// parts are the folders of each layout, where they are called otherwise in testdata.
var parts = map[string]map[string]string{
	"sd":      {"text_encoder": "", "tokenizer": "", "unet": "", "vae_encoder": "", "vae_decoder": ""},
	"lcm":     {"text_encoder": "", "tokenizer": "", "unet": "unet_lcm", "vae_encoder": "", "vae_decoder": ""},
	"inpaint": {"text_encoder": "", "tokenizer": "", "unet": "unet_inpaint", "vae_encoder": "", "vae_decoder": ""},
	"xl":      {"text_encoder": "text_encoder_xl", "tokenizer": "", "text_encoder_2": "", "tokenizer_2": "", "unet": "unet_xl", "vae_encoder": "", "vae_decoder": ""},
}

var classes = map[string]string{
	"sd": "StableDiffusionPipeline", "lcm": "LatentConsistencyModelPipeline", "inpaint": "StableDiffusionInpaintPipeline", "xl": "ORTStableDiffusionXLPipeline",
}

// Usual is the schedule of a model that nothing else is said of.
const Usual = `{"_class_name":"DDIMScheduler","beta_start":0.00085,"beta_end":0.012,"beta_schedule":"scaled_linear","num_train_timesteps":1000,"steps_offset":1,"set_alpha_to_one":false,"clip_sample":false}`

// Files are those of a model in a layout – sd, lcm, inpaint or xl – by path.
func Files(tb testing.TB, layout, schedule string) map[string][]byte {
	tb.Helper()
	index, err := json.Marshal(map[string]any{"_class_name": classes[layout], "_diffusers_version": "0.35.0", "force_zeros_for_empty_prompt": layout == "xl"})
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string][]byte{"model_index.json": index, "scheduler/scheduler_config.json": []byte(schedule)}
	for part, from := range parts[layout] {
		if from == "" {
			from = part
		}
		l, err := onnxgen.Files(filepath.Join(Testdata(tb), "parts", from))
		if err != nil {
			tb.Fatal(err)
		}
		for name, b := range l {
			files[part+"/"+name] = b
		}
	}
	return files
}

// Lay writes the files of a model, and returns where its index is.
func Lay(tb testing.TB, files map[string][]byte) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, b := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return filepath.Join(dir, "model_index.json")
}

// Testdata is the folder of the models.
func Testdata(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(checkout.Root(tb), "internal", "engine", "diffusion", "testdata")
}
