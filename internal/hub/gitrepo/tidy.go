package gitrepo

import (
	"context"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/hub"
)

// manyPacks is how many packs a repository may have before they are put
// together: every change brings one, and git looks into all of them.
const manyPacks = 40

// tidy puts small packs together when there are many: each is then at least
// twice the next, so that a large one is seldom written anew. It drops nothing,
// and others may read and write meanwhile. What goes wrong is tried again after
// the next change, which does not depend on it.
func (s *Store) tidy(ctx context.Context, id hub.ID) {
	packs, _ := filepath.Glob(filepath.Join(s.path(id), "objects", "pack", "*.pack")) // the pattern is a good one
	if len(packs) <= manyPacks || !s.tidying.TryLock() {
		return
	}
	defer s.tidying.Unlock()
	_, _ = s.output(context.WithoutCancel(ctx), id, "", "repack", "-q", "-d", "--geometric=2", "--no-write-bitmap-index")
}
