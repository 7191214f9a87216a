package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	clients   = 8
	perMinute = 1000 // the bar
)

// commits makes small commits to one repository by several clients at once,
// and looks whether all are there, one after the other.
func commits(ctx context.Context, b *bench) error {
	if err := b.hub.create(ctx, "commits"); err != nil {
		return err
	}
	errs := make([]error, clients)
	begun, used := time.Now(), b.hub.processor()
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := c; i < b.commits && errs[c] == nil; i += clients {
				errs[c] = b.hub.call(ctx, "/api/models/admin/commits/commit/main",
					fmt.Sprintf("{\"key\":\"header\",\"value\":{\"summary\":\"file %d\"}}\n{\"key\":\"file\",\"value\":{\"path\":\"file-%d.txt\",\"content\":\"text %d\",\"encoding\":\"utf-8\"}}\n", i, i, i), nil)
			}
		})
	}
	wg.Wait()
	took, each := time.Since(begun), (b.hub.processor()-used)/time.Duration(b.commits)
	if err := errors.Join(errs...); err != nil {
		return err
	}
	found, err := b.history(ctx)
	if err != nil {
		return err
	}
	rate := float64(b.commits) / took.Minutes()
	// The repository has a first commit of its own.
	ok := rate >= perMinute && found.files >= b.commits && found.commits >= b.commits && found.merges == 0
	fmt.Printf("%-34s tenon %8.0f a minute, %v of a processor each, %d commits, %d merges, %d files are there   bar %d   %s\n",
		fmt.Sprintf("%d commits by %d clients", b.commits, clients), rate, each.Round(100*time.Microsecond), found.commits, found.merges, found.files, perMinute, b.verdict("commits", ok))
	return nil
}

type history struct{ commits, merges, files int }

// history looks at a clone.
func (b *bench) history(ctx context.Context) (h history, err error) {
	clone := filepath.Join(b.dir, "clone")
	url := strings.Replace(b.hub.url, "http://", "http://admin:"+b.hub.token+"@", 1)
	if _, err := output(ctx, "git", "clone", "-q", "--bare", url+"/admin/commits", clone); err != nil {
		return h, err
	}
	for _, e := range []struct {
		n    *int
		args []string
	}{
		{&h.commits, []string{"rev-list", "main"}}, {&h.merges, []string{"rev-list", "--merges", "main"}}, {&h.files, []string{"ls-tree", "--name-only", "main"}},
	} {
		out, err := output(ctx, "git", append([]string{"-C", clone}, e.args...)...)
		if err != nil {
			return h, err
		}
		*e.n = strings.Count(out, "\n")
	}
	return h, nil
}
