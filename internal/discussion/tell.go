package discussion

import (
	"context"

	"github.com/tenonhub/tenon/internal/hub"
)

// tell tells those who watch a repository what was done in a discussion: of a
// comment, detail is its id.
func (b *Board) tell(ctx context.Context, r *hub.Handle, act string, number int, detail string) error {
	e := hub.Event{Deed: hub.Updated, Scope: hub.OfDiscussion}
	d, err := b.store.Find(ctx, r.ID, number)
	if err != nil {
		return err
	}
	l, err := b.store.Events(ctx, r.ID, number)
	if err != nil {
		return err
	}
	said := func(Event) bool { return false }
	switch act {
	case "discussion open", "pull request open":
		e.Deed = hub.Created
		said = func(e Event) bool { return e.Kind == Comment }
	case "discussion comment", "discussion comment edit", "discussion comment hide":
		e.Scope = hub.OfComment
		if act == "discussion comment" {
			e.Deed = hub.Created
		}
		said = func(e Event) bool { return e.ID == detail }
	}
	e.Talk = &hub.Talk{Number: d.Number, Title: d.Title, Author: d.Author, Status: string(d.Status), Pull: d.Pull != nil}
	for _, s := range l {
		if said(s) {
			e.Talk.Comment = &hub.Said{ID: s.ID, Author: s.Author, Text: s.Text, Hidden: s.Hidden}
			break
		}
	}
	return r.Tell(ctx, e)
}
