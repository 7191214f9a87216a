package ggufgen

import (
	"fmt"
	"math"
)

// Form is the kind of a projector: how a picture becomes vectors.
type Form string

// The forms. The first is of models that place tokens one after another; those of
// Qwen2-VL place them in rows and columns, and those of Gemma 3 read a picture at once.
const (
	LLaVA   Form = "mlp"
	Qwen2VL Form = "qwen2vl_merger"
	Gemma3  Form = "gemma3"
)

// The size of what sees.
const (
	eyeWidth  = 64
	eyeHeads  = 2
	eyeInner  = 96
	eyeLayers = 2
	eyePatch  = 14
	eyeSide   = 56 // pixels of a picture, where its size is fixed
)

// Eyes writes a projector (mmproj) for a model whose vectors have width numbers.
func Eyes(path string, seed uint64, form Form, width int) error {
	return write(path, seed, []fact{
		{"general.architecture", "clip"},
		{"general.type", "mmproj"},
		{"general.name", fmt.Sprintf("Random eyes %d", seed)},
		{"general.file_type", fileType(F32)},
		{"clip.has_vision_encoder", true},
		{"clip.projector_type", string(form)},
		{"clip.use_gelu", form == Gemma3},
		{"clip.vision.embedding_length", u32(eyeWidth)},
		{"clip.vision.feed_forward_length", u32(eyeInner)},
		{"clip.vision.block_count", u32(eyeLayers)},
		{"clip.vision.projection_dim", u32(width)},
		{"clip.vision.attention.head_count", u32(eyeHeads)},
		{"clip.vision.attention.layer_norm_epsilon", float32(1e-6)},
		{"clip.vision.image_size", u32(eyeSide)},
		{"clip.vision.patch_size", u32(eyePatch)},
		{"clip.vision.projector.scale_factor", u32(2)},
		{"clip.vision.image_mean", []float32{0.48, 0.46, 0.41}},
		{"clip.vision.image_std", []float32{0.27, 0.26, 0.28}},
	}, sights(form, width))
}

// sights are the tensors of a projector.
func sights(form Form, width int) (l []tensor) {
	add := func(name string, mean, spread float64, shape ...int) {
		l = append(l, tensor{name: name, shape: shape, mean: mean, spread: spread})
	}
	matrix := func(name string, in, out int) {
		add(name+".weight", 0, 1/math.Sqrt(float64(in)), in, out)
		add(name+".bias", 0, 0.1, out)
	}
	norm := func(name string) {
		add(name+".weight", 1, 0.1, eyeWidth)
		add(name+".bias", 0, 0.1, eyeWidth)
	}
	patches := (eyeSide / eyePatch) * (eyeSide / eyePatch)
	patch := func(name string) { add(name, 0, 1/math.Sqrt(3*eyePatch*eyePatch), eyePatch, eyePatch, 3, eyeWidth) }
	patch("v.patch_embd.weight")
	switch form {
	case LLaVA:
		add("v.class_embd", 0, 1, eyeWidth)
		add("v.position_embd.weight", 0, 1, eyeWidth, patches+1)
		norm("v.pre_ln")
		matrix("mm.0", eyeWidth, width)
		matrix("mm.2", width, width)
	case Qwen2VL:
		patch("v.patch_embd.weight.1")
		matrix("mm.0", 4*eyeWidth, 4*eyeWidth)
		matrix("mm.2", 4*eyeWidth, width)
	case Gemma3:
		add("v.patch_embd.bias", 0, 0.1, eyeWidth)
		add("v.position_embd.weight", 0, 1, eyeWidth, patches)
		add("mm.soft_emb_norm.weight", 1, 0.1, eyeWidth)
		add("mm.input_projection.weight", 0, 1/math.Sqrt(eyeWidth), width, eyeWidth)
	}
	norm("v.post_ln")
	for i := range eyeLayers {
		at := fmt.Sprintf("v.blk.%d.", i)
		norm(at + "ln1")
		for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_out"} {
			matrix(at+name, eyeWidth, eyeWidth)
		}
		norm(at + "ln2")
		matrix(at+"ffn_up", eyeWidth, eyeInner)
		matrix(at+"ffn_down", eyeInner, eyeWidth)
	}
	return l
}
