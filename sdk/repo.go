package sdk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Repo is a repository of the hub, with what was read from its files.
type Repo struct {
	ID        string    `json:"id"` // OWNER/NAME
	SHA       string    `json:"sha"`
	Private   bool      `json:"private"`
	Gate      Gate      `json:"gated"`
	Modified  time.Time `json:"lastModified"`
	Downloads int64     `json:"downloads"`
	Likes     int64     `json:"likes"`
	Task      string    `json:"pipeline_tag,omitempty"`
	Library   string    `json:"library_name,omitempty"`
	Tags      []string  `json:"tags"`
	Known     *Known    `json:"tenon,omitempty"`
}

// Known is what the files of a repository say. What they do not is zero.
type Known struct {
	Licenses     []string `json:"licenses,omitempty"`
	Languages    []string `json:"languages,omitempty"`
	Architecture string   `json:"architecture,omitempty"`
	Parameters   int64    `json:"parameters,omitempty"`
	Quantisation string   `json:"quantisation,omitempty"`
	Context      int64    `json:"context,omitempty"` // tokens
	Formats      []string `json:"formats,omitempty"`
	Bytes        int64    `json:"bytes"`
	Files        int      `json:"files"`
	Summary      string   `json:"summary,omitempty"` // the first sentences of the card
	Runs         *Runs    `json:"runs,omitempty"`    // of a model
}

// Runs is how the server runs a model, or why it does not.
type Runs struct {
	Engine  string   `json:"engine,omitempty"`
	Task    string   `json:"task,omitempty"`
	Also    []string `json:"also,omitempty"`    // other tasks that it does
	File    string   `json:"file,omitempty"`    // of its weights, the first
	Quants  []string `json:"quants,omitempty"`  // that there are to choose from, as OWNER/NAME:Q8_0
	Base    string   `json:"base,omitempty"`    // of an adapter: the model that it runs with
	Memory  int64    `json:"memory,omitempty"`  // bytes
	Missing string   `json:"missing,omitempty"` // why it cannot
	Blind   string   `json:"blind,omitempty"`   // why it sees no pictures, if it could
}

// Entry is a file or a folder of a repository.
type Entry struct {
	Type string `json:"type"` // file or directory
	Path string `json:"path"`
	Size int64  `json:"size"` // bytes
	OID  string `json:"oid"`
	LFS  *struct {
		OID string `json:"oid"` // SHA-256
	} `json:"lfs,omitempty"`
}

// Kind is model, dataset or space.
type Kind string

func (k Kind) api(rest string) string { return "/api/" + string(k) + "s" + rest }

// page is what the addresses of pages of repositories begin with.
func (k Kind) page() string {
	if k == "model" {
		return ""
	}
	return "/" + string(k) + "s"
}

// Find asks for repositories.
type Find struct {
	Kind   Kind
	Text   string
	Author string
	Labels []string // tasks, libraries, languages, license:…
	Sort   string   // downloads, likes, lastModified, createdAt, trendingScore; empty is by relevance
	Limit  int
}

// Search lists repositories, the best first.
func (c *Client) Search(ctx context.Context, f Find) (l []Repo, err error) {
	q := url.Values{"limit": {strconv.Itoa(f.Limit)}, "filter": f.Labels}
	for name, s := range map[string]string{"search": f.Text, "author": f.Author, "sort": f.Sort} {
		if s != "" {
			q.Set(name, s)
		}
	}
	return l, c.do(ctx, http.MethodGet, f.Kind.api("?"+q.Encode()), "", nil, &l)
}

// Repo says what is known of a repository.
func (c *Client) Repo(ctx context.Context, k Kind, id, rev string) (r Repo, err error) {
	return r, c.do(ctx, http.MethodGet, k.api("/"+segments(id)+"/revision/"+url.PathEscape(rev)), "", nil, &r)
}

// RemoveRepo removes a repository.
func (c *Client) RemoveRepo(ctx context.Context, k Kind, id string) error {
	owner, name, _ := strings.Cut(id, "/")
	body := fmt.Sprintf(`{"type":%q,"organization":%q,"name":%q}`, k, owner, name)
	return c.do(ctx, http.MethodDelete, "/api/repos/delete", "application/json", strings.NewReader(body), nil)
}

// Tree lists a folder of a repository, and with deep what is below it.
func (c *Client) Tree(ctx context.Context, k Kind, id, rev, folder string, deep bool) (all []Entry, err error) {
	path := k.api("/" + segments(id) + "/tree/" + url.PathEscape(rev))
	if folder != "" {
		path += "/" + segments(folder)
	}
	for path += "?recursive=" + strconv.FormatBool(deep); path != ""; {
		resp, err := c.send(ctx, http.MethodGet, path, "", nil)
		if err != nil {
			return nil, err
		}
		var page []Entry
		err = decode(resp, &page)
		if err != nil {
			return nil, fmt.Errorf("list the files of %s: %w", id, err)
		}
		all = append(all, page...)
		path = next(resp.Header.Get("Link"))
	}
	return all, nil
}

// next is the path of the page that a header names, empty after the last.
func next(link string) string {
	link, rest, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	u, err := url.Parse(link)
	if err != nil || !strings.Contains(rest, "next") {
		return ""
	}
	return u.RequestURI()
}

// Download opens a file of a repository from a byte on. The caller closes it.
func (c *Client) Download(ctx context.Context, k Kind, id, rev, file string, from int64) (io.ReadCloser, error) {
	path := k.page() + "/" + segments(id) + "/resolve/" + url.PathEscape(rev) + "/" + segments(file)
	header := http.Header{}
	if from > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	resp, err := c.sendWith(ctx, http.MethodGet, path, header, nil)
	if err != nil {
		return nil, err
	}
	if from > 0 && resp.StatusCode != http.StatusPartialContent {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("download %s: the server does not go on with a file", file)
	}
	return resp.Body, nil
}
