package collection

import (
	"context"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// Edit is what is to be other about a collection; nil stays.
type Edit struct {
	Title, Description, Theme *string
	Private                   *bool
	Position                  *int
}

// Edit changes what a collection says of itself.
func (s *Shelf) Edit(ctx context.Context, id ID, e Edit) (Shown, error) {
	return s.change(ctx, id, "edit", func(c *Collection) (string, error) { return "", e.apply(c) })
}

func (e Edit) apply(c *Collection) (err error) {
	if e.Title != nil {
		if c.Title, err = title(*e.Title); err != nil {
			return err
		}
	}
	if e.Description != nil {
		if c.Description, err = text("description", *e.Description, maxDescription); err != nil {
			return err
		}
	}
	if e.Theme != nil {
		if c.Theme, err = theme(*e.Theme); err != nil {
			return err
		}
	}
	if e.Private != nil {
		c.Private = *e.Private
	}
	if e.Position != nil {
		c.Position = max(0, *e.Position)
	}
	return nil
}

// may is a fault unless the actor may change a collection that it may see.
func (s *Shelf) may(ctx context.Context, id ID) (Collection, error) {
	c, err := s.find(ctx, id)
	if err != nil {
		return c, err
	}
	role, err := s.role(ctx, c.Owner)
	if err != nil {
		return c, err
	}
	return c, account.Need(account.From(ctx), role, account.Write, "change "+c.Subject())
}

// change changes a collection as far as the actor may; do says of what, for
// the audit log.
func (s *Shelf) change(ctx context.Context, id ID, act string, do func(*Collection) (detail string, err error)) (Shown, error) {
	if _, err := s.may(ctx, id); err != nil {
		return Shown{}, err
	}
	detail := ""
	c, err := s.p.Store.Change(ctx, id, func(c *Collection) (err error) {
		detail, err = do(c)
		c.Updated = s.now().UTC()
		return err
	})
	if err != nil {
		return Shown{}, err
	}
	if err := s.p.Audit.Note(ctx, "collection "+act, c.Subject(), detail); err != nil {
		return Shown{}, err
	}
	return s.Find(ctx, id)
}

// Remove removes a collection; what was in it stays where it is.
func (s *Shelf) Remove(ctx context.Context, id ID) error {
	c, err := s.may(ctx, id)
	if err == nil {
		err = s.p.Store.Remove(ctx, id)
	}
	if err != nil {
		return err
	}
	return s.p.Audit.Note(ctx, "collection remove", c.Subject(), c.Title)
}

// Put adds something that the actor may see, as the last item. Fault: Conflict
// when it is in the collection.
func (s *Shelf) Put(ctx context.Context, id ID, what Item, note string) (Shown, error) {
	note, err := text("note", note, maxNote)
	if err != nil {
		return Shown{}, err
	}
	seen, err := s.look(ctx, what)
	if err != nil {
		return Shown{}, err
	}
	what = Item{ID: NewID(), Repo: what.Repo, Other: what.Other, Note: note, Added: s.now().UTC()}
	return s.change(ctx, id, "item add", func(c *Collection) (string, error) {
		switch {
		case slices.ContainsFunc(c.Items, what.Same):
			return "", fault.New(fault.Conflict, "%s is in %s already", seen.subject(), c.Subject())
		case len(c.Items) >= MaxItems:
			return "", fault.New(fault.TooLarge, "a collection has at most %d items: begin another", MaxItems)
		}
		c.Items = append(c.Items, what)
		return seen.subject(), nil
	})
}

func (s Seen) subject() string {
	if s.Repo != nil {
		return s.Repo.Subject()
	}
	return s.Other.Subject()
}

// Move gives an item another note or place, if that is said.
func (s *Shelf) Move(ctx context.Context, id, item ID, note *string, position *int) (Shown, error) {
	return s.change(ctx, id, "item edit", func(c *Collection) (string, error) {
		i, err := c.index(item)
		if err != nil {
			return "", err
		}
		e := c.Items[i]
		if note != nil {
			if e.Note, err = text("note", *note, maxNote); err != nil {
				return "", err
			}
		}
		at := i
		if position != nil {
			at = min(max(0, *position), len(c.Items)-1)
		}
		c.Items = slices.Insert(slices.Delete(c.Items, i, i+1), at, e)
		return fmt.Sprintf("%s, at %d", item, at), nil
	})
}

func (c Collection) index(item ID) (int, error) {
	i := slices.IndexFunc(c.Items, func(e Item) bool { return e.ID == item })
	if i < 0 {
		return 0, fault.New(fault.NotFound, "there is no item %.40q in %s", string(item), c.Subject())
	}
	return i, nil
}

// Take takes an item out of a collection.
func (s *Shelf) Take(ctx context.Context, id, item ID) (Shown, error) {
	return s.change(ctx, id, "item remove", func(c *Collection) (string, error) {
		i, err := c.index(item)
		if err != nil {
			return "", err
		}
		c.Items = slices.Delete(c.Items, i, i+1)
		return string(item), nil
	})
}
