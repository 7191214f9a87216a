// Package sdk is the Go client of a Tenon server.
package sdk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Client speaks to one server. It is safe for concurrent use.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New returns a client of the server at base, such as http://127.0.0.1:7410.
// An empty token is not sent.
func New(base, token string, c *http.Client) *Client {
	return &Client{strings.TrimRight(base, "/"), token, c}
}

// Error is a refusal of the server.
type Error struct {
	Status int    // HTTP status
	Kind   string `json:"kind"` // invalid, not found, too large, …
	Msg    string `json:"message"`
}

func (e *Error) Error() string { return e.Msg }

// File is a file that goes with a request.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Ask is a request to the assistant.
type Ask struct {
	Text    string   `json:"text"`
	URLs    []string `json:"urls,omitempty"`
	Lang    string   `json:"lang,omitempty"`    // of the answer; empty is the request's own
	Consent string   `json:"consent,omitempty"` // yes: inputs may leave the machine; local: they may not; empty: ask
	Plan    bool     `json:"plan,omitempty"`    // plan and check only
	Graph   *Graph   `json:"graph,omitempty"`   // run this graph instead of planning
	Given   []Value  `json:"given,omitempty"`   // values that the server has already, by digest
	Files   []File   `json:"-"`
}

// Ask starts a run. The files are streamed.
func (c *Client) Ask(ctx context.Context, ask Ask) (Run, error) {
	head, err := json.Marshal(ask)
	if err != nil {
		return Run{}, fmt.Errorf("write request: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	body, w := io.Pipe()
	form := multipart.NewWriter(w)
	var writing sync.WaitGroup
	writing.Go(func() { w.CloseWithError(writeForm(ctx, form, head, ask.Files)) })
	defer writing.Wait()
	defer body.Close()
	defer cancel()
	var run Run
	err = c.do(ctx, http.MethodPost, "/api/tenon/v1/runs", form.FormDataContentType(), body, &run)
	return run, err
}

func writeForm(ctx context.Context, form *multipart.Writer, head []byte, files []File) error {
	if err := form.WriteField("request", string(head)); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeFile(ctx, form, f); err != nil {
			return fmt.Errorf("send %s: %w", f.Name, err)
		}
	}
	return form.Close()
}

// writeFile ends at the end of ctx too, as far as closing a file ends reading it.
func writeFile(ctx context.Context, form *multipart.Writer, f File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	end := sync.OnceFunc(func() { _ = r.Close() }) // it was only read
	defer end()
	defer context.AfterFunc(ctx, end)()
	part, err := form.CreateFormFile("file", f.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(part, r)
	return err
}

// Run returns a run as it stands.
func (c *Client) Run(ctx context.Context, id string) (Run, error) {
	var run Run
	err := c.do(ctx, http.MethodGet, "/api/tenon/v1/runs/"+url.PathEscape(id), "", nil, &run)
	return run, err
}

// Runs returns the latest runs, the newest first, without their nodes.
func (c *Client) Runs(ctx context.Context, limit int) ([]Run, error) {
	var runs []Run
	err := c.do(ctx, http.MethodGet, fmt.Sprintf("/api/tenon/v1/runs?limit=%d", limit), "", nil, &runs)
	return runs, err
}

// Cancel stops a run.
func (c *Client) Cancel(ctx context.Context, id string) error {
	return c.do(ctx, http.MethodPost, "/api/tenon/v1/runs/"+url.PathEscape(id)+"/cancel", "", nil, nil)
}

// Models lists the catalogue.
func (c *Client) Models(ctx context.Context) ([]Model, error) {
	var models []Model
	err := c.do(ctx, http.MethodGet, "/api/tenon/v1/models", "", nil, &models)
	return models, err
}

// Model returns one model with its card.
func (c *Client) Model(ctx context.Context, name string) (Model, error) {
	var m Model
	err := c.do(ctx, http.MethodGet, "/api/tenon/v1/models/"+segments(name), "", nil, &m)
	return m, err
}

// segments escapes the parts of a name for an address.
func segments(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// Connect connects a server of models, or changes a connection of that name.
func (c *Client) Connect(ctx context.Context, conn Connection) (Connection, error) {
	body, err := json.Marshal(conn)
	if err != nil {
		return conn, fmt.Errorf("write connection: %w", err)
	}
	var made Connection
	err = c.do(ctx, http.MethodPost, "/api/tenon/v1/connections", "application/json", bytes.NewReader(body), &made)
	return made, err
}

// Connections lists what is connected, without the keys.
func (c *Client) Connections(ctx context.Context) ([]Connection, error) {
	var l []Connection
	err := c.do(ctx, http.MethodGet, "/api/tenon/v1/connections", "", nil, &l)
	return l, err
}

// Disconnect forgets a connection and its key.
func (c *Client) Disconnect(ctx context.Context, name string) error {
	return c.do(ctx, http.MethodDelete, "/api/tenon/v1/connections/"+url.PathEscape(name), "", nil, nil)
}

// Backup writes everything that the server keeps to w.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	resp, err := c.send(ctx, http.MethodGet, "/api/tenon/v1/backup", "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("the backup broke off: %w", err)
	}
	return nil
}

// Restore puts the backup in r in the place of what the server keeps; replace
// agrees to that where there is data already. The server goes on with it at once.
func (c *Client) Restore(ctx context.Context, r io.Reader, replace bool) error {
	path := "/api/tenon/v1/restore"
	if replace {
		path += "?replace"
	}
	return c.do(ctx, http.MethodPost, path, "application/gzip", r, nil)
}

// Open opens the bytes of an artefact.
func (c *Client) Open(ctx context.Context, v Value) (io.ReadCloser, error) {
	if v.Digest == "" {
		return io.NopCloser(strings.NewReader(v.Text)), nil
	}
	resp, err := c.send(ctx, http.MethodGet, "/api/tenon/v1/artefacts/"+url.PathEscape(v.Digest), "", nil)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

func (c *Client) do(ctx context.Context, method, path, media string, body io.Reader, out any) error {
	resp, err := c.send(ctx, method, path, media, body)
	if err != nil {
		return err
	}
	if err := decode(resp, out); err != nil {
		return fmt.Errorf("read answer of %s %s: %w", method, path, err)
	}
	return nil
}

// decode reads an answer, if it is wanted, and closes it.
func decode(resp *http.Response, out any) error {
	defer resp.Body.Close()
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// send returns the response if it is a success; the caller closes its body.
func (c *Client) send(ctx context.Context, method, path, media string, body io.Reader) (*http.Response, error) {
	header := http.Header{}
	if media != "" {
		header.Set("Content-Type", media)
	}
	return c.sendWith(ctx, method, path, header, body)
}

func (c *Client) sendWith(ctx context.Context, method, path string, header http.Header, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", c.base, err)
	}
	req.Header = header
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", c.base, err)
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	refusal := read(b)
	if refusal.Msg == "" {
		refusal.Msg = fmt.Sprintf("%s %s: %s", method, path, resp.Status)
	}
	refusal.Status = resp.StatusCode
	return nil, refusal
}

// read reads {"error": {"kind": …, "message": …}}, {"error": "…"} as the hub's
// interfaces write it, and {"message": "…"} as Git LFS has it; what is none is empty.
func read(b []byte) *Error {
	refusal := &Error{}
	var plain struct{ Error, Message string }
	if json.Unmarshal(b, &plain) == nil {
		return &Error{Msg: cmp.Or(plain.Error, plain.Message)}
	}
	wrapped := struct {
		Error *Error `json:"error"`
	}{refusal}
	if json.Unmarshal(b, &wrapped) != nil || wrapped.Error == nil {
		return &Error{}
	}
	return refusal
}
