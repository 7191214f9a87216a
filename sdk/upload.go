package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// upload is a large file on its way to addresses that the server gave.
type upload struct {
	*Client
	f    Local
	body io.Reader
}

// head is what a server says of what lies at an address: its size in bytes and its tag.
type head struct {
	size int64
	tag  string
}

// send sends a body of some bytes to an address of the server that the client knows.
func (u upload) send(ctx context.Context, method, to string, header map[string]string, body io.Reader, size int64) (head, error) {
	at, err := url.Parse(to)
	if err != nil {
		return head{}, fmt.Errorf("read where to send %s: %w", u.f.Path, err)
	}
	req, err := http.NewRequestWithContext(ctx, method, u.base+at.RequestURI(), body)
	if err != nil {
		return head{}, fmt.Errorf("send %s: %w", u.f.Path, err)
	}
	req.ContentLength = size
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := u.http.Do(req)
	if err != nil {
		return head{}, fmt.Errorf("send %s: %w", u.f.Path, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		b, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
		return head{}, &Error{Status: resp.StatusCode, Msg: strings.TrimSpace("send " + u.f.Path + ": " + resp.Status + " " + read(b).Msg)}
	}
	return head{resp.ContentLength, resp.Header.Get("ETag")}, nil
}

// parts sends a file in parts, whose addresses stand in header under their numbers, and
// has the server put them together. What came of an upload that was cut off is not sent
// again.
func (u upload) parts(ctx context.Context, join string, header map[string]string) error {
	size, err := strconv.ParseInt(header["chunk_size"], 10, 64)
	if err != nil || size <= 0 {
		return fmt.Errorf("send %s: its parts have %q bytes", u.f.Path, header["chunk_size"])
	}
	to := map[int]string{}
	var numbers []int
	for name, address := range header {
		if n, err := strconv.Atoi(name); err == nil {
			to[n], numbers = address, append(numbers, n)
		}
	}
	slices.Sort(numbers)
	done := struct {
		OID   string           `json:"oid"`
		Parts []map[string]any `json:"parts"`
	}{OID: u.f.SHA256}
	for _, n := range numbers {
		tag, err := u.part(ctx, to[n], min(size, u.f.Size-int64(n-1)*size))
		if err != nil {
			return err
		}
		done.Parts = append(done.Parts, map[string]any{"partNumber": n, "etag": tag})
	}
	b, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("send %s: %w", u.f.Path, err)
	}
	_, err = u.send(ctx, http.MethodPost, join, nil, strings.NewReader(string(b)), int64(len(b)))
	return err
}

func (u upload) part(ctx context.Context, to string, size int64) (tag string, err error) {
	there, err := u.send(ctx, http.MethodHead, to, nil, http.NoBody, 0)
	if err == nil && there.size == size {
		_, err = io.CopyN(io.Discard, u.body, size)
		return there.tag, err
	}
	if _, ok := errors.AsType[*Error](err); err != nil && !ok { // it is not there, or what is wrong is said when it is sent
		return "", err
	}
	there, err = u.send(ctx, http.MethodPut, to, nil, io.LimitReader(u.body, size), size)
	return there.tag, err
}
