// Package fetch reads files from addresses that people name in requests. It
// reaches public addresses only: an address is checked when it is connected to,
// after names are resolved and redirects followed, so none leads inside.
package fetch

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
)

// Options are the limits. A zero field has the default.
type Options struct {
	MaxBytes  int64          // of a file, unpacked; 200 MiB
	Timeout   time.Duration  // for all of a file; 10 minutes
	Stall     time.Duration  // for the next bytes to come; 30 seconds
	Redirects int            // followed at the most; 5
	Allow     []netip.Prefix // addresses that are no public ones and may be reached all the same
}

// Client fetches. It is safe for concurrent use.
type Client struct {
	opts  Options
	guard *ssrf.Guardian
	http  *http.Client
}

// New returns a client. It does not use the proxy of the environment, behind
// which addresses could not be checked.
func New(o Options) *Client {
	o.MaxBytes = cmp.Or(o.MaxBytes, 200<<20)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Minute)
	o.Stall = cmp.Or(o.Stall, 30*time.Second)
	o.Redirects = cmp.Or(o.Redirects, 5)
	var v4, v6 []netip.Prefix
	for _, p := range o.Allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	c := &Client{opts: o, guard: ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: c.guard.Safe}
	c.http = &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: o.Stall, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > c.opts.Redirects {
				return fault.New(fault.Invalid, "it redirects more than %d times", c.opts.Redirects)
			}
			return c.check(req.URL)
		},
	}
	return c
}

// Transport is a road to servers that people name, to public addresses alone.
func (c *Client) Transport() http.RoundTripper { return c.http.Transport }

// Private reports whether err is that an address is not public.
func Private(err error) bool { return errors.Is(err, ssrf.ErrProhibitedIP) }

// File is a file that is being fetched. Reading Body gives a fault that names
// the address when the file is too large, breaks off or stalls; the caller closes it.
type File struct {
	URL   string // where it was found after redirects
	Name  string // a clean file name
	Media string // as the server says; empty when it does not
	Size  int64  // bytes as the server says; -1 when it does not
	Body  io.ReadCloser
}

// Open begins to fetch address, over http or https. It returns when the file
// begins to come.
func (c *Client) Open(ctx context.Context, address string) (File, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return File{}, fault.About(clip(address), fault.Invalid, "this is not the address of a file; it begins with https:// and has no spaces")
	}
	b := newBody(ctx, u, c.opts)
	file, err := c.open(b, u)
	if err != nil {
		err = b.explain(err) // before Close, which cancels
		_ = b.Close()
		return File{}, err
	}
	return file, nil
}

func (c *Client) open(b *body, u *url.URL) (File, error) {
	if err := c.check(u); err != nil {
		return File{}, err
	}
	req, err := http.NewRequestWithContext(b.ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return File{}, fault.Wrap(err, fault.Invalid, "this is not the address of a file")
	}
	req.Header.Set("User-Agent", "Tenon")
	req.Header.Set("Accept", "*/*")
	res, err := c.http.Do(req) //nolint:bodyclose // b closes it
	if err != nil {
		return File{}, err
	}
	b.source, b.close = res.Body, res.Body.Close
	if err := checkResponse(res, c.opts.MaxBytes); err != nil {
		return File{}, err
	}
	media := res.Header.Get("Content-Type")
	f := File{URL: res.Request.URL.Redacted(), Name: nameOf(res, media), Media: media, Size: res.ContentLength, Body: b}
	if res.Header.Get("Content-Encoding") == "gzip" {
		if b.source, err = gzip.NewReader(res.Body); err != nil {
			return File{}, fault.Wrap(err, fault.Unavailable, "the server sent a file that cannot be unpacked")
		}
		f.Size = -1
	}
	return f, nil
}

// check refuses what can be refused by an address as it is written.
func (c *Client) check(u *url.URL) error {
	host, port := u.Hostname(), u.Port()
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fault.New(fault.Invalid, "only http:// and https:// addresses are fetched; attach the file instead")
	case host == "":
		return fault.New(fault.Invalid, "the address names no host")
	case u.User != nil:
		return fault.New(fault.Invalid, "the address carries a name or password; attach the file instead")
	case len(port) <= 3 && port != "" && port != "80" && port != "443" || len(port) == 4 && port < "1024":
		return fault.New(fault.Forbidden, "port %s is not for files; 80, 443 and those from 1024 on are", port)
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return c.guard.SafeAddr(ip.WithZone("").Unmap())
	}
	last := host[strings.LastIndexByte(strings.TrimRight(host, "."), '.')+1:]
	if strings.Trim(last, "0123456789.") == "" || strings.HasPrefix(strings.ToLower(last), "0x") {
		return fault.New(fault.Invalid, "%q is not how an address is written; four numbers with dots are", host)
	}
	return nil
}

func checkResponse(res *http.Response, most int64) error {
	switch code := res.StatusCode; {
	case code == http.StatusNotFound || code == http.StatusGone:
		return fault.New(fault.NotFound, "the server has no such file (%s); check the address", res.Status)
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fault.New(fault.Forbidden, "the server does not give this file to everybody (%s); download it and attach it", res.Status)
	case code != http.StatusOK:
		return fault.New(fault.Unavailable, "the server answered %s; try later, or download the file and attach it", res.Status)
	case res.ContentLength > most:
		return fault.New(fault.TooLarge, "the file has %s, and at most %s are fetched", size(res.ContentLength), size(most))
	}
	if e := res.Header.Get("Content-Encoding"); e != "" && e != "gzip" && e != "identity" {
		return fault.New(fault.Unavailable, "the server packs the file in a way that was not asked for (%s); download it and attach it", clip(e))
	}
	return nil
}

// nameOf takes the name that the server gives, else the last part of the
// path, else the host, and adds an ending where there is none.
func nameOf(res *http.Response, media string) string {
	var name string
	if _, params, err := mime.ParseMediaType(res.Header.Get("Content-Disposition")); err == nil {
		name = params["filename"]
		if plain, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
			name = plain
		}
	}
	if name == "" {
		if base := path.Base(res.Request.URL.Path); base != "/" && base != "." {
			name = base
		}
	}
	if name == "" {
		return intake.Name(res.Request.URL.Hostname() + intake.Ending(media))
	}
	if path.Ext(name) == "" {
		name += intake.Ending(media)
	}
	return intake.Name(name)
}

var (
	errStalled = errors.New("stalled")
	errTooLong = errors.New("too long")
)
