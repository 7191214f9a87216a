package huggingface

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/ref"
)

// resolve sends a file of a repository, or a range of it; raw is what git has:
// of a large file its pointer.
func (c *call) resolve(rev ref.Rev, raw bool) error {
	access := hub.Read
	if c.r.PathValue("path") == card.Name { // it is for all who may see the repository
		access = hub.See
	}
	r, err := c.open(access)
	if err != nil {
		return err
	}
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("X-Repo-Commit", string(at.ID)) // of a file that is not there too: clients remember that
	p, err := ref.ParsePath(c.r.PathValue("path"))
	if err != nil {
		return hub.Missing(hub.ErrNoEntry, "there can be no file of this name: %s", api.HeaderText(path.Base(c.r.PathValue("path"))))
	}
	e, err := r.Entry(c.ctx, at, p)
	if err != nil {
		return err
	}
	if e.Mode == hub.Folder || e.Mode == hub.Module {
		return hub.Missing(hub.ErrNoEntry, "%s is a folder, not a file", p)
	}
	if raw {
		e.Object = nil
	}
	c.describeFile(e)
	if whole, err := c.describeXet(r, at, e); whole || err != nil {
		return err
	}
	f, err := r.ReadSeek(c.ctx, e)
	if err != nil {
		return err
	}
	defer f.Close()
	if !raw {
		r.Count(c.ctx, p, api.Client(c.r))
	}
	return api.Send(c.w, c.r, f)
}

// describeFile writes the headers that clients name their copies by. What is
// sent never runs as a page of this server.
func (c *call) describeFile(e hub.Entry) {
	h := c.w.Header()
	tag := `"` + string(e.OID) + `"`
	if e.Object != nil {
		tag = `"` + e.Object.Digest.String() + `"`
		h.Set("X-Linked-Etag", tag)
		h.Set("X-Linked-Size", strconv.FormatInt(e.Object.Size, 10))
	}
	h.Set("ETag", tag)
	name := ref.Path(e.Name).Base()
	h.Set("Content-Type", contentType(name))
	shown := "inline"
	if flag(c.r.URL.Query(), "download") { // links of clients and people ask for it so
		shown = "attachment"
	}
	h.Set("Content-Disposition", fmt.Sprintf(shown+"; filename*=UTF-8''%s; filename=%q", url.PathEscape(name), api.HeaderText(strings.ReplaceAll(name, `"`, "_"))))
	asItIs(h)
}

// asItIs has a browser show what is sent, run nothing of it, and ask each time
// whether its copy may still be shown.
func asItIs(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Authorization")
	h.Set("Cache-Control", "private, no-cache") // a copy is asked after, by its tag
}

// contentType is the type of a file by its name: of what a browser shows as it
// is, and not of what it would run.
func contentType(name string) string {
	switch t := mime.TypeByExtension(path.Ext(name)); {
	case strings.HasPrefix(t, "image/") && !strings.Contains(t, "svg"), strings.HasPrefix(t, "audio/"), strings.HasPrefix(t, "video/"):
		return t
	case strings.HasPrefix(t, "text/"), strings.HasPrefix(t, "application/json"), path.Ext(name) == ".md":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
