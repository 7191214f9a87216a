package huggingface

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

const storedPage = 100 // repositories

var allKinds = []hub.Kind{hub.Model, hub.Dataset, hub.Space}

// stored tells the members of an owner what its repositories take: one kind
// after the other, the newest first.
func (c *call) stored(owner ref.Owner) error {
	if owner == "" {
		return fault.New(fault.Unauthenticated, "log in to list your repositories")
	}
	owner, err := ref.ParseOwner(string(owner))
	if err != nil {
		return err
	}
	_, total, err := c.Hub.Quota(c.ctx, owner)
	if err != nil {
		return err
	}
	v := c.r.URL.Query()
	i := 0
	if s := v.Get("kind"); s != "" {
		if i = slices.Index(allKinds, hub.Kind(s)); i < 0 {
			return fault.New(fault.Invalid, "%.40q is no kind of repository: it is model, dataset or space", s)
		}
	}
	q := hub.Query{Owner: owner, Limit: storedPage}
	if q.After, err = readMark(v.Get("cursor")); err != nil {
		return err
	}
	out := []wire.Stored{}
	for ; i < len(allKinds) && len(out) < storedPage; i++ {
		q.Kind = allKinds[i]
		l, more, err := c.Hub.List(c.ctx, q)
		if err != nil {
			return err
		}
		for _, r := range l {
			w, err := c.take(r, total)
			if err != nil {
				return err
			}
			out = append(out, w)
		}
		if more != nil {
			c.next("kind", string(q.Kind), "cursor", writeMark(*more))
			break
		}
		q.After = nil
		if i+1 < len(allKinds) && len(out) >= storedPage {
			c.next("kind", string(allKinds[i+1]), "cursor", "")
		}
	}
	c.write(http.StatusOK, out)
	return nil
}

// take is what a repository takes of all.
func (c *call) take(r hub.Repo, total hub.Usage) (wire.Stored, error) {
	w := wire.Stored{ID: r.Name.String(), Type: string(r.Kind), UpdatedAt: wire.Time(r.Updated), Visibility: "public"}
	if r.Private {
		w.Visibility = "private"
	}
	h, err := c.Hub.OpenID(c.ctx, r.ID, hub.See)
	if err != nil {
		return w, err
	}
	u, err := h.Used(c.ctx)
	if w.Storage = u.Bytes(); total.Bytes() > 0 {
		w.Percent, _ = strconv.ParseFloat(strconv.FormatFloat(100*float64(u.Bytes())/float64(total.Bytes()), 'f', 2, 64), 64)
	}
	return w, err
}
