package preprocessor_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/preprocessor"
	"github.com/tenonhub/tenon/internal/fault"
)

// TestSizes are those that transformers' processors give.
func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		says       string
		w, h       int
		wide, high int
	}{
		{`{"image_processor_type": "DetrImageProcessor"}`, 70, 50, 1120, 800},
		{`{"image_processor_type": "DetrImageProcessorFast", "size": {"shortest_edge": 100, "longest_edge": 120}}`, 300, 100, 120, 40},
		{`{"feature_extractor_type": "DetrFeatureExtractor", "size": 100, "max_size": 500}`, 100, 333, 100, 333},
		{`{"feature_extractor_type": "YolosFeatureExtractor", "size": 100, "max_size": 500}`, 100, 333, 96, 320},
		{`{"image_processor_type": "DPTImageProcessor", "size": 518, "keep_aspect_ratio": true, "ensure_multiple_of": 14}`, 640, 480, 686, 518},
		{`{"image_processor_type": "DPTImageProcessor", "size": {"height": 33, "width": 33}, "do_pad": true, "size_divisor": 16}`, 64, 64, 48, 48},
		{`{"image_processor_type": "GLPNImageProcessor"}`, 70, 50, 64, 32},
		{`{"image_processor_type": "GLPNImageProcessor"}`, 10, 10, 32, 32},
		{`{"image_processor_type": "MaskFormerImageProcessor", "size": 40, "max_size": 90}`, 70, 50, 64, 64},
		{`{"image_processor_type": "Swin2SRImageProcessor", "pad_size": 8}`, 24, 17, 32, 24},
		{`{"image_processor_type": "Swin2SRImageProcessor", "do_pad": false}`, 24, 17, 24, 17},
		{`{"image_processor_type": "SegformerImageProcessor", "size": 48}`, 24, 17, 48, 48},
		{`{"feature_extractor_type": "CLIPFeatureExtractor", "size": 40, "do_center_crop": true, "crop_size": 32}`, 70, 50, 32, 32},
		{`{"feature_extractor_type": "CLIPFeatureExtractor", "size": 40}`, 70, 50, 56, 40},
		{`{"size": {"max_height": 40, "max_width": 90}, "image_mean": [0,0,0], "image_std": [1,1,1]}`, 70, 50, 56, 40},
		{`{"size": [30, 20], "do_normalize": false}`, 70, 50, 20, 30},
		{`{"image_processor_type": "DetrImageProcessor", "size": {"shortest_edge": 20, "longest_edge": 30}, "pad_size": {"height": 40, "width": 50}}`, 20, 20, 50, 40},
	} {
		p, err := preprocessor.Read([]byte(c.says))
		if err != nil {
			t.Errorf("%s: %v", c.says, err)
			continue
		}
		x, err := p.Prepare(pixel.New(c.w, c.h))
		if err != nil || x.W != c.wide || x.H != c.high || len(x.V) != 3*x.W*x.H {
			t.Errorf("%s makes %d × %d of %d × %d, want %d × %d, %v", c.says, x.W, x.H, c.w, c.h, c.wide, c.high, err)
		}
	}
	p, err := preprocessor.Read([]byte(`{"size": {"shortest_edge": 4000}, "do_normalize": false}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Prepare(pixel.New(1, 5000)); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "more alike") {
		t.Errorf("of a very long one: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"image_processor_type": "DetrImageProcessor", "size": {"shortest_edge": 40, "longest_edge": 66}, "image_mean": [0.1, 0.2, 0.3]}`), uint8(9), uint8(7))
	f.Add([]byte(`{"image_processor_type": "DPTImageProcessor", "size": 28, "keep_aspect_ratio": true, "ensure_multiple_of": 14, "do_pad": true, "size_divisor": 9}`), uint8(3), uint8(200))
	f.Add([]byte(`{"image_processor_type": "Swin2SRImageProcessor", "pad_size": 8}`), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, w, h uint8) {
		p, err := preprocessor.Read(b)
		if err != nil || w == 0 || h == 0 {
			return
		}
		if x, err := p.Prepare(pixel.New(int(w), int(h))); err == nil && (len(x.V) != 3*x.W*x.H || x.W < 1 || x.H < 1) {
			t.Errorf("%d × %d has %d numbers", x.W, x.H, len(x.V))
		}
	})
}
