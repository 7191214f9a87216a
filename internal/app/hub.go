package app

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/git"
	"github.com/tenonhub/tenon/internal/api/huggingface"
	"github.com/tenonhub/tenon/internal/api/modelscope"
	"github.com/tenonhub/tenon/internal/blob/part"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

const (
	secretFile = "secret" // in the data folder: signs addresses of large files
	// deletedFor is how long a deleted repository could still be brought back.
	deletedFor = 7 * 24 * time.Hour
	// partsFor is how long the parts of a large file wait for the others.
	partsFor = 48 * time.Hour
)

// buildHub opens the hub and returns its dialects. Without a git program all
// else works, and they say what is missing.
func (a *App) buildHub() (d api.Dialects, err error) {
	repos, err := gitrepo.Open(filepath.Join(a.config.Data, "repos"))
	if fault.Is(err, fault.Unavailable) {
		a.log.Warn("there is no hub", "err", err)
		without := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { api.Fail(w, r, a.log, err) })
		return api.Dialects{HuggingFace: without, ModelScope: without, Git: without}, nil
	}
	if err != nil {
		return d, err
	}
	secret, err := readSecret(a.config.Data, secretFile)
	if err != nil {
		return d, err
	}
	if a.uploads, err = part.Open(filepath.Join(a.config.Data, "uploads")); err != nil {
		return d, err
	}
	table := sqlhub.New(a.db)
	a.hub = hub.New(hub.Parts{Repos: table, Objects: table, Trees: table, Git: repos, Blobs: a.blobs, Accounts: a.people, Audit: a.people})
	served := git.New(git.Parts{Hub: a.hub, Uploads: a.uploads, Secret: []byte(secret), Log: a.log}, git.Options{})
	return api.Dialects{
		Git:         served,
		HuggingFace: huggingface.Handler(huggingface.Parts{Hub: a.hub, People: a.people, Log: a.log}),
		ModelScope:  modelscope.Handler(modelscope.Parts{Hub: a.hub, People: a.people, Uploads: served, Log: a.log}),
	}, nil
}

// sweepHub removes what was deleted, and uploads that nobody goes on with.
func (a *App) sweepHub(ctx context.Context, now time.Time) (repos int, err error) {
	if a.hub == nil {
		return 0, nil
	}
	repos, err = a.hub.Sweep(ctx, now.Add(-deletedFor))
	_, e := a.uploads.Sweep(now.Add(-partsFor))
	return repos, errors.Join(err, e)
}
