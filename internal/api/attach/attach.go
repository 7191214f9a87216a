// Package attach takes the files that come with a request, in whatever dialect:
// it keeps them under their digest, and says what they really are.
package attach

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
)

// Store keeps bytes under their SHA-256, in lower-case hex. Seek finds what the
// actor of ctx brought or made, and nothing else.
type Store interface {
	Keep(ctx context.Context, r io.Reader) (digest string, size int64, err error)
	Seek(ctx context.Context, digest string) (io.ReadSeekCloser, error)
}

// Fetch opens the file at an address that a person named.
type Fetch func(ctx context.Context, url string) (name string, body io.ReadCloser, err error)

// Desk takes files.
type Desk struct {
	Store  Store
	Fetch  Fetch
	Limits intake.Limits
}

const mostBytes = 2 << 30 // of a file, unless the operator says otherwise

// MaxBytes is how large a file may be.
func (d Desk) MaxBytes() int64 {
	if d.Limits.Bytes > 0 {
		return d.Limits.Bytes
	}
	return mostBytes
}

// Take keeps a file and recognises what it is; its name will be none of those
// that are taken. Text comes out as UTF-8.
func (d Desk) Take(ctx context.Context, name string, r io.Reader, taken []string) (assistant.Given, error) {
	name = intake.Unique(name, taken)
	from := &upload{r: io.LimitReader(r, d.MaxBytes()+1)}
	digest, _, err := d.Store.Keep(ctx, from)
	if err != nil {
		return assistant.Given{}, about(name, cmp.Or(from.broken(), err))
	}
	return d.Recognise(ctx, name, digest)
}

// upload remembers why the bytes of a file stopped coming.
type upload struct {
	r   io.Reader
	err error
}

func (u *upload) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		u.err = err
	}
	return n, err
}

// broken is a fault if the bytes broke off where they came from.
func (u *upload) broken() error {
	if _, known := errors.AsType[*fault.Error](u.err); known || u.err == nil {
		return nil
	}
	return fault.Wrap(u.err, fault.Invalid, "the upload broke off; send it again")
}

// Recognise says what the bytes under a digest are. Text that is not UTF-8 is
// kept again as that.
func (d Desk) Recognise(ctx context.Context, name, digest string) (assistant.Given, error) {
	file, err := d.Store.Seek(ctx, digest)
	if err != nil {
		return assistant.Given{}, err
	}
	defer file.Close()
	known, err := intake.Recognise(name, file, d.Limits)
	if err != nil {
		return assistant.Given{}, err
	}
	size := known.Size
	if !known.Plain() {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return assistant.Given{}, fmt.Errorf("read %s: %w", name, err)
		}
		if digest, size, err = d.Store.Keep(ctx, known.UTF8(file)); err != nil {
			return assistant.Given{}, about(name, err)
		}
	}
	v := port.Value{Type: known.Type, Media: known.Media, Name: name, Digest: digest, Size: size}
	return assistant.Given{Value: v, Notice: known.Notice}, nil
}

// about makes a failure to keep a file name that file.
func about(name string, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Subject != "" {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	named := *f
	named.Subject = name
	return &named
}

// Artefacts is where the bytes that a user brought or made are served.
const Artefacts = "/api/tenon/v1/artefacts/"

// artefact finds the digest in the address of an artefact, or one that stands alone.
var artefact = regexp.MustCompile(`^(?:https?://[^/]+)?(?:` + Artefacts + `|sha256:)?([0-9a-f]{64})(?:\?(.*))?$`)

// At takes the file at an address: one that holds it (data:), an artefact of the
// actor of ctx, or a public one. Name is for a file that has none itself.
func (d Desk) At(ctx context.Context, name, address string, taken []string) (assistant.Given, error) {
	if m := artefact.FindStringSubmatch(address); m != nil {
		q, _ := url.ParseQuery(m[2]) // the name is a help, no more
		return d.Recognise(ctx, intake.Unique(cmp.Or(q.Get("name"), name), taken), m[1])
	}
	from, body, err := d.open(ctx, name, address)
	if err != nil {
		return assistant.Given{}, err
	}
	defer body.Close()
	return d.Take(ctx, from, body, taken)
}

func (d Desk) open(ctx context.Context, name, address string) (string, io.ReadCloser, error) {
	rest, held := strings.CutPrefix(address, "data:")
	if !held {
		return d.Fetch(ctx, address)
	}
	head, data, ok := strings.Cut(rest, ",")
	if !ok {
		return "", nil, fault.About(name, fault.Invalid, "its address begins with data: and has no comma; write data:image/png;base64,…")
	}
	media, packed := strings.CutSuffix(head, ";base64")
	if ends, err := mime.ExtensionsByType(media); err == nil && len(ends) > 0 && !strings.Contains(name, ".") {
		name += ends[0]
	}
	if packed {
		return name, io.NopCloser(base64.NewDecoder(base64.StdEncoding, strings.NewReader(data))), nil
	}
	plain, err := url.PathUnescape(data)
	if err != nil {
		return "", nil, fault.About(name, fault.Invalid, "its address cannot be read: %v", err)
	}
	return name, io.NopCloser(strings.NewReader(plain)), nil
}
