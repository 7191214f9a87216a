package callee

import (
	"context"
	"fmt"
	"math"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Look is how a picture is to be written, as the dialects ask for it.
type Look struct {
	Format  string   `json:"output_format,omitempty"`      // png, jpeg or webp; empty is as the model makes it
	Quality *float64 `json:"output_compression,omitempty"` // of jpeg and webp, 0 to 100: less is smaller; nil is as suits the format
}

// looks are the formats of pictures: their media types, and what image-conversion calls them.
var looks = map[string]struct{ media, name string }{
	"png": {"image/png", "png"}, "jpeg": {"image/jpeg", "jpg"}, "jpg": {"image/jpeg", "jpg"}, "webp": {"image/webp", "webp"},
}

// Wrong says which parameter of l asks for what is not done, and why; a why of nothing is
// none.
func (l Look) Wrong() (param, why string) {
	const least, best = 0, 100
	switch {
	case l.Format != "" && looks[l.Format].media == "":
		return "output_format", fmt.Sprintf("output_format %.60q is not made here; ask for png, jpeg or webp", l.Format)
	case l.Quality == nil:
		return "", ""
	case *l.Quality < least || *l.Quality > best || *l.Quality != math.Trunc(*l.Quality):
		return "output_compression", fmt.Sprintf("output_compression is %g; it is a whole number from %d to %d, and %d is the best picture", *l.Quality, least, best, best)
	case *l.Quality < best && (l.Format == "" || l.Format == "png"):
		return "output_compression", "output_compression is of jpeg and webp: a png leaves nothing out; ask for output_format jpeg or webp"
	}
	return "", ""
}

// Written gives f a picture in the look that was asked for. What a remote model has made
// another may get.
func (d Desk) Written(ctx context.Context, v port.Value, l Look, remote bool, f func(port.Value) error) error {
	want := looks[l.Format]
	lossy := l.Quality != nil && want.name != "png"
	if l.Format == "" || v.Media == want.media && !lossy {
		return f(v)
	}
	p := task.Params{"format": want.name}
	if lossy {
		p["quality"] = max(*l.Quality, 1)
	}
	m, err := d.Best(ctx, catalog.Need{Task: "image-conversion", Params: p, Local: !remote})
	if err != nil {
		return err
	}
	kept := v.Kept
	return d.Run(ctx, engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"image": {v}}, Params: p}, func(ev engine.Event) error {
		out, ok := ev.Out.First("image")
		if !ok {
			return nil
		}
		out.Kept = kept
		return f(out)
	})
}
