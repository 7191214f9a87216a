package blob

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Collect removes everything that was last put before t and that nobody
// holds, and returns how many values and bytes that were. What it cannot
// remove it leaves, and says so in its error.
//
// t must lie further back than the longest time between putting a value and
// writing down that it is needed. And who removes what holds values should
// collect first and remove then: what is read from it meanwhile is still there
// until the next collection.
func Collect(ctx context.Context, s Store, t time.Time, held func(Digest) bool) (removed int, bytes int64, err error) {
	for info, walked := range s.Walk(ctx, t) {
		if walked != nil {
			return removed, bytes, errors.Join(err, walked)
		}
		if held(info.Digest) {
			continue
		}
		gone, failed := s.Remove(ctx, info.Digest, t)
		switch {
		case failed != nil:
			err = errors.Join(err, fmt.Errorf("collect %v: %w", info.Digest, failed))
		case gone:
			removed++
			bytes += info.Size
		}
	}
	return removed, bytes, err
}
