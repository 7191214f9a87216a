// Package upkeep serves quotas, what was deleted and the collection of what nobody needs, as part
// of Tenon's own interface. Its JSON is that of package sdk.
package upkeep

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/trash"
	"github.com/tenonhub/tenon/internal/ref"
)

// Collection says what a collection has done, or would do.
type Collection struct {
	DryRun   bool  `json:"dry_run"`
	Repos    int   `json:"repositories"`   // that were looked through, since they hold something old
	Objects  int   `json:"objects"`        // large files that no ref of a repository leads to
	Released int64 `json:"released_bytes"` // of them
	Strays   int   `json:"strays"`         // git repositories of nobody
	Folders  int   `json:"folders"`        // that were remembered of git, and that nobody looked into for a week
	Values   int   `json:"values"`         // stored values that nothing needs
	Bytes    int64 `json:"bytes"`          // of them, on the disk
}

func (c Collection) String() string {
	return fmt.Sprintf("%d large files of repositories, %d remembered folders, %d values of %d bytes", c.Objects, c.Folders, c.Values, c.Bytes)
}

// Quotas are shown to those who belong to an owner, and set by administrators.
type Quotas interface {
	Quota(ctx context.Context, owner ref.Owner) (hub.Quota, hub.Usage, error)
	SetQuota(ctx context.Context, owner ref.Owner, q hub.Quota) error
}

// Collector removes what nobody needs since a time.
type Collector interface {
	Collect(ctx context.Context, since time.Duration, dry bool) (Collection, error)
}

// Bin has what was deleted and is still kept, of what the actor could delete.
type Bin interface {
	List(ctx context.Context, q trash.Query) ([]trash.Item, error)
	BringBack(ctx context.Context, id hub.ID) (hub.Repo, error)
}

// deleted is the JSON of package sdk.
type deleted struct {
	ID      hub.ID    `json:"id"`
	Kind    hub.Kind  `json:"type"`
	Name    string    `json:"name"`
	Deleted time.Time `json:"deleted,omitzero"`
	Until   time.Time `json:"until,omitzero"`
}

// quota is the JSON of package sdk. What is below 0 has no limit.
type quota struct {
	Owner     string `json:"owner"`
	Bytes     int64  `json:"bytes"`
	Repos     int64  `json:"repositories"`
	UsedBytes int64  `json:"used_bytes"`
	UsedRepos int64  `json:"used_repositories"`
}

// Routes adds the routes to mux.
func Routes(mux api.Mux, q Quotas, c Collector, b Bin, log *slog.Logger) {
	for pattern, f := range map[string]func(*http.Request) (any, error){
		"GET /api/tenon/v1/owners/{owner}/quota":  func(r *http.Request) (any, error) { return show(r, q) },
		"PUT /api/tenon/v1/owners/{owner}/quota":  func(r *http.Request) (any, error) { return set(r, q) },
		"POST /api/tenon/v1/collect":              func(r *http.Request) (any, error) { return collect(r, c) },
		"GET /api/tenon/v1/deleted":               func(r *http.Request) (any, error) { return list(r, b) },
		"POST /api/tenon/v1/deleted/{id}/restore": func(r *http.Request) (any, error) { return restore(r, b) },
	} {
		mux.Handle(pattern, api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v, err := f(r)
			if err != nil {
				api.Fail(w, r, log, err)
				return
			}
			w.Header().Set("Cache-Control", "no-store")
			api.WriteJSON(w, http.StatusOK, v)
		})))
	}
}

// list lists what was deleted: all, or of a type, or of a name.
func list(r *http.Request, b Bin) (any, error) {
	var q trash.Query
	var err error
	if k := r.URL.Query().Get("type"); k != "" {
		if q.Kind, err = hub.ParseKind(k); err != nil {
			return nil, err
		}
	}
	if name := r.URL.Query().Get("name"); name != "" {
		if q.Name, err = ref.ParseRepo(name); err != nil {
			return nil, err
		}
	}
	l, err := b.List(r.Context(), q)
	out := []deleted{}
	for _, i := range l {
		out = append(out, deleted{i.ID, i.Kind, i.Name.String(), i.Deleted, i.Until})
	}
	return out, err
}

func restore(r *http.Request, b Bin) (any, error) {
	id, err := hub.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	found, err := b.BringBack(r.Context(), id)
	return deleted{ID: found.ID, Kind: found.Kind, Name: found.Name.String()}, err
}

func show(r *http.Request, q Quotas) (any, error) {
	owner := ref.Owner(r.PathValue("owner"))
	limit, used, err := q.Quota(r.Context(), owner)
	return quota{string(owner), limit.Bytes, limit.Repos, used.Bytes(), used.Repos}, err
}

func set(r *http.Request, q Quotas) (any, error) {
	owner := ref.Owner(r.PathValue("owner"))
	limit, _, err := q.Quota(r.Context(), owner)
	if err != nil {
		return nil, err
	}
	var n struct {
		Bytes *int64 `json:"bytes"`
		Repos *int64 `json:"repositories"`
	}
	if err := api.ReadStrict(nil, r, &n); err != nil {
		return nil, err
	}
	if n.Bytes != nil {
		limit.Bytes = *n.Bytes
	}
	if n.Repos != nil {
		limit.Repos = *n.Repos
	}
	if err := q.SetQuota(r.Context(), owner, limit); err != nil {
		return nil, err
	}
	return show(r, q)
}

func collect(r *http.Request, c Collector) (any, error) {
	var n struct {
		DryRun bool  `json:"dry_run"`
		Grace  int64 `json:"grace_seconds"`
	}
	if err := api.ReadStrict(nil, r, &n); err != nil {
		return nil, err
	}
	return c.Collect(r.Context(), time.Duration(n.Grace)*time.Second, n.DryRun)
}
