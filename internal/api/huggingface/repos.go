package huggingface

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

func (c *call) whoami() error {
	a := account.From(c.ctx)
	if a.Anonymous() {
		return fault.New(fault.Unauthenticated, "nobody is named: send a token")
	}
	u, err := c.People.Whoami(c.ctx)
	if err != nil {
		return err
	}
	via, _ := strings.CutPrefix(a.Via, "token ")
	w := wire.Whoami{
		Type: "user", ID: u.Name.Key(), Name: string(u.Name), FullName: cmp.Or(u.DisplayName, string(u.Name)), Email: u.Email, Orgs: []wire.Org{},
		Auth: wire.Auth{Type: "access_token", AccessToken: wire.AccessToken{DisplayName: via, Role: string(a.Scope.Level)}},
	}
	for _, m := range u.Orgs {
		w.Orgs = append(w.Orgs, wire.Org{Type: "org", ID: m.Org.Key(), Name: string(m.Org), FullName: string(m.Org), RoleInOrg: m.Role.String()})
	}
	c.write(http.StatusOK, w)
	return nil
}

// named reads the name of a repository as requests have it: its owner apart, or
// before a slash, or left out for the actor's own.
func (c *call) named(kind, organization, name string) (k hub.Kind, r ref.Repo, err error) {
	if k, err = hub.ParseKind(cmp.Or(kind, string(hub.Model))); err != nil {
		return k, r, err
	}
	if owner, rest, ok := strings.Cut(name, "/"); ok && organization == "" {
		organization, name = owner, rest
	}
	if organization == "" {
		a := account.From(c.ctx)
		if a.Anonymous() {
			return k, r, fault.New(fault.Unauthenticated, "log in, or name the owner of the repository: owner/name")
		}
		organization = string(a.User)
	}
	r, err = ref.ParseRepo(organization + "/" + name)
	return k, r, err
}

func (c *call) create() error {
	var q wire.CreateRepo
	if err := c.decode(&q); err != nil {
		return err
	}
	k, name, err := c.named(q.Type, q.Organization, q.Name)
	if err != nil {
		return err
	}
	private, _, err := visibility(q.Visibility, q.Private)
	if err != nil {
		return err
	}
	files, err := firstFiles(k, name, q)
	if err != nil {
		return err
	}
	r, err := c.Hub.Create(c.ctx, k, name, private, files...)
	if fault.Is(err, fault.Conflict) {
		return c.taken(hub.Repo{Kind: k, Name: name}, err)
	}
	if err != nil {
		return err
	}
	c.write(http.StatusOK, wire.RepoURL{URL: c.page(r), Name: r.Name.String(), ID: string(r.ID)})
	return nil
}

// taken names the repository that is there already: clients may go on with it.
func (c *call) taken(r hub.Repo, err error) error {
	_, msg := fault.Of(err)
	c.w.Header().Set("X-Error-Message", api.HeaderText(msg))
	c.write(http.StatusConflict, wire.RepoURL{URL: c.page(r), Name: r.Name.String(), Error: msg})
	return nil
}

// firstFiles are those that the request brings, and a card that says what else
// it did.
func firstFiles(k hub.Kind, name ref.Repo, q wire.CreateRepo) (files []hub.Operation, err error) {
	brought := map[ref.Path]bool{}
	for _, f := range q.Files {
		op := hub.Operation{Action: hub.Put}
		if op.Path, err = ref.ParsePath(f.Path); err != nil {
			return nil, err
		}
		if op.Content, err = decodeContent(f); err != nil {
			return nil, err
		}
		if brought[op.Path] {
			return nil, fault.About(f.Path, fault.Invalid, "it is there twice")
		}
		brought[op.Path] = true
		files = append(files, op)
	}
	facts := ""
	if q.License != "" {
		facts += fmt.Sprintf("license: %q\n", q.License)
	}
	if k == hub.Space && q.SDK != "" {
		facts += fmt.Sprintf("title: %q\nsdk: %q\n", name.Name, q.SDK)
	}
	if facts != "" && !brought[card.Name] {
		files = append(files, hub.Operation{Action: hub.Put, Path: card.Name, Content: []byte("---\n" + facts + "---\n")})
	}
	return files, nil
}

// visibility reads who may see a repository, and whether that is said at all.
func visibility(word string, flag *bool) (private, said bool, err error) {
	switch word {
	case "":
		return flag != nil && *flag, flag != nil, nil
	case "public":
		return false, true, nil
	case "private":
		return true, true, nil
	}
	return false, false, fault.New(fault.Invalid, "visibility %q is not known here: a repository is public or private", word)
}

func (c *call) remove() error {
	var q wire.CreateRepo
	if err := c.decode(&q); err != nil {
		return err
	}
	k, name, err := c.named(q.Type, q.Organization, q.Name)
	if err != nil {
		return err
	}
	r, err := c.Hub.Open(c.ctx, k, name, hub.Manage)
	if err != nil {
		return err
	}
	if err := r.Delete(c.ctx); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}

func (c *call) move() error {
	var q wire.MoveRepo
	if err := c.decode(&q); err != nil {
		return err
	}
	k, from, err := c.named(q.Type, "", q.From)
	if err != nil {
		return err
	}
	_, to, err := c.named(q.Type, "", q.To)
	if err != nil {
		return err
	}
	r, err := c.Hub.Open(c.ctx, k, from, hub.Manage)
	if err != nil {
		return err
	}
	if err := r.Move(c.ctx, to); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}

func (c *call) settings() error {
	var q wire.Settings
	if err := c.decode(&q); err != nil {
		return err
	}
	private, said, err := visibility(q.Visibility, q.Private)
	if err != nil {
		return err
	}
	r, err := c.open(hub.Manage)
	if err != nil {
		return err
	}
	// A gate is closed before the repository is shown, and opened after it is hidden.
	gate := func() error {
		if q.Gated == nil || hub.Gate(*q.Gated) == r.Gate {
			return nil
		}
		return r.SetGate(c.ctx, hub.Gate(*q.Gated))
	}
	show := func() error {
		if !said {
			return nil
		}
		return r.SetPrivate(c.ctx, private)
	}
	steps := []func() error{gate, show}
	if private {
		steps = []func() error{show, gate}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	c.write(http.StatusOK, map[string]any{"private": r.Private, "gated": wire.Gate(r.Gate)})
	return nil
}

func (c *call) check(access hub.Access) error {
	if _, err := c.open(access); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}

func (c *call) validate() error {
	var q wire.ValidateYAML
	if err := c.decode(&q); err != nil {
		return err
	}
	v, status := wire.Validation{Errors: []wire.Message{}, Warnings: []wire.Message{}}, http.StatusOK
	facts, err := card.Parse(q.Content)
	switch {
	case err != nil:
		v.Errors, status = append(v.Errors, wire.Message{Message: err.Error()}), http.StatusBadRequest
	case len(facts) == 0:
		v.Warnings = append(v.Warnings, wire.Message{Message: "the card has no facts: begin it with YAML between two lines of three dashes, so that it can be found by task, language and licence"})
	}
	c.write(status, v)
	return nil
}

// noCodes tells clients that log in by a browser, with a code, how they do so here.
func (c *call) noCodes() error {
	return fault.New(fault.NotFound, "this server gives no codes to log in with: make a token at %s/settings/tokens, and log in with it, as by hf auth login --token TOKEN", api.Base(c.r))
}
