package dashscope

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // the SDK's users see it beside the file; nothing rests on it
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

const (
	// uploads is where files are sent that a request then names as oss://….
	uploads = "/dashscope/upload"
	scheme  = "oss://"
	policed = time.Hour // for sending a file
)

// ticket is what a client shows when it sends a file: it was given to who showed its credential.
type ticket struct {
	Owner string `json:"owner"`
	Dir   string `json:"dir"`
	Until int64  `json:"until"` // Unix seconds
}

func (s server) sign(policy string) string {
	h := hmac.New(sha256.New, s.Secret)
	_, _ = fmt.Fprintf(h, "dashscope upload\n%s", policy) // it never fails
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// policy lets a client send files.
func (s server) policy(w http.ResponseWriter, r *http.Request) {
	t := ticket{account.From(r.Context()).Owner(), "dashscope-instant/" + deposit.ID(""), time.Now().Add(policed).Unix()}
	b, err := json.Marshal(t)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	policy := base64.RawURLEncoding.EncodeToString(b)
	s.answer(w, dashscope.Answer{Data: map[string]any{
		"policy": policy, "signature": s.sign(policy), "upload_dir": t.Dir, "upload_host": api.Base(r) + uploads, "expire_in_seconds": int(policed.Seconds()),
		"max_file_size_mb": s.Files.MaxBytes() >> 20, "capacity_limit_mb": s.Files.MaxBytes() >> 20, "oss_access_key_id": "tenon", "x_oss_object_acl": "private",
		"x_oss_forbid_overwrite": "true",
	}})
}

// receive takes a file that came with what policy gave.
func (s server) receive(w http.ResponseWriter, r *http.Request) {
	most := s.Files.MaxBytes()
	r.Body = http.MaxBytesReader(w, r.Body, most+mostFields*maxField)
	err := s.store(r)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		err = fault.New(fault.TooLarge, "the file is over %d MiB", most>>20)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

const (
	mostFields = 64       // of a form, with the file
	maxField   = 16 << 10 // bytes of one beside the file
)

// store keeps the file of a form that anybody can send: nothing of it is taken
// before its policy was looked at, so that comes before the file, as in OSS.
func (s server) store(r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "the body is not a form (multipart/form-data)")
	}
	fields := map[string]string{}
	for range mostFields {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return fault.New(fault.Invalid, "the form has no file named \"file\"")
		case err != nil:
			return fault.Wrap(err, fault.Invalid, "the body is not a whole form (multipart/form-data)")
		case part.FormName() == "file":
			return s.put(r.Context(), fields, part)
		}
		b, err := io.ReadAll(io.LimitReader(part, maxField))
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "the body is not a whole form (multipart/form-data)")
		}
		fields[part.FormName()] = string(b)
	}
	return fault.New(fault.Invalid, "the form has over %d fields before its file", mostFields-1)
}

// put keeps a file that came after the fields of its form.
func (s server) put(ctx context.Context, fields map[string]string, body io.Reader) error {
	policy, key := fields["policy"], fields["key"]
	var t ticket
	b, err := base64.RawURLEncoding.DecodeString(policy)
	switch {
	case err != nil || !hmac.Equal([]byte(fields["Signature"]), []byte(s.sign(policy))) || json.Unmarshal(b, &t) != nil:
		return fault.New(fault.Forbidden, "the policy of this upload was not made here, or was changed, or comes after the file: policy, Signature and key come before it")
	case time.Now().Unix() > t.Until:
		return fault.New(fault.Forbidden, "the policy of this upload is no longer valid; ask for another")
	case !strings.HasPrefix(key, t.Dir+"/"):
		return fault.New(fault.Invalid, "the form needs a key in %s, before the file", t.Dir)
	}
	ctx = account.With(ctx, account.Actor{User: ref.Owner(t.Owner), Scope: account.Full, Via: "upload"})
	f := deposit.File{ID: scheme + key, Name: intake.Name(path.Base(key)), Purpose: "inference", Expires: time.Now().UTC().Add(2 * valid).Truncate(time.Second)}
	if _, err = s.Deposits.Add(ctx, f, body); errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Wrap(err, fault.Invalid, "the file broke off; send it again")
	}
	return err
}

// value is the file at an address: one that was sent here, one that the address
// holds, or a public one.
func (s server) value(r *http.Request, name, address string) (port.Value, error) {
	if strings.HasPrefix(address, scheme) {
		f, err := s.Deposits.File(r.Context(), address)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return port.Value{}, err
		}
		if err != nil {
			return port.Value{}, fault.New(fault.NotFound, "there is no file %.200s, or it is not yours, or it was sent over two days ago", address)
		}
		name, address = f.Name, f.Digest
	}
	g, err := s.given(r, name, address)
	if err != nil {
		return port.Value{}, err
	}
	v, ctx := g.Value, r.Context()
	v.Body = func() (io.ReadCloser, error) { return s.Files.Store.Seek(ctx, v.Digest) }
	return v, nil
}

// given takes a file that was made here, or is elsewhere.
func (s server) given(r *http.Request, name, address string) (assistant.Given, error) {
	from, f, ours, err := s.Links.Open(r.Context(), api.Base(r), address)
	if err != nil {
		return assistant.Given{}, err
	}
	if !ours {
		return s.Files.At(r.Context(), name, address, nil)
	}
	defer f.Close()
	return s.Files.Take(r.Context(), from, f, nil)
}

// held is an address that another server can read: one of a file that was sent
// here becomes one that holds it.
func (s server) held(r *http.Request, address string) (string, error) {
	if !strings.HasPrefix(address, scheme) {
		return address, nil
	}
	v, err := s.value(r, "", address)
	if err != nil {
		return "", err
	}
	b, err := v.Read(maxJSON)
	if err != nil {
		return "", fault.Wrap(err, fault.TooLarge, "%s is over %d MiB: too large for a conversation", v.Name, maxJSON>>20)
	}
	return "data:" + v.Media + ";base64," + base64.StdEncoding.EncodeToString(b), nil
}

type shownFile struct {
	ID          string `json:"id"`
	FileID      string `json:"file_id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Size        int64  `json:"size"`
	MD5         string `json:"md5"`
	Purpose     string `json:"purpose"`
	URL         string `json:"url"`
	Created     string `json:"gmt_create"`
}

func (s server) shown(r *http.Request, f deposit.File) shownFile {
	v := port.Value{Digest: f.Digest, Media: "application/octet-stream"}
	return shownFile{f.ID, f.ID, f.Name, f.Description, f.Size, f.MD5, f.Purpose, s.Links.Make(api.Base(r), v, f.Name, valid), f.Created.Format(time.DateTime)}
}

// upload takes files.
func (s server) upload(w http.ResponseWriter, r *http.Request) {
	done, err := s.Files.Form(w, r)
	defer done()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	good, bad := []map[string]string{}, []map[string]string{}
	about := r.MultipartForm.Value["descriptions"]
	for i, head := range r.MultipartForm.File["files"] {
		f := deposit.File{Name: intake.Name(head.Filename), Purpose: r.FormValue("purpose")}
		if i < len(about) {
			f.Description = about[i]
		}
		body, err := head.Open()
		if err == nil {
			sum := md5.New() //nolint:gosec // as above
			if _, err = io.Copy(sum, body); err == nil {
				_, err = body.Seek(0, io.SeekStart)
			}
			f.MD5 = hex.EncodeToString(sum.Sum(nil))
			if err == nil {
				f, err = s.Deposits.Add(r.Context(), f, body)
			}
			_ = body.Close()
		}
		if err != nil {
			_, told := s.told(r, err)
			bad = append(bad, map[string]string{"name": f.Name, "code": told.Code, "message": told.Message})
			continue
		}
		good = append(good, map[string]string{"file_id": f.ID, "name": f.Name})
	}
	if len(good)+len(bad) == 0 {
		s.fail(w, r, fault.New(fault.Invalid, "the form has no files named \"files\""))
		return
	}
	s.answer(w, dashscope.Answer{Data: map[string]any{"uploaded_files": good, "failed_uploads": bad}})
}

func (s server) list(w http.ResponseWriter, r *http.Request) {
	no, size, err := page(r)
	var l []deposit.File
	if err == nil {
		l, err = s.Deposits.Files(r.Context(), deposit.Page{Limit: 10_000})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	l = slices.DeleteFunc(l, func(f deposit.File) bool { return strings.HasPrefix(f.ID, scheme) })
	out := []shownFile{}
	for _, f := range l[min(len(l), (no-1)*size):min(len(l), no*size)] {
		out = append(out, s.shown(r, f))
	}
	s.answer(w, dashscope.Answer{Data: map[string]any{"total": len(l), "page_no": no, "page_size": size, "files": out}})
}

func (s server) file(w http.ResponseWriter, r *http.Request) {
	f, err := s.Deposits.File(r.Context(), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.answer(w, dashscope.Answer{Data: s.shown(r, f)})
}

func (s server) remove(w http.ResponseWriter, r *http.Request) {
	if err := s.Deposits.Remove(r.Context(), deposit.OfFile, r.PathValue("id")); err != nil {
		s.fail(w, r, err)
		return
	}
	s.answer(w, dashscope.Answer{})
}

// models lists the models that can run, or tells of one.
func (s server) models(w http.ResponseWriter, r *http.Request) {
	no, size, err := page(r)
	all, e := s.Models.Models(r.Context())
	if err == nil {
		err = e
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	type model struct {
		Model string `json:"model"`
		Name  string `json:"name"`
		Task  string `json:"task"`
	}
	l := []model{}
	for _, m := range all {
		if name := r.FormValue("model"); name == "" || name == m.Ref.String() {
			l = append(l, model{m.Ref.String(), m.Title, string(m.Task)})
		}
	}
	s.answer(w, dashscope.Answer{Output: map[string]any{"total": len(l), "page_no": no, "page_size": size, "models": l[min(len(l), (no-1)*size):min(len(l), no*size)]}})
}

// valid is how long an address of a result is good, as at DashScope.
const valid = 24 * time.Hour

// keep stores a value and gives the address under which it can be fetched.
func (s server) keep(c asked.Call, v port.Value, name string) (string, error) {
	body, err := v.Open()
	if err != nil {
		return "", err
	}
	defer body.Close()
	if v.Digest, _, err = s.Files.Store.Keep(c.R.Context(), body); err != nil {
		return "", err
	}
	return s.Links.Make(c.Base, v, cmp.Or(v.Name, name), valid), nil
}
