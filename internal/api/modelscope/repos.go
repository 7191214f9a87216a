package modelscope

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/modelscope"
)

// session is the cookie in which clients send their token from then on.
const session = "m_session_id"

// sessionTime is how long they keep it. It must have an end, or they do not.
const sessionTime = 30 * 24 * time.Hour

// login tells whose a token is, and sets the cookie by which it comes again.
// The token is the one for git, too.
func (c *call) login() error {
	var q wire.Login
	if err := c.decode(&q); err != nil {
		return err
	}
	a, err := c.People.ByToken(c.ctx, q.AccessToken, account.From(c.ctx).Addr)
	if err != nil {
		return err
	}
	u, err := c.People.Whoami(account.With(c.ctx, a))
	if err != nil {
		return err
	}
	http.SetCookie(c.w, &http.Cookie{
		Name: session, Value: q.AccessToken, Path: "/", Expires: time.Now().Add(sessionTime), HttpOnly: true, Secure: c.r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
	return c.ok(wire.LoggedIn{AccessToken: q.AccessToken, Username: string(u.Name), Email: u.Email})
}

func (c *call) me() error {
	a := account.From(c.ctx)
	if a.Anonymous() {
		return fault.New(fault.Unauthenticated, "nobody is named: send a token")
	}
	u, err := c.People.Whoami(c.ctx)
	if err != nil {
		return err
	}
	return c.ok(wire.Me{ID: u.Name.Key(), Username: string(u.Name), Email: u.Email})
}

func (c *call) createModel() error {
	var q wire.CreateRepo
	if err := c.decode(&q); err != nil {
		return err
	}
	return c.create(hub.Model, q)
}

// createDataset reads a form, as the clients send it for datasets alone.
func (c *call) createDataset() error {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxJSON)
	if err := c.r.ParseMultipartForm(maxJSON); err != nil {
		return fault.Wrap(err, fault.Invalid, "the request is not a form of several parts")
	}
	q := wire.CreateRepo{Path: c.r.FormValue("Owner"), Name: c.r.FormValue("Name"), License: c.r.FormValue("License")}
	for name, n := range map[string]*int{"Visibility": &q.Visibility, "ProtectedMode": &q.ProtectedMode} {
		s := c.r.FormValue(name)
		if s == "" {
			continue
		}
		var err error
		if *n, err = strconv.Atoi(s); err != nil {
			return fault.New(fault.Invalid, "%s %q is not a number", name, s)
		}
	}
	return c.create(hub.Dataset, q)
}

func (c *call) create(k hub.Kind, q wire.CreateRepo) error {
	name, err := ref.ParseRepo(q.Path + "/" + q.Name)
	if err != nil {
		return err
	}
	private, err := private(cmp.Or(q.Visibility, wire.Public))
	if err != nil {
		return err
	}
	var files []hub.Operation
	if q.License != "" {
		files = []hub.Operation{{Path: "README.md", Content: []byte("---\nlicense: " + strconv.Quote(q.License) + "\n---\n")}}
	}
	r, err := c.Hub.Create(c.ctx, k, name, private, files...)
	if err != nil {
		return err
	}
	if private && q.ProtectedMode == wire.Gated {
		h, err := c.Hub.OpenID(c.ctx, r.ID, hub.Manage)
		if err == nil {
			err = c.gate(h)
		}
		if err != nil {
			return err
		}
		r = h.Repo
	}
	return c.ok(describe(r, facts.Facts{Licenses: []string{q.License}}))
}

// gate shows a private repository to all, and gives its files on request.
func (c *call) gate(r *hub.Handle) error {
	if r.Gate == hub.GateNone {
		if err := r.SetGate(c.ctx, hub.GateManual); err != nil {
			return err
		}
	}
	return r.SetPrivate(c.ctx, false)
}

// private reads a visibility. What is for this site's users alone is private:
// there is nothing between.
func private(visibility int) (bool, error) {
	switch visibility {
	case wire.Private, wire.Internal:
		return true, nil
	case wire.Public:
		return false, nil
	}
	return false, fault.New(fault.Invalid, "visibility %d is none of 1 (private), 3 (internal) and 5 (public)", visibility)
}

func describe(r hub.Repo, f facts.Facts) wire.Repo {
	d := wire.Repo{
		ID: number(r.ID), Path: string(r.Name.Owner), Name: r.Name.Name, Visibility: wire.Public, License: strings.Join(f.Licenses, ", "), Description: f.Summary, StorageSize: f.Bytes,
		Tags: append([]string{}, f.Tags...), ModelType: []string{}, Tasks: []wire.Named{}, Downloads: r.Downloads, Stars: r.Likes, CreatedTime: r.Created.Unix(), LastUpdatedTime: r.Updated.Unix(),
	}
	if f.ModelType != "" {
		d.ModelType = []string{f.ModelType}
	}
	for _, task := range tasks(f) {
		d.Tasks = append(d.Tasks, wire.Named{Name: task})
	}
	switch {
	case r.Private:
		d.Visibility = wire.Private
	case r.Gate != hub.GateNone:
		d.Visibility, d.ProtectedMode = wire.Private, wire.Gated
	}
	return d
}

func (c *call) info() error {
	r, err := c.repo(hub.See)
	if err != nil {
		return err
	}
	return c.described(r)
}

// described answers with a repository.
func (c *call) described(r *hub.Handle) error {
	f, err := r.Known(c.ctx)
	if err != nil {
		return err
	}
	return c.ok(describe(r.Repo, f))
}

func (c *call) settings() error {
	var q wire.Settings
	if err := c.decode(&q); err != nil {
		return err
	}
	r, err := c.repo(hub.Manage)
	if err != nil {
		return err
	}
	if err := c.set(r, q); err != nil {
		return err
	}
	return c.described(r)
}

// set says who sees a repository, and who reads it. These clients call one
// private whose files are given on request and that all see.
func (c *call) set(r *hub.Handle, q wire.Settings) error {
	p := r.Private || r.Gate != hub.GateNone
	if q.Visibility != 0 {
		var err error
		if p, err = private(q.Visibility); err != nil {
			return err
		}
	}
	switch {
	case p && q.ProtectedMode == wire.Gated:
		return c.gate(r)
	case q.Visibility == 0 && q.ProtectedMode == 0:
		return nil
	}
	if err := r.SetPrivate(c.ctx, p); err != nil || q.ProtectedMode != wire.Ungated || r.Gate == hub.GateNone {
		return err
	}
	return r.SetGate(c.ctx, hub.GateNone)
}

func (c *call) remove() error {
	r, err := c.repo(hub.Manage)
	if err != nil {
		return err
	}
	if err := r.Delete(c.ctx); err != nil {
		return err
	}
	return c.ok(nil)
}

const maxPage = 1000

// page reads which page is asked for, from the address.
func (c *call) page() (number, size int, err error) {
	q := c.r.URL.Query()
	number, size = 1, 50
	for name, n := range map[string]*int{"PageNumber": &number, "PageSize": &size} {
		if s := q.Get(name); s != "" {
			if *n, err = strconv.Atoi(s); err != nil || *n < 1 {
				return 0, 0, fault.New(fault.Invalid, "%s %q is not a number from 1 on", name, s)
			}
		}
	}
	if number > 1_000_000 {
		return 0, 0, fault.New(fault.Invalid, "there is no page %d", number)
	}
	return number, min(size, maxPage), nil
}

// maxListed is how far a list by pages goes, in repositories.
const maxListed = 10_000

// list answers with a page of an owner's repositories. Models are asked for by
// PUT, with JSON.
func (c *call) list(k hub.Kind) error {
	number, size, err := c.page()
	if err != nil {
		return err
	}
	owner := c.r.URL.Query().Get("owner")
	if k == hub.Model {
		q := struct {
			Path                 string
			PageNumber, PageSize int
		}{PageNumber: number, PageSize: size}
		if err := c.decode(&q); err != nil {
			return err
		}
		owner, number, size = q.Path, max(1, q.PageNumber), min(max(1, q.PageSize), maxPage)
	}
	query := hub.Query{Kind: k, Limit: maxListed}
	if owner != "" {
		if query.Owner, err = ref.ParseOwner(strings.TrimSpace(owner)); err != nil {
			return err
		}
	}
	l, _, err := c.Hub.List(c.ctx, query)
	if err != nil {
		return err
	}
	from := min((number-1)*size, len(l))
	page := l[from:min(from+size, len(l))]
	known, err := c.Hub.Known(c.ctx, false, page)
	if err != nil {
		return err
	}
	out := []wire.Repo{}
	for _, r := range page {
		out = append(out, describe(r, known[r.ID]))
	}
	e := wire.Envelope{Code: http.StatusOK, Success: true, Message: "success", Data: out, TotalCount: len(l), PageNumber: number, PageSize: size}
	if k == hub.Model {
		e.Data = map[string]any{"Models": out, "TotalCount": len(l)}
	}
	c.send(http.StatusOK, e)
	return nil
}
