package huggingface

import (
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// largePage is how many large files a list has, and a request may remove.
const largePage = 1000

// largeFiles lists the large files of all history, and those that are attached to what
// is said, which are called by where they are.
func (c *call) largeFiles() error {
	r, err := c.open(hub.Read)
	if err != nil {
		return err
	}
	var after blob.Digest
	if s := c.r.URL.Query().Get("cursor"); s != "" {
		if after, err = blob.ParseDigest(s); err != nil {
			return errMark
		}
	}
	l, err := r.Stored(c.ctx, after, largePage)
	if err != nil {
		return err
	}
	var nameless []blob.Digest
	for _, o := range l {
		if o.Path == "" {
			nameless = append(nameless, o.Digest)
		}
	}
	attached, err := c.Files.Among(c.ctx, r.ID, nameless)
	if err != nil {
		return err
	}
	out := []wire.LargeFile{}
	for _, o := range l {
		d, name := o.Digest.String(), string(o.Path)
		if of, ok := attached[o.Digest]; ok {
			name = strings.TrimPrefix(attachment.Path, "/") + of
		}
		out = append(out, wire.LargeFile{FileOID: d, OID: d, Name: name, Size: o.Size, PushedAt: wire.Time(o.Since)})
	}
	if len(l) == largePage {
		c.next("cursor", l[len(l)-1].Digest.String())
	}
	c.write(http.StatusOK, out)
	return nil
}

// purge removes large files for good.
func (c *call) purge() error {
	var q wire.Purge
	if err := c.decode(&q); err != nil {
		return err
	}
	if n := len(q.Deletions.SHA); n == 0 || n > largePage {
		return fault.New(fault.Invalid, "name 1 to %d large files by their SHA-256, not %d", largePage, n)
	}
	digests := make([]blob.Digest, len(q.Deletions.SHA))
	for i, s := range q.Deletions.SHA {
		var err error
		if digests[i], err = blob.ParseDigest(s); err != nil {
			return fault.New(fault.Invalid, "%.80q is not the SHA-256 of a large file", s)
		}
	}
	r, err := c.open(hub.Write)
	if err != nil {
		return err
	}
	if err := r.Purge(c.ctx, digests, q.Deletions.Rewrite); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}
