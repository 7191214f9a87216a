package modelscope

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/modelscope"
)

func (c *call) tag() error {
	var q struct{ TagName, Ref string }
	if err := c.decode(&q); err != nil {
		return err
	}
	name, err := ref.ParseRev(q.TagName)
	if err != nil {
		return err
	}
	at := ref.Rev("master")
	if q.Ref != "" {
		if at, err = ref.ParseRev(q.Ref); err != nil {
			return err
		}
	}
	r, err := c.repo(hub.Write)
	if err != nil {
		return err
	}
	if err := r.MakeRef(c.ctx, hub.Tag(name), at); err != nil {
		return err
	}
	return c.ok(map[string]string{"Name": q.TagName})
}

const maxBatch = 1000 // objects

// batch says which large files are to be sent, and where to.
func (c *call) batch() error {
	var q wire.Batch
	if err := c.decode(&q); err != nil {
		return err
	}
	if len(q.Objects) > maxBatch {
		return fault.New(fault.TooLarge, "a batch has at most %d objects: ask in several", maxBatch)
	}
	r, err := c.repo(hub.Write)
	if err != nil {
		return err
	}
	var wanted []hub.Pointer
	for _, o := range q.Objects {
		d, err := blob.ParseDigest(o.OID)
		if err != nil {
			return err
		}
		if o.Size < 0 {
			return fault.New(fault.Invalid, "no file has %d bytes", o.Size)
		}
		wanted = append(wanted, hub.Pointer{Digest: d, Size: o.Size})
	}
	held, err := r.Claim(c.ctx, wanted...)
	if err != nil {
		return err
	}
	var more int64
	for _, p := range wanted {
		if _, ok := held[p.Digest]; !ok {
			more += min(p.Size, math.MaxInt64-more)
		}
	}
	if err = r.Admit(c.ctx, more); err == nil && more > 0 {
		err = c.Uploads.Room(more)
	}
	if err != nil {
		return err
	}
	out := wire.Batch{Operation: "upload", Objects: []wire.Object{}}
	for _, p := range wanted {
		o := wire.Object{OID: p.Digest.String(), Size: p.Size}
		if _, ok := held[p.Digest]; !ok {
			o.Actions = map[string]wire.Upload{"upload": {Href: c.Uploads.Upload(c.r, r.ID, p)}}
		}
		out.Objects = append(out.Objects, o)
	}
	return c.ok(out)
}

func (c *call) commit() error {
	rev, err := ref.ParseRev(c.r.PathValue("rev"))
	if err != nil {
		return err
	}
	r, err := c.repo(hub.Write)
	if err != nil {
		return err
	}
	in := newActions(c.r.Body)
	message, err := in.begin()
	if err != nil {
		return err
	}
	made, err := r.Commit(c.ctx, rev, "", message, in.operations)
	if err != nil {
		return err
	}
	return c.ok(wire.Made{OID: string(made)})
}

// actions reads a commit while it comes: {"commit_message": …, "actions": [ … ]}.
// One action is in memory at a time.
type actions struct {
	in  *json.Decoder
	few *few
}

// maxAction is the size in bytes of an action: the largest file that git keeps
// itself, in base64, and its name.
const maxAction = hub.MaxContent/3*4 + 64<<10

// few reads as long as there are not more than so many bytes from one reset to
// the next.
type few struct {
	r    io.Reader
	left int
}

func (f *few) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, fault.New(fault.TooLarge, "a file of more than %d MiB is in the commit itself: upload it as a large file first", hub.MaxContent>>20)
	}
	n, err := f.r.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func newActions(r io.Reader) *actions {
	f := &few{r, maxAction}
	return &actions{json.NewDecoder(f), f}
}

var errNoCommit = fault.New(fault.Invalid, `the commit is not a JSON object of a "commit_message" and, after it, "actions"`)

// begin reads up to the first action.
func (a *actions) begin() (message string, err error) {
	if t, err := a.in.Token(); err != nil || t != json.Delim('{') {
		return "", errNoCommit
	}
	for a.in.More() {
		key, err := a.in.Token()
		if err != nil {
			return "", errNoCommit
		}
		if key == "actions" {
			if t, err := a.in.Token(); err != nil || t != json.Delim('[') {
				return "", errNoCommit
			}
			return message, nil
		}
		var value any
		if err := a.in.Decode(&value); err != nil {
			return "", errNoCommit
		}
		if s, ok := value.(string); ok && key == "commit_message" {
			message = s
		}
	}
	return "", errNoCommit
}

// operations yields the actions as operations of a commit.
func (a *actions) operations(yield func(hub.Operation, error) bool) {
	for a.in.More() {
		a.few.left = maxAction
		var act wire.Action
		var op hub.Operation
		err := a.in.Decode(&act)
		if err == nil {
			op, err = operation(act)
		} else {
			err = cutOff(err)
		}
		if !yield(op, err) || err != nil {
			return
		}
	}
	if t, err := a.in.Token(); err != nil || t != json.Delim(']') {
		yield(hub.Operation{}, cutOff(err))
	}
}

func cutOff(err error) error {
	if _, known := errors.AsType[*fault.Error](err); known {
		return err
	}
	return fault.Wrap(err, fault.Invalid, "the actions of the commit were cut off, or are not JSON: send it again")
}

func operation(a wire.Action) (op hub.Operation, err error) {
	if op.Path, err = ref.ParsePath(a.Path); err != nil {
		return op, err
	}
	switch {
	case a.Action == "delete":
		op.Action = hub.Delete
	case a.Action != "create" && a.Action != "update":
		err = fault.About(a.Path, fault.Invalid, "the action %.40q is none of create, update and delete", a.Action)
	case a.Type == "lfs":
		var d blob.Digest
		d, err = blob.ParseDigest(a.Sha256)
		op.Object = &hub.Pointer{Digest: d, Size: max(a.Size, 0)}
	case a.Encoding != "" && a.Encoding != "base64":
		err = fault.About(a.Path, fault.Invalid, "its encoding %.40q is not base64", a.Encoding)
	default:
		if op.Content, err = base64.StdEncoding.DecodeString(a.Content); err != nil {
			err = fault.About(a.Path, fault.Invalid, "its content is not base64")
		}
	}
	return op, err
}
