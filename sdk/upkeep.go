package sdk

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Quota is what a user or an organisation may keep, and what it does. Below 0
// there is no limit.
type Quota struct {
	Owner     string `json:"owner"`
	Bytes     int64  `json:"bytes"`
	Repos     int64  `json:"repositories"`
	UsedBytes int64  `json:"used_bytes"`
	UsedRepos int64  `json:"used_repositories"`
}

// Collection says what a collection of what nobody needs has done, or would do.
type Collection struct {
	DryRun   bool  `json:"dry_run"`
	Repos    int   `json:"repositories"`   // that were looked through, since they hold something old
	Objects  int   `json:"objects"`        // large files that no branch, tag or pull request leads to
	Released int64 `json:"released_bytes"` // of them
	Strays   int   `json:"strays"`         // git repositories of nobody
	Folders  int   `json:"folders"`        // that were remembered of git, and that nobody looked into for a week
	Values   int   `json:"values"`         // stored values that nothing needs
	Bytes    int64 `json:"bytes"`          // of them, on the disk
}

func quotaPath(owner string) string { return "owners/" + url.PathEscape(owner) + "/quota" }

// Quota tells what an owner may keep.
func (c *Client) Quota(ctx context.Context, owner string) (q Quota, err error) {
	return q, c.call(ctx, http.MethodGet, quotaPath(owner), nil, &q)
}

// SetQuota says what an owner may keep; nil leaves a limit as it is.
func (c *Client) SetQuota(ctx context.Context, owner string, bytes, repos *int64) (q Quota, err error) {
	body := map[string]*int64{"bytes": bytes, "repositories": repos}
	return q, c.call(ctx, http.MethodPut, quotaPath(owner), body, &q)
}

// Collect removes what nobody has needed for as long as grace; a dry run only
// tells what that is.
func (c *Client) Collect(ctx context.Context, grace time.Duration, dry bool) (done Collection, err error) {
	body := map[string]any{"dry_run": dry, "grace_seconds": int64(grace / time.Second)}
	return done, c.call(ctx, http.MethodPost, "collect", body, &done)
}

// Deleted is a repository that was deleted and is still kept.
type Deleted struct {
	ID      string    `json:"id"`
	Kind    Kind      `json:"type"`
	Name    string    `json:"name"` // OWNER/NAME
	Deleted time.Time `json:"deleted"`
	Until   time.Time `json:"until"` // it is kept at the least
}

// Deleted lists what was deleted and is still kept, the latest first: of what is
// yours, of your organisations where you administer them, and for administrators of all.
func (c *Client) Deleted(ctx context.Context) (l []Deleted, err error) {
	return l, c.call(ctx, http.MethodGet, "deleted", nil, &l)
}

// DeletedAs is Deleted of one name, OWNER/NAME.
func (c *Client) DeletedAs(ctx context.Context, k Kind, name string) (l []Deleted, err error) {
	q := url.Values{"type": {string(k)}, "name": {name}}
	return l, c.call(ctx, http.MethodGet, "deleted?"+q.Encode(), nil, &l)
}

// BringBack has a deleted repository be there again.
func (c *Client) BringBack(ctx context.Context, id string) (r Deleted, err error) {
	return r, c.call(ctx, http.MethodPost, "deleted/"+url.PathEscape(id)+"/restore", nil, &r)
}
