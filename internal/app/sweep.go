package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tenonhub/tenon/internal/sandbox"
)

const (
	sweepEvery = time.Hour
	lookEvery  = 6 * time.Hour // that repositories are looked through for what they need no more
	// grace is longer than the longest time between storing a value and writing
	// down what needs it: a request whose files are still coming in.
	grace = 24 * time.Hour
	// responsesFor is how long responses can be gone on from, as at OpenAI.
	responsesFor = 30 * 24 * time.Hour
)

// sweep removes what nobody needs any more, at once and then every hour.
func (a *App) sweep(ctx context.Context) {
	if n, err := sandbox.Sweep(); err != nil {
		a.log.WarnContext(ctx, "remove the boxes of dead processes", "err", err)
	} else if n > 0 {
		a.log.InfoContext(ctx, "removed the boxes of dead processes", "boxes", n)
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := a.Sweep(ctx, time.Now()); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "remove what is old", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Sweep removes, as at now, stored values that nothing mentions, and then the
// runs and remembered results that are older than they are to be kept: what
// only those mention goes with the next sweep.
func (a *App) Sweep(ctx context.Context, now time.Time) error {
	look := now.Sub(a.looked) >= lookEvery
	if look {
		a.looked = now
	}
	c, err := a.collect(ctx, now, grace, false, look)
	values, bytes := c.Values, c.Bytes
	var runs, memos int
	if a.config.Keep > 0 {
		var errs [2]error
		runs, errs[0] = a.queue.Sweep(ctx, now.Add(-a.config.Keep))
		memos, errs[1] = a.memos.Sweep(ctx, now.Add(-a.config.Keep))
		err = errors.Join(err, errs[0], errs[1])
	}
	left, e3 := a.deposits.Rows.Sweep(ctx, now, now.Add(-responsesFor))
	halves, e4 := a.blobs.Tidy(now)
	repos, e := a.sweepHub(ctx, now)
	xet, e2 := a.sweepXet(ctx, now)
	err = errors.Join(err, e, e2, e3, e4, a.people.Sweep(ctx, now))
	if runs+memos+left+values+halves+repos+xet.Files+xet.Xorbs > 0 {
		a.log.InfoContext(ctx, "removed what was old", "runs", runs, "results", memos, "deposits", left, "values", values, "bytes", bytes, "halves", halves, "repositories", repos,
			"xet files", xet.Files, "xorbs", xet.Xorbs)
	}
	return err
}

// sweptFile, in the data folder, is as old as the last sweep of a command line.
const sweptFile = "swept"

func (a *App) sweepDaily(ctx context.Context, now time.Time) error {
	file := filepath.Join(a.config.Data, sweptFile)
	info, err := os.Stat(file)
	if err == nil && now.Sub(info.ModTime()) < grace {
		return nil
	}
	first := errors.Is(err, fs.ErrNotExist)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return fmt.Errorf("note the time of a sweep: %w", err)
	}
	if first {
		return nil
	}
	return a.Sweep(ctx, now)
}
