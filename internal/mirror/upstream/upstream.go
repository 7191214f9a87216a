// Package upstream speaks to the servers that mirrors come from: Hugging Face,
// ModelScope, and other Tenons. All of them have git repositories whose large
// files are in Git LFS, so git and the LFS API are what is spoken; the rest
// differs in addresses alone.
package upstream

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
)

// Kind is what an upstream speaks.
type Kind string

// The kinds.
const (
	HuggingFace Kind = "huggingface"
	ModelScope  Kind = "modelscope"
	Tenon       Kind = "tenon"
)

// Options describe an upstream.
type Options struct {
	Name  string
	URL   string // with http:// or https://
	Kind  Kind
	Token string
	// Guarded is the road to addresses that an upstream names, such as those of
	// its large files. The upstream itself is the operator's own choice, and may
	// be anywhere.
	Guarded http.RoundTripper
	Stall   time.Duration // for the next bytes to come; 0 is 30 seconds
}

// Upstream is a server. It is safe for concurrent use.
type Upstream struct {
	o    Options
	base *url.URL
	http *http.Client
}

// New returns an upstream. Fault: Invalid when its address or kind is not one.
func New(o Options) (*Upstream, error) {
	switch o.Kind {
	case HuggingFace, ModelScope, Tenon:
	default:
		return nil, fault.New(fault.Invalid, "the kind %q of upstream %s is none of huggingface, modelscope and tenon", o.Kind, o.Name)
	}
	u, err := url.Parse(strings.TrimRight(o.URL, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault.New(fault.Invalid, "the address %q of upstream %s is not one such as https://huggingface.co", o.URL, o.Name)
	}
	o.Stall = cmp.Or(o.Stall, 30*time.Second)
	up := &Upstream{o: o, base: u}
	own := &http.Transport{
		DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: o.Stall, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 8,
	}
	up.http = &http.Client{Transport: roads{own: own, others: o.Guarded, host: u.Host}, CheckRedirect: up.follow}
	return up, nil
}

// roads takes requests to the upstream itself by one road, and all others by
// the guarded one.
type roads struct {
	own, others http.RoundTripper
	host        string
}

func (r roads) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host == r.host {
		return r.own.RoundTrip(req)
	}
	return r.others.RoundTrip(req)
}

const maxRedirects = 5

// follow keeps the token from other hosts: the standard client passes it on
// where the domain is the same.
func (u *Upstream) follow(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errors.New("it redirects too often")
	}
	if req.URL.Host != u.base.Host {
		req.Header.Del("Authorization")
	}
	return nil
}

// git is the address of a repository for git.
func (u *Upstream) git(k hub.Kind, name ref.Repo) string {
	prefix := map[hub.Kind]string{hub.Model: "", hub.Dataset: "datasets/", hub.Space: "spaces/"}[k]
	if u.o.Kind == ModelScope {
		prefix = map[hub.Kind]string{hub.Model: "models/", hub.Dataset: "datasets/", hub.Space: "studios/"}[k]
	}
	return u.base.String() + "/" + prefix + name.String() + ".git"
}

// request makes a request, with the token if named is set.
func (u *Upstream) request(ctx context.Context, method, address string, body io.Reader, named bool) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("ask the upstream %s: %w", u.o.Name, err)
	}
	req.Header.Set("User-Agent", "Tenon")
	if named && u.o.Token != "" && req.URL.Host == u.base.Host {
		req.SetBasicAuth("oauth2", u.o.Token) // as git does it, all of them know it
	}
	return req, nil
}

// do sends a request and returns the response if it is a success; the caller
// closes its body.
func (u *Upstream) do(req *http.Request) (*http.Response, error) {
	res, err := u.http.Do(req)
	if err != nil {
		return nil, u.down(req.Context(), err)
	}
	if res.StatusCode < 300 {
		return res, nil
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusNotFound, http.StatusGone:
		return nil, fault.New(fault.NotFound, "the upstream %s has no such thing, or does not show it to us (%s): see whether its token may read it", u.o.Name, res.Status)
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, u.closed(res)
	case http.StatusTooManyRequests:
		return nil, fault.Wrap(hub.ErrUpstream, fault.Unavailable, "the upstream %s has had too many requests: try again later, or name a token for it in the settings", u.o.Name)
	}
	return nil, fault.Wrap(hub.ErrUpstream, fault.Unavailable, "the upstream %s answered %s: try again later", u.o.Name, res.Status)
}

// closed is the fault of what is not for us. Only of what is gated do all tell that
// it is there.
func (u *Upstream) closed(res *http.Response) error {
	token := "name a token that may read it as `token` in its [[upstream]]"
	if u.o.Token != "" {
		token = "see whether the token in its [[upstream]] may read it"
	}
	if res.Header.Get("X-Error-Code") == "GatedRepo" {
		return fault.Wrap(hub.ErrGated, fault.Forbidden, "it is gated at the upstream %s: %s, in the settings of this server", u.o.Name, token)
	}
	return fault.Wrap(mirror.ErrClosed, fault.NotFound, "it is private or gated at the upstream %s, which does not show it to us (%s): %s, in the settings of this server", u.o.Name, res.Status, token)
}

// down is the fault of an upstream that could not be reached.
func (u *Upstream) down(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fault.Wrap(errors.Join(ctx.Err(), err), fault.Canceled, "canceled while the upstream %s was asked", u.o.Name)
	}
	what, why := hub.ErrUpstream, "cannot be reached"
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() {
		what, why = hub.ErrUpstreamSlow, "does not answer in time"
	}
	return fault.Wrap(errors.Join(what, err), fault.Unavailable, "the upstream %s (%s) %s: try again later, and see whether its address in the settings is right", u.o.Name, u.base.Host, why)
}

const maxReply = 64 << 20 // bytes of JSON

// call asks an API, with the token, and reads its JSON.
func (u *Upstream) call(ctx context.Context, method, address string, in, out any, media string) (http.Header, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("ask the upstream %s: %w", u.o.Name, err)
		}
		body = bytes.NewReader(b)
	}
	req, err := u.request(ctx, method, address, body, true)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", media)
	if in != nil {
		req.Header.Set("Content-Type", media)
	}
	res, err := u.do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(io.LimitReader(res.Body, maxReply)).Decode(out); err != nil {
		return nil, fault.Wrap(errors.Join(hub.ErrUpstream, err), fault.Unavailable, "the upstream %s answered what is not the JSON that was asked for: see whether its address and kind in the settings are right", u.o.Name)
	}
	return res.Header, nil
}

// Gated reports whether a repository is not for everybody, though everybody
// sees it.
func (u *Upstream) Gated(ctx context.Context, k hub.Kind, name ref.Repo) (bool, error) {
	if u.o.Kind == ModelScope {
		var said struct {
			Data struct {
				Visibility    int
				ProtectedMode int
			}
		}
		address := fmt.Sprintf("%s/api/v1/%s/%s", u.base, map[hub.Kind]string{hub.Model: "models", hub.Dataset: "datasets", hub.Space: "studios"}[k], name)
		_, err := u.call(ctx, http.MethodGet, address, nil, &said, "application/json")
		const public, onRequest = 5, 1
		return said.Data.Visibility != 0 && said.Data.Visibility != public || said.Data.ProtectedMode == onRequest, err
	}
	var said struct {
		Private bool `json:"private"`
		Gated   any  `json:"gated"` // false, or how
	}
	_, err := u.call(ctx, http.MethodGet, fmt.Sprintf("%s/api/%ss/%s", u.base, k, name), nil, &said, "application/json")
	return said.Private || said.Gated != nil && said.Gated != false, err
}
