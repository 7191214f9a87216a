// Package bundles serves repositories in one file, as part of Tenon's own
// interface. Its JSON is that of package sdk.
package bundles

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/bundle"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Bundler writes and reads bundles.
type Bundler interface {
	Export(ctx context.Context, k hub.Kind, names []ref.Repo, begin func() io.Writer) error
	Import(ctx context.Context, r io.Reader) (bundle.Manifest, error)
}

// imported is what has come, as package sdk reads it.
type imported struct {
	Repos []repo `json:"repositories"`
}

type repo struct {
	Kind  hub.Kind `json:"kind"`
	Name  string   `json:"name"`
	Head  hub.OID  `json:"head"`
	Files int      `json:"files"` // large ones
	Bytes int64    `json:"bytes"` // of them
}

// Routes adds the routes to mux.
func Routes(mux api.Mux, b Bundler, log *slog.Logger) {
	mux.Handle("GET /api/tenon/v1/bundle", api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { export(w, r, b, log) })))
	mux.Handle("POST /api/tenon/v1/bundle", api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m, err := b.Import(r.Context(), r.Body)
		if err != nil {
			api.Fail(w, r, log, err)
			return
		}
		api.WriteJSON(w, http.StatusOK, describe(m))
	})))
}

func describe(m bundle.Manifest) (l imported) {
	for _, e := range m.Repos {
		d := repo{Kind: e.Kind, Name: e.Name, Head: e.Head, Files: len(e.Objects)}
		for _, p := range e.Objects {
			d.Bytes += p.Size
		}
		l.Repos = append(l.Repos, d)
	}
	return l
}

// export streams a bundle: what fails before its first byte is told, and later
// the stream breaks off.
func export(w http.ResponseWriter, r *http.Request, b Bundler, log *slog.Logger) {
	begun := false
	k, names, err := asked(r)
	if err == nil {
		err = b.Export(r.Context(), k, names, func() io.Writer {
			begun = true
			w.Header().Set("Content-Type", "application/x-tar")
			w.Header().Set("Cache-Control", "no-store")
			return w
		})
	}
	switch {
	case err == nil:
	case !begun:
		api.Fail(w, r, log, err)
	default:
		log.ErrorContext(r.Context(), "write a bundle", "err", err)
		panic(http.ErrAbortHandler) // the client sees the stream break off
	}
}

const maxRepos = 1000

func asked(r *http.Request) (k hub.Kind, names []ref.Repo, err error) {
	q := r.URL.Query()
	if k, err = hub.ParseKind(q.Get("kind")); err != nil {
		return k, nil, err
	}
	if n := len(q["repo"]); n == 0 || n > maxRepos {
		return k, nil, fault.New(fault.Invalid, "a bundle has 1 to %d repositories", maxRepos)
	}
	for _, s := range q["repo"] {
		name, err := ref.ParseRepo(s)
		if err != nil {
			return k, nil, err
		}
		names = append(names, name)
	}
	return k, names, nil
}
