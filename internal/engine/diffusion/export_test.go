package diffusion

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion/noise"
)

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
