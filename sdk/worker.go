package sdk

import (
	"context"
	"net/http"
	"time"
)

// Worker is a process that holds a model of the hub.
type Worker struct {
	Model  string    `json:"model"`
	Engine string    `json:"engine"`
	Stage  string    `json:"stage"` // queued, loading, ready or ending
	PID    int       `json:"pid,omitempty"`
	Needs  int64     `json:"needs"`            // bytes that are set apart for it
	Users  int       `json:"users"`            // requests that it has now
	Served int64     `json:"served"`           // requests that it has begun to answer
	Pinned bool      `json:"pinned,omitempty"` // it makes room for no other, and stays when it is idle
	Since  time.Time `json:"since"`
	Used   time.Time `json:"used"` // last
	Health struct {
		Memory   int64 `json:"memory"` // bytes that it takes
		Counters struct {
			Queued        int     `json:"queued"`
			Running       int     `json:"running"`
			DecodeTokens  int64   `json:"decodeTokens"`  // of answers
			DecodeSeconds float64 `json:"decodeSeconds"` // that computing them took
		} `json:"counters"`
	} `json:"health"`
}

// Workers lists the workers of models that may be run.
func (c *Client) Workers(ctx context.Context) (l []Worker, err error) {
	return l, c.do(ctx, http.MethodGet, "/api/tenon/v1/workers", "", nil, &l)
}

// LoadModel has a worker hold a model, and waits until it does. One that is
// pinned stays.
func (c *Client) LoadModel(ctx context.Context, model string, pin bool) (w Worker, err error) {
	return w, c.call(ctx, http.MethodPost, "workers", map[string]any{"model": model, "pin": pin}, &w)
}

// StopModel ends the workers of a model when they have answered what they have begun.
func (c *Client) StopModel(ctx context.Context, model string) error {
	return c.do(ctx, http.MethodDelete, "/api/tenon/v1/workers/"+segments(model), "", nil, nil)
}
