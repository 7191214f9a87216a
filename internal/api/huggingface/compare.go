package huggingface

import (
	"bytes"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// maxDiff is how many bytes of a diff are sent. Who wants more has git.
const maxDiff = 4 << 20

// compare sends what changes between two revisions, BASE..HEAD, or in the
// commit of one, as git writes it.
func (c *call) compare() error {
	what := c.r.PathValue("revs")
	base, head, two := strings.Cut(what, "..")
	if !two {
		base, head = "", what
	}
	r, err := c.open(hub.Read)
	if err != nil {
		return err
	}
	var from hub.Commit
	if two {
		if from, err = named(c, r, base); err != nil {
			return err
		}
	}
	to, err := named(c, r, head)
	if err != nil {
		return err
	}
	var diff bytes.Buffer
	if err := r.Diff(c.ctx, from, to, maxDiff, &diff); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Repo-Commit", string(to.ID))
	_, _ = diff.WriteTo(c.w) // the client may be gone
	return nil
}

// named finds the commit of a revision as it is written in an address.
func named(c *call, r *hub.Handle, name string) (hub.Commit, error) {
	rev, err := ref.ParseRev(name)
	if err != nil {
		return hub.Commit{}, err
	}
	return r.Resolve(c.ctx, rev)
}
