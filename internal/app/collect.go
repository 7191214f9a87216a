package app

import (
	"context"
	"errors"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/upkeep"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/leftover"
	"github.com/tenonhub/tenon/internal/sqlstore/mention"
)

// leastGrace is longer than it takes from storing bytes to noting who holds them.
const leastGrace = time.Minute

// Collect removes large files that no repository needs, and stored values that
// nothing mentions, if that is so since a grace period before now, and remembered
// folders that nobody looks into. In a dry run it only says what it would do.
func (a *App) Collect(ctx context.Context, now time.Time, since time.Duration, dry bool) (upkeep.Collection, error) {
	return a.collect(ctx, now, since, dry, true)
}

// collect is Collect, which looks through repositories only if it is told to:
// that takes long where there are many.
func (a *App) collect(ctx context.Context, now time.Time, since time.Duration, dry, look bool) (c upkeep.Collection, err error) {
	c.DryRun = dry
	before := now.Add(-max(since, leastGrace))
	var done leftover.Released
	if a.hub != nil && look && !dry {
		_, e := a.attached.Sweep(ctx, before)
		err = errors.Join(e, a.board.Tidy(ctx, a.hub, now))
	}
	if a.hub != nil && look {
		// What cannot be looked through keeps what it has; the others go on.
		var e, e2 error
		done, e = leftover.New(a.rows, a.repos).Release(ctx, before, dry)
		c.Folders, e2 = leftover.New(a.rows, a.repos).Forget(ctx, now, dry)
		err = errors.Join(err, e, e2)
		c.Repos, c.Objects, c.Released, c.Strays = done.Repos, done.Objects, done.Bytes, done.Strays
	}
	held, e := a.needed(ctx, done.Gone, dry)
	if e != nil {
		return c, errors.Join(err, e)
	}
	if dry {
		c.Values, c.Bytes, e = unneeded(ctx, a.blobs, before, held)
		return c, errors.Join(err, e)
	}
	c.Values, c.Bytes, e = blob.Collect(ctx, a.blobs, before, held)
	if err = errors.Join(err, e); err == nil && c.Values > 0 {
		err = a.holders.Sweep(ctx, func(digest string) bool { return store{a.blobs}.Has(ctx, digest) })
	}
	return c, err
}

// unneeded is blob.Collect that removes nothing.
func unneeded(ctx context.Context, s blob.Store, before time.Time, held func(blob.Digest) bool) (values int, bytes int64, err error) {
	for info, err := range s.Walk(ctx, before) {
		if err != nil {
			return values, bytes, err
		}
		if !held(info.Digest) {
			values++
			bytes += info.Size
		}
	}
	return values, bytes, nil
}

// needed tells of a value whether something needs it, as it is now; in a dry run
// as it would be without what would be released.
func (a *App) needed(ctx context.Context, gone map[blob.Digest]int, dry bool) (func(blob.Digest) bool, error) {
	if !dry {
		held, err := mention.Digests(ctx, a.db)
		return func(d blob.Digest) bool { return held[d] }, err
	}
	others, holders, err := mention.Others(ctx, a.db)
	return func(d blob.Digest) bool { return others[d] || holders[d] > gone[d] }, err
}

// collector is Collect for administrators.
type collector struct{ *App }

func (c collector) Collect(ctx context.Context, since time.Duration, dry bool) (upkeep.Collection, error) {
	if a := account.From(ctx); !a.Admin || !a.Scope.Writes() {
		return upkeep.Collection{}, account.Need(a, account.None, account.Admin, "collect what nobody needs: that is the administrator's")
	}
	if since < time.Hour {
		return upkeep.Collection{}, fault.New(fault.Invalid, "a grace period of %v could take what is just being uploaded: an hour is the least", since)
	}
	done, err := c.App.Collect(ctx, time.Now(), since, dry)
	if err == nil && !dry {
		err = c.people.Note(ctx, "collect", "stored values", done.String())
	}
	return done, err
}
