package sdk

import (
	"context"
	"net/http"
	"net/url"
)

// Limits are what a user may ask of models. 0 is no limit.
type Limits struct {
	User       string `json:"user"`
	Requests   int64  `json:"requests"`   // in a minute
	Tokens     int64  `json:"tokens"`     // in a minute, of prompts and answers together
	Concurrent int64  `json:"concurrent"` // calls of models at once; more of them wait
	Own        bool   `json:"own"`        // whether any of them was set for this user
}

// LimitChange says which limits to set: nil leaves one as it is, -1 takes back
// what was set.
type LimitChange struct {
	Requests   *int64 `json:"requests,omitempty"`
	Tokens     *int64 `json:"tokens,omitempty"`
	Concurrent *int64 `json:"concurrent,omitempty"`
}

// AllLimits tells those of every user.
func (c *Client) AllLimits(ctx context.Context) (l []Limits, err error) {
	return l, c.call(ctx, http.MethodGet, "limits", nil, &l)
}

// Limits tells those of a user.
func (c *Client) Limits(ctx context.Context, user string) (l Limits, err error) {
	return l, c.call(ctx, http.MethodGet, "limits/"+url.PathEscape(user), nil, &l)
}

// SetLimits sets those of a user.
func (c *Client) SetLimits(ctx context.Context, user string, change LimitChange) (l Limits, err error) {
	return l, c.call(ctx, http.MethodPut, "limits/"+url.PathEscape(user), change, &l)
}
