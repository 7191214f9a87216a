package files

import (
	"cmp"
	"context"
	"crypto/md5" //nolint:gosec // callers say it to find out whether bytes got lost
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
)

// upload is a file that comes in parts, on the wire and as it is kept.
type upload struct {
	ID       string  `json:"id"`
	Object   string  `json:"object"`
	Bytes    int64   `json:"bytes"` // of the whole file
	Created  int64   `json:"created_at"`
	Expires  int64   `json:"expires_at"`
	Filename string  `json:"filename"`
	Purpose  string  `json:"purpose"`
	Status   string  `json:"status"` // pending, completed, cancelled
	File     *object `json:"file"`   // once it is completed

	After *after `json:"expires_after,omitempty"` // of the file
}

const (
	uploadFor = time.Hour
	maxPart   = 64 << 20 // bytes
	pending   = "pending"
)

// Begin makes an upload, which parts are added to.
func (d Desk) Begin(w http.ResponseWriter, r *http.Request) {
	var u upload
	err := api.ReadJSON(w, r, 1<<20, &u)
	now := time.Now().UTC()
	u.ID, u.Object, u.Status, u.File = deposit.ID("upload_"), "upload", pending, nil
	u.Created, u.Expires, u.Filename = now.Unix(), now.Add(uploadFor).Unix(), intake.Name(u.Filename)
	if most := d.Forms.MaxBytes(); err == nil && (u.Bytes < 1 || u.Bytes > most) {
		err = fault.New(fault.Invalid, "bytes is %d; a file has from 1 to %d of them", u.Bytes, most)
	}
	if err == nil {
		err = known(u.Purpose)
	}
	if err == nil {
		_, err = u.After.lasts()
	}
	if err == nil {
		err = d.Deposits.Save(r.Context(), deposit.OfUpload, u.ID, u, time.Unix(u.Expires, 0))
	}
	d.tell(w, r, u, err)
}

func (d Desk) tell(w http.ResponseWriter, r *http.Request, v any, err error) {
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, v)
}

// pending finds an upload that is not at its end.
func (d Desk) pending(ctx context.Context, id string) (u upload, err error) {
	if err := d.Deposits.Load(ctx, deposit.OfUpload, id, &u); err != nil {
		return u, err
	}
	if u.Status == pending && time.Now().Unix() > u.Expires {
		u.Status = "expired"
	}
	if u.Status != pending {
		return u, fault.New(fault.Conflict, "upload %s is %s", u.ID, u.Status)
	}
	return u, nil
}

// Part takes a part of an upload.
func (d Desk) Part(w http.ResponseWriter, r *http.Request) {
	done, err := d.Forms.Form(w, r)
	defer done()
	var f deposit.File
	if err == nil {
		f, err = d.part(r)
	}
	d.tell(w, r, map[string]any{"id": f.ID, "object": "upload.part", "created_at": f.Created.Unix(), "upload_id": f.Name}, err)
}

func (d Desk) part(r *http.Request) (f deposit.File, err error) {
	u, err := d.pending(r.Context(), r.PathValue("id"))
	if err != nil {
		return f, err
	}
	list := r.MultipartForm.File["data"]
	switch {
	case len(list) != 1:
		return f, fault.New(fault.Invalid, "the form has %d files named \"data\"; attach one", len(list))
	case list[0].Size > maxPart:
		return f, fault.New(fault.TooLarge, "a part has at most %d MiB", maxPart>>20)
	}
	body, err := list[0].Open()
	if err != nil {
		return f, fault.Wrap(err, fault.Invalid, "the part cannot be read")
	}
	defer body.Close()
	f = deposit.File{ID: deposit.ID("part_"), Name: u.ID, Purpose: u.Purpose, Expires: time.Unix(u.Expires, 0).UTC()}
	return d.Deposits.Keep(r.Context(), deposit.OfPart, f, body)
}

// Complete makes a file of the parts of an upload, in the order in which they are named.
func (d Desk) Complete(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Parts []string `json:"part_ids"`
		MD5   string   `json:"md5"`
	}
	err := api.ReadJSON(w, r, 1<<20, &asked)
	var u upload
	if err == nil {
		u, err = d.pending(r.Context(), r.PathValue("id"))
	}
	var parts []deposit.File
	size := int64(0)
	for _, id := range asked.Parts {
		var p deposit.File
		if err == nil {
			p, err = d.Deposits.Kept(r.Context(), deposit.OfPart, id)
		}
		if err == nil && p.Name != u.ID {
			err = deposit.Missing(deposit.OfPart, id)
		}
		parts, size = append(parts, p), size+p.Size
	}
	if err == nil && size != u.Bytes {
		err = fault.New(fault.Invalid, "the parts have %d bytes, and the upload was to have %d", size, u.Bytes)
	}
	if err == nil {
		err = d.join(r.Context(), &u, parts, strings.ToLower(asked.MD5))
	}
	d.tell(w, r, u, err)
}

// join makes the file. Its id comes from the upload's, so that there is one, whoever else does the same.
func (d Desk) join(ctx context.Context, u *upload, parts []deposit.File, sum string) error {
	lasts, err := u.After.lasts()
	if err != nil {
		return err
	}
	digest := md5.New() //nolint:gosec // see above
	from := &joined{ctx: ctx, bytes: d.Deposits.Bytes, left: parts}
	defer from.Close()
	f := deposit.File{ID: "file-" + strings.TrimPrefix(u.ID, "upload_"), Name: u.Filename, Purpose: u.Purpose, Lasts: lasts}
	if f, err = d.Deposits.Add(ctx, f, io.TeeReader(from, digest)); err != nil {
		return err
	}
	if is := hex.EncodeToString(digest.Sum(nil)); sum != "" && sum != is {
		return cmp.Or(d.Deposits.Remove(ctx, deposit.OfFile, f.ID), fault.New(fault.Invalid, "the MD5 of the parts is %s, and %.40q was said: send them again", is, sum))
	}
	o := shown(f)
	u.Status, u.File = "completed", &o
	if err := d.Deposits.Change(ctx, deposit.OfUpload, u.ID, u); err != nil {
		return err
	}
	for _, p := range parts {
		_ = d.Deposits.Remove(ctx, deposit.OfPart, p.ID) // else it expires
	}
	return nil
}

// joined reads parts, one after another. Only one is open.
type joined struct {
	ctx   context.Context //nolint:containedctx // it reads for one call
	bytes deposit.Bytes
	left  []deposit.File
	now   io.ReadSeekCloser
}

func (j *joined) Read(p []byte) (n int, err error) {
	for {
		if j.now != nil {
			if n, err = j.now.Read(p); n > 0 || err != io.EOF { //nolint:errorlint // a reader's own
				return n, err
			}
			j.Close()
		}
		if len(j.left) == 0 {
			return 0, io.EOF
		}
		if j.now, err = j.bytes.Seek(j.ctx, j.left[0].Digest); err != nil {
			return 0, err
		}
		j.left = j.left[1:]
	}
}

// Close closes the part that is open; it was only read.
func (j *joined) Close() {
	if j.now != nil {
		_ = j.now.Close()
		j.now = nil
	}
}

// Cancel gives an upload up.
func (d Desk) Cancel(w http.ResponseWriter, r *http.Request) {
	u, err := d.pending(r.Context(), r.PathValue("id"))
	if err == nil {
		u.Status = "cancelled"
		err = d.Deposits.Change(r.Context(), deposit.OfUpload, u.ID, u)
	}
	d.tell(w, r, u, err)
}
