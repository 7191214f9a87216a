package hub

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Quota is what an owner may keep. Below 0 there is no limit.
type Quota struct {
	Bytes int64
	Repos int64
}

// Unlimited is the quota of who has been given none.
var Unlimited = Quota{Bytes: -1, Repos: -1}

// Usage is what an owner's repositories take, without deleted ones.
type Usage struct {
	Repos int64
	Large int64 // bytes of large files, each once in every repository that holds it
	Git   int64 // bytes of git repositories
}

// Bytes is what counts against a quota.
func (u Usage) Bytes() int64 { return u.Large + u.Git }

// Admit is a fault of kind Exhausted when an owner that has used u may not keep
// so many bytes more.
func (q Quota) Admit(owner ref.Owner, u Usage, more int64) error {
	if q.Bytes < 0 || more <= q.Bytes-u.Bytes() || more == 0 {
		return nil
	}
	return fault.New(fault.Exhausted,
		"the quota of %s is used up: %s may keep %s and has %s, so %s more do not fit; delete repositories, or files and what is old of them, or ask an administrator for a larger quota",
		owner, owner, bytesOf(q.Bytes), bytesOf(u.Bytes()), bytesOf(more))
}

// bytesOf is exact: a limit that is missed by one byte is said so.
func bytesOf(n int64) string {
	switch {
	case n >= 10e9:
		return fmt.Sprintf("%.1f GB (%d bytes)", float64(n)/1e9, n)
	case n >= 10e6:
		return fmt.Sprintf("%.1f MB (%d bytes)", float64(n)/1e6, n)
	}
	return fmt.Sprintf("%d bytes", n)
}

// Quotas keeps what owners may keep, and what they do.
type Quotas interface {
	Quota(ctx context.Context, owner ref.Owner) (Quota, error)
	SetQuota(ctx context.Context, owner ref.Owner, q Quota) error
	Used(ctx context.Context, owner ref.Owner) (Usage, error)
	// RepoUsed is what one repository takes.
	RepoUsed(ctx context.Context, id ID) (Usage, error)
	// Measured notes the bytes of a git repository.
	Measured(ctx context.Context, id ID, git int64) error
}

// Quota tells the members of an owner what it may keep, and what it does.
func (h *Hub) Quota(ctx context.Context, name ref.Owner) (Quota, Usage, error) {
	owner, err := h.quotaOf(ctx, name, account.Read, "see the quota of "+string(name))
	if err != nil {
		return Quota{}, Usage{}, err
	}
	return h.quota(ctx, owner)
}

// SetQuota says what an owner may keep; administrators of the server may. What
// is there already stays.
func (h *Hub) SetQuota(ctx context.Context, name ref.Owner, q Quota) error {
	actor := account.From(ctx)
	if !actor.Admin || !actor.Scope.Writes() {
		return account.Need(actor, account.None, account.Admin, "set quotas: they are the server's administrator's")
	}
	owner, err := h.quotaOf(ctx, name, account.Read, "set quotas")
	if err != nil {
		return err
	}
	if err := h.p.Quotas.SetQuota(ctx, owner, q); err != nil {
		return err
	}
	return h.p.Audit.Note(ctx, "quota set", string(owner), fmt.Sprintf("bytes: %s, repositories: %s", limit(q.Bytes), limit(q.Repos)))
}

func limit(n int64) string {
	if n < 0 {
		return "no limit"
	}
	return fmt.Sprint(n)
}

func (h *Hub) quotaOf(ctx context.Context, name ref.Owner, need account.Role, what string) (ref.Owner, error) {
	owner, err := h.p.Accounts.Owner(ctx, name)
	if err != nil {
		return "", err
	}
	actor := account.From(ctx)
	role, err := account.RoleIn(ctx, h.p.Accounts, actor, owner.Name, "")
	if err != nil {
		return "", err
	}
	return owner.Name, account.Need(actor, role, need, what)
}

func (h *Hub) quota(ctx context.Context, owner ref.Owner) (q Quota, u Usage, err error) {
	if q, err = h.p.Quotas.Quota(ctx, owner); err == nil {
		u, err = h.p.Quotas.Used(ctx, owner)
	}
	return q, u, err
}

// mayAdd checks that an owner may have one more repository, with so many bytes.
func (h *Hub) mayAdd(ctx context.Context, owner ref.Owner, bytes int64) error {
	q, u, err := h.quota(ctx, owner)
	if err != nil {
		return err
	}
	return q.AdmitRepo(owner, u, bytes)
}

// AdmitRepo is Admit for one more repository of so many bytes.
func (q Quota) AdmitRepo(owner ref.Owner, u Usage, bytes int64) error {
	if q.Repos >= 0 && u.Repos >= q.Repos {
		return fault.New(fault.Exhausted, "the quota of %s is used up: it may have %d repositories and has %d; delete one, or ask an administrator for a larger quota", owner, q.Repos, u.Repos)
	}
	return q.Admit(owner, u, bytes)
}

// Admit is a fault of kind Exhausted when so many bytes more are over the quota
// of the repository's owner, or over that of an actor who proposes them: nobody
// fills up what is another's with more than they might keep themselves.
func (r *Handle) Admit(ctx context.Context, bytes int64) error {
	m, err := r.room(ctx)
	if err != nil {
		return err
	}
	return m.take(bytes)
}

// Used is what the repository takes.
func (r *Handle) Used(ctx context.Context) (Usage, error) { return r.hub.p.Quotas.RepoUsed(ctx, r.ID) }

// room counts down what may still come.
type room struct {
	owners []owned
	more   int64
}

// owned is what an owner may keep, and what it does.
type owned struct {
	owner ref.Owner
	q     Quota
	u     Usage
}

func (r *Handle) room(ctx context.Context) (*room, error) {
	m := &room{}
	owners := []ref.Owner{r.Name.Owner}
	if r.proposes {
		owners = append(owners, account.From(ctx).User)
	}
	for _, o := range owners {
		q, u, err := r.hub.quota(ctx, o)
		if err != nil {
			return nil, err
		}
		m.owners = append(m.owners, owned{o, q, u})
	}
	return m, nil
}

func (m *room) take(n int64) error {
	m.more += n
	for _, o := range m.owners {
		if err := o.q.Admit(o.owner, o.u, m.more); err != nil {
			return err
		}
	}
	return nil
}
