package modelscope

import (
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/hub"
)

// answer answers a call, or fails before anything was written.
type answer func(*call) error

// Routes adds what answers on behalf of the actor of the context.
func Routes(mux api.Mux, p Parts) {
	add := func(pattern string, f answer) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			c := &call{Parts: p, w: w, r: r, ctx: r.Context(), open: strings.HasPrefix(r.URL.Path, "/openapi/"), place: api.At(r)}
			if err := f(c); err != nil {
				c.fail(err)
			}
		})
	}
	for pattern, f := range routes {
		add(pattern, f)
	}
	for pattern, f := range repository {
		add(strings.Replace(pattern, "{repo}", "{kind}/{owner}/{name}", 1), f)
		add(strings.Replace(pattern, "{repo}", "datasets/{number}", 1), numberedDataset(f))
	}
}

var routes = map[string]answer{
	"/api/v1/":                 func(*call) error { return errNothing },
	"/openapi/v1/":             func(*call) error { return errNothing },
	"GET /openapi/v1/users/me": (*call).me,
	"GET /openapi/v1/models":   func(c *call) error { return c.openList(hub.Model) },
	"GET /openapi/v1/datasets": func(c *call) error { return c.openList(hub.Dataset) },
	"GET /openapi/v1/studios":  func(c *call) error { return c.openList(hub.Space) },

	"GET /openapi/v1/{kind}/{owner}/{name}": (*call).openInfo,

	"POST /openapi/v1/studios":                         (*call).createStudio,
	"PATCH /openapi/v1/{kind}/{owner}/{name}/settings": (*call).studioSettings,
	"/openapi/v1/{kind}/{owner}/{name}/{what...}":      (*call).nothing,

	"POST /api/v1/login":    (*call).login,
	"POST /api/v1/models":   (*call).createModel,
	"POST /api/v1/datasets": (*call).createDataset,
	"GET /api/v1/datasets":  func(c *call) error { return c.list(hub.Dataset) },
	"PUT /api/v1/models":    func(c *call) error { return c.list(hub.Model) },
}

// repository has the routes about a repository: {repo} is its kind and name, or
// the number of a dataset.
var repository = map[string]answer{
	"GET /api/v1/{repo}":            (*call).info,
	"PUT /api/v1/{repo}":            (*call).settings,
	"DELETE /api/v1/{repo}":         (*call).remove,
	"GET /api/v1/{repo}/revisions":  (*call).revisions,
	"GET /api/v1/{repo}/repo/files": (*call).files,
	"GET /api/v1/{repo}/repo/tree":  (*call).files,
	"GET /api/v1/{repo}/repo":       (*call).file,
	"GET /api/v1/{repo}/commits":    (*call).commits,
	"POST /api/v1/{repo}/repo/tag":  (*call).tag,
	"DELETE /api/v1/{repo}/file":    (*call).removeFile,
	"DELETE /api/v1/{repo}/repo":    (*call).removeFile,

	"POST /api/v1/repos/{repo}/info/lfs/objects/batch": (*call).batch,
	"POST /api/v1/repos/{repo}/commit/{rev...}":        (*call).commit,
}
