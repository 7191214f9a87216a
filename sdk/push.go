package sdk

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Local is a file that is to be in a repository.
type Local struct {
	Path   string // in the repository
	Size   int64  // bytes
	SHA256 string
	Sample []byte // the first 512 bytes
	Open   func() (io.ReadCloser, error)
}

// CreateRepo makes a repository, if it is not there.
func (c *Client) CreateRepo(ctx context.Context, k Kind, id string, private bool) error {
	owner, name, _ := strings.Cut(id, "/")
	body, err := json.Marshal(map[string]any{"type": k, "organization": owner, "name": name, "private": private})
	if err != nil {
		return err
	}
	err = c.do(ctx, http.MethodPost, "/api/repos/create", "application/json", bytes.NewReader(body), nil)
	if refusal, ok := errors.AsType[*Error](err); ok && refusal.Status == http.StatusConflict {
		return nil
	}
	return err
}

// Large tells which of some files are kept as large ones.
func (c *Client) Large(ctx context.Context, k Kind, id string, files []Local) (map[string]bool, error) {
	type file struct {
		Path   string `json:"path"`
		Size   int64  `json:"size"`
		Sample []byte `json:"sample"`
	}
	var q struct {
		Files []file `json:"files"`
	}
	for _, f := range files {
		q.Files = append(q.Files, file{f.Path, f.Size, f.Sample})
	}
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	var a struct {
		Files []struct {
			Path string `json:"path"`
			Mode string `json:"uploadMode"`
		} `json:"files"`
	}
	if err := c.do(ctx, http.MethodPost, k.api("/"+segments(id)+"/preupload/main"), "application/json", bytes.NewReader(body), &a); err != nil {
		return nil, err
	}
	large := map[string]bool{}
	for _, f := range a.Files {
		large[f.Path] = f.Mode == "lfs"
	}
	return large, nil
}

// Upload sends a large file, through watch. sent is false if it is stored already.
func (c *Client) Upload(ctx context.Context, k Kind, id string, f Local, watch func(io.Reader) io.Reader) (sent bool, err error) {
	prefix := ""
	if k != "model" {
		prefix = "/" + string(k) + "s"
	}
	q := fmt.Sprintf(`{"operation":"upload","transfers":["multipart","basic"],"hash_algo":"sha256","objects":[{"oid":%q,"size":%d}]}`, f.SHA256, f.Size)
	var a struct {
		Objects []struct {
			Error   *struct{ Message string } `json:"error"`
			Actions struct {
				Upload *struct {
					Href   string            `json:"href"`
					Header map[string]string `json:"header"`
				} `json:"upload"`
			} `json:"actions"`
		} `json:"objects"`
	}
	err = c.do(ctx, http.MethodPost, prefix+"/"+segments(id)+".git/info/lfs/objects/batch", "application/vnd.git-lfs+json", strings.NewReader(q), &a)
	if err != nil {
		return false, err
	}
	if len(a.Objects) == 0 {
		return false, fmt.Errorf("the server does not say where to send %s", f.Path)
	}
	o := a.Objects[0]
	switch {
	case o.Error != nil:
		return false, &Error{Status: http.StatusUnprocessableEntity, Msg: o.Error.Message}
	case o.Actions.Upload == nil:
		return false, nil
	}
	body, err := f.Open()
	if err != nil {
		return false, err
	}
	defer body.Close()
	out := upload{c, f, watch(body)}
	if _, ok := o.Actions.Upload.Header["chunk_size"]; ok {
		return true, out.parts(ctx, o.Actions.Upload.Href, o.Actions.Upload.Header)
	}
	_, err = out.send(ctx, http.MethodPut, o.Actions.Upload.Href, o.Actions.Upload.Header, out.body, f.Size)
	return true, err
}

// Commit makes a commit of files, of which the large ones were uploaded. It
// returns the id of the commit.
func (c *Client) Commit(ctx context.Context, k Kind, id, message string, files []Local, large map[string]bool) (string, error) {
	r, w := io.Pipe()
	written := make(chan struct{})
	go func() {
		defer close(written)
		w.CloseWithError(writeCommit(w, message, files, large))
	}()
	var a struct {
		OID string `json:"commitOid"`
	}
	err := c.do(ctx, http.MethodPost, k.api("/"+segments(id)+"/commit/main"), "application/x-ndjson", r, &a)
	_ = r.Close() // whoever writes hears it
	<-written
	return a.OID, err
}

func writeCommit(w io.Writer, message string, files []Local, large map[string]bool) error {
	enc := json.NewEncoder(w)
	line := func(key string, value any) error { return enc.Encode(map[string]any{"key": key, "value": value}) }
	if err := line("header", map[string]string{"summary": message}); err != nil {
		return err
	}
	for _, f := range files {
		if large[f.Path] {
			if err := line("lfsFile", map[string]any{"path": f.Path, "algo": "sha256", "oid": f.SHA256, "size": f.Size}); err != nil {
				return err
			}
			continue
		}
		b, err := contents(f)
		if err != nil {
			return err
		}
		if err := line("file", map[string]string{"path": f.Path, "content": base64.StdEncoding.EncodeToString(b), "encoding": "base64"}); err != nil {
			return err
		}
	}
	return nil
}

func contents(f Local) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, f.Size+1))
	if err == nil && int64(len(b)) != f.Size {
		err = fmt.Errorf("%s changed while it was read", f.Path)
	}
	return b, err
}
