package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// peerFiles is how many files git-lfs pushes.
const peerFiles = 4

const giftlessConf = `LEGACY_ENDPOINTS: false
TRANSFER_ADAPTERS:
  basic:
    factory: giftless.transfer.basic_streaming:factory
    options:
      storage_class: giftless.storage.local_storage:LocalStorage
      storage_options:
        path: %s
AUTH_PROVIDERS:
  - giftless.auth.allow_anon:read_write
`

// peer compares git-lfs with this server and with giftless.
func peer(ctx context.Context, b *bench) error {
	if b.giftless == "" {
		fmt.Println("    giftless is not named: git-lfs is not compared")
		return nil
	}
	other, err := startGiftless(ctx, b)
	if err != nil {
		return err
	}
	defer other.stop()
	if err := b.hub.create(ctx, "peer"); err != nil {
		return err
	}
	work := filepath.Join(b.dir, "work")
	if err := checkOut(ctx, b.dir, work); err != nil {
		return err
	}
	ours := strings.Replace(b.hub.url, "http://", "http://admin:"+b.hub.token+"@", 1) + "/admin/peer.git/info/lfs"
	theirs := other.url + "/admin/peer.git/info/lfs"
	took := map[string][]time.Duration{}
	size := int64(b.lfs*(1<<30)) / peerFiles
	for range b.rounds {
		if err := change(ctx, work, size); err != nil {
			return err
		}
		for _, url := range []string{theirs, ours} {
			pushed, pulled, err := pushAndPull(ctx, work, url)
			if err != nil {
				return errors.Join(err, errors.New(other.log.String()))
			}
			took["push"+url], took["pull"+url] = append(took["push"+url], pushed), append(took["pull"+url], pulled)
		}
	}
	for _, verb := range []string{"push", "pull"} {
		b.compare(fmt.Sprintf("git-lfs %s of %.3g GiB", verb, b.lfs), size*peerFiles, took[verb+ours], took[verb+theirs], "giftless", 1)
	}
	return nil
}

// startGiftless starts the Git LFS server that is written in Python.
func startGiftless(ctx context.Context, b *bench) (*server, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(b.dir, "giftless.yaml")
	if err := os.WriteFile(conf, fmt.Appendf(nil, giftlessConf, filepath.Join(b.dir, "giftless")), 0o600); err != nil {
		return nil, err
	}
	_, port, _ := strings.Cut(addr, ":")
	return start(ctx, addr, []string{"GIFTLESS_CONFIG_FILE=" + conf}, b.giftless, "-m", "flask", "--app", "giftless.wsgi_entrypoint", "run", "--port", port)
}

// checkOut makes a repository whose remote is a folder, so that only large files
// pass through servers.
func checkOut(ctx context.Context, dir, work string) error {
	remote := filepath.Join(dir, "remote.git")
	for _, args := range [][]string{
		{"init", "-q", "--bare", "-b", "main", remote},
		{"init", "-q", "-b", "main", work},
		{"-C", work, "remote", "add", "origin", remote},
		{"-C", work, "config", "user.email", "bench@localhost"},
		{"-C", work, "config", "user.name", "bench"},
		{"-C", work, "config", "lfs.locksverify", "false"},
		{"-C", work, "lfs", "install", "--local", "--skip-smudge"},
		{"-C", work, "lfs", "track", "*.bin"},
	} {
		if _, err := output(ctx, "git", args...); err != nil {
			return err
		}
	}
	return nil
}

// change commits files that were never there.
func change(ctx context.Context, work string, size int64) error {
	for i := range peerFiles {
		file := filepath.Join(work, fmt.Sprintf("%d.bin", i))
		_, err := os.Stat(file)
		if err == nil {
			err = touch(file)
		} else if errors.Is(err, os.ErrNotExist) {
			err = makeFile(file, size)
		}
		if err != nil {
			return err
		}
	}
	if _, err := output(ctx, "git", "-C", work, "add", "-A"); err != nil {
		return err
	}
	_, err := output(ctx, "git", "-C", work, "commit", "-q", "-m", "files")
	return err
}

// pushAndPull sends the files of the last commit to a server and reads them again.
func pushAndPull(ctx context.Context, work, url string) (pushed, pulled time.Duration, err error) {
	timed := func(args ...string) (time.Duration, error) {
		begun := time.Now()
		_, err := output(ctx, "git", append([]string{"-C", work, "-c", "lfs.url=" + url}, args...)...)
		return time.Since(begun), err
	}
	var oids string
	if oids, err = output(ctx, "git", "-C", work, "lfs", "ls-files", "--long"); err != nil {
		return 0, 0, err
	}
	args := []string{"lfs", "push", "--object-id", "origin"}
	for line := range strings.Lines(oids) {
		oid, _, _ := strings.Cut(line, " ")
		args = append(args, oid)
	}
	if pushed, err = timed(args...); err != nil {
		return 0, 0, err
	}
	if err := os.RemoveAll(filepath.Join(work, ".git", "lfs", "objects")); err != nil {
		return 0, 0, err
	}
	pulled, err = timed("lfs", "fetch", "origin", "HEAD")
	return pushed, pulled, err
}
