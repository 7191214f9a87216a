package image

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/image/code"
	"github.com/tenonhub/tenon/internal/engine/native/image/measure"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/tint"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

const (
	codePixels = 16_000_000
	textLimit  = 64 << 10 // bytes of a text that becomes a code
	wordsLimit = 1200     // letters of the words seen that a description quotes
)

func readCodes(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	p := f.Picture(codePixels).OnPaper(1, 1, 1)
	found, err := code.Read(ctx, p.Luma())
	if err != nil {
		return nil, err
	}
	scale := float64(f.W) / float64(p.W)
	var labels []port.Label
	for _, c := range found {
		l := port.Label{Name: c.Format, Score: 1, Text: c.Text}
		for _, v := range c.Box {
			l.Box = append(l.Box, int(float64(v)*scale+0.5))
		}
		labels = append(labels, l)
	}
	return port.Values{"labels": {port.NewLabels(labels)}}, nil
}

func drawCode(_ context.Context, req engine.Request) (port.Values, error) {
	v, ok := req.In.First("text")
	if !ok {
		return nil, fault.New(fault.Invalid, "there is no text to make a code of")
	}
	b, err := v.Read(textLimit)
	if err != nil {
		return nil, fault.Wrap(err, fault.TooLarge, "the text has over %d KB, which no code holds; shorten it", textLimit>>10)
	}
	if !utf8.Valid(b) {
		return nil, fault.New(fault.Invalid, "the text is not UTF-8; save it as UTF-8 first")
	}
	format := req.Params.Text("format")
	if format == "" {
		format = "qr"
	}
	text := strings.TrimRight(string(b), "\r\n")
	ink, err := inked(req)
	if err != nil {
		return nil, err
	}
	if req.Params.Text("file") == "svg" {
		drawn, err := code.SVG(text, format, ink)
		if err != nil {
			return nil, err
		}
		body := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(drawn)), nil }
		return picture(port.Value{Type: port.Image, Media: "image/svg+xml", Name: format + "-code.svg", Size: int64(len(drawn)), Body: body}), nil
	}
	img, err := code.Draw(text, format)
	if err != nil {
		return nil, err
	}
	out, err := raster.PNG(ink.On(img), format+"-code.png")
	if err != nil {
		return nil, err
	}
	return picture(out), nil
}

// inked are the colours of a code: black on white where none are asked for.
func inked(req engine.Request) (ink code.Ink, err error) {
	if ink.Code, err = tint.Of(cmp.Or(req.Params.Text("color"), "black")); err != nil {
		return ink, err
	}
	if ink.Ground, err = tint.Of(cmp.Or(req.Params.Text("background"), "white")); err != nil {
		return ink, err
	}
	return ink, ink.Check()
}

func (e *Engine) describe(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	p := f.Picture(4_000_000).OnPaper(1, 1, 1)
	found, err := code.Read(ctx, p.Luma())
	if err != nil {
		return nil, err
	}
	var x measure.Extra
	for _, c := range found {
		x.Codes = append(x.Codes, c.Format+": "+shorten(c.Text, 200))
	}
	if e.reader != nil {
		words, err := e.reader(ctx, f.Bytes, f.Name)
		if err == nil {
			x.Words, x.WordsRead = shorten(strings.Join(strings.Fields(words), " "), wordsLimit), true
		} else if err := canceled(ctx); err != nil {
			return nil, err
		}
	}
	facts := measure.Of(p)
	if chinese(req) {
		return port.Values{"text": {port.NewText(facts.Chinese(about(f), x))}}, nil
	}
	return port.Values{"text": {port.NewText(facts.English(about(f), x))}}, nil
}

// tell answers what is asked of a picture as such: its size, format and colours.
func tell(_ context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	facts := measure.Of(f.Picture(4_000_000).OnPaper(1, 1, 1))
	return port.Values{"text": {port.NewText(facts.Brief(about(f), chinese(req)))}}, nil
}

func about(f *raster.File) measure.File {
	return measure.File{Name: f.Name, Format: f.Format, W: f.W, H: f.H, Bytes: len(f.Bytes), Transparent: !f.Opaque()}
}

func chinese(req engine.Request) bool {
	lang, _, _ := strings.Cut(req.Params.Text("language"), "-")
	return lang == "zh"
}

func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
