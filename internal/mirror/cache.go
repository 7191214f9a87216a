package mirror

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// young is longer than the time between storing bytes and noting who holds them.
const young = time.Minute

// flush writes down what was used.
func (m *Mirror) flush(ctx context.Context) error {
	m.mu.Lock()
	used := m.used
	m.used = map[flowKey]time.Time{}
	m.mu.Unlock()
	var err error
	for key, at := range used {
		err = errors.Join(err, m.p.Rows.Use(ctx, key.repo, key.digest, at))
	}
	return err
}

// Evicted says what a call of Evict has removed.
type Evicted struct {
	Objects int
	Bytes   int64
}

// Evict removes the bytes of the least used large files when mirrors keep more
// of them than they may, as at now: down to nine tenths of the limit, so that it
// is seldom done. The pointers stay; what is asked for again is fetched again.
// What other repositories or values need stays on the disk.
func (m *Mirror) Evict(ctx context.Context, now time.Time) (done Evicted, err error) {
	if err := m.flush(ctx); err != nil || m.o.Limit <= 0 {
		return done, err
	}
	l, err := m.p.Rows.Cached(ctx)
	if err != nil {
		return done, err
	}
	var total int64
	for _, c := range l {
		total += c.Size
	}
	if total <= m.o.Limit {
		return done, nil
	}
	needed, err := m.p.Needed(ctx)
	if err != nil {
		return done, err
	}
	for _, c := range l {
		if total <= m.o.Limit/10*9 {
			break
		}
		if now.Sub(c.Used) < young {
			continue
		}
		held, err := m.p.Rows.Release(ctx, c.Digest)
		if err != nil {
			return done, err
		}
		total -= c.Size
		if held || needed(c.Digest) {
			continue
		}
		gone, err := m.p.Remover.Remove(ctx, c.Digest, now.Add(-young))
		if err != nil {
			return done, fmt.Errorf("remove a large file of mirrors: %w", err)
		}
		if gone {
			done.Objects++
			done.Bytes += c.Size
		}
	}
	return done, nil
}
