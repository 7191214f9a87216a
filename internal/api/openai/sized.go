package openai

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// sized gives f a picture in the size that was asked for, cut to its shape.
func (s server) sized(r *http.Request, as making, v port.Value, f func(port.Value) error) error {
	if as.width == 0 {
		return f(v)
	}
	p := task.Params{"width": float64(as.width), "height": float64(as.height), "crop": true}
	m, err := s.Best(r.Context(), catalog.Need{Task: "image-resizing", Params: p, Local: !as.remote})
	if err != nil {
		return err
	}
	kept := v.Kept
	return s.Run(r.Context(), engine.Request{Model: m.Ref, Task: "image-resizing", In: port.Values{"image": {v}}, Params: p}, func(ev engine.Event) error {
		out, ok := ev.Out.First("image")
		if !ok {
			return nil
		}
		out.Kept = kept
		return f(out)
	})
}
