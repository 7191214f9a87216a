package sdk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Imported is what a bundle has brought.
type Imported struct {
	Repos []ImportedRepo `json:"repositories"`
}

// ImportedRepo is a repository of a bundle.
type ImportedRepo struct {
	Kind  Kind   `json:"kind"`
	Name  string `json:"name"`
	Head  string `json:"head"`
	Files int    `json:"files"` // large ones
	Bytes int64  `json:"bytes"` // of them
}

// ExportBundle writes repositories of a kind with all that they need to w.
func (c *Client) ExportBundle(ctx context.Context, k Kind, names []string, w io.Writer) error {
	q := url.Values{"kind": {string(k)}, "repo": names}
	resp, err := c.send(ctx, http.MethodGet, "/api/tenon/v1/bundle?"+q.Encode(), "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("the bundle broke off: %w", err)
	}
	return nil
}

// ImportBundle makes mirrors of the repositories of a bundle.
func (c *Client) ImportBundle(ctx context.Context, r io.Reader) (i Imported, err error) {
	return i, c.do(ctx, http.MethodPost, "/api/tenon/v1/bundle", "application/x-tar", r, &i)
}
