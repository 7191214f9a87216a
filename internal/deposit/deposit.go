// Package deposit keeps what callers of the models' APIs leave here: files, the parts
// of files, and answers that they ask for again. Each is its owner's alone.
package deposit

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// Kind is a kind of deposits.
type Kind string

// The kinds.
const (
	OfFile       Kind = "file"
	OfUpload     Kind = "upload" // a file that comes in parts
	OfPart       Kind = "part"
	OfResponse   Kind = "response"
	OfCompletion Kind = "completion"
)

// Item is a deposit as it is kept.
type Item struct {
	ID      string
	Owner   string
	Kind    Kind
	Body    json.RawMessage
	Digest  string // of bytes that it needs; empty without any
	Created time.Time
	Expires time.Time // zero is never
}

// Page chooses a part of a list.
type Page struct {
	After  string // the last one of the page before
	Limit  int    // 0 is 100, at most 10,000
	Oldest bool   // first; else the newest
}

// Rows keeps items. An item that is not its owner's is one that is not there: a
// fault of kind NotFound. Contract: deposittest.Rows.
type Rows interface {
	// Add adds an item. An id that is taken is a fault of kind Conflict.
	Add(ctx context.Context, it Item) error
	Find(ctx context.Context, owner string, k Kind, id string) (Item, error)
	List(ctx context.Context, owner string, k Kind, p Page) ([]Item, error)
	// Change replaces the body of an item.
	Change(ctx context.Context, owner string, k Kind, id string, body json.RawMessage) error
	Remove(ctx context.Context, owner string, k Kind, id string) error
	// Sweep removes what has expired, and responses and completions from before t.
	Sweep(ctx context.Context, now, t time.Time) (removed int, err error)
}

// Bytes keeps bytes for the actor of ctx.
type Bytes interface {
	Keep(ctx context.Context, r io.Reader) (digest string, size int64, err error)
	Seek(ctx context.Context, digest string) (io.ReadSeekCloser, error)
}

// Desk takes deposits of the actor of its calls' contexts, and gives them back.
type Desk struct {
	Rows  Rows
	Bytes Bytes
}

// File is a file that was left.
type File struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Purpose     string    `json:"purpose"`
	Description string    `json:"description,omitempty"`
	Media       string    `json:"media,omitempty"`
	MD5         string    `json:"md5,omitempty"`
	Digest      string    `json:"digest"`
	Size        int64     `json:"size"` // bytes
	Created     time.Time `json:"created"`
	Expires     time.Time `json:"expires,omitzero"`

	Lasts time.Duration `json:"-"` // from when it is there, where Expires is not known before
}

// ID is a new id that begins with a word.
func ID(word string) string { return word + strings.ToLower(rand.Text()) }

// Add keeps a file with its bytes. It gives f an id if it has none, and its size.
func (d Desk) Add(ctx context.Context, f File, r io.Reader) (File, error) {
	return d.Keep(ctx, OfFile, f, r)
}

// Keep keeps a file, or a part of one, which has an id.
func (d Desk) Keep(ctx context.Context, k Kind, f File, r io.Reader) (_ File, err error) {
	if f.Digest, f.Size, err = d.Bytes.Keep(ctx, r); err != nil {
		return f, err
	}
	if f.ID == "" {
		f.ID = ID("file-")
	}
	f.Created = time.Now().UTC().Truncate(time.Microsecond)
	if f.Lasts > 0 {
		f.Expires = f.Created.Truncate(time.Second).Add(f.Lasts)
	}
	body, err := json.Marshal(f)
	if err != nil {
		return f, fmt.Errorf("write what is known of file %s: %w", f.ID, err)
	}
	return f, d.Rows.Add(ctx, Item{ID: f.ID, Owner: Owner(ctx), Kind: k, Body: body, Digest: f.Digest, Created: f.Created, Expires: f.Expires})
}

// Owner is whose deposits those of the actor of ctx are.
func Owner(ctx context.Context) string { return account.From(ctx).Owner() }

// File finds a file.
func (d Desk) File(ctx context.Context, id string) (File, error) { return d.Kept(ctx, OfFile, id) }

// Kept finds a file or a part of one.
func (d Desk) Kept(ctx context.Context, k Kind, id string) (f File, err error) {
	it, err := d.Rows.Find(ctx, Owner(ctx), k, id)
	if err != nil {
		return f, err
	}
	return read(it)
}

func read(it Item) (f File, err error) {
	if err := json.Unmarshal(it.Body, &f); err != nil {
		return f, fmt.Errorf("read what is known of file %s: %w", it.ID, err)
	}
	return f, nil
}

// Open finds a file and opens its bytes.
func (d Desk) Open(ctx context.Context, id string) (File, io.ReadSeekCloser, error) {
	f, err := d.File(ctx, id)
	if err != nil {
		return f, nil, err
	}
	r, err := d.Bytes.Seek(ctx, f.Digest)
	return f, r, err
}

// Files lists files.
func (d Desk) Files(ctx context.Context, p Page) ([]File, error) {
	items, err := d.Rows.List(ctx, Owner(ctx), OfFile, p)
	if err != nil {
		return nil, err
	}
	l := make([]File, len(items))
	for i, it := range items {
		if l[i], err = read(it); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Remove removes a deposit.
func (d Desk) Remove(ctx context.Context, k Kind, id string) error {
	return d.Rows.Remove(ctx, Owner(ctx), k, id)
}

// Save keeps what has no bytes but itself, until it expires; zero is never.
func (d Desk) Save(ctx context.Context, k Kind, id string, v any, expires time.Time) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", k, id, err)
	}
	return d.Rows.Add(ctx, Item{ID: id, Owner: Owner(ctx), Kind: k, Body: body, Created: time.Now().UTC().Truncate(time.Microsecond), Expires: expires})
}

// Load reads what was saved.
func (d Desk) Load(ctx context.Context, k Kind, id string, into any) error {
	it, err := d.Rows.Find(ctx, Owner(ctx), k, id)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(it.Body, into); err != nil {
		return fmt.Errorf("read %s %s: %w", k, id, err)
	}
	return nil
}

// Change saves something anew that was saved.
func (d Desk) Change(ctx context.Context, k Kind, id string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", k, id, err)
	}
	return d.Rows.Change(ctx, Owner(ctx), k, id, body)
}

// Missing says that something is not there.
func Missing(k Kind, id string) error {
	return fault.New(fault.NotFound, "there is no %s %.60q, or it is not yours", k, id)
}

// Taken says that an id is another's already.
func Taken(k Kind, id string) error {
	return fault.New(fault.Conflict, "there is a %s %.200q already", k, id)
}
