package mirror

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	// young is longer than the time between storing bytes and noting who holds them.
	young = time.Minute
	// stale is how old a file that has come in part is when nobody goes on with it.
	stale = 48 * time.Hour
)

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
// is seldom done. Files that have come in part count, and go first; those that
// nobody goes on with go in any case. The pointers stay; what is asked for again is fetched again.
// What other repositories or values need stays on the disk.
func (m *Mirror) Evict(ctx context.Context, now time.Time) (done Evicted, err error) {
	if err := m.flush(ctx); err != nil {
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
	in, err := m.evictParts(ctx, now, total, &done)
	if total += in; err != nil || m.o.Limit <= 0 || total <= m.o.Limit {
		return done, err
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

// evictParts removes files that have come in part and that nobody reads: those
// that are stale and, when they and whole are over the limit, the oldest. It
// returns the bytes of those that stay.
func (m *Mirror) evictParts(ctx context.Context, now time.Time, whole int64, done *Evicted) (stay int64, err error) {
	m.mu.Lock() // nobody begins with one meanwhile
	defer m.mu.Unlock()
	parts, err := m.p.Remover.Parts(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for files of mirrors that have come in part: %w", err)
	}
	for _, p := range parts {
		stay += p.Size
	}
	flowing := map[string]bool{}
	for key := range m.flows {
		flowing[key.part()] = true
	}
	for _, name := range slices.SortedFunc(maps.Keys(parts), func(a, b string) int { return parts[a].Put.Compare(parts[b].Put) }) {
		age := now.Sub(parts[name].Put)
		over := m.o.Limit > 0 && whole+stay > m.o.Limit && age >= young
		if flowing[name] || age < stale && !over {
			continue
		}
		if err := m.p.Remover.DropPart(ctx, name); err != nil {
			return stay, fmt.Errorf("remove a file of a mirror that has come in part: %w", err)
		}
		stay -= parts[name].Size
		done.Objects++
		done.Bytes += parts[name].Size
	}
	return stay, nil
}
