package upstream

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

const (
	listPage = 100
	maxPages = 1000
)

// List lists the repositories of an owner, or those of them that are for a task.
// Those whose names are none here are left out.
func (u *Upstream) List(ctx context.Context, k hub.Kind, owner ref.Owner, task string) ([]ref.Repo, error) {
	if u.o.Kind == ModelScope {
		return u.listModelScope(ctx, k, owner, task)
	}
	q := url.Values{"author": {string(owner)}, "limit": {fmt.Sprint(listPage)}}
	if task != "" {
		q.Set("filter", task)
	}
	var l []ref.Repo
	next := fmt.Sprintf("%s/api/%ss?%s", u.base, k, q.Encode())
	for page := 0; next != "" && page < maxPages; page++ {
		var found []struct {
			ID string `json:"id"`
		}
		head, err := u.call(ctx, http.MethodGet, next, nil, &found, "application/json")
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			l = keep(l, owner, r.ID)
		}
		next = u.next(head.Get("Link"))
	}
	return l, nil
}

func keep(l []ref.Repo, owner ref.Owner, name string) []ref.Repo {
	if r, err := ref.ParseRepo(name); err == nil && r.Owner.Key() == owner.Key() {
		return append(l, r)
	}
	return l
}

// next is the address of the page after one; it is at the upstream itself.
func (u *Upstream) next(link string) string {
	address, rest, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	at, err := url.Parse(address)
	if err != nil || address == "" || !strings.Contains(rest, "next") {
		return ""
	}
	at.Scheme, at.Host = u.base.Scheme, u.base.Host
	return at.String()
}

// scoped is what ModelScope tells of a repository.
type scoped struct {
	Name  string
	Tasks []struct{ Name string }
}

// listModelScope lists by its own API, which knows no pages by address.
func (u *Upstream) listModelScope(ctx context.Context, k hub.Kind, owner ref.Owner, task string) ([]ref.Repo, error) {
	var l []ref.Repo
	for page := 1; page <= maxPages; page++ {
		found, err := u.pageOfModelScope(ctx, k, owner, page)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if task == "" || slices.ContainsFunc(r.Tasks, func(t struct{ Name string }) bool { return t.Name == task }) {
				l = keep(l, owner, string(owner)+"/"+r.Name)
			}
		}
		if len(found) < listPage {
			break
		}
	}
	return l, nil
}

func (u *Upstream) pageOfModelScope(ctx context.Context, k hub.Kind, owner ref.Owner, page int) (l []scoped, err error) {
	switch k {
	case hub.Model:
		var out struct {
			Data struct{ Models []scoped }
		}
		in := map[string]any{"Path": string(owner), "PageNumber": page, "PageSize": listPage}
		_, err = u.call(ctx, http.MethodPut, u.base.String()+"/api/v1/models/", in, &out, "application/json")
		return out.Data.Models, err
	case hub.Dataset:
		var out struct{ Data []scoped }
		q := url.Values{"owner": {string(owner)}, "PageNumber": {fmt.Sprint(page)}, "PageSize": {fmt.Sprint(listPage)}}
		_, err = u.call(ctx, http.MethodGet, u.base.String()+"/api/v1/datasets?"+q.Encode(), nil, &out, "application/json")
		return out.Data, err
	case hub.Space:
	}
	var out struct{ Studios []struct{ ID string } }
	q := url.Values{"owner": {string(owner)}, "page_number": {fmt.Sprint(page)}, "page_size": {fmt.Sprint(listPage)}}
	_, err = u.call(ctx, http.MethodGet, u.base.String()+"/openapi/v1/studios?"+q.Encode(), nil, &out, "application/json")
	for _, s := range out.Studios {
		_, name, _ := strings.Cut(s.ID, "/")
		l = append(l, scoped{Name: name})
	}
	return l, err
}
