package attachment

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/scan"
	"github.com/tenonhub/tenon/internal/ref"
)

// Hub opens repositories on behalf of the actor of ctx, and knows what it may keep.
type Hub interface {
	OpenID(ctx context.Context, id hub.ID, a hub.Access) (*hub.Handle, error)
	Quota(ctx context.Context, owner ref.Owner) (hub.Quota, hub.Usage, error)
}

// Parts are what a desk is made of.
type Parts struct {
	Store Store
	Blobs hub.Blobs
	Hub   Hub
	Audit hub.Audit
}

// Desk takes attachments and gives them out, on behalf of the actor of the
// context. It is safe for concurrent use.
type Desk struct {
	p    Parts
	now  func() time.Time
	most Waiting // that somebody may have sent before the comment that names it
	door door
}

// New returns the desk of its parts.
func New(p Parts) *Desk {
	return &Desk{p: p, now: time.Now, most: Waiting{Files: 100, Bytes: 200 << 20}, door: door{of: map[string]*coming{}}}
}

// Take stores a file that somebody wants to put into a comment, in constant
// memory: until a comment names it, for a day, it is its sender's alone. Of what
// does not fit into what its sender may have waiting, or into its quota, nothing stays. Faults:
// Unauthenticated, Forbidden, Invalid for what is no picture, sound or video, or
// has something else in it, TooLarge, Exhausted.
func (d *Desk) Take(ctx context.Context, media string, body io.Reader) (f File, err error) {
	actor := account.From(ctx)
	writes := func(g account.Grant) bool { return g.Write }
	switch {
	case actor.Anonymous():
		return f, account.Need(actor, account.None, account.Write, "attach files to comments")
	case !actor.Scope.Writes() && !slices.ContainsFunc(actor.Scope.Grants, writes):
		return f, fault.New(fault.Forbidden, "what %s has come with may only read: attach files with a token that may write", actor.User)
	}
	admit, err := d.quota(ctx, actor.User)
	if err == nil {
		err = admit(1)
	}
	if err != nil {
		return f, err
	}
	e, err := d.enter(ctx, actor.User)
	if err != nil {
		return f, err
	}
	defer e.leave()
	head := make([]byte, headSize)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return f, fmt.Errorf("read an attachment: %w", err)
	}
	k, err := kindOf(media, head[:n])
	if err != nil {
		return f, err
	}
	info, err := d.p.Blobs.Put(ctx, &bounded{r: io.MultiReader(bytes.NewReader(head[:n]), body), left: k.most, most: k.most, e: e, admit: admit})
	if err != nil {
		return f, err
	}
	e.stored = true
	f = File{ID: string(hub.NewID()), By: actor.User, Media: k.media, Digest: info.Digest, Size: info.Size, At: d.now().UTC()}
	if err := d.p.Store.Add(ctx, f, d.most); err != nil {
		return File{}, err
	}
	if err := d.harmless(ctx, f); err != nil { // it waits, and counts, as its bytes do: nobody learns its id
		return File{}, err
	}
	return f, d.p.Audit.Note(context.WithoutCancel(ctx), "attachment upload", f.Name(), fmt.Sprintf("%v, %d bytes", f.Digest, f.Size))
}

// quota is how a sender's quota admits so many bytes: what it has sent is its own until a
// comment has it. Which credential it has come with says nothing about that.
func (d *Desk) quota(ctx context.Context, by ref.Owner) (admit func(bytes int64) error, err error) {
	q, u, err := d.p.Hub.Quota(account.With(ctx, account.Actor{User: by, Scope: account.Scope{Level: account.ReadOnly}}), by)
	return func(bytes int64) error { return q.Admit(by, u, bytes) }, err
}

// bounded fails when there is more than it may be, so that nothing of it is stored.
type bounded struct {
	r          io.Reader
	left, most int64
	e          *entry
	admit      func(bytes int64) error
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fault.New(fault.TooLarge, "an attachment of this kind has at most %d MiB: put larger files into the repository", b.most>>20)
	}
	if full := b.e.take(int64(n)); full != nil {
		return 0, full
	}
	if full := b.admit(b.most - b.left); full != nil {
		return 0, full
	}
	return n, err
}

// harmless refuses a file in which something was found that pictures, sounds and
// videos have not.
func (d *Desk) harmless(ctx context.Context, f File) error {
	body, info, err := d.p.Blobs.Open(ctx, f.Digest)
	if err != nil {
		return err
	}
	defer body.Close()
	at := scan.Anywhere(body)
	found, err := scan.File(at, info.Size)
	if err != nil {
		return err
	}
	var what string
	switch {
	case archived(at, info.Size):
		what = "an archive that stands behind it"
	case found.Level() == scan.Safe:
		return nil
	case len(found.Notes) > 0:
		what = found.Notes[0].What
	default:
		what = "a pickle that imports more than data needs"
	}
	return fault.New(fault.Invalid, "the file is not attached, as this was found in it: %s", what)
}

// archived reports whether a file is an archive too, which is read from its end.
func archived(at io.ReaderAt, size int64) bool {
	const end, comment = 22, 1<<16 - 1 // bytes of a ZIP file's last record, and the most that follow it
	tail := make([]byte, min(size, end+comment))
	if n, err := at.ReadAt(tail, size-int64(len(tail))); n < len(tail) && err != nil {
		return false
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	return i >= 0 && len(tail)-i >= end && int(binary.LittleEndian.Uint16(tail[i+20:])) == len(tail)-i-end
}

// Place has a repository hold the attachments of the actor that the text of a
// comment names: who may read it sees them from then on. It comes before the
// comment does; without one they are forgotten. Fault: Exhausted when they are
// over a quota.
func (d *Desk) Place(ctx context.Context, repo hub.ID, said, text string) error {
	actor := account.From(ctx)
	for _, id := range Named(text) {
		f, err := d.p.Store.Find(ctx, id)
		if fault.Is(err, fault.NotFound) || err == nil && f.By.Key() != actor.User.Key() {
			continue // what is another's is shown to nobody by naming it
		}
		if err == nil {
			err = d.hold(ctx, repo, f)
		}
		if err == nil {
			err = d.p.Store.Put(ctx, Use{File: id, Repo: repo, Said: said, At: d.now().UTC()})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hold has a repository hold the bytes of an attachment, as it does those of any
// large file: they count against its owner's quota, and their sender's.
func (d *Desk) hold(ctx context.Context, repo hub.ID, f File) error {
	r, err := d.p.Hub.OpenID(ctx, repo, hub.Propose)
	if err != nil {
		return err
	}
	p := hub.Pointer{Digest: f.Digest, Size: f.Size}
	if held, err := r.Claim(ctx, p); err != nil || len(held) > 0 { // it is needed from now on, if it was there already
		return err
	}
	body, _, err := d.p.Blobs.Open(ctx, f.Digest)
	if err != nil {
		return err
	}
	defer body.Close()
	return r.Receive(ctx, p, body)
}

// Open opens an attachment for those who may read a repository where a comment has
// it, and until one has for who sent it. The caller closes it. Fault: NotFound.
func (d *Desk) Open(ctx context.Context, id string) (f File, body io.ReadSeekCloser, err error) {
	if f, err = d.p.Store.Find(ctx, id); err != nil {
		return f, nil, err
	}
	repos, err := d.p.Store.Repos(ctx, id)
	if err != nil {
		return f, nil, err
	}
	if actor := account.From(ctx); len(repos) == 0 && !actor.Anonymous() && actor.User.Key() == f.By.Key() {
		body, _, err = d.p.Blobs.Open(ctx, f.Digest)
		return f, body, err
	}
	for _, repo := range repos {
		r, err := d.p.Hub.OpenID(ctx, repo, hub.Read)
		if err == nil {
			body, _, err = r.Object(ctx, f.Digest)
		}
		switch {
		case err == nil:
			return f, body, nil
		case !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Unauthenticated):
			return f, nil, err
		}
	}
	return f, nil, Missing(id)
}

// Among are those of some bytes that comments of a repository have, by what they are
// called in addresses.
func (d *Desk) Among(ctx context.Context, repo hub.ID, digests []blob.Digest) (map[blob.Digest]string, error) {
	l, err := d.p.Store.Among(ctx, repo, digests)
	names := map[blob.Digest]string{}
	for digest, f := range l {
		names[digest] = f.Name()
	}
	return names, err
}

// Drop forgets the attachments of a comment whose text is taken away.
func (d *Desk) Drop(ctx context.Context, repo hub.ID, said string) error {
	return d.p.Store.Drop(ctx, repo, said)
}

// Sweep forgets what was sent before t and no comment has. The bytes are left to
// those who collect what nobody needs.
func (d *Desk) Sweep(ctx context.Context, t time.Time) (int, error) { return d.p.Store.Sweep(ctx, t) }
