// Package house keeps the models that come with the program as repositories of
// the hub, under the owner that nobody else can be: each has its card, which
// follows the program.
package house

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Hub is where the repositories are.
type Hub interface {
	Open(ctx context.Context, k hub.Kind, name ref.Repo, a hub.Access) (*hub.Handle, error)
	Create(ctx context.Context, k hub.Kind, name ref.Repo, private bool, files ...hub.Operation) (hub.Repo, error)
}

// Report says what Furnish did.
type Report struct{ Made, Renewed int }

const readme = "README.md"

// keeper makes the commits. It is no user; the audit log knows it by this name.
var keeper = account.Actor{User: account.House, Admin: true, Scope: account.Full, Via: "this program"}

// Furnish makes the repositories of the house's models that are not there, and
// renews the cards of those whose card is no longer that of the program, as of
// a version. What others keep under such a name stays as it is. Done again, it
// changes nothing.
func Furnish(ctx context.Context, h Hub, models []catalog.Model, version string) (r Report, err error) {
	ctx = account.With(ctx, keeper)
	for _, m := range models {
		if m.Ref.Owner != string(account.House) {
			continue
		}
		if err := r.furnish(ctx, h, m, version); err != nil {
			return r, fmt.Errorf("keep the repository of %s: %w", m.Ref, err)
		}
	}
	return r, nil
}

func (r *Report) furnish(ctx context.Context, h Hub, m catalog.Model, version string) error {
	name := ref.Repo{Owner: account.House, Name: m.Ref.Name}
	card := hub.Operation{Action: hub.Put, Path: readme, Content: Readme(m)}
	repo, err := h.Open(ctx, hub.Model, name, hub.Write)
	if fault.Is(err, fault.NotFound) {
		_, err = h.Create(ctx, hub.Model, name, false, card)
		switch {
		case err == nil:
			r.Made++
		case fault.Is(err, fault.Conflict): // another server was first
			err = nil
		}
		return err
	}
	if err != nil || repo.Creator.Key() != account.House.Key() || repo.Name.Key() != name.Key() {
		return err
	}
	at, err := repo.Resolve(ctx, hub.Main)
	if err != nil {
		return err
	}
	switch e, err := repo.Entry(ctx, at, readme); {
	case err == nil && e.OID == hub.ContentID(card.Content):
		return nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	}
	_, err = repo.Commit(ctx, hub.Main, at.ID, "Card as of Tenon "+version, func(yield func(hub.Operation, error) bool) { yield(card, nil) })
	if fault.Is(err, fault.Stale) { // somebody changed it just now: the next start sees to it
		return nil
	}
	if err == nil {
		r.Renewed++
	}
	return err
}
