package hub

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/ref"
)

// Uses keeps how repositories are used. Contract: hubtest.Run.
type Uses interface {
	// Count adds downloads.
	Count(ctx context.Context, downloads map[ID]int64, at time.Time) error
	// Like notes that a user likes a repository, or no longer does. Twice is as once.
	Like(ctx context.Context, id ID, user ref.Owner, likes bool, at time.Time) error
	// Likers lists who likes a repository, the latest first.
	Likers(ctx context.Context, id ID, n int) ([]ref.Owner, error)
	// Liked lists what a user likes, the latest first.
	Liked(ctx context.Context, user ref.Owner, n int) ([]Like, error)
}

// Like is a repository that a user likes.
type Like struct {
	Repo
	Since time.Time
}

// MaxLikes is how many likes are listed.
const MaxLikes = 10_000

// Like notes that the actor likes the repository, or no longer does.
func (r *Handle) Like(ctx context.Context, likes bool) error {
	a := account.From(ctx)
	if err := account.Personal(a, "like "+r.Subject()); err != nil {
		return err
	}
	if err := r.hub.p.Uses.Like(ctx, r.ID, a.User, likes, r.hub.now()); err != nil {
		return err
	}
	return r.note(ctx, map[bool]string{true: "like", false: "unlike"}[likes], "")
}

// Likers lists who likes the repository.
func (r *Handle) Likers(ctx context.Context) ([]ref.Owner, error) {
	return r.hub.p.Uses.Likers(ctx, r.ID, MaxLikes)
}

// Liked lists what a user likes, of what the actor may see.
func (h *Hub) Liked(ctx context.Context, user ref.Owner) (kept []Like, err error) {
	if _, err := h.p.Accounts.Owner(ctx, user); err != nil {
		return nil, err
	}
	l, err := h.p.Uses.Liked(ctx, user, MaxLikes)
	if err != nil {
		return nil, err
	}
	for _, e := range l {
		ok, err := canSee(ctx, h.p.Accounts, e.Repo)
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// counted are the files whose reading counts as a download: each client reads
// one of them, whatever else it does.
var counted = []string{"config.json", "config.yaml", "configuration.json", "adapter_config.json", "model_index.json", "hyperparams.yaml", "params.json", "dataset_infos.json", "README.md"}

// Count counts a download if p is one of the files that count. who tells
// clients apart that nobody is named for. It waits for nothing: Flush writes.
func (r *Handle) Count(ctx context.Context, p ref.Path, who string) {
	if !slices.Contains(counted, string(p)) && !whole(p) {
		return
	}
	if a := account.From(ctx); !a.Anonymous() {
		who = string(a.User)
	}
	r.hub.uses.Add(r.ID, who, r.hub.now())
}

// whole reports whether a file may be all that a client reads of a repository.
func whole(p ref.Path) bool {
	switch strings.ToLower(path.Ext(string(p))) {
	case ".gguf", ".safetensors", ".onnx", ".parquet", ".csv", ".jsonl":
		return true
	}
	return false
}

// Flush writes the downloads that were counted. What cannot be written is
// counted with the next.
func (h *Hub) Flush(ctx context.Context) error {
	l := h.uses.Take()
	if len(l) == 0 {
		return nil
	}
	err := h.p.Uses.Count(ctx, l, h.now())
	if err != nil {
		h.uses.GiveBack(l)
	}
	return err
}
