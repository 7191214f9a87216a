package worker

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/eyes"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// maxPictures is how many pictures a conversation may have.
const maxPictures = 32

// album is the pictures of a conversation. In its text a mark stands for each,
// which nobody can write who does not know it.
type album struct {
	mark   string
	reader pixel.Reader
	parts  []eyes.Part
}

func newAlbum(r pixel.Reader) *album { return &album{mark: "picture" + rand.Text(), reader: r} }

// add takes a picture in from an address that holds it, and gives its mark. It
// is decoded when the model looks at it, and has then as many pixels as is said.
func (a *album) add(address string, size between) (string, error) {
	n := len(a.parts) + 1
	if n > maxPictures {
		return "", fault.New(fault.TooLarge, "the conversation has over %d pictures", maxPictures)
	}
	about := func(format string, args ...any) error {
		return fault.About(fmt.Sprintf("picture %d", n), fault.Invalid, format, args...)
	}
	if err := size.check(); err != nil {
		return "", err
	}
	head, data, ok := strings.Cut(address, ",")
	if !strings.HasPrefix(head, "data:") || !ok {
		return "", about("a worker has no network: send the picture itself, data:image/png;base64,…")
	}
	if !strings.HasSuffix(head, ";base64") {
		return "", about("its address must hold it in base64: data:image/png;base64,…")
	}
	b, err := base64.StdEncoding.DecodeString(data)
	switch {
	case err != nil:
		return "", about("its address is no base64: %v", err)
	case len(b) > pixel.MaxBytes:
		return "", fault.About(fmt.Sprintf("picture %d", n), fault.TooLarge, "it has %d bytes, at most %d MiB are read", len(b), pixel.MaxBytes>>20)
	}
	a.parts = append(a.parts, eyes.Part{Picture: func() (eyes.Picture, error) {
		p, err := a.reader.Read(b)
		if err != nil {
			kind, message := fault.Of(err)
			return eyes.Picture{}, fault.About(fmt.Sprintf("picture %d", n), kind, "%s", message)
		}
		p = size.fit(p)
		return eyes.Picture{W: p.W, H: p.H, RGB: p.V}, nil
	}})
	return a.mark + strconv.Itoa(n) + ";", nil
}

// between is how many pixels a picture is to have at least and at most; 0 is as many as it has.
type between struct{ least, most int }

const (
	lowDetail  = 512 * 512
	mostPixels = 16_777_216 // that a picture is made larger to
)

func (b between) check() error {
	switch {
	case b.least < 0 || b.least > mostPixels || b.most < 0:
		return fault.New(fault.Invalid, "min_pixels is %d and max_pixels %d: the former is from 0 to %d, the latter from 1 on", b.least, b.most, mostPixels)
	case b.most > 0 && b.least > b.most:
		return fault.New(fault.Invalid, "min_pixels is %d, which is more than max_pixels, %d", b.least, b.most)
	}
	return nil
}

// fit makes a picture larger or smaller, in its shape.
func (b between) fit(p pixel.Picture) pixel.Picture {
	to := p.W * p.H
	if to = max(to, b.least); b.most > 0 {
		to = min(to, b.most)
	}
	if to == p.W*p.H {
		return p
	}
	by := math.Sqrt(float64(to) / float64(p.W) / float64(p.H))
	round := math.Floor
	if by > 1 {
		round = math.Ceil
	}
	filter, _ := pixel.FilterOf(pixel.Bicubic)
	return p.Resized(max(1, int(round(by*float64(p.W)))), max(1, int(round(by*float64(p.H)))), filter)
}

// cut puts the pictures where their marks are in a text.
func (a *album) cut(text string) (l []eyes.Part) {
	for {
		before, after, ok := strings.Cut(text, a.mark)
		number, rest, closed := strings.Cut(after, ";")
		n, err := strconv.Atoi(number)
		if !ok || !closed || err != nil || n < 1 || n > len(a.parts) {
			return append(l, eyes.Part{Text: text})
		}
		l, text = append(l, eyes.Part{Text: before}, a.parts[n-1]), rest
	}
}

// read takes a prompt apart, with the pictures that its conversation shows.
func (a *album) read(ctx context.Context, m *llama.Model, actor, text string) ([]int32, []llama.Sight, error) {
	if len(a.parts) == 0 {
		tokens, err := m.Tokenize(text, true)
		return tokens, nil, err
	}
	return m.Look(ctx, actor, a.cut(text))
}

// words puts the parts of a message's content into one text.
func (a *album) words(c openai.Content, f llama.Facts) (string, error) {
	var b strings.Builder
	for _, p := range c {
		switch {
		case p.Type == "text":
			b.WriteString(p.Text)
		case p.Type != "image_url" || p.ImageURL == nil:
			return "", fault.New(fault.Invalid, "this model reads texts%s alone, and a message has a part of type %q", map[bool]string{true: " and pictures"}[f.Sees], p.Type)
		case f.Blind != "":
			return "", fault.New(fault.Invalid, "%s", f.Blind)
		case !f.Sees:
			return "", fault.New(fault.Invalid, "this model reads texts alone, and a message has a part of type %q", p.Type)
		default:
			size := between{p.MinPixels, p.MaxPixels}
			if size.most == 0 && p.ImageURL.Detail == "low" {
				size.most = lowDetail
			}
			mark, err := a.add(p.ImageURL.URL, size)
			if err != nil {
				return "", err
			}
			b.WriteString(mark)
		}
	}
	return b.String(), nil
}
