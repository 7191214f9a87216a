// Package image is the engine of the picture models that are in the program:
// styles, enlargement, denoising, colours, blur, stitching, sizes, turns, file
// formats, codes and a description. It runs in pure Go and in this process; whoever reads hostile
// files wraps it in a process of its own.
package image

import (
	"context"
	"embed"
	"fmt"
	"iter"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/style"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

//go:embed cards/*.md
var cards embed.FS

// Models are the models of this engine, from their cards.
func Models() ([]catalog.Model, error) { return catalog.ReadCards(cards, "cards", "native") }

// Reader reads the words in a picture, such as an OCR program does. name is
// the file name that faults are about.
type Reader func(ctx context.Context, img []byte, name string) (string, error)

// Options are what the engine can do without.
type Options struct {
	Reader Reader // nil: descriptions say that words were not looked for
}

// Engine runs the models of tenon/*.
type Engine struct{ reader Reader }

// New returns the engine.
func New(o Options) *Engine { return &Engine{reader: o.Reader} }

// Run answers req with the model that it names.
func (e *Engine) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return engine.Func(e.answer).Run(ctx, req)
}

type model func(ctx context.Context, req engine.Request) (port.Values, error)

func (e *Engine) models() map[string]model {
	m := map[string]model{
		"upscale":         upscale,
		"image-denoise":   denoise,
		"color":           color,
		"background-blur": blurBackground,
		"stitch":          join,
		"resize":          resize,
		"convert-image":   convert,
		"rotate":          rotate,
		"flip":            flip,
		"crop":            crop,
		"border":          border,
		"lettering":       letter,
		"face-mask":       maskFaces,
		"codes":           readCodes,
		"qr":              drawCode,
		"describe":        e.describe,
		"tell-picture":    tell,
	}
	for _, s := range style.Names() {
		m[s] = paint(s)
	}
	return m
}

// answer turns a panic of a decoder into an error: its input is to blame.
func (e *Engine) answer(ctx context.Context, req engine.Request) (out port.Values, err error) {
	run, ok := e.models()[req.Model.Name]
	if !ok || req.Model.Owner != "tenon" {
		return nil, fault.New(fault.NotFound, "there is no native picture model %s", req.Model)
	}
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("run %s: panic: %v", req.Model, p)
		}
	}()
	return run(ctx, req)
}

// open reads the picture of a request.
func open(req engine.Request) (*raster.File, error) {
	v, ok := req.In.First("image")
	if !ok {
		return nil, fault.New(fault.Invalid, "%s needs a picture", req.Task)
	}
	return raster.Open(v)
}

// canceled is the fault that ends a request nobody waits for.
func canceled(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(err, fault.Canceled, "canceled")
	}
	return nil
}

func picture(v port.Value) port.Values { return port.Values{"image": {v}} }

// write encodes p as the file it came from was, unless nobody waits for it.
func write(ctx context.Context, f *raster.File, p *raster.Picture, suffix string) (port.Values, error) {
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	v, err := f.Write(p, suffix)
	if err != nil {
		return nil, err
	}
	return picture(v), nil
}

func paint(name string) model {
	return func(ctx context.Context, req engine.Request) (port.Values, error) {
		f, err := open(req)
		if err != nil {
			return nil, err
		}
		p, img, err := style.Paint(ctx, name, f)
		if err != nil {
			return nil, err
		}
		if img == nil {
			return write(ctx, f, p, name)
		}
		v, err := f.WritePNG(img, name)
		if err != nil {
			return nil, err
		}
		return picture(v), nil
	}
}
