package sdk

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Mirror is a standing order to mirror something of an upstream.
type Mirror struct {
	ID       string         `json:"id,omitempty"`
	Upstream string         `json:"upstream"`
	Kind     Kind           `json:"kind"`
	Name     string         `json:"name"`               // OWNER/NAME, where the name may have *
	Tasks    []string       `json:"tasks,omitempty"`    // of repositories; none is all
	Files    []string       `json:"files,omitempty"`    // patterns of large files; none is all
	MaxSize  int64          `json:"max_size,omitempty"` // bytes of a large file; 0 is any
	Every    int64          `json:"every,omitempty"`    // seconds; 0 is once
	Rate     int64          `json:"rate,omitempty"`     // bytes a second; 0 is as fast as they come
	Created  time.Time      `json:"created,omitzero"`
	Next     time.Time      `json:"next,omitzero"`
	Job      string         `json:"job,omitempty"`
	State    State          `json:"state,omitempty"` // of the last time
	Error    string         `json:"error,omitempty"`
	Progress MirrorProgress `json:"progress,omitzero"`
}

// MirrorProgress is how far a mirror is.
type MirrorProgress struct {
	Repos  int      `json:"repositories"` // that are done
	Of     int      `json:"of"`
	Files  int      `json:"files"` // large ones that are here
	Bytes  int64    `json:"bytes"` // of them
	Failed []string `json:"failed,omitempty"`
	Now    string   `json:"now,omitempty"` // what is worked on
}

// AddMirror gives an order, and begins with it.
func (c *Client) AddMirror(ctx context.Context, m Mirror) (made Mirror, err error) {
	body := map[string]any{
		"upstream": m.Upstream, "kind": m.Kind, "name": m.Name, "tasks": m.Tasks, "files": m.Files, "max_size": m.MaxSize, "every": m.Every, "rate": m.Rate,
	}
	return made, c.call(ctx, http.MethodPost, "mirrors", body, &made)
}

// Mirrors lists the orders, the oldest first.
func (c *Client) Mirrors(ctx context.Context) (l []Mirror, err error) {
	return l, c.call(ctx, http.MethodGet, "mirrors", nil, &l)
}

// Mirror tells how far an order is.
func (c *Client) Mirror(ctx context.Context, id string) (m Mirror, err error) {
	return m, c.call(ctx, http.MethodGet, "mirrors/"+url.PathEscape(id), nil, &m)
}

// SyncMirror begins with an order now, unless that is going on.
func (c *Client) SyncMirror(ctx context.Context, id string) (m Mirror, err error) {
	return m, c.call(ctx, http.MethodPost, "mirrors/"+url.PathEscape(id)+"/sync", nil, &m)
}

// RemoveMirror takes an order back. What was mirrored stays.
func (c *Client) RemoveMirror(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "mirrors/"+url.PathEscape(id), nil, nil)
}
