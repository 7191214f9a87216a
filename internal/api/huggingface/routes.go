package huggingface

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/huggingface/collections"
	"github.com/tenonhub/tenon/internal/api/huggingface/community"
	"github.com/tenonhub/tenon/internal/api/huggingface/profile"
	"github.com/tenonhub/tenon/internal/api/huggingface/webhooks"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// answer answers a call, or fails before anything was written.
type answer func(*call) error

// Routes adds what answers on behalf of the actor of the context.
func Routes(mux api.Mux, p Parts) {
	add := func(pattern string, f answer) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			c := &call{Parts: p, w: w, r: r, ctx: r.Context(), place: api.At(r)}
			w.Header().Set("X-Request-Id", strings.ToLower(rand.Text())) // clients show it with an error
			if err := f(c); err != nil {
				c.fail(err)
			}
		})
	}
	for _, routes := range []map[string]answer{server, repository, revision} {
		for pattern, f := range routes {
			add(pattern, f)
		}
	}
	for pattern, f := range revision {
		if pull := strings.Replace(pattern, "{rev}", hub.Pulls+"{pull}", 1); pull != pattern {
			add(pull, f) // some clients do not write it as one part
		}
	}
	desk := &community.Desk{Hub: p.Hub, Board: p.Board}
	for pattern, f := range desk.Answers() {
		method, path, _ := strings.Cut(pattern, " ")
		add(method+" "+repo+path, told(f))
	}
	shelf := &collections.Desk{Hub: p.Hub, Shelf: p.Shelf, People: p.People}
	for pattern, f := range shelf.Answers() {
		add(pattern, replied(f))
	}
	hooks := &webhooks.Desk{Hub: p.Hub, Hooks: p.Hooks}
	for pattern, f := range hooks.Answers() {
		add(pattern, plain(f))
	}
	people := &profile.Desk{Hub: p.Hub, People: p.People}
	for pattern, f := range people.Answers() {
		add(pattern, plain(f))
	}
}

// plain writes what f answers.
func plain(f func(*http.Request) (any, error)) answer {
	return func(c *call) error {
		v, err := f(c.r)
		if err == nil {
			c.write(http.StatusOK, v)
		}
		return err
	}
}

// replied writes what f replies.
func replied(f collections.Answer) answer {
	return func(c *call) error {
		r, err := f(c.r)
		if err != nil {
			return err
		}
		if r.Cursor != "" {
			c.next("cursor", r.Cursor)
		}
		c.write(r.Status, r.Body)
		return nil
	}
}

// told writes what f tells.
func told(f community.Answer) answer {
	return func(c *call) error {
		v, err := f(c.r, api.Base(c.r)+prefix(c.place.Kind)+c.place.Repo.String())
		if err == nil {
			c.write(http.StatusOK, v)
		}
		return err
	}
}

// server has the routes that are about no repository, or name it elsewhere.
var server = map[string]answer{
	"/api/":                                 func(*call) error { return errNothing },
	"/api/{kind}/{rest...}":                 (*call).unnamed,
	"GET /{owner}/resolve/{rest...}":        (*call).unnamed,
	"GET /{kind}/{owner}/resolve/{rest...}": (*call).unnamed,
	"GET /api/whoami-v2":                    (*call).whoami,
	"POST /api/repos/create":                (*call).create,
	"DELETE /api/repos/delete":              (*call).remove,
	"POST /api/repos/move":                  (*call).move,
	"POST /api/validate-yaml":               (*call).validate,
	"POST /oauth/device":                    (*call).noCodes,
	"GET /api/{kind}":                       (*call).list,
	"GET /api/facets/{kind}":                (*call).facets,
	"GET /api/models-tags-by-type":          func(c *call) error { return c.tagsByType(hub.Model) },
	"GET /api/datasets-tags-by-type":        func(c *call) error { return c.tagsByType(hub.Dataset) },
	"GET /api/users/{user}/likes":           (*call).likes,
	"POST /uploads":                         (*call).attach,
	"GET " + attachment.Path + "{file}":     (*call).attached,

	"GET /api/settings/repositories":                              func(c *call) error { return c.stored(account.From(c.ctx).User) },
	"GET /api/organizations/{organization}/settings/repositories": func(c *call) error { return c.stored(ref.Owner(c.r.PathValue("organization"))) },
}

// unnamed answers where a repository is named without its owner.
func (c *call) unnamed() error {
	return hub.Missing(hub.ErrNoRepo, "there is no repository of this name: a name is owner/name")
}

const repo = "/api/{kind}/{owner}/{name}"

// repository has the routes about a repository as it is.
var repository = map[string]answer{
	repo + "/":                              (*call).nothing,
	"GET " + repo:                           func(c *call) error { return c.info(hub.Main) },
	"GET " + repo + "/auth-check":           func(c *call) error { return c.check(hub.Read) },
	"GET " + repo + "/auth-check/write":     func(c *call) error { return c.check(hub.Write) },
	"GET " + repo + "/refs":                 (*call).refs,
	"PUT " + repo + "/settings":             (*call).settings,
	"POST " + repo + "/like":                func(c *call) error { return c.like(true) },
	"DELETE " + repo + "/like":              func(c *call) error { return c.like(false) },
	"GET " + repo + "/likers":               (*call).likers,
	"GET " + repo + "/similar":              (*call).similar,
	"GET " + repo + "/lfs-files":            (*call).largeFiles,
	"POST " + repo + "/lfs-files/batch":     (*call).purge,
	"POST " + repo + "/lfs-files/duplicate": (*call).duplicate,
	"POST " + repo + "/duplicate":           (*call).copyAll,

	"GET " + repo + "/user-access-request/{standing}": (*call).requests,
	"POST " + repo + "/user-access-request/handle":    (*call).decide,
	"POST " + repo + "/user-access-request/grant":     (*call).grant,
	"POST " + repo + "/user-access-request/cancel":    (*call).withdraw,
	"POST /{place}/ask-access":                        (*call).ask,
}

// revision has the routes about a revision, whose name may have slashes where
// nothing comes after it.
var revision = map[string]answer{
	"GET " + repo + "/compare/{revs...}":        (*call).compare,
	"GET " + repo + "/revision/{rev...}":        at((*call).info),
	"GET " + repo + "/tree/{rev}":               at((*call).tree),
	"GET " + repo + "/tree/{rev}/{path...}":     at((*call).tree),
	"POST " + repo + "/paths-info/{rev...}":     at((*call).paths),
	"GET " + repo + "/commits/{rev...}":         at((*call).commits),
	"POST " + repo + "/preupload/{rev...}":      at((*call).preupload),
	"POST " + repo + "/commit/{rev...}":         at((*call).commit),
	"POST " + repo + "/super-squash/{rev...}":   at((*call).squash),
	"POST " + repo + "/branch/{rev...}":         at((*call).makeBranch),
	"DELETE " + repo + "/branch/{rev...}":       at((*call).removeBranch),
	"POST " + repo + "/tag/{rev...}":            at((*call).makeTag),
	"DELETE " + repo + "/tag/{rev...}":          at((*call).removeTag),
	"GET " + repo + "/xet-read-token":           func(c *call) error { return c.xetToken(hub.Main, hub.Read) },
	"GET " + repo + "/xet-read-token/{rev...}":  at(func(c *call, rev ref.Rev) error { return c.xetToken(rev, hub.Read) }),
	"GET " + repo + "/xet-write-token":          func(c *call) error { return c.xetToken(hub.Main, c.changing(hub.Main)) },
	"GET " + repo + "/xet-write-token/{rev...}": at(func(c *call, rev ref.Rev) error { return c.xetToken(rev, c.changing(rev)) }),
	"GET /{place}/resolve/{rev}/{path...}":      at(func(c *call, rev ref.Rev) error { return c.resolve(rev, false) }),
	"GET /{place}/raw/{rev}/{path...}":          at(func(c *call, rev ref.Rev) error { return c.resolve(rev, true) }),
}

// at reads the revision of the address.
func at(f func(*call, ref.Rev) error) answer {
	return func(c *call) error {
		text := c.r.PathValue("rev")
		if n := c.r.PathValue("pull"); n != "" {
			text = hub.Pulls + n
		}
		rev, err := ref.ParseRev(text)
		if err != nil {
			return err
		}
		return f(c, rev)
	}
}
