package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Gate says how people come by the files of a repository: auto or manual, on
// request. Empty they need not ask.
type Gate string

// MarshalJSON writes false, or the word.
func (g Gate) MarshalJSON() ([]byte, error) {
	if g == "" {
		return []byte("false"), nil
	}
	return json.Marshal(string(g))
}

// UnmarshalJSON reads it.
func (g *Gate) UnmarshalJSON(b []byte) error {
	if s := string(b); s == "false" || s == "null" {
		*g = ""
		return nil
	}
	return json.Unmarshal(b, (*string)(g))
}

// AccessRequest is that somebody wants the files of a gated repository.
type AccessRequest struct {
	ID   string `json:"requestId"`
	User struct {
		Name  string `json:"user"`
		Email string `json:"email,omitempty"`
	} `json:"user"`
	Status string            `json:"status"` // pending, accepted or rejected
	Asked  time.Time         `json:"timestamp"`
	Fields map[string]string `json:"fields,omitempty"`
	Reason string            `json:"rejectionReason,omitempty"`
}

// SetGate says how people come by the files of a repository.
func (c *Client) SetGate(ctx context.Context, k Kind, id string, g Gate) error {
	return c.write(ctx, http.MethodPut, k.api("/"+segments(id)+"/settings"), map[string]Gate{"gated": g}, nil)
}

// AskAccess asks for the files of a repository, with what its owner wants to
// know, and returns how the request stands: pending or accepted.
func (c *Client) AskAccess(ctx context.Context, k Kind, id string, fields map[string]string) (status string, err error) {
	var asked struct{ Status string }
	return asked.Status, c.write(ctx, http.MethodPost, k.page()+"/"+segments(id)+"/ask-access", fields, &asked)
}

// AccessRequests lists the requests for a repository that stand so.
func (c *Client) AccessRequests(ctx context.Context, k Kind, id, status string) (all []AccessRequest, err error) {
	for path := k.api("/" + segments(id) + "/user-access-request/" + url.PathEscape(status)); path != ""; {
		resp, err := c.send(ctx, http.MethodGet, path, "", nil)
		if err != nil {
			return nil, err
		}
		var page []AccessRequest
		if err := decode(resp, &page); err != nil {
			return nil, fmt.Errorf("list who asked for %s: %w", id, err)
		}
		all, path = append(all, page...), next(resp.Header.Get("Link"))
	}
	return all, nil
}

// DecideAccess gives the request of a user another standing.
func (c *Client) DecideAccess(ctx context.Context, k Kind, id, user, status, reason string) error {
	body := map[string]string{"user": user, "status": status, "rejectionReason": reason}
	return c.write(ctx, http.MethodPost, k.api("/"+segments(id)+"/user-access-request/handle"), body, nil)
}

// GrantAccess gives a user the files of a repository who has not asked.
func (c *Client) GrantAccess(ctx context.Context, k Kind, id, user string) error {
	return c.write(ctx, http.MethodPost, k.api("/"+segments(id)+"/user-access-request/grant"), map[string]string{"user": user}, nil)
}

// write sends body as JSON, and reads the answer into out.
func (c *Client) write(ctx context.Context, method, path string, body, out any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write the body of %s %s: %w", method, path, err)
	}
	return c.do(ctx, method, path, "application/json", bytes.NewReader(b), out)
}
