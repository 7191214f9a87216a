package huggingface

import (
	"fmt"
	"mime"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/attachment"
)

// attach takes a file for a comment: its bytes are the request, and its address
// is the answer, which the comment then names.
func (c *call) attach() error {
	media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	f, err := c.Files.Take(c.ctx, media, c.r.Body)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.w.WriteHeader(http.StatusOK)
	_, _ = fmt.Fprint(c.w, api.Base(c.r)+attachment.Path+f.Name()) // the client may be gone
	return nil
}

// attached sends such a file.
func (c *call) attached() error {
	id, err := attachment.ParseName(c.r.PathValue("file"))
	if err != nil {
		return err
	}
	f, body, err := c.Files.Open(c.ctx, id)
	if err != nil {
		return err
	}
	defer body.Close()
	h := c.w.Header()
	h.Set("ETag", `"`+f.Digest.String()+`"`)
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", f.Name()))
	asItIs(h)
	return api.Send(c.w, c.r, body)
}
