package document

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/document/page"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// file reads a PDF file.
func file(v port.Value) (page.File, error) {
	f := page.File{Name: v.Name}
	if f.Name == "" {
		f.Name = "the document"
	}
	b, err := v.Read(maxBytes)
	if err != nil {
		return f, fault.About(f.Name, fault.TooLarge, "cannot be read whole, or has over %d MB; give a part of it", maxBytes>>20)
	}
	f.Bytes = b
	return f, nil
}

func first(req engine.Request) (page.File, error) {
	v, ok := req.In.First("document")
	if !ok {
		return page.File{}, fault.New(fault.Invalid, "no document is given; attach a file")
	}
	return file(v)
}

// base is the name of a file without its ending and its folders.
func base(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name = strings.TrimSuffix(name, path.Ext(name)); name == "" || name == "the document" {
		return "document"
	}
	return name
}

func pdf(b []byte, name string) port.Value {
	return port.Value{
		Type: port.Document, Media: "application/pdf", Name: name, Size: int64(len(b)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

func made(b []byte, name string, err error) (port.Values, error) {
	if err != nil {
		return nil, err
	}
	return port.Values{"document": {pdf(b, name)}}, nil
}

// take keeps or drops pages.
func take(req engine.Request) (port.Values, error) {
	f, err := first(req)
	if err != nil {
		return nil, err
	}
	if req.Params.Bool("drop") {
		b, err := f.Drop(req.Params.Text("pages"))
		return made(b, base(f.Name)+"-shortened.pdf", err)
	}
	b, err := f.Take(req.Params.Text("pages"))
	return made(b, base(f.Name)+"-pages.pdf", err)
}

func turn(req engine.Request) (port.Values, error) {
	f, err := first(req)
	if err != nil {
		return nil, err
	}
	b, err := f.Turn(int(req.Params.Number("degrees")), req.Params.Text("pages"))
	return made(b, base(f.Name)+"-turned.pdf", err)
}

func split(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := first(req)
	if err != nil {
		return nil, err
	}
	parts, err := f.Split(int(req.Params.Number("every")))
	if err != nil {
		return nil, err
	}
	out := port.Values{}
	for _, p := range parts {
		if ctx.Err() != nil {
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		name := fmt.Sprintf("%s-page-%03d.pdf", base(f.Name), p.From)
		if p.To > p.From {
			name = fmt.Sprintf("%s-pages-%03d-%03d.pdf", base(f.Name), p.From, p.To)
		}
		out["documents"] = append(out["documents"], pdf(p.Bytes, name))
	}
	return out, nil
}

func join(req engine.Request) (port.Values, error) {
	var files []page.File
	all := 0
	for _, v := range req.In["documents"] {
		f, err := file(v)
		if err != nil {
			return nil, err
		}
		if all += len(f.Bytes); all > maxBytes {
			return nil, fault.About(f.Name, fault.TooLarge, "with it the files have over %d MB", maxBytes>>20)
		}
		files = append(files, f)
	}
	b, err := page.Join(files)
	if err != nil {
		return nil, err
	}
	return made(b, base(files[0].Name)+"-joined.pdf", nil)
}

// most pixels that a bound picture keeps.
const bindPixels = 12_000_000

// bind makes a PDF of pictures. Each is written anew, so that a broken one is told by its name,
// a turned one lies upright, and what a camera noted beside it stays out.
func bind(ctx context.Context, req engine.Request) (port.Values, error) {
	vs := req.In["images"]
	if len(vs) > page.MostPictures {
		return nil, fault.New(fault.TooLarge, "at most %d pictures are bound to a PDF, and there are %d", page.MostPictures, len(vs))
	}
	var pictures []io.Reader
	name := "pictures"
	for i, v := range vs {
		if ctx.Err() != nil {
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		f, err := raster.Open(v)
		if err != nil {
			return nil, err
		}
		if i == 0 && v.Name != "" {
			name = base(v.Name)
		}
		p := f.Picture(bindPixels).OnPaper(1, 1, 1)
		var b bytes.Buffer
		if f.Photo() {
			err = jpeg.Encode(&b, p.Image(), &jpeg.Options{Quality: 92})
		} else {
			err = png.Encode(&b, p.Image())
		}
		if err != nil {
			return nil, fmt.Errorf("bind %s: %w", f.Name, err)
		}
		pictures = append(pictures, &b)
	}
	b, err := page.Picture(pictures, req.Params.Text("paper"))
	return made(b, name+".pdf", err)
}
