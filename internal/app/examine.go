package app

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// examine looks into large files that were not looked into when they came: those
// of before that was done, and those where it was cut off.
func (a *App) examine(ctx context.Context) {
	if a.hub == nil {
		return
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		a.examineAll(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (a *App) examineAll(ctx context.Context) {
	l, err := a.rows.Unscanned(ctx)
	if err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "look for files that were not looked into", "err", err)
	}
	for _, d := range l {
		if ctx.Err() != nil {
			return
		}
		if err := a.hub.Examine(ctx, d); err != nil && !fault.Is(err, fault.NotFound) { // it may have gone with its repository
			a.log.ErrorContext(ctx, "look into a large file", "sha256", d, "err", err)
		}
	}
}
