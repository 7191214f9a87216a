package remote

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// paint makes a picture from words. Servers differ in the fields that they
// know: newer ones always answer with the picture itself and refuse to be asked
// for it, and some have a few sizes only.
func (c *call) paint(ctx context.Context) error {
	if err := c.spoken(); err != nil {
		return err
	}
	words, err := c.text("prompt")
	if err != nil {
		return err
	}
	req := openai.ImageRequest{Model: c.model.ID, Prompt: words, N: 1, ResponseFormat: "b64_json"}
	if w, h := c.req.Params.Number("width"), c.req.Params.Number("height"); w > 0 && h > 0 {
		req.Size = fmt.Sprintf("%.0fx%.0f", w, h)
	}
	var res openai.ImageResponse
	for range 3 {
		res = openai.ImageResponse{}
		err = c.postJSON(ctx, "/images/generations", req, &res)
		r, ok := errors.AsType[*refusal](err)
		switch {
		case ok && r.names("response_format") && req.ResponseFormat != "":
			req.ResponseFormat = ""
			continue
		case ok && r.names("size") && req.Size != "":
			req.Size = ""
			continue
		}
		break
	}
	if err != nil {
		return err
	}
	return c.showPicture(ctx, res, "picture")
}

// spoken refuses what OpenAI's API has no words for, or what servers take otherwise.
func (c *call) spoken() error {
	for _, name := range []string{"negative", "steps", "guidance", "seed", "scheduler", "strength"} {
		if v, given := c.req.Params[name]; given && v != "" {
			return fault.About(c.req.Model.String(), fault.Invalid, "connected servers are asked for pictures without %s: leave it out", name)
		}
	}
	if _, given := c.req.In.First("mask"); given {
		return fault.About(c.req.Model.String(), fault.Invalid, "connected servers are given no mask: leave it out")
	}
	return nil
}

// names reports whether a request was refused for a field.
func (r *refusal) names(field string) bool {
	return (r.code == 400 || r.code == 422) && strings.Contains(strings.ToLower(r.told.Param+" "+r.told.Message), field)
}

// repaint changes a picture by words.
func (c *call) repaint(ctx context.Context) error {
	if err := c.spoken(); err != nil {
		return err
	}
	words, err := c.text("prompt")
	if err != nil {
		return err
	}
	v, _ := c.req.In.First("image")
	b, err := v.Read(maxPicture)
	if err != nil {
		return fault.Wrap(err, fault.TooLarge, "the picture %s cannot be sent: it is over %d MiB or cannot be read", v.Name, maxPicture>>20)
	}
	media := pictureMedia(v.Media, b)
	if media == "" {
		return fault.About(v.Name, fault.Invalid, "this is not a picture that servers read; convert it to PNG or JPEG")
	}
	part := file{field: "image", name: nameOr(v.Name, "picture"+pictureEnding(media)), media: media, size: int64(len(b)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
	fields := [][2]string{{"model", c.model.ID}, {"prompt", words}, {"n", "1"}, {"response_format", "b64_json"}}
	var res openai.ImageResponse
	err = c.exchange(ctx, "/images/edits", form(fields, part), &res)
	if r, ok := errors.AsType[*refusal](err); ok && r.names("response_format") {
		err = c.exchange(ctx, "/images/edits", form(fields[:3], part), &res)
	}
	if err != nil {
		return err
	}
	return c.showPicture(ctx, res, "edited")
}

func (c *call) showPicture(ctx context.Context, res openai.ImageResponse, name string) error {
	if len(res.Data) == 0 {
		return c.fail(fault.Unavailable, nil, "%s gave no picture", c.model.ID)
	}
	b, err := c.pictureBytes(ctx, res.Data[0])
	if err != nil {
		return err
	}
	media := pictureMedia("", b)
	if media == "" {
		return c.fail(fault.Unavailable, nil, "what %s gave is not a picture", c.model.ID)
	}
	usage := engine.Usage{Pictures: 1}
	if u := res.Usage; u != nil {
		usage.TokensIn, usage.TokensOut = u.InputTokens+u.PromptTokens, u.OutputTokens+u.CompletionTokens
	}
	value := port.Value{Type: port.Image, Media: media, Name: name + pictureEnding(media), Size: int64(len(b)), Body: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
	return c.emit(engine.Event{Progress: 1, Out: port.Values{"image": {value}}, Usage: usage})
}

func (c *call) pictureBytes(ctx context.Context, p openai.Image) ([]byte, error) {
	data := p.B64JSON
	if inline, ok := strings.CutPrefix(p.URL, "data:"); ok && data == "" {
		_, data, _ = strings.Cut(inline, ";base64,")
	}
	if data != "" {
		b, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return nil, c.fail(fault.Unavailable, err, "the picture of %s cannot be read", c.model.ID)
		}
		return b, nil
	}
	r, err := c.collect(ctx, p.URL)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	switch {
	case err != nil:
		return nil, c.broken(err)
	case len(b) > maxAnswer:
		return nil, c.fail(fault.TooLarge, nil, "the picture of %s is over %d MiB", c.model.ID, maxAnswer>>20)
	}
	return b, nil
}

// collect opens a picture that the server keeps under an address: on the
// server itself over the connection, elsewhere under Options.Fetch's guard.
func (c *call) collect(ctx context.Context, address string) (io.ReadCloser, error) {
	base, err := url.Parse(c.conn.BaseURL)
	if err != nil {
		return nil, c.fail(fault.Invalid, err, "its address %s cannot be used", c.conn.BaseURL)
	}
	at, err := base.Parse(address)
	switch {
	case err != nil || address == "":
		return nil, c.fail(fault.Unavailable, err, "%s gave no picture", c.model.ID)
	case at.Scheme == base.Scheme && at.Host == base.Host:
		own := *c
		own.conn.BaseURL, own.apart = at.String(), true
		return own.send(ctx, "GET", "", payload{})
	case c.opts.Fetch == nil:
		return nil, c.fail(fault.Unavailable, nil, "it keeps the picture at %s, which is not fetched", at.Host)
	}
	return c.opts.Fetch(ctx, at.String())
}

func pictureEnding(media string) string {
	switch media {
	case "image/jpeg":
		return ".jpg"
	case "image/webp":
		return ".webp"
	case "image/gif":
		return ".gif"
	}
	return ".png"
}

func nameOr(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}
