// Package community is how clients of the Hugging Face Hub discuss: what they
// ask below …/discussions of a repository. Package huggingface writes its
// answers, and its failures.
package community

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// Desk answers on behalf of the actor of the context.
type Desk struct {
	Hub   *hub.Hub
	Board *discussion.Board
}

// call is a request that is being answered.
type call struct {
	*Desk
	r    *http.Request
	repo *hub.Handle
	base string // of the address of the repository's page
}

var errNothing = fault.New(fault.NotFound, "this server has nothing at this address")

// Answer is what is to be written, as JSON, about the repository whose page is
// at an address.
type Answer func(r *http.Request, page string) (any, error)

// Answers are those below the address of a repository.
func (d *Desk) Answers() map[string]Answer {
	return map[string]Answer{
		"GET /discussions":                                   d.answer(func(c *call, _ int) (any, error) { return c.list() }),
		"POST /discussions":                                  d.answer(func(c *call, _ int) (any, error) { return c.open() }),
		"GET /discussions/{discussion}":                      d.answer((*call).details),
		"POST /discussions/{discussion}/{verb}":              d.answer((*call).change),
		"POST /discussions/{discussion}/comment/{id}/{verb}": d.answer((*call).edit),
	}
}

// answer reads the number of a discussion, if the address has one.
func (d *Desk) answer(f func(c *call, n int) (any, error)) Answer {
	return func(r *http.Request, page string) (any, error) {
		place := api.At(r)
		repo, err := d.Hub.Open(r.Context(), place.Kind, place.Repo, hub.Read)
		if err != nil {
			return nil, err
		}
		n := 0
		if s := r.PathValue("discussion"); s != "" {
			if n, err = strconv.Atoi(s); err != nil || n < 1 {
				return nil, fault.New(fault.NotFound, "there is no discussion %.40q: it has a number", s)
			}
		}
		return f(&call{Desk: d, r: r, repo: repo, base: page}, n)
	}
}

const pageSize = 50

func (c *call) list() (any, error) {
	q := c.r.URL.Query()
	p, err := strconv.Atoi(q.Get("p"))
	if q.Get("p") != "" && (err != nil || p < 0 || p > 1<<30/pageSize) {
		return nil, fault.New(fault.Invalid, "there is no page %.40q: pages are counted from 0", q.Get("p"))
	}
	f := discussion.Filter{Author: ref.Owner(q.Get("author")), Skip: p * pageSize, Limit: pageSize}
	if f.Done, err = choice(q.Get("status"), "open", "closed"); err != nil {
		return nil, err
	}
	if f.Pull, err = choice(q.Get("type"), "discussion", "pull_request"); err != nil {
		return nil, err
	}
	l, total, err := c.Board.List(c.r.Context(), c.repo, f)
	if err != nil {
		return nil, err
	}
	out := wire.Discussions{Discussions: []wire.Discussion{}, Count: total, Start: f.Skip}
	for _, d := range l {
		out.Discussions = append(out.Discussions, c.describe(d))
	}
	return out, nil
}

// choice reads which of two is asked for; nil is both.
func choice(word, no, yes string) (*bool, error) {
	switch word {
	case "", "all":
		return nil, nil
	case no, yes:
		is := word == yes
		return &is, nil
	}
	return nil, fault.New(fault.Invalid, "%.40q is none of %s, %s and all", word, no, yes)
}

func (c *call) describe(d discussion.Discussion) wire.Discussion {
	return wire.Discussion{
		Number: d.Number, Title: d.Title, Status: string(d.Status), Author: someone(d.Author), CreatedAt: wire.Time(d.Created), IsPullRequest: d.Pull != nil,
		Repo: wire.LikedRef{Name: c.repo.Name.String(), Type: string(c.repo.Kind)},
	}
}

func someone(o ref.Owner) wire.Someone { return wire.Someone{Name: string(o), Type: "user"} }

func (c *call) open() (any, error) {
	var q wire.OpenDiscussion
	if err := c.decode(&q); err != nil {
		return nil, err
	}
	open := c.Board.Open
	if q.PullRequest {
		open = c.Board.OpenPull
	}
	d, err := open(c.r.Context(), c.repo, q.Title, q.Description)
	if err != nil {
		return nil, err
	}
	return wire.OpenedDiscussion{Number: d.Number, URL: fmt.Sprintf("%s/discussions/%d", c.base, d.Number), Pull: q.PullRequest}, nil
}

func (c *call) details(n int) (any, error) {
	d, events, review, err := c.Board.Find(c.r.Context(), c.repo, n)
	if err != nil {
		return nil, err
	}
	out := c.describe(d)
	for _, e := range events {
		out.Events = append(out.Events, event(e))
	}
	if d.Pull != nil {
		err = c.addReview(&out, d, review)
	}
	return out, err
}

func (c *call) addReview(out *wire.Discussion, d discussion.Discussion, v discussion.Review) error {
	out.Changes = &wire.Changes{Base: string(hub.Branch(hub.Main)), Merged: string(d.Pull.Merged)}
	files := []string{}
	for _, f := range v.Conflicts {
		files = append(files, string(f))
	}
	if out.Conflicts = files; v.Unrelated {
		out.Conflicts = true
	}
	if asked := c.r.URL.Query().Get("diff"); asked != "1" && asked != "true" {
		return nil
	}
	diff, err := c.Board.Diff(c.r.Context(), c.repo, v)
	out.Diff = &diff
	return err
}

func (c *call) change(n int) (any, error) {
	var q wire.ChangeDiscussion
	if err := c.decode(&q); err != nil {
		return nil, err
	}
	ctx := c.r.Context()
	switch c.r.PathValue("verb") {
	case "comment":
		e, err := c.Board.Comment(ctx, c.repo, n, q.Comment)
		return wire.ChangedDiscussion{NewMessage: pointer(e)}, err
	case "title":
		e, err := c.Board.Retitle(ctx, c.repo, n, q.Title)
		return wire.ChangedDiscussion{NewTitle: pointer(e)}, err
	case "status":
		e, err := c.Board.Move(ctx, c.repo, n, discussion.Status(q.Status), q.Comment)
		return wire.ChangedDiscussion{NewStatus: pointer(e)}, err
	case "merge":
		return map[string]bool{"success": true}, c.Board.Merge(ctx, c.repo, n, q.Comment)
	}
	return nil, errNothing
}

func (c *call) edit(n int) (any, error) {
	var q wire.ChangeDiscussion
	if err := c.decode(&q); err != nil {
		return nil, err
	}
	ctx, id := c.r.Context(), strings.ToLower(c.r.PathValue("id"))
	var e discussion.Event
	var err error
	switch c.r.PathValue("verb") {
	case "edit":
		e, err = c.Board.EditComment(ctx, c.repo, n, id, q.Content)
	case "hide":
		e, err = c.Board.HideComment(ctx, c.repo, n, id)
	default:
		return nil, errNothing
	}
	return wire.ChangedDiscussion{UpdatedComment: pointer(e)}, err
}

const maxJSON = 1 << 20 // bytes of a request

// decode reads the JSON of a request; none is none of it said.
func (c *call) decode(v any) error { return api.ReadJSON(nil, c.r, maxJSON, v) }
