package diffusion

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion/noise"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/task"
)

// Around is a picture on a canvas with margins, and where these are.
func Around(p task.Params, picture pixel.Picture, w, h int) (pixel.Picture, []bool) {
	return marginsOf(p).around(picture, w, h)
}

// Latents are what a picture is decoded from.
func Latents(ctx context.Context, m *Model, req engine.Request) ([]float32, error) {
	o, err := m.order(req)
	if err != nil {
		return nil, err
	}
	w := &work{Model: m, order: o, chance: noise.New(o.seed)}
	err = w.lead(ctx, func(float64) {})
	return w.latents, err
}
