package shelf

import (
	"cmp"
	"context"
	"crypto/sha1" //nolint:gosec // git names files by it
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/folder"
	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// puller downloads the files of a commit into a folder: what is there already,
// whole, is left as it is, and what was cut off goes on where it ended.
type puller struct {
	screen  io.Writer
	client  *sdk.Client
	kind    sdk.Kind
	id, rev string
	dir     string
	shown   time.Time
	tty     bool
}

func (s Shell) pull() *cobra.Command {
	var p place
	var dir string
	cmd := &cobra.Command{
		Use:   "pull OWNER/NAME[@REVISION][:PATH]",
		Short: "Download a repository of the hub, or a part of it; goes on where it was cut off",
		Args:  usage.Exactly(1, "the name of a repository"),
		RunE: s.on(&p, func(d desk) error {
			dir = cmp.Or(dir, path.Base(d.id))
			if err := folder.Writable(dir); err != nil {
				return usage.Wrong("%v", err)
			}
			return nil
		}, func(ctx context.Context, d desk) error {
			r, err := d.Repo(ctx, d.kind, d.id, d.rev)
			if err != nil {
				return err
			}
			u := &puller{screen: s.Screen, client: d.Client, kind: d.kind, id: d.id, rev: r.SHA, dir: dir, tty: s.drawn(&p)}
			files, bytes, err := u.all(ctx, d.path)
			if err != nil {
				return err
			}
			return s.done(&p, map[string]any{"repository": d.id, "commit": r.SHA, "folder": dir, "files": files, "bytes": bytes},
				"%d files of %s at %.8s are in %s (%s).", files, d.id, r.SHA, dir, size(bytes))
		}),
	}
	cmd.Flags().StringVar(&dir, "out", "", "folder for the files; without it one with the name of the repository")
	return p.flags(cmd)
}

// all downloads what is at a path, or below it.
func (u *puller) all(ctx context.Context, at string) (files int, bytes int64, err error) {
	l, err := u.client.Tree(ctx, u.kind, u.id, u.rev, "", true)
	if err != nil {
		return 0, 0, err
	}
	for _, e := range l {
		if e.Type != "file" || at != "" && e.Path != at && !strings.HasPrefix(e.Path, at+"/") {
			continue
		}
		if err := u.file(ctx, e); err != nil {
			return files, bytes, fmt.Errorf("download %s: %w", e.Path, err)
		}
		files, bytes = files+1, bytes+e.Size
	}
	if files == 0 && at != "" {
		return 0, 0, usage.Wrong("there is no file or folder %s in %s", at, u.id)
	}
	return files, bytes, nil
}

// file downloads a file. Its name may not lead out of the folder.
func (u *puller) file(ctx context.Context, e sdk.Entry) error {
	if !filepath.IsLocal(filepath.FromSlash(e.Path)) {
		return errors.New("its name leads out of the folder")
	}
	name := filepath.Join(u.dir, filepath.FromSlash(e.Path))
	if same, err := u.same(name, e); err != nil || same {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	// The name has the version, so that parts of two are never put together.
	part := name + "." + e.OID[:min(8, len(e.OID))] + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return err
	}
	err = u.fill(ctx, f, e)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if same, err := u.same(part, e); err != nil || !same {
		return errors.Join(err, errors.New("the bytes that came are not those of the file: pull again"), os.Remove(part))
	}
	return os.Rename(part, name)
}

// fill appends what is missing of a file.
func (u *puller) fill(ctx context.Context, f *os.File, e sdk.Entry) error {
	have, err := f.Seek(0, io.SeekEnd)
	if err != nil || have == e.Size {
		return err
	}
	if have > e.Size {
		if err := f.Truncate(0); err != nil {
			return err
		}
		if have, err = f.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	body, err := u.client.Download(ctx, u.kind, u.id, u.rev, e.Path, have)
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = io.Copy(f, io.TeeReader(body, showing(func(n int) {
		have += int64(n)
		u.show(e, have)
	})))
	return err
}

// showing is told how many bytes go by.
type showing func(n int)

func (s showing) Write(p []byte) (int, error) {
	s(len(p))
	return len(p), nil
}

// show draws how far a file has come, on a terminal.
func (u *puller) show(e sdk.Entry, have int64) {
	if !u.tty || time.Since(u.shown) < terminal.Pace && have < e.Size {
		return
	}
	u.shown = time.Now()
	drawBytes(u.screen, e.Path, have, e.Size)
}

// drawBytes draws how much of a file has gone by; its line stays when that is all.
func drawBytes(w io.Writer, name string, have, all int64) {
	end := ""
	if have == all {
		end = "\n"
	}
	fmt.Fprintf(w, "\r\x1b[2K%s %s of %s  %s%s", terminal.Bar(float64(have)/float64(max(1, all)), 20), size(have), size(all), terminal.Clip(terminal.Plain(name), 40), end)
}

// same reports whether a file on the disk is that of the repository: by its
// size, and if it is a large one by its digest.
func (u *puller) same(name string, e sdk.Entry) (bool, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() != e.Size || !info.Mode().IsRegular() {
		return false, err
	}
	sum, want := gitSum(e.Size), e.OID
	if e.LFS != nil {
		sum, want = sha256.New(), e.LFS.OID
	}
	if _, err := io.Copy(sum, f); err != nil {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == want, nil
}

// gitSum is how git names a file of a size.
func gitSum(n int64) hash.Hash {
	h := sha1.New() //nolint:gosec // git names files by it
	fmt.Fprintf(h, "blob %d\x00", n)
	return h
}
