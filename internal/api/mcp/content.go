package mcp

import (
	"context"
	"io"
	"mime"
	"net/url"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/port"
)

// What is larger is linked alone: clients put content into a model's context.
const (
	maxInline = 4 << 20  // bytes of a picture or sound
	maxWords  = 64 << 20 // bytes of a text
)

func (c caller) reader(ctx context.Context, digest string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return c.Files.Store.Seek(ctx, digest) }
}

// show makes content of an output: words as they are, pictures and sounds as such
// and as a link, other files as a link.
func (c caller) show(ctx context.Context, v port.Value, spec port.Spec) ([]mcp.Content, error) {
	switch spec.Type {
	case port.Image, port.Audio, port.Video, port.Document, port.Masks:
		return c.file(ctx, v)
	default:
	}
	b, err := v.Read(maxWords)
	if err != nil {
		return nil, err
	}
	return []mcp.Content{&mcp.TextContent{Text: string(b)}}, nil
}

// file keeps a file that a model made, and links it.
func (c caller) file(ctx context.Context, v port.Value) (content []mcp.Content, err error) {
	if v.Digest == "" {
		body, err := v.Open()
		if err != nil {
			return nil, err
		}
		defer body.Close()
		if v.Digest, v.Size, err = c.Files.Store.Keep(ctx, body); err != nil {
			return nil, err
		}
	}
	media, _, err := mime.ParseMediaType(v.Media)
	if err != nil {
		media = "application/octet-stream"
	}
	if v.Size <= maxInline && (v.Type == port.Image || v.Type == port.Masks || v.Type == port.Audio) {
		body, err := c.Files.Store.Seek(ctx, v.Digest)
		if err != nil {
			return nil, err
		}
		defer body.Close()
		b, err := io.ReadAll(io.LimitReader(body, maxInline))
		if err != nil {
			return nil, err
		}
		if v.Type == port.Audio {
			content = append(content, &mcp.AudioContent{Data: b, MIMEType: media})
		} else {
			content = append(content, &mcp.ImageContent{Data: b, MIMEType: media})
		}
	}
	q := url.Values{"name": {v.Name}, "media": {media}}
	return append(content, &mcp.ResourceLink{URI: c.base + attach.Artefacts + v.Digest + "?" + q.Encode(), Name: v.Name, MIMEType: media, Size: &v.Size}), nil
}
