// Package files is the Files API of OpenAI: files that requests, and batches of
// them, refer to.
package files

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
)

// Desk takes and gives files. Fail writes a failure in the dialect's form.
type Desk struct {
	Deposits deposit.Desk
	Forms    attach.Desk
	Fail     func(w http.ResponseWriter, r *http.Request, err error)
}

// object is a file on the wire.
type object struct {
	ID       string `json:"id"`
	Object   string `json:"object"`
	Bytes    int64  `json:"bytes"`
	Created  int64  `json:"created_at"`
	Expires  *int64 `json:"expires_at,omitempty"`
	Filename string `json:"filename"`
	Purpose  string `json:"purpose"`
	Status   string `json:"status"`
}

func shown(f deposit.File) object {
	o := object{ID: f.ID, Object: "file", Bytes: f.Size, Created: f.Created.Unix(), Filename: f.Name, Purpose: f.Purpose, Status: "processed"}
	if !f.Expires.IsZero() {
		at := f.Expires.Unix()
		o.Expires = &at
	}
	return o
}

var purposes = []string{"assistants", "batch", "fine-tune", "vision", "user_data", "evals", "file-extract"}

func known(purpose string) error {
	if !slices.Contains(purposes, purpose) {
		return fault.New(fault.Invalid, "purpose %q is not known; it can be batch, user_data, vision, assistants, fine-tune or evals", purpose)
	}
	return nil
}

// after is how long a file is kept; nil is for good.
type after struct {
	Seconds int64 `json:"seconds"`
}

// lasts is how long a file is kept; 0 is for good.
func (a *after) lasts() (time.Duration, error) {
	if a == nil {
		return 0, nil
	}
	if a.Seconds < 3600 || a.Seconds > 30*24*3600 {
		return 0, fault.New(fault.Invalid, "the seconds of expires_after are no number from 3600 to 2592000")
	}
	return time.Duration(a.Seconds) * time.Second, nil
}

// Create takes a file.
func (d Desk) Create(w http.ResponseWriter, r *http.Request) {
	done, err := d.Forms.Form(w, r)
	defer done()
	var f deposit.File
	if err == nil {
		f, err = d.take(r)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, shown(f))
}

func (d Desk) take(r *http.Request) (f deposit.File, err error) {
	list := r.MultipartForm.File["file"]
	f.Purpose = r.FormValue("purpose")
	switch {
	case len(list) != 1:
		return f, fault.New(fault.Invalid, "the form has %d files named \"file\"; attach one", len(list))
	case known(f.Purpose) != nil:
		return f, known(f.Purpose)
	}
	var keep *after
	if s := r.FormValue("expires_after[seconds]"); s != "" {
		n, _ := strconv.ParseInt(s, 10, 64) // what is no number is 0
		keep = &after{n}
	}
	if f.Lasts, err = keep.lasts(); err != nil {
		return f, err
	}
	f.Name = intake.Name(list[0].Filename)
	body, err := list[0].Open()
	if err != nil {
		return f, fault.Wrap(err, fault.Invalid, "%s cannot be read", f.Name)
	}
	defer body.Close()
	return d.Deposits.Add(r.Context(), f, body)
}

// List lists files.
func (d Desk) List(w http.ResponseWriter, r *http.Request) {
	limit := 10_000
	if s := r.FormValue("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > limit {
			d.Fail(w, r, fault.New(fault.Invalid, "limit %q is no number from 1 to %d", s, limit))
			return
		}
		limit = n
	}
	p := deposit.Page{After: r.FormValue("after"), Limit: limit, Oldest: r.FormValue("order") == "asc"}
	l, more, err := d.some(r.Context(), p, r.FormValue("purpose"))
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	res := struct {
		Object string   `json:"object"`
		Data   []object `json:"data"`
		First  string   `json:"first_id,omitempty"`
		Last   string   `json:"last_id,omitempty"`
		More   bool     `json:"has_more"`
	}{Object: "list", Data: []object{}, More: more}
	for _, f := range l {
		res.Data = append(res.Data, shown(f))
	}
	if n := len(res.Data); n > 0 {
		res.First, res.Last = res.Data[0].ID, res.Data[n-1].ID
	}
	api.WriteJSON(w, http.StatusOK, res)
}

// looked is how many files are read at once.
const looked = 1000

// some is a page of the files for a purpose, and whether there are more. Of
// another dialect's uploads, whose ids are addresses, it has none.
func (d Desk) some(ctx context.Context, p deposit.Page, purpose string) (l []deposit.File, more bool, err error) {
	most := p.Limit
	for p.Limit = looked; ; {
		got, err := d.Deposits.Files(ctx, p)
		if err != nil {
			return nil, false, err
		}
		for _, f := range got {
			if strings.Contains(f.ID, "://") || purpose != "" && f.Purpose != purpose {
				continue
			}
			if len(l) == most {
				return l, true, nil
			}
			l = append(l, f)
		}
		if len(got) < looked {
			return l, false, nil
		}
		p.After = got[len(got)-1].ID
	}
}

// Get tells of a file.
func (d Desk) Get(w http.ResponseWriter, r *http.Request) {
	f, err := d.Deposits.File(r.Context(), r.PathValue("id"))
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, shown(f))
}

// Content sends the bytes of a file.
func (d Desk) Content(w http.ResponseWriter, r *http.Request) {
	f, body, err := d.Deposits.Open(r.Context(), r.PathValue("id"))
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	defer body.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	http.ServeContent(w, r, "", f.Created, body)
}

// Delete removes a file.
func (d Desk) Delete(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := d.Deposits.Remove(r.Context(), deposit.OfFile, id); err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"id": id, "object": "file", "deleted": true})
}
