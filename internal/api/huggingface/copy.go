package huggingface

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// copyAll makes a repository that has the files of this one's main branch, in
// one commit; of large files nothing is copied. Its visibility is that of this
// one unless another is said.
func (c *call) copyAll() error {
	var q wire.Copy
	if err := c.decode(&q); err != nil {
		return err
	}
	from, err := c.open(hub.Read)
	if err != nil {
		return err
	}
	private, said, err := visibility(q.Visibility, q.Private)
	if err != nil {
		return err
	}
	_, name, err := c.named(string(from.Kind), "", q.Repository)
	if err != nil {
		return err
	}
	at, err := from.Resolve(c.ctx, hub.Main)
	if err != nil {
		return err
	}
	made, err := c.Hub.Create(c.ctx, from.Kind, name, private || !said && (from.Private || from.Gate != hub.GateNone))
	if fault.Is(err, fault.Conflict) {
		return c.taken(hub.Repo{Kind: from.Kind, Name: name}, err)
	}
	if err != nil {
		return err
	}
	to, err := c.Hub.OpenID(c.ctx, made.ID, hub.Write)
	if err == nil {
		_, err = to.Commit(c.ctx, hub.Main, made.Head, fmt.Sprintf("Duplicate %s at %s", from.Subject(), at.ID), all(c.ctx, from, to, at))
	}
	if err != nil { // what is half there would pass for whole
		return errors.Join(err, c.undo(made.ID))
	}
	c.write(http.StatusOK, wire.RepoURL{URL: c.page(made), Name: made.Name.String(), ID: string(made.ID)})
	return nil
}

func (c *call) undo(id hub.ID) error {
	ctx := context.WithoutCancel(c.ctx)
	r, err := c.Hub.Admit(ctx, id)
	if err == nil {
		err = r.Delete(ctx)
	}
	return err
}

const copyPage = 1000 // files

// all are the steps that put each file of a commit into another repository,
// which holds its large files from then on.
func all(ctx context.Context, from, to *hub.Handle, at hub.Commit) iter.Seq2[hub.Operation, error] {
	return func(yield func(hub.Operation, error) bool) {
		for after := ref.Path(""); ; {
			l, err := from.List(ctx, at, "", true, after, copyPage)
			if err == nil {
				err = claim(ctx, to, l)
			}
			if err != nil {
				yield(hub.Operation{}, err)
				return
			}
			for _, e := range l {
				if e.Mode != hub.File && e.Mode != hub.Executable {
					continue
				}
				op, err := put(ctx, from, e)
				if !yield(op, err) || err != nil {
					return
				}
			}
			if len(l) < copyPage {
				return
			}
			after = ref.Path(l[len(l)-1].Name)
		}
	}
}

func put(ctx context.Context, from *hub.Handle, e hub.Entry) (hub.Operation, error) {
	op := hub.Operation{Path: ref.Path(e.Name), Object: e.Object}
	if e.Object != nil {
		return op, nil
	}
	f, err := from.Read(ctx, e)
	if err != nil {
		return op, err
	}
	defer f.Close()
	op.Content, err = io.ReadAll(io.LimitReader(f, hub.MaxContent+1)) // more is refused
	return op, err
}

// claim makes a repository hold the large files among entries of another one.
func claim(ctx context.Context, to *hub.Handle, l []hub.Entry) error {
	var wanted []hub.Pointer
	for _, e := range l {
		if e.Object != nil {
			wanted = append(wanted, *e.Object)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	_, err := to.Claim(ctx, wanted...)
	return err
}
