package huggingface

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// Xet is the way by which clients send and read large files chunk by chunk, on
// behalf of the actor of the context.
type Xet interface {
	Token(ctx context.Context, scope string, write bool) (token string, until time.Time, err error)
	// Hashes are what files are called there. One without cannot be read there,
	// or not yet.
	Hashes(ctx context.Context, files ...blob.Digest) (map[blob.Digest]string, error)
}

// xetToken gives a token for the Xet dialect: in the body and, for older
// clients, in headers.
func (c *call) xetToken(at ref.Rev, access hub.Access) error {
	if flag(c.r.URL.Query(), "create_pr") {
		at = hub.Main // clients say None
	}
	r, err := c.open(access)
	if err != nil {
		return err
	}
	if c.Xet == nil {
		return fault.New(fault.NotFound, "this server has no Xet: set HF_HUB_DISABLE_XET=1")
	}
	if _, err := r.Resolve(c.ctx, at); err != nil {
		return err
	}
	token, until, err := c.Xet.Token(c.ctx, r.Subject()+"@"+string(at), access != hub.Read)
	if err != nil {
		return err
	}
	t := wire.XetToken{URL: api.Base(c.r) + api.XetPath, Token: token, Expires: until.Unix()}
	h := c.w.Header()
	h.Set("X-Xet-Cas-Url", t.URL)
	h.Set("X-Xet-Access-Token", t.Token)
	h.Set("X-Xet-Token-Expiration", strconv.FormatInt(t.Expires, 10))
	h.Set("Cache-Control", "no-store")
	c.write(http.StatusOK, t)
	return nil
}

// xetHashes are what large files among entries are called in Xet. Those of
// mirrors are not there: they come and go.
func (c *call) xetHashes(r *hub.Handle, l ...hub.Entry) (map[blob.Digest]string, error) {
	if r.Upstream != "" {
		return nil, nil
	}
	var files []blob.Digest
	for _, e := range l {
		if e.Object != nil {
			files = append(files, e.Object.Digest)
		}
	}
	if c.Xet == nil || len(files) == 0 {
		return nil, nil
	}
	return c.Xet.Hashes(c.ctx, files...)
}

// fileInfo is the media type of how a file is read by Xet, in place of the file.
const fileInfo = "application/vnd.xet-fileinfo+json"

// describeXet tells how a file is read by Xet, if it can be. It is the whole
// answer to those who ask for no more.
func (c *call) describeXet(r *hub.Handle, at hub.Commit, e hub.Entry) (whole bool, err error) {
	hashes, err := c.xetHashes(r, e)
	if err != nil || len(hashes) == 0 {
		return false, err
	}
	hash := hashes[e.Object.Digest]
	route := api.Base(c.r) + "/api/" + string(r.Kind) + "s/" + r.Name.String() + "/xet-read-token/" + string(at.ID)
	h := c.w.Header()
	h.Set("X-Xet-Hash", hash)
	h.Set("X-Xet-Refresh-Route", route)
	reconstruction := api.Base(c.r) + api.XetPath + "/v1/reconstructions/" + hash
	h.Add("Link", "<"+route+`>; rel="xet-auth"`)
	h.Add("Link", "<"+reconstruction+`>; rel="xet-reconstruction-info"`)
	if !strings.Contains(c.r.Header.Get("Accept"), fileInfo) {
		return false, nil
	}
	c.writeAs(fileInfo, http.StatusOK, wire.XetFile{Hash: hash, Refresh: route, Reconstruction: reconstruction, ETag: h.Get("ETag"), Size: e.Object.Size})
	return true, nil
}
