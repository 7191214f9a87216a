package huggingface

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

const maxDuplicates = 10_000 // files of a request

// duplicate makes another repository hold large files of this one, so that a
// commit there may name them. Nothing is copied.
func (c *call) duplicate() error {
	var q wire.Duplicate
	if err := c.decode(&q); err != nil {
		return err
	}
	if len(q.Files) > maxDuplicates {
		return fault.New(fault.TooLarge, "at most %d files are duplicated at once: ask in several", maxDuplicates)
	}
	from, err := c.open(hub.Read)
	if err != nil {
		return err
	}
	kind, name, err := c.named(q.Target.Type, "", q.Target.Name)
	if err != nil {
		return err
	}
	to, err := c.Hub.Open(c.ctx, kind, name, hub.Propose) // the commit may be a pull request
	if err != nil {
		return err
	}
	digests := make([]blob.Digest, len(q.Files))
	for i, f := range q.Files {
		if digests[i], err = blob.ParseDigest(f.SHA256); err != nil {
			return err
		}
	}
	there, err := from.Held(c.ctx, digests...)
	if err != nil {
		return err
	}
	wanted := make([]hub.Pointer, 0, len(there))
	for _, p := range there {
		wanted = append(wanted, p)
	}
	held, err := to.Claim(c.ctx, wanted...)
	if err != nil {
		return err
	}
	reply := wire.Duplicated{Failed: []wire.NotDuplicated{}}
	for _, d := range digests {
		if _, ok := held[d]; !ok {
			reply.Failed = append(reply.Failed, wire.NotDuplicated{SHA256: d.String(), Error: "it is not in " + from.Subject()})
		}
	}
	c.write(http.StatusOK, reply)
	return nil
}
