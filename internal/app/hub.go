package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/access"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/git"
	"github.com/tenonhub/tenon/internal/api/huggingface"
	"github.com/tenonhub/tenon/internal/api/mirrors"
	"github.com/tenonhub/tenon/internal/api/modelscope"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/part"
	"github.com/tenonhub/tenon/internal/catalog/published"
	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/job/lockfile"
	"github.com/tenonhub/tenon/internal/machine"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlattachment "github.com/tenonhub/tenon/internal/sqlstore/attachment"
	sqlcollection "github.com/tenonhub/tenon/internal/sqlstore/collection"
	sqldiscussion "github.com/tenonhub/tenon/internal/sqlstore/discussion"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/xetstore"
)

const (
	secretFile = "secret" // in the data folder: signs addresses of large files
	// deletedFor is how long a deleted repository could still be brought back.
	deletedFor = 7 * 24 * time.Hour
	// readTime is how long the files of a repository are read that was brought back.
	readTime = time.Minute
	// partsFor is how long the parts of a large file wait for the others.
	partsFor = 48 * time.Hour
)

// buildHub opens the hub and adds its dialects. Without a git program all
// else works, and they say what is missing.
func (a *App) buildHub(mux api.Mux) error {
	repos, err := gitrepo.Open(filepath.Join(a.config.Data, "repos"))
	if fault.Is(err, fault.Unavailable) {
		a.log.Warn("there is no hub", "err", err)
		without := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { api.Fail(w, r, a.log, err) })
		for _, address := range []string{"/api/", "/openapi/v1/", "/lfs/", "/{place}/info/", "/{place}/git-upload-pack", "/{place}/git-receive-pack", "/{place}/resolve/"} {
			mux.Handle(address, without)
		}
		return nil
	}
	if err != nil {
		return err
	}
	a.repos = repos
	secret, err := readSecret(a.config.Data, secretFile)
	if err != nil {
		return err
	}
	if a.uploads, err = part.Open(filepath.Join(a.config.Data, "uploads")); err != nil {
		return err
	}
	table := sqlhub.New(a.db)
	a.rows = table
	link, err := a.buildXet(mux, table, secret)
	if err != nil {
		return err
	}
	said := sqldiscussion.New(a.db)
	a.hooks = a.buildHooks(table)
	whole := xetstore.Whole{Store: link.Store}
	if err := a.buildMirror(table, whole); err != nil {
		return err
	}
	a.hub = hub.New(hub.Parts{
		Mirror: furnished{a.mirror, a}, Repos: table, Index: table, Uses: table, Objects: table, Trees: table, Quotas: table, Findings: table, Requests: table, Events: followed{a.hooks, a.workers}, Git: repos,
		Blobs: whole, Xet: link, Accounts: a.people, Audit: a.people, Proposals: said,
	})
	a.orders.Hub = a.hub
	a.workers.models = published.New(a.hub, a.workers, a.people)
	mirrors.Routes(mux, a.orders, a.log)
	a.attached = attachment.New(attachment.Parts{Store: sqlattachment.New(a.db), Blobs: whole, Hub: a.hub, Audit: a.people})
	a.board = discussion.New(said, repos, a.attached, a.people)
	served := git.New(git.Parts{Hub: a.hub, Uploads: a.uploads, Room: a.blobs.Room, Xet: link, Secret: []byte(secret), Log: a.log}, git.Options{})
	served.Routes(mux)
	asks := access.New(access.Parts{Requests: table, Accounts: a.people, Audit: a.people})
	huggingface.Routes(mux, huggingface.Parts{Hub: a.hub, Room: a.blobs.Room, Board: a.board, Files: a.attached, Shelf: a.shelf(), Hooks: a.hooks, Access: asks, People: a.people, Xet: link, Built: a.builtIn, Lacks: a.workers.lacks, Log: a.log})
	modelscope.Routes(mux, modelscope.Parts{Hub: a.hub, People: a.people, Uploads: served, Log: a.log})
	return nil
}

// shelf is where collections are kept.
func (a *App) shelf() *collection.Shelf {
	return collection.New(collection.Parts{Store: sqlcollection.New(a.db), Repos: a.hub, Accounts: a.people, Audit: a.people})
}

// payRepos makes the git repositories of a restored backup. Cut off, it goes on
// at the next start; of two that start at once, one makes them.
func (a *App) payRepos(ctx context.Context) error {
	table := sqlhub.New(a.db)
	owed, err := table.Owed(ctx)
	if err != nil || a.repos == nil || len(owed) == 0 {
		return err
	}
	return lockfile.Alone(ctx, filepath.Join(a.config.Data, "restoring.lock"), func() error { return a.payAll(ctx, table) })
}

const restoreNews = 5 * time.Second // how often it is said how many are left

func (a *App) payAll(ctx context.Context, table *sqlhub.Store) error {
	owed, err := table.Owed(ctx)
	if err != nil || len(owed) == 0 {
		return err
	}
	a.log.InfoContext(ctx, "make the git repositories of a restored backup, and answer then", "repositories", len(owed))
	var all sync.WaitGroup
	var mu sync.Mutex
	left, told := len(owed), time.Now()
	slots := make(chan struct{}, machine.Slots()) // git mostly waits for the disk
	for id, digest := range owed {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			e := a.payRepo(ctx, id, digest)
			if e == nil {
				e = table.Paid(ctx, id)
			}
			mu.Lock()
			defer mu.Unlock()
			if e != nil {
				err = errors.Join(err, fmt.Errorf("restore repository %s: %w", id, e))
			}
			if left--; left == 0 || time.Since(told) > restoreNews {
				told = time.Now()
				a.log.InfoContext(ctx, "the git repositories of a restored backup", "left", left)
			}
		})
	}
	all.Wait()
	return err
}

// payRepo makes a repository of a bundle, which git reads from a file.
func (a *App) payRepo(ctx context.Context, id hub.ID, digest blob.Digest) error {
	bundle, _, err := a.blobs.Open(ctx, digest)
	if err != nil {
		return err
	}
	defer bundle.Close()
	f, err := os.CreateTemp(a.config.Data, a.scratchName())
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = io.Copy(f, bundle)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return a.repos.Unbundle(ctx, id, f.Name())
}

// repositories are those that a backup has.
type repositories struct {
	table *sqlhub.Store
	git   *gitrepo.Store
}

func (r repositories) IDs(ctx context.Context) (l []string, err error) {
	ids, err := r.table.IDs(ctx)
	for _, id := range ids {
		l = append(l, string(id))
	}
	return l, err
}

func (r repositories) Bundle(ctx context.Context, id, file string) (bool, error) {
	if r.git == nil {
		return false, fault.New(fault.Unavailable, "the program git is not installed, and the backup of repositories needs it; install the package git")
	}
	return r.git.Bundle(ctx, hub.ID(id), file)
}

// owe notes the repositories of a backup in its database.
func owe(ctx context.Context, file string, bundles map[string]blob.Digest) error {
	repos := map[hub.ID]blob.Digest{}
	for name, d := range bundles {
		id, err := hub.ParseID(name)
		if err != nil {
			return err
		}
		repos[id] = d
	}
	db, err := sqlstore.Open(ctx, file)
	if err != nil {
		return err
	}
	err = sqlhub.New(db).Owe(ctx, repos)
	return errors.Join(err, db.Close(), os.Remove(file+".lock"))
}

// sweepHub removes what was deleted, and uploads that nobody goes on with.
func (a *App) sweepHub(ctx context.Context, now time.Time) (repos int, err error) {
	if a.hub == nil {
		return 0, nil
	}
	repos, err = a.hub.Sweep(ctx, now.Add(-deletedFor))
	_, surveyed := a.hub.Survey(ctx)
	_, e := a.uploads.Sweep(now.Add(-partsFor))
	return repos, errors.Join(err, e, surveyed)
}

// flushEvery is how often downloads that were counted are written.
const flushEvery = 10 * time.Second

// catalogue puts into the index what an older program knew, reads repositories
// that are not in it as they are, and writes downloads and folds what is recent
// now and then, and at the end.
func (a *App) catalogue(ctx context.Context) {
	if a.hub == nil {
		return
	}
	if err := a.rows.Tidy(ctx); err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "bring the index of the catalogue up to date", "err", err)
	}
	switch n, err := a.hub.Survey(ctx); {
	case err != nil && ctx.Err() == nil:
		a.log.WarnContext(ctx, "read what repositories hold", "err", err)
	case n > 0:
		a.log.InfoContext(ctx, "read what repositories hold", "repositories", n)
	}
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for end := false; !end; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			end = true
		}
		if err := a.hub.Flush(context.WithoutCancel(ctx)); err != nil {
			a.log.WarnContext(ctx, "write downloads", "err", err)
		}
		if err := a.rows.Tidy(context.WithoutCancel(ctx)); err != nil {
			a.log.WarnContext(ctx, "fold what is recent into the index of the catalogue", "err", err)
		}
	}
}
