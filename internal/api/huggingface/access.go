package huggingface

import (
	"cmp"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/access"
	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

const (
	defaultRequests = 100
	maxRequests     = 1000
)

// requests lists who asked for the files of a repository.
func (c *call) requests() error {
	s, err := hub.ParseStanding(c.r.PathValue("standing"))
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	n, _ := strconv.Atoi(q.Get("limit"))
	n = min(cmp.Or(max(n, 0), defaultRequests), maxRequests)
	after, err := requestMark(q.Get("cursor"))
	if err != nil {
		return err
	}
	r, err := c.open(hub.Write)
	if err != nil {
		return err
	}
	l, err := c.Access.Requests(c.ctx, r, s, after, n)
	if err != nil {
		return err
	}
	out := []wire.AccessRequest{}
	for _, e := range l {
		asker, err := c.asker(e)
		if err != nil {
			return err
		}
		out = append(out, wire.AccessRequest{
			ID: string(e.ID), User: asker, Status: string(e.Standing), Timestamp: wire.Time(e.Asked), Fields: e.Fields, Reason: e.Reason, GrantedBy: string(e.Judge),
		})
	}
	if len(l) == n {
		c.next("cursor", fmt.Sprintf("%d.%s", l[n-1].Asked.UnixMicro(), l[n-1].ID))
	}
	c.write(http.StatusOK, out)
	return nil
}

// requestMark is after which request a page begins: also one that was withdrawn
// meanwhile. As text it is its time, in microseconds, and its id.
func requestMark(s string) (after hub.Request, err error) {
	if s == "" {
		return after, nil
	}
	asked, id, _ := strings.Cut(s, ".")
	at, err := strconv.ParseInt(asked, 10, 64)
	if err != nil {
		return after, errMark
	}
	if after.ID, err = hub.ParseID(id); err != nil {
		return after, errMark
	}
	after.Asked = time.UnixMicro(at)
	return after, nil
}

// asker describes a user who may be gone.
func (c *call) asker(q hub.Request) (wire.Asker, error) {
	a := wire.Asker{ID: q.User.Key(), User: string(q.User), FullName: string(q.User), Email: q.Email, Type: "user"}
	o, err := c.People.Owner(c.ctx, q.User)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return a, err
	}
	a.FullName = cmp.Or(o.DisplayName, a.FullName)
	return a, nil
}

func (c *call) decide() error {
	var q wire.HandleAccess
	if err := c.decode(&q); err != nil {
		return err
	}
	s, err := hub.ParseStanding(q.Status)
	if err != nil {
		return err
	}
	var who access.Asker
	if q.User != "" {
		who.User, err = ref.ParseOwner(q.User)
	} else {
		who.Request, err = hub.ParseID(q.RequestID)
	}
	if err != nil {
		return err
	}
	r, err := c.open(hub.Write)
	if err == nil {
		err = c.Access.Decide(c.ctx, r, who, s, q.Reason)
	}
	return c.done(err)
}

// done answers that something was done.
func (c *call) done(err error) error {
	if err == nil {
		c.write(http.StatusOK, map[string]bool{"success": true})
	}
	return err
}

func (c *call) grant() error {
	var q wire.HandleAccess
	if err := c.decode(&q); err != nil {
		return err
	}
	user, err := ref.ParseOwner(q.User)
	if err != nil {
		return err
	}
	r, err := c.open(hub.Write)
	if err == nil {
		err = c.Access.Grant(c.ctx, r, user)
	}
	return c.done(err)
}

func (c *call) withdraw() error {
	r, err := c.open(hub.See)
	if err == nil {
		err = c.Access.Withdraw(c.ctx, r)
	}
	return c.done(err)
}

// ask asks for the files of a repository, as a browser's form does or in JSON:
// what the form has is passed on to the owner.
func (c *call) ask() error {
	fields, form, err := c.fields()
	if err != nil {
		return err
	}
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	email := ""
	if a := account.From(c.ctx); a.Scope.Writes() {
		u, err := c.People.User(c.ctx, a.User)
		if err != nil {
			return err
		}
		email = u.Email
	}
	asked, err := c.Access.Ask(c.ctx, r, email, fields)
	if err != nil {
		return err
	}
	if form && strings.Contains(c.r.Header.Get("Accept"), "text/html") {
		http.Redirect(c.w, c.r, c.page(r.Repo), http.StatusSeeOther)
		return nil
	}
	c.write(http.StatusOK, map[string]string{"status": string(asked.Standing), "requestId": string(asked.ID)})
	return nil
}

const maxForm = 256 << 10 // bytes of a request for access

// fields reads the fields of a request for access; of several values of one
// name the first counts.
func (c *call) fields() (fields map[string]string, form bool, err error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxForm)
	fields = map[string]string{}
	switch media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); media {
	case "application/x-www-form-urlencoded", "multipart/form-data":
		if err := c.r.ParseMultipartForm(maxForm); err != nil && c.r.PostForm == nil {
			return nil, true, fault.Wrap(err, fault.Invalid, "the request is not a form of at most %d KiB", maxForm>>10)
		}
		for name, values := range c.r.PostForm {
			fields[name] = values[0]
		}
		return fields, true, nil
	}
	var values map[string]any
	if err := c.decode(&values); err != nil {
		return nil, false, err
	}
	for name, v := range values {
		if fields[name], err = scalar(v); err != nil {
			return nil, false, fault.New(fault.Invalid, "the field %.40q is neither a text, a number nor a truth value", name)
		}
	}
	return fields, false, nil
}

// scalar writes a value of JSON that is one text, number or truth value.
func scalar(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case float64, bool:
		b, err := json.Marshal(v)
		return string(b), err
	}
	return "", fmt.Errorf("a %T is no scalar", v)
}
